"""Small courses on disk, for the tests of whatever reads and writes one."""

import copy
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from tests.grading.conftest import TASKS, cell, course

ROOT = Path(__file__).parents[2]
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.DOTALL)
RIGHT = {
    "double-answer": "def double(x):\n    return 2 * x",
    "triple-answer": "def triple(x):\n    return 3 * x",
}
HALF = RIGHT | {"triple-answer": "def triple(x):\n    return x + 2"}
SECOND = course(
    cell("answer", "square-answer", "def square(x):\n    return x * x"),
    cell("test", "square", "assert square(3) == 9 and square(4) == 16", 4),
)
"""Another notebook, of one task."""


def write_course(root: Path, notebooks: dict[str, Any] | None = None, problem_set: str = "mini") -> Path:
    """A course with one set: the instructor's notebooks and the committed settings."""
    folder = root / "solutions" / problem_set
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for name, notebook in (notebooks or {"mini": TASKS}).items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return root


def answered(notebook: Any, answers: dict[str, str]) -> Any:
    """A copy of the notebook with these answers, and as students have it: without the hidden tests."""
    notebook = copy.deepcopy(notebook)
    for each in notebook.cells:
        tags = each.metadata.get("nbgrader", {})
        if tags.get("solution"):
            each.source = answers.get(tags["grade_id"], "# YOUR CODE HERE\nraise NotImplementedError()")
        elif tags.get("grade"):
            each.source = HIDDEN.sub("", each.source)
    return notebook


def submit(
    root: Path,
    student: str,
    answers: dict[str, str],
    notebook: Any = TASKS,
    name: str = "mini",
    problem_set: str = "mini",
    change: Callable[[Any], None] = lambda notebook: None,
) -> Path:
    """Hand a notebook in; `change` may damage it first."""
    path = root / "submitted" / student / problem_set / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    handed_in = answered(notebook, answers)
    change(handed_in)
    nbformat.write(handed_in, path)
    return path


def scores(root: Path) -> dict[str, dict[str, float | None]]:
    """By student and graded cell: what the tests gave, straight from the gradebook."""
    query = """
        select submitted.student_id, cell.name, grade.auto_score from grade
        join base_cell cell on cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment submitted on submitted.id = submitted_notebook.assignment_id
    """
    found = dict[str, dict[str, float | None]]()
    with sqlite3.connect(root / "gradebook.db") as book:
        for student, name, points in book.execute(query):
            found.setdefault(student, {})[name] = points
    return found
