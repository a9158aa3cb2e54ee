"""A graded set, read from the gradebook and the graded notebooks; nothing is written."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader import api
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload, selectinload

from cnnkit.grading.course.course import RECORD, Course, CourseError
from cnnkit.grading.course.titles import by_titles, task_titles
from cnnkit.grading.exchange.receipts import Receipts
from cnnkit.grading.exchange.times import course_zone
from cnnkit.grading.results.graded_notebooks import read_hints, read_json
from cnnkit.grading.running.submission import read_notes

__all__ = ["Hint", "Item", "Results", "Work", "read_results"]

DAY_S = 86_400

tables: Any = api  # nbgrader's annotations are not those of SQLAlchemy


class Item(NamedTuple):
    """A cell with points."""

    notebook: str
    name: str
    most: float
    heading: str = ""

    @property
    def label(self) -> str:
        """For programs; it is the same whatever the task is called."""
        return f"{self.notebook}/{self.name}"

    @property
    def title(self) -> str:
        """For people."""
        return self.heading or self.label


class Hint(NamedTuple):
    item: Item
    key: str


@dataclass
class Work:
    """What one student of the gradebook has in this set."""

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""
    """nbgrader's lms_user_id."""
    handed_in: bool = False
    """A notebook of the set came, empty or damaged ones too, or a person gave points. An empty folder is
    nobody's work."""
    at: datetime | None = None
    """In UTC; None if it was not written down."""
    late_days: float = 0.0
    """nbgrader's total_seconds_late in days: after the due date and the student's own extension."""
    penalty: float = 0.0
    """What the course's late-submission plugin takes off."""
    points: dict[Item, float | None] = field(default_factory=dict)
    """A person's where there are some, else those of the tests; None while a person has yet to give them."""
    needs_review: bool = False
    missing: list[str] = field(default_factory=list)
    """Notebooks that were not handed in."""
    notes: list[str] = field(default_factory=list)
    """What the grader had to mend or to say."""
    late_elsewhere: bool = False
    """The learning system calls it late, and told no time by which late days could be counted."""
    seconds: float | None = None
    """That grading took; None if this machine does not know."""

    @property
    def raw(self) -> float:
        """All points, before the penalty."""
        return sum(points or 0.0 for points in self.points.values())

    @property
    def total(self) -> float:
        """Points that count, as `nbgrader export` has them: after the penalty, never below zero."""
        return max(0.0, self.raw - self.penalty)


@dataclass
class Results:
    set: str
    items: list[Item] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    """All students of the gradebook by their names there, those without work too."""
    hints: Counter[Hint] = field(default_factory=Counter)
    """How many students got it."""
    examples: dict[Hint, str] = field(default_factory=dict)
    """The most frequent text of each hint."""
    not_graded: dict[str, str] = field(default_factory=dict)
    """By student, why the last run could not grade them."""
    waiting: list[str] = field(default_factory=list)
    """Whose folder is there, and no run has come to it yet."""
    due: datetime | None = None
    """In UTC; None if the set has no due date."""
    zone: tzinfo = UTC
    """In which the course's people read times."""

    @property
    def most(self) -> float:
        return sum(item.most for item in self.items)

    @property
    def handed_in(self) -> list[Work]:
        return [work for work in self.works if work.handed_in]


def read_results(course: Course) -> Results:
    """Marks from the gradebook; hints and times from the graded notebooks; before the first run, who waits.

    Raises CourseError if the gradebook cannot be read.
    """
    results = _read(course)
    told = {work.student for work in results.handed_in} | results.not_graded.keys()
    results.waiting = [
        student
        for student in course.students()
        if student not in told and not (course.autograded / student / course.set).exists()
    ]
    return results


def _read(course: Course) -> Results:
    results = Results(course.set, not_graded=course.not_graded(), zone=course_zone(course.config))
    url = make_url(course.db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return results  # nbgrader would make an empty gradebook
    try:
        with tables.Gradebook(course.db_url, course.config.CourseDirectory.course_id or "") as book:
            _read_marks(book, results, _titles(course))
    except SQLAlchemyError as error:
        raise CourseError(f"the gradebook cannot be read: {getattr(error, 'orig', error)}") from None
    places = _places(course)
    results.items.sort(key=lambda item: places.get(item[:2], len(places)))
    by_label = {item.label: item for item in results.items}
    cells = {name: json.loads(text)["cells"] for name, text in course.skeletons.items()}
    receipts = Receipts.read(course.downloaded).people
    texts = defaultdict[Hint, Counter[str]](Counter)
    for work in results.handed_in:
        folder = course.autograded / work.student / course.set
        receipt = receipts.get(work.student)
        work.late_elsewhere = bool(receipt and receipt.late and not work.at)
        record = read_json(folder / RECORD) or {}
        if record.get("notebooks") == [] and not work.raw:
            work.handed_in, work.late_days, work.penalty, work.points = False, 0.0, 0.0, {}
            continue
        notebooks = {name: read_json(folder / f"{name}.ipynb") for name in course.skeletons}
        work.missing = [name for name, notebook in notebooks.items() if notebook is None]
        work.notes = [
            note
            for name, notebook in notebooks.items()
            if notebook
            for note in by_titles(read_notes(notebook), cells[name])
        ]
        seconds = record.get("seconds")
        work.seconds = float(seconds) if isinstance(seconds, (int, float)) else None
        told = {(label, key): text for label, key, text in read_hints(notebooks, set(by_label))}
        for (label, key), text in told.items():
            texts[Hint(by_label[label], key)][text] += 1
    results.hints = Counter({hint: found.total() for hint, found in texts.items()})
    results.examples = {hint: found.most_common(1)[0][0] for hint, found in texts.items()}
    return results


def _titles(course: Course) -> dict[tuple[str, str], str]:
    """What the tasks are called, by notebook and label."""
    return {
        (name, label): title
        for name, text in course.skeletons.items()
        for label, title in task_titles(json.loads(text)["cells"]).items()
    }


def _places(course: Course) -> dict[tuple[str, str], int]:
    """Labelled cells, by notebook and label, in the order of the notebooks; a database knows none."""
    labels = [
        (name, cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))
        for name, text in course.skeletons.items()
        for cell in json.loads(text)["cells"]
    ]
    return {label: place for place, label in enumerate(labels)}


def _read_marks(book: Any, results: Results, titles: dict[tuple[str, str], str]) -> None:
    assignment = book.db.query(tables.Assignment).filter_by(name=results.set).one_or_none()
    items, submissions = dict[str, Item](), dict[str, Any]()
    if assignment is not None:
        items = {
            cell.id: Item(
                notebook.name,
                cell.name,
                float(cell.max_score or 0.0),
                titles.get((notebook.name, cell.name), ""),
            )
            for notebook in assignment.notebooks
            for cell in [*notebook.grade_cells, *notebook.task_cells]
        }
        grades = selectinload(tables.SubmittedAssignment.notebooks).selectinload(
            tables.SubmittedNotebook.grades
        )
        results.due = assignment.duedate
        query = book.db.query(tables.SubmittedAssignment).filter_by(assignment_id=assignment.id)
        query = query.options(grades, joinedload(tables.SubmittedAssignment.assignment))
        submissions = {submission.student_id: submission for submission in query}
    results.items = list(items.values())
    for student in sorted(book.db.query(tables.Student), key=lambda student: student.id):
        work = Work(
            student=student.id,
            first_name=student.first_name or "",
            last_name=student.last_name or "",
            email=student.email or "",
            lms_id=student.lms_user_id or "",
        )
        if student.id in submissions:
            _fill(work, submissions[student.id], items)
        results.works.append(work)


def _fill(work: Work, submission: Any, items: dict[str, Item]) -> None:
    work.handed_in, work.at = True, submission.timestamp
    if submission.assignment.duedate is not None:  # without one, nbgrader fails on an extension
        work.late_days = submission.total_seconds_late / DAY_S
    work.points = dict.fromkeys(items.values(), 0.0)
    for notebook in submission.notebooks:
        work.penalty += notebook.late_submission_penalty or 0.0
        for grade in notebook.grades:
            waits = grade.auto_score is None and grade.manual_score is None
            work.points[items[grade.cell_id]] = None if waits else float(grade.score)
            work.needs_review |= grade.needs_manual_grade
