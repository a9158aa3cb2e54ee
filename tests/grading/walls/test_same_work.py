"""The same work, the same grade: graded notebooks of many runs are equal to the last byte.

Each run (one_run.py) is a program with its own warm process, its own order of submissions, one or three
workers, root's rights or nobody's, and surroundings made unlike: time zone, language, umask, processors,
stack, host name, and times and modes of the files. Twenty runs with --full, else two.
"""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT, need
from tests.grading.walls.one_run import SOURCES

NOBODY = 65534
MODULE = "tests.grading.walls.one_run"
ASK = "import torch, numpy, IPython, nbformat, pytest"


def run(number: int, python: str = sys.executable, *, nobody: bool = False) -> dict[str, str]:
    """Graded notebooks by student, of run `number`; `nobody` needs root's rights."""
    other = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if nobody else {}
    environment = {**os.environ, "HOME": "/nowhere", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    line = [python, "-m", MODULE, str(number), str(1 if number % 2 else 3)]
    done = subprocess.run(line, capture_output=True, text=True, cwd="/", env=environment, **other)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def nobody_can_run() -> bool:
    """Whether this is root, and the user nobody may read this Python and this checkout."""
    if os.geteuid() != 0:
        return False
    line = [sys.executable, "-c", "import torch, cnnkit.grading, tests.grading"]
    who = {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": ROOT, "capture_output": True}
    return subprocess.run(line, **who).returncode == 0


def cells(notebook: str) -> list[dict[str, Any]]:
    return json.loads(notebook)["cells"]


@pytest.fixture(scope="module")
def runs(pytestconfig) -> dict[int, dict[str, str]]:
    """What each run gave, by its number."""
    need("bwrap")
    nobody = nobody_can_run()
    numbers = range(20 if pytestconfig.getoption("--full") else 2)
    return {number: run(number, nobody=nobody and number % 4 in (1, 2)) for number in numbers}


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_work_is_graded_alike(runs, source):
    first = cells(runs[0][source])
    assert "answer" in str(first)
    for number, graded in runs.items():
        assert cells(graded[source]) == first, f"run {number}"


def pythons() -> list[str]:
    """Other Pythons with torch and what else the grader needs: on the PATH, and those of CNNKIT_PYTHONS."""
    others = [shutil.which(f"python3.{minor}") for minor in range(11, 16) if minor != sys.version_info.minor]
    others += os.environ.get("CNNKIT_PYTHONS", "").split(":")
    asked = {python: subprocess.run([python, "-c", ASK], capture_output=True) for python in others if python}
    return [python for python, answer in asked.items() if answer.returncode == 0]


@pytest.mark.slow
def test_another_python_grades_alike(runs):
    others = pythons()
    if not others:
        pytest.skip("no second Python with torch, numpy, IPython and nbformat on the PATH")
    own = {"limits"}  # they depend on the interpreter's own memory
    for python in others:
        graded = run(1, python)
        differ = {name for name in SOURCES if cells(graded[name]) != cells(runs[0][name])}
        assert differ <= own, python
