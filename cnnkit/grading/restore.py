"""Put a submitted notebook back into the order of the released one, whatever happened to it.

The skeleton is the instructor's notebook: its cells, their order, their nbgrader metadata. From the
submission come answers and the student's own cells, and nothing else: no metadata, tags, points or tests.
What had to be mended is said in notes.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

__all__ = ["Piece", "UnreadableError", "read_pieces", "restore"]

STUB = "raise NotImplementedError()"
DEFINES = re.compile(
    r"^[ \t]*(?:async[ \t]+def|def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE
)
MOST_CELLS, LONGEST_CELL = 2000, 200_000
START = ""


class UnreadableError(ValueError):
    """Not one cell can be read from the file."""


class Piece(NamedTuple):
    """A cell of the submission: all of it that is looked at."""

    kind: str
    source: str
    label: str
    """nbgrader's grade_id, as the file has it; "" if there is none."""


def restore(submitted: bytes, skeleton: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """A notebook to grade, and notes for the student and the grader.

    Raises UnreadableError if the file holds no cell that can be read.
    """
    pieces, notes = read_pieces(submitted)
    labelled = [cell for cell in skeleton.cells if _label(cell)]
    answers = {_label(cell): cell for cell in labelled if _is_answer(cell)}
    homes, found = _sort(pieces, labelled, answers, notes)
    cells = [_own(piece) for piece in homes.get(START, [])]
    for cell in labelled:
        label = _label(cell)
        if label in answers:
            *earlier, last = found.get(label) or [""]
            cells += [new_code_cell(source) for source in earlier]
            if label not in found:
                notes.append(f"the answer cell {label!r} is missing")
            kind = new_code_cell if cell.cell_type == "code" else new_markdown_cell
            cells.append(kind(last, metadata={"nbgrader": dict(cell.metadata.nbgrader)}))
        else:
            cells.append(_copy(cell))
        cells += [_own(piece) for piece in homes.get(label, [])]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": dict(skeleton.metadata.get("kernelspec", {}))}
    )
    return notebook, notes


def read_pieces(data: bytes) -> tuple[list[Piece], list[str]]:
    """The cells of a file that should be a notebook, and notes about its damage."""
    notes = list[str]()
    text = _text(data, notes)
    raw: Any = None
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        notes.append("the file is damaged JSON; the cells that could be read were graded")
    cells = list(_cells_of(raw)) if isinstance(raw, dict) else list(_salvage(text))
    pieces = [_piece(cell) for cell in cells[:MOST_CELLS] if isinstance(cell, dict)]
    if not pieces:
        raise UnreadableError("the file holds no cell that can be read: is it a notebook?")
    if len(cells) > MOST_CELLS:
        notes.append(f"only the first {MOST_CELLS} cells were looked at")
    return pieces, notes


def _text(data: bytes, notes: list[str]) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        notes.append("the file is not UTF-8")
        return data.decode("latin-1")


def _cells_of(raw: dict[str, Any]) -> Iterator[Any]:
    """Of format 4, and of format 3 with its worksheets."""
    if isinstance(raw.get("cells"), list):
        yield from raw["cells"]
    for sheet in raw["worksheets"] if isinstance(raw.get("worksheets"), list) else []:
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            yield from sheet["cells"]


def _salvage(text: str) -> Iterator[dict[str, Any]]:
    """Every object in the text that reads as a cell, wherever the damage is."""
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        if isinstance(value, dict) and "cell_type" in value:
            yield value
            at = end
        elif isinstance(value, dict) and list(_cells_of(value)):
            yield from _cells_of(value)
            at = end
        else:
            at += 1


def _piece(cell: dict[str, Any]) -> Piece:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(str(line) for line in source)
    metadata = cell.get("metadata")
    tags = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    label = tags.get("grade_id") if isinstance(tags, dict) else None
    text = str(source).replace("\r\n", "\n").replace("\x00", "")[:LONGEST_CELL]
    text = text.encode("utf-8", "replace").decode()
    return Piece(str(cell.get("cell_type")), text, label if isinstance(label, str) else "")


def _sort(
    pieces: list[Piece], labelled: list[NotebookNode], answers: dict[str, NotebookNode], notes: list[str]
) -> tuple[dict[str, list[Piece]], dict[str, list[str]]]:
    """The student's own cells by the labelled cell that they follow, and the sources of each answer."""
    sources = {_label(cell): cell.source for cell in labelled if not _is_answer(cell)}
    owners = {name: label for label, cell in answers.items() for name in _defined(cell.source)}
    homes, found = dict[str, list[Piece]](), dict[str, list[str]]()
    claimed = {piece.label for piece in pieces if piece.label in answers and not _is_stub(piece.source)}
    home = START
    for piece in pieces:
        if piece.label in answers:
            home = piece.label
            found.setdefault(home, []).append(piece.source)
            if piece.kind != answers[home].cell_type:
                notes.append(f"the answer cell {home!r} had become a {piece.kind} cell")
            continue
        owner = next((owners[name] for name in _defined(piece.source) if name in owners), None)
        stray = owner is not None and owner not in claimed and not _is_stub(piece.source)
        if piece.label in sources:
            home = piece.label
            if not stray or piece.source == sources[home]:
                continue  # the instructor's own cell stands in for it, whatever was done to it
        elif piece.source.strip() in {source.strip() for source in sources.values()}:
            continue  # an instructor's cell that lost its label
        if stray and owner is not None and (piece.kind == "code" or piece.label):
            notes.append(f"the answer {owner!r} was found in a cell that is not its own")
            found.setdefault(owner, []).append(piece.source)
            home = owner
        elif piece.label not in sources:
            homes.setdefault(home, []).append(piece)
    for label, parts in found.items():
        found[label] = _joined(label, parts, homes, notes)
    return homes, found


def _joined(label: str, parts: list[str], homes: dict[str, list[Piece]], notes: list[str]) -> list[str]:
    """The cells of one answer: without copies and stubs, and whole again if a cell was split."""
    kept = list(dict.fromkeys(part for part in parts if not _is_stub(part))) or parts[-1:]
    if len(parts) > 1:
        notes.append(f"the answer cell {label!r} was there {len(parts)} times")
    if len(kept) > 1 and not all(map(_parses, kept)):
        whole = next((text for text in _gluings(kept) if _parses(text)), None)
        return kept if whole is None else [whole]
    rest = homes.get(label, [])
    broken = len(kept) == 1 and not _parses(kept[0])
    if broken or (rest and not _parses(rest[0].source)):
        for count in range(1, len(rest) + 1):
            if any(piece.kind != "code" for piece in rest[:count]):
                break
            pieces = [kept[-1], *(piece.source for piece in rest[:count])]
            whole = next((text for text in _gluings(pieces) if _parses(text)), None)
            if whole is not None:
                notes.append(f"the answer cell {label!r} was split in {count + 1}")
                del rest[:count]
                return [*kept[:-1], whole]
    return kept


def _gluings(parts: list[str]) -> Iterator[str]:
    yield "\n".join(parts)
    yield "".join(parts)


def _own(piece: Piece) -> NotebookNode:
    """A cell of the student's own. Text is shown to graders: it must not bring HTML of its own."""
    if piece.kind == "code":
        return new_code_cell(piece.source)
    return new_markdown_cell(piece.source.replace("<", "&lt;"))


def _copy(cell: NotebookNode) -> NotebookNode:
    kind = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    return kind(cell.source, metadata={"nbgrader": dict(cell.metadata.nbgrader)})


def _label(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.get("solution"))


def _is_stub(source: str) -> bool:
    """Nothing was written: what nbgrader puts in place of a solution is still there."""
    return not source.strip() or (STUB in source and "# YOUR CODE HERE" in source)


def _defined(source: str) -> list[str]:
    """Functions, classes and variables that a cell defines at its left edge; it need not parse."""
    return [
        name
        for match in DEFINES.finditer(source)
        for name in match.groups()
        if name and match[0][0] not in " \t"
    ]


def _parses(source: str) -> bool:
    """As Python, magics and shell commands apart."""
    plain = re.sub(r"^[ \t]*[%!].*$", "pass", source, flags=re.MULTILINE)
    try:
        ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
