"""What the self-check says early: packages that the grader has not, and a newer Python."""

import linecache
import sys
import tomllib
from pathlib import Path

import pytest
import torch

from cnnkit.checks import Example, self_check, surroundings, welcome
from cnnkit.grading.walls.box import imports

ROOT = Path(__file__).parents[2]


def cell(source: str, name: str = "f"):
    """A function defined as in a notebook: the text of its cell is known to Python."""
    file = f"<cell {hash(source)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space: dict = {"__name__": "__main__", "torch": torch}
    exec(compile(source, file, "exec"), space)
    return space[name]


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("import plotly.graph_objects as go\ndef f(): return 1", "plotly.graph_objects"),
        ("def f():\n    from plotly import io\n    return 1", "plotly"),
        ("try:\n    import torchvision\nexcept ImportError: pass\ndef f(): return 1", "torchvision"),
        (
            "try:\n    from google.colab import drive\nexcept ImportError: pass\ndef f(): return 1",
            "google.colab",
        ),
        ("from cnnkit import sizing\ndef f(): return 1", "cnnkit.sizing"),
        ("from cnnkit.sizing.output import __name__ as n\ndef f(): return 1", "cnnkit.sizing.output"),
    ],
)
def test_imports_that_the_grader_lacks_are_named_and_nothing_else_changes(capsys, source, missing):
    self_check("f", lambda: cell(source), [Example(1)])
    told, result = capsys.readouterr().out.splitlines()
    assert missing in told
    assert "a cell of your own" in told
    assert result == "f: 1 of 1 examples right."


def test_a_module_of_another_cell_that_the_function_uses_is_named(capsys):
    import plotly

    function = cell("def f():\n    return 1 if px else 2")
    function.__globals__["px"] = plotly
    self_check("f", lambda: function, [Example(1)])
    assert "plotly" in capsys.readouterr().out


@pytest.mark.parametrize(
    "source",
    [
        "import math, torch, numpy as np\nfrom torch import nn\nimport torch.nn.functional as F\n"
        "from cnnkit import checks, data\ndef f(): return math.ceil(1)",
        "from functools import lru_cache\n@lru_cache\ndef f(): return 1",
        "f = lambda: int(torch.ones(1).sum())",
        "class F:\n    def __call__(self): return 1\nf = F()",
    ],
)
def test_legal_cells_are_told_nothing(capsys, source):
    self_check("f", lambda: cell(source), [Example(1)])
    assert capsys.readouterr().out == "f: 1 of 1 examples right.\n"


def test_the_list_is_the_one_that_the_sandbox_enforces():
    assert surroundings.PACKAGES | sys.stdlib_module_names == imports.ALLOWED
    assert surroundings.OF_CNNKIT == imports.OF_CNNKIT


def test_a_newer_python_is_told_so(capsys, monkeypatch):
    welcome(python="3.11")
    monkeypatch.setattr(sys, "version_info", (3, 13, 1))
    welcome(python="3.11")
    here, newer = capsys.readouterr().out.splitlines()
    assert "3.13" not in here
    assert newer.startswith("This Python is 3.13; your work is graded with Python 3.11. What only newer")


def test_the_course_grades_with_the_oldest_python_that_is_promised():
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    course = tomllib.loads((ROOT / "tasks" / "course.toml").read_text())
    assert promised == f">={course['python']}"
