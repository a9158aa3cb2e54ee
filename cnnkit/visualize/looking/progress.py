"""A line on the terminal that says how far a long run is: once two seconds have passed, and nowhere else."""

import sys
import time
from collections.abc import Iterator

__all__ = ["counted"]

QUIET_S, EVERY_S = 2.0, 0.2


def counted(total: int, what: str) -> Iterator[int]:
    """0 to `total` − 1, as `range` gives them, and meanwhile `what 37/120 ━━━━━━──────────────, 12 s left`.

    It overwrites itself, on a terminal alone: a notebook and a log stay quiet. The line is ended also where
    the loop is left early.
    """
    started, shown, width = time.perf_counter(), 0.0, 0
    try:
        for done in range(total):
            yield done
            now = time.perf_counter()
            if now - started > QUIET_S and now - shown > EVERY_S and sys.stderr and sys.stderr.isatty():
                shown, left = now, (now - started) / (done + 1) * (total - done - 1)
                bar = "━" * round(20 * (done + 1) / total)
                text = f"{what} {done + 1}/{total} {bar:─<20}, {left:.0f} s left"
                print(f"\r{text:<{width}}", end="", file=sys.stderr, flush=True)
                width = len(text)
    finally:
        if width:
            print(file=sys.stderr, flush=True)
