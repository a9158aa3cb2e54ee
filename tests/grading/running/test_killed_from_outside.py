"""Whatever the machine kills, the same work gets the same grade; if it kills again, none, with a reason."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import nbformat
import pytest

from cnnkit.grading.running.grader import Grader
from cnnkit.grading.running.submission import Job
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import SandboxError
from tests.conftest import need, sample
from tests.grading.conftest import TASKS
from tests.grading.courses import RIGHT, answered
from tests.grading.processes import boxes, descendants, keepers

SLOW = RIGHT | {"double-answer": f"import time\ntime.sleep(2)\n{RIGHT['double-answer']}"}
JOB = Job(
    "ada",
    {"set": nbformat.writes(answered(TASKS, SLOW)).encode()},
    {"set": nbformat.writes(TASKS)},
    b"",
    Limits(notebook_s=60),
)
KILLED: dict[str, Callable[[int], list[int]]] = {
    "the keeper": keepers,
    "the box": boxes,
    "the warm process": lambda warm: [warm],
    "Python in its walls": lambda warm: descendants(warm)[1:2],
    "all that runs": descendants,
}


class Killer(threading.Thread):
    """Kills what `find` finds below the grader's process once there is a box, `times` times."""

    def __init__(self, find: Callable[[int], list[int]], times: int) -> None:
        super().__init__(daemon=True)
        self.find, self.times, self.done = find, times, 0

    def run(self) -> None:
        seen = set[int]()
        while self.done < self.times:
            time.sleep(0.02)
            warm = [p for p in descendants(os.getpid()) if b"bwrap" in _command(p)]
            new = [p for p in warm if set(boxes(p)) - seen]
            if not new:
                continue
            time.sleep(0.5)  # into the cell
            seen.update(boxes(new[-1]))
            for process in self.find(new[-1]):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self.done += 1


def _command(process: int) -> bytes:
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read().partition(b"\0")[0]
    except OSError:
        return b""


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, str]:
    need("bwrap")
    with Grader() as grader:
        return grader.grade(JOB).notebooks


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "what" in metafunc.fixturenames:
        metafunc.parametrize("what", sample(list(KILLED), 1, metafunc.config))


def test_what_is_killed_once_changes_nothing(undisturbed, what):
    with Grader() as grader:
        grader.check()
        killer = Killer(KILLED[what], 1)
        killer.start()
        done = grader.grade(JOB)
        killer.join(5)
    assert killer.done == 1
    assert (done.notebooks, done.notes) == (undisturbed, [])


@pytest.mark.slow
def test_what_is_killed_again_is_not_graded_and_says_why():
    with Grader() as grader:
        grader.check()
        killer = Killer(boxes, 2)
        killer.start()
        with pytest.raises(SandboxError, match="a box was killed from outside; is this machine short of mem"):
            grader.grade(JOB)
        killer.join(5)
