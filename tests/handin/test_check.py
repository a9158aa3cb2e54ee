"""`cnnkit check` on notebooks of each kind that students hand in."""

import copy
import json
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from cnnkit.cli import main
from cnnkit.handin import command, sets
from cnnkit.handin.examine import MUCH_MB, examine
from cnnkit.handin.python_cells import foreign, meaning, nowhere
from cnnkit.handin.reading import read
from cnnkit.handin.running import CELL_S, NOTEBOOK_S, Failure, Run, run
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def solved():
    """The set Sizing with all answers in their cells, as a student would have it."""
    answers = nbformat.read(ROOT / "solutions" / "sizing" / "sizing.ipynb", 4)
    by_label = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in answers.cells}
    notebook = nbformat.read(ROOT / "exercises" / "sizing" / "sizing.ipynb", 4)
    for cell in notebook.cells:
        label = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if label.endswith("-answer"):
            cell.source = by_label[label].source
    return notebook


@pytest.fixture
def notebook(solved):
    return copy.deepcopy(solved)


@pytest.fixture
def write(tmp_path):
    def file(notebook, name="sizing.ipynb") -> Path:
        nbformat.write(notebook, tmp_path / name)
        return tmp_path / name

    return file


def cell(notebook, label):
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == label)


def own(notebook, source, at=2):
    """Put a cell of the student's own in, right below the set-up by default."""
    made = nbformat.v4.new_code_cell(source)
    notebook.cells.insert(at, made)
    return made


def fast(path):
    """What is said without running anything: each self-check is taken for right."""
    notebook = read(path)
    right = {
        task.tries.number: f"{task.name}: 2 of 2 examples right.\n" for task in notebook.tasks if task.tries
    }
    return examine(notebook, Run(printed=right))


def test_one_run_tells_of_everything_that_went_wrong(notebook, write, capsys):
    """One fresh kernel for many faults, each in a place of its own."""
    cell(
        notebook, "out-size-answer"
    ).source = "def out_size(n, k, s=1, p=0):\n    raise NotImplementedError()"
    cell(notebook, "padding-for-answer").source = "def padding_for(n, k, s, m):\n    return -7"
    cell(
        notebook, "trace-sizes-answer"
    ).source = "def trace_sizes(size, layers):\n    return my_lost_helper(size, layers)"
    own(notebook, "print(total_of_a_deleted_cell)")
    own(notebook, "print(later)")
    own(notebook, "print(half_typed(1))")
    own(notebook, "def half_typed(n:\n    return n")
    own(notebook, "later = 3", at=len(notebook.cells))
    own(notebook, "1 / 0\nnever = 2", at=len(notebook.cells))
    own(notebook, "print(never)", at=len(notebook.cells))
    path = write(notebook)
    before = path.read_bytes()
    assert main(["check", str(path)]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert path.read_bytes() == before
    assert "7 of 10 tasks solved" in told
    assert "Not written yet: out_size." in told
    assert "- padding_for: example 1:" in told
    assert "- trace_sizes: example 1: your function stopped with NameError" in told
    assert "no cell of the notebook defines `my_lost_helper`" in told
    assert (
        "(print(total_of_a_deleted_cell)): no cell of the notebook defines `total_of_a_deleted_cell`" in told
    )
    assert "(def half_typed(n:): SyntaxError: " in told
    assert "(line 1)" in told
    assert "`half_typed` is missing, for cell" in told
    assert ".py, line" not in told
    assert "`later` is defined only further down, in cell" in told
    assert "(1 / 0): ZeroDivisionError: division by zero" in told
    assert "`never` is missing, for cell" in told
    assert told.endswith("Not ready yet. Mend what is listed, save, and check again.")


def test_a_solved_notebook_is_ready_whatever_its_outputs_say(notebook, write, capsys, monkeypatch):
    connect = socket.socket.connect
    monkeypatch.setattr(
        socket.socket,
        "connect",
        lambda it, to: connect(it, to) if "127.0.0.1" in to or isinstance(to, str) else pytest.fail(f"{to}"),
    )
    shown = nbformat.v4.new_output("stream", name="stdout", text="out_size: 0 of 3 examples right.\n")
    cell(notebook, "out-size-try").outputs = [shown]
    path = write(notebook)
    save = path.with_name("solved.json")
    assert main(["check", str(path), "--save", str(save)]) == 0
    (page, saved), *others = json.loads(save.read_text("utf-8"))["pages"].items()
    assert (page, others, saved) == ("sizing/exercises", [], {"tasks": sets.tasks_of("sizing")})
    out = " ".join(capsys.readouterr().out.split())
    assert "10 of 10 tasks solved" in out
    assert "What the notebook shows below out_size is not what a fresh run gives" in out
    assert "Ready to hand in." in out


def test_a_loop_without_end_and_a_dead_kernel_are_told(notebook, write):
    notebook.cells = notebook.cells[:6]
    own(notebook, "while True: pass")
    own(notebook, "import os\nos._exit(1)", at=5)
    found = read(write(notebook))
    result = examine(found, run(found, cell_s=1))
    told = "\n".join(result.mend)
    assert "(while True: pass): stopped after 1 s: is there a loop that never ends?" in told
    assert "(import os): here the kernel died: is there an exit(), or too much memory?" in told
    assert "2 cells were not run: the kernel had died." in told
    assert "not tried, for the run ended before its self-check" in result.wrong.values()


def test_a_notebook_that_takes_too_long_is_stopped(notebook, write):
    notebook.cells = notebook.cells[:6]
    own(notebook, "import time\ntime.sleep(9)")
    found = read(write(notebook))
    result = examine(found, run(found, notebook_s=1.2))
    assert any("were not run: the" in text for text in result.mend)


@pytest.mark.parametrize(
    ("source", "mend", "know"),
    [
        ("import matplotlib.pyplot as plt", "", "the grader does not have `matplotlib.pyplot`"),
        ("from google.colab import drive", "", "`google.colab`"),
        ("from cnnkit import sizing", "", "`cnnkit.sizing`"),
        ("import helper", "", "the file helper.py, which stays on your machine"),
        ("import math, torch\nfrom torch import nn\nimport numpy as np\nfrom cnnkit import data", "", ""),
        ("%%time\nfor i in range(3): i", "", ""),
        ("%%bash\nls", "", ""),
        ("!ls\n%matplotlib inline", "", ""),
        ("x = [y for y in range(3)]\nf = lambda a, *b, **c: a\nwith open('f') as g: g", "", ""),
        ("try: pass\nexcept ValueError as e: print(e)\nclass A:\n    n: int = 0", "", ""),
        (
            "match 3:\n    case [a, *b]: print(a, b)\n    case {'k': c, **d}: print(c, d)\n    case q: q",
            "",
            "",
        ),
        ("square(2)\ndef square(n:\n    return n", "", ""),
        ("def f():\n    return square(3)", "no cell of the notebook defines `square`", ""),
    ],
)
def test_what_can_be_read_in_a_cell(notebook, write, tmp_path, source, mend, know):
    (tmp_path / "helper.py").touch()
    own(notebook, source)
    result = fast(write(notebook))
    assert [mend in text for text in result.mend] == [True] * bool(mend)
    assert [know in text for text in result.know] == [True] * bool(know)


def test_an_import_in_an_answer_cell_is_to_be_mended(notebook, write):
    cell(notebook, "out-size-answer").source += "\nimport pandas"
    (told,) = fast(write(notebook)).mend
    assert "does not have `pandas`" in told
    assert "Move what needs it into a cell of your own." in told


def test_syntax_of_a_newer_python_is_to_be_mended(notebook, write, monkeypatch):
    monkeypatch.setattr("cnnkit.handin.examine.course_python", lambda: "3.9")
    cell(notebook, "out-size-answer").source += "\nmatch 3:\n    case 3: pass"
    assert "Python 3.9, which grades, does not understand it" in fast(write(notebook)).mend[0]


def test_a_newer_python_is_told(notebook, write):
    notebook.metadata.language_info.version = "3.14.1"
    assert "Python 3.14 is newer than Python 3.11, which grades" in fast(write(notebook)).know[0]


def test_lost_cells_labels_and_names(notebook, write):
    for one in notebook.cells[10:14]:  # as cells look that were copied into a new notebook
        one.metadata = nbformat.from_dict({})
        one.id = f"copied-{one.id}"[:30]
    gone = cell(notebook, "out-size-answer")
    notebook.cells.remove(gone)
    notebook.cells.remove(cell(notebook, "padding-for-try"))
    again = copy.deepcopy(cell(notebook, "embed-answer"))
    again.id = "again"
    notebook.cells.append(again)
    result = fast(write(notebook, "Copy of sizing (2).ipynb"))
    assert result.wrong["out_size"] == "no cell defines `out_size`: it was deleted or renamed"
    assert result.wrong["padding_for"] == "its self-check is no longer in the notebook"
    told = "\n".join(result.mend)
    assert "looks for a file sizing.ipynb; yours is Copy of sizing (2).ipynb. Rename it." in told
    assert "Two cells are called embed-answer" in told
    assert any("have lost the label" in text for text in result.know)


def test_order_and_size(notebook, write):
    for number, one in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        one.execution_count = number + 1
    assert fast(write(notebook)).know == []
    cell(notebook, "out-size-answer").execution_count = 99
    assert "out of order" in fast(write(notebook)).know[0]
    cell(notebook, "out-size-answer").execution_count = None
    assert "1 cell was not run" in fast(write(notebook)).know[0]
    big = nbformat.v4.new_output("stream", name="stdout", text="x" * (MUCH_MB + 1) * 2**20)
    cell(notebook, "setup").outputs = [big]
    assert "The file has 11 MB" in fast(write(notebook)).know[0]


@pytest.mark.parametrize("content", ["", "no JSON", "{}", '{"cells": 3}', "[1]", "\xff\x00"])
def test_what_is_no_notebook_is_not_ready(tmp_path, capsys, content):
    path = tmp_path / "basics.ipynb"
    path.write_text(content, "latin-1")
    assert main(["check", str(path)]) == 1
    assert "that can be read" in capsys.readouterr().out


def test_a_notebook_of_something_else_and_no_file_at_all(tmp_path, capsys):
    path = tmp_path / "other.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]), path)
    assert main(["check", str(path)]) == 1
    assert "holds no task of this course" in capsys.readouterr().out
    assert main(["check", str(tmp_path)]) == 2
    assert main(["check", str(tmp_path / "absent.ipynb")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_words_of_a_notebook_move_no_cursor(notebook, write, capsys, monkeypatch):
    bad = Failure("ValueError", "\x1b[2J\x1b[31m owned \u202e")
    monkeypatch.setattr(command, "run", lambda notebook, progress: Run(failed={2: bad}))
    assert main(["check", str(write(notebook))]) == 1
    out = capsys.readouterr().out
    assert "ValueError: ?[2J?[31m owned" in out
    assert all(sign.isprintable() or sign == "\n" for sign in out)


def test_names_that_nobody_can_read_stop_the_search_for_lost_ones():
    assert nowhere([meaning("from torch import *"), meaning("zeros(3)")]) == frozenset()
    assert nowhere([meaning("import torch"), meaning("zeros(3)")]) == {"zeros"}


def test_the_table_of_sets_is_that_of_the_tasks():
    assert sets.SETS.read_text("utf-8") == sets.written(ROOT / "tasks"), "run: python -m cnnkit.handin.sets"


def test_it_needs_no_grader():
    """In a Python where nbgrader and the grader cannot be imported."""
    code = (
        "import sys; sys.modules['nbgrader'] = sys.modules['cnnkit.grading'] = None\n"
        "import cnnkit.handin.command, cnnkit.handin.running\n"
        "from cnnkit.handin.python_cells import foreign; print(foreign(['nbgrader', 'torch.nn']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['nbgrader']\n"


def test_imports_are_judged_as_the_sandbox_does():
    from cnnkit.grading.walls.box import imports

    assert foreign(["torch.nn", "numpy", "json", "cnnkit", "cnnkit.data.digits"]) == []
    assert foreign(sorted(imports.ALLOWED)) == []
    assert json.dumps([CELL_S, NOTEBOOK_S]) == "[60.0, 300.0]"
