"""Names of the roster and due dates, in nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nbgrader import api

from cnnkit.grading.course.course import Course
from cnnkit.grading.course.lock import one_writer
from cnnkit.grading.exchange.roster import Person

__all__ = ["due_date", "enter_people", "set_due_date"]

tables: Any = api  # nbgrader's annotations are not those of SQLAlchemy


def enter_people(course: Course, people: Iterable[Person]) -> None:
    """Have everybody of the roster in the gradebook, those without work too. Raises LockedError."""
    with one_writer(course.db_url), _open(course) as book:
        known = {student.id: student for student in book.db.query(tables.Student)}
        for person in people:
            told = {
                "first_name": person.first_name,
                "last_name": person.last_name,
                "email": person.email,
                "lms_user_id": person.number,
            }
            if person.login not in known:
                book.db.add(tables.Student(id=person.login, **told))
            for what, value in told.items() if person.login in known else ():
                if value:
                    setattr(known[person.login], what, value)
        book.db.commit()


def due_date(course: Course) -> datetime | None:
    """In UTC; None if the set has none."""
    with _open(course) as book:
        found = book.db.query(tables.Assignment).filter_by(name=course.set).one_or_none()
        return found.duedate if found is not None else None


def set_due_date(course: Course, due: datetime) -> None:
    """`due` is in UTC. Raises LockedError."""
    with one_writer(course.db_url), _open(course) as book:
        book.update_or_create_assignment(course.set, duedate=due)


def _open(course: Course) -> Any:
    return tables.Gradebook(course.db_url, course.config.CourseDirectory.course_id or "")
