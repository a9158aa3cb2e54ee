"""The released sets through sandbox and judge: what a notebook earns there is what it earns without walls."""

import contextlib
import copy
import io
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import determine_grade

from cnnkit.grading.running.submission import Job, grade_submission
from tests.exercises.test_banks import HINT, TASKS, candidates, execute

ROOT = Path(__file__).parents[2]
SETS = sorted({path.parent.name for path in ROOT.glob("solutions/*/*.ipynb")})
ROUNDS = max(len(candidates(task)) for task in TASKS.values())


def judged(warm, problem_set, notebook):
    """Points by graded cell, and what each test printed."""
    path = next((ROOT / "solutions" / problem_set).glob("*.ipynb"))
    submitted = {path.stem: nbformat.writes(notebook).encode()}
    done = grade_submission(warm, Job("ada", submitted, {path.stem: path.read_text("utf-8")}))
    cells = nbformat.reads(done.notebooks[path.stem], as_version=4).cells
    tests = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade")]
    text = {c.metadata.nbgrader.grade_id: "".join(o.get("text", "") for o in c.outputs) for c in tests}
    return {c.metadata.nbgrader.grade_id: determine_grade(c)[0] for c in tests}, text


def read(folder, problem_set):
    return nbformat.read(next((ROOT / folder / problem_set).glob("*.ipynb")), as_version=4)


@pytest.mark.parametrize("problem_set", SETS)
@pytest.mark.parametrize(("folder", "share"), [("solutions", 1), ("exercises", 0)])
def test_solutions_earn_all_and_the_untouched_release_nothing(warm, problem_set, folder, share):
    points, _ = judged(warm, problem_set, read(folder, problem_set))
    source = read("solutions", problem_set).cells
    most = {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader.get("points")
        for c in source
        if "nbgrader" in c.metadata
    }
    assert points == {grade_id: share * n for grade_id, n in most.items() if n is not None}


@pytest.mark.parametrize("problem_set", SETS)
@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=[] if n in (0, 7) else [pytest.mark.slow]) for n in range(ROUNDS)]
)
def test_bank_answers_earn_the_same_and_hear_the_same_hints(warm, problem_set, number):
    notebook, space, expected = copy.deepcopy(read("exercises", problem_set)), {"__name__": "__main__"}, {}
    answers = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    for task in (task for task in TASKS.values() if task.set_name == problem_set):
        bank, slug = candidates(task), task.name.replace("_", "-")
        code = bank[number % len(bank)][3]
        answers[f"{slug}-answer"].source = code
        if not expected:
            exec(compile(task.setup, "setup", "exec"), space)
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, f"{slug}-answer", "exec"), space)
        cell = nbformat.from_dict({**task.test, "outputs": execute(task.test.source, space)})
        printed = "".join(out.get("text", "") for out in cell.outputs)
        expected[f"{slug}-test"] = determine_grade(cell)[0], HINT.findall(printed)
    points, text = judged(warm, problem_set, notebook)
    assert {key: (points[key], HINT.findall(text[key])) for key in points} == expected
