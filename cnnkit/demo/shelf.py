"""The widgets of one run, each made when somebody first asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from cnnkit.demo.table import Demo

__all__ = ["COMPUTES", "Shelf"]

COMPUTES = "cnnkit demo computes"
"""The name of threads beside those of the server."""


class Shelf:
    """`demos` by name and in order; `make(name)` makes the widget of one, once.

    Widgets must be made while the bridge stands.
    """

    def __init__(self, demos: Mapping[str, Demo], make: Callable[[str], Any]) -> None:
        self.demos = demos
        self._make = make
        self._made: dict[str, Any] = {}
        self._locks = {name: threading.Lock() for name in demos}

    def __getitem__(self, name: str) -> Any:
        """Raises KeyError for a demo that is not there."""
        with self._locks[name]:
            if name not in self._made:
                self._made[name] = self._make(name)
            return self._made[name]

    def beside(self, name: str) -> tuple[str | None, str | None]:
        """The demos before and after this one."""
        names = list(self.demos)
        at = names.index(name)
        return names[at - 1] if at else None, names[at + 1] if at + 1 < len(names) else None

    def prepare(self, name: str | None) -> None:
        """Make it in the background: what comes next is there when it is asked for."""
        if name is not None and name not in self._made:
            threading.Thread(target=self._quietly, args=(name,), name=COMPUTES, daemon=True).start()

    def _quietly(self, name: str) -> None:
        try:
            self[name]
        except Exception:  # who asks for it will see the same error
            return
