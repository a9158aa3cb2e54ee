"""A course folder with the tiny set and what students have handed in; a due date and a rule for late work."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "tiny"
c.CourseDirectory.source_directory = "solutions"
c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
c.LateSubmissionPlugin.penalty_method = "zero"
"""
DUE = datetime(2026, 5, 1, 12)


def write_course(root: Path, notebooks: dict[str, Any]) -> None:
    """The set `set`; `notebooks` are the instructor's by name."""
    (root / "nbgrader_config.py").write_text(CONFIG)
    folder = root / "solutions" / "set"
    folder.mkdir(parents=True)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")


def hand_in(root: Path, student: str, notebooks: dict[str, Any], at: str = "2026-05-01 12:00:00 UTC") -> None:
    folder = root / "submitted" / student / "set"
    folder.mkdir(parents=True)
    for name, notebook in notebooks.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook))
    (folder / "timestamp.txt").write_text(at)


def set_due_date(db_url: str) -> None:
    """Noon of May 1st, 2026, UTC."""
    with Gradebook(db_url, "tiny") as book:
        book.update_or_create_assignment("set", duedate=DUE)


def give_points(db_url: str, student: str, test: str, points: float, notebook: str = "set") -> None:
    """As a person does in formgrader."""
    with Gradebook(db_url) as book:
        grade = book.find_grade(test, notebook, "set", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
