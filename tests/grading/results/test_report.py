"""The class report and the exported marks: the gradebook's numbers, and nothing of a student's that acts."""

import csv
import html
import random
import re
from collections import Counter
from math import isclose, sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from cnnkit.cli import main
from cnnkit.grading.course.course import Course, CourseError
from cnnkit.grading.course.grade import grade_set
from cnnkit.grading.results import export
from cnnkit.grading.results.export import FORMATS, write_csv
from cnnkit.grading.results.item_analysis import analyse, discrimination
from cnnkit.grading.results.report import page, write_report
from cnnkit.grading.results.results import Hint, Item, Results, Work, read_results
from cnnkit.grading.running.submission import grade_submission
from tests.grading.conftest import TASKS, course
from tests.grading.courses import RIGHT
from tests.grading.small_course import COURSE, give_points, hand_in, set_due_date, stamp, write_course

TAGS = {"grade_id": "essay", "grade": True, "solution": True, "locked": False, "task": False, "points": 4}
ESSAY = course(new_markdown_cell("", metadata={"nbgrader": {**TAGS, "schema_version": 3}}))
HOSTILE = "<img src=x onerror=alert(1)>"
A, B, C = (Item("set", name, 10.0) for name in "abc")


def slow_correlation(a: list[float], b: list[float]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    together = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    return together / sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))


@pytest.fixture(scope="module")
def root(tmp_path_factory, warm) -> Path:
    """Five students of a course with a set of two notebooks, the second one for a person to mark."""
    root = tmp_path_factory.mktemp("course")
    write_course(root, {"set": TASKS, "words": ESSAY})
    url = f"sqlite:///{root / 'gradebook.db'}"
    set_due_date(url)

    for student, answers in (
        ("ada", RIGHT),
        ("alan", RIGHT | {"double-answer": "def double(x):\n    return x + 2"}),
        ("emmy", {"double-answer": "double = nonsuch"}),
        ("late", RIGHT),
    ):
        hand_in(root, student, TASKS, answers)
        if student != "emmy":
            hand_in(root, student, ESSAY, {"essay": "What I think"}, name="words")
    stamp(root, "emmy", "2026-05-01 11:00:00 UTC")
    stamp(root, "late", "2026-05-04 00:00:00 UTC")
    with Gradebook(url, COURSE) as book:
        book.add_student("=nobody", first_name=HOSTILE, last_name="Bar, of", email="b@x", lms_user_id="77")
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace", email="ada@x")
    grader = at_hand(warm)
    assert len(grade_set(root, "set", grader=grader).points) == 4
    give_points(url, "ada", "essay", 3.5, notebook="words")
    return root


@pytest.fixture(scope="module")
def results(root) -> Results:
    return read_results(Course(root, "set"))


@pytest.fixture(scope="module")
def files(root) -> dict[str, str]:
    return {path.name: path.read_text("utf-8-sig") for path in write_report(root, "set")}


def at_hand(warm) -> Any:
    """A Grader of the tests' own warm process."""
    return SimpleNamespace(grade=lambda job: grade_submission(warm, job), check=lambda: None)


def by_name(results: Results) -> dict[str, Work]:
    return {work.student: work for work in results.works}


def test_marks_are_those_of_the_gradebook(root, results):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        raw = {submission.student.id: submission.score for submission in book.assignment_submissions("set")}
        assert results.most == book.find_assignment("set").max_score == 10
    assert {work.student: work.raw for work in results.handed_in} == raw
    assert [work.student for work in results.works] == ["=nobody", "ada", "alan", "emmy", "late"]


def test_what_a_person_gave_counts_and_what_is_to_be_given_is_open(results):
    essay = next(item for item in results.items if item.name == "essay")
    works = by_name(results)
    assert works["ada"].points[essay] == 3.5
    assert not works["ada"].needs_review
    assert works["alan"].points[essay] is None
    assert works["alan"].needs_review


def test_a_missing_notebook_is_told_and_counts_nothing(results):
    emmy = by_name(results)["emmy"]
    assert emmy.missing == ["words"]
    assert emmy.total == 0
    assert not emmy.needs_review


def test_what_the_grader_had_to_say_stands_beside_the_student(files, results):
    alan, emmy = by_name(results)["alan"], by_name(results)["emmy"]
    assert any("`double` was not there: its cell stopped" in note for note in emmy.notes)
    assert alan.notes == []
    shown = html.unescape(files["set.html"])
    assert emmy.notes[0].rstrip(".") in shown
    assert "<dt>With notes</dt>" in shown


def test_hints_that_name_a_thought_come_before_those_that_say_what_is_missing_or_differs():
    results = Results("set", [A], [Work("ada", handed_in=True)])
    counts = {"value": 9, "flipped": 1, "not-written": 5, "shape": 3}
    results.hints = Counter({Hint(A, key): count for key, count in counts.items()})
    results.examples = {hint: hint.key for hint in results.hints}
    told = page(results)
    assert sorted(counts, key=lambda key: told.index(f'data-head="Hint">{key}</td>')) == [
        "flipped", "value", "not-written", "shape",
    ]  # fmt: skip


def test_late_days_and_penalty_are_nbgraders(results):
    works = by_name(results)
    assert [works[name].late_days for name in ("ada", "emmy", "late")] == [0, 0, 2.5]
    assert (works["late"].raw, works["late"].penalty, works["late"].total) == (6, 6, 0)


def test_grading_time_is_known(results):
    assert all(work.seconds and work.seconds > 0 for work in results.handed_in)


def test_hints_are_counted_once_a_student(results):
    double = next(item for item in results.items if item.name == "double")
    assert {hint.item for hint in results.hints} == {double}
    assert set(results.hints.values()) == {1}
    assert all(results.examples[hint] for hint in results.hints)


def test_csv_for_people(files, results):
    rows = list(csv.DictReader(files["set.csv"].splitlines()))
    ada, nobody = next(row for row in rows if row["student"] == "ada"), rows[0]
    assert (ada["last_name"], ada["points"], ada["most_points"]) == ("Lovelace", "9.5", "10")
    assert (ada["handed_in"], ada["late_days"], ada["words/essay"]) == ("2026-05-01T12:00:00", "0", "3.5")
    assert (nobody["student"], nobody["handed_in"], nobody["points"]) == ("'=nobody", "", "")
    assert rows[2]["words/essay"] == ""
    assert rows[3]["missing"] == "words"


def test_csv_for_moodle_and_canvas(files):
    moodle = list(csv.reader(files["set-moodle.csv"].splitlines()))
    assert moodle[0] == ["First name", "Last name", "ID number", "Email address", "set"]
    assert moodle[2] == ["Ada", "Lovelace", "ada", "ada@x", "9.5"]
    canvas = list(csv.reader(files["set-canvas.csv"].splitlines()))
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "set"]
    assert canvas[1] == ["    Points Possible", "", "", "", "", "10"]
    assert canvas[2] == [f"Bar, of, {HOSTILE}", "77", "", "'=nobody", "", ""]
    assert canvas[3] == ["Lovelace, Ada", "", "", "ada", "", "9.5"]


def test_every_column_is_documented_in_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["report", "--help"])
    told = capsys.readouterr().out
    assert str(export.__doc__).strip() in told
    for rows in FORMATS.values():
        for column in next(rows(Results("SET"))):
            assert re.search(rf"\b{column}\b", told), column


def cells_of(folder: Path) -> dict[str, list[str]]:
    """Of the CSV files in the folder, by name."""
    found = dict[str, list[str]]()
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            found[path.name] = [cell for row in csv.reader(file) for cell in row]
    return found


EVALUATED = [
    "=1+1", "=A1", "+1:2", "@SUM(1)", "\t=1", "\r=1", "\n=1", "-1+cmd|' /C calc'!A0", "-HYPERLINK(1)", "-1*2",
    "-'x'!A1", "+x\n=1", "-\uff1dx",
]  # fmt: skip


@pytest.mark.parametrize("text", EVALUATED)
def test_no_text_is_a_formula(tmp_path, text):
    write_csv(Results("set", works=[Work(text, text, text, text, text)]), tmp_path)
    for name, cells in cells_of(tmp_path).items():
        assert not [cell for cell in cells if cell[:1] in "=+-@\t\r\n" and cell], name


@pytest.mark.parametrize("key", ["-ada", "-17", "+49-30", "@ada", "-a.b+c@example.org"])
def test_what_a_system_matches_by_is_unchanged_and_a_name_is_not(tmp_path, key):
    write_csv(Results("set", works=[Work(key, key, key, key, key)]), tmp_path)
    cells = cells_of(tmp_path)
    assert [cell.count("'") for cell in cells["set-moodle.csv"][5:9]] == [1, 1, 0, 0]
    assert cells["set-moodle.csv"][7:9] == [key, key]
    assert cells["set-canvas.csv"][12:16] == [f"'{key}, {key}", key, "", key]
    assert cells["set.csv"].count(f"'{key}") == 4  # people open this one in a spreadsheet


def test_page_runs_nothing_asks_for_nothing_and_shows_text_as_text(files):
    text = files["set.html"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "script" not in policy
    assert not re.findall(r"<(?:script|link|img|iframe|base|form)\b|<[^>]*\s(?:src|href|on\w+)\s*=", text)
    assert html.escape(HOSTILE) in text


@pytest.mark.parametrize("students", [0, 1, 2])
def test_few_students_make_a_page_and_files(tmp_path, students):
    works = [Work(str(n), handed_in=True, points={A: 10.0, B: None}) for n in range(students)]
    few = Results("set", [A, B], works)
    assert "class report" in page(few)
    assert [figures.discrimination for figures in analyse(few)] == [None, None]
    assert len(write_csv(few, tmp_path)) == 3


def test_before_anything_is_graded_there_is_an_empty_report_and_no_gradebook(tmp_path, capsys):
    write_course(tmp_path, {"set": TASKS})
    assert main(["report", "set", "--root", str(tmp_path)]) == 0
    written = [Path(line) for line in capsys.readouterr().out.split()]
    assert [path.name for path in written] == ["set.html", "set.csv", "set-moodle.csv", "set-canvas.csv"]
    assert "Nothing is graded yet" in written[0].read_text()
    assert not (tmp_path / "gradebook.db").exists()


def test_empty_folders_are_nobodys_work_and_empty_files_are_work(tmp_path, warm):
    write_course(tmp_path, {"set": TASKS, "words": ESSAY})
    set_due_date(f"sqlite:///{tmp_path / 'gradebook.db'}")
    submitted = tmp_path / "submitted"
    for student in ("ghost", "mute", "oral"):
        (submitted / student / "set").mkdir(parents=True)
        stamp(tmp_path, student, "2026-05-04 12:00:00 UTC")
    (submitted / "mute/set/set.ipynb").touch()
    said = list[str]()
    grader = at_hand(warm)
    report = grade_set(tmp_path, "set", grader=grader, say=said.append)
    assert (report.points, sorted(report.absent)) == ({"mute": 0}, ["ghost", "oral"])
    assert "ghost: set: not submitted; words: not submitted" in said
    assert "mute: set: The file 'set.ipynb' is empty.; words: not submitted" in said
    give_points(f"sqlite:///{tmp_path / 'gradebook.db'}", "oral", "double", 2.0)

    ghost, mute, oral = read_results(Course(tmp_path, "set")).works
    assert (ghost.handed_in, mute.handed_in, oral.handed_in) == (False, True, True)
    assert (mute.missing, oral.missing) == (["words"], ["set", "words"])
    files = {path.name: path.read_text("utf-8-sig") for path in write_report(tmp_path, "set")}
    rows = list(csv.DictReader(files["set.csv"].splitlines()))
    assert [row["handed_in"] for row in rows] == ["", "2026-05-04T12:00:00", "2026-05-04T12:00:00"]
    assert [row["points"] for row in rows] == ["", "0", "2"]
    assert [row["raw_points"] for row in rows] == ["", "0", "2"]
    assert [row["set/double"] for row in rows] == ["", "0", "2"]
    assert files["set.html"].count("nothing handed in") == 1
    assert "<dt>Handed in</dt><dd>2</dd>" in files["set.html"]


def test_a_set_that_nobody_handed_in_is_told_so(tmp_path, warm, capsys):
    write_course(tmp_path, {"set": TASKS})
    (tmp_path / "submitted/ghost/set").mkdir(parents=True)
    grader = at_hand(warm)
    grade_set(tmp_path, "set", grader=grader, say=lambda line: None)
    assert main(["report", "set", "--root", str(tmp_path)]) == 0
    page, *_ = [Path(line).read_text() for line in capsys.readouterr().out.split()]
    assert "nobody has handed in" in page
    assert "<dt>Handed in</dt><dd>0</dd>" in page


def test_what_is_not_there_is_said(tmp_path, capsys):
    write_course(tmp_path, {"set": TASKS})
    assert main(["report", "sett", "--root", str(tmp_path)]) == 2
    assert "there are: set" in capsys.readouterr().err
    with pytest.raises(CourseError, match="cannot be read") as caught:
        write_report(tmp_path, "set", db_url="postgresql+psycopg://cnn:hunter2@127.0.0.1:1/grades")
    assert "hunter2" not in str(caught.value)


def test_difficulty_is_the_mean_share():
    marks = [(10, 4, None), (5, 4, 10), (0, 4, None)]
    works = [
        Work(str(n), handed_in=True, points=dict(zip((A, B, C), row, strict=True)))
        for n, row in enumerate(marks)
    ]
    works.append(Work("absent"))
    figures = analyse(Results("set", [A, B, C], works))
    assert [(f.share, f.full, f.marked) for f in figures] == [(0.5, 1, 3), (0.4, 0, 3), (1.0, 1, 1)]


def test_discrimination_is_the_slow_formula():
    draw = random.Random(0)
    table = [[round(draw.gauss(5, 2) + row / 10, 1) for _ in range(6)] for row in range(30)]
    for column, found in enumerate(discrimination(table)):
        own = [row[column] for row in table]
        rest = [sum(row) - row[column] for row in table]
        assert found is not None
        assert isclose(found, slow_correlation(own, rest), abs_tol=1e-9)


def test_discrimination_with_open_marks_and_without_spread():
    table = [[1, 5, None, 2], [2, 5, 3.0, 1], [3, 5, 1.0, 4], [4, 5, 2.0, 3]]
    rising, flat, some, other = discrimination(table)
    assert flat is None
    assert isclose(rising, slow_correlation([1, 2, 3, 4], [7, 6, 9, 8]))
    assert isclose(some, slow_correlation([3, 1, 2], [8, 12, 12]))
    assert isclose(other, slow_correlation([2, 1, 4, 3], [6, 7, 8, 9]))
    assert discrimination([[1, 2], [2, 3]]) == [None, None]
