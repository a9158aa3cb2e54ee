"""Which cell answers which task, and where the student's other cells belong.

The rule, where several cells compete for one answer: cells left as released never count; of the others the
last one counts that is Python. What a cell answers is told by its label and by the names it defines; where
the two disagree, the names decide, unless that answer was given in its own cell already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from cnnkit.grading.repair.skeleton import Given, Say
from cnnkit.grading.repair.source_analysis import Reader
from cnnkit.grading.repair.split_and_merge import Item
from cnnkit.grading.repair.submitted_cells import Piece

__all__ = ["Sorted", "sort_cells"]

START = -1
TWICE = (
    "The answer cell {} was there more than once. Copies left as released do not count; of the others the "
    "last one that is Python counts."
)
SPLIT = "The answer cell {} was split; its parts were put together again."
NO_CODE = "The answer cell {} had become a text cell; it was graded as code."
STRAY = "The answer of {} was found in a cell that is not its own; it was graded."
CHANGED = "The test cell {} was changed; the released one was used."
NOT_WRITTEN = {"", "YOUR ANSWER HERE"}


@dataclass
class Sorted:
    """Everything of the submission in its place."""

    found: dict[str, list[str]] = field(default_factory=dict)
    """The sources of each answer that was found, in the order to run them; the last is the answer cell."""
    homes: dict[int, list[Piece]] = field(default_factory=dict)
    """The student's own cells by the number of the instructor's cell that they follow; START for none."""
    present: set[int] = field(default_factory=set)
    replaced: set[int] = field(default_factory=set)
    """Unlabelled cells of the instructor's that the student has changed, as is allowed."""
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Answers that are inside another answer's cell."""


def sort_cells(items: Sequence[Item], given: Sequence[Given], reader: Reader, say: Say) -> Sorted:
    """Sort the cells of a submission; see the module's text for the rule."""
    sorter = _Sorter(given, reader, say)
    pieces = [item for item in items if isinstance(item, Piece)]
    sorter.claimed = {
        piece.label
        for piece in pieces
        if piece.label in sorter.answers
        and not sorter.stub_of(piece)
        and (not sorter.owners(piece) or piece.label in sorter.owners(piece))
    }
    for item in items:
        if isinstance(item, int):
            sorter.home = item
            sorter.sorted.present.add(item)
        else:
            sorter.place(item)
    found = {label: sorter.parts_in_order(label, parts) for label, parts in sorter.parts.items()}
    for label, target in sorter.sorted.elsewhere.items():
        if label not in sorter.worked_on:
            found[label] = [f"# answered in the cell {target!r}"]
    sorter.sorted.found = found
    return sorter.sorted


class _Sorter:
    def __init__(self, given: Sequence[Given], reader: Reader, say: Say) -> None:
        self.given, self.reader, self.say = given, reader, say
        self.answers = {cell.label: cell for cell in given if cell.is_answer}
        self.locked = {cell.label: cell for cell in given if cell.label and not cell.is_answer}
        self.free = {cell.id: cell for cell in given if not cell.label}
        self.claimed = set[str]()
        """Answers that were given in their own cell."""
        self.sorted, self.home = Sorted(), START
        self.parts = dict[str, list[Piece]]()

    @property
    def worked_on(self) -> set[str]:
        return {label for label, parts in self.parts.items() if not all(map(self.stub_of, parts))}

    def owners(self, piece: Piece) -> list[str]:
        """The answers whose names a cell defines, in the order of the tasks."""
        names = set(self.reader.look(piece.source).defines)
        return [label for label, cell in self.answers.items() if cell.names & names]

    def stub_of(self, piece: Piece) -> str:
        """The answer whose cell this is as it was released, or emptied; "" if something was written."""
        answer = self.answers.get(piece.label)
        if answer is not None and not answer.is_code:
            return piece.label if piece.source.strip() in {*NOT_WRITTEN, answer.text.strip()} else ""
        bare = self.reader.look(piece.source).bare
        if answer is not None and bare in ("", answer.look.bare):
            return piece.label
        return next(
            (label for label, cell in self.answers.items() if bare and cell.names and bare == cell.look.bare),
            "",
        )

    def place(self, piece: Piece) -> None:
        target = self._answered(piece)
        if target:
            self.home = self.answers[target].number
            self.parts.setdefault(target, []).append(piece)
        elif piece.label in self.locked:
            self.home = self.locked[piece.label].number
            self.sorted.present.add(self.home)
            self._changed(piece, self.locked[piece.label])
        elif piece.id in self.free:
            self.home = self.free[piece.id].number
            self.sorted.replaced.add(self.home)
            self._keep(piece)
        else:
            self._keep(piece)

    def _answered(self, piece: Piece) -> str:
        """The label of the answer that this cell is for, or ""."""
        own = piece.label if piece.label in self.answers else ""
        if own and not self.answers[own].is_code:
            return own
        stub = self.stub_of(piece)
        if stub:
            return stub
        look, owners = self.reader.look(piece.source), self.owners(piece)
        wanted = [label for label in owners if label not in self.claimed]
        if own and (own in owners or not wanted):
            wanted.append(own)
        if not wanted or (not own and piece.kind != "code" and not look.parses):
            return ""
        target = min(wanted, key=lambda label: self.answers[label].number)
        for label in wanted:
            if label != own:
                self.say(STRAY, label)
            if label != target:
                self.sorted.elsewhere[label] = target
        return target

    def _changed(self, piece: Piece, locked: Given) -> None:
        """The released cell stands in; what was written into it and defines something is kept beside it."""
        look, released = self.reader.look(piece.source), locked.look
        if locked.is_code and look.bare == released.bare:
            return
        if locked.is_graded:
            self.say(CHANGED, locked.label)
        if look.parses and look.gives - released.gives and piece.kind == "code":
            self._keep(piece)

    def _keep(self, piece: Piece) -> None:
        self.sorted.homes.setdefault(self.home, []).append(piece)

    def parts_in_order(self, label: str, parts: Sequence[Piece]) -> list[str]:
        """The sources of one answer, without stubs and copies; what was one cell is one again."""
        answer = self.answers[label]
        worked = list(dict.fromkeys(part.source for part in parts if not self.stub_of(part)))
        if not worked:
            worked = [part.source for part in parts[-1:]]
        if answer.is_code and any(part.kind != "code" for part in parts):
            self.say(NO_CODE, label)
        if len(worked) == 1:
            if len(parts) > 1:
                self.say(TWICE, label)
            return worked
        if not answer.is_code:
            self.say("The answer {} was there more than once; all versions are in its cell.", label)
            return ["\n\n".join(worked)]
        whole = self._whole(worked)
        if whole:
            self.say(SPLIT, label)
            return [whole]
        if self._versions(worked, answer) < 2 and all(self.reader.look(text).parses for text in worked):
            self.say(SPLIT, label)
            return ["\n\n".join(worked)]
        self.say(TWICE, label)
        return sorted(worked, key=lambda text: self.reader.look(text).parses)

    def _versions(self, worked: Iterable[str], answer: Given) -> int:
        return sum(bool(answer.names.intersection(self.reader.look(text).defines)) for text in worked)

    def _whole(self, worked: Sequence[str]) -> str:
        """One cell of parts that are no Python alone; "" if there is none."""
        broken = [text for text in worked if not self.reader.look(text).parses]
        if not broken or len(worked) > 4:
            return ""
        for order in permutations(worked):
            for glue in ("\n", ""):
                text = glue.join(order)
                if self.reader.look(text).parses:
                    return text
        return ""
