"""One line on the terminal that says how far the run is and how fast it goes."""

import sys
import time
from collections.abc import Callable

from cnnkit.training import distributed
from cnnkit.training.history import History
from cnnkit.training.state import State

__all__ = ["Progress"]

QUIET_S, EVERY_S = 2.0, 0.2


class Progress:
    """Overwrites itself; on a terminal only, from rank 0 only, and once two seconds have passed: a notebook
    stays quiet. `log`, where given, gets a line an epoch instead.
    """

    def __init__(self, epochs: int, log: Callable[[str], None] | None) -> None:
        self.epochs, self.log = epochs, log
        self.started, self.shown, self.width = time.perf_counter(), 0.0, 0

    def step(self, run: State, steps: int) -> None:
        """After a step of an epoch that has so many."""
        now = time.perf_counter()
        if now - self.started > QUIET_S and now - self.shown > EVERY_S:
            self.shown = now
            bar = "━" * round(20 * run.step / steps)
            loss, speed = run.loss_sum / run.images, f"{run.images_per_second():,.0f} images/s"
            self._show(f"epoch {run.epoch + 1}/{self.epochs} {bar:─<20} loss {loss:.3f}, {speed}")

    def epoch(self, history: History) -> None:
        """After an epoch has been measured."""
        done = len(history.loss)
        test = f", held out {history.test_accuracy[-1]:.3f}" if history.test_accuracy else ""
        speed = f"{history.images_per_second[-1]:,.0f} images/s, {history.seconds:.0f} s"
        text = f"epoch {done}/{self.epochs}: loss {history.loss[-1]:.3f}{test}, {speed}"
        if self.log is not None and distributed.rank() == 0:
            self.log(text)
        elif time.perf_counter() - self.started > QUIET_S:
            self._show(text, end="\n" if done == self.epochs else "")

    def close(self) -> None:
        """End the line, if there is one: an error may follow."""
        if self.width:
            print(file=sys.stderr, flush=True)
            self.width = 0

    def _show(self, text: str, end: str = "") -> None:
        if self.log is not None or sys.stderr is None or not sys.stderr.isatty() or distributed.rank() != 0:
            return
        print(f"\r{text:<{self.width}}", end=end, file=sys.stderr, flush=True)
        self.width = 0 if end else len(text)
