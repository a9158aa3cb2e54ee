"""Names that a student gives to things choose nothing: not what was called, not how a test goes on."""

import json

import nbformat

from tests.grading.conftest import cell, course

PROTOCOL = """
import torch
from cnnkit.checks.running import Outcome
class Told:
    def __cnnkit_call__(self, args, kwargs, seconds): return Outcome(torch.mul(2, args[0]))
    def __cnnkit_module__(self, function, args, kwargs): return {"weight": torch.ones(3)}
"""
BANNED = """
checks.grade("double", lambda: double, [checks.Case(3, checks.values(seed, 3)) for seed in (1, 2)],
    expected=lambda x: x + x, off_limits=["mul*"])
"""


def points(hand_in, answers, tests):
    """Points of three for each test of an answer, in a notebook of its own."""
    cells = [cell("setup", "setup", "import torch\nfrom cnnkit import checks")]
    for number, (answer, test) in enumerate(zip(answers, tests, strict=True)):
        cells += [cell("answer", f"answer-{number}", answer), cell("test", f"test-{number}", test, 3)]
    tasks = course(*cells)
    return hand_in(submitted=json.dumps(json.loads(nbformat.writes(tasks))).encode(), tasks=tasks)


def test_no_object_of_a_student_tells_what_its_own_call_did(hand_in):
    made = (
        "double = Told()",
        "class Called(Told):\n    def __call__(self, x): return torch.mul(2, x)\ndouble = Called()",
        "double = lambda x: Told().__cnnkit_call__((x,), {}, 1)",
        "double = type('f', (), {'__cnnkit_call__': lambda *a: Outcome(2 * a[1][0])})()",
    )
    graded = points(hand_in, [PROTOCOL + each for each in made], [BANNED] * len(made))
    assert set(graded.points.values()) == {0}
    assert "off-limits" in graded.shown


def test_no_object_of_a_student_tells_of_its_own_parameters(hand_in):
    answer = PROTOCOL + "net = Told()"
    test = 'assert torch.equal(checks.parameters(net)["weight"], torch.ones(3))'
    graded = points(hand_in, [answer], [test])
    assert graded.total == 0
    assert "want a torch module" in graded.shown


ERRORS = [
    "raise StopIteration",
    "raise StopAsyncIteration",
    "raise GeneratorExit",
    "raise KeyboardInterrupt",
    "raise SystemExit(0)",
    "class StopIteration(SystemExit): pass\n    raise StopIteration",
    "raise ExceptionGroup('', [StopIteration(), ValueError()])",
    "raise BaseExceptionGroup('', [KeyboardInterrupt()])",
    "raise type('StopIteration', (IndexError,), {'__str__': lambda self: 1 / 0})",
    "raise type('AssertionError', (Exception,), {'__class__': property(lambda self: StopIteration)})()",
    "M = type('M', (type,), {'__name__': property(lambda self: 1 / 0), 'mro': lambda self: type.mro(self)})\n"
    "    raise M('E', (Exception,), {})",
    "M = type('M', (type,), {'__mro__': property(lambda self: 1 / 0)})\n    raise M('E', (Exception,), {})",
    "raise type('E', (BaseException,), {'__getattribute__': lambda self, name: exit(0)})",
    "raise type('\\x1b[2J\\u202eE', (Exception,), {})('\\x1b]0;owned\\x07\\u2066')",
    "raise type('E', (Exception,), {'__str__': lambda self: type('S', (str,), {'__len__': lambda s: -1})()})",
    "import sys; sys.exit(type('Zero', (int,), {'__eq__': lambda *a: True})())",
    "return (x for x in ()).throw(StopIteration)",
]


def test_no_error_of_a_student_ends_a_test_early_or_costs_another_task(hand_in):
    """In a test of this form an end of the iteration would count as all being right."""
    answers = [f"def f{number}(n):\n    {error}" for number, error in enumerate(ERRORS)]
    tests = [f"assert all(map(lambda n: f{number}(n) == 4 * n, (1, 2, 5)))" for number in range(len(ERRORS))]
    graded = points(
        hand_in, [*answers, "def four(n):\n    return 4 * n"],
        [*tests, "assert all(map(lambda n: four(n) == 4 * n, (1, 2, 5)))"],
    )  # fmt: skip
    earned = list(graded.points.values())
    assert earned == [0] * len(ERRORS) + [3]
    assert not set("\x1b\x07\u202e\u2066") & set(graded.shown)
