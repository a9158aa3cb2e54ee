"""Submissions that want marks for work that was not done; each earns nothing.

The code is the whole first answer cell; `double` and `triple` are not solved in any of them.
"""

import json

import pytest

from tests.grading.conftest import TASKS, cell, course

FORGERIES = {
    "comparison functions that say yes": """
import torch
for name in ("allclose", "equal", "isclose", "all", "eq"):
    setattr(torch, name, lambda *a, **k: True)
torch.Tensor.__eq__ = torch.Tensor.all = torch.Tensor.any = lambda *a, **k: True
double = triple = lambda x: x
""",
    "builtins that say yes": """
import builtins
for name in ("isinstance", "all", "any", "callable", "hasattr", "issubclass"):
    setattr(builtins, name, lambda *a, **k: True)
builtins.len = builtins.abs = builtins.float = builtins.int = builtins.sum = lambda *a, **k: 3
builtins.type = lambda *a: int
def double(x): return x
def triple(x): return x
""",
    "an object that equals everything": """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = None
    __bool__ = __le__ = __ge__ = __lt__ = __gt__ = lambda *a: True
    __sub__ = __rsub__ = __float__ = __int__ = __abs__ = __index__ = lambda *a: 0
    dtype, shape, ndim = None, (3,), 1
def double(x): return Yes()
def triple(x): return Yes()
""",
    "a tensor that equals everything": """
import torch
class Yes(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None): return True
def double(x): return torch.zeros(3).as_subclass(Yes)
def triple(x): return torch.zeros(4).as_subclass(Yes)
""",
    "a number that equals everything": """
class Yes(int):
    __eq__ = __bool__ = lambda *a: True
    __ne__ = lambda *a: False
    __hash__ = int.__hash__
def double(x): return Yes(1)
def triple(x): return Yes(1)
""",
    "stripped asserts": """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Strip())
get_ipython().input_transformers_post.append(lambda lines: [l.replace("assert", "0 and") for l in lines])
def double(x): return x
def triple(x): return x
""",
    "an import hook with checks of its own": """
import sys, types
fake = types.ModuleType("cnnkit.checks")
fake.grade = lambda *a, **k: 3.0
fake.Case = fake.values = lambda *a, **k: None
class Hook:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("cnnkit"): raise ImportError("mine")
sys.meta_path.insert(0, Hook())
sys.modules["cnnkit.checks"] = sys.modules["checks"] = checks = fake
import cnnkit; cnnkit.checks = fake
def double(x): return x
def triple(x): return x
""",
    "a run_cell of its own": """
shell = get_ipython()
class Fine:
    error_before_exec = error_in_exec = None
    result, success = 3.0, True
type(shell).run_cell = lambda self, *a, **k: (self.display_pub.publish({"text/plain": "3.0"}), Fine())[1]
shell.run_cell = lambda *a, **k: Fine()
""",
    "grade and the names of the tests redefined": """
def grade(*a, **k): return 3.0
checks = type("checks", (), {"grade": grade, "Case": print, "values": print})
got, n, x, secret = 6, 0, 0, 0
range = lambda *a: []
torch = checks
""",
    "a recorder that lies about the outcome": """
import sys
running, questions = map(sys.modules.get, ("cnnkit.checks.running", "cnnkit.grading.walls.box.questions"))
lie = running.Outcome(value=None, error=("ValueError", "TypeError", "Exception"), message="1 2 3")
running.run = questions.run = lambda *a, **k: lie
def double(x): return x
def triple(x): return x
""",
    "answers before the questions": """
import os, json
right = {"value": {"type": "dict", "items": []}}
for word in ("answer", "told", "asks names 1", "asks call 1"):
    for _ in range(40):
        os.write(3, (word + " " + json.dumps(right) + "\\n").encode())
os.write(3, b'output {"output_type": "execute_result", "data": {"text/plain": "3.0"}}\\n')
os.write(3, b'done ""\\n')
def double(x): return x
def triple(x): return x
""",
    "handles that lead nowhere": """
import sys
questions = sys.modules["cnnkit.grading.walls.box.questions"]
numbers = iter([-1, 10**30, True, "0", None, 1.5, [0], {"type": "handle"}] * 100)
questions._lend = lambda thing: {"type": "handle", "number": next(numbers), "kind": "Tensor"}
class Odd: pass
def double(x): return Odd()
triple = Odd()
""",
    "an answer of the wrong kind": """
import sys
questions = sys.modules["cnnkit.grading.walls.box.questions"]
odd = iter([5, "double", ["double"], [], None, {"double": 3}, {"double": {"type": "tensor"}}] * 100)
sys.modules["cnnkit.grading.walls.box.shell"].answer = lambda question, names: {"value": next(odd)}
""",
    "errors as results": """
class Everything(Exception):
    def __str__(self): raise SystemExit
def double(x): raise Everything()
def triple(x): raise KeyboardInterrupt
""",
    "an exit in the middle of a test": """
import os, sys
def double(x): os._exit(0)
def triple(x): sys.exit(0)
""",
    "infinite and undefined numbers": """
def double(x): return x * float("nan")
def triple(x): return float("nan")
""",
    "what does not fit into an answer": """
def double(x): return 10 ** 6000
def triple(x): return [[]] * 3 + [{"a": object()}]
""",
    "nesting without end": """
def double(x):
    a = []
    for _ in range(50_000): a = [a]
    return a
def triple(x):
    a = []
    a.append(a)
    return a
""",
    "shapes without end": """
import sys
questions = sys.modules["cnnkit.grading.walls.box.questions"]
huge = {"type": "tensor", "dtype": "float32", "shape": [0, 10**18, 10**18], "data": ""}
deep = {"type": "array", "dtype": "float32", "shape": [1] * 100_000, "data": "AAAAAA=="}
odd = [huge, deep, {**huge, "shape": [-1, 3]}, {**huge, "shape": "33"}, {**deep, "dtype": "O"}]
odd, real = iter(odd * 100), questions.encode
questions.encode = lambda value, lend: real(value, lend) if callable(value) else next(odd)
def double(x): return x
def triple(x): return x
""",
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_earns_nothing(hand_in, what):
    graded = hand_in(FORGERIES[what])
    assert graded.points == {"double": 0, "triple": 0}, graded.shown


def test_the_same_tasks_give_all_points_for_the_work(hand_in):
    # otherwise the forgeries could earn nothing for a reason of their own
    graded = hand_in("def double(x):\n    return x + x", "def triple(x):\n    return x + x + x")
    assert graded.points == {"double": 3, "triple": 3}


RELU = course(
    TASKS.cells[1],
    cell("answer", "relu-answer", ""),
    cell(
        "test",
        "relu",
        "checks.grade('relu', lambda: relu, [checks.Case(2, checks.values(3, 5))],"
        " expected=lambda x: x * (x > 0), off_limits=['relu*', 'clamp*'])",
        2,
    ),
)

DETOURS = [
    "relu = torch.jit.script(torch.nn.functional.relu)",
    "relu = torch.jit.trace(lambda x: torch.relu(x), torch.ones(2))",
    "@torch.compile(backend='eager')\ndef relu(x): return x.clamp(min=0)",
    "@torch.compile\ndef relu(x): return x.relu()",
    "def relu(x): return torch.ops.aten.relu(x)",
    "def relu(x): return getattr(torch._C._VariableFunctions, 're' + 'lu')(x)",
    "def relu(x): return torch.func.vmap(torch.relu)(x)",
    "relu = torch.nn.ReLU(inplace=True)",
    "def relu(x): return torch.nn.Sequential(torch.nn.Identity(), torch.nn.ReLU())(x)",
    "class F(torch.autograd.Function):\n    def forward(ctx, x): return x.relu()\nrelu = F.apply",
]


@pytest.mark.parametrize("detour", DETOURS)
def test_a_function_that_is_off_limits_is_noticed_on_detours(hand_in, detour):
    graded = hand_in(f"import torch\n{detour}", tasks=RELU)
    assert graded.points == {"relu": 0}
    assert "is off limits here" in graded.shown, graded.shown


def test_the_honest_way_around_an_off_limits_function_earns_its_points(hand_in):
    assert hand_in("def relu(x):\n    return x * (x > 0)", tasks=RELU).points == {"relu": 2}


def test_printing_without_end_does_not_push_a_bad_score_out_of_the_notebook(hand_in):
    # nbgrader gives all points to a test cell that shows no result and no error
    test = (
        "print(double(1))\nchecks.grade('double', lambda: double, [checks.Case(3, 1)], expected=lambda x: 2)"
    )
    tasks = course(*TASKS.cells[1:3], cell("test", "double", test, 3))
    assert hand_in("def double(x):\n    return 'y' * 10**6", tasks=tasks).total == 0
    assert hand_in("def double(x):\n    return 2", tasks=tasks).total == 3


def test_a_pickle_among_the_results_is_never_opened(hand_in, tmp_path):
    # values cross as JSON: an object that would run code when unpickled stays where it is
    loot = tmp_path / "loot"
    graded = hand_in(
        f"""
import pickle
class Bomb:
    def __reduce__(self): return (open, ({str(loot)!r}, "w"))
def double(x): return Bomb()
def triple(x): return pickle.dumps(Bomb())
"""
    )
    assert graded.total == 0
    assert not loot.exists()


def retag(cell: dict, **tags) -> None:
    cell["metadata"].setdefault("nbgrader", {}).update(tags)


def tag_skip(notebook):
    for c in notebook["cells"]:
        c["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell", "nbgrader-skip"]


def edit_points(notebook):
    for c in notebook["cells"]:
        retag(c, points=1000, grade=True, solution=True, locked=False, checksum="0")


def unlock_and_replace(notebook):
    for c in notebook["cells"]:
        if c["metadata"].get("nbgrader", {}).get("grade"):
            retag(c, locked=False)
            c["source"] = "3.0"
            c["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "3.0"}, "metadata": {}}]


def delete_tests(notebook):
    notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")]


def duplicate_tests(notebook):
    tests = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    for test in tests:
        notebook["cells"].append({**test, "source": "3.0", "id": test["id"] + "x"})


def retype_tests(notebook):
    for c in notebook["cells"]:
        if c["metadata"].get("nbgrader", {}).get("grade"):
            c["cell_type"] = "markdown"
            c.pop("outputs", None), c.pop("execution_count", None)


def swap_labels(notebook):
    labelled = [c for c in notebook["cells"] if "nbgrader" in c["metadata"]]
    labels = [c["metadata"]["nbgrader"]["grade_id"] for c in labelled]
    for c, label in zip(labelled, reversed(labels), strict=True):
        retag(c, grade_id=label)


def change_setup(notebook):
    for c in notebook["cells"]:
        if c["metadata"].get("nbgrader", {}).get("grade_id") == "setup":
            c["source"] = "class checks:\n    grade = lambda *a, **k: 3.0\n    Case = values = print"


def bring_a_kernel(notebook):
    notebook["metadata"] = {"kernelspec": {"name": "evil", "display_name": "evil", "argv": ["/bin/true"]}}


@pytest.mark.parametrize(
    "change",
    [
        tag_skip,
        edit_points,
        unlock_and_replace,
        delete_tests,
        duplicate_tests,
        retype_tests,
        swap_labels,
        change_setup,
        bring_a_kernel,
    ],
)
def test_cells_and_metadata_of_the_submission_do_not_count(hand_in, released, change):
    notebook = released()
    change(notebook)
    graded = hand_in(submitted=json.dumps(notebook).encode())
    assert graded.points == {"double": 0, "triple": 0}
    tests = [
        c.metadata.nbgrader for c in graded.notebook.cells if c.metadata.get("nbgrader", {}).get("grade")
    ]
    assert [tags.points for tags in tests] == [3, 3]
