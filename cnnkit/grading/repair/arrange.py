"""From the cells of a submission to the order in which its notebook is graded, with notes.

The frame is the instructor's notebook: its cells and their order. From the submission come answers and the
student's own cells, and nothing else: no metadata, tags, points or tests. What had to be mended is said in
notes. submitted_cells.py reads the file, split_and_merge.py undoes merges and splits, assign_cells.py says
which cell answers what. All of this runs in a box; restore.py makes the notebook of it, outside.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from cnnkit.grading.repair.assign_cells import START, Sorted, sort_cells
from cnnkit.grading.repair.skeleton import Given, Notes, known_looks
from cnnkit.grading.repair.source_analysis import KNOWN, Look, Reader
from cnnkit.grading.repair.split_and_merge import IN_PART, put_together, take_apart
from cnnkit.grading.repair.submitted_cells import Piece

__all__ = ["ANSWER", "EARLIER", "GIVEN", "OWN", "Entry", "arrange"]

GIVEN, ANSWER, EARLIER, OWN = "given", "answer", "earlier", "own"
"""A cell of the instructor's as it is; an answer in its cell; what of it runs before; a student's cell."""
MOST_MOVES = 50
MISSING = "No answer was found for {}: graded as not answered."
PUT_BACK = "These cells of the released notebook were missing and were put back: {}."
WRITTEN_WITH = re.compile(rb'"version"\s*:\s*"(\d{1,3})\.(\d{1,3})[^"\n]{0,20}"')
"""Of Python, in the notebook's language_info."""
NEWER = (
    "In {} something is no Python {here}, with which it is graded, and the notebook was written with Python "
    "{there}: a person should look at it."
)
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
TURNED = "In {} marks turn the direction of text, so what is shown is not what runs: a person should look."
OWN_CELL = "own cell"
MOVED = "A cell that the answer {} needs came too late or was no code cell; it was run before it."


@dataclass
class Entry:
    """One cell of the notebook to grade."""

    role: str
    number: int
    """Of the instructor's cell that this is or answers; START for the student's own."""
    kind: str
    """Code or markdown; of what is GIVEN as the instructor has it."""
    source: str = ""
    """What the student wrote."""

    @property
    def is_code(self) -> bool:
        return self.kind == "code"


def arrange(
    pieces: list[Piece], told: list[str], submitted: bytes, given: list[Given]
) -> tuple[list[Entry], list[str]]:
    """The cells to grade, in order, and notes after those that were `told` of the file.

    `pieces` are what could be read of `submitted`; [] if nothing could.
    """
    notes, reader = Notes(told), Reader(known_looks(given))
    items = put_together(take_apart(pieces, given, reader, notes.say), given, reader, notes.say)
    placed = sort_cells(items, given, reader, notes.say)
    order = _Order(given, reader, notes)
    order.entries = _assembled(given, placed, notes if pieces else Notes())
    order.bring_forward()
    order.compare_pythons(submitted)
    for entry in order.entries:
        if entry.is_code and TURNING.search(entry.source):
            notes.say(TURNED, order.answer(entry) or OWN_CELL)
    return order.entries, notes.all()


def _assembled(given: list[Given], placed: Sorted, notes: Notes) -> list[Entry]:
    homes = _after_setup(given, placed.homes)
    entries = [_own(piece) for piece in homes.get(START, [])]
    for one in given:
        if one.is_answer:
            if one.label not in placed.found:
                notes.say(MISSING, one.label)
            *earlier, last = placed.found.get(one.label) or [""]
            entries += [Entry(EARLIER, one.number, "code", source) for source in earlier]
            entries.append(Entry(ANSWER, one.number, "code" if one.is_code else "markdown", last))
        elif one.number not in placed.replaced:
            if one.label and one.number not in placed.present:
                notes.say(PUT_BACK, one.label)
            entries.append(Entry(GIVEN, one.number, one.kind))
        entries += [_own(piece) for piece in homes.get(one.number, [])]
    return entries


def _after_setup(given: list[Given], homes: dict[int, list[Piece]]) -> dict[int, list[Piece]]:
    """Code before the instructor's first code cell comes after it: it may need its imports."""
    setup = next((one.number for one in given if one.is_code), START)
    if setup == START or next(one for one in given if one.is_code).is_answer:
        return homes
    early = [piece for number in range(START, setup) for piece in homes.get(number, [])]
    moved = {number: pieces for number, pieces in homes.items() if number >= setup}
    moved[START] = [piece for piece in early if piece.kind != "code"]
    moved[setup] = [piece for piece in early if piece.kind == "code"] + homes.get(setup, [])
    return moved


def _own(piece: Piece) -> Entry:
    return Entry(OWN, START, "code" if piece.kind == "code" else "markdown", piece.source)


@dataclass
class _Order:
    """The entries while they are put into the order in which they run."""

    given: list[Given]
    reader: Reader
    notes: Notes

    def __post_init__(self) -> None:
        self.entries = list[Entry]()

    def bring_forward(self) -> None:
        """Run the student's own definitions before the answers that need them, if they come after the test.

        Cells are written in one order and often run in another; a re-ordered notebook is like that all over.
        """
        at, moves, wanted_by = 0, 0, ""
        while at < len(self.entries) and moves < MOST_MOVES:
            entry = self.entries[at]
            wanted_by = self.answer(entry) or (wanted_by if entry.role == OWN else "")
            later = self._needed_later(at) if wanted_by else None
            if later is None:
                at += 1
                continue
            moved = self.entries.pop(later)
            at -= later < at
            moved.kind = "code"
            self.entries.insert(at, moved)
            self.notes.say(MOVED, wanted_by)
            moves += 1

    def compare_pythons(self, submitted: bytes) -> None:
        """What only a newer Python understands is not the student's mistake."""
        here = sys.version_info[:2]
        there = max((int(a), int(b)) for a, b in [*WRITTEN_WITH.findall(submitted), here])
        if there == here:
            return
        told = NEWER.replace("{here}", "{}.{}".format(*here)).replace("{there}", "{}.{}".format(*there))
        for label in self.notes.groups.get(IN_PART, []):
            self.notes.say(told, label)
        for entry in self.entries:
            if entry.is_code and entry.role != GIVEN and not self._look(entry).parses:
                self.notes.say(told, self.answer(entry) or OWN_CELL)

    def answer(self, entry: Entry) -> str:
        """The label of the answer in code that this is, or is a part of; "" if it is none."""
        return self.given[entry.number].label if entry.role in (ANSWER, EARLIER) and entry.is_code else ""

    def _look(self, entry: Entry) -> Look:
        return self.reader.look(entry.source)

    def _needed_later(self, at: int) -> int | None:
        """The first own cell after this task's test, or text cell before it, that defines what `at` lacks."""
        needs = self._look(self.entries[at]).needs - KNOWN
        if not needs:
            return None
        ends = (number for number in range(at, len(self.entries)) if self._ends_task(self.entries[number]))
        end = next(ends, len(self.entries))
        for number, entry in enumerate(self.entries):
            if number <= end and entry.is_code:
                needs = needs - (
                    self.given[entry.number].gives if entry.role == GIVEN else self._look(entry).gives
                )
            elif entry.role == OWN:
                look = self._look(entry)
                if look.parses and look.gives & needs:
                    return number
        return None

    def _ends_task(self, entry: Entry) -> bool:
        return entry.role == GIVEN and self.given[entry.number].is_graded
