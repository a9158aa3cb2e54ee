"""Run a notebook: the student's cells in one box, the tests in another that their code never enters.

A test cell comes from the instructor and is run in the judge's box. What it uses of the student's it gets as
copies and handles (box/handles.py). Whatever becomes of the student's process (student.py), the judge lives,
and the notebook gets a grade with a reason.
"""

from __future__ import annotations

import ast
import builtins
import re
import time
from dataclasses import replace
from functools import lru_cache
from typing import Any

from nbformat import from_dict

from cnnkit.grading.repair.source_analysis import below, parse
from cnnkit.grading.running.student import Student, stopped
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.outputs import stream
from cnnkit.grading.walls.sandbox import Box, BoxEndedError, Ran, Warm

__all__ = ["free_names", "run_notebook"]

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
                ran = run.explained(run.test(cell.source, tags.get("grade_id", "")))
            else:
                ran = run.student.play(cell.source, trusted=bool(tags.get("locked")))
                if tags.get("solution") and ran.error:
                    run.stopped.append((cell.source, _last_error(ran)))
                    run.go_on(cell.source, ran, tags.get("grade_id", ""))
                if tags.get("locked"):
                    run.setups.append(cell.source)
            told = any(output["output_type"] == "error" for output in ran.outputs)
            outputs = ran.outputs if told or not ran.error else [*ran.outputs, stopped(ran.error)]
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
        self.student = Student(lambda: self._new_box(self.files), limits, self.notes)
        self._judge: Box | None = None
        self._set_up = 0

    def go_on(self, source: str, ran: Ran, label: str) -> None:
        """An answer stopped, at an import say: what it defines below that line counts all the same."""
        traceback = [line for output in ran.outputs for line in output.get("traceback", [])]
        stop = LINE_OF_CELL.search("\n".join(traceback))
        rest = below(source, int(stop[1])) if stop else []
        ends = [self.student.play(piece, trusted=False).error for piece in rest]
        if "" in ends:
            self.notes.append(
                f"The answer {label} {_last_error(ran)}. What it defines below that line counts."
            )

    def test(self, source: str, label: str) -> Ran:
        """A test cell: the last value it shows is the score."""
        deaths = self.student.deaths
        ran = self._tested(source)
        disturbed = self.student.deaths > deaths or (deaths and _missed(ran))
        # what does not end when it is interrupted is the function that was called, and no other cell's work
        again = disturbed and self.student.dead != self.limits.says("cell")
        if again and time.monotonic() < self.end and self.student.narrow(free_names(source)):
            deaths, alone = self.student.deaths, self._tested(source)
            if self.student.deaths == deaths:
                self.notes.append(f"The test {label} had a process with only the cells that it needs.")
                ran = alone
            self.student.widen()
        return ran

    def _tested(self, source: str) -> Ran:
        self.student.get_ready()
        if time.monotonic() > self.end:
            return _ended(self.limits.says("notebook"))
        try:
            ran = self._ready_judge().judge(
                source, free_names(source), self.student.answer, 2 * self.limits.cell_s
            )
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
        self.student.close()
        if self._judge is not None:
            self._judge.close()

    def _ready_judge(self) -> Box:
        if self._judge is None:
            self._judge, self._set_up = self._new_box(b""), 0
        for source in self.setups[self._set_up :]:
            self._judge.run(source, trusted=True)
            self._set_up += 1
        return self._judge

    def _new_box(self, files: bytes) -> Box:
        left = self.end - time.monotonic()
        if left <= 0:
            raise BoxEndedError(self.limits.says("notebook"))
        return self.warm.box(replace(self.limits, notebook_s=max(1.0, left)), files)


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
    error = next((o for o in reversed(ran.outputs) if o["output_type"] == "error"), stopped(ran.error))
    name, text = (" ".join(error[part].split())[:LONGEST_ERROR] for part in ("ename", "evalue"))
    text = PLACE.sub(r" (line \1)", text)
    if name == "Stopped":
        return f"did not come to its end: {text}"
    return f"stopped with {name}" + (f": {text}" if text else "")


def _without_lines(ran: Ran) -> Ran:
    """What a failed test says, without its traceback: that would show the lines of a hidden test."""
    for output in ran.outputs:
        if output["output_type"] == "error":
            output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
    return ran


def _ended(why: str) -> Ran:
    return Ran([stopped(why)], "Stopped")
