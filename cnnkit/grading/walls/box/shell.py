"""Runs cells in IPython, without a kernel, and answers the judge's questions about what they defined.

One message a line on the talk socket. In come objects in JSON:

    {"run": source, "trusted": bool}    a cell; an instructor's is trusted: it may import what it likes
    {"ask": question}                   on the student's side, see questions.py
    {"judge": source, "names": […]}     a test cell, on the judge's side, see handles.py
    {"told": answer}                    to a question of the judge's: all that the student's side said of it

Out come a word and JSON, so that whoever relays them need not parse what a stranger wrote:

    output {…}    one rich output of the cell
    done "error"  the end of the cell, the error's name or ""
    answer {…}
    asks KIND SECONDS {…}

What is printed does not come this way: it is in the pipe that is file descriptor 1 and 2.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from cnnkit.grading.walls.box.handles import StudentError, give_back, lend_names
from cnnkit.grading.walls.box.imports import guard
from cnnkit.grading.walls.box.pins import seed
from cnnkit.grading.walls.box.questions import answer
from cnnkit.grading.walls.box.values import ValuesError

__all__ = ["Shell"]

LONGEST_ANSWER = 90 << 20


class Shell:
    """The shell of a box; made in the warm process, used in its forks."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False  # its thread would not survive the fork
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.autocall = 0
        path = sys.path.copy()
        self.ipython = _IPython.instance(config=config)
        sys.path[:] = path  # the folder of the moment has come in; `serve` knows the right one
        self.ipython.enable_tip = False  # type: ignore[attr-defined]
        self.lines: Iterator[bytes] = iter(())

    def serve(self, talk: socket.socket) -> None:
        """Until the grader closes the socket."""
        _Outputs.talk, _Outputs.owner = talk, os.getpid()
        seed()
        sys.path.insert(0, os.getcwd())  # modules that were handed in with the notebook
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            stream = open(descriptor, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
            stream.reconfigure(line_buffering=True)
        self.lines = iter(talk.makefile("rb"))
        for line in self.lines:
            message = json.loads(line)
            if "ask" in message:
                guard(True)
                self._answer(message["ask"])
                continue
            guard("judge" not in message and not message.get("trusted"))
            give_back(self.ipython.user_ns)
            if "judge" in message:
                with suppress(StudentError, ValuesError, RecursionError):  # then the test misses the name
                    lend_names(self.ipython.user_ns, message["names"], self._ask)
            self._run(message.get("run") or message.get("judge") or "")

    def _run(self, source: str) -> None:
        name = ""
        try:
            with _interruptible():
                result = self.ipython.run_cell(source, store_history=True)
                problem = result.error_before_exec or result.error_in_exec
                name = "" if problem is None else type(problem).__name__
        except KeyboardInterrupt:
            name = "KeyboardInterrupt"
        sys.stdout.flush()
        sys.stderr.flush()
        _Outputs.send("done", json.dumps(name))

    def _answer(self, question: dict[str, Any]) -> None:
        told: dict[str, Any] = {"error": "KeyboardInterrupt", "text": "it took too long"}
        with suppress(KeyboardInterrupt), _interruptible():
            told = answer(question, self.ipython.user_ns)
        try:
            text = json.dumps(told)
        except (ValueError, TypeError, RecursionError) as error:  # such as an int of 5,000 digits
            text = json.dumps({"error": "ValuesError", "text": f"a value that cannot be sent: {error}"})
        if len(text) > LONGEST_ANSWER:
            text = json.dumps({"error": "ValuesError", "text": f"more than {LONGEST_ANSWER >> 20} MB"})
        _Outputs.send("answer", text)

    def _ask(self, question: dict[str, Any], kind: str, seconds: float) -> Any:
        _Outputs.send(f"asks {kind} {seconds:g}", json.dumps(question))
        try:
            return json.loads(next(self.lines))["told"]
        except (ValueError, RecursionError, MemoryError) as error:
            return {"error": "DamagedAnswer", "text": str(error)[:200]}


@contextmanager
def _interruptible() -> Iterator[None]:
    """An interrupt ends what runs in here; one that comes too late must not end the process."""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Outputs:
    """Where rich outputs leave the box, one message each."""

    talk: socket.socket | None = None
    owner = 0

    @classmethod
    def send(cls, word: str, text: str) -> None:
        if os.getpid() != cls.owner:
            os._exit(
                0
            )  # a fork of the student's that went on to here: two shells on one line answer by chance
        if cls.talk is not None:
            cls.talk.sendall(f"{word} {text}\n".encode())

    @classmethod
    def data(cls, kind: str, data: Any, metadata: Any, **more: Any) -> None:
        output = {"output_type": kind, "data": data, "metadata": metadata or {}, **more}
        cls.send("output", json.dumps(output, default=str))


class _Results(DisplayHook):
    """The value of a cell's last line."""

    def quiet(self) -> bool:
        """Whether the cell ends with a semicolon; where it has none, IPython need not look for its end."""
        cells = self.shell.history_manager.input_hist_parsed  # type: ignore[union-attr]
        return bool(cells) and ";" in cells[-1] and bool(super().quiet())

    def start_displayhook(self) -> None: ...

    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        _Outputs.data("execute_result", format_dict, md_dict, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None: ...


class _Displays(DisplayPublisher):
    """`display(...)`."""

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        _Outputs.data("display_data", data, metadata)

    def clear_output(self, wait: bool = False) -> None: ...


class _IPython(InteractiveShell):
    displayhook_class = _Results  # type: ignore[assignment]
    display_pub_class = _Displays  # type: ignore[assignment]
    system = InteractiveShell.system_raw  # a command's output goes to the same pipe

    def transform_cell(self, raw_cell: str) -> str:
        """IPython's commands put into Python. What is Python already need not be taken apart for that; of a
        single line it is not known: `ls` is a name, and a command.
        """
        if "\n" in raw_cell.strip():
            try:
                with warnings.catch_warnings(action="ignore"):  # they come when it is compiled
                    ast.parse(raw_cell)
                return f"{raw_cell}\n"
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                pass
        return super().transform_cell(raw_cell)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        name = str(getattr(etype, "__name__", etype))
        try:
            text = str(evalue)
        except BaseException:
            text = ""
        output = {"output_type": "error", "ename": name, "evalue": text, "traceback": list(stb)}
        _Outputs.send("output", json.dumps(output, default=str))
