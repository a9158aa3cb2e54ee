"""A gradebook in PostgreSQL holds what one in SQLite does; to either, one run writes at a time."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from cnnkit.grading.course.course import Course
from cnnkit.grading.course.grade import grade_set
from cnnkit.grading.course.lock import LockedError, one_writer
from cnnkit.grading.results.results import read_results
from cnnkit.grading.running.submission import grade_submission
from tests.grading.conftest import TASKS
from tests.grading.courses import HALF, RIGHT
from tests.grading.postgres import Server
from tests.grading.small_course import give_points, hand_in, set_due_date, stamp, write_course

STUDENTS = {
    "right": RIGHT,
    "half": HALF,
    "Ünï-cødé 学生": RIGHT | {"double-answer": "def double(x):\n    return 'x\\x00\\ud800'"},
    "dead": RIGHT | {"double-answer": "import os; os._exit(1)"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """URL of an empty database; only a socket in its own folder, no port."""
    with Server() as server:
        yield server.url


@pytest.fixture
def grader(warm) -> Any:
    """The session's warm process in place of one for each run."""
    return SimpleNamespace(grade=lambda job: grade_submission(warm, job), check=lambda: None)


@pytest.fixture
def database(server: str) -> str:
    """A fresh database."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as session:
        session.execute(text("drop database if exists grades"))
        session.execute(text("create database grades"))
    engine.dispose()
    return server.replace("/postgres?", "/grades?")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course in which four students have handed in, one of them late."""
    write_course(tmp_path, {"set": TASKS})
    for number, (student, answers) in enumerate(STUDENTS.items(), 1):
        hand_in(tmp_path, student, TASKS, answers)
        stamp(tmp_path, student, f"2026-05-01 {9 + number}:00:00 UTC")
    return tmp_path


def grades(url: str) -> dict[tuple[str, str], tuple]:
    """(student, test) -> points of the test, of a person, in all, to be had; penalty of the notebook."""
    with Gradebook(url) as book:
        return {
            (submission.student.id, grade.name): (
                *(grade.auto_score, grade.manual_score, grade.score, grade.max_score),
                notebook.late_submission_penalty,
            )
            for submission in book.assignment_submissions("set")
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def test_postgres_holds_what_sqlite_does(root, database, grader):
    sqlite = f"sqlite:///{root / 'gradebook.db'}"
    for url in (sqlite, database):
        set_due_date(url)
        report = grade_set(root, "set", db_url=url, grader=grader)
        assert sorted(report.points) == sorted(STUDENTS)
        give_points(url, "half", "triple", 2.5)
    assert grades(database) == grades(sqlite)
    assert grades(database)["half", "double"][0] == 3
    assert grades(database)["dead", "triple"] == (3, None, 3, 3, 3), "an hour late: all is taken off"

    again = grade_set(root, "set", db_url=database, grader=grader)
    assert sorted(again.unchanged) == sorted(STUDENTS)
    for url in (sqlite, database):
        grade_set(root, "set", db_url=url, grader=grader, force=True)
    assert grades(database) == grades(sqlite)
    assert grades(database)["half", "triple"][2] == 2.5
    report, other = (read_results(Course(root, "set", db_url=url)) for url in (database, sqlite))
    assert report == other
    assert [item.name for item in report.items] == ["double", "triple"]


@pytest.fixture(params=["sqlite", "postgresql"])
def gradebook(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    return request.getfixturevalue("database")


def test_a_second_run_on_a_gradebook_is_refused_and_changes_nothing(root, gradebook, grader):
    with one_writer(gradebook), pytest.raises(LockedError, match="another run writes to this gradebook"):
        grade_set(root, "set", db_url=gradebook, grader=grader)
    assert not (root / "autograded").exists()
    assert grade_set(root, "set", db_url=gradebook, grader=grader).points


def test_runs_on_different_gradebooks_do_not_hinder_each_other(tmp_path, database, server):
    with (
        one_writer(f"sqlite:///{tmp_path / 'one.db'}"),
        one_writer(f"sqlite:///{tmp_path / 'two.db'}"),
        one_writer(database),
        one_writer(server),
    ):
        pass


def test_a_killed_run_leaves_no_lock(gradebook):
    code = "import sys, time; from cnnkit.grading.course.lock import one_writer\n"
    code += "with one_writer(sys.argv[1]): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, gradebook], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError):
            one_writer(gradebook).__enter__()
        holder.kill()
    deadline = time.monotonic() + 20  # a server notices a moment later
    while True:
        try:
            with one_writer(gradebook):
                return
        except LockedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://cnn:hunter2@127.0.0.1:{}/grades", "mysql://cnn:hunter2@127.0.0.1/grades"]
)
def test_a_gradebook_that_cannot_be_had_is_an_error_without_the_password(root, url, grader):
    with socket.socket() as closed:  # bound and not listening: nobody else can answer there
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(ValueError, match="gradebook") as caught:
            grade_set(root, "set", db_url=url.format(closed.getsockname()[1]), grader=grader)
    assert "hunter2" not in str(caught.value)
