"""A course of two tasks and five students in a temporary folder: what the pages beside this file grade.

Its notebook is the real one, solutions/basics/basics.ipynb, with two of its ten tasks.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import cnnkit
from cnnkit.grading.walls.sandbox import SandboxError

ROOT = Path(cnnkit.__file__).parents[1]
TASKS = ("template-scores", "pool2d")
Notebook = dict[str, Any]


NO_STRIDE = """\
def pool2d(x, k, stride, mode):
    windows = x.unfold(1, k, k).unfold(2, k, k).flatten(3)
    if mode == "max":
        return windows.amax(3)
    if mode == "average":
        return windows.mean(3)
    if mode == "l2":
        return windows.norm(dim=3)
    raise ValueError(f"mode {mode!r}; legal: max, average, l2")
"""
ENDS_PROCESS = """\
import os


def pool2d(x, k, stride, mode):
    os._exit(1)
"""


def small_course(students: Iterable[str] = ("ada", "ben", "cleo", "dan", "eve")) -> Path:
    """Make the folder and change into it. The gradebook and the submissions are fresh."""
    course = Path(tempfile.mkdtemp(prefix="small-course-"))
    atexit.register(shutil.rmtree, course, ignore_errors=True)
    (course / "solutions/basics").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    solved, released = (
        _only_tasks(read(ROOT / part / "basics/basics.ipynb")) for part in ("solutions", "exercises")
    )
    write(course / "solutions/basics/basics.ipynb", solved)
    for student in students:
        text = SUBMISSIONS[student](solved, released)
        file = course / "submitted" / student / "basics/basics.ipynb"
        file.parent.mkdir(parents=True)
        file.write_text(text)
    os.chdir(course)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return course


def shell(command: str) -> str:
    """Run a command in the course; returns it with what it says, as a terminal shows it, in Markdown.

    Raises `SandboxError` if this machine has no sandbox, `RuntimeError` if the command fails otherwise.
    """
    done = subprocess.run(command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        kind = SandboxError if "--doctor" in command + done.stdout else RuntimeError
        raise kind(f"{command}: exit code {done.returncode}\n{done.stdout}")
    return f"```text\n$ {command}\n{done.stdout.rstrip()}\n```".replace(str(ROOT), "…")


def cell(notebook: Notebook, label: str) -> dict[str, Any]:
    """The cell with this grade_id."""
    return next(cell for cell in notebook["cells"] if _label(cell) == label)


def write(path: Path, notebook: Notebook) -> None:
    path.write_text(json.dumps(notebook, indent=1))


def read(path: Path) -> Notebook:
    return json.loads(path.read_text())


def _only_tasks(notebook: Notebook) -> Notebook:
    kept = [
        cell for cell in notebook["cells"] if cell["id"] in ("title", "setup") or cell["id"].startswith(TASKS)
    ]
    return {**notebook, "cells": kept}


def _label(cell: dict[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _with(notebook: Notebook, answers: dict[str, str]) -> str:
    changed = json.loads(json.dumps(notebook))
    for label, source in answers.items():
        cell(changed, label)["source"] = source
    return json.dumps(changed, indent=1)


SUBMISSIONS: dict[str, Callable[[Notebook, Notebook], str]] = {
    "ada": lambda solved, _: _with(solved, {}),
    "ben": lambda solved, _: _with(solved, {"pool2d-answer": NO_STRIDE}),
    "cleo": lambda solved, _: _with(solved, {"pool2d-answer": ENDS_PROCESS}),
    "dan": lambda _, released: _with(released, {}),
    "eve": lambda solved, _: _with(solved, {})[:-400],
}
"""Right; one typical mistake; a function that ends the process; nothing done; a file that was cut off."""
