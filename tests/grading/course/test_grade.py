"""`grade_set`: nothing is lost, nothing is done twice, marks that were given by hand stay."""

import copy
import os
import random
import shutil
import signal
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from cnnkit.grading.course import gradebook as gradebook_module
from cnnkit.grading.course.course import Course, CourseError, NotFoundError
from cnnkit.grading.course.grade import Report, grade_set
from cnnkit.grading.course.gradebook import GradebookError, Writer
from cnnkit.grading.course.lock import LockedError, one_writer
from cnnkit.grading.running.grader import Grader
from cnnkit.grading.walls.limits import Limits
from tests.conftest import need, sample
from tests.grading.conftest import TASKS
from tests.grading.conftest import course as notebook_of
from tests.grading.courses import HALF, RIGHT, SECOND, scores, submit, write_course

EXIT = RIGHT | {"double-answer": "import os\nos._exit(0)"}
ALL_POINTS = {"right": 6.0, "half": 3.0, "nothing": 0.0, "exit": 3.0}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    need("bwrap")
    with Grader() as grader:
        yield grader


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, grader: Grader) -> dict[str, Path]:
    """A set of one notebook, handed in by four; before it is graded for the first time, and after."""
    root = write_course(tmp_path_factory.mktemp("course"))
    for student, answers in (("right", RIGHT), ("half", HALF), ("nothing", {}), ("exit", EXIT)):
        submit(root, student, answers)
    course = Course(root, "mini")
    with course.writer() as writer:
        writer.prepare(course.skeletons)
    before = tmp_path_factory.mktemp("before") / "course"
    shutil.copytree(root, before)
    grade_set(root, "mini", grader=grader, say=lambda line: None)
    return {"before": before, "after": root}


@pytest.fixture
def course(tmp_path: Path, stages: dict[str, Path]) -> Path:
    return shutil.copytree(stages["before"], tmp_path / "course")


@pytest.fixture
def grade(course: Path, grader: Grader):
    def grade(problem_set: str = "mini", root: Path = course, **more: Any) -> Report:
        more.setdefault("say", lambda line: None)
        return grade_set(root, problem_set, **{"grader": grader, **more})

    return grade


@pytest.fixture
def graded(tmp_path: Path, course: Path, stages: dict[str, Path]) -> Path:
    """The same course after grading."""
    return shutil.copytree(stages["after"], course, dirs_exist_ok=True)


def totals(root: Path) -> dict[str, float]:
    return {student: sum(points or 0 for points in cells.values()) for student, cells in scores(root).items()}


def test_all_are_graded_then_none(course, grade):
    report = grade()
    assert report.points == ALL_POINTS == totals(course)
    assert (report.most, report.failed, report.unchanged) == (6, {}, [])
    assert "4 graded" in report.text
    assert "mean 3.0 of 6 points" in report.text
    again = grade()
    assert (again.points, sorted(again.unchanged)) == ({}, sorted(ALL_POINTS))


def test_what_went_wrong_is_said_once_and_progress_counts(grade):
    said, counted = [], []
    report = grade(say=said.append, progress=lambda *numbers: counted.append(numbers))
    assert len(said) == report.noted == 1
    assert said[0].startswith("exit: mini: ")
    assert [done for done, _, _ in counted] == [1, 2, 3, 4]
    assert counted[-1][1:] == (4, 0.0)


@pytest.mark.parametrize("change", ["notebook", "file", "time", "limits"])
def test_a_change_grades_what_it_concerns(graded, grade, change):
    folder, more = graded / "submitted/half/mini", {}
    if change == "notebook":
        submit(graded, "half", RIGHT)
    elif change == "file":
        (folder / "data.txt").write_text("1")
    elif change == "time":
        (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    else:
        more = {"limits": Limits(cell_s=30)}
    wanted = {"half"} if change != "limits" else set(ALL_POINTS)
    assert set(grade(**more).points) == wanted


def test_force_and_students(graded, grade):
    assert set(grade(students=["half", "right", "half"], force=True).points) == {"half", "right"}
    assert set(grade(force=True).points) == set(ALL_POINTS)


def test_what_does_not_exist_is_named(course, grade):
    with pytest.raises(NotFoundError, match="no submission of mini from: nobody"):
        grade(students=["right", "nobody"])
    with pytest.raises(NotFoundError, match="there are: mini"):
        grade("maxi")
    with pytest.raises(NotFoundError, match="no course"):
        grade(root=course / "submitted")
    assert issubclass(NotFoundError, CourseError)


@pytest.mark.parametrize("after", [1, 3])
def test_an_interrupted_run_goes_on(course, grade, after):
    def interrupt(done: int, total: int, left: float) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(progress=interrupt, workers=1)
    rest = grade()
    assert len(rest.unchanged) == after
    assert totals(course) == ALL_POINTS
    assert not list((course / "autograded").glob("*/.*"))


def test_an_interrupt_while_saving_leaves_old_or_new(graded, grade, monkeypatch):
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", interrupt)
    with pytest.raises(KeyboardInterrupt):
        grade(students=["half"], force=True)
    monkeypatch.undo()
    assert set(grade().points) <= {"half"}
    assert totals(graded) == ALL_POINTS
    assert (graded / "autograded/half/mini/mini.ipynb").is_file()


@pytest.mark.parametrize("loss", ["gradebook", "marks", "notebook", "record", "list", "nonsense"])
def test_what_was_lost_is_graded_again(graded, grade, loss):
    record = graded / "autograded/half/mini/.graded.json"
    if loss == "gradebook":
        (graded / "gradebook.db").unlink()
    elif loss == "marks":  # as if an older copy had been put back
        with Gradebook(f"sqlite:///{graded}/gradebook.db", "cnn") as book:
            book.remove_submission("mini", "half")
    elif loss == "notebook":
        (graded / "autograded/half/mini/mini.ipynb").unlink()
    elif loss == "record":
        record.unlink()
    else:
        record.write_bytes(b"[1, 2]" if loss == "list" else b"\xff\x00{")
    assert set(grade().points) == (set(ALL_POINTS) if loss == "gradebook" else {"half"})
    assert totals(graded) == ALL_POINTS


def test_a_failing_save_concerns_one_student(course, grade, monkeypatch):
    enter = Writer.enter

    def fail(self: Writer, done: Any, *more: Any) -> Any:
        if done.student == "half":
            raise OSError("no space left on the disk")
        return enter(self, done, *more)

    monkeypatch.setattr(Writer, "enter", fail)
    said = []
    report = grade(say=said.append)
    assert set(report.points) == set(ALL_POINTS) - {"half"}
    assert report.failed == {"half": "OSError: no space left on the disk"}
    assert "half: NOT GRADED, OSError: no space left on the disk" in said
    monkeypatch.undo()
    assert grade().points == {"half": 3.0}


def test_a_warm_process_that_dies_costs_no_grade(course):
    slow = {"double-answer": f"import time\ntime.sleep(1)\n{RIGHT['double-answer']}"}
    submit(course, "a-slow-one", RIGHT | slow)  # the first in the line
    with Grader() as grader:
        grader.check()

        def kill() -> None:
            time.sleep(0.8)
            os.kill(grader._warm.process.pid, signal.SIGKILL)

        threading.Thread(target=kill).start()
        report = grade_set(course, "mini", workers=1, grader=grader, say=lambda line: None)
    assert report.failed == {}
    assert report.points == ALL_POINTS | {"a-slow-one": 6.0}
    assert report.noted == 1


def test_a_notebook_that_is_missing_gets_zero(tmp_path, grade):
    root = write_course(tmp_path / "two", {"mini": TASKS, "second": SECOND})
    square = {"square-answer": "def square(x):\n    return x * x"}
    for student in ("both", "one"):
        submit(root, student, RIGHT)
        submit(root, student, square, SECOND, "second")
    (root / "submitted/one/mini/second.ipynb").unlink()
    (root / "submitted/none/mini").mkdir(parents=True)
    said = []
    report = grade(root=root, say=said.append)
    assert (report.points, report.absent, report.most) == ({"both": 10.0, "one": 6.0}, ["none"], 10)
    assert report.text.startswith("2 graded, 0 unchanged, 1 without a notebook, 2 with notes, in ")
    assert "one: second: not submitted" in said
    (root / "submitted/both/mini/mini.ipynb").unlink()  # and one that was graded before
    assert grade(root=root).points == {"both": 4.0}
    assert [path.name for path in (root / "autograded/both/mini").glob("*.ipynb")] == ["second.ipynb"]


def test_stray_files_are_no_submissions(course, grade):
    submitted = course / "submitted"
    (submitted / "README.txt").write_text("here be students")
    (submitted / "list" / "mini").parent.mkdir()
    (submitted / "list" / "mini").write_text("a file where a folder should be")
    (submitted / ".ipynb_checkpoints" / "mini").mkdir(parents=True)
    (submitted / "right" / "mini" / ".mini.ipynb.swp").write_bytes(bytes(1000))
    assert grade().points == ALL_POINTS


def test_a_student_who_left_keeps_the_marks(graded, grade):
    shutil.rmtree(graded / "submitted/half")
    assert grade(force=True).points == {name: ALL_POINTS[name] for name in ("right", "nothing", "exit")}
    assert totals(graded) == ALL_POINTS
    assert (graded / "autograded/half/mini/mini.ipynb").is_file()


def test_a_link_in_place_of_a_notebook_reads_nothing(course, grade):
    path = course / "submitted/half/mini/mini.ipynb"
    path.unlink()
    path.symlink_to(course / "solutions/mini/mini.ipynb")
    report = grade(students=["half"])
    assert (report.points, report.absent) == ({}, ["half"])
    assert totals(course)["half"] == 0.0


def test_marks_and_comments_by_hand_stay_after_a_mended_test(graded, grade):
    with Gradebook(f"sqlite:///{graded}/gradebook.db", "cnn") as book:
        mark = book.find_grade("triple", "mini", "mini", "half")
        mark.manual_score, mark.extra_credit = 1.5, 0.5
        book.find_comment("triple-answer", "mini", "mini", "half").manual_comment = "nearly"
        book.db.commit()
    mended = copy.deepcopy(TASKS)
    mended.cells[5].source = "assert triple(1) == 3  # both 3 * n and n + 2 are right now"
    write_course(graded, {"mini": mended})
    assert set(grade().points) == set(ALL_POINTS)
    assert scores(graded)["half"] == {"double": 3.0, "triple": 3.0}
    with Gradebook(f"sqlite:///{graded}/gradebook.db", "cnn") as book:
        mark = book.find_grade("triple", "mini", "mini", "half")
        assert (mark.manual_score, mark.extra_credit, mark.needs_manual_grade) == (1.5, 0.5, True)
        assert book.find_comment("triple-answer", "mini", "mini", "half").comment == "nearly"
        assert book.find_submission("mini", "half").score == 3.0 + 1.5 + 0.5


def test_a_corrected_set_in_mid_course_loses_neither_work_nor_marks(graded, grade):
    before = {path: path.read_bytes() for path in (graded / "submitted").rglob("*.ipynb")}
    corrected = copy.deepcopy(TASKS)
    corrected.cells[5].metadata.nbgrader.points = 6
    corrected.cells.insert(2, new_markdown_cell("A correction: double means times two."))
    write_course(graded, {"mini": corrected})
    assert grade().points == {"right": 9.0, "half": 3.0, "nothing": 0.0, "exit": 6.0}
    assert before == {path: path.read_bytes() for path in (graded / "submitted").rglob("*.ipynb")}
    assert "x + 2" in (graded / "autograded/half/mini/mini.ipynb").read_text()


def test_a_notebook_that_came_later_counts_for_those_who_have_it(graded, grade):
    write_course(graded, {"mini": TASKS, "second": SECOND})
    submit(graded, "half", {"square-answer": "def square(x):\n    return x * x"}, SECOND, "second")
    report = grade()
    assert (report.points, report.most) == (ALL_POINTS | {"half": 7.0}, 10)


def test_a_task_that_went_is_refused_and_named(graded, grade):
    shorter = notebook_of(*TASKS.cells[1:4])
    write_course(graded, {"mini": shorter})
    with pytest.raises(GradebookError, match="Gone: triple, triple-answer; new: none"):
        grade()
    assert totals(graded) == ALL_POINTS


def test_the_set_is_entered_once(graded, grade, monkeypatch):
    monkeypatch.setattr(gradebook_module, "NbGraderAPI", None)
    assert grade(force=True).points == ALL_POINTS


def test_late_work_is_judged_by_the_courses_own_rule(course, grade):
    settings = course / "nbgrader_config.py"
    settings.write_text(settings.read_text() + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    for student, day in (("right", 3), ("half", 1)):
        stamp = course / "submitted" / student / "mini" / "timestamp.txt"
        stamp.write_text(f"2026-03-0{day} 12:00:00 UTC")
    (course / "submitted/nothing/mini/timestamp.txt").write_text("yesterday, I think")
    said = []
    grade(say=said.append)
    with Gradebook(f"sqlite:///{course}/gradebook.db", "cnn") as book:
        book.update_or_create_assignment("mini", duedate="2026-03-02 12:00:00 UTC")
    grade(force=True)
    with Gradebook(f"sqlite:///{course}/gradebook.db", "cnn") as book:
        late = {
            student: book.find_submission_notebook("mini", "mini", student).late_submission_penalty
            for student in ("right", "half")
        }
    assert late == {"right": 6.0, "half": None}
    assert any("timestamp.txt holds no time" in line for line in said)


def test_sqlalchemy_has_nothing_to_warn_of(course, grade):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        grade()
    assert [str(each.message) for each in caught if each.category.__name__ == "SAWarning"] == []


def test_two_runs_do_not_write_at_once(course, grade):
    with one_writer(f"sqlite:///{course}/gradebook.db"), pytest.raises(LockedError, match="another run"):
        grade()


def test_a_wrong_limit_is_named(course, grade):
    settings = course / "nbgrader_config.py"
    settings.write_text(settings.read_text() + "\nc.SandboxedExecute.limits = {'memory': 1}\n")
    with pytest.raises(ValueError, match="no limit 'memory'; there are cell_s, "):
        grade()


def test_the_same_grade_in_any_order_with_one_worker_or_many(course, pytestconfig):
    """Word for word the same notebooks, over 20 runs (in `make test` two, with one worker and three), each
    with a warm process of its own: what is drawn must not depend on which one it is."""
    jobs = Course(course, "mini")
    draws = "import random, numpy, torch\ndef double(x):\n    return x * (2 if {} < 0.5 else 3)"
    for student, number in (
        ("random", "random.random()"), ("numpy", "numpy.random.rand()"), ("torch", "torch.rand(1).item()"),
        ("weights", "abs(torch.nn.Linear(1, 1).weight.item())"), ("hashed", "hash(str(x)) % 10 / 10"),
    ):  # fmt: skip
        code = draws.format(number) + f"\nx = 1\nprint({number})"
        submit(course, student, RIGHT | {"double-answer": code})
    students = jobs.students()
    seen = set[str]()
    for number in sample(list(range(20)), 2, pytestconfig):
        order = random.Random(number).sample(students, len(students))
        with Grader() as fresh:
            grade_set(
                course, "mini", students=order, workers=1 + 2 * (number % 2), force=True, grader=fresh,
                say=lambda line: None,
            )  # fmt: skip
        texts = [(jobs.autograded / name / "mini/mini.ipynb").read_text() for name in students]
        seen.add("".join(texts) + str(totals(course)))
    assert ALL_POINTS.items() <= totals(course).items()
    assert len(seen) == 1


@pytest.mark.parametrize("linked", ["mallory/mini", "mallory"])
def test_a_link_in_place_of_a_folder_earns_nothing_and_shows_nothing(course, grade, linked):
    """Not of the solution, not of a classmate's work; all others are graded."""
    place = course / "submitted" / linked
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(course / ("solutions/mini" if linked.endswith("mini") else "submitted/right"))
    said = list[str]()
    report = grade(say=said.append)
    assert set(report.failed) == {"mallory"}
    assert [line for line in said if line.startswith("mallory: NOT GRADED") and "is a link" in line]
    assert set(report.points) == {"right", "half", "nothing", "exit"}
    assert not (course / "autograded/mallory").exists()


def test_nothing_is_left_behind(course, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    grade_set(course, "mini", workers=2, say=lambda line: None)
    assert list((tmp_path / "temporary").iterdir()) == []
