"""Take merged cells apart and put split cells together, before anyone asks what is an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product

from cnnkit.grading.repair.skeleton import Given, Say, trimmed
from cnnkit.grading.repair.source_analysis import KNOWN, Reader, defined, digest
from cnnkit.grading.repair.submitted_cells import Piece

__all__ = ["IN_PART", "Item", "put_together", "take_apart"]

Item = Piece | int
"""A cell of the student's, or the number of an instructor's cell that was found here."""

SHORTEST_CUT = 30
"""A shorter text of the instructor's may be in a student's cell by chance."""
MOST_HALVES = 5
HEADING = re.compile(r"^#+ (?=def |class |import |from |@)")
LEFT_EDGE = re.compile(r"[^\s)\]}]")
IN_PART = "The answer cell {} is no Python as a whole; the part of it that is was graded."
SPLIT = "The answer cell {} was split; its parts were put together again."


def take_apart(pieces: Sequence[Piece], given: Sequence[Given], reader: Reader, say: Say) -> list[Item]:
    """The instructor's cells cut out, alone or merged with others, and what is left of the student's.

    A cell that is no Python but defines several answers is cut before each, so that each counts for itself.
    """
    theirs = [cell for cell in given if not cell.is_answer and cell.text]
    texts = [(text, cell) for cell in theirs for text in (digest(cell.text), cell.whole)]
    exact = {text: cell.number for text, cell in reversed(texts)}
    exact_by_label = {(cell.label, text): cell.number for text, cell in texts if cell.label}
    long = sorted(
        (cell for cell in theirs if len(cell.text) >= SHORTEST_CUT), key=lambda cell: -len(cell.text)
    )
    answers = {cell.label: cell for cell in given if cell.is_answer}
    owned = frozenset[str]().union(*(cell.names for cell in answers.values()))
    items = list[Item]()
    for piece in pieces:
        text = trimmed(piece.source)
        known = digest(text)
        if known in exact:
            items.append(exact_by_label.get((piece.label, known), exact[known]))
        elif text or piece.label in answers:
            if piece.kind != "code":
                text = HEADING.sub("", text)
            parts = _cut(text, long) or [piece.source if piece.kind == "code" else text]
            items += _relabelled(piece, parts, answers, owned, reader)
    return [part for item in items for part in _chopped(item, owned, answers, reader, say)]


def put_together(items: list[Item], given: Sequence[Given], reader: Reader, say: Say) -> list[Item]:
    """Neighbours that are Python only together become one cell: they were split."""
    answers = {cell.label for cell in given if cell.is_answer and cell.is_code}
    looks = [reader.look(item.source) for item in items if isinstance(item, Piece)]
    known = KNOWN.union(*(look.gives for look in looks), *(cell.look.gives for cell in given))
    items = list(items)
    for alike, count in product((True, False), range(2, MOST_HALVES + 1)):
        at = 0
        while at + count <= len(items):
            run = [item for item in items[at : at + count] if isinstance(item, Piece)]
            fits = len(run) == count and (not alike or len({piece.label for piece in run}) == 1)
            whole = _whole(run, answers, known, reader) if fits else None
            if whole is not None:
                items[at : at + count] = [whole]
                if whole.label:
                    say(SPLIT, whole.label)
            at += 1
    return items


def _cut(text: str, long: Sequence[Given]) -> list[str | int]:
    """The parts of a text between texts of the instructor's; [] if none is in it."""
    taken = list[tuple[int, int, int]]()
    padded = f"\n{text}\n"
    for cell in long:
        start = padded.find(f"\n{cell.text}\n")
        end = start + len(cell.text)
        if start >= 0 and all(end <= begin or start >= stop for begin, stop, _ in taken):
            taken.append((start, end, cell.number))
    if not taken:
        return []
    parts, at = list[str | int](), 0
    for start, end, number in sorted(taken):
        parts += [text[at:start].strip("\n"), number]
        at = end
    parts.append(text[at:].strip("\n"))
    return [part for part in parts if isinstance(part, int) or part.strip()]


def _relabelled(
    piece: Piece,
    parts: Sequence[str | int],
    answers: dict[str, Given],
    owned: frozenset[str],
    reader: Reader,
) -> list[Item]:
    """The parts of a cell; its label goes to the one that answers it, or to the only one."""
    texts = [part for part in parts if isinstance(part, str)]
    if len(parts) == 1 and texts:
        return [piece._replace(source=texts[0])]
    names = answers[piece.label].names if piece.label in answers else frozenset[str]()
    own = [text for text in texts if names.intersection(defined(text))] or texts[:1]
    items = list[Item]()
    for part in parts:
        if isinstance(part, int):
            items.append(part)
            continue
        look = reader.look(part)
        code = owned.intersection(look.defines) or (look.parses and look.defines)
        kind = "code" if code else piece.kind
        items.append(Piece(kind, part, piece.label if names and part in own else ""))
    return items


def _chopped(
    item: Item, owned: frozenset[str], answers: dict[str, Given], reader: Reader, say: Say
) -> list[Item]:
    """A cell that is no Python, cut before and after each answer in it."""
    if isinstance(item, int) or item.kind != "code" or reader.look(item.source).parses:
        return [item]
    lines = item.source.split("\n")
    cuts = {0, len(lines)}
    for at, line in enumerate(lines):
        if owned.intersection(defined(line)):
            end = next((n for n in range(at + 1, len(lines)) if LEFT_EDGE.match(lines[n])), len(lines))
            while at > 0 and lines[at - 1][:1] in ("@", "#"):
                at -= 1
            cuts |= {at, end}
    parts = ["\n".join(lines[begin:end]).strip("\n") for begin, end in pairwise(sorted(cuts))]
    parts = [part for part in parts if part.strip()]
    if len(parts) < 2 or not any(reader.look(part).parses for part in parts):
        return [item]
    if item.label in answers:
        say(IN_PART, item.label)
    return _relabelled(item, parts, answers, owned, reader)


def _whole(run: list[Piece], answers: set[str], known: frozenset[str], reader: Reader) -> Piece | None:
    labels = {piece.label for piece in run if piece.label in answers}
    if len(labels) > 1 or any(piece.kind != "code" and piece.label not in answers for piece in run):
        return None
    looks = [reader.look(piece.source) for piece in run]
    apart = frozenset[str]().union(*(look.needs - known for look in looks))
    broken = not all(look.parses for look in looks)
    if not broken and not (apart and labels and len(run) == 2):
        return None
    best, fewest = None, len(run[0].source) + len(apart) if broken else len(apart)
    for glue in ("\n", ""):
        text = glue.join(piece.source for piece in run)
        look = reader.look(text)
        if look.parses and len(look.needs - known) < fewest:
            best, fewest = text, len(look.needs - known)
    return None if best is None else Piece("code", best, next(iter(labels), ""))
