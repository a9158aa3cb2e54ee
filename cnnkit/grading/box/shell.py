"""Runs cells in IPython, without a kernel, and answers the judge's questions about what they defined.

One JSON message a line on the talk socket, in both directions:

    {"run": source}  -> any number of {"output": …}, then {"done": the error's name or ""}
    {"ask": question} -> {"answer": …}                       on the student's side, see questions.py
    {"judge": source, "names": […]} -> like "run"; meanwhile {"asks": question} comes out and waits for
                        {"told": answer}                     on the judge's side, see handles.py

What is printed does not come this way: it is in the pipe that is file descriptor 1 and 2.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from cnnkit.grading.box.handles import lend_names
from cnnkit.grading.box.questions import answer

__all__ = ["Shell"]


class Shell:
    """The shell of a box; made in the warm process, used in its forks."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False  # its thread would not survive the fork
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.autocall = 0
        self.ipython = _IPython.instance(config=config)
        self.ipython.enable_tip = False  # type: ignore[attr-defined]
        self.lines: Iterator[bytes] = iter(())

    def serve(self, talk: socket.socket) -> None:
        """Until the grader closes the socket."""
        _Outputs.talk = talk
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            stream = open(descriptor, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
            stream.reconfigure(line_buffering=True)
        self.lines = iter(talk.makefile("rb"))
        for line in self.lines:
            message = json.loads(line)
            if "ask" in message:
                _Outputs.send({"answer": answer(message["ask"], self.ipython.user_ns)})
                continue
            if "judge" in message:
                lend_names(self.ipython.user_ns, message["names"], self._ask)
            self._run(message.get("run") or message.get("judge") or "")

    def _run(self, source: str) -> None:
        name = ""
        try:
            result = self.ipython.run_cell(source, store_history=True)
            problem = result.error_before_exec or result.error_in_exec
            name = "" if problem is None else type(problem).__name__
        except KeyboardInterrupt:
            name = "KeyboardInterrupt"
        sys.stdout.flush()
        sys.stderr.flush()
        _Outputs.send({"done": name})

    def _ask(self, question: dict[str, Any]) -> Any:
        _Outputs.send({"asks": question})
        return json.loads(next(self.lines))["told"]


class _Outputs:
    """Where rich outputs leave the box, one message each."""

    talk: socket.socket | None = None

    @classmethod
    def send(cls, message: dict[str, Any]) -> None:
        if cls.talk is not None:
            cls.talk.sendall(json.dumps(message, default=str).encode() + b"\n")

    @classmethod
    def data(cls, kind: str, data: Any, metadata: Any, **more: Any) -> None:
        output = {"output_type": kind, "data": data, "metadata": metadata or {}, **more}
        cls.send({"output": output})


class _Results(DisplayHook):
    """The value of a cell's last line."""

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

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        name = str(getattr(etype, "__name__", etype))
        try:
            text = str(evalue)
        except BaseException:
            text = ""
        output = {"output_type": "error", "ename": name, "evalue": text, "traceback": list(stb)}
        _Outputs.send({"output": output})
