"""How much memory all processes of one box have, measured by its keeper; the kernel's for them included.

What a process holds in the kernel (page tables, maps, descriptors with the pipes behind them) and in unix
sockets is charged with the most that it can be: nobody can see how full a pipe is, or whose.

To measure a process exactly takes milliseconds, and a box may have very many; so each look measures a few,
and guesses from what the kernel tells for nothing how much the others have grown. Only where the guess is too
much are all of them measured.
"""

from __future__ import annotations

import os
import re
import resource
import socket
from contextlib import suppress
from pathlib import Path

__all__ = ["MOST_DESCRIPTORS", "SLACK", "WATCH_S", "Meter", "sockets_kb"]

WATCH_S = 0.1
"""From one look to the next."""
AT_ONCE = 4
SLACK = 1.05
"""A process that asks for more than its limit (RLIMIT_DATA) is told so, which is kinder than its end."""
PAGE_KB = resource.getpagesize() >> 10
MAP_KB = 0.25
"""A map of /proc/PID/maps: its structure, and its share of the tree that holds it."""
DESCRIPTOR_KB = 2 * PAGE_KB
"""Any descriptor: a file's structures, or a pipe with the two pages that each may have (pipe(7))."""
MOST_DESCRIPTORS = 256
"""Of one process."""
DATAGRAMS = 12
"""Messages that may wait at one socket for datagrams, each of its own sender's (net.unix.max_dgram_qlen)."""
SOCKET = re.compile(rb"^[0-9a-f]+: \w+ \w+ \w+ (\d{4}) ", re.MULTILINE)
"""A line of /proc/net/unix: its kind."""


class Meter:
    """Watches a process and all that descend from it; what they share with the caller does not count.

    Walled, the caller is in the box's own network namespace, whose sockets count.
    """

    def __init__(self, child: int, most_mb: float, walled: bool = True) -> None:
        self.child, self.walled = child, walled
        self.most_kb = int(most_mb * SLACK) * 1024 + _measure_kb(os.getpid())
        self._inherited_kb = _resident_kb(os.getpid())
        self._known = dict[int, tuple[int, int]]()
        """By process, the one measured longest ago first: its memory, and what it had resident then."""

    def is_too_much(self) -> bool:
        """Have another look."""
        resident = _family(self.child)
        self._known = {process: known for process, known in self._known.items() if process in resident}
        new = [process for process in resident if process not in self._known]
        self._measure([*new, *self._known][:AT_ONCE], resident)
        most_kb = self.most_kb - (sockets_kb() if self.walled else 0)
        if self._sum(resident) > most_kb:
            self._measure(list(resident), resident)
        return self._sum(resident) > most_kb

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
    """Memory that no file backs, and the kernel's; a page that several processes share counts in parts.

    A process that hides from this counts with all that it has resident.
    """
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        wanted = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
        anonymous = sum(int(line.split()[1]) for line in lines if line.startswith(wanted))
        return anonymous + _kernel_kb(process)
    except PermissionError:
        return _resident_kb(process) + MOST_DESCRIPTORS * DESCRIPTOR_KB
    except OSError:  # it has ended
        return 0


def _kernel_kb(process: int) -> int:
    """The most that the kernel holds for a process: page tables, maps and what its descriptors lead to."""
    folder = Path(f"/proc/{process}")
    found = re.search(r"^VmPTE:\s*(\d+)", (folder / "status").read_text(), re.MULTILINE)
    maps = (folder / "maps").read_bytes().count(b"\n")
    descriptors = len(os.listdir(folder / "fd"))
    tables_kb = int(found[1]) if found else 0  # it is just ending
    return int(tables_kb + maps * MAP_KB + descriptors * DESCRIPTOR_KB)


def sockets_kb() -> int:
    """The most that the unix sockets of the caller's network namespace hold, those in flight included.

    What waits in a socket is charged to its sender, who may be gone; so each counts with a whole buffer.
    """
    table = Path("/proc/self/net/unix").read_bytes()
    kinds = SOCKET.findall(table)  # a name with line breaks can only make more of them
    datagrams = kinds.count(b"0002")
    return int((len(kinds) - datagrams + DATAGRAMS * datagrams) * _socket_kb())


def _socket_kb() -> float:
    """What may wait at one socket: its sender may go beyond the buffer's size by half a buffer."""
    with socket.socket(socket.AF_UNIX) as one:
        return 1.5 * one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) / 1024


def _resident_kb(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_KB
    return 0
