"""A gradebook that cannot grow: a line for each student that is not graded, nothing lost, and it goes on."""

import logging
import sqlite3
from types import SimpleNamespace

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from cnnkit.grading.course.course import Course
from cnnkit.grading.course.grade import grade_set
from cnnkit.grading.course.gradebook import Writer
from cnnkit.grading.running.submission import Done
from tests.grading.courses import RIGHT, scores, submit, write_course


def full(connection, cursor, statement, parameters, context, many):
    """What SQLite says of a disk without room, as SQLAlchemy passes it on."""
    if statement.startswith(("INSERT", "UPDATE")):
        raise OperationalError(statement, {}, sqlite3.OperationalError("database or disk is full"))


def test_a_full_disk_is_told_in_a_line_and_the_next_run_goes_on(tmp_path, monkeypatch, capfd, caplog):
    root = write_course(tmp_path)
    for student in ("ada", "bob"):
        submit(root, student, RIGHT)
    notebook = (root / "submitted/ada/mini/mini.ipynb").read_text()
    grader = SimpleNamespace(
        grade=lambda job: Done(job.student, {"mini": notebook}, seconds=0.1), check=lambda: None
    )
    whole = Writer.prepare

    def prepared(self, skeletons):
        whole(self, skeletons)
        event.listen(self.book.engine, "before_cursor_execute", full)

    monkeypatch.setattr(Writer, "prepare", prepared)
    said = list[str]()
    with caplog.at_level(logging.INFO):
        capfd.readouterr()
        caplog.clear()
        report = grade_set(root, "mini", grader=grader, workers=1, say=said.append)
    assert sorted(report.failed) == ["ada", "bob"]
    assert all("database or disk is full" in line and len(line) < 200 for line in said)
    assert "Traceback" not in capfd.readouterr().err
    assert [record for record in caplog.records if "Rolling back" in record.getMessage()] == []
    assert sorted(Course(root, "mini").not_graded()) == ["ada", "bob"]
    monkeypatch.setattr(Writer, "prepare", whole)
    assert len(grade_set(root, "mini", grader=grader, workers=1, say=said.append).points) == 2
    assert Course(root, "mini").not_graded() == {}
    assert set(scores(root)) == {"ada", "bob"}
