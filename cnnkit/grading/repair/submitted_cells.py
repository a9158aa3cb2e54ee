"""From the bytes of a submitted file to the cells in it, however damaged it is."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, NamedTuple

from cnnkit.grading.repair.lenient_json import Tokens, cells_of, read_documents

__all__ = ["DEFINES", "Piece", "UnreadableError", "read_pieces"]

MOST_CELLS, LONGEST_CELL = 2000, 2_000_000
MOST_TEXT = 6_000_000
"""Of all cells together, in bytes of JSON: what leaves the box, and is parsed outside."""
LARGE = 8 << 20
"""Characters from which on outputs are skipped, not read."""
DEFINES = re.compile(
    r"^(?:(?:async[ \t]+def|def|class)[ \t]+(\w+)|(\w+)[ \t]*(?::[^=\n]+)?=(?!=))", re.MULTILINE
)
SCRIPT_CELL = re.compile(r"^# ?(?:In ?\[[^\]\n]*\]:?|%%.*)$", re.MULTILINE)
CONFLICT = "<<<<<<<"
AS_LATIN1 = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
"""Bytes that are no UTF-8, each to the character that it is in Latin-1; a million of them in a moment."""


class UnreadableError(ValueError):
    """Not one cell can be read from the file."""


class Piece(NamedTuple):
    """A cell of the submission: all of it that is looked at."""

    kind: str
    source: str
    label: str = ""
    """nbgrader's grade_id, as the file has it; "" if there is none."""
    id: str = ""


def read_pieces(data: bytes, tokens: Tokens | None = None) -> tuple[list[Piece], list[str]]:
    """The cells of a file that should be a notebook, and notes of its damage; `tokens` is what may be read.

    Raises UnreadableError if there is none. Of a file with two versions (git's conflict marks, or two
    notebooks one after the other) it gives the cells of both, those that count in doubt last.
    """
    notes = list[str]()
    text, tokens = _text(data, notes).replace("\x00", ""), tokens or Tokens()
    documents = [[_piece(cell) for cell in cells[:MOST_CELLS]] for cells in _documents(text, tokens, notes)]
    pieces = list[Piece]()
    for document in documents:
        pieces = _merged(pieces, document)
    if not pieces:
        pieces = _script(text, notes)
    if not pieces:
        raise UnreadableError("The file holds no cell that can be read: is it a notebook?")
    if len(pieces) > MOST_CELLS or any(len(cells) == MOST_CELLS for cells in documents):
        notes.append(f"The notebook has very many cells; the first {MOST_CELLS} were graded.")
    if any(len(piece.source) == LONGEST_CELL for piece in pieces):
        notes.append(f"A cell is very long; its first {LONGEST_CELL} characters were graded.")
    return _affordable(pieces[:MOST_CELLS], notes), notes


def _affordable(pieces: list[Piece], notes: list[str]) -> list[Piece]:
    """All of them, as a rule; of more text than a hundred sets hold, the longest stay out."""
    room, kept = MOST_TEXT, set[int]()
    sizes = [len(json.dumps(piece)) for piece in pieces]
    for number in sorted(range(len(pieces)), key=sizes.__getitem__):
        if sizes[number] > room:
            notes.append("The cells hold too much text; the longest were left out.")
            break
        room -= sizes[number]
        kept.add(number)
    return [piece for number, piece in enumerate(pieces) if number in kept]


def _text(data: bytes, notes: list[str]) -> str:
    encoding = json.detect_encoding(data)
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and data[:200].count(0) < min(len(data), 200) // 3:
        encoding = "utf-8"  # a stray null byte does not make it UTF-16
    if not encoding.startswith("utf-8"):
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        notes.append("The file is not in UTF-8; single characters may be wrong.")
        return data.decode(encoding, "surrogateescape").translate(AS_LATIN1)


def _documents(text: str, tokens: Tokens, notes: list[str]) -> list[list[dict[str, Any]]]:
    """The cells of each notebook in the file; the one that counts in doubt is the last."""
    if f"\n{CONFLICT}" in text:
        notes.append(
            "The file holds git's conflict marks. Of the two versions of an answer the upper one (HEAD) "
            "counts, or the lower one where the upper one was left as released."
        )
        return [document for side in _sides(text) for document in _tolerantly(side, tokens, notes)]
    if len(text) <= LARGE:
        try:
            return [cells_of(json.loads(text), tokens)]
        except (ValueError, RecursionError):
            pass
    documents = _tolerantly(text, tokens, notes)
    if len(documents) > 1:
        notes.append("The file holds several notebooks, one after the other; the later answer counts.")
    elif documents and (len(text) <= LARGE or not _is_closed(text)):
        notes.append("The file is damaged (no valid JSON); every cell that could be read was graded.")
    return documents


def _tolerantly(text: str, tokens: Tokens, notes: list[str]) -> list[list[dict[str, Any]]]:
    documents, whole = read_documents(text, tokens)
    if not whole:
        notes.append("The file is too large to be read to its end; its first part was graded.")
    return documents


def _sides(text: str) -> tuple[str, str]:
    """What a file with conflict marks was on the other side, and on the own side."""
    theirs, ours = list[str](), list[str]()
    both = [theirs, ours]
    kept = both
    for line in text.split("\n"):
        mark = line[:7]
        if mark == CONFLICT:
            kept = [ours]
        elif mark == "|||||||" and kept == [ours]:
            kept = []
        elif mark == "=======" and kept is not both:
            kept = [theirs]
        elif mark == ">>>>>>>":
            kept = both
        else:
            for side in kept:
                side.append(line)
    return "\n".join(theirs), "\n".join(ours)


def _is_closed(text: str) -> bool:
    return text[:100].lstrip().startswith("{") and text[-100:].rstrip().endswith("}")


def _merged(earlier: list[Piece], later: list[Piece]) -> list[Piece]:
    """The later cells, and those of the earlier that it lacks, each after the same cell as before."""
    common, after = set(later), dict[Piece | None, list[Piece]]()
    anchor: Piece | None = None
    for piece in earlier:
        if piece in common:
            anchor = piece
        else:
            after.setdefault(anchor, []).append(piece)
    merged = after.pop(None, [])
    for piece in later:
        merged += [piece, *after.pop(piece, [])]
    return merged


def _script(text: str, notes: list[str]) -> list[Piece]:
    """Python text, as notebooks are exported or pasted, where a notebook was asked for."""
    if not DEFINES.search(text):
        return []
    notes.append("The file is no notebook but Python text; it was graded as if it were one.")
    parts = SCRIPT_CELL.split(text)
    return [Piece("code", _clean(part).strip("\n")) for part in parts if part.strip()]


def _piece(cell: dict[str, Any]) -> Piece:
    source = cell.get("source", cell.get("input", ""))
    kind, text = cell["cell_type"], _clean(_joined(source))
    kind = kind if isinstance(kind, str) else ""
    if kind == "heading":  # of format 3
        level = cell.get("level")
        text = f"{'#' * (level if isinstance(level, int) and 0 < level < 7 else 1)} {text}"
    metadata = cell.get("metadata")
    tags = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    label = tags.get("grade_id") if isinstance(tags, dict) else None
    known = cell.get("id")
    return Piece(kind, text, label if isinstance(label, str) else "", known if isinstance(known, str) else "")


def _joined(source: Any) -> str:
    """A text, or its lines in a list, or in lists of lists."""
    parts, waiting, length = list[str](), [source], 0
    while waiting and length <= LONGEST_CELL:
        part = waiting.pop()
        if isinstance(part, str):
            parts.append(part)
            length += len(part)
        elif isinstance(part, list):
            waiting += reversed(part)
    return "".join(parts)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")
    return text[:LONGEST_CELL].encode("utf-8", "replace").decode()
