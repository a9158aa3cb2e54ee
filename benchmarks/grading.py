"""`cnnkit grade` against stock `nbgrader autograde`, in one run: the same submissions, the same two cores.

    make .venv/.for-test && python benchmarks/grading.py [--submissions 40] [--workers 2] [--against CHECKOUT]

Every submission is the solution of the set with a random part of its answers taken out again (seeded). Each
way gets a fresh course folder and gradebook, and its time includes everything, from the first import to the
last grade; of dask, which runs on the same two cores, all but the start of scheduler and workers. The grades
must be the same. Processor seconds are those of all that the machine did meanwhile, so that what a way
leaves to others counts too; on a quiet machine only. `--against` grades with an earlier checkout too, which
has its own environment in .venv. Writes benchmarks/results/grading.json.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import nbformat

from cnnkit.publish.measured import ratio, store

ROOT = Path(__file__).parents[1]
SET = "sizing"
STOCK = """c = get_config()
c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ExecutePreprocessor.timeout = 120
c.ClearSolutions.enforce_metadata = False
"""


def submissions(count: int) -> list[dict[str, str]]:
    """Notebooks by name, as JSON: from hardly started to finished."""
    made, rng = [], random.Random(0)
    for _ in range(count):
        keep, notebooks = rng.random(), {}
        for path in sorted((ROOT / "exercises" / SET).glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            solved = nbformat.read(ROOT / "solutions" / SET / path.name, as_version=4)
            answers = {
                c.metadata.nbgrader.grade_id: c.source for c in solved.cells if "nbgrader" in c.metadata
            }
            for cell in notebook.cells:
                tags = cell.metadata.get("nbgrader", {})
                if tags.get("solution") and rng.random() < keep:
                    cell.source = answers[tags.grade_id]
            notebooks[path.name] = nbformat.writes(notebook)
        made.append(notebooks)
    return made


def course(folder: Path, made: list[dict[str, str]], config: str) -> Path:
    shutil.copytree(ROOT / "solutions" / SET, folder / "solutions" / SET)
    (folder / "nbgrader_config.py").write_text(config)
    for number, notebooks in enumerate(made):
        place = folder / "submitted" / f"student{number:03}" / SET
        place.mkdir(parents=True)
        for name, text in notebooks.items():
            (place / name).write_text(text)
    return folder


def processor_seconds() -> float:
    """What all cores of this machine have worked since it started (Linux; 0 elsewhere)."""
    stat = Path("/proc/stat")
    if not stat.is_file():
        return 0.0
    user, nice, system = map(int, stat.read_text().split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def timed(folder: Path, command: list[str]) -> tuple[float, float]:
    """Wall seconds of a command, and the processor's."""
    binaries = Path(command[0]).parent
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PATH": f"{binaries}:{os.environ['PATH']}"}
    begin, worked = time.perf_counter(), processor_seconds()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - begin, processor_seconds() - worked


@contextmanager
def dask(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers, on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def grades(folder: Path) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "cnn") as book:
        return {s.student.id: s.score for s in book.assignment_submissions(SET)}


def earlier(checkout: Path) -> str:
    told = ["git", "-C", str(checkout), "log", "-1", "--format=cnnkit grade of %cs (%h)"]
    return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description="cnnkit grade against stock nbgrader autograde.")
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="an earlier cnnkit, with its .venv")
    arguments = parser.parse_args()
    made = submissions(arguments.submissions)
    nbgrader = [sys.executable, "-m", "nbgrader"]
    ours = (ROOT / "nbgrader_config.py").read_text()
    release = [*nbgrader, "generate_assignment", SET, "--create", "--force"]
    grade = ["-m", "cnnkit.cli", "grade", SET, "--workers", str(arguments.workers)]
    ways = {
        "stock nbgrader autograde": (STOCK, [*nbgrader, "autograde", SET]),
        "nbgrader autograde in the sandbox": (ours, [*nbgrader, "autograde", SET]),
        "cnnkit grade, sandbox and judge": (ours, [sys.executable, *grade]),
        f"cnnkit grade on {arguments.workers} dask workers": (ours, [sys.executable, *grade, "--scheduler"]),
    }
    if arguments.against:
        ways[earlier(arguments.against)] = (ours, [str(arguments.against / ".venv/bin/python"), *grade])
    load, walls, worked, found = os.getloadavg()[0], dict[str, float](), dict[str, float](), []
    with tempfile.TemporaryDirectory() as temporary:
        for number, (name, (config, command)) in enumerate(ways.items()):
            folder = course(Path(temporary) / str(number), made, config)
            timed(folder, release)
            print(f"{name} …", file=sys.stderr, flush=True)
            if command[-1] == "--scheduler":
                with dask(arguments.workers) as address:
                    walls[name], worked[name] = timed(folder, [*command, address])
            else:
                walls[name], worked[name] = timed(folder, command)
            found.append(grades(folder))
    count, stock, base = arguments.submissions, *next(iter(walls.items()))
    if any(each != found[0] for each in found):
        raise SystemExit(f"the grades differ: {found}")
    told = store(
        "grading",
        title="Grading against stock nbgrader",
        command=f"python benchmarks/grading.py --submissions {count} --workers {arguments.workers}"
        + (" --against CHECKOUT" if arguments.against else ""),
        load=load,
        packages=("torch", "nbgrader"),
        about=f"The same {count} submissions of ten tasks, everything included; all ways gave the same "
        "grades.",
        columns=["way", "seconds a submission", "processor seconds", "throughput"],
        rows=[
            [name, f"{wall / count:.2f}", f"{worked[name] / count:.2f}", f"{base / wall:.1f}"]
            for name, wall in walls.items()
        ],
        ratios=[
            ratio(
                f"{name}, a submission",
                f"nbgrader {version('nbgrader')} autograde",
                wall / count,
                base / count,
                "s",
            )
            for name, wall in walls.items()
            if name != stock
        ],
    )
    print(f"written to {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
