"""Kills and breaks what grades a course, at random and as often as the grading gets on."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.grading.postgres import Server
from tests.grading.processes import boxes, descendants, keepers

__all__ = ["Chaos"]


class Chaos(threading.Thread):
    """One event each time that `every` more submissions have their grade, all kinds in turn, shuffled.

    `grader` gives the process of `cnnkit grade`, 0 if there is none; `workers` those of dask; `disk` is a
    folder on a small disk of its own, None where none could be had.
    """

    def __init__(
        self,
        graded: Callable[[], int],
        every: int,
        grader: Callable[[], int],
        workers: Callable[[], list[int]],
        server: Server,
        disk: Path | None,
        seed: int = 0,
    ) -> None:
        super().__init__(daemon=True)
        self.done, self.errors = Counter[str](), list[str]()
        self._graded, self._every, self._grader, self._workers = graded, every, grader, workers
        self._server, self._disk, self._random = server, disk, random.Random(seed)
        self._over = threading.Event()
        self._kinds: dict[str, Callable[[], bool]] = {
            "grader": lambda: self._kill([grader()] if grader() else []),
            "warm process": lambda: self._kill(self._warm()),
            "keeper": lambda: self._kill(keepers(os.getpid())),
            "box": lambda: self._kill(boxes(os.getpid())),
            "dask worker": lambda: self._kill(workers()),
            "PostgreSQL started anew": self._restart,
            **({"full disk": self._fill} if disk else {}),
        }

    def run(self) -> None:
        deck, seen = list[str](), 0
        while not self._over.wait(0.05):
            if self._graded() < seen + self._every:
                continue
            deck = deck or self._random.sample(sorted(self._kinds), len(self._kinds))
            kind = deck[-1]
            try:
                if self._kinds[kind]():  # else there is none of it now
                    deck.pop()
                    self.done[kind] += 1
                    seen = self._graded()
                else:
                    deck.insert(0, deck.pop())
            except Exception as error:
                self.errors.append(f"{kind}: {error!r}")
                return

    def end(self) -> None:
        self._over.set()
        self.join()

    def _warm(self) -> list[int]:
        return [p for p in descendants(os.getpid()) if _command(p).endswith("bwrap")]

    def _kill(self, found: list[int]) -> bool:
        if not found:
            return False
        with suppress(ProcessLookupError):
            os.kill(self._random.choice(found), signal.SIGKILL)
            return True
        return False

    def _restart(self) -> bool:
        self._server.stop()
        time.sleep(0.5)
        self._server.start()
        return True

    def _fill(self) -> bool:
        """No room for some time, from a moment at which something is graded."""
        if not self._grader() or self._disk is None:
            return False
        ballast = self._disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 16)):
                pass
        time.sleep(3)
        ballast.unlink()
        return True


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().partition(b"\0")[0].decode()
    except OSError:
        return ""
