"""A course that is not as grading needs it is refused before anybody is graded, with the place named."""

import copy
from pathlib import Path

import pytest

from cnnkit.grading.course.course import Course, CourseError
from cnnkit.grading.course.grade import Report, grade_set
from cnnkit.grading.running.submission import Done, Job
from cnnkit.grading.walls.limits import Limits
from tests.grading.conftest import TASKS
from tests.grading.courses import HALF, RIGHT, submit, write_course


def with_test(source):
    notebook = copy.deepcopy(TASKS)
    test = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "double")
    test.source = source
    return notebook


def test_a_test_that_is_no_python_is_named(tmp_path):
    root = write_course(tmp_path, {"mini": with_test("x = 1\nassrt x")})
    with pytest.raises(CourseError, match=r"mini\.ipynb: the test double, line 2, is no Python"):
        Course(root, "mini")


def test_commands_of_ipython_are_python_enough(tmp_path):
    root = write_course(tmp_path, {"mini": with_test("%matplotlib inline\nif True:\n    !ls\n1.0")})
    assert Course(root, "mini").skeletons.keys() == {"mini"}


def test_a_damaged_notebook_of_the_instructors_is_named(tmp_path):
    root = write_course(tmp_path)
    path = root / "solutions/mini/mini.ipynb"
    path.write_text(path.read_text()[:-5])
    with pytest.raises(CourseError, match=r"solutions/mini/mini\.ipynb is no notebook"):
        Course(root, "mini")


def test_a_file_for_a_database_is_told_how_to_be_written(tmp_path):
    with pytest.raises(CourseError, match=r"--db other\.db is no address .* is sqlite:///other\.db"):
        Course(write_course(tmp_path), "mini", db_url="other.db")


class Races:
    """In the place of a grader."""

    def __init__(self, path: Path, other: bytes) -> None:
        self.path, self.other, self.graded = path, other, list[bytes]()

    def check(self) -> None: ...

    def grade(self, job: Job) -> Done:
        self.graded.append(job.notebooks["mini"])
        return Done(job.student, notes=[f"timestamp says {job.stamp!r}"])


def test_a_grade_belongs_to_the_bytes_that_were_graded(tmp_path, monkeypatch):
    """Handed in were A, then B as it was read to be graded, then A: B's grade must not count for A."""
    root = write_course(tmp_path)
    path = submit(root, "ada", RIGHT)
    (path.parent / "timestamp.txt").write_text("2026-05-01 12:00:00 UTC")
    right, other = path.read_bytes(), submit(root, "bob", HALF).read_bytes()
    grader, jobs, looks = Races(path, other), Course.job, list[int]()

    def job(self: Course, student: str, limits: Limits) -> Job:
        looks.append(1)
        path.write_bytes(other if len(looks) == 2 else right)
        (path.parent / "timestamp.txt").write_text(f"2026-05-0{len(looks)} 12:00:00 UTC")
        made = jobs(self, student, limits)
        path.write_bytes(right)
        return made

    def grade() -> Report:
        said = list[str]()
        report = grade_set(root, "mini", students=["ada"], workers=1, grader=grader, say=said.append)  # type: ignore[arg-type]
        assert not report.failed
        return report

    monkeypatch.setattr(Course, "job", job)
    grade()
    assert grader.graded == [other]
    assert (root / "autograded/ada/mini/timestamp.txt").read_text().startswith("2026-05-02")
    monkeypatch.setattr(Course, "job", jobs)
    grade()
    assert grader.graded == [other, right]
    assert grade().unchanged == ["ada"]
