"""The kernel's filter (seccomp) of the lists in system_calls.py."""

from __future__ import annotations

import errno
import struct

from cnnkit.grading.walls.box.system_calls import ALLOWED, ARCHITECTURES, ARGUMENTS, Rule

__all__ = ["program"]

LOAD, EQUAL, AT_LEAST, ANY_BIT, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x50000
X32 = 0x40000000
CLONE3 = 435
"""Its flags lie in memory, where a filter cannot see them; told that it is unknown, libraries take clone."""
UNKNOWN = 451
"""Calls from here on are younger than the lists: programs go on without where they are told so."""

Step = tuple[int, int, int, int]
"""A step of a filter: what it does, how many steps it skips if so and if not, and a number."""


def program(machine: str) -> bytes:
    """For "x86_64" or "aarch64": what is not allowed answers EPERM; another architecture's calls end the
    process. Raises OSError for another machine.
    """
    if machine not in ARCHITECTURES:
        legal = ", ".join(ARCHITECTURES)
        raise OSError(errno.ENOSYS, f"no system call filter for {machine}; legal: {legal}")
    every = (getattr(call, machine) for calls in ALLOWED.values() for call in calls)
    steps: list[Step] = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, ARCHITECTURES[machine]),
        (ANSWER, 0, 0, KILL),
        (LOAD, 0, 0, 0),
        (AT_LEAST, 0, 1, X32),
        (ANSWER, 0, 0, ERROR | errno.EPERM),
    ]
    for number in every:
        if number is not None:
            steps += [(EQUAL, 0, 1, number), (ANSWER, 0, 0, ALLOW)]
    for rule in ARGUMENTS.values():
        block = _block(rule)
        steps += [(EQUAL, 0, len(block), getattr(rule.call, machine)), *block]
    steps += [
        (EQUAL, 1, 0, CLONE3),
        (AT_LEAST, 0, 1, UNKNOWN),
        (ANSWER, 0, 0, ERROR | errno.ENOSYS),
        (ANSWER, 0, 0, ERROR | errno.EPERM),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _block(rule: Rule) -> list[Step]:
    """The steps for a call whose argument counts: its lower half, which is all that the kernel looks at."""
    steps: list[Step] = [(LOAD, 0, 0, 16 + 8 * rule.argument)]
    for value in rule.granted:
        steps += [(EQUAL, 0, 1, value), (ANSWER, 0, 0, ERROR)]
    for value in rule.allowed:
        steps += [(EQUAL, 0, 1, value), (ANSWER, 0, 0, ALLOW)]
    if rule.without:
        steps += [(ANY_BIT, 1, 0, rule.without), (ANSWER, 0, 0, ALLOW)]
    return [*steps, (ANSWER, 0, 0, ERROR | errno.EPERM)]
