"""What connects widgets to the pages that show them: in place of Jupyter's kernel and its comms.

A page changes traits by `change` and is told of other changes through its `Line`; pages of one widget stay in
step.
"""

from __future__ import annotations

import base64
import json
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import comm
import traitlets as t
from comm.base_comm import BaseComm
from ipywidgets.widgets.widget import _remove_buffers

from cnnkit.publish.limits import own_traits
from cnnkit.widgets.base import Widget

__all__ = ["Bridge", "Line", "NoSuchTraitError", "RefusedError", "legal_traits", "snapshot"]

MOST_WAITING = 256
"""Messages kept for a page that does not read; it then has to load the state anew."""


class NoSuchTraitError(LookupError):
    """A page named a trait that the widget does not have, or that no page may change."""


class RefusedError(ValueError):
    """The widget does not take the value; the message is its own."""


class Line:
    """What one open page is still to be told: texts of JSON, and None at the end."""

    def __init__(self, page: str) -> None:
        self.page = page
        self._waiting: queue.Queue[str | None] = queue.Queue(MOST_WAITING)

    def say(self, text: str) -> bool:
        """Whether the page keeps up."""
        try:
            self._waiting.put_nowait(text)
        except queue.Full:
            return False
        return True

    def next(self, timeout_s: float) -> str | None:
        """The next text; raises `queue.Empty` after `timeout_s`."""
        return self._waiting.get(timeout=timeout_s)

    def end(self) -> None:
        """The page's stream ends, and a browser opens another."""
        while True:
            try:
                return self._waiting.put_nowait(None)
            except queue.Full:
                with_room = self._waiting.get_nowait
                try:
                    with_room()
                except queue.Empty:
                    continue


class _Comm(BaseComm):
    """Where ipywidgets would talk to Jupyter, it talks to the bridge."""

    def __init__(self, bridge: Bridge, **kwargs: Any) -> None:
        self._bridge = bridge
        super().__init__(**kwargs)

    def publish_msg(
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any
    ) -> None:
        if msg_type == "comm_msg" and data["method"] in ("update", "custom"):
            self._bridge.tell(self.comm_id, {**data, "buffers": _in_base64(buffers or [])})


class Bridge:
    """All lines, and the one lock under which widgets change: one message at a time, as in a kernel."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}
        self._change = threading.RLock()
        self._book = threading.Lock()
        self._asking = threading.local()

    @contextmanager
    def standing(self) -> Iterator[None]:
        """While it stands, widgets that are made connect to it."""
        before = comm.create_comm, Widget.stills
        comm.create_comm, Widget.stills = lambda **kwargs: _Comm(self, **kwargs), False
        try:
            yield
        finally:
            comm.create_comm, Widget.stills = before

    @contextmanager
    def line(self, widget: Any, page: str) -> Iterator[Line]:
        """A line to `page`, which shows `widget`, until the block ends."""
        mine, key = Line(page), widget.comm.comm_id
        with self._book:
            self._lines.setdefault(key, []).append(mine)
        try:
            yield mine
        finally:
            with self._book:
                if mine in self._lines.get(key, ()):
                    self._lines[key].remove(mine)

    def tell(self, key: str, message: Mapping[str, Any], *, but: str = "") -> None:
        """Send to the pages of the widget with that comm; an answer to a question goes to who asked."""
        page = getattr(self._asking, "page", None) if message["method"] == "custom" else None
        text = json.dumps(message)
        with self._book:
            lines = list(self._lines.get(key, ()))
        for line in lines:
            if line.page != but and page in (None, line.page) and not line.say(text):
                line.end()

    def state(self, widget: Any) -> str:
        with self._change:
            return json.dumps(snapshot(widget))

    def change(self, widget: Any, page: str, state: Mapping[str, Any], files: Mapping[str, str]) -> None:
        """Set traits as `page` asks: `state` holds JSON, `files` the bytes of traits in base64.

        Raises `NoSuchTraitError` before anything is changed, and `RefusedError` where the widget refuses;
        then none is changed, and the page is told so on its line.
        """
        values = {**state, **{name: _bytes(name, text) for name, text in files.items()}}
        if unknown := set(values) - (legal := legal_traits(widget)):
            came, may = ", ".join(sorted(map(repr, unknown))), ", ".join(sorted(legal)) or "none"
            raise NoSuchTraitError(f"a page cannot change {came[:200]}; this one may change: {may}")
        knows = ""  # the page that has these values already
        with self._change:
            try:
                widget.set_state(values)
                knows = page
            except t.TraitError as error:
                raise RefusedError(str(error)) from error
            except Exception as error:  # of an observer: the value is taken, the page says what failed
                raise RefusedError(f"{type(error).__name__}: {error}") from error
            finally:
                now = snapshot(widget, set(values))
                message = {"method": "update", "state": now["state"], "buffer_paths": now["paths"]}
                self.tell(widget.comm.comm_id, {**message, "buffers": now["buffers"]}, but=knows)

    def ask(self, widget: Any, page: str, content: Any) -> None:
        """A message of the widget's own, as a page asks for what is too large for a trait."""
        with self._change:
            self._asking.page = page
            try:
                widget._handle_custom_msg(content, [])
            finally:
                self._asking.page = None

    def end(self) -> None:
        """End all lines."""
        with self._book:
            lines = [line for some in self._lines.values() for line in some]
        for line in lines:
            line.end()


def legal_traits(widget: Any) -> frozenset[str]:
    """The traits that a page may change: those of the widget's class that are in step and not tagged
    `page=False`."""
    traits: Any = widget.traits(sync=True)
    own = own_traits(type(widget))
    return frozenset(name for name in own if traits[name].metadata.get("page", True))


def snapshot(widget: Any, names: set[str] | None = None) -> dict[str, Any]:
    """State as JSON: `state`, and beside it `buffers` in base64, whose places in it are `paths`."""
    keys = None if names is None else sorted(names)
    split: Any = _remove_buffers(widget.get_state(keys))
    state, paths, buffers = split
    shown = {key: value for key, value in state.items() if not key.startswith("_") and key != "layout"}
    return {"state": shown, "paths": paths, "buffers": _in_base64(buffers)}


def _in_base64(buffers: Any) -> list[str]:
    return [base64.b64encode(bytes(buffer)).decode("ascii") for buffer in buffers]


def _bytes(name: str, text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError) as error:
        raise RefusedError(f"{name}: its bytes come in base64, as text") from error
