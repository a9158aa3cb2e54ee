"""Run a notebook: the student's cells in one box, the tests in another that their code never enters.

A test cell comes from the instructor and is run in the judge's box. What it uses of the student's it gets as
copies and handles (box/handles.py). Whatever becomes of the student's process, the judge lives, and the
notebook gets a grade with a reason; a process that ended is started again without the cell that ended it, so
that one task costs its own points only.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
import time
from dataclasses import replace
from functools import lru_cache
from typing import Any

from nbformat import from_dict

from cnnkit.grading.repair.source_analysis import below, parse
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.outputs import stream
from cnnkit.grading.walls.sandbox import Box, BoxEndedError, Ran, Warm

__all__ = ["free_names", "run_notebook"]

BACKSTOP_S = 2.0
"""Beyond the clock that runs beside the student's function (cnnkit.checks.running)."""
NO_FUNCTION = re.compile(r"^  hint \[not-defined\] there is no function `(\w+)`", re.MULTILINE)
"""As cnnkit.checks prints it."""
NO_NAME = re.compile(r"name '(\w+)' is not defined")
DEFINITION = r"\b(?:def\w*|class)[ \t]+{0}\b|^[ \t]*{0}[ \t]*[:=]"
"""Of a name, also where it does not parse ("deff")."""
PLACE = re.compile(r" \([^()]*, line (\d+)\)$")
LONGEST_ERROR = 160
LINE_OF_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
"""Of a traceback's frames in a cell the first is the line at its left edge."""


def run_notebook(warm: Warm, cells: list[Any], files: bytes, limits: Limits) -> list[str]:
    """Run the cells, put their outputs into them, return notes for the grade.

    `cells` are nbformat cells whose nbgrader metadata is the instructor's (see restore.py); `files` is a tar
    of what lies beside the notebook.
    """
    run = _Run(warm, files, limits)
    try:
        for number, cell in enumerate(cells, 1):
            if cell.cell_type != "code":
                continue
            tags = cell.metadata.get("nbgrader", {})
            test = tags.get("grade") and not tags.get("solution")
            if test:
                ran = run.explained(run.test(cell.source))
            else:
                ran = run.play(cell.source, trusted=bool(tags.get("locked")))
                if tags.get("solution") and ran.error:
                    run.stopped.append((cell.source, _last_error(ran)))
                    run.go_on(cell.source, ran, tags.get("grade_id", ""))
                if tags.get("locked"):
                    run.setups.append(cell.source)
            told = any(output["output_type"] == "error" for output in ran.outputs)
            outputs = ran.outputs if told or not ran.error else [*ran.outputs, _stopped(ran.error)]
            cell.outputs, cell.execution_count = [from_dict(output) for output in outputs], number
    finally:
        run.close()
    return list(dict.fromkeys(run.notes))  # who ends many times the same way is told once


class _Run:
    def __init__(self, warm: Warm, files: bytes, limits: Limits) -> None:
        self.warm, self.files, self.limits = warm, files, limits
        self.end = time.monotonic() + limits.notebook_s
        self.setups = list[str]()
        """The instructor's cells that are no tests; the judge runs them too, once it is needed."""
        self.notes = list[str]()
        self.stopped = list[tuple[str, str]]()
        """Sources of answers that did not come to their end, and why."""
        self._played = list[tuple[str, bool]]()
        self._student: Box | None = None
        self._judge: Box | None = None
        self._set_up = 0
        self._dead = ""
        """Why there is no student's process now."""

    def play(self, source: str, *, trusted: bool) -> Ran:
        """A cell of the student's, or a locked one (trusted) before the tests."""
        try:
            ran = self._living().run(source, trusted=trusted)
        except BoxEndedError as ended:
            return self._lost(ended)
        if ran.interrupted:  # not to be waited for again, should the process have to be started anew
            why = self.limits.says("slow")
            self.notes.append(why)
            kept = [output for output in ran.outputs if output["output_type"] != "error"]
            return Ran([*kept, _stopped(why)], "Stopped")
        self._played.append((source, trusted))
        return ran

    def go_on(self, source: str, ran: Ran, label: str) -> None:
        """An answer stopped, at an import say: what it defines below that line counts all the same."""
        traceback = [line for output in ran.outputs for line in output.get("traceback", [])]
        stop = LINE_OF_CELL.search("\n".join(traceback))
        rest = below(source, int(stop[1])) if stop else []
        ends = [self.play(piece, trusted=False).error for piece in rest]
        if "" in ends:
            self.notes.append(
                f"The answer {label} {_last_error(ran)}. What it defines below that line counts."
            )

    def test(self, source: str) -> Ran:
        """A test cell: the last value it shows is the score."""
        try:
            self._living()
        except BoxEndedError as ended:
            self._lost(ended)  # the judge still runs: a test may say more than "no points"
        if time.monotonic() > self.end:
            return _ended(self.limits.says("notebook"))
        try:
            ran = self._ready_judge().judge(source, free_names(source), self._answer, 2 * self.limits.cell_s)
        except BoxEndedError as ended:
            if self._judge is not None:
                self._judge.close()
            self._judge = None
            return _ended(f"the test could not be finished: {ended}")
        return _without_lines(ran)

    def explained(self, ran: Ran) -> Ran:
        """What a test said; if it misses a name, with a hint why the answer that should define it did not."""
        name = _missed(ran)
        definition = re.compile(DEFINITION.format(name), re.MULTILINE)
        why = next((why for source, why in self.stopped if name and definition.search(source)), "")
        if why:
            hint = f"  hint [cell-stopped] the cell that should define `{name}` {why}\n"
            kinds = [output["output_type"] for output in ran.outputs] + ["end"]
            at = next(number for number, kind in enumerate(kinds) if kind != "stream")
            ran.outputs[at:at] = stream(hint.encode())
            self.notes.append(f"`{name}` was not there: its cell {why}.")
        return ran

    def close(self) -> None:
        for box in (self._student, self._judge):
            if box is not None:
                box.close()

    def _answer(self, kind: str, seconds: float, question: bytes) -> bytes:
        """Relay a question of the judge's; the student's process may die of it."""
        if self._student is None:
            return _no_answer(kind, self._dead)
        try:
            return self._student.ask(question, seconds + BACKSTOP_S)
        except BoxEndedError as ended:
            self._lost(ended)
            return _no_answer(kind, str(ended))

    def _living(self) -> Box:
        """The student's process; a new one that has run the same cells if the last one ended."""
        if self._student is None:
            if time.monotonic() > self.end:
                self._dead = self.limits.says("notebook")
                raise BoxEndedError(self._dead)
            box = self._student = self._new_box(self.files)
            for source, trusted in self._played:
                box.run(source, trusted=trusted)
        return self._student

    def _lost(self, ended: BoxEndedError) -> Ran:
        if self._student is not None:
            self._student.close()
            self.notes.append(str(ended))
        self._student, self._dead = None, str(ended)
        return Ran([*ended.ran.outputs, _stopped(self._dead)], "Stopped")

    def _ready_judge(self) -> Box:
        if self._judge is None:
            self._judge, self._set_up = self._new_box(b""), 0
        for source in self.setups[self._set_up :]:
            self._judge.run(source, trusted=True)
            self._set_up += 1
        return self._judge

    def _new_box(self, files: bytes) -> Box:
        left = max(1.0, self.end - time.monotonic())
        return self.warm.box(replace(self.limits, notebook_s=left), files)


@lru_cache(maxsize=500)  # a set's tests are the same for all students
def free_names(source: str) -> tuple[str, ...]:
    """Names that a cell reads and that are no builtins; () if it is no Python."""
    try:
        tree = parse(source)
    except SyntaxError:
        return ()
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return tuple(sorted(names - set(dir(builtins))))


def _missed(ran: Ran) -> str:
    """The name that a test did not find; "" if it was not that."""
    for output in ran.outputs:
        if output["output_type"] == "stream" and (missed := NO_FUNCTION.search(output["text"])):
            return missed[1]
        if output["output_type"] == "error" and output["ename"] == "NameError":
            missed = NO_NAME.search(output["evalue"])
            return missed[1] if missed else ""
    return ""


def _last_error(ran: Ran) -> str:
    """What ended a cell, in one line."""
    error = next((o for o in reversed(ran.outputs) if o["output_type"] == "error"), _stopped(ran.error))
    name, text = (" ".join(error[part].split())[:LONGEST_ERROR] for part in ("ename", "evalue"))
    text = PLACE.sub(r" (line \1)", text)
    if name == "Stopped":
        return f"did not come to its end: {text}"
    return f"stopped with {name}" + (f": {text}" if text else "")


def _no_answer(kind: str, why: str) -> bytes:
    """What the judge hears from a process that is gone."""
    told = {"value": {}} if kind == "names" else {"error": "ProcessEnded", "text": why}
    return json.dumps(told).encode()


def _without_lines(ran: Ran) -> Ran:
    """What a failed test says, without its traceback: that would show the lines of a hidden test."""
    for output in ran.outputs:
        if output["output_type"] == "error":
            output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
    return ran


def _ended(why: str) -> Ran:
    return Ran([_stopped(why)], "Stopped")


def _stopped(why: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "Stopped", "evalue": why, "traceback": [why]}
