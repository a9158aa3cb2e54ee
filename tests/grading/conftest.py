"""One warm process for all sandbox tests, and a tiny course to hand work in to."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade

from cnnkit.grading.running.submission import Job, grade_submission
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import Warm
from tests.conftest import need

SHORT = Limits(cell_s=4, notebook_s=20, cpu_s=10, memory_mb=400, disk_mb=20, file_mb=10, flood_mb=2)
ENVIRONMENT_CANARY = "canary-of-the-environment"


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    need("bwrap")
    os.environ["CANARY"] = ENVIRONMENT_CANARY  # a password of the grader's, say
    with Warm() as warm:
        warm.wait()  # or its start counts as the first notebook's time
        yield warm
    del os.environ["CANARY"]


@dataclass
class Graded:
    """What became of a submission."""

    points: dict[str, float]
    """By test cell."""
    notebook: Any
    notes: list[str]
    seconds: float
    shown: str = field(init=False)
    """All that the notebook shows of the run: outputs and notes, not the cells."""

    def __post_init__(self) -> None:
        outputs = [cell.get("outputs", []) for cell in self.notebook.cells]
        self.shown = json.dumps(outputs, ensure_ascii=False) + "\n".join(self.notes)

    @property
    def total(self) -> float:
        return sum(self.points.values())


def cell(kind: str, label: str, source: str, points: float = 0) -> Any:
    """A cell of an instructor's: setup, answer or test."""
    tags = {
        "grade_id": label,
        "schema_version": 3,
        "task": False,
        "locked": kind != "answer",
        "solution": kind == "answer",
        "grade": kind == "test",
        **({"points": points} if kind == "test" else {}),
    }
    return new_code_cell(source, metadata={"nbgrader": tags})


def course(*cells: Any) -> Any:
    """A notebook of an instructor's."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=[new_markdown_cell("# A set"), *cells], metadata={"kernelspec": kernel})


TASKS = course(
    cell("setup", "setup", "import torch\nfrom cnnkit import checks"),
    cell("answer", "double-answer", "def double(x):\n    return 2 * x  # canary-of-the-solution"),
    cell(
        "test",
        "double",
        """
secret = "canary-of-the-hidden-test"
checks.grade(
    "double",
    lambda: double,
    [checks.Case(1, checks.values(seed, 3)) for seed in (101, 102, 103)],
    expected=lambda x: 2 * x,
)""",
        3,
    ),
    cell("answer", "triple-answer", "def triple(x):\n    return 3 * x"),
    cell(
        "test",
        "triple",
        """
secret = "canary-of-the-hidden-test"
for n in (2, 5):
    got = triple(n)
    print(n, got)
    assert got == 3 * n and type(got) is int
x = torch.arange(4.0)
assert torch.allclose(triple(x), 3 * x)
""",
        3,
    ),
)
"""Two tasks of 3 points, one tested with `checks.grade`, one with assert."""


@pytest.fixture
def hand_in(warm: Warm, released):
    """hand_in(code, …): the first answer cell holds `code`, the second one `triple`."""

    def hand_in(
        code: str = "pass",
        triple: str = "pass",
        *,
        limits: Limits = SHORT,
        files: bytes = b"",
        submitted: bytes | None = None,
        tasks: Any = TASKS,
    ) -> Graded:
        submitted = submitted or json.dumps(released(code, triple, tasks)).encode()
        done = grade_submission(
            warm, Job("mallory", {"set": submitted}, {"set": nbformat.writes(tasks)}, files, limits)
        )
        graded = nbformat.reads(done.notebooks["set"], as_version=4)
        tests = [c for c in graded.cells if c.metadata.get("nbgrader", {}).get("grade")]
        points = {c.metadata.nbgrader.grade_id: float(determine_grade(c)[0]) for c in tests}
        return Graded(points, graded, done.notes, done.seconds)

    return hand_in


@pytest.fixture
def released():
    """released(code): the tiny course as JSON, as it is handed in; by default nothing is solved in it."""

    def released(code: str = "pass", triple: str = "pass", tasks: Any = TASKS) -> dict[str, Any]:
        notebook = json.loads(nbformat.writes(tasks))
        answers = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
        for answer, source in zip(answers, (code, triple), strict=False):
            answer["source"] = source
        return notebook

    return released


@pytest.fixture
def course_on_disk(tmp_path: Path) -> Path:
    """Files of the grader's that no submission may read."""
    for name in (
        "solutions/cnnkit-canary/set.ipynb",
        "cnnkit-canary/gradebook.db",
        "submitted/alice/cnnkit-canary/set.ipynb",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("canary-of-the-course")
        path.chmod(0o666)
    return tmp_path
