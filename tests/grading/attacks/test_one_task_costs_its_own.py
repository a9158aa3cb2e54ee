"""What a cell leaves behind may end the process while another cell runs: that one keeps its points."""

import pytest

from tests.conftest import sample
from tests.grading.conftest import SHORT

SLOW = "import time\ntime.sleep({})\ndef triple(x):\n    return 3 * x"
"""Right, and long enough for what was left behind."""
QUICK = "def triple(x):\n    return 3 * x"
LEFT_BEHIND = {
    "a hook before each cell": (
        "import os\nget_ipython().events.register('pre_run_cell', lambda info: os._exit(0))", QUICK
    ),
    "a hook in the parser of messages": (
        "import json, os\nloads = json.loads\njson.loads = lambda *a, **k: os._exit(0)", QUICK
    ),
    "a timer in a thread": (
        "import os, threading\nthreading.Timer(0.5, os._exit, [0]).start()", SLOW.format(1)
    ),
    "an alarm": (
        "import os, signal\nsignal.signal(signal.SIGALRM, lambda *_: os._exit(0))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.5)", SLOW.format(1)
    ),
    "memory that grows": (
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time\\nkept = []\\n"
        "while True: kept.append(b\"x\" * 40_000_000); time.sleep(0.1)'])", SLOW.format(2.5)
    ),
    "a thread that prints": (
        "import threading, time\ndef noise():\n    time.sleep(0.5)\n"
        "    while True:\n        print('x' * 100_000)\n"
        "threading.Thread(target=noise, daemon=True).start()", SLOW.format(1)
    ),
    "a crash in compiled code": (
        "import ctypes, threading\nthreading.Timer(0.5, lambda: ctypes.string_at(0)).start()", SLOW.format(1)
    ),
    "descriptors that are closed later": (
        "import os, threading\nthreading.Timer(0.5, lambda: os.closerange(0, 200)).start()", SLOW.format(1)
    ),
    "a function that nobody else calls": (
        "import os\ndef double(x):\n    os._exit(0)", QUICK
    ),
    "another program in its place": (
        "import os, threading\nthreading.Timer(0.5, os.execv, ['/bin/true', ['x']]).start()", SLOW.format(1)
    ),
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "what" in metafunc.fixturenames:
        metafunc.parametrize("what", sample([*LEFT_BEHIND], 4, metafunc.config))


def test_what_ends_the_process_later_costs_its_own_task(hand_in, what):
    code, triple = LEFT_BEHIND[what]
    graded = hand_in(code, triple, limits=SHORT)
    assert graded.points == {"double": 0, "triple": 3}, graded.notes


def test_a_task_that_needs_the_guilty_cell_is_lost_with_it(hand_in):
    code = (
        "import os, threading\nthreading.Timer(0.5, os._exit, [0]).start()\ndef helper(x):\n    return 3 * x"
    )
    triple = "import time\ntime.sleep(1)\ndef triple(x):\n    return helper(x)"
    graded = hand_in(code, triple, limits=SHORT)
    assert graded.total == 0
    assert any("the process ended by itself" in note for note in graded.notes)


def test_cells_that_a_test_needs_are_found_through_others(hand_in):
    """Its own imports and helpers, and theirs; a variable that is changed on the way."""
    code = """
import os
import math
FACTOR = 2
def three():
    return FACTOR + math.gcd(1, 1)
def double(x):
    os._exit(0)
"""
    graded = hand_in(code, "def triple(x):\n    return three() * x", limits=SHORT)
    assert graded.points == {"double": 0, "triple": 3}, graded.notes


def test_a_submission_that_ends_every_process_costs_no_more_than_its_time(hand_in):
    code = (
        "import os\nget_ipython().events.register('pre_run_cell', lambda info: os._exit(0))\nx = n = got = 1"
    )
    graded = hand_in(code, QUICK, limits=SHORT)
    assert graded.seconds < SHORT.notebook_s + 10
    assert graded.points["double"] == 0
