"""The instructor's notebook as restoring needs it: what was released, which answer owns which name.

`Given` goes into the box in which a submission is read: it holds no solution and no line of a hidden test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cnnkit.grading.repair.source_analysis import Look, Reader, digest

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Given", "Notes", "Say", "known_looks", "read_given", "trimmed"]

HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS\n.*?^[ \t]*### END HIDDEN TESTS\n?", re.DOTALL | re.MULTILINE
)
SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION$", re.DOTALL | re.MULTILINE)
Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Given:
    """One cell of the instructor's notebook."""

    number: int
    id: str
    label: str
    kind: str
    text: str
    """As students got it: without solutions and hidden tests."""
    whole: str
    """A digest of the instructor's own text, solution and hidden tests included."""
    is_answer: bool
    is_graded: bool
    names: frozenset[str]
    """Of an answer in Python: what the tests read of what it defines."""
    look: Look
    """At its text."""
    gives: frozenset[str]
    """What the instructor's own text defines and imports; of an answer nothing."""

    @property
    def is_code(self) -> bool:
        return self.kind == "code"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `of` takes it back."""
        return asdict(self)

    @classmethod
    def of(cls, read: dict[str, Any]) -> Given:
        look = read["look"]
        look = Look(
            look["parses"],
            tuple(look["defines"]),
            frozenset(look["gives"]),
            frozenset(look["needs"]),
            look["bare"],
        )
        sets = {name: frozenset(read[name]) for name in ("names", "gives")}
        return cls(**{**read, **sets, "look": look})


@dataclass
class Notes:
    """What is told to student and grader: sentences, and sentences that name several cells."""

    lines: list[str] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)

    def say(self, sentence: str, label: str) -> None:
        labels = self.groups.setdefault(sentence, [])
        if label not in labels:
            labels.append(label)

    def all(self) -> list[str]:
        told = [sentence.format(", ".join(map(repr, labels))) for sentence, labels in self.groups.items()]
        return [*self.lines, *told]


def read_given(skeleton: NotebookNode) -> list[Given]:
    """The cells of the instructor's notebook, in order."""
    graded = [cell for cell in skeleton.cells if _tags(cell).get("grade")]
    read_by_tests = set[str]().union(*(_look(cell.source).needs for cell in graded))
    return [_given(number, cell, read_by_tests) for number, cell in enumerate(skeleton.cells)]


def known_looks(given: list[Given]) -> dict[str, Look]:
    """At what every submission has from the instructor: not to be taken again."""
    return {one.text: one.look for one in given if one.is_code}


def trimmed(text: str) -> str:
    """Without blank lines round it and spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _given(number: int, cell: NotebookNode, read_by_tests: set[str]) -> Given:
    tags = _tags(cell)
    answers, code = bool(tags.get("solution")), cell.cell_type == "code"
    text = HIDDEN.sub("", cell.source)
    text, marked = SOLUTION.subn(r"\1# YOUR CODE HERE\n\1raise NotImplementedError()", text)
    if answers and not marked:  # as nbgrader releases it
        text = "# YOUR CODE HERE\nraise NotImplementedError()" if code else "YOUR ANSWER HERE"
    text = trimmed(text)
    names = frozenset(_look(cell.source).defines) if answers and code else frozenset[str]()
    return Given(
        number=number,
        id=cell.get("id", ""),
        label=str(tags.get("grade_id", "")),
        kind=cell.cell_type,
        text=text,
        whole=digest(trimmed(cell.source)),
        is_answer=answers,
        is_graded=bool(tags.get("grade")),
        names=names & read_by_tests or names,
        look=_look(text) if code else Look(True),
        gives=_look(cell.source).gives if code and not answers else frozenset(),
    )


@lru_cache(maxsize=1000)
def _look(source: str) -> Look:
    """The same few notebooks stand behind every submission."""
    return Reader().look(source)


def _tags(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})
