"""A thousand notebooks, mangled in one to four ways each, are graded as the intact ones they come from.

mangles.py draws them. They are restored, and what each test would see is compared; some go through the
sandbox and the judge, and points are compared: two samples, each of them all with --full.
"""

import ast
import warnings
from functools import cache
from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from cnnkit.grading.repair.restore import restore
from cnnkit.grading.running.submission import Job, grade_submission
from tests.conftest import sample
from tests.grading.mangles import SETS, STYLES, Mangled, dumped, mangled, original, skeleton

SEEDS = range(1000)
Definitions = dict[str, dict[str, str]]


@cache
def instructors(set_name: str) -> Any:
    return nbformat.reads(skeleton(set_name), as_version=4)


def definitions(notebook: Any) -> Definitions:
    """For each task, what its function reaches when its test is run: names and what they mean there."""
    space, found = dict[str, tuple[str, set[str]]](), Definitions()
    for cell in notebook.cells:
        tags = cell.metadata.get("nbgrader", {})
        if tags.get("grade"):
            task = tags["grade_id"].removesuffix("-test")
            found[task] = _reached(task.replace("-", "_"), space)
        elif cell.cell_type == "code":
            space |= _defined(cell.source)
    return found


@cache
def _defined(source: str) -> dict[str, tuple[str, set[str]]]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    found = {}
    for node in tree.body:
        needs = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = ast.dump(node), needs
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = f"import {alias.name}", set()
        elif isinstance(node, ast.Assign):
            for part in ast.walk(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    found[part.id] = ast.dump(node), needs
    return found


def _reached(name: str, space: dict[str, tuple[str, set[str]]]) -> dict[str, str]:
    reached, waiting = dict[str, str](), [name]
    while waiting:
        name = waiting.pop()
        if name in space and name not in reached:
            reached[name], needs = space[name]
            waiting += needs
    return reached


def worth_nothing(reached: dict[str, str]) -> bool:
    """No function at all, or one that only says that nothing was written."""
    return not reached or all("NotImplementedError" in text for text in reached.values())


def differing(case: Mangled, found: Definitions, intact: Definitions) -> list[str]:
    return [
        task
        for task, reached in intact.items()
        if found[task] != reached
        and task not in case.lost
        and not (worth_nothing(found[task]) and worth_nothing(reached))
    ]


def restored(case_set: str, data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # of halves of numbers, in cells that were split
        return restore(data, instructors(case_set))


def test_what_the_tests_see_of_mangled_notebooks_is_what_they_see_of_intact_ones(pytestconfig):
    intact = {
        f"{name} {style}": definitions(restored(name, dumped(original(name, style)).encode())[0])
        for name in SETS
        for style in STYLES
    }
    seeds, different = sample(SEEDS, 200, pytestconfig), []
    for seed in seeds:
        case = mangled(seed)
        notebook, _ = restored(case.original.split()[0], case.data)
        tasks = differing(case, definitions(notebook), intact[case.original])
        if tasks:
            different.append(f"{seed} {case.original}: {', '.join(case.mangles)}: {', '.join(tasks)}")
    assert len(different) <= len(seeds) // 100, "\n".join(different)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("style", STYLES)
def test_an_intact_notebook_brings_no_note_and_keeps_its_text(name, style):
    intact = original(name, style)
    notebook, notes = restored(name, dumped(intact).encode())
    assert notes == []
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    written = [cell["source"] for cell in intact["cells"] if cell["_tasks"]]
    assert all(text in code for text in written)


def points(warm: Any, name: str, data: bytes) -> dict[str, float]:
    done = grade_submission(warm, Job("student", {name: data}, {name: skeleton(name)}))
    notebook = nbformat.reads(done.notebooks[name], as_version=4)
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {
        cell.metadata.nbgrader.grade_id.removesuffix("-test"): float(determine_grade(cell)[0])
        for cell in tests
    }


def test_mangled_notebooks_get_the_points_of_the_intact_ones(warm, request):
    seeds = sample(SEEDS, 6, request.config)
    intact, different = dict[str, dict[str, float]](), []
    for seed in seeds:
        case = mangled(seed)
        name, style = case.original.split()
        if case.original not in intact:
            intact[case.original] = points(warm, name, dumped(original(name, style)).encode())
        got, due = points(warm, name, case.data), intact[case.original]
        kept = [task for task in due if task not in case.lost]
        if any(got[task] != due[task] for task in kept) or any(got[task] > due[task] for task in case.lost):
            different.append(f"{seed} {case.original}: {', '.join(case.mangles)}: {got} for {due}")
    assert len(different) <= len(seeds) // 100, "\n".join(different)
