"""A released set passes unchanged in stock nbgrader: its own runner scores a hand-in (each: `--full`)."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from cnnkit.grading.release import find_leaks, secret_lines
from tests.conftest import sample

ROOT = Path(__file__).parents[3]
STOCK = """
del c.Autograde
c.ExecutePreprocessor.timeout = 120
c.ExecutePreprocessor.interrupt_on_timeout = True
"""
"""The course's settings without the sandbox: what executes and restores is nbgrader's."""
SETS = sorted({path.parent.name for path in ROOT.glob("solutions/*/*.ipynb")})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", sample(SETS, 1, metafunc.config))


def nbgrader(*words: str, course: Path) -> None:
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(
        command, cwd=course, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr


def hand_in(course: Path, name: str, student: str, source: Path, change=None) -> None:
    target = course / "submitted" / student / name
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for path in target.glob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        if change:
            change(notebook)
        nbformat.write(notebook, path)


def only_a_title(notebook: nbformat.NotebookNode) -> None:
    notebook.cells = notebook.cells[:1]


def first_answer_never_ends(notebook: nbformat.NotebookNode) -> None:
    cell = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    name = re.search(r"def (\w+)", cell.source)[1]
    cell.source = f"def {name}(*args, **kwargs):\n    while True:\n        pass"


def scores(course: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """(student, set) -> points, points to reach, straight from the gradebook."""
    query = """
        select submitted_assignment.student_id, assignment.name, coalesce(sum(grade.auto_score), 0),
               (select sum(cell.max_score) from grade_cells cell join base_cell b on b.id = cell.id
                join notebook n on n.id = b.notebook_id where n.assignment_id = assignment.id)
        from submitted_assignment
        join assignment on assignment.id = submitted_assignment.assignment_id
        left join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
        left join grade on grade.notebook_id = submitted_notebook.id
        group by submitted_assignment.id
    """
    with sqlite3.connect(course / "gradebook.db") as book:
        return {(student, name): (got, most) for student, name, got, most in book.execute(query)}


@pytest.fixture(scope="module")
def course(tmp_path_factory, pytestconfig) -> Path:
    course = tmp_path_factory.mktemp("course")
    config = (ROOT / "nbgrader_config.py").read_text()
    (course / "nbgrader_config.py").write_text(config + STOCK)
    shutil.copytree(ROOT / "solutions", course / "solutions")
    for name in sample(SETS, 1, pytestconfig):
        nbgrader("generate_assignment", name, course=course)
        hand_in(course, name, "solved", course / "solutions" / name)
        hand_in(course, name, "untouched", ROOT / "exercises" / name)
        hand_in(course, name, "empty", ROOT / "exercises" / name, only_a_title)
        hand_in(course, name, "endless", course / "solutions" / name, first_answer_never_ends)
        nbgrader("autograde", name, course=course)
        nbgrader("generate_feedback", name, course=course)
    return course


@pytest.fixture(scope="module")
def graded(course) -> dict[tuple[str, str], tuple[float, float]]:
    return scores(course)


def test_solution_gets_full_marks(graded, name):
    points, most = graded["solved", name]
    assert points == most > 0


def test_an_endless_loop_costs_its_own_task_only(graded, name):
    points, most = graded["endless", name]
    assert points == most - 10


@pytest.mark.parametrize("student", ["untouched", "empty"])
def test_nothing_done_gets_nothing(graded, name, student):
    assert graded[student, name][0] == 0


@pytest.mark.parametrize("student", ["untouched", "empty"])
def test_feedback_gives_no_answer_away(course, name, student):
    pages = list((course / "feedback" / student / name).glob("*.html"))
    assert pages
    assert not find_leaks(secret_lines(ROOT / "solutions"), pages)


def test_feedback_shows_points_and_hint_together(course, name):
    page = (course / "feedback" / "endless" / name / f"{name}.html").read_text()
    hint = re.search(r": 0 of 10 points\n  hint \[took-too-long\] [^\n]*stopped after 5 s", page)
    assert hint
    assert "0 of 10 points</h2>" in page[: hint.start()]
