"""A class graded while everything that takes part is killed: nothing lost, nothing different, nothing left.

    python -m tests.grading.soak [--submissions 1000] [--seed 0]

What it saw is written to book/instructor/results/soak.json, from which the page about safety tells it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import Any

from distributed import LocalCluster
from sqlalchemy import create_engine, text

from cnnkit.grading.course.course import RECORD
from cnnkit.grading.course.grade import grade_set
from tests.grading.chaos import Chaos
from tests.grading.courses import ROOT, scores, submit, write_course
from tests.grading.postgres import Server

STORED = ROOT / "book" / "instructor" / "results" / "soak.json"
TRIPLE = "def triple(x):\n    return 3 * x"
HONEST = {
    "right": ("def double(x):\n    return 2 * x", TRIPLE),
    "half": ("def double(x):\n    return 2 * x", "def triple(x):\n    return x + 2"),
    "wrong": ("def double(x):\n    return x * x", "def triple(x):\n    return 3"),
    "an error": ("def double(x):\n    return x.twice", TRIPLE),
    "stops": ("import nonsuch\ndef double(x):\n    return 2 * x", TRIPLE),
    "draws": ("import torch\ndef double(x):\n    return 2 * x + (torch.rand(1).item() > 0.5)", TRIPLE),
}
HOSTILE = {
    "ends itself": ("import os\nos._exit(3)", TRIPLE),
    "ends itself when called": ("import os\ndef double(x):\n    os._exit(3)", TRIPLE),
    "leaves a process": ("import subprocess\nsubprocess.Popen(['sleep', '1000'])", TRIPLE),
    "forks": ("import os\nfor _ in range(6):\n    os.fork()", TRIPLE),
    "takes memory": ("kept = bytearray(3_000_000_000)", TRIPLE),
    "floods": ("while True:\n    print('x' * 100_000)", TRIPLE),
    "fills its disk": ("open('/tmp/big', 'wb').write(bytes(300_000_000))", TRIPLE),
    "kills what it sees": ("import os\nos.kill(-1, 9)", TRIPLE),
    "never ends": ("def double(x):\n    while True:\n        pass", TRIPLE),
}
KINDS = HONEST | HOSTILE
SCORES = """
    select submitted.student_id, cell.name, grade.auto_score from grade
    join base_cell cell on cell.id = grade.cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment submitted on submitted.id = submitted_notebook.assignment_id
"""


def soak(submissions: int, seed: int = 0) -> dict[str, Any]:
    """What was done and what is amiss; `amiss` is empty if all is well."""
    begun, rng = time.monotonic(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cnn-soak-", dir="/tmp") as name:
        folder, temporary = Path(name), Path(name) / "tmp"
        temporary.mkdir()
        folder.chmod(0o755)
        mounts = Path("/proc/self/mountinfo").read_text().count("\n")
        expected = _undisturbed(folder / "undisturbed")
        with _small_disk(folder / "course", 20 + submissions // 4) as (root, disk), Server() as server:
            hostile = set(rng.sample(range(submissions), max(1, submissions // 20)))
            who = {
                f"s{i:04}": rng.choice(sorted(HOSTILE if i in hostile else HONEST))
                for i in range(submissions)
            }
            write_course(root)
            for student, kind in who.items():
                submit(root, student, _answers(kind))
            runs, chaos = _grade_in_spite_of(root, temporary, server, disk, submissions, seed)
            amiss = [*chaos.errors, *_differences(root, server, who, expected), *_left(root, temporary)]
        left = Path("/proc/self/mountinfo").read_text().count("\n") - mounts
        amiss += [f"{left} mounts are left"] if left else []
    return {
        "date": f"{date.today():%Y-%m-%d}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "submissions": submissions,
        "hostile": len(hostile),
        "events": dict(sorted(chaos.done.items())),
        "runs": runs,
        "minutes": round((time.monotonic() - begun) / 60, 1),
        "amiss": amiss,
    }


def _answers(kind: str) -> dict[str, str]:
    double, triple = KINDS[kind]
    return {"double-answer": double, "triple-answer": triple}


def _undisturbed(root: Path) -> dict[str, tuple[dict[str, float | None], str]]:
    """By kind: the scores, and the graded notebook word for word."""
    write_course(root)
    names = {f"k{number}": kind for number, kind in enumerate(KINDS)}
    for name, kind in names.items():
        submit(root, name, _answers(kind))
    report = grade_set(root, "mini", workers=1, say=lambda line: None)
    assert not report.failed, report.failed
    found = scores(root)
    return {kind: (found[name], _notebook(root, name)) for name, kind in names.items()}


def _notebook(root: Path, student: str) -> str:
    return (root / "autograded" / student / "mini" / "mini.ipynb").read_text()


def _grade_in_spite_of(
    root: Path, temporary: Path, server: Server, disk: Path | None, submissions: int, seed: int
) -> tuple[int, Chaos]:
    """`cnnkit grade` again and again, here and on dask's workers in turn, until all is graded."""
    command = [sys.executable, "-m", "cnnkit.cli", "grade", "mini", "--root", str(root), "--db", server.url]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    now: list[subprocess.Popen[bytes]] = []

    def grader() -> int:
        return now[0].pid if now and now[0].poll() is None else 0

    clusters: list[Any] = []

    def workers() -> list[int]:
        return [nanny.pid for cluster in clusters for nanny in cluster.workers.values() if nanny.pid]

    def graded() -> int:
        return sum(1 for _ in (root / "autograded").glob(f"*/mini/{RECORD}"))

    chaos = Chaos(graded, max(1, submissions // 50), grader, workers, server, disk, seed)
    chaos.start()
    for number in range(1, 200):
        with _workers(temporary) if number % 2 == 0 else nullcontext() as cluster:
            clusters[:] = [cluster] if cluster else []
            way = ["--scheduler", cluster.scheduler_address] if cluster else ["--workers", "2"]
            with open(temporary.parent / "log", "ab") as log:
                now[:] = [subprocess.Popen([*command, *way], stdout=log, stderr=log, env=environment)]
                code = now[0].wait()
            clusters.clear()
        if code == 0:
            break
    chaos.end()
    subprocess.run(command, env=environment, capture_output=True)  # removes what killed ones have left
    return number, chaos


@contextmanager
def _workers(temporary: Path) -> Iterator[Any]:
    """A dask cluster of one worker, whose grader has `temporary` for its scratch folders."""
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(temporary)
    try:
        place = temporary.with_name("dask")
        options: dict[str, Any] = {"dashboard_address": None, "local_directory": str(place)}
        cluster: Any = LocalCluster(n_workers=1, threads_per_worker=1, **options)
        with cluster:
            yield cluster
    finally:
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before


def _differences(root: Path, server: Server, who: dict[str, str], expected: dict[str, Any]) -> Iterator[str]:
    engine, found = create_engine(server.url), dict[str, dict[str, float]]()
    with engine.connect() as session:
        for student, name, points in session.execute(text(SCORES)):
            found.setdefault(student, {})[name] = points
    engine.dispose()
    for student, kind in who.items():
        points, notebook = expected[kind]
        if found.get(student) != points:
            yield f"{student} ({kind}): {found.get(student)}, not {points}"
        with suppress(FileNotFoundError):
            if _notebook(root, student) == notebook:
                continue
        yield f"{student} ({kind}): another notebook than undisturbed, or none"
    if extra := found.keys() - who.keys():
        yield f"graded and never handed in: {sorted(extra)}"


def _left(root: Path, temporary: Path) -> Iterator[str]:
    for path in [*temporary.iterdir(), *(root / "autograded").glob("*/.*")]:
        yield f"left behind: {path}"
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if str(temporary) in line or str(root) in line:
                yield f"still running: {line[:200]}"


@contextmanager
def _small_disk(folder: Path, size_mb: int) -> Iterator[tuple[Path, Path | None]]:
    """The folder on a disk of its own, where root may mount one; and that disk, None without."""
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(folder)], capture_output=True
        ).returncode
    ):
        yield folder, None
        return
    try:
        folder.chmod(0o755)
        yield folder, folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Grade a class while everything that takes part is killed.")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    found = soak(arguments.submissions, arguments.seed)
    print(json.dumps(found, indent=1))
    STORED.write_text(json.dumps(found, indent=1) + "\n")
    return 1 if found["amiss"] else 0


if __name__ == "__main__":
    sys.exit(main())
