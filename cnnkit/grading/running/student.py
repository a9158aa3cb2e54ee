"""The student's side of one notebook: its cells in a box, and in a new one when that has ended.

A cell that ends its process is left out of the next one, so that it costs its own task only. But what a cell
leaves behind may end the process later: a timer, a hook of IPython, memory that grows. The cell that runs
then is not to blame, and every new process would end the same way; so a test that was disturbed may have a
process in which only those cells run whose names it needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cnnkit.grading.repair.source_analysis import defined
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import Box, BoxEndedError, Ran

__all__ = ["Student", "stopped"]

BACKSTOP_S = 2.0
"""Beyond the clock that runs beside the student's function (cnnkit.checks.running)."""
IMPORTS = re.compile(r"^(?:from|import)[ \t].*$", re.MULTILINE)
WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class _Cell:
    source: str
    trusted: bool
    ended: bool = False
    """The process ended while it ran."""


class Student:
    """Plays cells and answers the judge's questions; never raises for what became of the process."""

    def __init__(self, new_box: Callable[[], Box], limits: Limits, notes: list[str]) -> None:
        self.deaths = 0
        self._new_box, self._limits, self._notes = new_box, limits, notes
        self._cells, self._only = list[_Cell](), None
        self._box: Box | None = None
        self.dead = ""
        """Why there is no process now, or why the last one ended."""

    def play(self, source: str, *, trusted: bool) -> Ran:
        """A cell of the student's, or a locked one (trusted) before the tests."""
        try:
            ran = self._living().run(source, trusted=trusted)
        except BoxEndedError as ended:
            self._cells.append(_Cell(source, trusted, ended=True))
            self._lost(ended)
            return Ran([*ended.ran.outputs, stopped(self.dead)], "Stopped")
        if ran.interrupted:  # not to be waited for again, should the process have to be started anew
            why = self._limits.says("slow")
            self._notes.append(why)
            kept = [output for output in ran.outputs if output["output_type"] != "error"]
            return Ran([*kept, stopped(why)], "Stopped")
        self._cells.append(_Cell(source, trusted))
        return ran

    def get_ready(self) -> None:
        """Have a process before a test, if one can be had."""
        try:
            self._living()
        except BoxEndedError as ended:
            self._lost(ended)  # the judge still runs: a test may say more than "no points"

    def answer(self, kind: str, seconds: float, question: bytes) -> bytes:
        """What the student's process says to a question of the judge's; it may die of it."""
        if self._box is not None:
            try:
                return self._box.ask(question, seconds + BACKSTOP_S)
            except BoxEndedError as ended:
                self._lost(ended)
        told = {"value": {}} if kind == "names" else {"error": "ProcessEnded", "text": self.dead}
        return json.dumps(told).encode()

    def narrow(self, names: Iterable[str]) -> bool:
        """The next process runs only the cells that these names need; False if that are all that ran."""
        needed, chosen = set(names), list[_Cell]()
        given = {name for cell in self._cells if cell.trusted for name in _gives(cell.source)}
        for cell in reversed(self._cells):
            if cell.trusted or (_gives(cell.source) - given) & needed:
                chosen.insert(0, cell)
                needed = (needed | set(WORD.findall(cell.source))) - _imports(cell.source)
        if chosen == [cell for cell in self._cells if not cell.ended]:
            return False
        self.close()
        self._only = chosen
        return True

    def widen(self) -> None:
        """The next process runs all cells again, except those that ended one."""
        self.close()
        self._only = None

    def close(self) -> None:
        if self._box is not None:
            self._box.close()
        self._box = None

    def _living(self) -> Box:
        """The process; a new one that has run the same cells if the last one ended."""
        if self._box is None:
            box = self._box = self._new_box()
            every = [cell for cell in self._cells if not cell.ended] if self._only is None else self._only
            for cell in every:
                box.run(cell.source, trusted=cell.trusted)
        return self._box

    def _lost(self, ended: BoxEndedError) -> None:
        if self._box is not None:
            self._notes.append(str(ended))
            self.deaths += 1
        self.dead = str(ended)
        self.close()


def stopped(why: str) -> dict[str, Any]:
    """An output that says why a cell did not come to its end."""
    return {"output_type": "error", "ename": "Stopped", "evalue": why, "traceback": [why]}


def _gives(source: str) -> set[str]:
    """Names that a cell may bind at its left edge; told from the text, for parsing it costs who wrote it
    nothing and the grader much.
    """
    return set(defined(source)) | _imports(source)


def _imports(source: str) -> set[str]:
    return {name for line in IMPORTS.findall(source) for name in WORD.findall(line)}
