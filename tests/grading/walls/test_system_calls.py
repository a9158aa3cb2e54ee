"""The allowed system calls: their numbers are the kernel's, and a box truly refuses all others."""

import errno
import json
import os
import struct
from pathlib import Path

import pytest

from cnnkit.grading.walls.box.filter import program
from cnnkit.grading.walls.box.system_calls import ALLOWED, ARCHITECTURES, ARGUMENTS

HEADERS = json.loads((Path(__file__).parents[2] / "golden/system_calls.json").read_text())
CALLS = [*(call for calls in ALLOWED.values() for call in calls), *(rule.call for rule in ARGUMENTS.values())]
EPERM, ENOSYS = errno.EPERM, errno.ENOSYS
ALLOW, KILL = "allow", "kill"

KEPT_OUT = {
    "looks into another process, or steers it": """
        ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_open pidfd_getfd
        pidfd_send_signal perf_event_open move_pages migrate_pages
    """,
    "changes what files are where, or opens them past their folders": """
        mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick
        mount_setattr name_to_handle_at open_by_handle_at mknod mknodat
    """,
    "makes or enters a namespace": """
        unshare setns
    """,
    "speaks to a large and young part of the kernel": """
        bpf userfaultfd io_uring_setup io_uring_enter seccomp io_uring_register modify_ldt
        landlock_create_ruleset landlock_restrict_self pkey_alloc remap_file_pages
    """,
    "holds memory that nobody counts": """
        memfd_create memfd_secret shmget semget msgget mq_open add_key request_key keyctl vmsplice
        splice tee epoll_create epoll_create1 epoll_ctl eventfd eventfd2 timerfd_create signalfd
        signalfd4 timer_create setxattr lsetxattr fsetxattr rt_sigqueueinfo rt_tgsigqueueinfo mlock
        mlockall mlock2
    """,
    "takes from a store of the whole machine": """
        io_setup io_submit inotify_init inotify_init1 fanotify_init sync syncfs membarrier
        ioprio_set sched_setscheduler sched_setattr mbind set_mempolicy
    """,
    "is for whoever runs the machine": """
        syslog vhangup acct swapon swapoff reboot sethostname setdomainname init_module finit_module
        delete_module kexec_load kexec_file_load quotactl quotactl_fd settimeofday clock_settime
        adjtimex clock_adjtime iopl ioperm
    """,
}
"""What must not come into the list, and why."""


def answer(machine: str, number: int, *arguments: int) -> str | int:
    """What the filter says to a call: this is the kernel's machine for filters, in Python."""
    words = struct.pack("<iIQ6Q", number, ARCHITECTURES[machine], 0, *arguments, *[0] * (6 - len(arguments)))
    steps, at, value = list(struct.iter_unpack("HBBI", program(machine))), 0, 0
    while True:
        code, yes, no, k = steps[at]
        at += 1
        if code == 0x20:
            [value] = struct.unpack_from("<I", words, k)
        elif code == 0x06:
            return ALLOW if k == 0x7FFF0000 else KILL if k == 0x80000000 else k & 0xFFFF
        else:
            at += yes if {0x15: value == k, 0x35: value >= k, 0x45: bool(value & k)}[code] else no


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_names_and_numbers_are_those_of_the_kernels_headers(machine):
    assert {call.name: getattr(call, machine) for call in CALLS} == {
        call.name: HEADERS[machine].get(call.name) for call in CALLS
    }
    assert len({call.name for call in CALLS}) == len(CALLS)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_answers_what_is_listed_and_nothing_else(machine):
    plain = {call.name for calls in ALLOWED.values() for call in calls}
    ruled = {rule.call.name for rule in ARGUMENTS.values()}
    for name, number in HEADERS[machine].items():
        if name == "syscalls":  # how many there are
            continue
        if name in plain:
            assert answer(machine, number) == ALLOW, name
        elif name not in ruled:
            assert answer(machine, number) == (ENOSYS if name == "clone3" else EPERM), name
    for reason, names in KEPT_OUT.items():
        assert not plain & set(names.split()), reason
        assert set(names.split()) <= set(HEADERS["x86_64"]), reason
    assert answer(machine, 600) == ENOSYS  # younger than the lists
    assert answer(machine, 0x40000000 + 39) == EPERM  # x32


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("socket", (1,), ALLOW),
        ("socket", (2,), EPERM),
        ("socket", (16,), EPERM),
        ("socketpair", (1,), ALLOW),
        ("socketpair", (40,), EPERM),
        ("setsockopt", (3, 1, 2), ALLOW),
        ("setsockopt", (3, 1, 7), EPERM),  # SO_SNDBUF
        ("setsockopt", (3, 1, 26), EPERM),  # SO_ATTACH_FILTER
        ("fcntl", (3, 1030), ALLOW),
        ("fcntl", (3, 1031), EPERM),  # F_SETPIPE_SZ
        ("fcntl", (3, 6), 0),  # F_SETLK
        ("fcntl", (3, 37), EPERM),  # F_OFD_SETLK
        ("fcntl", (3, 1024), EPERM),  # F_SETLEASE
        ("ioctl", (3, 0x5401), ALLOW),
        ("ioctl", (3, 0x5412), EPERM),  # TIOCSTI
        ("mmap", (0, 4096, 3, 0x22), ALLOW),
        ("mmap", (0, 4096, 3, 0x40022), EPERM),  # MAP_HUGETLB
        ("clone", (0x1200011,), ALLOW),
        ("clone", (0x10000011,), EPERM),  # CLONE_NEWUSER
        ("prctl", (15,), ALLOW),
        ("prctl", (4,), EPERM),  # PR_SET_DUMPABLE, which hides a process from its keeper
        ("prctl", (22,), EPERM),  # PR_SET_SECCOMP
        ("prctl", (0x53564D41,), EPERM),  # PR_SET_VMA
    ],
)
def test_of_some_calls_the_arguments_count(machine, name, arguments, expected):
    assert answer(machine, HEADERS[machine][name], *arguments) == expected


ASK = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(128)
def ask(number, *arguments):
    ctypes.set_errno(0)
    return libc.syscall(number, *arguments), ctypes.get_errno()
print("ANSWERS", [ask(number, *arguments) for number, arguments in {calls}])
"""
SHARED = {
    "events for asynchronous reads": ("io_setup", "65500, buffer"),
    "watchers of files": ("inotify_init1", "0"),
    "queues of messages": ("mq_open", 'b"queue", 0o102, 0o600, None'),
    "keyrings": ("add_key", 'b"user", b"name", b"value", 5, -2'),
    "filters in the kernel": ("seccomp", "1, 0, buffer"),
    "user namespaces": ("unshare", "0x10000000"),
    "huge pages": ("mmap", "0, 1 << 21, 3, 0x40022, -1, 0"),
    "watches of descriptors": ("epoll_create1", "0"),
    "names of memory": ("prctl", "0x53564D41, 0, 0, 0, 0"),
    "leases of files": ("fcntl", "1, 1024, 0"),
}


def test_stores_of_the_whole_machine_cannot_be_taken_from(hand_in):
    machine = HEADERS[os.uname().machine]
    calls = ", ".join(f"({machine[name]}, ({arguments},))" for name, arguments in SHARED.values())
    graded = hand_in(ASK.replace("{calls}", f"[{calls}]"), "def triple(x):\n    return 3 * x")
    assert f"ANSWERS {[(-1, EPERM)] * len(SHARED)}" in graded.shown
    assert graded.points["triple"] == 3


def test_no_terminals_are_made(hand_in):
    """The machine has some thousands, each with buffers of its own."""
    graded = hand_in("import os\nos.openpty()", "def triple(x):\n    return 3 * x")
    assert "FileNotFoundError" in graded.shown
    assert graded.points["triple"] == 3
