"""The notebook that is graded: which cells it has, in which order they run, and what is said of that.

A small course; test_damage.py and test_restore.py hold the same code to whole sets and to damaged files.
"""

import copy
import json
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from cnnkit.grading.repair import arrange as module
from cnnkit.grading.repair.restore import restore
from tests.grading.conftest import cell, course
from tests.grading.mangles import label_of

AREA = "def area(r):\n    return 3 * r * r"
RIM = "def rim(r):\n    return 6 * r"


def text_answer(label: str, source: str) -> Any:
    """A question that a person grades."""
    tags = {"grade_id": label, "solution": True, "grade": True, "points": 2, "locked": False, "task": False}
    return new_markdown_cell(source, metadata={"nbgrader": {"schema_version": 3, **tags}})


HELLO, SETUP, AREA_TEST, WHY, RIM_TRY, RIM_TEST = (
    "# A set",
    "import math",
    "assert area(2) == 12\ntry:\n    print(sketch)\nexcept NameError:\n    pass",
    "YOUR ANSWER HERE",
    "print(rim(1))",
    "assert rim(2) == 12",
)
SKELETON = course(
    cell("setup", "setup", SETUP),
    cell("answer", "area-answer", "def area(r):\n    return 12"),
    cell("test", "area", AREA_TEST, 3),
    text_answer("why", WHY),
    cell("answer", "rim-answer", "def rim(r):\n    return 12"),
    cell("setup", "rim-try", RIM_TRY),
    cell("test", "rim", RIM_TEST, 3),
)


def own(source: str, kind: str = "code", like: Any = None) -> Any:
    """A cell of the student's own, or one that was split off the cell `like`."""
    made = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
    return made | {"metadata": copy.deepcopy(like.metadata) if like else {}}


def handed_in(skeleton: Any = SKELETON, **answers: str) -> list[Any]:
    """The released cells with these answers: `area="..."`."""
    cells = copy.deepcopy(skeleton.cells)
    for each in cells:
        if label_of(each).endswith("-answer"):
            name = label_of(each).removesuffix("-answer")
            each.source = answers.get(name, {"area": AREA, "rim": RIM}.get(name, ""))
    return cells


def put(cells: list[Any], after: str, *new: Any) -> list[Any]:
    """Cells of the student's own behind the cell of this label; behind "" stands the top."""
    at = next((n + 1 for n, each in enumerate(cells) if label_of(each) == after), 0) if after else 0
    return [*cells[:at], *new, *cells[at:]]


def graded(cells: list[Any], skeleton: Any = SKELETON, python: str = "") -> tuple[Any, list[str]]:
    language = {"language_info": {"name": "python", "version": python}} if python else {}
    made = {"cells": cells, "metadata": language, "nbformat": 4, "nbformat_minor": 5}
    return restore(json.dumps(made).encode(), skeleton)


def code_of(notebook: Any) -> list[str]:
    """What is run, in its order."""
    return [each.source for each in notebook.cells if each.cell_type == "code"]


def ordered(notebook: Any, *sources: str) -> bool:
    """Whether these code cells are there, once each and in this order."""
    return [source for source in code_of(notebook) if source in sources] == list(sources)


# --- cells and their marks


def test_each_cell_has_an_id_of_its_own_and_metadata_are_the_instructors():
    notebook, notes = graded(handed_in())
    assert notes == []
    assert len({each.id for each in notebook.cells}) == len(notebook.cells)
    assert graded(handed_in())[0] == notebook, "the same ids each time"
    assert dict(notebook.metadata) == dict(SKELETON.metadata)
    told = copy.deepcopy(SKELETON)
    told.metadata |= {"language_info": {"name": "python", "version": "3.11.2"}, "toc": {"base": 1}}
    kept = graded(handed_in(), told)[0].metadata
    assert set(kept) == {"kernelspec", "language_info"}
    assert kept.language_info.version == "3.11.2"


def test_an_answer_in_words_keeps_its_mark_and_loses_what_could_run():
    cells = handed_in()
    next(each for each in cells if label_of(each) == "why").source = "<b>round</b>"
    notebook, _ = graded(cells)
    why = next(each for each in notebook.cells if label_of(each) == "why")
    assert (why.cell_type, why.source) == ("markdown", "&lt;b>round&lt;/b>")
    assert why.metadata.nbgrader.points == 2


def test_what_a_student_made_of_a_released_text_stands_in_its_place():
    cells = handed_in()
    cells[0].source = "# My set"
    notebook, notes = graded(cells)
    assert [each.source for each in notebook.cells[:2]] == ["# My set", SETUP]
    assert notes == []


def test_a_released_text_that_is_gone_is_put_back_without_a_word():
    notebook, notes = graded(handed_in()[1:])
    assert notebook.cells[0].source == HELLO
    assert notes == []


# --- cells before the first one that the instructor runs


def test_code_above_the_setup_runs_below_it_and_text_stays_above():
    cells = put(handed_in(), "setup", own("c = 3"))
    top = [own("Hello", "markdown"), own("a = math.pi"), cells[0], own("There", "markdown"), own("b = a")]
    notebook, notes = graded([*top, *cells[1:]])
    assert code_of(notebook)[:5] == [SETUP, "a = math.pi", "b = a", "c = 3", AREA]
    texts = [each.source for each in notebook.cells if each.cell_type == "markdown"]
    assert sorted(texts) == sorted([HELLO, "Hello", "There", WHY])
    assert all(each.cell_type == "markdown" for each in notebook.cells[:3])
    assert notes == []


def test_without_a_setup_code_above_the_first_answer_stays_there():
    skeleton = course(*[each for each in SKELETON.cells[1:] if label_of(each) != "setup"])
    notebook, _ = graded(put(handed_in(skeleton), "", own("a = 1")), skeleton)
    assert code_of(notebook)[:3] == ["a = 1", AREA, AREA_TEST]


def test_a_set_without_code_keeps_what_is_written_between_its_questions():
    skeleton = course(text_answer("why", WHY))
    notebook, notes = graded(put(handed_in(skeleton), "why", own("More", "markdown"), own("a = 1")), skeleton)
    assert [each.source for each in notebook.cells] == [HELLO, WHY, "More", "a = 1"]
    assert notes == []


# --- an answer in several cells


def test_versions_of_an_answer_run_in_their_order_and_the_last_one_is_graded():
    first, constant = "def area(r):\n    return 1", "THREE = 3"
    last = "def area(r):\n    return THREE * r * r"
    cells = handed_in(area=first)
    mark = cells[2]
    notebook, notes = graded(put(cells, "area-answer", own(constant, like=mark), own(last, like=mark)))
    assert code_of(notebook)[1:5] == [first, constant, last, AREA_TEST]
    labels = [label_of(each) for each in notebook.cells if label_of(each)]
    assert labels == [label_of(each) for each in SKELETON.cells if label_of(each)]
    assert next(each.source for each in notebook.cells if label_of(each) == "area-answer") == last
    assert "more than once" in "\n".join(notes)


def test_an_earlier_part_of_an_answer_gets_its_helper_and_its_newer_python_is_told():
    half, first = "def half(n):\n    return n / 2", "SIDE = half(4)\n\n\ndef area(r):\n    return SIDE"
    cells = handed_in(area=first)
    mark = cells[2]
    cells = put(put(cells, "area-answer", own(AREA, like=mark)), "rim", own(half))
    notebook, notes = graded(cells)
    assert ordered(notebook, half, first, AREA)
    assert module.MOVED.format("'area-answer'") in notes
    newer = "def area[T](r: T) ->"
    cells = put(handed_in(), "area-answer", own(newer, like=mark))
    notebook, notes = graded(cells, python="3.99.0")
    assert ordered(notebook, newer, AREA)
    assert "In 'area-answer' something is no Python" in "\n".join(notes)


# --- what runs before its place


def chain(length: int) -> list[str]:
    """Helpers of which each calls the next."""
    calls = [f"help{n + 1}(r)" for n in range(1, length)] + ["r"]
    return [f"def help{n}(r):\n    return {call}" for n, call in enumerate(calls, 1)]


CALLS = "def area(r):\n    return help1(r)"


def test_helpers_of_helpers_run_before_the_answer_each_before_what_calls_it():
    helpers = chain(6)
    notebook, notes = graded(put(handed_in(area=CALLS), "rim", *map(own, helpers)))
    assert code_of(notebook) == [SETUP, *helpers[::-1], CALLS, AREA_TEST, RIM, RIM_TRY, RIM_TEST]
    assert notes == [module.MOVED.format("'area-answer'")]


def test_moves_have_an_end(monkeypatch):
    monkeypatch.setattr(module, "MOST_MOVES", 3)
    helpers = chain(5)
    notebook, _ = graded(put(handed_in(area=CALLS), "rim", *map(own, helpers)))
    assert ordered(notebook, *helpers[2::-1], CALLS, *helpers[3:])


def test_the_note_names_each_answer_that_needed_it():
    helpers = [f"def help{n}(r):\n    return 12" for n in (1, 2)]
    cells = handed_in(area=CALLS, rim="def rim(r):\n    return help2(r)")
    notebook, notes = graded(put(cells, "rim", *map(own, helpers)))
    assert ordered(notebook, helpers[0], CALLS, AREA_TEST, helpers[1], RIM_TEST)
    assert notes == [module.MOVED.format("'area-answer', 'rim-answer'")]


def test_a_helper_in_a_text_cell_above_the_answer_runs_as_code():
    helper = "def help1(r):\n    return 12"
    notebook, notes = graded(put(handed_in(area=CALLS), "setup", own(helper, "markdown")))
    assert ordered(notebook, helper, CALLS)
    assert notes == [module.MOVED.format("'area-answer'")]


def test_of_helpers_below_the_first_that_is_python_is_taken():
    broken = "def help1(r)\n    return 1"
    good, again = (f"def help1(r):\n    return {n}" for n in (2, 3))
    notebook, _ = graded(put(handed_in(area=CALLS), "area", own(broken), own(good), own(again)))
    assert ordered(notebook, good, CALLS, AREA_TEST, broken, again)


HELPER = "def help1(r):\n    return 12"
STAYS = {
    "between answer and test": ("rim", "rim-answer", HELPER),
    "between try and test": ("rim", "rim-try", HELPER),
    "beside what is not needed": ("area", "rim", "pages = 7"),
}


@pytest.mark.parametrize(("task", "place", "source"), STAYS.values(), ids=STAYS)
def test_what_comes_in_time_or_is_not_needed_stays(task, place, source):
    cells = handed_in(**{task: f"def {task}(r):\n    return help1(r)"})
    notebook, notes = graded(put(cells, place, own(source)))
    following = {"rim-answer": RIM_TRY, "rim-try": RIM_TEST}.get(place)
    code = code_of(notebook)
    assert code[code.index(source) + 1 :][:1] == ([following] if following else [])
    assert notes == []


def test_a_helper_that_is_there_is_not_replaced_by_a_later_one():
    later = "def help1(r):\n    return 0"
    cells = put(put(handed_in(area=CALLS), "setup", own(HELPER)), "area", own(later))
    notebook, notes = graded(cells)
    assert ordered(notebook, HELPER, CALLS, AREA_TEST, later)
    assert notes == []


@pytest.mark.parametrize(
    ("area", "below"),
    [("def area(r):\n    return sum([r])", "sum = 3"), (AREA, "sketch = 'a circle'")],
    ids=["a name of Python's", "a name that the test reads"],
)
def test_nothing_is_run_early_for_the_sake_of(area, below):
    notebook, notes = graded(put(handed_in(area=area), "rim", own(below)))
    assert code_of(notebook)[-1] == below
    assert notes == []


def test_another_tasks_answer_stays_in_its_place():
    calls = "def area(r):\n    return rim(r) * r / 2"
    notebook, notes = graded(handed_in(area=calls))
    assert code_of(notebook) == [SETUP, calls, AREA_TEST, RIM, RIM_TRY, RIM_TEST]
    assert label_of(notebook.cells[5]) == "rim-answer"
    assert notes == []


def test_below_an_answer_without_a_test_nothing_is_late():
    skeleton = course(cell("setup", "setup", SETUP), cell("answer", "area-answer", AREA))
    notebook, notes = graded(put(handed_in(skeleton, area=CALLS), "area-answer", own(HELPER)), skeleton)
    assert code_of(notebook) == [SETUP, CALLS, HELPER]
    assert notes == []


# --- another Python


@pytest.mark.parametrize("versions", [("3.99.1", "3.2.0"), ("3.2.0", "3.99.1")])
def test_of_two_notebooks_in_one_file_the_newer_python_counts(versions):
    pages = [
        {"cells": handed_in(area="def area[T](r: T) ->"), "metadata": {"language_info": {"version": version}}}
        for version in versions
    ]
    _, notes = restore("\n".join(map(json.dumps, pages)).encode(), SKELETON)
    assert any("was written with Python 3.99: a person" in note for note in notes)


def test_a_next_major_python_is_newer_and_the_note_tells_both():
    _, notes = graded(handed_in(area="def area[T](r: T) ->"), python="4.0.1")
    here = "{}.{}".format(*module.sys.version_info[:2])
    assert f"In 'area-answer' something is no Python {here}, with which it is graded" in "\n".join(notes)
    assert "was written with Python 4.0:" in "\n".join(notes)


@pytest.mark.parametrize("python", ["", "3.2.0", "3.9.18", "2.7.18"])
def test_what_this_python_or_an_older_one_cannot_read_is_the_students_own(python):
    notes = graded(handed_in(area="def area[T](r: T) ->"), python=python)[1]
    assert "a person should look" not in "\n".join(notes)


def test_a_part_that_only_a_newer_python_reads_is_told_under_the_name_of_its_answer():
    _, notes = graded(handed_in(area=f"def reach[T](k: T) ->\n\n\n{AREA}"), python="3.99.0")
    assert any(note.startswith("In 'area-answer', 'own cell' something is no Python") for note in notes)


def test_prose_is_not_taken_for_a_newer_python():
    cells = put(handed_in(), "area", own("I think that this is 5 < 6.", "markdown"))
    assert graded(cells, python="3.99.0")[1] == []
    _, notes = graded(put(handed_in(), "area", own("def help1[T](r: T) ->")), python="3.99.0")
    assert "In 'own cell' something is no Python" in "\n".join(notes)


def test_a_blank_file_is_as_an_empty_one():
    notebook, notes = restore(b" \n", SKELETON)
    assert notes == []
    assert "" in code_of(notebook)
