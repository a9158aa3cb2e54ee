"""The notebook that is graded, made of the instructor's cells and of what was read in a box (arrange.py).

What comes out of the box is text that a stranger had a hand in. It decides what the student wrote, and
nothing else: the instructor's cells, their order and their nbgrader metadata are those of the instructor's
notebook, each once, or nothing is restored.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook

from cnnkit.grading.repair.arrange import ANSWER, EARLIER, GIVEN, OWN, Entry, arrange
from cnnkit.grading.repair.harmless import harmless
from cnnkit.grading.repair.skeleton import read_given
from cnnkit.grading.repair.submitted_cells import UnreadableError, read_pieces
from cnnkit.grading.walls.outputs import clean_text

__all__ = ["DamagedEntriesError", "given_in", "harmless", "notes_of", "rebuilt", "restore", "unanswered"]

MOST_NOTES, LONGEST_NOTE = 100, 4000


class DamagedEntriesError(ValueError):
    """What came out of the box cannot be what arrange.py made there."""


def restore(submitted: bytes, skeleton: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """A notebook to grade, and notes for the student and the grader. Never raises for the submission.

    It reads in the process of the caller: for what strangers hand in there is running/reading.py.
    """
    given = read_given(skeleton)
    try:
        pieces, told = read_pieces(submitted)
    except UnreadableError as error:
        pieces, told = [], [str(error)] if submitted.strip() else []  # of an empty file, others tell
    entries, notes = arrange(pieces, told, submitted, given)
    return _made(entries, skeleton), notes


def unanswered(text: str) -> NotebookNode:
    """The notebook of somebody of whom nothing could be read; `text` is the instructor's."""
    entries, _ = arrange([], [], b"", read_given(_read(text)))
    return _made(entries, _read(text))


def rebuilt(told: Any, text: str) -> NotebookNode:
    """The notebook of what the box told: a list of role, number, kind and source for each cell.

    Raises DamagedEntriesError where it is no such list, or where a cell of the instructor's that a student
    cannot change is not there once and in its place.
    """
    skeleton, entries, last = _read(text), list[Entry](), -1
    tags = [cell.metadata.get("nbgrader", {}) for cell in skeleton.cells]
    missing = {number for number, tag in enumerate(tags) if tag.get("grade_id")}
    for each in told if type(told) is list else [None]:
        if type(each) is not list or [type(part) for part in each] != [str, int, str, str]:
            raise DamagedEntriesError("no list of cells")
        entry = Entry(*each)
        if entry.role in (OWN, EARLIER):
            if entry.kind not in ("code", "markdown"):
                raise DamagedEntriesError("a cell of no known kind")
        elif entry.role not in (GIVEN, ANSWER) or not last < entry.number < len(skeleton.cells):
            raise DamagedEntriesError("a cell that is not there, or twice")
        else:
            kind, last = skeleton.cells[entry.number].cell_type, entry.number
            if bool(tags[last].get("solution")) != (entry.role == ANSWER):
                raise DamagedEntriesError("an answer that is none")
            entry.kind = "markdown" if entry.role == ANSWER and kind != "code" else kind
            missing.discard(entry.number)
        entry.source = entry.source.encode("utf-8", "replace").decode()
        entries.append(entry)
    if missing:
        raise DamagedEntriesError("a cell of the instructor's is missing")
    return _made(entries, skeleton)


def notes_of(told: Any) -> list[str]:
    """The notes that the box told, one a line."""
    lines = told[:MOST_NOTES] if type(told) is list else []
    return [" ".join(clean_text(line[:LONGEST_NOTE]).split()) for line in lines if type(line) is str]


@lru_cache(maxsize=64)
def given_in(text: str) -> str:
    """What the box has to know of an instructor's notebook, as JSON."""
    return json.dumps([one.as_dict() for one in read_given(_read(text))], default=sorted)


@lru_cache(maxsize=64)
def _read(text: str) -> NotebookNode:
    """The instructor's notebook: the same few stand behind every submission. Nobody changes it."""
    return nbformat.reads(text, as_version=4)


def _made(entries: list[Entry], skeleton: NotebookNode) -> NotebookNode:
    cells = [_cell(entry, skeleton.cells) for entry in entries]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    metadata = {
        key: skeleton.metadata[key] for key in ("kernelspec", "language_info") if key in skeleton.metadata
    }
    return new_notebook(cells=cells, metadata=from_dict(metadata))


def _cell(entry: Entry, given: list[NotebookNode]) -> NotebookNode:
    """As nbformat makes it; not validated one by one, which takes longer than all the rest here."""
    tags, source = {}, entry.source
    if entry.role in (GIVEN, ANSWER):
        tags = dict(given[entry.number].metadata.get("nbgrader", {}))
    if entry.role == GIVEN:
        source = given[entry.number].source
    elif entry.kind == "markdown":
        source = harmless(source)
    cell: dict[str, Any] = {
        "cell_type": entry.kind,
        "metadata": {"nbgrader": tags} if tags else {},
        "source": source,
    }
    if entry.kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    made = from_dict(cell)
    assert isinstance(made, NotebookNode)
    return made
