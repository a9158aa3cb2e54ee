"""The time of a box: of the notebook as a whole, and of the one thing that it does now."""

from __future__ import annotations

import time

__all__ = ["Clock"]

GRACE_S = 3.0
"""From an interrupt to the kill."""


class Clock:
    """Rings when a cell or the notebook has had its seconds: first for an interrupt, then for the end."""

    def __init__(self, notebook_s: float) -> None:
        self.interrupted = False
        self._end = self._deadline = time.monotonic() + notebook_s

    def start(self, seconds: float) -> None:
        """Something new begins; it has so many seconds, or what is left of the notebook's."""
        self.interrupted = False
        self._deadline = min(time.monotonic() + seconds, self._end)

    @property
    def left_s(self) -> float:
        """Until it rings."""
        return self._deadline - time.monotonic()

    @property
    def notebook_left_s(self) -> float:
        return self._end - time.monotonic()

    def ring(self) -> str:
        """What is to be done now that the time is up: "interrupt", or why it ends: "cell", "notebook"."""
        if self.interrupted:
            return "cell"
        if self._deadline >= self._end:
            return "notebook"
        self.interrupted = True
        self._deadline += GRACE_S
        return "interrupt"
