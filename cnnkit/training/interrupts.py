"""Ctrl-C, and the SIGTERM of a batch system, held back until a step is done and saved."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cnnkit.training import distributed

__all__ = ["held_back"]


@contextmanager
def held_back(wanted: bool) -> Iterator[list[int]]:
    """The signal that waits, for the loop to raise again when it has saved; a second one acts at once.

    Several processes would stop after different steps, and only the main thread may handle signals: elsewhere
    they act as ever.
    """
    waiting: list[int] = []
    before: dict[int, Any] = {}
    if wanted and distributed.count() == 1 and threading.current_thread() is threading.main_thread():
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        before = {n: handler for n, handler in handlers.items() if handler not in (None, signal.SIG_IGN)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def wait(number: int, frame: object) -> None:
        waiting.append(number)
        restore()

    for number in before:
        signal.signal(number, wait)
    try:
        yield waiting
    finally:
        restore()
    if waiting:  # it came while the last epoch was measured
        signal.raise_signal(waiting.pop())
