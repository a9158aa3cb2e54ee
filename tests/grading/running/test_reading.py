"""Strangers' notebooks are read in a box, within one budget: the grader's own process looks into none."""

import ast
import codecs
import copy
import json
from dataclasses import replace
from typing import Any

import nbformat
import pytest

from cnnkit.grading.course.course import Course
from cnnkit.grading.repair import lenient_json, reading, restore, source_analysis, submitted_cells
from cnnkit.grading.repair.lenient_json import Tokens
from cnnkit.grading.repair.restore import DamagedEntriesError, rebuilt
from cnnkit.grading.repair.skeleton import Given, read_given
from cnnkit.grading.repair.submitted_files import Other, gather
from cnnkit.grading.running import reading as outside
from cnnkit.grading.running.reading import read_submission
from cnnkit.grading.walls.sandbox import SandboxError
from tests.grading.conftest import TASKS
from tests.grading.courses import RIGHT, answered, submit, write_course

SKELETON = nbformat.writes(TASKS)
GOOD = nbformat.writes(answered(TASKS, RIGHT))


def notebook(*cells: str, **more: Any) -> str:
    """The solved notebook with more cells of code after it."""
    made = json.loads(GOOD)
    made["cells"] += [{"cell_type": "code", "source": source, "metadata": {}, **more} for source in cells]
    return json.dumps(made)


def answers(read: Any) -> dict[str, str]:
    cells = read.notebooks["set"].cells if "set" in read.notebooks else []
    tags = [(cell.metadata.get("nbgrader", {}), cell.source) for cell in cells]
    return {tag["grade_id"]: source for tag, source in tags if tag.get("solution")}


@pytest.fixture
def read(warm, monkeypatch):
    """read(b"…") reads a notebook, read(others=[b"…"]) looks through files. Any parser that runs in this
    process ends the test."""

    def never(first: Any, *_: Any, **__: Any) -> Any:
        assert not first, "a stranger's file is read in the grader's process"
        return ast.parse("")

    restore.given_in(SKELETON)  # the instructor's may be
    for module, name in (
        (submitted_cells, "read_pieces"), (restore, "read_pieces"), (lenient_json, "_read"),
        (reading, "look_through"), (source_analysis, "parse"), (submitted_cells, "_text"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, never)

    def read(data: bytes | None = None, others: tuple[bytes, ...] = ()) -> Any:
        beside = [Other(f"'{number}.ipynb'", True, each) for number, each in enumerate(others)]
        return read_submission(warm, {"set": SKELETON}, {} if data is None else {"set": data}, beside)

    return read


FILES = {
    "brackets without end": b'{"cells": ' + b"[" * 50_000,
    "braces without end": b"{" * 50_000,
    "deep and closed": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a number of a million digits": b'{"cells": ' + b"9" * 1_000_000 + b"}",
    "numbers without end": b"[" + b"1e999," * 30_000,
    "empty lists": b"[" + b"[]," * 30_000,
    "halves of characters": b'{"cells": ["' + b"\\ud800" * 50_000,
    "one key very often": b"{" + b'"cells": [],' * 20_000,
    "marks of byte orders": codecs.BOM_UTF8 * 200_000,
    "what is no utf-16": codecs.BOM_UTF16_LE + b"\x00\xd8" * 300_000,
    "quotes": b"\"'" * 100_000,
    "conflicts in conflicts": b"\n<<<<<<< \n=======" * 30_000 + b"{" * 50_000,
}


@pytest.mark.parametrize("what", FILES)
def test_ten_files_that_are_slow_to_read_are_looked_through_in_the_box(read, what):
    found = read(others=tuple(FILES[what] + b" " * number for number in range(10)))
    assert found.notebooks == {}
    assert found.notes == {"set": []}


SLOW_CELLS = {
    "letters": ("a" * 40_000,) * 8,
    "letters and a mark": ("a:" + "b" * 40_000,) * 8,
    "names with dots": ("a." * 20_000,) * 8,
    "open brackets": ("(" * 40_000,) * 8,
    "signs": ("-" * 40_000 + "1",) * 8,
    "blanks": ("def" + " " * 40_000,) * 8,
    "two thousand cells": ("x = (",) * 900,
    "backslashes": ("\\" * 40_001,) * 8,
}


@pytest.mark.parametrize("what", SLOW_CELLS)
def test_cells_that_are_slow_to_look_at_cost_the_answers_beside_them_nothing(read, what):
    found = read(notebook(*SLOW_CELLS[what]).encode())
    assert answers(found) == RIGHT


@pytest.mark.parametrize("damaged", [False, True])
def test_an_honest_notebook_with_25_megabytes_of_outputs_is_graded(read, damaged):
    made = json.loads(GOOD)
    numbers = [number / 7 for number in range(60_000)]
    figure = {"application/vnd.plotly.v1+json": {"data": [{"y": numbers}]}, "image/png": "A" * 2_000_000}
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "data": figure, "metadata": {}}] * 2
    text = json.dumps(made)
    assert len(text) > 25 << 20
    found = read(text[: -3 if damaged else None].encode())
    assert answers(found) == RIGHT
    assert [("damaged" in note) for note in found.notes["set"]] == [True] * damaged


def test_a_renamed_notebook_is_found_among_others_and_repaired(read):
    found = read(others=(b"x", GOOD[:-20].encode()))
    assert answers(found) == RIGHT
    assert "the file '1.ipynb' was graded in its place" in " ".join(found.notes["set"])
    assert "damaged" in " ".join(found.notes["set"])


def test_what_is_too_much_for_one_submission_earns_nothing_and_says_so(read, monkeypatch):
    monkeypatch.setattr(outside, "READING", replace(outside.READING, cpu_s=1))
    found = read(b"{" * 3_000_000)
    assert answers(found) == {"double-answer": "", "triple-answer": ""}
    assert "took more than 30 s of processor time. A person should look." in found.notes["set"][0]
    assert answers(read(GOOD.encode())) == RIGHT, "and costs nobody else anything"


def test_memory_is_a_limit_too(read, monkeypatch):
    monkeypatch.setattr(outside, "READING", replace(outside.READING, memory_mb=150))
    found = read(b"[" + b"[]," * 2_500_000 + b"[]]")
    assert answers(found) == {"double-answer": "", "triple-answer": ""}
    assert "could not be read" in found.notes["set"][0]


def test_a_clock_that_runs_out_on_a_busy_machine_is_no_grade(read, monkeypatch):
    monkeypatch.setattr(outside, "READING", replace(outside.READING, cell_s=0.001))
    with pytest.raises(SandboxError, match="could not be read"):
        read(b"{" * 3_000_000)


def test_files_have_one_budget_together():
    damaged, tokens = GOOD[:-20].encode(), Tokens()
    whole, _ = submitted_cells.read_pieces(damaged, tokens)
    both = Tokens(2 * (Tokens().left - tokens.left))
    assert [submitted_cells.read_pieces(damaged, both)[0] for _ in range(2)] == [whole, whole]
    with pytest.raises(submitted_cells.UnreadableError):
        submitted_cells.read_pieces(damaged, both)
    half = Tokens((Tokens().left - tokens.left) // 2)
    pieces, notes = submitted_cells.read_pieces(damaged, half)
    assert pieces[:-1] == whole[: len(pieces) - 1], "the last one was cut"
    assert "too large to be read to its end" in " ".join(notes)


def test_what_goes_into_the_box_holds_no_answer_and_no_hidden_test():
    inside = restore.given_in(SKELETON)
    assert "canary-of-the-solution" not in inside
    cells = json.loads(inside)
    assert [Given.of(cell) for cell in cells] == read_given(TASKS)
    hidden = copy.deepcopy(TASKS)
    hidden.cells[3].source += "\n### BEGIN HIDDEN TESTS\nassert double(7) == 14\n### END HIDDEN TESTS"
    assert "double(7)" not in restore.given_in(nbformat.writes(hidden))


# --- what the box says is not believed


def told() -> list[list[Any]]:
    """What an honest box says of the solved notebook."""
    given = read_given(TASKS)
    return reading.look_through({"set": (given, GOOD.encode())}, [])["set"]["cells"]


def test_an_honest_box_is_believed():
    assert rebuilt(told(), SKELETON) == restore.restore(GOOD.encode(), TASKS)[0]


def change(at: int, **parts: Any) -> Any:
    names = ("role", "number", "kind", "source")
    return lambda cells: cells.__setitem__(
        at, [parts.get(name, cells[at][place]) for place, name in enumerate(names)]
    )


FORGED = {
    "a test left out": lambda cells: cells.pop(3),
    "a test twice": lambda cells: cells.insert(3, cells[3]),
    "tests in another order": lambda cells: cells.reverse(),
    "an answer in place of a test": change(3, role="answer", source="10.0"),
    "a test in place of an answer": change(2, role="given"),
    "a cell that is not there": change(3, number=99),
    "one before the first": change(3, number=-4),
    "a cell of raw html": lambda cells: cells.append(["own", -1, "raw", "<script>"]),
    "a role of no kind": change(0, role="grade"),
    "numbers for text": change(2, source=7),
    "a truth value for a number": change(3, number=True),
    "no cells": lambda cells: cells.clear(),
    "something else": lambda cells: cells.append({"cell_type": "code"}),
    "too many parts": lambda cells: cells[2].append({}),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_box_that_lies_changes_no_cell_of_the_instructors(what):
    cells = told()
    FORGED[what](cells)
    with pytest.raises(DamagedEntriesError):
        rebuilt(cells, SKELETON)


@pytest.mark.parametrize("nothing", [None, 7, "x", {}, [[]], [None]])
def test_what_is_no_list_of_cells_is_none(nothing):
    with pytest.raises(DamagedEntriesError):
        rebuilt(nothing, SKELETON)


def test_a_forged_cell_brings_neither_marks_nor_html_nor_halves_of_characters():
    cells = told()
    cells.append(["own", 3, "markdown", "<img src=x>\ud800"])
    cells.append(["earlier", 3, "code", "1"])
    made = rebuilt(cells, SKELETON)
    assert [cell.metadata for cell in made.cells[-2:]] == [{}, {}]
    assert made.cells[-2].source == "&lt;img src=x>?"


def test_notes_of_a_box_are_lines_of_plain_text():
    assert restore.notes_of(["a\n\x1b[31mb\u202e", 7, ["x"]]) == ["a b"]
    assert restore.notes_of({"a": 1}) == []
    assert len(restore.notes_of(["x"] * 10_000)) == 100


# --- bytes on the disk


def test_a_job_and_its_fingerprint_come_without_a_look_into_the_files(read, tmp_path):
    root = write_course(tmp_path)
    folder = submit(root, "ada", RIGHT).parent
    course = Course(root, "mini")
    before = Course.fingerprint(course.job("ada", course.limits))
    (folder / "mini.ipynb").rename(folder / "other.ipynb")
    for number in range(9):
        (folder / f"{number}.ipynb").write_bytes(b"{" * 1_000_000)
    job = course.job("ada", course.limits)
    assert len(job.others) == 10
    assert Course.fingerprint(job) != before
    moved = replace(job, others=job.others[1:])
    assert Course.fingerprint(moved) != Course.fingerprint(job)


def test_files_to_look_through_have_a_limit_together(tmp_path, monkeypatch):
    monkeypatch.setattr("cnnkit.grading.repair.submitted_files.MOST_OTHERS_MB", 1)
    folder = tmp_path / "submitted/ada/set"
    folder.mkdir(parents=True)
    for name in ("a.ipynb", "b.ipynb", "c.ipynb"):
        (folder / name).write_bytes(b"x" * 600_000)
    found = gather(folder, ["set"])
    assert [other.name for other in found.others] == ["'a.ipynb'"]
    assert [note[:33] for note in found.notes["set"]] == [
        "'b.ipynb' was not looked into: to",
        "'c.ipynb' was not looked into: to",
    ]
