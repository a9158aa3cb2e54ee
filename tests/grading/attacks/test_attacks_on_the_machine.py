# ruff: noqa: E501  (the attacks are code in strings)
"""Submissions that want to hold up the grader: time, memory, processes, disk, output, survivors.

Each gets a grade with a reason within its limits, and the honest half of the work keeps its points.
"""

import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.grading.conftest import SHORT

TRIPLE = "def triple(x):\n    return 3 * x"
SLOW = 3.0
"""What kills and restarts may take on a busy machine, beside the limits."""


def marked(text: str) -> list[str]:
    """Processes of this machine that have the text in their command line or their environment."""
    found = list[str]()
    for number in os.listdir("/proc"):
        if number.isdecimal() and int(number) != os.getpid():
            for name in ("cmdline", "environ"):
                try:
                    if text.encode() in Path(f"/proc/{number}/{name}").read_bytes():
                        found.append(number)
                except OSError:
                    pass
    return found


BOMBS = {
    "an endless loop": ("while True: pass", "is there a loop that never ends?"),
    "a loop that ignores the interrupt": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "did not end when interrupted",
    ),
    "processes without end": (
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "stopped: ",
    ),
    "threads without end": (
        "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(99,)).start()",
        "can't start new thread",
    ),
    "memory of one process": ("hoard = []\nwhile True: hoard.append(bytearray(10_000_000))", "Memory"),
    "memory of many processes": (
        "import os, time\n"
        "for _ in range(8):\n    if os.fork() == 0:\n        hoard = bytearray(b'x') * 150_000_000\n        time.sleep(60)\n"
        "time.sleep(60)",
        "more than 400 MB of memory",
    ),
    "memory of processes that hide from the keeper": (
        "import ctypes, os, time\n"
        "for _ in range(8):\n    if os.fork() == 0:\n        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n"
        "        hoard = bytearray(b'x') * 150_000_000\n        time.sleep(60)\n"
        "time.sleep(60)",
        "more than 400 MB of memory",
    ),
    "memory shared by mmap": (
        "import mmap, time\nhoard = mmap.mmap(-1, 1 << 30)\n"
        "for i in range(0, 1 << 30, 4096): hoard[i] = 1\ntime.sleep(60)",
        "more than 400 MB of memory",
    ),
    "memory that belongs to no process": ("import os\nos.memfd_create('hoard')", "Operation not permitted"),
    "a full disk": (
        "for n in range(100):\n    open(f'/tmp/{n}', 'wb').write(bytes(5_000_000))",
        "No space left on device",
    ),
    "a file too large": ("open('/tmp/large', 'wb').truncate(10**9)", "File too large"),
    "files without end": (
        "for n in range(10**6): open(f'/tmp/{n}', 'w').close()",
        "No space left on device",
    ),
    "output without end": ("while True: print('x' * 1000)", "printed more than 2 MB"),
    "output without end past Python": (
        "import os\nwhile True: os.write(1, b'x' * 60000)",
        "printed more than 2 MB",
    ),
    "rich output without end": (
        "from IPython.display import display\nwhile True: display('x' * 10000)",
        "printed more than 2 MB",
    ),
    "errors without end": (
        "while True: get_ipython()._showtraceback(ValueError, ValueError('x' * 9000), ['x' * 9000])",
        "printed more than 2 MB",
    ),
    "a crash in compiled code": ("import ctypes\nctypes.string_at(1)", "crashed"),
    "an exit": ("import os\nos._exit(0)", "ended by itself"),
    "a kill of everything": (
        "import os\nfor who in (1, -1, 0):\n    try: os.kill(who, 9)\n    except OSError: pass\nos.abort()",
        "crashed",
    ),
    "a closed talk socket": ("import os, time\nos.close(3)\ntime.sleep(60)", "ended by itself"),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_costs_its_own_task_only(hand_in, what):
    code, reason = BOMBS[what]
    limits = replace(SHORT, cell_s=2)
    graded = hand_in(code, TRIPLE, limits=limits)
    assert reason.lower() in graded.shown.lower()
    assert graded.points == {"double": 0, "triple": 3}
    assert graded.seconds < limits.cell_s + 3 + 2 * SLOW  # the grace before the kill is 3 s


def test_processor_time_of_one_process_is_limited(hand_in):
    limits = replace(SHORT, cpu_s=1, cell_s=60, notebook_s=120)  # the machine may be busy
    graded = hand_in("while True: pass", TRIPLE, limits=limits)
    assert "more than 1 s of processor time" in graded.shown
    assert graded.points["triple"] == 3


def test_a_function_that_never_ends_costs_its_own_task_only(hand_in):
    # it is deaf to the clock beside it and to the grader's interrupt
    code = """
import signal, time
def double(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
    while True: time.sleep(9)
"""
    graded = hand_in(code, TRIPLE)
    assert graded.points == {"double": 0, "triple": 3}
    assert "did not end when interrupted" in graded.shown


def test_answers_that_come_late_for_ever_end_with_the_notebook(hand_in):
    # each call stays below its own limit; there are many
    code = "import time\ndef double(x):\n    time.sleep(1.5)\n    return 2 * x"
    limits = replace(SHORT, notebook_s=3)
    graded = hand_in(
        code, "import time\ndef triple(x):\n    time.sleep(1.5)\n    return 3 * x", limits=limits
    )
    assert graded.total == 0
    assert "the whole notebook took longer than 3 s" in graded.shown
    assert graded.seconds < 3 + SLOW


def test_a_wait_before_every_cell_ends_with_the_notebook(hand_in):
    code = "import time\nget_ipython().events.register('pre_run_cell', lambda info: time.sleep(60))"
    graded = hand_in(code, TRIPLE, limits=replace(SHORT, cell_s=2, notebook_s=4))
    assert graded.points["double"] == 0
    assert graded.seconds < 4 + 3 + SLOW


def test_nothing_lives_on_after_the_grade(hand_in):
    mark = f"cnnkit-survivor-{os.getpid()}"
    code = f'''
import os, signal, subprocess, sys, time
sleep = [sys.executable, "-c", "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]; time.sleep(60)  # {mark}"]
for _ in range(3):
    subprocess.Popen(sleep, start_new_session=True, stdin=subprocess.DEVNULL)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 64)
        os.execvp(sleep[0], sleep)
    os._exit(0)
time.sleep(0.5)
print("ALIVE", sum("{mark}" in open(f"/proc/{{p}}/cmdline").read() for p in os.listdir("/proc") if p.isdecimal()))
'''
    graded = hand_in(code, TRIPLE)
    assert "ALIVE 4" in graded.shown
    end = time.monotonic() + 10
    while (left := marked(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == []


def test_ten_hostile_submissions_leave_no_descriptor_and_no_keeper(warm, hand_in):
    def keepers() -> int:
        parents = dict[int, int]()
        for number in filter(str.isdecimal, os.listdir("/proc")):
            with suppress(OSError):
                parents[int(number)] = int(
                    Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1]
                )
        family = [warm.process.pid]
        for member in family:
            family += [process for process, parent in parents.items() if parent == member]
        return len(family)

    before, descriptors = keepers(), len(os.listdir("/proc/self/fd"))
    for code in (
        "import os\nos._exit(1)",
        "import os\nos.close(3)",
        "import os\nos.fork()",
        "1/0",
        "while 1: pass",
    ) * 2:
        hand_in(code, TRIPLE, limits=replace(SHORT, cell_s=0.3))
    end = time.monotonic() + 10
    while keepers() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert keepers() <= before
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_closed_output_pipe_does_not_keep_the_grader_busy(hand_in):
    code = "import os, time\nos.close(1)\nos.close(2)\ntime.sleep(2)\ndef double(x): return 2 * x"
    before = time.process_time()
    graded = hand_in(code, TRIPLE)
    assert time.process_time() - before < 1.5
    assert graded.points == {"double": 3, "triple": 3}
