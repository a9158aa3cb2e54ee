"""Starts the warm process (warm.py) with what only a new program can have: no rights of root, places in
memory that do not change from start to start, and a stack as large as everywhere.

    python -m cnnkit.grading.walls.box.start CONTROL_FD WALLED

Where the kernel refuses one of the last two, the warm process starts all the same.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from contextlib import suppress

from cnnkit.grading.walls.box import inner

ADDR_NO_RANDOMIZE, ASK = 0x40000, 0xFFFFFFFF
STACK_BYTES = 8 << 20
"""How deep a recursion may go before it crashes, and how large the stack of a thread is."""


def main() -> None:
    if sys.argv[2] == "1" and os.geteuid() == 0:
        inner.become_nobody()  # first: the kernel forgets a personality where an exec changes rights
    libc = ctypes.CDLL(None)
    libc.personality(libc.personality(ASK) | ADDR_NO_RANDOMIZE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_STACK, (STACK_BYTES, STACK_BYTES))
    # libraries make room by the number of processors; warm.py takes the others back
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.execv(sys.executable, [sys.executable, "-P", "-m", "cnnkit.grading.walls.box.warm", *sys.argv[1:]])


if __name__ == "__main__":
    main()
