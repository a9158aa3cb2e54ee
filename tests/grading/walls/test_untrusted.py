"""What strangers handed in is opened by one function; what the machine cannot read costs nobody points."""

import ast
import errno
import io
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from cnnkit.grading.course.course import Course
from cnnkit.grading.course.grade import grade_set
from cnnkit.grading.repair.submitted_files import gather
from cnnkit.grading.walls import sandbox, untrusted
from cnnkit.grading.walls.sandbox import pack
from cnnkit.grading.walls.untrusted import LinkedError, NotPlainError, read_plain
from tests.conftest import need
from tests.grading.courses import RIGHT, scores, submit, write_course

GRADING = Path(untrusted.__file__).parents[1]
OURS = {
    ("untrusted", "_open"): "the one function",
    ("untrusted", "read_plain"): "the one function",
    ("assemble", "*"): "the tasks of the instructor",
    ("release", "*"): "the tasks of the instructor",
    ("version", "*"): "the package itself",
    ("reading", "read_folder"): "runs in a box, on what was packed for it",
    ("doctor", "*"): "the machine",
    ("room", "*"): "the machine",
    ("wall", "*"): "the package itself",
    ("lock", "*"): "the grader's lock",
    ("scratch", "*"): "the grader's own folders",
    ("course", "_checked"): "the solution",
    ("course", "_record"): "what grading wrote",
    ("sandbox", "_start"): "the log of the warm process",
    ("sandbox", "wait"): "the log of the warm process",
    ("collect", "_put"): "what collecting wrote; members of an archive that is open",
    ("archives", "read_member"): "members of an archive that is open",
    ("receipts", "read"): "what collecting wrote",
    ("roster", "read_table"): "tables of the instructor's",
    ("export", "*"): "writes tables",
    ("report", "*"): "the page's own template",
    ("results", "*"): "what grading wrote",
    ("graded_notebooks", "read_json"): "what grading wrote",
    ("feedback", "_with_points"): "what grading wrote",
    ("course", "remember"): "what grading wrote",
}
"""Who else opens files, and what they are."""
OPENERS = {"open", "read_bytes", "read_text", "fdopen"}


def openers(path: Path) -> set[tuple[str, str]]:
    """Functions of a file that open something by a name of OPENERS."""
    found = set[tuple[str, str]]()

    def walk(node: ast.AST, function: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = child.name if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.Call):
                called = child.func
                name = getattr(called, "attr", getattr(called, "id", ""))
                of = getattr(getattr(called, "value", None), "id", "")
                if name in OPENERS and of not in ("tarfile", "reader", "self"):  # archives; methods called so
                    found.add((path.stem, inner))
            walk(child, inner)

    walk(ast.parse(path.read_text()), "")
    return found


def test_no_other_function_opens_what_was_handed_in():
    outside = (path for path in GRADING.rglob("*.py") if path.parent.name != "box")  # that runs inside
    found = set().union(*map(openers, outside))
    assert {(file, name) for file, name in found if not {(file, name), (file, "*")} & OURS.keys()} == set()


@pytest.fixture
def handed_in(tmp_path):
    folder = tmp_path / "submitted/ada/set"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/file.txt").write_text("hers")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/file.txt").write_text("the solution")
    return tmp_path / "submitted"


@pytest.mark.parametrize("linked", ["ada", "ada/set", "ada/set/deep", "ada/set/deep/file.txt"])
def test_no_part_of_a_path_may_be_a_link(handed_in, linked):
    place = handed_in / linked
    place.rename(handed_in / "moved")
    place.symlink_to(handed_in / "moved")
    with pytest.raises(LinkedError, match="it is a link"):
        read_plain(handed_in / "ada/set/deep/file.txt", handed_in, 100)


def test_a_plain_file_is_read_up_to_the_limit_and_what_is_none_is_not(handed_in):
    path = handed_in / "ada/set/deep/file.txt"
    assert read_plain(path, handed_in, 100) == b"hers"
    assert read_plain(path, handed_in, 2) == b"he"
    os.mkfifo(handed_in / "ada/pipe")
    for odd in (handed_in / "ada/pipe", handed_in / "ada/set", path / "below"):
        with pytest.raises(NotPlainError):
            read_plain(odd, handed_in, 100)
    with pytest.raises(NotPlainError, match="leads up"):
        read_plain(handed_in / "ada/../../elsewhere/file.txt", handed_in, 100)
    with pytest.raises(FileNotFoundError):
        read_plain(handed_in / "bob/file.txt", handed_in, 100)


FAULTS = {"no right to read": errno.EACCES, "a broken disk": errno.EIO, "a server that is gone": errno.ESTALE}


@pytest.fixture
def broken(monkeypatch):
    """broken(name, fault): opening or reading a file of this name fails."""

    def broken(name: str, fault: int) -> None:
        whole = os.open

        def failing(path, flags, *rest, **more):
            if os.fspath(path) == name:
                raise OSError(fault, os.strerror(fault), name)
            return whole(path, flags, *rest, **more)

        monkeypatch.setattr(untrusted.os, "open", failing)

    return broken


@pytest.mark.parametrize("what", FAULTS)
def test_a_notebook_that_the_machine_cannot_read_is_no_zero(tmp_path, broken, what):
    need("bwrap")
    root = write_course(tmp_path)
    submit(root, "ada", RIGHT)
    broken("mini.ipynb", FAULTS[what])
    said = list[str]()
    report = grade_set(root, "mini", workers=1, say=said.append)
    assert list(report.failed) == ["ada"]
    assert os.strerror(FAULTS[what]) in said[0]
    assert report.absent == []
    assert scores(root) == {}


@pytest.mark.parametrize("what", FAULTS)
def test_a_side_file_that_it_cannot_read_is_left_out_and_said(tmp_path, broken, what):
    root = write_course(tmp_path)
    notebook = submit(root, "ada", RIGHT)
    (notebook.parent / "notes.txt").write_text("not needed")
    (notebook.parent / "table.csv").write_text("1, 2")
    broken("notes.txt", FAULTS[what])
    course = Course(root, "mini")
    job = course.job("ada", course.limits)
    with tarfile.open(fileobj=io.BytesIO(job.files)) as archive:
        assert "table.csv" in archive.getnames()
        assert "notes.txt" not in archive.getnames()
    assert any("'notes.txt'" in note and os.strerror(FAULTS[what]) in note for note in job.notes["mini"])
    assert job.notebooks


def test_a_folder_whose_name_is_no_utf_8_is_named_and_the_others_are_graded(tmp_path):
    need("bwrap")
    root = write_course(tmp_path)
    submit(root, "ada", RIGHT)
    os.rename(os.fsencode(root / "submitted/ada"), os.fsencode(root / "submitted") + b"/m\xfcller")
    submit(root, "bob", RIGHT)
    said = list[str]()
    report = grade_set(root, "mini", workers=1, say=said.append)
    assert list(report.points) == ["bob"]
    assert "no UTF-8 ('müller' in Latin-1): rename it" in next(line for line in said if "NOT GRADED" in line)


def test_a_link_that_came_after_the_listing_is_not_packed(tmp_path, monkeypatch):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/data.txt").write_text("hers")
    (tmp_path / "secret").write_text("x")
    listed = sorted((tmp_path / "a/b").rglob("*"))
    monkeypatch.setattr(sandbox, "files_below", lambda folder, leave_out, left_out: listed)
    monkeypatch.setattr(Path, "is_symlink", lambda self: False)
    (tmp_path / "a/b/data.txt").unlink()
    (tmp_path / "a/b/data.txt").symlink_to(tmp_path / "secret")
    with tarfile.open(fileobj=io.BytesIO(pack(tmp_path / "a/b"))) as archive:
        assert archive.getnames() == []
    assert gather(tmp_path / "a/b", []) == ({}, [], {})


def many_files(folder):
    for number in range(1500):
        (folder / f"{number:04}.txt").touch()


def many_folders(folder):
    for number in range(300):
        (folder / f"{number:03}").mkdir()
        (folder / f"{number:03}/a.txt").touch()


def deep_folders(folder):
    """Deeper than Python calls itself, and than a path may be named in one piece."""
    (folder / "near.txt").touch()
    before = os.open(".", os.O_RDONLY)
    os.chdir(folder)
    try:
        for _ in range(1500):
            os.mkdir("a")
            os.chdir("a")
    finally:
        os.fchdir(before)
        os.close(before)


@pytest.mark.parametrize("make", [many_files, many_folders, deep_folders])
def test_what_lies_beside_a_notebook_has_limits_together(tmp_path, make):
    folder = tmp_path / "submitted/ada/set"
    folder.mkdir(parents=True)
    make(folder)
    left_out = list[str]()
    with tarfile.open(fileobj=io.BytesIO(pack(folder, left_out=left_out))) as archive:
        assert len(archive.getnames()) <= 1000
    assert left_out == [
        "Many files or folders were handed in beside it; at most 1000 were there when it ran."
    ]
    assert gather(folder, ["set"]).notebooks == {}
    subprocess.run(["rm", "-rf", folder], check=True)  # too deep for pytest
