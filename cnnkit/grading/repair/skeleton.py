"""The instructor's notebook as restoring needs it: what was released, which answer owns which name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from nbformat import NotebookNode

from cnnkit.grading.repair.source_analysis import Look, Reader

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
    cell: NotebookNode
    label: str
    kind: str
    text: str
    """As students got it: without solutions and hidden tests."""
    is_answer: bool
    names: frozenset[str]
    """Of an answer in Python: what the tests read of what it defines."""
    look: Look
    """At its text."""

    @property
    def is_code(self) -> bool:
        return self.kind == "code"


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
    """At what every submission and its graded notebook have from the instructor: not to be taken again."""
    code = [one for one in given if one.is_code]
    tests = {one.cell.source: _look(one.cell.source) for one in code if not one.is_answer}
    return tests | {one.text: one.look for one in code}


def trimmed(text: str) -> str:
    """Without blank lines round it and spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _given(number: int, cell: NotebookNode, read_by_tests: set[str]) -> Given:
    tags = _tags(cell)
    text = HIDDEN.sub("", cell.source)
    text = trimmed(SOLUTION.sub(r"\1# YOUR CODE HERE\n\1raise NotImplementedError()", text))
    answers = bool(tags.get("solution"))
    code = cell.cell_type == "code"
    names = frozenset(_look(cell.source).defines) if answers and code else frozenset[str]()
    return Given(
        number=number,
        cell=cell,
        label=str(tags.get("grade_id", "")),
        kind=cell.cell_type,
        text=text,
        is_answer=answers,
        names=names & read_by_tests or names,
        look=_look(text) if code else Look(True),
    )


@lru_cache(maxsize=1000)
def _look(source: str) -> Look:
    """The same few notebooks stand behind every submission."""
    return Reader().look(source)


def _tags(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})
