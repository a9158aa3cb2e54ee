"""The warm process: imports torch and IPython once, then forks a walled process for every notebook.

    python -m cnnkit.grading.walls.box.warm CONTROL_FD WALLED

It must have one thread when it forks, and never have run a backward pass: torch's threads do not survive a
fork. On the control socket comes one message for each box: a header in JSON and three descriptors, which are
the box's talk socket (shell.py), its output pipe, and its leash. On the leash the keeper below gets
"interrupt" and "kill", and answers with one line of JSON when all is over; the stranger's process never
holds it.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import select
import selectors
import signal
import socket
import sys
import tarfile
import time
from contextlib import suppress

from cnnkit.grading.walls.box import inner, pins
from cnnkit.grading.walls.box.memory import WATCH_S, Meter
from cnnkit.grading.walls.box.shell import Shell

WORK = "/tmp/work"
REHEARSALS = 10
"""Forks for nothing: Python changes its own code in memory until it has run some times."""


def main() -> None:
    control, walled = socket.socket(fileno=int(sys.argv[1])), sys.argv[2] == "1"
    shell = warm_up()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        sys.exit(f"the warm process has {threads} threads and cannot fork safely")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are reaped by the system
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's business
    for _ in range(REHEARSALS):
        nobody, gone = socket.socketpair()
        gone.close()
        _next_keeper(shell, nobody, walled)
        nobody.close()
    control.sendall(b"warm\n")
    while _next_keeper(shell, control, walled):
        pass


def _next_keeper(shell: Shell, control: socket.socket, walled: bool) -> bool:
    """Fork a keeper and wait until it has its box to make; False once the grader has gone.

    The keeper receives the request, not this process: its memory must be the same before every fork, or the
    addresses in a box, and with them the order of a set, would depend on how many boxes there were before.
    """
    begun, begun_inside = os.pipe()
    if os.fork() == 0:
        try:
            os.close(begun)
            header, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 3)
            os.write(begun_inside, b"1" if header else b"0")
            os.close(begun_inside)
            control.close()
            if header:
                keep(shell, json.loads(header), descriptors, walled)
        finally:
            os._exit(1)
    os.close(begun_inside)
    told = os.read(begun, 1)  # nothing, where the keeper was killed
    os.close(begun)
    return told != b"0"


def warm_up() -> Shell:
    """Import what most notebooks import, and collect the garbage for good."""
    for name in (
        "numpy.testing", "torch.nn.functional", "torch.optim", "torch._dynamo", "cnnkit.checks",
        "cnnkit.grading.repair.reading",
    ):  # fmt: skip
        importlib.import_module(name)  # _dynamo: some optimizers load it, which takes seconds
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    os.sched_setaffinity(0, os.sched_getaffinity(os.getppid()))  # start.py has left one processor
    pins.pin_python()
    selectors.DefaultSelector = selectors.PollSelector  # for asyncio: epoll's watches are counted by nobody
    torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))])  # loads what the first optimizer loads
    shell = Shell()
    gc.collect()
    gc.freeze()
    return shell


def keep(shell: Shell, request: dict, descriptors: list[int], walled: bool) -> None:
    """The keeper: outside the second wall, it forks the stranger's process, watches it, and ends it."""
    talk, output, leash_fd = descriptors
    leash = socket.socket(fileno=leash_fd)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        files = _receive(leash, request["files_bytes"])
        if walled:
            inner.new_namespaces()
        child = os.fork()
    except OSError as error:
        leash.sendall(json.dumps({"error": str(error)}).encode() + b"\n")
        os._exit(1)
    if child == 0:
        leash.close()
        _become_the_box(shell, request, files, talk, output, walled)
    os.close(talk)
    os.close(output)
    why = _watch(child, leash, request["limits"], walled)
    _, status, usage = os.wait4(child, 0)
    code, cpu_s = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
    if not why:  # process 1 of a namespace gets no SIGXCPU, it is killed at the hard limit
        why = "cpu" if code == -signal.SIGKILL and cpu_s > request["limits"]["cpu_s"] else ""
        why = why or ("crash" if code < 0 else "gone")
    told = {
        "why": why,
        "code": code,
        "cpu_s": cpu_s,
        "rss_mb": usage.ru_maxrss >> 10,
    }
    with suppress(OSError):
        leash.sendall(json.dumps(told).encode() + b"\n")
    os._exit(0)


def _become_the_box(shell: Shell, request: dict, files: bytes, talk: int, output: int, walled: bool) -> None:
    code = 1
    try:
        os.setsid()  # kill(0, …) reaches a process group across namespaces: it must not be the keepers' one
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        os.close(nothing)
        if walled:
            inner.close_wall(request["limits"], request["environment"], request["hidden_proc"])
            os.makedirs(WORK, exist_ok=True)  # a Python in a folder below it is there already
            os.chdir(WORK)
            _unpack(files)
            pins.pin_folders()
        else:
            os.environ.update(request["environment"])
            os.chdir(request["folder"])
            _unpack(files)
        shell.serve(socket.socket(fileno=talk))
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0
    except BaseException as error:
        with suppress(OSError):
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def _unpack(files: bytes) -> None:
    """What was handed in beside the notebook; it runs inside the walls, and what does not fit stays out."""
    if files:
        try:
            with tarfile.open(fileobj=io.BytesIO(files)) as archive:
                archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and later
                archive.extractall(".", [pins.pinned(member) for member in archive])
        except (OSError, tarfile.TarError) as error:
            os.write(2, f"not all files beside the notebook could be unpacked: {error}\n".encode())


def _watch(child: int, leash: socket.socket, limits: dict[str, float], walled: bool) -> str:
    """Until the process ends; why it was killed, if it was."""
    handle = os.pidfd_open(child)
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    poll.register(leash, select.POLLIN | select.POLLHUP)
    end = time.monotonic() + limits["notebook_s"] + 5  # the grader's own clock should ring before this one
    meter, why = Meter(child, limits["memory_mb"], walled), ""
    while not why:
        ready = [descriptor for descriptor, _ in poll.poll(WATCH_S * 1000)]
        if handle in ready:
            break
        if leash.fileno() in ready:
            order = leash.recv(64)
            if order == b"interrupt":
                os.kill(child, signal.SIGINT)
            else:  # "kill:reason", or the grader has gone
                why = order.decode().partition(":")[2] or "closed"
        elif time.monotonic() > end:
            why = "notebook"
        elif meter.is_too_much():
            why = "memory"
    with suppress(ProcessLookupError):
        if why:
            os.kill(child, signal.SIGKILL)  # process 1 of its namespace: all others there end with it
        os.killpg(child, signal.SIGKILL)  # without walls: at least those that stayed in its group
    return why


def _receive(leash: socket.socket, size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = leash.recv(min(missing, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    main()
