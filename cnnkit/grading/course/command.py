"""`cnnkit grade`: what it says while it works, and its exit codes."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TextIO

from cnnkit.grading.running.grader import Grader
from cnnkit.grading.walls.outputs import on_a_line
from cnnkit.grading.walls.wall import SandboxError

__all__ = ["Request", "prepare", "run"]

UNSAFE = """\
!! --unsafe: NO SANDBOX. What students wrote runs as you, on this machine: it can read your files, the
!! solutions and the other submissions, write to the gradebook, use the network, and go on after the run.
!! Only for work that you have read, or on a machine that holds nothing else."""


@dataclass(frozen=True)
class Request:
    """One command line."""

    problem_set: str
    root: Path
    workers: int
    students: list[str] | None = None
    force: bool = False
    unsafe: bool = False
    db_url: str | None = None
    scheduler: str | None = None


@dataclass
class _Progress:
    """A line for each problem, and one that says how far it is: in place on a terminal, else now and then."""

    stream: TextIO
    every_s: float = 15.0
    stopped: bool = False
    """An interrupt that lands in a destructor is lost there; the next count raises it again."""
    _status: str = ""
    _told: float = field(default_factory=time.monotonic)

    def say(self, line: str) -> None:
        line = on_a_line(line)  # names of students stand in it
        self._write(f"{line}\n{self._status}" if self.stream.isatty() else f"{line}\n")

    def interrupt(self, *_: object) -> NoReturn:
        self.stopped = True
        raise KeyboardInterrupt

    def count(self, done: int, total: int, seconds_left: float) -> None:
        if self.stopped:
            raise KeyboardInterrupt
        status = f"{done} of {total} graded{_left(seconds_left)}"
        if self.stream.isatty():
            self._status = status if done < total else ""
            self._write(self._status)
        elif time.monotonic() - self._told > self.every_s and done < total:
            self._told = time.monotonic()
            self._write(f"{status}\n")

    def _write(self, text: str) -> None:
        clear = "\r\x1b[K" if self.stream.isatty() else ""
        print(f"{clear}{text}", end="", file=self.stream, flush=True)


def run(request: Request, stream: TextIO | None = None) -> int:
    """Grade a set and say so on `stream` (default: standard error, the summary on standard output).

    Returns 0 if every submission has its grade, 1 if not, 2 if course, set or student does not exist.
    """
    progress = _Progress(stream or sys.stderr)
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, progress.interrupt) for number in numbers]
    try:
        with _started(request) as grader:
            return _grade(request, progress, grader)
    except KeyboardInterrupt:
        progress.say("stopped; what is graded is saved, and the same command goes on with the rest")
        return 1
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _started(request: Request) -> AbstractContextManager[Grader | None]:
    """The grader of this machine, unless others grade: it imports torch while nbgrader is imported here."""
    with suppress(SandboxError, OSError):  # grade_set says so, if there is something to grade
        if not request.scheduler:
            return Grader(walled=not request.unsafe)
    return nullcontext()


def prepare() -> None:
    """Before nbgrader is imported: what it needs and what it need not have."""
    # or jsonschema, which nbformat needs, spends a second on a grammar of addresses that no notebook holds
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    # nbgrader calls alembic by name, and this may run without an activated environment
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def _grade(request: Request, progress: _Progress, grader: Grader | None) -> int:
    prepare()
    try:
        from cnnkit.grading.course.course import NotFoundError
        from cnnkit.grading.course.grade import grade_set
    except ModuleNotFoundError as error:
        progress.say(f"grading needs {error.name}: pip install 'cnnkit[grade]'")
        return 1
    if request.unsafe:
        for line in UNSAFE.splitlines():
            progress.say(line)
    try:
        report = grade_set(
            request.root,
            request.problem_set,
            students=request.students,
            workers=request.workers,
            force=request.force,
            unsafe=request.unsafe,
            db_url=request.db_url,
            scheduler=request.scheduler,
            grader=grader,
            say=progress.say,
            progress=progress.count,
        )
    except NotFoundError as error:
        progress.say(f"cnnkit grade: {error}")
        return 2
    except (SandboxError, OSError, ValueError) as error:
        progress.say(f"cnnkit grade: {error}")
        if isinstance(error, SandboxError):
            progress.say("nothing was graded: `cnnkit grade --doctor` says what this machine lacks")
        return 1
    print(on_a_line(f"{request.problem_set}: {report.text}"))
    return 1 if report.failed else 0


def _left(seconds: float) -> str:
    if seconds < 1:
        return ""
    return f", about {seconds / 60:.0f} min left" if seconds > 90 else f", about {seconds:.0f} s left"
