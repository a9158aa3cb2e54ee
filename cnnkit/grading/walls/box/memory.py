"""How much memory all processes of one box have, measured by its keeper.

To measure a process exactly takes milliseconds, and a box may have very many; so each look measures a few,
and guesses from what the kernel tells for nothing how much the others have grown. Only where the guess is too
much are all of them measured.
"""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

__all__ = ["Meter"]

AT_ONCE = 4
PAGE_KB = resource.getpagesize() >> 10


class Meter:
    """Watches a process and all that descend from it; what they share with the caller does not count."""

    def __init__(self, child: int, most_mb: float) -> None:
        self.child = child
        self.most_kb = (int(most_mb) << 10) + _measure_kb(os.getpid())
        self._inherited_kb = _resident_kb(os.getpid())
        self._known = dict[int, tuple[int, int]]()
        """By process, the one measured longest ago first: its memory, and what it had resident then."""

    def is_too_much(self) -> bool:
        """Have another look."""
        resident = _family(self.child)
        self._known = {process: known for process, known in self._known.items() if process in resident}
        new = [process for process in resident if process not in self._known]
        self._measure([*new, *self._known][:AT_ONCE], resident)
        if self._sum(resident) > self.most_kb:
            self._measure(list(resident), resident)
        return self._sum(resident) > self.most_kb

    def _measure(self, processes: list[int], resident: dict[int, int]) -> None:
        for process in processes:
            self._known.pop(process, None)
            self._known[process] = _measure_kb(process), resident[process]

    def _sum(self, resident: dict[int, int]) -> int:
        total = 0
        for process, now in resident.items():
            measured, then = self._known.get(process, (0, self._inherited_kb))
            total += measured + max(0, now - then)
        return total


def _family(child: int) -> dict[int, int]:
    """Resident kB of the child and of all that descend from it.

    Within walls, who loses its parent becomes the child's own: it is process 1 there.
    """
    children, resident = dict[int, list[int]](), dict[int, int]()
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with suppress(OSError):
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(name))
                resident[int(name)] = int(fields[21]) * PAGE_KB
    family = [child]
    for member in family:
        family += children.get(member, [])
    return {process: resident.get(process, 0) for process in family}


def _measure_kb(process: int) -> int:
    """Memory that no file backs; a page that several processes share counts in parts.

    A process that hides from this (PR_SET_DUMPABLE) counts with all that it has resident.
    """
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        wanted = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
        return sum(int(line.split()[1]) for line in lines if line.startswith(wanted))
    except PermissionError:
        return _resident_kb(process)
    except OSError:  # it has ended
        return 0


def _resident_kb(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_KB
    return 0
