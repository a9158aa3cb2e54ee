"""Run a student's function once and report what happened as plain values.

`run` works in the process where the function lives. When tests run elsewhere (the judge), the test cell
holds a *handle* instead of the function: an object whose class defines

    __cnnkit_call__(self, args: tuple, kwargs: dict, seconds: float) -> Outcome

It sends the arguments over, calls `run_here` there and sends the `Outcome` back. So the torch calls are still
recorded beside the function, the inputs are still watched there, and what crosses is tensors, numbers,
strings and containers. In the student's process that name means nothing: an object of theirs that has it
would say what it likes of its own call.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from cnnkit.checks.recording import recording

__all__ = ["Outcome", "run", "run_here"]


@dataclass(frozen=True)
class Outcome:
    """What one call did.

    `value` is the result (None if it raised); `error` the names of the exception's class and its bases, the
    nearest first, empty if nothing was raised; `message` its text; `line` where it happened in the
    student's cell, 0 if unknown; `called` the names of the torch functions and methods that were used;
    `changed` whether an input was written to; `printed` the beginning of what it printed.
    """

    value: Any = None
    error: tuple[str, ...] = ()
    message: str = ""
    line: int = 0
    called: tuple[str, ...] = ()
    changed: bool = False
    printed: str = ""


def run(function: Any, args: tuple, kwargs: dict[str, Any] | None = None, *, seconds: float = 5.0) -> Outcome:
    """`run_here`, or where the function is if `function` is a handle."""
    remote = getattr(type(function), "__cnnkit_call__", None)
    if remote is not None:
        return remote(function, args, kwargs or {}, seconds)
    return run_here(function, args, kwargs, seconds=seconds)


def run_here(
    function: Any, args: tuple, kwargs: dict[str, Any] | None = None, *, seconds: float = 5.0
) -> Outcome:
    """Call `function` on copies of the arguments; never raises for anything that the function does.

    What it prints goes into the outcome only: nbgrader takes a single line on stderr for a failed test. It is
    stopped after `seconds` (where there is SIGALRM, in the main thread) with the error name "TookTooLong".
    """
    if not callable(function):
        return Outcome(error=("NotCallable",), message=type(function).__name__)
    mine, given = copy.deepcopy((args, kwargs or {})), (args, kwargs or {})
    value, error, message, line = None, (), "", 0
    called, sink = set[str](), _Sink()
    try:
        with _quiet(sink), _time_limit(seconds), recording() as called:
            value = function(*mine[0], **mine[1])
    except KeyboardInterrupt:  # the student pressed stop, or the grader's own clock rang
        raise
    except BaseException as problem:
        error = tuple(kind.__name__ for kind in type(problem).__mro__[:-2]) or (type(problem).__name__,)
        message = _safe_text(problem)
        line = _line_of(problem, function)
    try:
        changed = not _same(mine, given)
    except Exception:  # what the function put there cannot even be compared
        changed = True
    return Outcome(value, error, message, line, tuple(sorted(called)), changed, sink.getvalue())


class _TookTooLong(BaseException):
    """Not an Exception, so that a bare `except Exception` in the student's loop does not swallow it."""


_TookTooLong.__name__ = "TookTooLong"


@contextlib.contextmanager
def _quiet(sink: io.StringIO) -> Iterator[None]:
    with warnings.catch_warnings(), contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        warnings.simplefilter("ignore")
        yield


class _Sink(io.StringIO):
    """Keeps the first 1,000 characters and drops the rest, so that a loop full of prints costs no memory."""

    def write(self, text: str, /) -> int:
        super().write(text[: max(0, 1000 - self.tell())])
        return len(text)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: Any) -> None:
        raise _TookTooLong(f"stopped after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _safe_text(problem: BaseException) -> str:
    try:
        return str(problem)
    except Exception:
        return ""


def _line_of(problem: BaseException, function: Any) -> int:
    """The line in the cell that defines the function, not that of a decorator such as `torch.no_grad()`."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    below = problem.__traceback__
    while code and below and below.tb_frame.f_code.co_filename != code.co_filename:
        below = below.tb_next
    return below.tb_lineno if code and below else 0


def _same(a: Any, b: Any) -> bool:
    """Equal in type, shape and every value; NaN equals NaN."""
    if isinstance(b, torch.Tensor):
        return (
            isinstance(a, torch.Tensor)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and bool(((a == b) | (a.isnan() & b.isnan())).all())
        )
    if isinstance(b, np.ndarray):
        return isinstance(a, np.ndarray) and a.shape == b.shape and bool(np.array_equal(a, b))
    if isinstance(b, dict):
        return isinstance(a, dict) and list(a) == list(b) and all(_same(a[key], b[key]) for key in b)
    if isinstance(b, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return a is b or a == b


def call(function: Callable[..., Any], args: tuple, kwargs: dict[str, Any]) -> Outcome:
    """`run` for the grader's own functions (references, typical mistakes): same copies, same quiet, no
    clock.
    """
    return run(function, args, kwargs, seconds=60.0)
