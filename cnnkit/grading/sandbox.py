"""The grader's side of the sandbox: `Warm` starts the warm process, `Box` talks to one fork of it.

    with Warm() as warm, warm.box(Limits()) as box:
        ran = box.run("print(1 + 1)")

Everything that comes out of a box is a stranger's: it is bounded, parsed as JSON, and cleaned. Nothing here
imports torch.
"""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cnnkit.grading import wall
from cnnkit.grading.limits import Limits
from cnnkit.grading.outputs import clean_output, stream
from cnnkit.grading.wall import SandboxError

__all__ = ["Box", "BoxEndedError", "Ran", "SandboxError", "Warm", "pack"]

LONGEST_MESSAGE = 96 << 20
GRACE_S = 3.0
"""From an interrupt to the kill."""


class BoxEndedError(RuntimeError):
    """The process in the box is gone; the text is a sentence for the grade."""


@dataclass
class Ran:
    """One cell: its outputs as in a notebook, the error's name ("" if none)."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""


class Warm:
    """The warm process, in its walls; boxes are made from any thread."""

    def __init__(self, *, walled: bool = True) -> None:
        self.walled = walled
        self.folder = Path(tempfile.mkdtemp(prefix="cnn-grade-"))
        self.folder.chmod(0o755)
        self._lock = threading.Lock()
        view = self.folder / "view"
        wall.write_view(view)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        place = Path("/course") if walled else view
        start = [*(wall.command(view) if walled else []), sys.executable, "-m", "cnnkit.grading.box.warm"]
        with theirs, open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [*start, str(theirs.fileno()), str(int(walled))],
                env={**wall.ENVIRONMENT, "PYTHONPATH": str(place)},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
            )
        self._control = ours
        if ours.recv(64) != b"warm\n":
            self.process.wait(10)
            told = (self.folder / "log").read_text(errors="replace").strip()
            self.close()
            raise SandboxError(f"the sandbox did not start: {told[-800:] or 'no word from it'}")

    def box(self, limits: Limits, files: bytes = b"", folder: Path | None = None) -> Box:
        """A fresh walled process in a folder of its own that holds `files` (see `pack`).

        Unwalled, it runs in `folder`.
        """
        talk, talk_inside = socket.socketpair()
        leash, leash_inside = socket.socketpair()
        output, output_inside = os.pipe()
        request = {
            "limits": limits.as_dict(),
            "environment": wall.ENVIRONMENT,
            "hidden_proc": wall.HIDDEN_PROC,
            "files_bytes": len(files),
            "folder": str(folder or self.folder),
        }
        inside = [talk_inside.fileno(), output_inside, leash_inside.fileno()]
        try:
            with self._lock:
                socket.send_fds(self._control, [json.dumps(request).encode()], inside)
            leash.sendall(files)
        except OSError as error:
            for end in (talk, leash):
                end.close()
            os.close(output)
            raise SandboxError(f"the warm process is gone: {error}") from error
        finally:
            talk_inside.close()
            leash_inside.close()
            os.close(output_inside)
        return Box(talk, output, leash, limits)

    def close(self) -> None:
        """End the warm process and every box with it."""
        if hasattr(self, "_control"):
            self._control.close()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Box:
    """One walled process."""

    def __init__(self, talk: socket.socket, output: int, leash: socket.socket, limits: Limits) -> None:
        self.limits = limits
        self.end = time.monotonic() + limits.notebook_s
        self.report: dict[str, Any] = {}
        self._talk, self._output, self._leash = talk, output, leash
        self._buffer = b""
        self._text, self._kept, self._seen = b"", 0, 0
        os.set_blocking(output, False)

    def run(self, source: str, timeout_s: float | None = None) -> Ran:
        """Run a cell; raises BoxEndedError if the process does not live to the end of it."""
        return self._run({"run": source}, timeout_s, None)

    def judge(
        self, source: str, names: list[str], answer: Callable[[Any], Any], timeout_s: float | None = None
    ) -> Ran:
        """Run a test cell; `answer` is called for each question that it has about the student's code."""
        return self._run({"judge": source, "names": names}, timeout_s, answer)

    def ask(self, question: Any, timeout_s: float) -> Any:
        """The student's side of one question; what it prints is dropped."""
        self._send({"ask": question})
        for message in self._messages(min(time.monotonic() + timeout_s, self.end)):
            if "answer" in message:
                self._text = b""
                return message["answer"]
        raise AssertionError

    def close(self) -> None:
        self._kill("closed")
        for end in (self._talk, self._leash):
            end.close()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1

    def _run(self, message: dict[str, Any], timeout_s: float | None, answer: Any) -> Ran:
        ran = Ran()
        self._send(message)
        deadline = min(time.monotonic() + (timeout_s or self.limits.cell_s), self.end)
        rich = list[dict[str, Any]]()
        try:
            for message in self._messages(deadline):
                if "output" in message:
                    rich += self._keep(message["output"])
                elif "asks" in message and answer is not None:
                    self._send({"told": answer(message["asks"])})
                elif "done" in message:
                    ran.error = str(message["done"])[:100]
                    break
        finally:
            self._drain()
            ran.outputs = [*stream(self._text), *rich]
            self._text = b""
        return ran

    def _keep(self, output: Any) -> list[dict[str, Any]]:
        """A rich output, cleaned, as long as there is room."""
        cleaned = clean_output(output)
        size = len(json.dumps(cleaned))
        if not cleaned or (
            self._kept + size > self.limits.output_kb << 10 and output["output_type"] != "error"
        ):
            return []
        self._kept += size
        return [cleaned]

    def _messages(self, deadline: float) -> Iterator[dict[str, Any]]:
        """What the box says until the deadline; then it is interrupted, and killed if it goes on."""
        interrupted = False
        while True:
            while b"\n" in self._buffer:
                line, self._buffer = self._buffer.split(b"\n", 1)
                yield _parsed(line) or self._end("answer")
            wait = deadline - time.monotonic()
            if wait <= 0:
                whole = deadline >= self.end and not interrupted
                if interrupted or whole:
                    self._end("notebook" if whole else "cell")
                self._leash.send(b"interrupt")
                interrupted, deadline = True, deadline + GRACE_S
                continue
            ready, _, _ = select.select([self._talk, self._output, self._leash], [], [], wait)
            if self._output in ready:
                self._drain(1 << 20)
            if self._talk in ready:
                part = self._receive()
                self._buffer += part
                if len(self._buffer) > LONGEST_MESSAGE:
                    self._end("answer")
                if not part:
                    self._end("")
            elif self._leash in ready:
                self._end("")

    def _receive(self) -> bytes:
        try:
            return self._talk.recv(1 << 20)
        except ConnectionError:
            return b""

    def _drain(self, most: int = 1 << 24) -> None:
        """Read what was printed, up to `most` bytes; keep the beginning."""
        while most > 0:
            try:
                part = os.read(self._output, min(most, 1 << 16))
            except (BlockingIOError, OSError):
                return
            if not part:
                return
            most -= len(part)
            self._seen += len(part)
            room = max(0, (self.limits.output_kb << 10) - self._kept)
            self._text += part[:room]
            self._kept += len(part[:room])
            if self._seen > self.limits.flood_mb << 20:
                self._end("flood")

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        try:
            self._talk.settimeout(max(0.1, min(30.0, self.end - time.monotonic())))
            self._talk.sendall(data)
        except OSError:
            self._end("")
        finally:
            self._talk.settimeout(None)

    def _end(self, why: str) -> Any:
        """The process is gone, or goes now: wait for the keeper's report and raise."""
        self._kill(why)
        told = b""
        self._leash.settimeout(10)
        try:
            while not told.endswith(b"\n"):
                part = self._leash.recv(4096)
                if not part:
                    break
                told += part
        except OSError:
            pass
        self.report = _parsed(told.strip()) or {}
        if "error" in self.report:
            raise SandboxError(f"no box could be made: {self.report['error']}")
        raise BoxEndedError(self.limits.says(why or str(self.report.get("why", "crash"))))

    def _kill(self, why: str) -> None:
        if why:
            with suppress(OSError):
                self._leash.send(f"kill:{why}".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def pack(folder: Path, *, skip: tuple[str, ...] = (".ipynb",), most_mb: int = 50) -> bytes:
    """The plain files of a folder as a tar; links, special files and what is too much stay out."""
    data, total = io.BytesIO(), 0
    with tarfile.open(fileobj=data, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.suffix in skip or path.is_symlink() or not path.is_file():
                continue
            total += path.stat().st_size
            if total > most_mb << 20:
                break
            archive.add(path, str(path.relative_to(folder)), recursive=False)
    return data.getvalue()


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
