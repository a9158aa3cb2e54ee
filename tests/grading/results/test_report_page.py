"""The report opens with what needs a person, calls tasks by their titles, and is small and readable
anywhere."""

import html
import re
from collections import Counter
from datetime import datetime

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from cnnkit.cli import main
from cnnkit.grading.course.course import Course
from cnnkit.grading.course.titles import by_titles, task_titles
from cnnkit.grading.exchange.times import find_zone
from cnnkit.grading.repair import arrange, assign_cells, split_and_merge
from cnnkit.grading.results.attention import KINDS, needs
from cnnkit.grading.results.report import page
from cnnkit.grading.results.results import Hint, Item, Results, Work, read_results
from cnnkit.grading.running import reading
from cnnkit.grading.walls.limits import Limits
from tests.grading.courses import submit, write_course

TASKS = [Item("set", f"task-{n}-test", 10.0, f"{n}. What a pooling window sees") for n in range(10)]
HINT = "the windows overlap: is the stride taken for the size, or left at one in the second direction?"
NOTE = "set: `pool2d` was not there: its cell stopped with ModuleNotFoundError: No module named 'x{}'."


def a_class(count: int) -> Results:
    """As many students, every third with a note, with hints in every task."""
    works = [
        Work(
            f"student{n:03}", "Given", f"Family {n}", handed_in=n % 17 > 0, late_days=(n % 9 == 0) * n / 100,
            points={item: float((n * 7 + place) % 11) for place, item in enumerate(TASKS)},
            notes=[NOTE.format(n)] * (n % 3 == 0), seconds=3.0 + n % 5, needs_review=n % 50 == 1,
        )
        for n in range(count)
    ]  # fmt: skip
    keys = ("stride-forgotten", "value", "shape", "max-for-mean")
    hints = Counter({Hint(item, key): 1 + n % 30 for n, item in enumerate(TASKS) for key in keys})
    failed = {"student003": "OSError: [Errno 5] Input/output error"}
    return Results("set", TASKS, works, hints, dict.fromkeys(hints, HINT), failed)


def kinds(*notes: str) -> list[str]:
    return [
        each.kind for each in needs(Results("set", TASKS, [Work("a", handed_in=True, notes=list(notes))]))
    ]


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        (arrange.NEWER, "newer"),
        (arrange.MISSING, "choice"),
        (arrange.TURNED, "choice"),
        (reading.TOO_MUCH, "choice"),
        (split_and_merge.IN_PART, "choice"),
        (arrange.PUT_BACK, "note"),
        (arrange.MOVED, "note"),
        (assign_cells.SPLIT, "note"),
        (assign_cells.CHANGED, "note"),
        *((Limits().says(why), "stopped") for why in ("slow", "cell", "notebook", "cpu", "memory", "flood")),
        *((Limits().says(why), "stopped") for why in ("crash", "gone", "answer")),
        ("`double` was not there: its cell stopped with NameError: nonsuch.", "stopped"),
        ("The answer 'x' did not come to its end: slow. What it defines below that line counts.", "stopped"),
    ],
)
def test_every_note_of_the_grader_has_its_kind(note, kind):
    assert kinds(f"set: {note}") == [kind]


def test_the_page_opens_with_what_needs_a_person_most_pressing_first():
    results = a_class(60)
    results.works[5].notes = [f"set: {arrange.NEWER}", f"set: {arrange.PUT_BACK}"]
    results.works[7].late_elsewhere = True
    told = page(results)
    heads = re.findall(r"<h[23]>(.*?)</?[hs]", html.unescape(told))
    shown = [KINDS[kind] for kind in ("not graded", "points", "newer", "stopped", "late", "note")]
    assert [head.strip() for head in heads[: len(shown) + 1]] == ["What needs a person", *shown]
    assert told.index("Input/output error") < told.index("<dl>")
    assert "<b>student003</b> OSError" in told
    assert "<dt>Not graded</dt><dd>1</dd>" in told
    assert "more</summary>" in told  # 20 stopped cells: the first ten are open


def test_what_is_true_of_many_is_said_once():
    works = [Work(name, handed_in=True, notes=["its cell stopped"]) for name in ("ada", "bob", "eve")]
    told = page(Results("set", TASKS, works))
    assert "<li><b>ada, bob, eve</b> its cell stopped</li>" in told
    assert "<small>(3)</small>" in told


def test_where_nothing_needs_a_person_it_says_so():
    assert "Nothing: all that came is graded" in page(
        Results("set", TASKS, [Work("a", handed_in=True, points=dict.fromkeys(TASKS, 10.0))])
    )


def test_what_could_not_be_graded_reaches_the_report_until_it_is(tmp_path):
    write_course(tmp_path)
    course = Course(tmp_path, "mini")
    course.remember({"ada": "OSError: a broken disk"}, ["ada", "bob"])
    assert read_results(course).not_graded == {"ada": "OSError: a broken disk"}
    assert "NOT GRADED" in page(read_results(course))
    course.remember({}, ["bob"])
    assert course.not_graded() == {"ada": "OSError: a broken disk"}
    course.remember({}, ["ada"])
    assert course.not_graded() == {}


def test_what_no_run_has_come_to_is_named_in_the_report_and_in_what_goes_back(tmp_path, capsys):
    submit(write_course(tmp_path), "ada", {})
    assert main(["report", "mini", "--root", str(tmp_path)]) == 0
    told = (tmp_path / "reports/mini.html").read_text("utf-8")
    assert "Handed in and not graded yet: run `cnnkit grade`" in told
    assert "<dt>Not graded</dt><dd>1</dd>" in told
    assert "nothing handed in" not in told
    assert main(["return", "mini", "--root", str(tmp_path), "--plain", str(tmp_path / "back")]) == 1
    assert "NOT IN IT, not graded yet: cnnkit grade mini: 'ada'" in capsys.readouterr().out


def test_two_hundred_students_are_less_than_500_kb():
    assert 20_000 < len(page(a_class(200)).encode()) < 500_000


def test_lateness_is_counted_as_it_is():
    days = [0.02, 0.04, 0.05, 1.0, 1.5, 2.5, 6.9, 30]
    told = page(
        Results("set", TASKS, [Work(str(n), handed_in=True, late_days=day) for n, day in enumerate(days)])
    )
    found = re.findall(
        r'data-head="How late">([^<]*)</td><td class="bars"[^>]*><span[^>]*--share:([\d.]*)"></span>(\d)',
        told,
    )
    assert found == [
        ("up to an hour", "0.250", "2"), ("up to a day", "0.250", "2"), ("up to 2 days", "0.125", "1"),
        ("up to 3 days", "0.125", "1"), ("up to a week", "0.125", "1"), ("longer", "0.125", "1"),
    ]  # fmt: skip
    assert "the latest by 30 days" in told


def test_the_due_date_is_told_in_the_zone_of_the_course():
    results = a_class(3)
    results.due, results.zone = datetime(2026, 12, 1, 22, 59), find_zone("Europe/Berlin")
    assert "<p>Due Tue 2026-12-01 23:59 Europe/Berlin.</p>" in page(results)


def cell(label: str) -> dict:
    return new_code_cell(metadata={"nbgrader": {"grade_id": label, "grade": True}})


def test_a_task_is_called_by_the_heading_before_it():
    cells = [
        cell("first"),
        new_markdown_cell("# The set\n\n## 1. How `many` windows fit?\n\n### Hints"),
        new_code_cell("x = 1"),
        cell("out-size-test"),
        new_markdown_cell("no heading"),
        new_markdown_cell("## 2. Two tests"),
        cell("a"),
        cell("b"),
    ]
    assert task_titles(cells) == {
        "first": "first", "out-size-test": "1. How many windows fit?", "a": "2. Two tests (a)",
        "b": "2. Two tests (b)",
    }  # fmt: skip


def test_notes_call_cells_by_the_heading_before_them():
    cells = [cell("setup"), new_markdown_cell("## 1. Pooling"), cell("pool2d-answer"), cell("pool2d-test")]
    notes = ["No answer was found for 'pool2d-answer', 'setup', 'odd one', 'x'.", "`pool2d` was not there"]
    assert by_titles(notes, cells) == [
        "No answer was found for “1. Pooling”, 'setup', 'odd one', 'x'.", "`pool2d` was not there",
    ]  # fmt: skip


def test_tasks_stand_in_the_page_by_their_titles():
    told = page(a_class(5))
    assert "3. What a pooling window sees" in told
    assert "task-3-test" not in told
