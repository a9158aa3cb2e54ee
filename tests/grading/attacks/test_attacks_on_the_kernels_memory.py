# ruff: noqa: E501  (the attacks are code in strings)
"""Submissions that take memory of the kernel's, which belongs to no process: it counts, or cannot be had.

Each attack that counts would take three times the limit and more if it went on; all is given back at its end.
"""

from dataclasses import replace

import pytest

from tests.grading.conftest import SHORT

TRIPLE = "def triple(x):\n    return 3 * x"
LIMITS = replace(SHORT, cell_s=40, notebook_s=60, memory_mb=100)
TOO_MUCH, REFUSED = "more than 100 MB of memory", "Operation not permitted"
FORKS = """
import os, time
def fork(times, what):
    "Processes that do it and stay."
    for _ in range(times):
        if os.fork() == 0:
            try: kept = what()
            except OSError as error: print(error.strerror, flush=True)
            time.sleep(60)
"""
ATTACKS = {
    "pairs of sockets, filled": (
        """
import socket
def fill():
    kept = [socket.socketpair() for _ in range(120)]
    for pair in kept:
        for one in pair:
            one.setblocking(False)
            try:
                while True: one.send(bytes(60000))
            except BlockingIOError: pass
    return kept
fork(9, fill); time.sleep(60)""",
        TOO_MUCH,
    ),
    "sockets whose senders have gone": (
        """
import socket
def fill():
    kept = []
    for _ in range(240):
        one, other = socket.socketpair()
        one.setblocking(False)
        try:
            while True: one.send(bytes(60000))
        except BlockingIOError: pass
        one.close()
        kept.append(other)
    return kept
fork(9, fill); time.sleep(60)""",
        TOO_MUCH,
    ),
    "datagrams of many senders": (
        """
import socket
def fill():
    kept = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(200)]
    for number, one in enumerate(kept):
        one.bind(f"/tmp/{os.getpid()}.{number}")
        for _ in range(10):
            sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            sender.setblocking(False)
            try: sender.sendto(bytes(200_000), one.getsockname())
            except OSError: pass
    return kept
fork(4, fill); time.sleep(60)""",
        TOO_MUCH,
    ),
    "descriptors in flight": (
        """
import array, socket
def fill():
    kept = [socket.socketpair() for _ in range(20)]
    for left, right in kept:
        while True:
            cargo = [end for _ in range(50) for end in socket.socketpair()]
            for one in cargo:
                one.setblocking(False)
                try:
                    while True: one.send(bytes(60000))
                except OSError: pass
            left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [one.fileno() for one in cargo]))])
    return kept
fork(9, fill); time.sleep(60)""",
        "Too many references: cannot splice",  # the kernel counts those: as many as one process may have open
    ),
    "larger buffers of sockets": (
        """
import socket
one, other = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 23)""",
        REFUSED,
    ),
    "larger pipes": ("import fcntl\near, mouth = os.pipe()\nfcntl.fcntl(ear, 1031, 1 << 20)", REFUSED),
    "pages in pipes": (
        """
import ctypes, mmap
libc = ctypes.CDLL(None, use_errno=True)
page, (ear, mouth) = mmap.mmap(-1, 4096), os.pipe()
class Part(ctypes.Structure): _fields_ = [("at", ctypes.c_void_p), ("size", ctypes.c_size_t)]
part = Part(ctypes.addressof(ctypes.c_char.from_buffer(page)), 4096)
if libc.vmsplice(mouth, ctypes.byref(part), 1, 0) < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))""",
        REFUSED,
    ),
    "page tables of empty maps": (
        """
import mmap
def touch():
    kept = mmap.mmap(-1, 5 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ)
    for at in range(0, 5 << 30, 1 << 21): kept[at]
    return kept
fork(30, touch); time.sleep(60)""",
        TOO_MUCH,
    ),
    "maps without end": (
        """
import ctypes, mmap
libc = ctypes.CDLL(None)
libc.mprotect.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
def split():
    kept = mmap.mmap(-1, 60_000 * 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(kept))
    for page in range(0, 60_000, 2): libc.mprotect(start + 4096 * page, 4096, mmap.PROT_READ)
    return kept
fork(30, split); time.sleep(60)""",
        TOO_MUCH,
    ),
    "watches of descriptors": ("import select\nselect.epoll()", REFUSED),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_memory_of_the_kernels_counts_or_cannot_be_had(hand_in, what):
    code, reason = ATTACKS[what]
    graded = hand_in(FORKS + code, TRIPLE, limits=LIMITS)
    assert reason in graded.shown
    assert graded.points == {"double": 0, "triple": 3}


def test_locks_without_end_take_nothing(hand_in):
    """The kernel limits neither their number nor their memory; in a box they are only said to be got."""
    code = """
import fcntl, sqlite3, time
with open("/tmp/locked", "wb") as file:
    for at in range(1000): fcntl.lockf(file, fcntl.LOCK_EX, 1, 2 * at)
with open("/proc/locks") as table: print("LOCKS", table.read().count("POSIX"))
with sqlite3.connect("/tmp/table.db") as book: book.execute("create table t (x)")
def double(x): return 2 * x
"""
    graded = hand_in(code, TRIPLE)
    assert "LOCKS 0" in graded.shown
    assert graded.total == 6
