"""Put a submitted notebook back into the shape of the released one, whatever happened to it.

The skeleton is the instructor's notebook: its cells, their order, their nbgrader metadata. From the
submission come answers and the student's own cells, and nothing else: no metadata, tags, points or tests.
What had to be mended is said in notes. reading.py reads the file, cutting.py undoes merges and splits,
sorting.py says which cell answers what.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook

from cnnkit.grading.repair.assign_cells import START, Sorted, sort_cells
from cnnkit.grading.repair.skeleton import Given, Notes, known_looks, read_given
from cnnkit.grading.repair.source_analysis import KNOWN, Reader
from cnnkit.grading.repair.split_and_merge import IN_PART, put_together, take_apart
from cnnkit.grading.repair.submitted_cells import Piece, UnreadableError, read_pieces

__all__ = ["harmless", "restore"]

BEYOND_FORMULAS = re.compile(r"\\(href|style|class|cssId|data|require|csname|begingroup)\b")
"""MathJax's commands for links, styles and extensions."""

MOST_MOVES = 50
MISSING = "No answer was found for {}: graded as not answered."
PUT_BACK = "These cells of the released notebook were missing and were put back: {}."
WRITTEN_WITH = re.compile(rb'"version"\s*:\s*"(\d{1,3})\.(\d{1,3})[^"\n]{0,20}"')
"""Of Python, in the notebook's language_info."""
NEWER = (
    "In {} something is no Python {here}, with which it is graded, and the notebook was written with Python "
    "{there}: a person should look at it."
)
OWN = "own cell"
MOVED = "A cell that the answer {} needs came too late or was no code cell; it was run before it."


@dataclass
class _Entry:
    """One cell of the notebook to grade."""

    cell: NotebookNode
    wrote: str = ""
    """What the student wrote, where the cell shows it made harmless."""
    own: bool = False
    answer: str = ""
    ends_task: bool = False

    @property
    def source(self) -> str:
        return self.wrote or self.cell.source


def restore(submitted: bytes, skeleton: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """A notebook to grade, and notes for the student and the grader. Never raises for the submission."""
    notes, given = Notes(), read_given(skeleton)
    reader = Reader(known_looks(given))
    try:
        pieces, notes.lines = read_pieces(submitted)
    except UnreadableError as error:
        told = [str(error)] if submitted.strip() else []  # of an empty file, find.py tells
        pieces, notes = [], Notes(told)
    items = put_together(take_apart(pieces, given, reader, notes.say), given, reader, notes.say)
    placed = sort_cells(items, given, reader, notes.say)
    entries = _assembled(given, placed, notes if pieces else Notes())
    _bring_forward(entries, reader, notes)
    _compare_pythons(submitted, entries, reader, notes)
    cells = [entry.cell for entry in entries]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    metadata = {
        key: skeleton.metadata[key] for key in ("kernelspec", "language_info") if key in skeleton.metadata
    }
    return new_notebook(cells=cells, metadata=metadata), notes.all()


def harmless(text: str) -> str:
    """Markdown of a stranger's, shown to graders in formgrader, which lets scripts in: without HTML or
    pictures, with plain addresses for links, without the commands by which a formula could hold one of these.
    """
    text = text.replace("<", "&lt;").replace("](", "] (").replace("]:", "] :")
    return BEYOND_FORMULAS.sub(r"\\ \1", text)


def _assembled(given: list[Given], placed: Sorted, notes: Notes) -> list[_Entry]:
    homes = _after_setup(given, placed.homes)
    entries = [_own(piece) for piece in homes.get(START, [])]
    for one in given:
        if one.is_answer:
            if one.label not in placed.found:
                notes.say(MISSING, one.label)
            entries += _answer(one, placed.found.get(one.label) or [""])
        elif one.number not in placed.replaced:
            if one.label and one.number not in placed.present:
                notes.say(PUT_BACK, one.label)
            tags = dict(one.cell.metadata.get("nbgrader", {}))
            entries.append(_Entry(_cell(one.kind, one.cell.source, tags), ends_task=bool(tags.get("grade"))))
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


def _answer(one: Given, sources: list[str]) -> list[_Entry]:
    *earlier, last = sources
    entries = [_Entry(_cell("code", source), answer=one.label) for source in earlier]
    tags = dict(one.cell.metadata.nbgrader)
    if one.is_code:
        return [*entries, _Entry(_cell("code", last, tags), answer=one.label)]
    return [_Entry(_cell("markdown", harmless(last), tags))]


def _own(piece: Piece) -> _Entry:
    """A cell of the student's own."""
    if piece.kind == "code":
        return _Entry(_cell("code", piece.source), own=True)
    return _Entry(_cell("markdown", harmless(piece.source)), piece.source, own=True)


def _cell(kind: str, source: str, tags: dict[str, Any] | None = None) -> NotebookNode:
    """As nbformat makes it; not validated one by one, which takes longer than all the rest here."""
    cell = {"cell_type": kind, "metadata": {"nbgrader": tags} if tags else {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    made = from_dict(cell)
    assert isinstance(made, NotebookNode)
    return made


def _bring_forward(entries: list[_Entry], reader: Reader, notes: Notes) -> None:
    """Run the student's own definitions before the answers that need them, if they come after the test.

    Cells are written in one order and often run in another; a re-ordered notebook is like that throughout.
    """
    at, moves, wanted_by = 0, 0, ""
    while at < len(entries) and moves < MOST_MOVES:
        entry = entries[at]
        wanted_by = entry.answer or (wanted_by if entry.own else "")
        later = _needed_later(entries, at, reader) if wanted_by else None
        if later is None:
            at += 1
            continue
        moved = entries.pop(later)
        at -= later < at
        moved.cell = _cell("code", moved.source)
        entries.insert(at, moved)
        notes.say(MOVED, wanted_by)
        moves += 1


def _compare_pythons(submitted: bytes, entries: list[_Entry], reader: Reader, notes: Notes) -> None:
    """What only a newer Python understands is not the student's mistake."""
    here = sys.version_info[:2]
    there = max((int(a), int(b)) for a, b in [*WRITTEN_WITH.findall(submitted), here])
    if there == here:
        return
    told = NEWER.replace("{here}", "{}.{}".format(*here)).replace("{there}", "{}.{}".format(*there))
    for label in notes.groups.get(IN_PART, []):
        notes.say(told, label)
    for entry in entries:
        code = entry.cell.cell_type == "code" and (entry.answer or entry.own)
        if code and not reader.look(entry.source).parses:
            notes.say(told, entry.answer or OWN)


def _needed_later(entries: list[_Entry], at: int, reader: Reader) -> int | None:
    """The first own cell after this task's test, or text cell before it, that defines what `at` lacks."""
    needs = reader.look(entries[at].source).needs - KNOWN
    if not needs:
        return None
    end = next((number for number in range(at, len(entries)) if entries[number].ends_task), len(entries))
    for number, entry in enumerate(entries):
        look = reader.look(entry.source)
        if number <= end and entry.cell.cell_type == "code":
            needs = needs - look.gives
        elif entry.own and look.parses and look.gives & needs:
            return number
    return None
