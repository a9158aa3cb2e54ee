"""What the machine cannot read or write is no missing work: NOT GRADED with its reason, and never a zero.

What lies beside the work costs nothing. Rights are real ones, as an ordinary user meets them.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cnnkit.grading.course.grade import Report, grade_set
from cnnkit.grading.course.gradebook import GradebookError
from cnnkit.grading.running.submission import grade_submission
from tests.conftest import sample
from tests.grading.courses import RIGHT, scores, submit, write_course

NOBODY = 65534
SIDE = "mini/data"
UNREADABLE = {  # what of ada's, with which rights
    "her folder": ("", 0),
    "her folder can be listed only": ("", 0o444),
    "the set's folder": ("mini", 0),
    "the set's folder can be listed only": ("mini", 0o444),
    "the notebook": ("mini/mini.ipynb", 0),
    "when it was handed in": ("mini/timestamp.txt", 0),
}
BESIDE = {
    "a file": ("mini/notes.txt", 0),
    "a folder": (SIDE, 0),
    "a folder that can be listed only": (SIDE, 0o444),
    "a folder that cannot be listed": (SIDE, 0o111),
}
NO_UTF8 = os.fsdecode(b"\xff\xfe caf\xe9")


SPOILT = ["garbage", "a folder", "read only", "cut off"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, cases in (("unreadable", [*UNREADABLE]), ("beside", [*BESIDE]), ("spoilt", SPOILT)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, sample(cases, 1, metafunc.config))


@contextmanager
def ordinary_user(owned: Path) -> Iterator[None]:
    """As somebody for whom rights count; root has them all."""
    if os.geteuid() != 0:
        yield
        return
    for path in [owned, *owned.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def root() -> Iterator[Path]:
    """A course in which two have handed in, where nobody in particular may go."""
    folder = Path(tempfile.mkdtemp(prefix="cnn-faults-"))
    write_course(folder)
    for student in ("ada", "bob"):
        submit(folder, student, RIGHT)
    ada = folder / "submitted/ada"
    (ada / SIDE).mkdir()
    for path in (ada / SIDE / "table.csv", ada / "mini/notes.txt"):
        path.write_text("1")
    (ada / "mini/timestamp.txt").write_text("2026-05-01 12:00:00 UTC")
    yield folder
    for path in [ada, *ada.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def grade(root: Path, warm: Any):
    here = SimpleNamespace(grade=lambda job: grade_submission(warm, job), check=lambda: None)

    def grade(**more: Any) -> tuple[Report, list[str]]:
        said = list[str]()
        return grade_set(root, "mini", grader=here, say=said.append, **more), said

    return grade


def test_work_that_cannot_be_read_is_not_graded_and_graded_once_it_can(root, grade, unreadable):
    name, rights = UNREADABLE[unreadable]
    path = root / "submitted/ada" / name
    before = path.stat().st_mode
    with ordinary_user(root):
        path.chmod(rights)
        report, said = grade()
        assert set(report.failed) == {"ada"}
        assert report.points == {"bob": 6}
        assert [line for line in said if line.startswith("ada: NOT GRADED") and "Permission denied" in line]
        assert "ada" not in scores(root)
        path.chmod(before)
        report, _ = grade()
        assert (report.points, report.unchanged) == ({"ada": 6}, ["bob"])


def test_what_lies_beside_the_work_and_cannot_be_read_costs_nothing(root, grade, beside):
    name, rights = BESIDE[beside]
    path = root / "submitted/ada" / name
    with ordinary_user(root):
        path.chmod(rights)
        report, said = grade()
    assert (report.points, report.failed) == ({"ada": 6, "bob": 6}, {})
    assert len(said) == 1
    name = "table.csv" if beside == "a folder that can be listed only" else path.name
    assert f"What lies beside it as {name!r} could not be read" in said[0]


def test_names_that_are_no_utf8_stop_nobody(root, grade):
    """Of a student: said, and the others graded. Of files and folders beside the work: graded."""
    submit(root, NO_UTF8, RIGHT)
    (root / "submitted/bob/mini" / NO_UTF8).mkdir()
    (root / "submitted/bob/mini" / NO_UTF8 / f"{NO_UTF8}.txt").write_text("1")
    (root / "submitted/bob/mini" / f"{NO_UTF8}.ipynb").write_text("{}")
    (root / "submitted/ada/mini/mini.ipynb").rename(root / "submitted/ada/mini" / f"{NO_UTF8}.ipynb")
    report, said = grade()
    assert report.points == {"ada": 6, "bob": 6}
    assert set(report.failed) == {NO_UTF8}
    assert [line for line in said if "is no UTF-8" in line and "rename it" in line]


def test_a_gradebook_that_cannot_be_used_is_one_line_and_no_grade(root, grade, spoilt):
    book = root / "gradebook.db"
    if spoilt == "garbage":
        book.write_bytes(b"no database" * 1000)
    elif spoilt == "a folder":
        book.mkdir()
    elif spoilt == "cut off":
        grade()
        os.truncate(book, 5000)
    with ordinary_user(root):
        if spoilt == "read only":
            root.chmod(0o555)
        with pytest.raises((GradebookError, OSError)) as caught:
            grade(force=True)
        root.chmod(0o755)
    assert "\n" not in str(caught.value)
    if book.is_file():
        book.unlink()
    else:
        shutil.rmtree(book, ignore_errors=True)
    assert grade()[0].points == {"ada": 6, "bob": 6}
