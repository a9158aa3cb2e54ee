"""What is the same in every box, so that the same work gets the same grade: today, tomorrow, after a restart,
on another machine, as root or as anybody.

Some of it is set where it must be: the environment in wall.py, the stack and the addresses in start.py, the
threads in warm.py. What cannot be pinned is told to instructors in book/instructor/safety.md.
"""

from __future__ import annotations

import os
import random
from contextlib import suppress
from tarfile import TarInfo
from typing import Any

__all__ = ["FILE_TIME", "pin_folders", "pin_python", "pinned", "seed"]

FILE_TIME = 946_684_800
"""2000-01-01 00:00 UTC, of all that was handed in: a copy has other times, a zip even another zone's."""
PROCESSORS = 2
"""What Python says of the machine: so many threads and processes are made where nobody says how many."""


def pin_python() -> None:
    """Once, in the warm process: what Python tells of the machine, and where unseeded generators begin."""
    import numpy.random.bit_generator

    os.umask(0o022)
    os.cpu_count = lambda: PROCESSORS
    os.sched_getaffinity = lambda pid: set(range(PROCESSORS))
    if hasattr(os, "process_cpu_count"):
        setattr(os, "process_cpu_count", os.cpu_count)  # noqa: B010  (Python 3.13 and later)
    # default_rng() and RandomState() ask this one for their seed
    numpy.random.bit_generator.randbits = _fresh.getrandbits  # type: ignore[attr-defined]
    random.Random.seed = _seed  # type: ignore[method-assign]


_with_seed, _fresh = random.Random.seed, random.Random(0)
_drawn = list[int]()
"""The seed of the process that is about to be forked."""


def _seed(self: random.Random, a: Any = None, version: int = 2) -> None:
    """random.Random.seed, but without a seed the next number of ours is taken, not one of the system's."""
    _with_seed(self, _fresh.getrandbits(64) if a is None else a, version)


def seed() -> None:
    """In each box: every warm process has drawn seeds of its own, and a fork seeds `random` anew."""
    import numpy
    import torch

    random.seed(0)
    numpy.random.seed(0)
    torch.manual_seed(0)
    os.register_at_fork(
        before=lambda: _drawn.append(_fresh.getrandbits(64)), after_in_child=lambda: random.seed(_drawn[-1])
    )


def pinned(member: TarInfo) -> TarInfo:
    """A file that was handed in, without what depends on how it was copied."""
    member.mtime, member.mode, member.uid, member.gid = FILE_TIME, 0o644, 0, 0
    return member


def pin_folders() -> None:
    """The folder where the notebook runs and those that came with it: they would have this moment's time."""
    for folder, _, _ in os.walk("."):
        with suppress(OSError):
            os.utime(folder, (FILE_TIME, FILE_TIME))
