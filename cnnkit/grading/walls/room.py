"""The memory that a box may have beside its limit of memory: what stays within other limits, or unseen.

The limit itself covers all pages of its processes, their page tables and maps, and their sockets
(box/memory.py). The rest is small, because the things that would make it large cannot be had
(box/system_calls.py), and it is computed here for the doctor and for book/instructor/safety.md.
"""

from __future__ import annotations

import os
import resource
import time
from contextlib import suppress
from pathlib import Path

from cnnkit.grading.walls.limits import Limits

__all__ = ["beside_mb", "group_mb", "pipes_mb"]

NAME_KB = 1.25
"""A file's inode in a tmpfs, its entry, and the longest name."""
PROCESS_KB = 64
"""A process or thread without its memory: its stack in the kernel, its structures."""
PIPE_PAGES = 16
"""Of a pipe, as long as its user has not more than the soft limit (pipe(7)); then two, which are counted."""
UNLIMITED_MB = 1 << 40
"""Limits of cgroups above this are none."""


def beside_mb(limits: Limits, mb_a_second: float | None = None) -> dict[str, float]:
    """Of each box, in MB, by what it is; how fast memory can be taken is measured, unless it is said."""
    from cnnkit.grading.walls.box import inner, memory

    return {
        "files in /tmp and /dev/shm": limits.disk_mb + inner.SHARED_MB,
        "their names": (inner.FILES + inner.SHARED_FILES) * NAME_KB / 1024,
        "processes and threads as such": limits.processes * PROCESS_KB / 1024,
        "before a process that was refused memory is ended": limits.memory_mb * (memory.SLACK - 1),
        "between two looks of the keeper, at this machine's speed": memory.WATCH_S
        * (mb_a_second or _mb_a_second()),
    }


def pipes_mb(limits: Limits, boxes: int, proc: Path = Path("/proc")) -> float:
    """Of all boxes together, in MB: what waits in pipes, of which a user may fill a number of pages."""
    from cnnkit.grading.walls.box.memory import MOST_DESCRIPTORS

    page_mb = resource.getpagesize() / (1 << 20)
    most = boxes * limits.processes * MOST_DESCRIPTORS * PIPE_PAGES
    try:
        soft = int((proc / "sys/fs/pipe-user-pages-soft").read_text())
    except (OSError, ValueError):
        soft = 16384
    return page_mb * (min(soft, most) if soft else most)  # 0: no limit


def group_mb(proc: Path = Path("/proc"), groups: Path = Path("/sys/fs/cgroup")) -> int | None:
    """What the memory cgroups of this process allow, in MB; None without a limit. It only reads."""
    found = list[int]()
    try:
        lines = [line.split(":", 2) for line in (proc / "self/cgroup").read_text().splitlines()]
    except (OSError, ValueError):
        return None
    for _, kind, path in lines:
        if kind == "":  # version 2
            root, name = groups, "memory.max"
        elif "memory" in kind.split(","):
            root, name = groups / "memory", "memory.limit_in_bytes"
        else:
            continue
        folder = root / path.lstrip("/")
        for each in [folder, *folder.parents]:
            with suppress(OSError, ValueError):  # none there, or "max"
                found.append(int((each / name).read_text()) >> 20)
            if each == root:
                break
    return min((size for size in found if size < UNLIMITED_MB), default=None)


def _mb_a_second() -> float:
    """How fast new memory can be taken by all processors together."""
    started, size = time.perf_counter(), 32 << 20
    taken = bytearray(b"x") * size
    return len(os.sched_getaffinity(0)) * (len(taken) >> 20) / (time.perf_counter() - started)
