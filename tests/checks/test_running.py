"""Whatever a student's function does, `run` reports it and everything else goes on."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
import warnings

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.checks import Outcome, run


class Hostile:
    def __eq__(self, other):
        raise RuntimeError


IMAGE = torch.ones(1, 1, 4, 4)
KERNEL = torch.ones(1, 1, 2, 2)


def test_value_and_keywords_come_through():
    assert run(lambda a, b=1: a + b, (2,), {"b": 5}).value == 7


@pytest.mark.parametrize(
    "use",
    [
        lambda: F.conv2d(IMAGE, KERNEL),
        lambda: torch.conv2d(IMAGE, KERNEL),
        lambda: nn.Conv2d(1, 1, 2)(IMAGE),
        lambda: torch.ops.aten.conv2d(IMAGE, KERNEL),
        lambda: [F.conv2d(part[None], KERNEL) for part in IMAGE],
    ],
)
def test_torch_calls_are_seen_however_they_are_made(use):
    assert "conv2d" in run(use, ()).called


def test_the_first_call_imports_nothing_while_the_students_clock_runs():
    code = (
        "import sys, torch\n"
        "from cnnkit.checks.running import run_here\n"
        "before = set(sys.modules)\n"
        "for call in (lambda x: x @ x.T + 1, lambda x: x.requires_grad_().sum().backward()):\n"
        "    print(run_here(call, (torch.ones(2, 2),)).error, sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "() []\n() []\n"


def test_torch_calls_of_the_test_itself_are_not_counted():
    F.conv2d(IMAGE, KERNEL)
    assert "conv2d" not in run(lambda x: x + 1, (IMAGE,)).called


@pytest.mark.parametrize("kind", [ValueError, IndexError, SystemExit, RecursionError, GeneratorExit])
def test_any_exception_becomes_its_names_and_text(kind):
    def student():
        raise kind("what happened")

    outcome = run(student, ())
    assert outcome.error[0] == kind.__name__
    assert outcome.message == "what happened"
    assert outcome.line == student.__code__.co_firstlineno + 1


def test_bases_of_the_exception_are_named():
    class Mine(ValueError):
        pass

    def student():
        raise Mine

    assert run(student, ()).error[:2] == ("Mine", "ValueError")


def test_exception_that_cannot_be_printed():
    class Bad(Exception):
        def __str__(self):
            raise RuntimeError

    def student():
        raise Bad

    assert run(student, ()).error[0] == "Bad"


def test_endless_recursion():
    def student(n):
        return student(n + 1)

    assert run(student, (0,)).error[0] == "RecursionError"


def test_stop_button_still_works():
    def student():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(student, ())


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no SIGALRM on this system")
def test_endless_loop_is_stopped_even_if_it_catches_exceptions():
    def student():
        while True:
            with contextlib.suppress(Exception):
                time.sleep(0.01)

    assert run(student, (), seconds=0.2).error[0] == "TookTooLong"
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_works_outside_the_main_thread():
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(run(lambda: 3, ())))
    thread.start()
    thread.join()
    assert outcomes[0].value == 3


def test_prints_and_warnings_are_dropped(capfd):
    def student():
        print("x" * 10_000)
        print("trouble", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return torch.tensor(torch.ones(2))  # torch warns about this one

    assert run(student, ()).value.shape == (2,)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("args", "write"),
    [
        ((torch.zeros(3),), lambda x: x.add_(1)),
        ((torch.zeros(3),), lambda x: x.resize_(2)),
        (([1, 2],), lambda x: x.append(3)),
        (({"w": torch.zeros(2)},), lambda x: x["w"].fill_(5)),
        (({"w": 1},), lambda x: x.pop("w")),
        (([[1], [2]],), lambda x: x[1].clear()),
        (([1, 2],), lambda x: x.__setitem__(0, Hostile())),
    ],
)
def test_writing_into_inputs_is_seen_and_harms_nobody(args, write):
    before = repr(args)
    assert run(write, args).changed
    assert repr(args) == before


@pytest.mark.parametrize(
    "value", [torch.tensor([float("nan"), float("inf")]), torch.tensor([True]), 3, None, "s", [1.5]]
)
def test_reading_inputs_is_not_writing(value):
    assert not run(lambda x: x, (value,)).changed


def test_not_callable():
    assert run(3, ()) == Outcome(error=("NotCallable",), message="int")


def test_handle_decides_how_the_call_is_made():
    class Handle:
        def __cnnkit_call__(self, args, kwargs, seconds):
            return Outcome(("far away", args, kwargs, seconds))

    assert run(Handle(), (1,), {"b": 2}, seconds=3).value == ("far away", (1,), {"b": 2}, 3)


def test_line_is_that_of_the_function_and_not_of_its_decorator():
    @torch.no_grad()
    def student():
        return [][1]

    assert run(student, ()).line == student.__wrapped__.__code__.co_firstlineno + 2


def test_the_beginning_of_what_is_printed_is_kept():
    def student():
        for _ in range(100):
            print("0123456789" * 10)

    assert run(student, ()).printed.startswith("0123456789")
    assert len(run(student, ()).printed) == 1000
