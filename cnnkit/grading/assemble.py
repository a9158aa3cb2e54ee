"""From the text files of the tasks to the notebooks in solutions/, which nbgrader reads.

tasks/<set>/set.toml names the tasks of a set, tasks/<set>/<task>.py holds the four cells of one (py:percent:
story, answer, tries, tests), tasks/intro.md is the first cell of every set. They lie outside solutions/
because nbgrader copies every file of a set's folder into the release. A notebook that has no text files is
left alone.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from cnnkit.launch import Launch, read_launch

__all__ = ["TaskTextError", "assemble", "stale_notebooks", "write_notebooks"]

CELLS = ("story [markdown]", "answer", "tries", "tests")
HEADING = re.compile(r"^# %% (.+)\n", re.MULTILINE)
POINTS = 10
NUMBERS = {8: "Eight", 9: "Nine", 10: "Ten", 11: "Eleven", 12: "Twelve"}
SETUP = """try:
    import torch

    from cnnkit import checks
except ModuleNotFoundError as error:
    print('''{missing}''')
    raise

checks.welcome(python="{python}")"""
MISSING = """This notebook needs the course's package `cnnkit`, and the Python that runs it has none.
{ways}
Then restart the kernel, and run this cell again."""
WAYS = {
    "On your own computer": "in the course's folder (cnn-exercises.zip, unpacked), type `make lab`.",
    "In a Jupyter that you have": "add a cell above: `%pip install FOLDER`, the course's folder.",
    "In Google Colab": "upload cnn-exercises.zip, and add a cell above with two lines: "
    "`!unzip -q cnn-exercises.zip` and `%pip install -q --no-deps ./cnn`",
}
"""What to do where there is no package, by where the reader is."""
TESTS = """# {name}: {points} points. The tests are hidden and run when your work is graded.
### BEGIN HIDDEN TESTS
def _examples_{name}():
{examples}


{tests}


_grade_{name}(_examples_{name}())
### END HIDDEN TESTS"""


class TaskTextError(ValueError):
    """The text file of a task cannot be read."""


def write_notebooks(root: Path) -> list[Path]:
    """Write solutions/<set>/<set>.ipynb for every tasks/<set>/set.toml below `root`; return their paths."""
    written = list[Path]()
    for path in sorted((root / "tasks").glob("*/set.toml")):
        notebook = root / "solutions" / path.parent.name / f"{path.parent.name}.ipynb"
        notebook.parent.mkdir(parents=True, exist_ok=True)
        notebook.write_text(assemble(path.parent), encoding="utf-8")
        written.append(notebook)
    return written


def stale_notebooks(root: Path) -> list[str]:
    """One line for every notebook in solutions/ that is not what its text files give."""
    stale = list[str]()
    for path in sorted((root / "tasks").glob("*/set.toml")):
        name = Path("solutions", path.parent.name, f"{path.parent.name}.ipynb")
        if not (root / name).exists() or (root / name).read_text("utf-8") != assemble(path.parent):
            stale.append(f"{name}: differs from the files in tasks/{path.parent.name}")
    return stale


def assemble(folder: Path) -> str:
    """The text of the notebook that the files of `folder` (tasks/<set>) describe; ids are `grade_id`s.

    Raises TaskTextError for a task without its four cells, FileNotFoundError for one without a file.
    """
    course = tomllib.loads((folder.parent / "course.toml").read_text("utf-8"))
    text = tomllib.loads((folder / "set.toml").read_text("utf-8"))
    names = text["tasks"]
    intro = (folder.parent / "intro.md").read_text("utf-8").strip()
    told = {
        "title": text["title"], "about": text["about"], "letters": text["letters"],
        "rules": f" {text['rules']}" if "rules" in text else "",
        "name": folder.name, "count": NUMBERS.get(len(names), len(names)), "points": POINTS,
        "python": course["python"],
    }  # fmt: skip
    for name, value in told.items():
        intro = intro.replace(f"{{{name}}}", str(value))
    launch = read_launch(folder.parent / "course.toml")
    setup = SETUP.format(missing=_what_to_do(launch), python=course["python"])
    cells = [_markdown("title", intro), _code("setup", setup, locked=True)]
    for number, name in enumerate(names, 1):
        cells += _task_cells(folder / f"{name}.py", number)
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def _what_to_do(launch: Launch | None) -> str:
    """What the first cell prints where the package is missing; with a repository, pip takes it from there."""
    ways = dict(WAYS)
    if launch:
        ways["In a Jupyter that you have"] = f"add a cell above: `%pip install {launch.pip}`"
        ways["In Google Colab"] = f"add a cell above: `%pip install -q --no-deps {launch.pip}`"
    return MISSING.format(ways="\n".join(f"- {where}: {what}" for where, what in ways.items()))


def _task_cells(path: Path, number: int) -> Iterator[Any]:
    name, slug = path.stem, path.stem.replace("_", "-")
    story, answer, tries, tests = _read(path)
    story = re.sub(r"^# ?", "", story, flags=re.MULTILINE)
    yield _markdown(slug, story.replace("## ", f"## {number}. ", 1))
    yield _code(f"{slug}-answer", answer, solution=True)
    yield _code(f"{slug}-try", tries, locked=True)
    tests = TESTS.format(name=name, points=POINTS, examples=_examples(path, tries), tests=tests)
    yield _code(f"{slug}-test", tests, locked=True, grade=True, points=POINTS)


def _read(path: Path) -> list[str]:
    """Story, answer, tries and tests of one task; what stands before the first heading is for editors."""
    _, *parts = HEADING.split(path.read_text("utf-8"))
    if tuple(parts[::2]) != CELLS:
        found = ", ".join(parts[::2]) or "none"
        raise TaskTextError(f"{path}: want the cells {', '.join(CELLS)} in this order; found {found}")
    return [part.strip() for part in parts[1::2]]


def _examples(path: Path, tries: str) -> str:
    """The body of a function that returns the examples which the tries give to `checks.self_check`."""
    lines = tries.split("\n")
    for node in ast.parse(tries).body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "checks.self_check":
            examples = ast.get_source_segment(tries, call.args[2]) or ""
            body = ["import torch", "", "from cnnkit import checks", "", *lines[: node.lineno - 1]]
            before = "\n".join(f"    {line}".rstrip() for line in body)
            return f"{before}\n    return {examples}"
    raise TaskTextError(f"{path}: the tries do not call checks.self_check")


def _markdown(slug: str, source: str) -> Any:
    return nbformat.v4.new_markdown_cell(source, id=slug)


def _code(slug: str, source: str, **flags: Any) -> Any:
    tags = {"grade": False, "grade_id": slug, "locked": False, "solution": False, "task": False, **flags}
    return nbformat.v4.new_code_cell(source, id=slug, metadata={"nbgrader": {"schema_version": 3, **tags}})
