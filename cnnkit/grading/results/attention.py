"""What in a graded set needs a person, most pressing first: the report opens with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cnnkit.grading.results.results import Results

__all__ = ["KINDS", "Need", "needs"]

KINDS = {
    "not graded": "NOT GRADED: the machine or the course is at fault, never the student",
    "waiting": "Handed in and not graded yet: run `cnnkit grade`, then the report again",
    "points": "Points are for a person to give or to confirm",
    "newer": "Written in a newer Python than the course's: parts of it could not be read",
    "stopped": "Cells that stopped, or were stopped: points may depend on it",
    "choice": "A file or a part was chosen, or none could be",
    "late": "Late by the learning system, which told no time: no late days are counted",
    "note": "Mended: nothing to do, unless the student asks",
}
"""Kinds of need in their order, and what is said above them."""
WORDS = {
    "newer": re.compile(r"was written with Python "),
    "stopped": re.compile(
        r"\bstopped\b|\bended\b|did not come to its end|was not there: its cell|\bcrashed\b"
    ),
    "choice": re.compile(
        r"graded in its place|None was graded|no Python as a whole|No answer was found|not graded: "
        r"|w(?:as|ere) left out|cannot be read|could not be read|a person should look"
    ),
}
"""How the grader's notes tell their kind; the first that fits counts."""


class Need(NamedTuple):
    kind: str
    student: str
    words: str


def needs(results: Results) -> list[Need]:
    """In the order of KINDS, then by student."""
    order = list(KINDS)
    return sorted(_found(results), key=lambda need: (order.index(need.kind), need.student))


def _found(results: Results) -> Iterator[Need]:
    for student, why in results.not_graded.items():
        yield Need("not graded", student, why)
    for student in results.waiting:
        yield Need("waiting", student, "")
    for work in results.handed_in:
        if work.needs_review:
            open_ = [item.title for item in results.items if work.points.get(item, 0.0) is None]
            yield Need(
                "points", work.student, ", ".join(open_) or "a score that a person gave is to be confirmed"
            )
        if work.late_elsewhere:
            yield Need("late", work.student, "")
        for note in work.notes:
            kind = next((kind for kind, words in WORDS.items() if words.search(note)), "note")
            yield Need(kind, work.student, note)
