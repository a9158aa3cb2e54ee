"""The grader's end of one box: sends cells in, takes outputs and answers out, ends it when its clock rings.

Nothing that comes out is trusted. Outputs are bounded, parsed as JSON and cleaned (output_budget.py).
Answers to tests are bounded and passed on unread, because JSON of some megabytes can fill the memory of
whoever parses it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn, Self

from cnnkit.grading.walls.clock import Clock
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.output_budget import OutputBudget, parsed
from cnnkit.grading.walls.outputs import clean_text
from cnnkit.grading.walls.wall import SandboxError

__all__ = ["Answer", "Box", "BoxEndedError", "Ran"]

LONGEST_MESSAGE = 96 << 20

Answer = Callable[[str, float, bytes], bytes]
"""Answers a question of the judge's: its kind, its seconds, its JSON -> JSON."""


@dataclass
class Ran:
    """One cell: its outputs as in a notebook, the error's name ("" if none)."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""
    interrupted: bool = False
    """Its time was up, and it ended when it was told to."""


class BoxEndedError(RuntimeError):
    """The process in the box is gone; the text is a sentence for the grade, `ran` what the cell put out."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.ran = Ran()


class Box:
    """One walled process; see box/shell.py for what goes over its socket."""

    def __init__(
        self, talk: socket.socket, output: int, leash: socket.socket, limits: Limits, *, walled: bool = True
    ) -> None:
        self.limits, self._walled = limits, walled
        self.report: dict[str, Any] = {}
        self._clock, self._budget = Clock(limits.notebook_s), OutputBudget(limits)
        self._talk, self._output, self._leash = talk, output, leash
        self._buffer, self._looked = bytearray(), 0
        os.set_blocking(output, False)
        self._poll = select.poll()
        for descriptor in (talk.fileno(), output, leash.fileno()):
            self._poll.register(descriptor, select.POLLIN)

    def run(self, source: str, timeout_s: float | None = None, *, trusted: bool = False) -> Ran:
        """Run a cell; raises BoxEndedError if the process does not live to the end of it.

        A trusted one is the instructor's and may import what it likes.
        """
        return self._run({"run": source, "trusted": trusted}, timeout_s, None)

    def judge(self, source: str, names: Sequence[str], answer: Answer, timeout_s: float | None = None) -> Ran:
        """Run a test cell; `answer` is called for each question that it has about the student's code."""
        self._budget.renew()
        return self._run({"judge": source, "names": list(names)}, timeout_s, answer)

    def ask(self, question: bytes, timeout_s: float) -> bytes:
        """What the student's side says to one question, unread; what it prints meanwhile is dropped."""
        self._send(b'{"ask": ' + question + b"}")
        self._clock.start(timeout_s)
        with self._budget.dropping():
            return next(data for word, data in self._messages(free="answer") if word == "answer")

    def close(self) -> None:
        self._kill("closed")
        for end in (self._talk, self._leash):
            end.close()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1

    def _run(self, message: dict[str, Any], timeout_s: float | None, answer: Answer | None) -> Ran:
        ran = Ran()
        try:
            self._send(json.dumps(message).encode())
            self._clock.start(timeout_s or self.limits.cell_s)
            for word, data in self._messages(free="asks" if answer else ""):
                if word == "asks" and answer is not None:
                    kind, seconds, question = data.split(b" ", 2)
                    self._send(b'{"told": ' + answer(kind.decode(), float(seconds), question) + b"}")
                elif word == "output":
                    self._budget.rich(data, judged=answer is not None)
                elif word == "done":
                    ran.error, ran.interrupted = _name(data), self._clock.interrupted
                    break
            self._drain()
        except BoxEndedError as ended:
            ended.ran = ran
            raise
        finally:
            ran.outputs = self._budget.take()
        return ran

    def _messages(self, free: str) -> Iterator[tuple[str, bytes]]:
        """What the box says until its time is up; then it is interrupted, and killed if it goes on.

        Messages of the kind `free` may be long: they are passed on, the others count in the flood.
        """
        while True:
            while (line := self._line()) is not None:
                head, _, data = line.partition(b" ")
                word = head.decode("ascii", "replace")
                self._budget.message(0 if word == free else len(data))
                self._stop_a_flood()
                yield word, data
            wait = self._clock.left_s
            if wait <= 0:
                if (what := self._clock.ring()) != "interrupt":
                    self._end(what)
                self._order(what)
                continue
            ready = {descriptor for descriptor, _ in self._poll.poll(wait * 1000)}
            if self._output in ready:
                self._drain(1 << 20)
            if self._talk.fileno() in ready:
                self._receive()
            elif self._leash.fileno() in ready:
                self._end("")

    def _line(self) -> bytes | None:
        """One line of what was received, None if there is no whole one."""
        at = self._buffer.find(b"\n", self._looked)
        if at < 0:
            self._looked = len(self._buffer)
            return None
        line, self._looked = bytes(self._buffer[:at]), 0
        del self._buffer[: at + 1]
        return line

    def _receive(self) -> None:
        try:
            part = self._talk.recv(1 << 20)
        except ConnectionError:
            part = b""
        self._buffer += part
        if len(self._buffer) > LONGEST_MESSAGE:
            self._end("answer")
        if not part:
            self._end("")

    def _drain(self, most: int = 1 << 24) -> None:
        """Read what was printed, up to `most` bytes; keep the beginning."""
        while most > 0:
            try:
                part = os.read(self._output, min(most, 1 << 16))
            except BlockingIOError:
                return
            if not part:  # nobody in the box holds the other end any more
                with suppress(KeyError):
                    self._poll.unregister(self._output)
                return
            most -= len(part)
            self._budget.printed(part)
            self._stop_a_flood()

    def _stop_a_flood(self) -> None:
        if self._budget.is_flood:
            self._end("flood")

    def _send(self, line: bytes) -> None:
        try:
            self._talk.settimeout(max(0.1, min(10.0, self._clock.notebook_left_s)))
            self._talk.sendall(line + b"\n")
        except TimeoutError:
            self._end("answer")
        except OSError:
            self._end("")
        finally:
            self._talk.settimeout(None)

    def _end(self, why: str) -> NoReturn:
        """The process is gone, or goes now: wait for the keeper's report and raise."""
        self._kill(why)
        told = self._last_words(10.0 if why else 1.0)
        if not told:  # it closed its socket and lives on
            self._kill("gone")
            told = self._last_words(10.0)
        self.report = parsed(told) or self.report or {}  # an ended box that is asked again says the same
        if "error" in self.report:
            raise SandboxError(f"no box could be made: {self.report['error']}")
        if not self.report:
            raise SandboxError("a box ended without a word from its keeper, which no submission can reach")
        if self._walled and (self.report.get("why"), self.report.get("code")) == ("crash", -signal.SIGKILL):
            # process 1 of its namespace: nobody inside can do that
            raise SandboxError("a box was killed from outside; is this machine short of memory?")
        raise BoxEndedError(self.limits.says(why or str(self.report.get("why", "crash"))))

    def _last_words(self, wait_s: float) -> bytes:
        told = b""
        self._leash.settimeout(wait_s)
        with suppress(OSError):
            while not told.endswith(b"\n"):
                part = self._leash.recv(4096)
                if not part:
                    break
                told += part
        return told

    def _kill(self, why: str) -> None:
        if why:
            self._order(f"kill:{why}")

    def _order(self, order: str) -> None:
        with suppress(OSError):
            self._leash.send(order.encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _name(data: bytes) -> str:
    """The name of the error that ended a cell."""
    try:
        return clean_text(json.loads(data))[:100] if len(data) < 1000 else "Error"
    except (ValueError, RecursionError):
        return "Error"
