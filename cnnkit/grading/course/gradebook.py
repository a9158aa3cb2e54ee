"""The one place that writes to nbgrader's gradebook, with nbgrader's own tables and rules.

nbgrader opens the gradebook five times for every notebook and commits after every cell. Here one session
lasts the whole run, and all scores of a submission are one commit.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader import api
from nbgrader import utils as nbgrader_utils
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, ClearSolutions, ComputeChecksums, LockCells
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from traitlets.config import Config

from cnnkit.grading.running.submission import Done

__all__ = ["GradebookError", "Writer", "gradebook_errors"]

tables: Any = api  # nbgrader's annotations are not those of SQLAlchemy
utils: Any = nbgrader_utils


class GradebookError(ValueError):
    """The set cannot be entered in the gradebook, or this cannot be read or written."""


@contextmanager
def gradebook_errors() -> Iterator[None]:
    """What the database refuses is said in one line."""
    try:
        yield
    except DBAPIError as error:
        told = " ".join(str(error.orig).split())
        raise GradebookError(f"the gradebook cannot be used: {told}; what is graded is saved") from error


class Writer:
    """The gradebook, open for one problem set; close it, or use it with `with`."""

    def __init__(self, config: Config, problem_set: str) -> None:
        self.config, self.set = config, problem_set
        course = CourseDirectory(config=config)
        self.db_url = course.db_url
        self.book: Any = tables.Gradebook(self.db_url, course.course_id)
        self.book.db().expire_on_commit = False  # or the cells of the set are read again for each submission
        self._checksums = dict[str, dict[str, str]]()
        self._kept: Any = None

    def marks(self) -> dict[str, float]:
        """Points that tests gave, by student, of the submissions that are entered."""
        submission, notebook, grade = tables.SubmittedAssignment, tables.SubmittedNotebook, tables.Grade
        query = (
            select(submission.student_id, func.coalesce(func.sum(grade.auto_score), 0.0))
            .select_from(submission)
            .join(tables.Assignment, tables.Assignment.id == submission.assignment_id)
            .outerjoin(notebook, notebook.assignment_id == submission.id)
            .outerjoin(grade, grade.notebook_id == notebook.id)
            .where(tables.Assignment.name == self.set)
            .group_by(submission.student_id)
        )
        found = {student: float(points) for student, points in self.book.db.execute(query)}
        self.book.db.commit()  # ends the reading, so that nobody waits for it
        return found

    def prepare(self, skeletons: dict[str, str]) -> None:
        """Have the set in the gradebook as its notebooks are now; marks and comments that were given stay.

        Raises GradebookError if nbgrader refuses it, for example because a graded cell has gone.
        """
        self._checksums = {name: self._expected(text) for name, text in skeletons.items()}
        if self._entered() != self._checksums:
            self._refuse_lost_cells()
            self._generate()
        self._kept = self.book.find_assignment(self.set)
        for notebook in self._kept.notebooks:
            _ = [notebook.grade_cells, notebook.solution_cells, notebook.source_cells]

    def enter(self, done: Done, timestamp: datetime | None) -> tuple[float, float, float]:
        """Enter a submission: its points, the most it can have, and what of the points the tests gave.

        Notebooks that were not submitted get zero. Marks that a person gave stay, and ask for review.
        """
        given = {} if timestamp is None else {"timestamp": timestamp}
        with quiet(), self.book.db.no_autoflush:  # of a full disk nbgrader logs 60 lines
            self.book.update_or_create_student(done.student)
            submission = self.book.update_or_create_submission(self.set, done.student, **given)
            self._complete(submission)
        for notebook in submission.notebooks:
            text = done.notebooks.get(notebook.name)
            self._enter_notebook(notebook, None if text is None else nbformat.reads(text, as_version=4))
        self.book.db.commit()
        penalties = any(notebook.late_submission_penalty for notebook in submission.notebooks)
        if submission.total_seconds_late > 0 or penalties:
            self._penalize(submission)
        tested = sum(grade.auto_score or 0.0 for book in submission.notebooks for grade in book.grades)
        self.book.db.refresh(submission)
        points = float(submission.score), float(submission.max_score), tested
        self.book.db.commit()
        return points

    def roll_back(self) -> None:
        """After an error: forget what was not committed."""
        self.book.db.rollback()
        self.book.db.expire_all()

    def close(self) -> None:
        self.book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _expected(self, text: str) -> dict[str, str]:
        """Checksums of the cells as `nbgrader generate_assignment` enters them."""
        notebook, resources = nbformat.reads(text, as_version=4), ResourcesDict()
        with quiet():
            for step in (LockCells, ClearSolutions, ComputeChecksums):
                notebook, resources = step(config=self.config).preprocess(notebook, resources)
        tags = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
        return {tag["grade_id"]: tag["checksum"] for tag in tags if "checksum" in tag}

    def _entered(self) -> dict[str, dict[str, str]]:
        named = select(tables.Assignment).where(tables.Assignment.name == self.set)
        assignment = self.book.db.scalars(named).first()
        if assignment is None:
            return {}
        return {
            notebook.name: {cell.name: cell.checksum for cell in notebook.source_cells}
            for notebook in assignment.notebooks
        }

    def _refuse_lost_cells(self) -> None:
        """nbgrader refuses a set with other cells once work was handed in; say which, and what to do."""
        if not self.marks():
            return
        for name, before in self._entered().items():
            after = self._checksums.get(name, {})
            lost, new = sorted(before.keys() - after), sorted(after.keys() - before)
            if lost or new:
                raise GradebookError(
                    f"{self.set}/{name}: work was handed in already, so its labelled cells must stay. "
                    f"Gone: {', '.join(lost) or 'none'}; new: {', '.join(new) or 'none'}. "
                    "Keep the grade_id of a cell that you mend; to drop a task, end its test in its points; "
                    "put a new task into a new set or a new notebook of this one."
                )

    def _generate(self) -> None:
        entered = self._entered()
        for name in self._checksums.keys() - entered if entered else ():
            self.book.add_notebook(name, self.set)  # nbgrader takes no new notebook once work was handed in
        with tempfile.TemporaryDirectory(prefix="cnn-release-") as folder, quiet():
            config = Config(self.config)
            config.CourseDirectory.release_directory = folder
            self.book.close()  # another connection writes now
            answer = NbGraderAPI(config=config).generate_assignment(self.set, force=True, create=True)
        if not answer["success"]:
            told = answer.get("log") or answer.get("error")
            raise GradebookError(f"nbgrader refuses {self.set}:\n{told}")
        self.book.db().expire_on_commit = False

    def _complete(self, submission: Any) -> None:
        """Rows for a notebook that came into the set after this student had handed in."""
        there = {notebook.notebook_id for notebook in submission.notebooks}
        for notebook in self._kept.notebooks:
            if notebook.id not in there:
                mine = tables.SubmittedNotebook(notebook_id=notebook.id, assignment_id=submission.id)
                self.book.db.add(mine)
                self.book.db.flush()
                graded = [*notebook.grade_cells, *notebook.task_cells]
                answers = [*notebook.solution_cells, *notebook.task_cells]
                self.book.db.add_all(tables.Grade(cell_id=cell.id, notebook_id=mine.id) for cell in graded)
                self.book.db.add_all(tables.Comment(cell_id=cell.id, notebook_id=mine.id) for cell in answers)
                self.book.db.flush()
                self.book.db.expire(submission)

    def _enter_notebook(self, mine: Any, notebook: Any) -> None:
        """nbgrader's SaveAutoGrades in one go; `notebook` is None if it was not submitted."""
        cells = dict[str, Any]()
        for cell in [] if notebook is None else notebook.cells:
            tags = cell.metadata.get("nbgrader", {})
            if "grade_id" in tags:
                tags["checksum"] = self._checksums[mine.name].get(tags["grade_id"])
                cells[tags["grade_id"]] = cell
        for grade in mine.grades:
            if notebook is None:
                grade.auto_score, grade.needs_manual_grade = 0.0, False
                continue
            cell = cells.get(grade.name)
            grade.auto_score = None if cell is None or utils.is_task(cell) else utils.determine_grade(cell)[0]
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        for comment in mine.comments:
            cell = cells.get(comment.name)
            same = cell is not None and cell.metadata.nbgrader.checksum == utils.compute_checksum(cell)
            comment.auto_comment = "No response." if same and not utils.is_task(cell) else None

    def _penalize(self, submission: Any) -> None:
        """By the course's own late-submission plugin."""
        where = {"assignment": self.set, "student": submission.student_id, "db_url": self.db_url}
        for notebook in submission.notebooks:
            empty = nbformat.v4.new_notebook()
            with quiet():
                AssignLatePenalties(config=self.config).preprocess(
                    empty, ResourcesDict(nbgrader={**where, "notebook": notebook.name})
                )
            self.book.db.expire(notebook)


@contextmanager
def quiet() -> Iterator[None]:
    """nbgrader logs every cell, and a traceback for each error; what matters is said by the grader."""
    loggers = [logging.getLogger(name) for name in ("traitlets", "tornado.application")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
