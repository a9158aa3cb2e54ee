"""What a student's code raises, or where it goes on twice, decides nothing in the judge's box."""

import pytest

from tests.grading.conftest import TASKS, cell, course

TRIPLE = "def triple(x):\n    return 3 * x"
MAPPED = course(
    cell("setup", "setup", "import torch"),
    cell("answer", "double-answer", "pass"),
    cell("test", "double", "assert all(map(lambda n: double(n) == 2 * n, (1, 2, 5)))", 3),
    cell("answer", "triple-answer", "pass"),
    cell("test", "triple", "assert sum(1 for n in (1, 2) if triple(n) != 3 * n) == 0", 3),
)
"""Tests in forms that a StopIteration would end early, as instructors may write them."""

ENDS = {
    "StopIteration": "def double(n):\n    raise StopIteration\ntriple = double",
    "an iterator at its end": "def double(n):\n    return next(iter(()))\ntriple = double",
    "StopAsyncIteration": "def double(n):\n    raise StopAsyncIteration\ntriple = double",
    "a class called so": (
        "class StopIteration(Exception): ...\ndef double(n):\n    raise StopIteration\ntriple = double"
    ),
    "a child of it": "class Mine(StopIteration): ...\ndef double(n):\n    raise Mine\ntriple = double",
}


@pytest.mark.parametrize("what", ENDS)
def test_an_end_of_iteration_ends_no_test(hand_in, what):
    graded = hand_in(ENDS[what], "pass", tasks=MAPPED)
    assert graded.total == 0
    assert hand_in("def double(n):\n    return 2 * n", TRIPLE, tasks=MAPPED).total == 6


FORKS = {
    "in the cell": "import os\nos.fork()\ndef double(x):\n    return 2 * x",
    "in the function": "import os\ndef double(x):\n    os.fork()\n    return 2 * x",
    "past Python": "import ctypes\nctypes.CDLL(None).fork()\ndef double(x):\n    return 2 * x",
    "a wrong one that goes on": (
        "import os\nchild = os.fork() == 0\ndef double(x):\n    return 2 * x if not child else None"
    ),
}


@pytest.mark.parametrize("what", FORKS)
def test_of_two_shells_one_answers(hand_in, what):
    """A fork that goes on as a second shell would read every other question of the judge's."""
    assert [hand_in(FORKS[what], TRIPLE).points for _ in range(3)] == [{"double": 3, "triple": 3}] * 3


EXITS = ("import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 9)", "import os\nos.abort()")


@pytest.mark.parametrize("how", EXITS)
def test_many_dead_processes_cost_no_later_task(hand_in, how):
    tests = TASKS.cells[3].source, TASKS.cells[5].source
    cells = [cell("setup", "setup", "import torch\nfrom cnnkit import checks")]
    for i in range(8):
        cells += [cell("answer", f"gone-{i}-answer", "pass"), cell("test", f"gone-{i}", f"gone_{i}(1)", 1)]
    cells += [
        cell("answer", "double-answer", "pass"),
        cell("test", "double", tests[0], 3),
        cell("answer", "triple-answer", "pass"),
        cell("test", "triple", tests[1], 3),
    ]
    tasks = course(*cells)
    submitted = course(*cells)
    for one in submitted.cells[2::2]:
        one.source = how
    submitted.cells[-4].source = "def double(x):\n    return 2 * x"
    submitted.cells[-2].source = TRIPLE
    import nbformat

    graded = hand_in(submitted=nbformat.writes(submitted).encode(), tasks=tasks)
    assert graded.points == {f"gone-{i}": 0 for i in range(8)} | {"double": 3, "triple": 3}
