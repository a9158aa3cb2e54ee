"""Grade one submission: bytes in, executed notebooks out. The same function on every machine.

It touches no course folder and no gradebook, so it can run in a thread here or in a dask worker anywhere.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from cnnkit.grading.repair.harmless import harmless
from cnnkit.grading.repair.submitted_files import Other
from cnnkit.grading.running.judge import run_notebook
from cnnkit.grading.running.reading import read_submission
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import Warm

__all__ = ["Done", "Job", "grade_submission", "put_notes", "read_notes"]

NOTES_ID = "grader-notes"
NOTES = "**Notes from the grader**\n\n"


@dataclass(frozen=True)
class Job:
    """All that grading one submission needs; plain data, small enough to send."""

    student: str
    notebooks: dict[str, bytes]
    """Submitted files by notebook name, as they came; see submitted_files.py for these and `others`."""
    skeletons: dict[str, str]
    """The instructor's notebooks, tests included, as JSON."""
    files: bytes = b""
    """A tar of what was submitted beside them (sandbox.pack)."""
    limits: Limits = field(default_factory=Limits)
    notes: dict[str, list[str]] = field(default_factory=dict)
    """By notebook name, what there is to say of its file."""
    others: list[Other] = field(default_factory=list)
    """Files that may be a notebook that is missing."""
    stamp: bytes | None = None
    """What timestamp.txt says; None if there is none."""


@dataclass
class Done:
    student: str
    notebooks: dict[str, str] = field(default_factory=dict)
    """Executed notebooks as JSON, of those that were submitted."""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


def grade_submission(warm: Warm, job: Job) -> Done:
    """Restore, run and judge every notebook of a submission. Never raises for anything in it."""
    started, done = time.monotonic(), Done(job.student)
    read = read_submission(warm, job.skeletons, job.notebooks, job.others)
    for name in job.skeletons:
        notes = [*job.notes.get(name, []), *read.notes.get(name, [])]
        if name not in read.notebooks:
            done.notes += [f"{name}: {note}" for note in ["not submitted", *notes]]
            continue
        notebook = read.notebooks[name]
        notes += run_notebook(warm, notebook.cells, job.files, job.limits)
        put_notes(notebook, notes)
        done.notes += [f"{name}: {note}" for note in notes]
        done.notebooks[name] = nbformat.writes(notebook)
    done.seconds = time.monotonic() - started
    return done


def put_notes(notebook: NotebookNode, notes: list[str]) -> None:
    """Show notes in a cell at the top of the notebook, after those that are there."""
    if not notes:
        return
    lines = "\n".join(f"- {harmless(note)}" for note in notes)
    if notebook.cells and notebook.cells[0].get("id") == NOTES_ID:
        notebook.cells[0].source += f"\n{lines}"
        return
    cell = new_markdown_cell(f"{NOTES}{lines}")
    notebook.cells.insert(0, nbformat.from_dict({**cell, "id": NOTES_ID}))


def read_notes(notebook: dict[str, Any]) -> list[str]:
    """The notes that `put_notes` put into a notebook, which comes as JSON."""
    first = next(iter(notebook.get("cells", [])), {})
    if first.get("id") != NOTES_ID:
        return []
    return [line.removeprefix("- ") for line in "".join(first["source"]).removeprefix(NOTES).splitlines()]
