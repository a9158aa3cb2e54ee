"""The sets of the course and their tasks, for a student who has one notebook and not the course's folder.

`python -m cnnkit.handin.sets` writes sets.json from tasks/ (`make exercises` calls it); a test compares.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

__all__ = ["SETS", "course_python", "set_of", "tasks_of"]

SETS = Path(__file__).with_name("sets.json")


def written(tasks: Path) -> str:
    """The text of sets.json for the folder tasks/: the grader's Python, the tasks of each set in order."""
    course = tomllib.loads((tasks / "course.toml").read_text("utf-8"))
    sets = {
        path.parent.name: tomllib.loads(path.read_text("utf-8"))["tasks"]
        for path in sorted(tasks.glob("*/set.toml"))
    }
    return json.dumps({"python": course["python"], "sets": sets}, indent=1) + "\n"


@cache
def _table() -> dict:
    return json.loads(SETS.read_text("utf-8"))


def course_python() -> str:
    """The Python that grades, "3.11"."""
    return _table()["python"]


def tasks_of(problem_set: str) -> list[str]:
    """The names of a set's functions, in order."""
    return _table()["sets"][problem_set]


def set_of(names: set[str]) -> str:
    """The set that shares most of these names of functions; "" if none shares any."""
    shared = {one: len(names & set(tasks)) for one, tasks in _table()["sets"].items()}
    best = max(shared, key=lambda one: shared[one])
    return best if shared[best] else ""


if __name__ == "__main__":
    SETS.write_text(written(Path(__file__).parents[2] / "tasks"), "utf-8")
