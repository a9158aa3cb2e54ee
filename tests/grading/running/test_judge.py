"""Tests see a student's work through handles: what they can ask for, and that stock nbgrader agrees."""

import contextlib
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cnnkit.grading.running.judge import free_names
from tests.grading.conftest import SHORT, cell, course

NET = """
class Net(torch.nn.Module):
    def __init__(self, width, *, bias=True):
        super().__init__()
        self.layer = torch.nn.Linear(3, width, bias=bias)
        self.norm = torch.nn.BatchNorm1d(width)
        self.drop = torch.nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(self.norm(self.layer(x)))


def make_net(width):
    return Net(width)


def apply_twice(function, x):
    return function(function(x))


def square(x):
    return x * x


scale = 2.5
table = {"a": [1, (2, 3)], "b": torch.arange(3)}
"""

NET_TEST = """
net = make_net(4)
shapes = {name: tuple(p.shape) for name, p in checks.parameters(net).items()}
assert shapes == {"layer.weight": (4, 3), "layer.bias": (4,), "norm.weight": (4,), "norm.bias": (4,)}

# a class, a constructor with a keyword, calls of a module
small = Net(2, bias=False)
assert "layer.bias" not in checks.parameters(small)

# known numbers in, known numbers out
checks.set_training(net, False)
assert not any(checks.training_modes(net).values())
state = {name: torch.zeros_like(tensor) for name, tensor in checks.state(net).items()}
state["norm.running_var"] = torch.ones(4)
state["norm.weight"] = torch.ones(4)
state["layer.weight"] = torch.arange(12.0).reshape(4, 3)
checks.load_state(net, state)
x = checks.values(5, 6, 3)
want = x @ state["layer.weight"].T / (1 + 1e-5) ** 0.5
assert checks.compare(net(x), want) is None, checks.compare(net(x), want)

found = checks.gradients(net, x, weight=torch.ones(6, 4))
assert torch.allclose(found["layer.bias"], torch.full((4,), 6.0), rtol=1e-3)
assert found["input 0"].shape == (6, 3)

# training again: dropout and batch statistics differ from call to call
checks.set_training(net, True)
assert checks.training_modes(net) == {"": True, "layer": True, "norm": True, "drop": True}
before = checks.state(net)["norm.running_mean"]
net(x)
assert not torch.equal(checks.state(net)["norm.running_mean"], before)

# functions take functions of the student's, plain names are plain values
assert apply_twice(square, 3) == 81
assert scale == 2.5 and table["a"] == [1, (2, 3)] and table["b"].tolist() == [0, 1, 2]
for wrong in (("x",), (1, 2)):
    try:
        make_net(*wrong)
    except TypeError as error:
        assert str(error)
    else:
        raise AssertionError("no error")
outcome = checks.run(make_net, (-1,))
assert outcome.error[0] == "RuntimeError" and outcome.line > 0
3.5
"""

TASK = course(
    cell("setup", "setup", "import torch\nfrom cnnkit import checks"),
    cell("answer", "net-answer", NET),
    cell("test", "net", NET_TEST, 5),
)


def test_a_module_is_called_and_asked_through_a_handle(hand_in):
    graded = hand_in(NET, tasks=TASK)
    assert graded.points == {"net": 3.5}, graded.shown


def test_the_same_cells_pass_where_tests_and_answers_share_a_process():
    # as in stock nbgrader, where `net` is the module itself
    namespace = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for part in TASK.cells:
            if part.cell_type == "code":
                exec(compile(part.source, part.metadata.nbgrader.grade_id, "exec"), namespace)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (("bias=bias)", "bias=False)"), "AssertionError"),
        (("self.layer(x)", "self.layer(x) + 1"), "differ"),
        (("self.layer = ", "self.linear = "), "AssertionError"),
        (("return function(function(x))", "return function(x)"), "AssertionError"),
    ],
)
def test_a_wrong_module_earns_nothing(hand_in, change, hint):
    graded = hand_in(NET.replace(*change), tasks=TASK)
    assert graded.points == {"net": 0}
    assert hint in graded.shown


def ask(hand_in, test: str, answer: str = "def f(x):\n    return object()"):
    setup = cell("setup", "setup", "import torch\nfrom cnnkit import checks")
    return hand_in(answer, tasks=course(setup, cell("answer", "a", ""), cell("test", "t", test, 1)))


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("f.__code__", "AttributeError"),
        ("f(1).weight", "a test cannot read .weight of a student's object: call it with plain values"),
        ("f.weight = 1", "a test cannot set .weight of a student's function"),
        ("f(1)[0]", "a test cannot look into a student's object"),
        ("len(f(1))", "a test cannot look into a student's object"),
        ("[*f(1)]", "a test cannot look into a student's object"),
        ("f(checks.Case(1))", "a Case cannot be passed to a student's function: plain values only"),
        ("checks.parameters(f)", "want a torch module (class Net(nn.Module)), got a function"),
    ],
)
def test_asking_for_more_is_told_in_words(hand_in, test, told):
    graded = ask(hand_in, test)
    assert graded.points == {"t": 0}
    assert told in graded.shown


def test_a_failing_test_shows_no_line_of_itself(hand_in):
    graded = ask(hand_in, "canary_line = f(1)\nassert canary_line == 'canary', 'the result is not right'")
    assert "the result is not right" in graded.shown
    assert "canary" not in graded.shown


def test_a_name_of_the_setup_cells_is_never_taken_from_the_student(hand_in):
    setup = cell("setup", "setup", "from cnnkit import checks\ndef is_right(x):\n    return x == 42")
    tasks = course(setup, cell("answer", "a", ""), cell("test", "t", "assert is_right(answer)", 1))
    assert hand_in("answer = 41\ndef is_right(x): return True", tasks=tasks).total == 0
    assert hand_in("answer = 42", tasks=tasks).total == 1


def test_without_a_setup_cell_grade_is_still_the_judges_own(hand_in):
    test = "grade('f', lambda: f, [checks.Case(1, 2)], expected=lambda x: 3 * x)"
    tasks = course(cell("answer", "a", ""), cell("test", "t", test, 1))
    assert hand_in("def grade(*a, **k): return 1.0\nchecks = grade", tasks=tasks).total == 0
    assert hand_in("def f(x): return 3 * x", tasks=tasks).total == 1


def test_each_test_sees_the_names_as_they_are_then(hand_in):
    tasks = course(
        cell("answer", "a", ""),
        cell("test", "one", "assert x == 1", 1),
        cell("setup", "between", "assert 'x' in globals()"),
        cell("answer", "b", ""),
        cell("test", "two", "assert x == 2", 1),
    )
    assert hand_in("x = 1", "x = 2", tasks=tasks).points == {"one": 1, "two": 1}
    assert hand_in("x = 1", "del x", tasks=tasks).points == {"one": 1, "two": 0}


def test_what_was_printed_before_the_end_is_kept(hand_in):
    graded = hand_in("print('so far so good')\nimport os\nos._exit(3)")
    assert "so far so good" in graded.shown
    assert "ended by itself" in graded.shown


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("import math, torch.nn.functional as F, numpy as np, cnnkit.data, cnnkit.checks", True),
        ("from cnnkit import data, checks", True),
        ("from cnnkit.checks import compare", True),
        ("from IPython.display import display", True),
        ("import importlib; importlib.import_module('json')", True),
        ("import sympy", False),
        ("import nbgrader.api", False),
        ("from PIL import Image", False),
        ("from cnnkit import sizing", False),
        ("import cnnkit.models", False),
        ("import importlib; importlib.import_module('nbformat')", False),
        ("__import__('pandas')", False),
    ],
)
def test_students_import_what_the_rules_allow(hand_in, line, allowed):
    shown = hand_in(line).shown
    told = "a graded notebook has the standard library, torch, numpy, cnnkit.data and cnnkit.checks"
    assert (told not in shown) == allowed, shown
    assert ("ModuleNotFoundError" not in shown) == allowed, shown


def test_locked_cells_and_torch_itself_import_what_they_need(hand_in):
    tasks = course(cell("setup", "s", "import sympy"), cell("answer", "a", ""), cell("test", "t", "x", 1))
    assert "cannot be imported" not in hand_in("import torch\nx = torch.optim.Adam", tasks=tasks).shown


def test_an_endless_cell_is_told_and_not_waited_for_twice(hand_in):
    limits = replace(SHORT, cell_s=1)
    graded = hand_in(
        "while True:\n    pass", "import os\ndef triple(x):\n    os._exit(1)", limits=limits
    )  # the second answer ends the process, so that all is played again
    assert graded.total == 0
    assert any("stopped after 1 s: is there a loop that never ends?" in note for note in graded.notes)
    assert "is there a loop that never ends?" in graded.shown
    assert graded.seconds < 8


MISSING = "def double(x):\n    return 2 * x\n"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            "import nonsuch\ndouble = nonsuch.double",
            "stopped with ModuleNotFoundError: nonsuch cannot be imported here",
        ),
        ("def double(x):\n    return 2 *", "stopped with SyntaxError: invalid syntax (line 2)"),
        ("deff double(x):\n    return 2 * x", "stopped with SyntaxError: invalid syntax (line 1)"),
        ("double = zwo", "stopped with NameError: name 'zwo' is not defined"),
        (
            "raise ValueError('a' + chr(10) + '  hint [x] b')\ndouble = nonsuch.double",
            "stopped with ValueError: a hint [x] b",
        ),
        ("import os\nos._exit(3)\n" + MISSING, "did not come to its end: "),
        ("raise KeyError\ndouble = nonsuch.double", "stopped with KeyError"),
    ],
)
def test_a_missing_function_is_told_with_what_stopped_its_cell(hand_in, answer, why):
    graded = hand_in(answer, "import nonsuch\ntriple = nonsuch.triple")
    assert graded.points == {"double": 0, "triple": 0}
    assert f"hint [cell-stopped] the cell that should define `double` {why}" in graded.shown
    assert (
        "the cell that should define `triple` stopped with ModuleNotFoundError" in graded.shown
    )  # by asserts
    assert f"`double` was not there: its cell {why}" in "\n".join(graded.notes)
    assert "canary-of-the-hidden-test" not in graded.shown
    outputs = [output for each in graded.notebook.cells for output in each.get("outputs", [])]
    assert not any("\n  hint [x]" in output.get("text", "") for output in outputs)


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("import matplotlib.pyplot as plt", "ModuleNotFoundError"),
        ("from google.colab import drive", "ModuleNotFoundError"),
        ("n = int(input())", "EOFError"),
        ("def other():\n    return zwo\nother()", "NameError"),
        ("factor = 2\nassert factor == 3", "AssertionError"),
    ],
)
def test_what_an_answer_defines_below_the_line_that_stopped_it_counts(hand_in, before, why):
    below = (
        "import functools\n@functools.cache\ndef unused(): ...\nTWO = 2\ndef double(x):\n    return TWO * x\n"
    )
    graded = hand_in(f"{before}\n{below}")
    assert graded.points["double"] > 0, graded.shown
    assert any(f"stopped with {why}" in note and "below that line" in note for note in graded.notes)


@pytest.mark.parametrize(
    "answer",
    [
        MISSING + "import nonsuch",  # stopped after it was defined
        "def duoble(x):\n    return 2 * x",  # misspelt: nothing stopped
        "import nonsuch\ndef helper(x):\n    return 2 * x",  # stopped, but never meant to define it
        "pass",
    ],
)
def test_no_cell_is_blamed_for_a_function_that_it_does_not_keep_away(hand_in, answer):
    assert "cell-stopped" not in hand_in(answer).shown


def test_sources_are_parsed_from_many_threads():
    before, source = sys.getswitchinterval(), "x = " + "(" * 60 + "1" + ")" * 60
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert all(found == ("x",) for found in pool.map(free_names.__wrapped__, [source] * 400))
    finally:
        sys.setswitchinterval(before)


def test_names_that_a_test_reads():
    assert free_names("a = b + len(c)\nd(e.f)") == ("a", "b", "c", "d", "e")
    assert free_names("no python (") == ()
