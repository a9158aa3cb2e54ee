"""The system calls that a box answers, by name and reason. Every other one is refused.

The list holds what Python, torch, numpy, a shell and the tools beside it were seen to need (strace, and the
whole suite); what an allowed call may take is limited in inner.py and counted in memory.py. filter.py makes
the kernel's filter of it.
"""

from typing import NamedTuple

__all__ = ["ALLOWED", "ARCHITECTURES", "ARGUMENTS", "Call", "Rule"]


class Call(NamedTuple):
    """Its number on x86-64 and on 64-bit ARM; None where that machine has no such call."""

    name: str
    x86_64: int | None
    aarch64: int | None


class Rule(NamedTuple):
    """A call that is answered for some values of one argument alone."""

    call: Call
    argument: int
    allowed: tuple[int, ...] = ()
    """These values only; or, if there are none, all values without the bits of `without`."""
    without: int = 0
    granted: tuple[int, ...] = ()
    """For these values it answers that it was done, and does nothing."""


ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH."""

ARGUMENTS: dict[str, Rule] = {
    "unix sockets: others lead out of the box (vsock: out of a virtual machine)": Rule(
        Call("socket", 41, 198), 0, allowed=(1,)
    ),
    "and pairs of them": Rule(Call("socketpair", 53, 199), 0, allowed=(1,)),
    "SO_REUSEADDR: others make buffers larger, or bring programs into the kernel": Rule(
        Call("setsockopt", 54, 208), 2, allowed=(2,)
    ),
    "descriptors and their flags: no larger pipes; locks, counted by nobody, are said to be got": Rule(
        Call("fcntl", 72, 25), 1, allowed=(0, 1, 2, 3, 4, 1030, 1032), granted=(6, 7)
    ),
    "terminals (is it one? how wide?), and FIONBIO, FIONREAD, FIOCLEX, FIONCLEX": Rule(
        Call("ioctl", 16, 29),
        1,
        allowed=(0x5401, 0x802C542A, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451),
    ),
    "memory, but no huge pages (MAP_HUGETLB), of which the machine has a store": Rule(
        Call("mmap", 9, 222), 3, without=0x40000
    ),
    "processes and threads, but no namespaces (CLONE_NEW…), where a process may have rights again": Rule(
        Call("clone", 56, 220), 0, without=0x7E020000
    ),
    "names, signals and rights: no programs in the kernel (PR_SET_SECCOMP), no names of memory": Rule(
        Call("prctl", 157, 167), 0, allowed=(1, 2, 3, 15, 16, 21, 23, 38, 39)
    ),
}
"""By what is left of each."""

ALLOWED: dict[str, tuple[Call, ...]] = {
    "reads and writes files and folders, of which the mounts show those that may be": (
        Call("read", 0, 63),
        Call("write", 1, 64),
        Call("readv", 19, 65),
        Call("writev", 20, 66),
        Call("pread64", 17, 67),
        Call("pwrite64", 18, 68),
        Call("preadv", 295, 69),
        Call("pwritev", 296, 70),
        Call("preadv2", 327, 286),
        Call("pwritev2", 328, 287),
        Call("open", 2, None),
        Call("openat", 257, 56),
        Call("creat", 85, None),
        Call("close", 3, 57),
        Call("close_range", 436, 436),
        Call("stat", 4, None),
        Call("fstat", 5, 80),
        Call("lstat", 6, None),
        Call("newfstatat", 262, None),
        Call("statx", 332, 291),
        Call("lseek", 8, 62),
        Call("access", 21, None),
        Call("faccessat", 269, 48),
        Call("faccessat2", 439, 439),
        Call("dup", 32, 23),
        Call("dup2", 33, None),
        Call("dup3", 292, 24),
        Call("sendfile", 40, 71),
        Call("copy_file_range", 326, 285),
        Call("fsync", 74, 82),
        Call("fdatasync", 75, 83),
        Call("truncate", 76, 45),
        Call("ftruncate", 77, 46),
        Call("fallocate", 285, 47),
        Call("fadvise64", 221, 223),
        Call("getdents", 78, None),
        Call("getdents64", 217, 61),
        Call("getcwd", 79, 17),
        Call("chdir", 80, 49),
        Call("fchdir", 81, 50),
        Call("rename", 82, None),
        Call("renameat", 264, 38),
        Call("renameat2", 316, 276),
        Call("mkdir", 83, None),
        Call("mkdirat", 258, 34),
        Call("rmdir", 84, None),
        Call("link", 86, None),
        Call("linkat", 265, 37),
        Call("unlink", 87, None),
        Call("unlinkat", 263, 35),
        Call("symlink", 88, None),
        Call("symlinkat", 266, 36),
        Call("readlink", 89, None),
        Call("readlinkat", 267, 78),
        Call("chmod", 90, None),
        Call("fchmod", 91, 52),
        Call("fchmodat", 268, 53),
        Call("chown", 92, None),
        Call("fchown", 93, 55),
        Call("lchown", 94, None),
        Call("fchownat", 260, 54),
        Call("umask", 95, 166),
        Call("utime", 132, None),
        Call("utimes", 235, None),
        Call("futimesat", 261, None),
        Call("utimensat", 280, 88),
        Call("statfs", 137, 43),
        Call("fstatfs", 138, 44),
        Call("flock", 73, 32),
        Call("getxattr", 191, 8),
        Call("lgetxattr", 192, 9),
        Call("fgetxattr", 193, 10),
        Call("listxattr", 194, 11),
        Call("llistxattr", 195, 12),
        Call("flistxattr", 196, 13),
    ),
    "talks within the box, through buffers that the keeper counts (memory.py)": (
        Call("pipe", 22, None),
        Call("pipe2", 293, 59),
        Call("connect", 42, 203),
        Call("accept", 43, 202),
        Call("accept4", 288, 242),
        Call("bind", 49, 200),
        Call("listen", 50, 201),
        Call("shutdown", 48, 210),
        Call("sendto", 44, 206),
        Call("recvfrom", 45, 207),
        Call("sendmsg", 46, 211),
        Call("recvmsg", 47, 212),
        Call("sendmmsg", 307, 269),
        Call("recvmmsg", 299, 243),
        Call("getsockname", 51, 204),
        Call("getpeername", 52, 205),
        Call("getsockopt", 55, 209),
    ),
    "waits": (
        Call("poll", 7, None),
        Call("ppoll", 271, 73),
        Call("select", 23, None),
        Call("pselect6", 270, 72),
        Call("pause", 34, None),
        Call("nanosleep", 35, 101),
        Call("clock_nanosleep", 230, 115),
        Call("sched_yield", 24, 124),
        Call("futex", 202, 98),
        Call("restart_syscall", 219, 128),
        Call("getitimer", 36, 102),
        Call("setitimer", 38, 103),
        Call("alarm", 37, None),
    ),
    "manages memory, which the keeper counts": (
        Call("brk", 12, 214),
        Call("munmap", 11, 215),
        Call("mprotect", 10, 226),
        Call("mremap", 25, 216),
        Call("msync", 26, 227),
        Call("madvise", 28, 233),
        Call("mincore", 27, 232),
    ),
    "makes, ends and signals processes and threads of the box": (
        Call("fork", 57, None),
        Call("vfork", 58, None),
        Call("execve", 59, 221),
        Call("exit", 60, 93),
        Call("exit_group", 231, 94),
        Call("wait4", 61, 260),
        Call("waitid", 247, 95),
        Call("kill", 62, 129),
        Call("tkill", 200, 130),
        Call("tgkill", 234, 131),
        Call("getpid", 39, 172),
        Call("gettid", 186, 178),
        Call("getppid", 110, 173),
        Call("getpgrp", 111, None),
        Call("getpgid", 121, 155),
        Call("setpgid", 109, 154),
        Call("getsid", 124, 156),
        Call("setsid", 112, 157),
        Call("set_tid_address", 218, 96),
        Call("set_robust_list", 273, 99),
        Call("get_robust_list", 274, 100),
        Call("rseq", 334, 293),
        Call("arch_prctl", 158, None),
        Call("rt_sigaction", 13, 134),
        Call("rt_sigprocmask", 14, 135),
        Call("rt_sigreturn", 15, 139),
        Call("rt_sigpending", 127, 136),
        Call("rt_sigtimedwait", 128, 137),
        Call("rt_sigsuspend", 130, 133),
        Call("sigaltstack", 131, 132),
    ),
    "asks and lowers what it may use": (
        Call("getrlimit", 97, 163),
        Call("setrlimit", 160, 164),
        Call("prlimit64", 302, 261),
        Call("getrusage", 98, 165),
        Call("times", 100, 153),
        Call("getpriority", 140, 141),
        Call("setpriority", 141, 140),
        Call("sched_getaffinity", 204, 123),
        Call("sched_setaffinity", 203, 122),
        Call("sched_getparam", 143, 121),
        Call("sched_getscheduler", 145, 120),
        Call("sched_get_priority_max", 146, 125),
        Call("sched_get_priority_min", 147, 126),
        Call("getcpu", 309, 168),
    ),
    "asks who, where and when": (
        Call("getuid", 102, 174),
        Call("geteuid", 107, 175),
        Call("getgid", 104, 176),
        Call("getegid", 108, 177),
        Call("getgroups", 115, 158),
        Call("getresuid", 118, 148),
        Call("getresgid", 120, 150),
        Call("uname", 63, 160),
        Call("sysinfo", 99, 179),
        Call("time", 201, None),
        Call("gettimeofday", 96, 169),
        Call("clock_gettime", 228, 113),
        Call("clock_getres", 229, 114),
        Call("getrandom", 318, 278),
    ),
}
