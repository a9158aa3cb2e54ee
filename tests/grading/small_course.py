"""What courses.py leaves out: a due date and a rule for late work, times of handing in, marks of a person."""

from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from tests.grading import courses

COURSE = "cnn"
"""The committed settings' course_id."""
RULE = """
c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
c.LateSubmissionPlugin.penalty_method = "zero"
"""
DUE = datetime(2026, 5, 1, 12)


def write_course(root: Path, notebooks: dict[str, Any]) -> None:
    """A course with the set `set` of these notebooks, where late work loses all its points."""
    courses.write_course(root, notebooks, "set")
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(RULE)


def hand_in(root: Path, student: str, notebook: Any, answers: dict[str, str], *, name: str = "set") -> None:
    courses.submit(root, student, answers, notebook, name, "set")
    stamp(root, student, "2026-05-01 12:00:00 UTC")


def stamp(root: Path, student: str, at: str) -> None:
    """When it was handed in."""
    (root / "submitted" / student / "set" / "timestamp.txt").write_text(at)


def set_due_date(db_url: str) -> None:
    """Noon of May 1st, 2026, UTC."""
    with Gradebook(db_url, COURSE) as book:
        book.update_or_create_assignment("set", duedate=DUE)


def give_points(db_url: str, student: str, test: str, points: float, notebook: str = "set") -> None:
    """As a person does in formgrader."""
    with Gradebook(db_url, COURSE) as book:
        grade = book.find_grade(test, notebook, "set", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
