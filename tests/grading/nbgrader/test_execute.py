"""`nbgrader autograde` with the course's settings: the same sandbox and the same grades as `cnnkit grade`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from cnnkit.grading.course.grade import grade_set
from tests.conftest import need
from tests.grading.courses import HALF, RIGHT, scores, submit, write_course

READS = "import glob\nprint('found', glob.glob('/tmp/**/gradebook.db', recursive=True))"


def duplicated(notebook: Any) -> None:
    notebook.cells += [nbformat.from_dict({**each, "id": f"copy-{each.id}"}) for each in notebook.cells[2:4]]


def without_tests(notebook: Any) -> None:
    notebook.cells = [each for each in notebook.cells if not each.metadata.get("nbgrader", {}).get("grade")]


def skipped(notebook: Any) -> None:
    for each in notebook.cells:
        each.metadata["tags"] = ["skip-execution", "raises-exception"]


def worth_more(notebook: Any) -> None:
    for each in notebook.cells:
        if each.metadata.get("nbgrader", {}).get("grade"):
            each.metadata.nbgrader.update(points=1000, locked=False)
            each.source = "1000"


WORK = {
    "right": (RIGHT, lambda notebook: None, 6.0),
    "half": (HALF, lambda notebook: None, 3.0),
    "duplicated": (RIGHT, duplicated, 6.0),
    "without_tests": (RIGHT, without_tests, 6.0),
    "skipped": (HALF, skipped, 3.0),
    "worth_more": ({}, worth_more, 0.0),
    "exits": (RIGHT | {"double-answer": "import os\nos._exit(0)"}, lambda notebook: None, 3.0),
    "reads": (RIGHT | {"double-answer": f"{RIGHT['double-answer']}\n{READS}"}, lambda notebook: None, 6.0),
}
TOTALS = {student: points for student, (_, _, points) in WORK.items()} | {
    "damaged": 3.0, "garbage": 0.0, "empty": 0.0, "link": 0.0,
    "renamed": 6.0, "text": 6.0, "folder": 3.0, "both": 3.0,
}  # fmt: skip


def nbgrader(course: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(line, cwd=course, capture_output=True, text=True, env=os.environ | environment)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course before it is graded, with the set in the gradebook."""
    need("bwrap")
    root = write_course(tmp_path_factory.mktemp("released"))
    for student, (answers, change, _) in WORK.items():
        submit(root, student, answers, change=change)
    text = submit(root, "damaged", HALF).read_text()
    (root / "submitted/damaged/mini/mini.ipynb").write_text("\ufeff" + text[: text.rindex("]")])
    submit(root, "garbage", RIGHT).write_text("This is not a notebook.")
    submit(root, "empty", RIGHT).write_bytes(b"")
    link = submit(root, "link", RIGHT)
    link.unlink()
    link.symlink_to(root / "solutions/mini/mini.ipynb")
    (root / "submitted/linked-set").mkdir()
    (root / "submitted/linked-set/mini").symlink_to(root / "solutions/mini")
    (root / "submitted/linked-student").symlink_to(root / "submitted/both")
    for student, answers, name in (
        ("renamed", RIGHT, "mini (1).ipynb"),
        ("text", RIGHT, "mini.ipynb.txt"),
        ("folder", HALF, "homework/mini.ipynb"),
    ):
        path = submit(root, student, answers)
        (path.parent / name).parent.mkdir(exist_ok=True)
        path.rename(path.parent / name)
    submit(root, "both", RIGHT, name="mini-old")
    submit(root, "both", HALF)
    done = nbgrader(root, "generate_assignment", "mini")
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def stock(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(released, tmp_path_factory.mktemp("stock") / "course", symlinks=True)
    done = nbgrader(root, "autograde", "mini")
    assert done.returncode == 0, done.stderr
    (root / "told.txt").write_text(done.stderr)
    return root


def test_every_submission_has_its_grade(stock):
    totals = {
        student: sum(points or 0 for points in cells.values()) for student, cells in scores(stock).items()
    }
    assert totals == TOTALS


def test_links_in_place_of_folders_are_left_out_and_named(stock):
    assert not {"linked-set", "linked-student"} & {path.name for path in (stock / "autograded").iterdir()}
    told = (stock / "told.txt").read_text()
    for student in ("linked-set", "linked-student"):
        assert [
            line
            for line in told.splitlines()
            if f"{student}/mini: NOT GRADED" in line and "is a link" in line
        ]


def test_the_grades_are_those_of_cnnkit_grade(stock, released, tmp_path):
    ours = shutil.copytree(released, tmp_path / "course", symlinks=True)
    grade_set(ours, "mini", say=lambda line: None)
    assert scores(ours) == scores(stock)
    for path in (ours / "autograded").rglob("*.ipynb"):
        mine = nbformat.read(path, as_version=4)
        theirs = nbformat.read(stock / path.relative_to(ours), as_version=4)
        assert [each.source for each in mine.cells] == [each.source for each in theirs.cells]
        assert [each.get("outputs") for each in mine.cells] == [each.get("outputs") for each in theirs.cells]


def test_nothing_of_the_course_was_seen(stock):
    assert "found []" in (stock / "autograded/reads/mini/mini.ipynb").read_text()


@pytest.mark.parametrize(
    ("settings", "environment", "told"),
    [
        ("", {"PATH": str(Path(sys.executable).parent)}, "bubblewrap is missing"),
        ("c.SandboxedExecute.limits = {'memory': 1}", {}, "no limit 'memory'"),
    ],
)
def test_where_nothing_can_be_graded_what_was_graded_earlier_stays(
    stock, tmp_path, settings, environment, told
):
    root = shutil.copytree(stock, tmp_path / "course", symlinks=True)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"\n{settings}\n")
    before = {path: path.read_bytes() for path in (root / "autograded").rglob("*.ipynb")}
    done = nbgrader(root, "autograde", "mini", "--force", **environment)
    assert done.returncode == 1
    assert "nothing was graded" in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert ("`cnnkit grade --doctor`" in done.stderr) == ("bubblewrap" in told)
    assert before == {path: path.read_bytes() for path in (root / "autograded").rglob("*.ipynb")}
    assert scores(root) == scores(stock)
