"""The grader's end of one box: sends cells in, takes outputs and answers out, keeps the clock.

Everything that comes out is a stranger's. Outputs are bounded, parsed as JSON and cleaned; answers to tests
are bounded and passed on unread, because JSON of some megabytes can fill the memory of whoever parses it.
"""

from __future__ import annotations

import json
import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn, Self

from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.outputs import clean_output, clean_text, stream
from cnnkit.grading.walls.wall import SandboxError

__all__ = ["Answer", "Box", "BoxEndedError", "Ran"]

LONGEST_MESSAGE = 96 << 20
LONGEST_OUTPUT = 4 << 20
MESSAGE_BYTES = 500
"""What any message counts in the flood of output: very many small ones take the grader's time."""
GRACE_S = 3.0
"""From an interrupt to the kill."""

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

    def __init__(self, talk: socket.socket, output: int, leash: socket.socket, limits: Limits) -> None:
        self.limits = limits
        self.end = time.monotonic() + limits.notebook_s
        self.report: dict[str, Any] = {}
        self._talk, self._output, self._leash = talk, output, leash
        self._buffer, self._looked = bytearray(), 0
        self._text, self._kept, self._seen = b"", 0, 0
        self._interrupted = False
        os.set_blocking(output, False)
        self._poll = select.poll()
        for descriptor in (talk.fileno(), output, leash.fileno()):
            self._poll.register(descriptor, select.POLLIN)

    def run(self, source: str, timeout_s: float | None = None, *, trusted: bool = False) -> Ran:
        """Run a cell; raises BoxEndedError if the process does not live to the end of it.

        A trusted one is the instructor's and may import what it likes.
        """
        return self._run({"run": source, "trusted": trusted}, timeout_s, None)

    def judge(self, source: str, names: list[str], answer: Answer, timeout_s: float | None = None) -> Ran:
        """Run a test cell; `answer` is called for each question that it has about the student's code."""
        self._kept = self._seen = 0  # what one test prints must not push the next one's score out
        return self._run({"judge": source, "names": names}, timeout_s, answer)

    def ask(self, question: bytes, timeout_s: float) -> bytes:
        """What the student's side says to one question, unread; what it prints meanwhile is dropped."""
        kept = self._kept
        self._send(b'{"ask": ' + question + b"}")
        for word, data in self._messages(min(time.monotonic() + timeout_s, self.end)):
            if word == "answer":
                self._text, self._kept = b"", kept
                return data
            self._count(len(data))
        raise AssertionError

    def close(self) -> None:
        self._kill("closed")
        for end in (self._talk, self._leash):
            end.close()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1

    def _run(self, message: dict[str, Any], timeout_s: float | None, answer: Answer | None) -> Ran:
        ran, rich = Ran(), list[dict[str, Any]]()
        self._interrupted = False
        try:
            self._send(json.dumps(message).encode())
            for word, data in self._messages(
                min(time.monotonic() + (timeout_s or self.limits.cell_s), self.end)
            ):
                if word == "asks" and answer is not None:
                    kind, seconds, question = data.split(b" ", 2)
                    self._send(b'{"told": ' + answer(kind.decode(), float(seconds), question) + b"}")
                    continue
                self._count(len(data))
                if word == "output":
                    rich += self._keep(data, judged=answer is not None)
                elif word == "done":
                    ran.error, ran.interrupted = _name(data), self._interrupted
                    break
            self._drain()
        except BoxEndedError as ended:
            ended.ran = ran
            raise
        finally:
            ran.outputs = [*stream(self._text), *rich]
            self._text = b""
        return ran

    def _keep(self, data: bytes, judged: bool) -> list[dict[str, Any]]:
        """A rich output, cleaned, as long as there is room.

        The judge's results and errors are kept in any case: a test without either counts as passed.
        """
        output = clean_output(_parsed(data)) if len(data) <= LONGEST_OUTPUT else {}
        size = len(json.dumps(output))
        room = self._kept + size <= self.limits.output_kb << 10
        if not output or not (room or judged or (output["output_type"] == "error" and size < 1 << 17)):
            return []
        self._kept += size
        return [output]

    def _messages(self, deadline: float) -> Iterator[tuple[str, bytes]]:
        """What the box says until the deadline; then it is interrupted, and killed if it goes on."""
        interrupted = False
        while True:
            while (line := self._line()) is not None:
                self._count(MESSAGE_BYTES)
                word, _, data = line.partition(b" ")
                yield word.decode("ascii", "replace"), data
            wait = deadline - time.monotonic()
            if wait <= 0:
                whole = deadline >= self.end and not interrupted
                if interrupted or whole:
                    self._end("notebook" if whole else "cell")
                self._order("interrupt")
                self._interrupted = True
                interrupted, deadline = True, deadline + GRACE_S
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
            room = max(0, (self.limits.output_kb << 10) - self._kept)
            self._text += part[:room]
            self._kept += len(part[:room])
            self._count(len(part))

    def _count(self, size: int) -> None:
        self._seen += size
        if self._seen > self.limits.flood_mb << 20:
            self._end("flood")

    def _send(self, line: bytes) -> None:
        try:
            self._talk.settimeout(max(0.1, min(10.0, self.end - time.monotonic())))
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
        self.report = _parsed(told) or {}
        if "error" in self.report:
            raise SandboxError(f"no box could be made: {self.report['error']}")
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


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _name(data: bytes) -> str:
    """The name of the error that ended a cell."""
    try:
        return clean_text(json.loads(data))[:100] if len(data) < 1000 else "Error"
    except (ValueError, RecursionError):
        return "Error"
