"""Many submissions in a row: nothing grows, nothing is left. 1,000 with --full, a few of each kind else."""

import os
import time
from pathlib import Path

import pytest

RIGHT = ("def double(x):\n    return 2 * x", "def triple(x):\n    return 3 * x")
KINDS = {
    "right": RIGHT,
    "wrong": ("def double(x):\n    return x + x + 1", "def triple(x):\n    return 3"),
    "ends itself": ("import os\nos._exit(3)", RIGHT[1]),
    "leaves a process": ("import subprocess\nsubprocess.Popen(['sleep', '1000'])", RIGHT[1]),
    "opens files and sockets": (
        "import os, socket\nkept = [socket.socketpair() for _ in range(20)], [os.pipe() for _ in range(20)]",
        RIGHT[1],
    ),
    "holds memory": ("import torch\nkept = torch.ones(30_000_000)", RIGHT[1]),
    "prints": ("print('x' * 300_000)", RIGHT[1]),
    "writes files": ("open('/tmp/big', 'wb').write(bytes(5_000_000))", RIGHT[1]),
}


def descendants(process):
    """Process ids below a process."""
    found, parents = [], {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    layer = [process]
    while layer:
        layer = [child for child, parent in parents.items() if parent in layer]
        found += layer
    return found


def memory_mb(process):
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:"))) / 1024


def state(warm):
    """What must stay as it is: open files here, processes there, files on disk; and memory in MB."""
    end = time.monotonic() + 10
    while len(processes := descendants(warm.process.pid)) > warm.at_rest and time.monotonic() < end:
        time.sleep(0.05)  # the last keeper is on its way out
    files = [*warm.folder.rglob("*"), *Path("/tmp").glob("big*")]
    counts = len(os.listdir("/proc/self/fd")), len(processes), len(files)
    return counts, [memory_mb(os.getpid()), *map(memory_mb, processes)]


def test_nothing_grows_and_nothing_is_left(warm, hand_in, pytestconfig):
    # keepers of the test before may be on their way out
    warm.at_rest = min(len(descendants(warm.process.pid)) for _ in range(20) if time.sleep(0.05) is None)
    for code, triple in KINDS.values():  # whatever is loaded on first use is loaded now
        hand_in(code, triple)
    counts, memory = state(warm)
    rounds = 125 if pytestconfig.getoption("--full") else 4
    for _ in range(rounds):
        for kind, (code, triple) in KINDS.items():
            points = hand_in(code, triple).points
            assert points["triple"] == (0 if kind == "wrong" else 3), kind
            assert points["double"] == (3 if kind == "right" else 0), kind
    later_counts, later_memory = state(warm)
    assert later_counts == counts
    assert later_memory == pytest.approx(memory, abs=10)
