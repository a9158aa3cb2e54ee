"""A name or a text of a student's reads as it is, wherever it is shown: no line turns round."""

import csv
import json

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cnnkit.grading.nbgrader.feedback import FeedbackExporter
from cnnkit.grading.repair.restore import restore
from cnnkit.grading.results.export import write_people
from cnnkit.grading.results.report import page
from cnnkit.grading.results.results import Item, Results, Work
from cnnkit.grading.running.submission import put_notes
from cnnkit.grading.walls.outputs import on_a_line, upright
from tests.grading.conftest import TASKS

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NAME = f"ada{TURNING}"


def turns(text: str) -> set[str]:
    return set(TURNING) & set(text)


def a_class() -> Results:
    item = Item("set", "double", 3.0, "double")
    work = Work(NAME, NAME, NAME, handed_in=True, points={item: 3.0}, notes=[f"'{NAME}' was left out"])
    return Results("set", [item], [work])


def test_the_report_and_the_tables(tmp_path):
    assert not turns(page(a_class()))
    write_people(a_class(), tmp_path / "set.csv")
    text = (tmp_path / "set.csv").read_text("utf-8-sig")
    assert not turns(text)
    assert next(csv.DictReader(text.splitlines()))["student"] == upright(NAME)


def test_the_feedback_page():
    cells = [new_code_cell(f"x = 1  # {NAME}"), new_markdown_cell(NAME), new_code_cell(f"{NAME}" * 20_000)]
    made, _ = FeedbackExporter().from_notebook_node(
        new_notebook(cells=cells),
        {"nbgrader": {"notebook": "set", "score": 1, "max_score": 1, "late_penalty": 0}},
    )
    assert not turns(made)
    assert "u202e" in made


def test_the_notebook_that_a_grader_opens_says_so_of_code():
    notebook = json.loads(json.dumps(TASKS))
    notebook["cells"][2]["source"] = f"def double(x):\n    return 2 * x  # {NAME}"
    notebook["cells"].append(new_markdown_cell(NAME))
    restored, notes = restore(json.dumps(notebook).encode(), TASKS)
    assert "In 'double-answer' marks turn the direction of text" in " ".join(notes)
    put_notes(restored, [NAME])
    assert not turns("".join(cell.source for cell in restored.cells if cell.cell_type == "markdown"))
    assert turns(restored.cells[3].source), "code is graded as it was written"


def test_the_terminal():
    assert on_a_line(f"{NAME}\x1b[2J\r\n").isprintable()
