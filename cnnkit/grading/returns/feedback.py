"""One student's feedback: a page, or for Canvas a notebook, from the graded notebook and the gradebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader import api
from sqlalchemy.orm import joinedload, selectinload

from cnnkit.grading.course.course import Course
from cnnkit.grading.course.titles import task_titles
from cnnkit.grading.nbgrader.feedback import FeedbackExporter, hide_tests

__all__ = ["Marked", "as_notebook", "as_page", "read_marked"]

tables: Any = api  # nbgrader's annotations are not those of SQLAlchemy


@dataclass
class Marked:
    """A graded notebook of a student's."""

    student: str
    name: str
    path: Path
    """In autograded/."""
    score: float
    """After the penalty."""
    most: float
    penalty: float
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By label: points, and the most."""
    comments: dict[str, str | None] = field(default_factory=dict)
    """By label; a person's before the grader's."""


def read_marked(course: Course) -> Iterator[Marked]:
    """All graded notebooks of the set that lie in autograded/, in one look at the gradebook."""
    with tables.Gradebook(course.db_url, course.config.CourseDirectory.course_id or "") as book:
        notebooks = selectinload(tables.SubmittedAssignment.notebooks)
        query = book.db.query(tables.SubmittedAssignment).join(tables.Assignment)
        query = query.filter(tables.Assignment.name == course.set).options(
            joinedload(tables.SubmittedAssignment.assignment),
            notebooks.selectinload(tables.SubmittedNotebook.grades),
            notebooks.selectinload(tables.SubmittedNotebook.comments),
        )
        for submission in query:
            for notebook in submission.notebooks:
                folder = course.autograded / submission.student_id / course.set
                path, penalty = folder / f"{notebook.name}.ipynb", notebook.late_submission_penalty or 0.0
                if path.is_file():
                    grades = {grade.name: (grade.score, grade.max_score) for grade in notebook.grades}
                    comments = {comment.name: comment.comment for comment in notebook.comments}
                    score = sum(points or 0.0 for points, _ in grades.values()) - penalty
                    most = sum(most or 0.0 for _, most in grades.values())
                    yield Marked(
                        submission.student_id, notebook.name, path, score, most, penalty, grades, comments
                    )


def as_page(marked: Marked) -> str:
    """The page of `nbgrader generate_feedback`: one file that runs nothing and holds no hidden test."""
    resources = ResourcesDict(
        nbgrader={
            "notebook": marked.name,
            "score": marked.score,
            "max_score": marked.most,
            "late_penalty": marked.penalty,
        }
    )
    page, _ = FeedbackExporter().from_notebook_node(_with_points(marked), resources)
    return page


def as_notebook(marked: Marked) -> str:
    """The graded notebook without its hidden tests; a table of points is its first cell."""
    notebook = _with_points(marked)
    hide_tests(notebook)
    lines = [f"# {marked.name}: {marked.score:.4g} of {marked.most:.4g} points", ""]
    if marked.penalty:
        lines += [f"Late: {marked.penalty:.4g} points were taken off.", ""]
    lines += ["| Task | Points | Of |", "| --- | ---: | ---: |"]
    for label, title in task_titles(notebook.cells).items():
        points, most = marked.points.get(label, (0.0, 0.0))
        lines.append(
            f"| {title.replace('|', '/')} | {'–' if points is None else f'{points:.4g}'} | {most:.4g} |"
        )
    cells = [new_markdown_cell("\n".join(lines), id="feedback-points")]
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs = [output for each in cell.outputs if (output := _as_output(each))]
        cells.append(cell)
        comment = cell.metadata.get("nbgrader", {}).get("comment")
        if comment:
            cells.append(new_markdown_cell(f"**Comment**\n\n{comment}", id=f"comment-{number}"))
    notebook.cells = cells
    return nbformat.writes(notebook)


def _with_points(marked: Marked) -> Any:
    """As nbgrader's GetGrades does it, without a look at the gradebook for every cell."""
    notebook = nbformat.reads(marked.path.read_text("utf-8"), as_version=4)
    for cell in notebook.cells:
        tags = cell.metadata.get("nbgrader")
        label = (tags or {}).get("grade_id")
        if label in marked.points:
            tags["score"], tags["points"] = marked.points[label]
        if label in marked.comments:
            tags["comment"] = marked.comments[label]
    return notebook


def _as_output(shown: dict[str, str]) -> Any:
    """What hide_tests has left of an output, as an output again; None if that is nothing."""
    if picture := shown.get("picture"):
        kind, _, data = picture.removeprefix("data:").partition(";base64,")
        return new_output("display_data", data={kind: data})
    text = shown.get("error") or shown.get("text")
    name = "stderr" if shown.get("error") else "stdout"
    return new_output("stream", name=name, text=text) if text else None
