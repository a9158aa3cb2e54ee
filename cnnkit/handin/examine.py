"""From a notebook and its run to what there is to say: the tasks, what to mend, what is good to know."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field

from cnnkit.handin.python_cells import beside, foreign, meaning, nowhere
from cnnkit.handin.reading import MOST_NOTEBOOK_MB, Cell, Notebook, Task
from cnnkit.handin.running import NOTEBOOK_S, Run, said
from cnnkit.handin.sets import course_python

__all__ = ["Examined", "examine"]

MUCH_MB = 10
"""A file above this goes badly through learning systems; nearly always it is output."""
MUCH_PRINTED_MB = 20
"""Above this the grader stops the process."""
UNDEFINED = re.compile(r"name '(\w+)' is not defined")


@dataclass
class Examined:
    solved: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    """What the self-check says first, by task."""
    mend: list[str] = field(default_factory=list)
    know: list[str] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not (self.unwritten or self.wrong or self.mend)


def examine(notebook: Notebook, run: Run) -> Examined:
    """What `run` found and what can be read in the cells; nothing is run here."""
    result = Examined()
    for task in notebook.tasks:
        _judge(task, run, result)
    for cell in notebook.cells:
        if cell.number in run.failed:
            result.mend.append(f"{cell.place}: {_why(notebook, cell, run)}")
    if run.not_reached:
        cause = (
            "the kernel had died"
            if "DeadKernel" in _kinds(run)
            else f"the {NOTEBOOK_S:g} s of a notebook were over"
        )
        result.mend.append(f"{_cells(len(run.not_reached))} not run: {cause}.")
    _lost_names(notebook, run, result)
    _python(notebook, result)
    _foreign_imports(notebook, result)
    _cells_of_the_grader(notebook, result)
    _outputs(notebook, run, result)
    return result


def _judge(task: Task, run: Run, result: Examined) -> None:
    if task.answer is None:
        result.wrong[task.name] = f"no cell defines `{task.name}`: it was deleted or renamed"
        return
    if task.tries is None:
        result.wrong[task.name] = "its self-check is no longer in the notebook"
        return
    if task.tries.number in run.not_reached:
        result.wrong[task.name] = "not tried, for the run ended before its self-check"
        return
    lines = [
        line for line in run.printed.get(task.tries.number, "").splitlines() if line.startswith(task.name)
    ]
    told = [line.removeprefix(task.name).lstrip(":, ") for line in lines]
    verdict = re.fullmatch(r"(\d+) of (\d+) examples right\.", told[-1]) if told else None
    if any("not written yet" in line for line in told):
        result.unwritten.append(task.name)
    elif verdict and verdict[1] == verdict[2]:
        result.solved.append(task.name)
    else:
        result.wrong[task.name] = told[0] if told else "its self-check came to no end"


def _cells(count: int) -> str:
    return "1 cell was" if count == 1 else f"{count} cells were"


def _kinds(run: Run) -> set[str]:
    return {failure.kind for failure in run.failed.values()}


def _why(notebook: Notebook, cell: Cell, run: Run) -> str:
    failure = run.failed[cell.number]
    if failure.kind == "DeadKernel":
        return "here the kernel died: is there an exit(), or too much memory?"
    if failure.kind == "TookTooLong":
        return f"stopped after {failure.words}: is there a loop that never ends?"
    lost = UNDEFINED.search(failure.words)
    if failure.kind != "NameError" or not lost:
        return f"{failure.kind}: {failure.words}" if failure.words else failure.kind
    later = [
        other for other in notebook.cells if other.number > cell.number and lost[1] in other.meaning.binds
    ]
    if later:
        return f"`{lost[1]}` is defined only further down, in {later[0].place}. Move that cell up."
    stopped = [
        other for other in notebook.cells if other.number in run.failed and lost[1] in other.meaning.binds
    ]
    if stopped:
        return f"`{lost[1]}` is missing, for {stopped[0].place} stopped before."
    return f"no cell of the notebook defines `{lost[1]}`: {DELETED}"


DELETED = "its cell was deleted or renamed, and your kernel remembered it. Write it again."


def _lost_names(notebook: Notebook, run: Run, result: Examined) -> None:
    """Names that a function reads and no cell binds: nothing fails before it is called."""
    lost = nowhere(cell.meaning for cell in notebook.cells)
    told = "\n".join(result.mend)
    for name in sorted(lost):
        if f"`{name}`" not in told:
            where = next(cell for cell in notebook.cells if name in cell.meaning.needs)
            result.mend.append(f"{where.place}: no cell of the notebook defines `{name}`: {DELETED}")


def _python(notebook: Notebook, result: Examined) -> None:
    course = course_python()
    wanted = tuple(int(part) for part in course.split("."))
    for cell in notebook.cells:
        if not cell.meaning.error:
            older = meaning(cell.source, (wanted[0], wanted[1])).error
            if older:
                result.mend.append(
                    f"{cell.place}: Python {course}, which grades, does not understand it: {older}."
                )
    written = re.match(r"(\d+)\.(\d+)", notebook.python)
    theirs = (int(written[1]), int(written[2])) if written else sys.version_info[:2]
    newest = max(theirs, sys.version_info[:2])
    if newest > wanted:
        result.know.append(
            f"Python {newest[0]}.{newest[1]} is newer than Python {course}, which grades: what only newer "
            "versions understand (such as the same quotes inside an f-string) earns nothing there."
        )


def _foreign_imports(notebook: Notebook, result: Examined) -> None:
    answers = {task.answer.number for task in notebook.tasks if task.answer}
    for cell in notebook.cells:
        for module in foreign(cell.meaning.imports):
            file = beside(notebook.path, module)
            what = f"the file {file.name}, which stays on your machine" if file else f"`{module}`"
            text = f"{cell.place}: the grader does not have {what}, and a cell that imports it stops there."
            if cell.number in answers:
                result.mend.append(f"{text} Move what needs it into a cell of your own.")
            else:
                result.know.append(
                    f"{text} Fine for your own plots; no answer may need what this cell defines."
                )


def _cells_of_the_grader(notebook: Notebook, result: Examined) -> None:
    wanted = f"{notebook.problem_set}.ipynb"
    if notebook.path.name != wanted:
        result.mend.append(f"The grader looks for a file {wanted}; yours is {notebook.path.name}. Rename it.")
    for label in notebook.twice:
        result.mend.append(
            f"Two cells are called {label}, as after copying one: delete the one that you do not mean."
        )
    lost = [task.name for task in notebook.tasks if task.answer and not task.labelled]
    if lost:
        result.know.append(
            f"The answer cells of {', '.join(lost)} have lost the label by which the grader knows them, as "
            "cells do that were copied by hand. It will look for these functions by their names."
        )
    if notebook.size_mb > MOST_NOTEBOOK_MB:
        result.mend.append(
            f"The file has {notebook.size_mb:.0f} MB; the grader reads {MOST_NOTEBOOK_MB}. Clear the "
            "outputs, and save it."
        )
    elif notebook.size_mb > MUCH_MB:
        result.know.append(f"The file has {notebook.size_mb:.0f} MB. Clear the outputs that you do not need.")


def _outputs(notebook: Notebook, run: Run, result: Examined) -> None:
    counts = [cell.count for cell in notebook.cells if cell.source.strip()]
    numbers = [count for count in counts if count is not None]
    stale = [
        task.name
        for task in notebook.tasks
        if task.tries
        and (saved := said(task.tries.outputs))
        and saved != run.printed.get(task.tries.number, "")
    ]
    if stale:
        result.know.append(
            f"What the notebook shows below {', '.join(stale)} is not what a fresh run gives: save it after "
            "Run > Restart Kernel and Run All Cells."
        )
    elif numbers and numbers != sorted(numbers):
        result.know.append(
            "The cells were last run out of order; the grader, like this check, runs them from top to bottom."
        )
    elif numbers and len(numbers) < len(counts):
        result.know.append(
            f"{_cells(len(counts) - len(numbers))} not run before it was saved. The grader runs all."
        )
    for cell in notebook.cells:
        printed = len(run.printed.get(cell.number, "")) / 2**20
        if printed > MUCH_PRINTED_MB:
            result.mend.append(
                f"{cell.place} prints {printed:.0f} MB; the grader stops at {MUCH_PRINTED_MB}."
            )
