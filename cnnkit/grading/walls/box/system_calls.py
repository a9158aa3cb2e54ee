"""The system calls that a box refuses, by name and reason: what no notebook needs and what has opened walls.

A call is refused for one of the reasons below; all others are allowed, because torch, numpy and the threads
under them make some hundred and fifty, which differ by version and machine. What an allowed call may take is
limited elsewhere (inner.py, memory.py).
"""

from typing import NamedTuple

__all__ = ["ARCHITECTURES", "REFUSED", "Call", "numbers"]


class Call(NamedTuple):
    """Its number on x86-64 and on 64-bit ARM; None where that machine has no such call."""

    name: str
    x86_64: int | None
    aarch64: int | None


ARCHITECTURES = {"x86_64": (0xC000003E, (41, 53)), "aarch64": (0xC00000B7, (198, 199))}
"""AUDIT_ARCH, and the numbers of socket and socketpair, which are allowed for unix sockets alone."""

REFUSED: dict[str, tuple[Call, ...]] = {
    "looks into another process, or steers it": (
        Call("ptrace", 101, 117),
        Call("process_vm_readv", 310, 270),
        Call("process_vm_writev", 311, 271),
        Call("process_madvise", 440, 440),
        Call("kcmp", 312, 272),
        Call("pidfd_getfd", 438, 438),
        Call("perf_event_open", 298, 241),
    ),
    "changes what files are where, or opens them past their folders": (
        Call("mount", 165, 40),
        Call("umount2", 166, 39),
        Call("pivot_root", 155, 41),
        Call("chroot", 161, 51),
        Call("open_tree", 428, 428),
        Call("move_mount", 429, 429),
        Call("fsopen", 430, 430),
        Call("fsconfig", 431, 431),
        Call("fsmount", 432, 432),
        Call("fspick", 433, 433),
        Call("mount_setattr", 442, 442),
        Call("name_to_handle_at", 303, 264),
        Call("open_by_handle_at", 304, 265),
    ),
    "makes or enters a namespace, where a process may have rights again": (
        Call("unshare", 272, 97),
        Call("setns", 308, 268),
    ),
    "speaks to a large and young part of the kernel, where most holes were": (
        Call("bpf", 321, 280),
        Call("userfaultfd", 323, 282),
        Call("io_uring_setup", 425, 425),
        Call("io_uring_enter", 426, 426),
        Call("io_uring_register", 427, 427),
        Call("modify_ldt", 154, None),
        Call("lookup_dcookie", 212, 18),
        Call("nfsservctl", 180, 42),
    ),
    "holds memory that belongs to no process and no folder, so that nobody counts it": (
        Call("memfd_create", 319, 279),
        Call("memfd_secret", 447, 447),
        Call("shmget", 29, 194),
        Call("semget", 64, 190),
        Call("msgget", 68, 186),
        Call("mq_open", 240, 180),
        Call("add_key", 248, 217),
        Call("request_key", 249, 218),
        Call("keyctl", 250, 219),
    ),
    "takes from a store that the whole machine shares (aio-max-nr, inotify's instances)": (
        Call("io_setup", 206, 0),
        Call("io_destroy", 207, 1),
        Call("io_getevents", 208, 4),
        Call("io_submit", 209, 2),
        Call("io_cancel", 210, 3),
        Call("io_pgetevents", 333, 292),
        Call("inotify_init", 253, None),
        Call("inotify_init1", 294, 26),
        Call("fanotify_init", 300, 262),
    ),
    "is for whoever runs the machine": (
        Call("syslog", 103, 116),
        Call("vhangup", 153, 58),
        Call("acct", 163, 89),
        Call("swapon", 167, 224),
        Call("swapoff", 168, 225),
        Call("reboot", 169, 142),
        Call("sethostname", 170, 161),
        Call("setdomainname", 171, 162),
        Call("init_module", 175, 105),
        Call("finit_module", 313, 273),
        Call("delete_module", 176, 106),
        Call("kexec_load", 246, 104),
        Call("kexec_file_load", 320, 294),
        Call("quotactl", 179, 60),
        Call("quotactl_fd", 443, 443),
    ),
}


def numbers(machine: str) -> list[int]:
    """Of the refused calls on "x86_64" or "aarch64"."""
    every = [call for calls in REFUSED.values() for call in calls]
    return sorted(number for call in every if (number := getattr(call, machine)) is not None)
