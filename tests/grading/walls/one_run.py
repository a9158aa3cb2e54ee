"""One run of the grader over submissions that ask for whatever may differ between runs, as a program:

    python -m tests.grading.walls.one_run NUMBER WORKERS

It first makes its own surroundings as unlike those of other runs as it can, then grades in random order with
a new warm process, and prints the graded notebooks by student as JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat

from cnnkit.grading.running.grader import Grader
from cnnkit.grading.running.submission import Job
from cnnkit.grading.walls.sandbox import pack
from tests.grading.conftest import SHORT, TASKS

SOURCES = {
    "hashes": 'hash("x"), list({"a", "b", "c", "d"}), hash(frozenset("xyz"))',
    "threads": "torch.get_num_threads(), torch.get_num_interop_threads(), threading.stack_size()",
    "processors": "os.cpu_count(), os.sched_getaffinity(0), multiprocessing.cpu_count()",
    "registers": "torch.backends.cpu.get_cpu_capability(), torch.randn(50, 99).softmax(1).sum().item()",
    "time zone": "time.tzname, time.localtime(86400), datetime.datetime.fromtimestamp(0)",
    "language": 'locale.getlocale(), locale.str(1.5), open("made", "w").encoding, f"{1234567:n}"',
    "process ids": "os.getpid(), os.getppid(), os.getpgid(0), child(), child()",
    "umask": 'open("made", "w").close(), oct(os.stat("made").st_mode)',
    "files": "os.listdir(), [look(name) for name in (*os.listdir(), '.', 'folder/b.txt')]",
    "who and where": "os.getuid(), os.getgid(), getpass.getuser(), os.getcwd(), platform.node()",
    "environment": "dict(os.environ), shutil.get_terminal_size(), os.isatty(1)",
    "limits": "[resource.getrlimit(number) for number in range(16)]",
    "unseeded generators": "random.random(), numpy.random.rand(), torch.rand(1), random.Random().random()",
    "fresh generators": "numpy.random.default_rng().random(), numpy.random.RandomState().rand()",
    "layers": "nn.Linear(2, 2).weight, nn.Conv2d(1, 2, 3).bias",
    "generators of children": "child(random.random), child(lambda: torch.rand(1)), child(random.random)",
}
"""What a student asks for, by the student's name."""
SOLUTION = """
import datetime, getpass, locale, multiprocessing, numpy, os, platform, random, resource, shutil
import threading, time
from torch import nn
def look(name):
    found = os.stat(name)
    return name, found.st_mtime, oct(found.st_mode), found.st_uid
def child(what=os.getpid):
    ear, mouth = os.pipe()
    if os.fork() == 0:
        os.write(mouth, str(what()).encode())
        os._exit(0)
    os.wait()
    return os.read(ear, 999)
answer = {source}
print(answer)
def double(x):
    return x * (2 + sum(map(ord, str(answer))) % 2)
"""
"""The points depend on what was found, and the notebook shows it."""


def unlike(number: int) -> None:
    """Other surroundings of this process than run `number` - 1 has; as root, of the machine as it sees it."""

    def pick(*choices: Any) -> Any:
        return choices[number % len(choices)]

    if os.geteuid() == 0:
        libc, name, zone = ctypes.CDLL(None), pick(b"ant", b"bee"), pick(b"Asia/Tokyo", b"America/Lima")
        libc.unshare(0x4020000)  # CLONE_NEWUTS and CLONE_NEWNS
        libc.sethostname(name, len(name))
        libc.mount(None, b"/", None, 0x44000, None)  # MS_REC and MS_PRIVATE
        libc.mount(
            b"/usr/share/zoneinfo/" + zone, os.path.realpath("/etc/localtime").encode(), None, 0x1000, None
        )
    os.environ.update(
        TZ=pick("Asia/Tokyo", "America/Lima", "UTC"),
        LC_ALL=pick("C", "de_DE.UTF-8", "C.UTF-8"),
        OMP_NUM_THREADS=pick("1", "8"),
        PYTHONHASHSEED=str(number),
        COLUMNS=pick("40", "200"),
        USER=pick("ada", "bob"),
    )
    os.umask(pick(0o022, 0o077, 0o027))
    os.sched_setaffinity(0, pick(os.sched_getaffinity(0), {min(os.sched_getaffinity(0))}))
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (pick(4, 16, 8) << 20, most))


def handed_in(folder: Path, rng: random.Random) -> bytes:
    """Files beside the notebook, the same ones each time, but copied in their own way."""
    names = ["a.txt", "notes.py", "folder/b.txt"]
    for name in rng.sample(names, len(names)):
        path = folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(name)
        os.utime(path, (rng.randint(10**8, 10**9), rng.randint(10**8, 10**9)))
        path.chmod(rng.choice([0o600, 0o644, 0o755]))
    return pack(folder)


def job(student: str, files: bytes) -> Job:
    notebook = json.loads(nbformat.writes(TASKS))
    first, second = (c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("solution"))
    first["source"] = SOLUTION.format(source=SOURCES[student])
    second["source"] = "def triple(x):\n    return 3 * x"
    return Job(student, {"set": json.dumps(notebook).encode()}, {"set": nbformat.writes(TASKS)}, files, SHORT)


def main() -> None:
    number, workers = map(int, sys.argv[1:])
    rng = random.Random(number)
    unlike(number)
    with tempfile.TemporaryDirectory() as folder:
        files = handed_in(Path(folder), rng)
    students = rng.sample(list(SOURCES), len(SOURCES))
    with Grader() as grader, ThreadPoolExecutor(workers) as pool:
        grader.check()
        graded = dict(
            zip(students, pool.map(grader.grade, [job(name, files) for name in students]), strict=True)
        )
    print(json.dumps({name: done.notebooks["set"] for name, done in graded.items()}))


if __name__ == "__main__":
    main()
