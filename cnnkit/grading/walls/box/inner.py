"""The second wall: what a fork of the warm process takes from itself before a stranger's code runs in it.

Linux only, no package of others; called between fork and the first cell. Everything here is checked from the
outside by tests/grading/walls/test_box.py and the attacks beside it, not believed.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys

from cnnkit.grading.walls.box.filter import program
from cnnkit.grading.walls.box.memory import MOST_DESCRIPTORS

__all__ = ["become_nobody", "close_wall", "new_namespaces"]

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x1000, 0x4000, 0x40000
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_CAP_AMBIENT = 24, 38, 22, 47
PR_SET_DUMPABLE, PR_SET_PDEATHSIG = 4, 1
STRANGER = 1000
"""User and group id inside; outside it is the unprivileged user that runs the grader."""

NOBODY = 65534
FILES, SHARED_FILES, SHARED_MB = 20_000, 1_000, 64
"""How many names there may be in /tmp and in /dev/shm, and how much in the latter."""

libc = ctypes.CDLL(None, use_errno=True)


def become_nobody() -> None:
    """Started as root: an unprivileged user from here on, who may still write to its own /proc/self."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    _must(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "dumpable")


def new_namespaces() -> None:
    """User, pid, network, ipc and host-name namespaces for the caller (pid: for its children).

    Mounts come later (`close_wall`): the caller must go on seeing its children in /proc.
    """
    user, group = os.geteuid(), os.getegid()
    flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    _must(libc.unshare(flags), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{STRANGER} {user} 1"),
        ("gid_map", f"{STRANGER} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def close_wall(limits: dict[str, float], environment: dict[str, str], hidden_proc: str) -> None:
    """Own mounts, a small clean environment, limits; then give up every right for good.

    The caller is process 1 of its pid namespace. Afterwards /tmp and /dev/shm can be written, nothing else;
    a Python that lies in one of them is there again, as it was: read-only, and covered where it was covered.
    """
    _must(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "pdeathsig")  # should the keeper be killed
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # where memory runs out all the same, the kernel ends this one, not the grader
    _must(libc.unshare(CLONE_NEWNS), "unshare")
    _must(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount /")
    plain, covered = MS_NOSUID | MS_NODEV, _open_python_below("/tmp/", "/dev/shm/")
    _mount_tmpfs("/tmp", plain, f"size={int(limits['disk_mb'])}m,nr_inodes={FILES},mode=1777")
    _mount_tmpfs("/dev/shm", plain, f"size={SHARED_MB}m,nr_inodes={SHARED_FILES},mode=1777")
    for folder, descriptor in covered.items():
        os.makedirs(folder, exist_ok=True)
        source = f"/proc/self/fd/{descriptor}".encode()
        _must(libc.mount(source, folder.encode(), None, MS_BIND | MS_REC, None), f"mount {folder}")
        os.close(descriptor)
    _must(libc.mount(b"proc", b"/proc", b"proc", plain | MS_NOEXEC, None), "mount /proc")
    _mount_tmpfs("/dev/pts", MS_RDONLY, "size=4k")  # terminals are the machine's, with buffers of their own
    _mount_tmpfs(hidden_proc, MS_RDONLY, "size=4k")  # without it the kernel refuses the new /proc
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
    os.environ.clear()
    os.environ.update(environment)
    _limit(limits)
    _give_up_rights()
    _refuse_system_calls()


def _open_python_below(*places: str) -> dict[str, int]:
    """Descriptors of this Python's folders below `places`, by every name they have, the outer ones first."""
    names = {sys.base_prefix, sys.prefix}
    names = sorted(names | {os.path.realpath(name) for name in names})
    return {name: os.open(name, os.O_PATH) for name in names if name.startswith(places)}


def _mount_tmpfs(target: str, flags: int, options: str) -> None:
    _must(libc.mount(b"tmpfs", target.encode(), b"tmpfs", flags, options.encode()), f"mount {target}")


def _limit(limits: dict[str, float]) -> None:
    """Per process; memory and processes of all together are watched from outside (warm.py)."""
    memory = (int(limits["memory_mb"]) << 20) + _data_bytes()
    cpu = int(limits["cpu_s"])
    for what, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, int(limits["file_mb"]) << 20),
        (resource.RLIMIT_NOFILE, MOST_DESCRIPTORS),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, memory + (8 << 30)),  # torch maps much that it never touches
        (resource.RLIMIT_NPROC, int(limits["processes"])),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_SIGPENDING, 1000),
    ):
        resource.setrlimit(what, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))


def _data_bytes() -> int:
    """What this process has from the warm one, which is not counted as the stranger's. In whole MB: a
    notebook can see its limits, and they must be the same everywhere.
    """
    with open("/proc/self/status") as file:
        size = next(int(line.split()[1]) << 10 for line in file if line.startswith("VmData:"))
    return -(-size >> 20) << 20


def _give_up_rights() -> None:
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, 4, 0, 0, 0)
    header = struct.pack("Ii", 0x20080522, 0)
    _must(libc.capset(header, bytes(24)), "capset")
    _must(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _must(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "dumpable")  # the keeper must be able to measure it


def _refuse_system_calls() -> None:
    """All but those of system_calls.py."""
    steps = program(os.uname().machine)
    code = ctypes.create_string_buffer(steps, len(steps))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    pointer = Program(len(steps) // 8, ctypes.cast(code, ctypes.c_void_p))
    _must(libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(pointer), 0, 0), "seccomp")


def _must(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
