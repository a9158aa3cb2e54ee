"""A notebook file as `cnnkit check` sees it: its code cells, and which of them belong to which task."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cnnkit.handin.python_cells import Meaning, meaning
from cnnkit.handin.sets import set_of, tasks_of

__all__ = ["Cell", "Notebook", "Task", "read"]

MOST_NOTEBOOK_MB = 50
"""The grader reads no more of one file."""
TRIED = re.compile(r"\bself_check\(\s*[\"'](\w+)[\"']")
PART = re.compile(r"(.+)-(answer|try|test)")


@dataclass
class Cell:
    """A code cell: `number` counts all cells of the notebook from 1, `label` is the grader's name for it."""

    number: int
    source: str
    label: str
    outputs: list[Any]
    count: int | None
    meaning: Meaning

    @property
    def place(self) -> str:
        """How a person finds it: its number and the beginning of its first line."""
        lines = (line.strip() for line in self.source.splitlines())
        first = next((line for line in lines if line and not line.startswith("#")), "")
        return f"cell {self.number} ({first[:40]}{'…' if len(first) > 40 else ''})"


@dataclass
class Task:
    """One function of the set; cells that the notebook has no longer are None."""

    name: str
    answer: Cell | None
    tries: Cell | None
    labelled: bool
    """Whether the answer cell still carries the name by which the grader finds it at once."""


@dataclass
class Notebook:
    path: Path
    size_mb: float
    problem_set: str
    python: str
    """Of the kernel that ran it last, "" if the file does not say."""
    cells: list[Cell] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    """Labels that more than one cell carries."""
    raw: Any = None


def read(path: Path) -> Notebook:
    """Read the notebook at `path`; ValueError where it is none, or none of the course's sets."""
    import nbformat

    data = path.read_bytes()
    try:
        raw = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
        cells = [_cell(number, cell) for number, cell in enumerate(raw.cells, 1) if cell.cell_type == "code"]
    except Exception as error:  # nbformat meets broken files with many kinds of errors
        why = " ".join(str(error).split())[:120]
        raise ValueError(
            f"{path} is no notebook that can be read: {why}. Save it again from Jupyter."
        ) from None
    names = {PART.fullmatch(cell.label)[1].replace("-", "_") for cell in cells if PART.fullmatch(cell.label)}  # type: ignore[index]
    names |= {name for cell in cells for name in cell.meaning.defines}
    problem_set = set_of(names)
    if not problem_set:
        raise ValueError(
            f"{path} holds no task of this course: is it the notebook of a set, such as basics.ipynb?"
        )
    labels = [cell.label for cell in cells if cell.label]
    return Notebook(
        path,
        len(data) / 2**20,
        problem_set,
        str(raw.metadata.get("language_info", {}).get("version", "")),
        cells,
        [_task(name, cells) for name in tasks_of(problem_set)],
        sorted({label for label in labels if labels.count(label) > 1}),
        raw,
    )


def _cell(number: int, cell: Any) -> Cell:
    label = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return Cell(
        number, cell.source, str(label), list(cell.outputs), cell.execution_count, meaning(cell.source)
    )


def _task(name: str, cells: list[Cell]) -> Task:
    slug = name.replace("_", "-")
    by_label = {cell.label: cell for cell in cells}
    answer, tries = by_label.get(f"{slug}-answer"), by_label.get(f"{slug}-try")
    labelled = answer is not None
    answer = answer or next((cell for cell in cells if name in cell.meaning.defines), None)
    tries = tries or next((cell for cell in cells if name in TRIED.findall(cell.source)), None)
    return Task(name, answer, tries, labelled)
