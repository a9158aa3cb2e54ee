"""Every answer in the banks gets what it deserves: right ones all points, wrong ones fewer and the intended
hint.

A candidate runs in this process: the notebook's setup cell, the candidate in place of the answer cell, the
test cell; the points are nbgrader's own reading of the output. How a task and its bank are written:
README.md beside this file.
"""

import ast
import contextlib
import inspect
import io
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
import torch
from nbgrader.utils import determine_grade

from cnnkit.checks import Example, Outcome, run, running
from cnnkit.checks.running import _same
from tests.conftest import sample
from tests.exercises.mutants import mutants

ROOT = Path(__file__).parents[2]
HINT = re.compile(r"hint \[([a-z0-9-]+)\]")


@dataclass(frozen=True)
class Task:
    """One task of a notebook and its three code cells."""

    set_name: str
    name: str
    story: str
    setup: str
    answer: str
    self_check: str
    test: nbformat.NotebookNode

    def run(self, code: str, wrap=None) -> tuple[float, float, str]:
        """Points, points to reach, and what the test cell printed, for `code` in place of the answer."""
        space = self.after(code)
        if wrap and self.name in space:
            space[self.name] = wrap(space[self.name])
        cell = nbformat.from_dict({**self.test, "outputs": execute(self.test.source, space)})
        printed = "".join(out.get("text", "") or "\n".join(out.get("traceback", [])) for out in cell.outputs)
        return *determine_grade(cell), printed

    def after(self, code: str) -> dict:
        """The names of a notebook whose setup cell has run, and `code` in place of the answer."""
        space: dict = {"__name__": "__main__"}
        # a broken answer cell leaves its name undefined, as in a kernel
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(self.setup, "setup", "exec"), space)
            exec(compile(code, f"{self.name}-answer", "exec"), space)
        return space

    def passes_its_examples(self, code: str) -> tuple[bool, str]:
        """Whether the self-check calls every example right, and what it printed."""
        printed = "".join(out.get("text", "") for out in execute(self.self_check, self.after(code)))
        return bool(re.search(r"^\w+: (\d+) of \1 examples right\.$", printed, re.MULTILINE)), printed

    def examples(self) -> list[Example]:
        """Those of the self-check, wanted results included."""
        space, kept = self.after(""), []
        space["checks"] = SimpleNamespace(
            Example=Example, self_check=lambda name, student, examples, **options: kept.extend(examples)
        )
        exec(self.self_check, space)
        return kept


def execute(source: str, space: dict) -> list[nbformat.NotebookNode]:
    """Run a cell as a kernel would and return its outputs in notebook form."""
    tree, outputs, value = ast.parse(source), [], None
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            exec(compile(tree, "cell", "exec"), space)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), space) if last else None
        except Exception as problem:
            kind = type(problem).__name__
            outputs.append(
                nbformat.v4.new_output("error", ename=kind, evalue=str(problem), traceback=[str(problem)])
            )
    for name, stream in (("stdout", out), ("stderr", err)):
        if stream.getvalue():
            outputs.append(nbformat.v4.new_output("stream", name=name, text=stream.getvalue()))
    if value is not None:
        outputs.append(nbformat.v4.new_output("execute_result", data={"text/plain": repr(value)}))
    return outputs


def tasks() -> dict[tuple[str, str], Task]:
    found = {}
    for path in sorted(ROOT.glob("solutions/*/*.ipynb")):
        every = nbformat.read(path, 4).cells
        cells = {cell.metadata.nbgrader.grade_id: cell for cell in every if "nbgrader" in cell.metadata}
        for grade_id, cell in cells.items():
            if grade_id.endswith("-test"):
                slug = grade_id.removesuffix("-test")
                name = slug.replace("-", "_")
                story = every[every.index(cells[f"{slug}-answer"]) - 1].source
                code = cells["setup"].source, cells[f"{slug}-answer"].source, cells[f"{slug}-try"].source
                found[path.parent.name, name] = Task(path.parent.name, name, story, *code, cell)
    return found


TASKS = tasks()


def candidates(task: Task) -> list[tuple[str, str, str, str]]:
    """(kind, hint key, title, code) for every `# %% right TITLE` and `# %% wrong idea [KEY] TITLE` of the
    task's bank; kinds of wrong answers are idea and edge, each also hidden.
    """
    path = ROOT / "tests" / "exercises" / task.set_name / f"{task.name}.py"
    head, *chunks = re.split(r"^# %% ", path.read_text(), flags=re.MULTILINE) if path.exists() else [""]
    read = []
    for chunk in chunks:
        title, _, code = chunk.partition("\n")
        match = re.fullmatch(r"(right|wrong (?:idea|edge)(?: hidden)?)(?: \[([a-z0-9-]+)\])? (.+)", title)
        assert match, f"{path}: cannot read the heading '# %% {title}'"
        assert (match[1] != "right") == bool(match[2]), (
            f"{path}: '# %% {title}' (a wrong answer names its hint)"
        )
        read.append((match[1], match[2] or "", match[3], head + code))
    return read


EVERY = [(task, *candidate) for task in TASKS.values() for candidate in candidates(task)]


def ids(values) -> list[str]:
    return [f"{v[0].set_name}-{v[0].name}-{v[1]}-{v[3]}".replace(" ", "-") for v in values]


@pytest.mark.parametrize(("task", "kind", "key", "title", "code"), EVERY, ids=ids(EVERY))
def test_candidate_gets_what_it_deserves(task, kind, key, title, code, monkeypatch):
    if key == "took-too-long":  # what never ends is stopped sooner here; a right answer has its 5 seconds
        monkeypatch.setattr(running, "_time_limit", lambda seconds, limit=running._time_limit: limit(seconds / 20))
    points, total, printed = task.run(code)
    if kind == "right":
        assert points == total, printed
        assert "hint" not in printed
    else:
        assert HINT.findall(printed)[:1] == [key], printed
        assert points <= total / 2 if "idea" in kind else 0.7 * total <= points < total, printed
        passes, tried = task.passes_its_examples(code)
        assert passes == ("hidden" in kind), tried
        assert points >= total - 2 or not passes, "the self-check should have shown this"


each_task = pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: f"{task.set_name}-{task.name}")


@each_task
def test_bank_is_large_enough_and_without_copies(task):
    bank = candidates(task)
    assert sum(kind == "right" for kind, *_ in bank) >= 5
    assert sum(kind != "right" for kind, *_ in bank) >= 8
    assert len({ast.dump(ast.parse(code)) for *_, code in bank}) == len(bank)
    assert len({(kind, title) for kind, _, title, _ in bank}) == len(bank)


@each_task
def test_every_named_mistake_has_its_wrong_answer(task):
    named = set(re.findall(r'Mistake\(\s*"([a-z0-9-]+)"', task.test.source))
    assert named <= {key for _, key, _, _ in candidates(task)}


@each_task
def test_task_is_worth_ten_points_and_its_metadata_is_in_order(task):
    assert task.test.metadata.nbgrader.points == 10
    assert task.test.metadata.nbgrader.schema_version == 3
    assert task.test.metadata.nbgrader.locked
    assert not task.test.outputs
    public = re.sub(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", "", task.test.source, flags=re.DOTALL)
    assert all(line.startswith("#") for line in public.split("\n") if line)


OFF_LIMITS = re.compile(r"off_limits=\[(.*?)\]", re.DOTALL)


@each_task
def test_what_is_off_limits_is_said_in_the_story_and_by_the_self_check(task):
    hidden, tried = (
        re.findall(r'"(.+?)"', "".join(OFF_LIMITS.findall(source)))
        for source in (task.test.source, task.self_check)
    )
    assert sorted(hidden) == sorted(tried)
    said = task.story.partition("Off limits:")[2].partition("<details>")[0]
    assert all(pattern.strip("*") in said.lower() for pattern in hidden)


BROKEN = {
    "untouched": ("not-written", "def {name}(*args, **kwargs):\n    raise NotImplementedError()"),
    "empty": ("not-defined", ""),
    "syntax error": ("not-defined", "def {name}(*args, **kwargs)\n    return 1"),
    "not a function": ("not-callable", "{name} = 3"),
    "wrong arguments": ("error", "def {name}():\n    return 1"),
    "raises": ("error", "def {name}(*args, **kwargs):\n    return [][0]"),
    "raises what is wanted for bad input": (
        "error",
        "def {name}(*args, **kwargs):\n    raise ValueError('0, 1, 2, 3, 4, 5')",
    ),
    "exits": ("error", "def {name}(*args, **kwargs):\n    raise SystemExit"),
    "returns nothing": ("none", "def {name}(*args, **kwargs):\n    pass"),
    "returns text": ("type", "def {name}(*args, **kwargs):\n    return 'seven'"),
    "returns itself": ("type", "def {name}(*args, **kwargs):\n    return {name}"),
    "warns and prints": ("none", "def {name}(*a, **k):\n    import sys\n    print('x', file=sys.stderr)"),
}


@each_task
@pytest.mark.parametrize("trouble", BROKEN)
def test_broken_answer_earns_a_hint_and_never_breaks_the_test_cell(task, trouble):
    key, code = BROKEN[trouble]
    if trouble == "returns text" and isinstance(task.examples()[0].want, str):
        key = "value"  # a task that asks for a word gets one
    points, _, printed = task.run(code.format(name=task.name))
    assert points <= (2 if key == "none" else 0), printed  # None is right in a case of padding_for
    assert key in HINT.findall(printed), printed
    assert "Traceback" not in printed


class Handle:
    """What the judge has in place of a student's function: only plain values pass."""

    def __init__(self, function):
        self._function = function

    def __cnnkit_call__(self, args, kwargs, seconds) -> Outcome:
        outcome = run(self._function, plain(args), plain(kwargs), seconds=seconds)
        return Outcome(**plain(vars(outcome)))


def plain(value):
    """A copy of a value that could be written as JSON with tensors; anything else is refused."""
    if isinstance(value, torch.Tensor):
        return torch.tensor(value.tolist(), dtype=value.dtype).reshape(value.shape)
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    if type(value) is dict:
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    assert value is None or type(value) in (bool, int, float, str), f"{type(value)} would have to cross"
    return value


@each_task
def test_test_cell_works_through_a_handle(task):
    points, total, printed = task.run(task.answer, wrap=Handle)
    assert points == total, printed


@each_task
def test_solution_passes_its_own_self_check(task):
    passes, printed = task.passes_its_examples(task.answer)
    assert passes, printed
    assert printed.count("\n") == 1


LISTED = (Path(__file__).parent / "equivalent_mutants.txt").read_text("utf-8").splitlines()
EQUIVALENT = [line for line in LISTED if not line.startswith("#")]
"""Mutants that compute the same, as "task: the changed line", each seen by a person; the reason stands above."""


def surviving(task: Task, found: list[tuple[str, str]]) -> list[str]:
    """The mutants that get all points without a hint although nobody says that they are right."""
    alive = []
    for change, code in found:
        if f"{task.name}: {change}" not in EQUIVALENT:
            points, total, printed = task.run(code)
            if points == total and not HINT.search(printed):
                alive.append(f"{task.name}: {change}")
    return alive


@each_task
def test_every_small_change_of_the_reference_loses_points(task, request):
    """So every inequality has a case at equality and one on each side of it: < is tried as <= and as >=, and
    every whole number one higher and one lower.
    """
    found = list(mutants(task.answer))
    assert surviving(task, sample(found, 12, request.config)) == []
    assert found


def test_mutants_listed_as_equivalent_exist_and_have_a_reason():
    assert LISTED[0].startswith("# ")
    made = {f"{task.name}: {change}" for task in TASKS.values() for change, _ in mutants(task.answer)}
    assert set(EQUIVALENT) <= made


def test_a_survivor_is_noticed():
    task = TASKS["sizing", "out_size"]
    assert surviving(task, [("none", task.answer)]) == ["out_size: none"]


@each_task
@pytest.mark.parametrize("otherwise", ["the first", "an error", "none"])
def test_a_look_up_table_of_the_examples_earns_at_most_two_points(task, otherwise):
    examples = task.examples()

    def table(*args, **kwargs):
        for example in examples:
            if _same((args, kwargs), (example.args, example.kwargs)):
                break
        else:
            if otherwise == "none":
                return None
            example = examples[0] if otherwise == "the first" else Example(ValueError)
        if isinstance(example.want, type | BaseException):
            raise example.want
        return example.want

    points, _, printed = task.run(f"def {task.name}(): pass", wrap=lambda _: table)
    assert points <= 2, printed


@each_task
def test_examples_show_what_the_cases_punish(task):
    """float64, a negative number, a bias that is not 0, more than one image, stride and padding: each where
    the task has it.
    """
    given = [named_arguments(task, example) for example in task.examples()]
    tensors = [value for arguments in given for value in every_tensor(arguments)]
    if any(tensor.is_floating_point() for tensor in tensors):
        assert any(tensor.dtype == torch.float64 for tensor in tensors)
        assert any(bool((tensor < 0).any()) for tensor in tensors)
    for name, least in (("stride", 2), ("s", 2), ("p", 1), ("d", 2), ("groups", 2)):
        if any(name in arguments for arguments in given):
            assert any(arguments.get(name, 0) >= least for arguments in given), name
    if any("bias" in arguments for arguments in given):
        assert any(torch.as_tensor(arguments.get("bias", 0)).any() for arguments in given)
    if re.search(r"^\| `\w+` \| `\(n, ", task.story, re.MULTILINE):
        assert any(len(next(iter(arguments.values()))) > 1 for arguments in given)
    layers = [layer for arguments in given for layer in arguments.get("layers", [])]
    if layers:
        assert any(s > 1 for _, s, _ in layers)
        assert any(p > 0 for *_, p in layers)


def named_arguments(task: Task, example: Example) -> dict:
    bound = inspect.signature(task.after(task.answer)[task.name]).bind(*example.args, **example.kwargs)
    bound.apply_defaults()
    return dict(bound.arguments)


def every_tensor(arguments: dict) -> list[torch.Tensor]:
    values = [inner for v in arguments.values() for inner in (v.values() if isinstance(v, dict) else [v])]
    return [value for value in values if isinstance(value, torch.Tensor)]


def test_there_are_tasks():
    assert TASKS
