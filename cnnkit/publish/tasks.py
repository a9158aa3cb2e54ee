"""The directive `{tasks} <set>`: the stories of a problem set on a page of the book, each with a label.

They are read from the students' release, `exercises/<set>/<set>.ipynb`, which holds no answer
and no hidden test.
"""

import html
import json
import re
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

from cnnkit.launch import Launch, read_launch

_HINT = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.S)
_CODE = re.compile(r"<code>(.*?)</code>", re.S)
_ANSWER = "-answer"


def stories(notebook: Path) -> tuple[str, dict[str, str]]:
    """The introduction of a problem set, and the Markdown story of each task under its slug (`same-padding`).

    A story is the text right above the cell whose nbgrader id is `<slug>-answer`.
    """
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells]
    introduction = texts[0].partition("\n")[2].strip()
    found = {}
    for i, cell in enumerate(cells):
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.endswith(_ANSWER):
            if cells[i - 1]["cell_type"] != "markdown":
                raise ValueError(f"{notebook}: there is no story above the cell {name}")
            found[name.removesuffix(_ANSWER)] = texts[i - 1].strip()
    return introduction, found


def as_myst(story: str) -> str:
    """A notebook's Markdown as the book's: hints become folds, in which formulas and code are set."""

    def fold(match: re.Match[str]) -> str:
        text = _CODE.sub(lambda code: f"`{html.unescape(code[1])}`", match[2])
        return f":::{{dropdown}} {match[1]}\n{html.unescape(text).strip()}\n:::\n"

    return _HINT.sub(fold, story)


def sections_of(slug: str, pages: Iterable[Path]) -> list[str]:
    """The names of those pages that link to the task, `[…](#task-<slug>)`."""
    return [page.name for page in pages if f"(#task-{slug})" in page.read_text("utf8")]


def launch_line(launch: Launch | None, problem_set: str) -> str:
    """Where the notebook opens without an installation, as the course is set up; "" where it is not."""
    if launch is None:
        return ""
    links = [f"[{place}]({address})" for place, address in launch.links(problem_set).items()]
    return f"**Without installing anything:** open the notebook in {' or '.join(links)}."


class Tasks(Directive):
    """`{tasks} basics`: the stories of the set `basics`, each linked to the sections that name it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        env, name = self.state.document.settings.env, self.arguments[0]
        notebook = Path(env.srcdir).parent / "exercises" / name / f"{name}.ipynb"
        if not notebook.is_file():
            raise self.error(f"{{tasks}} {name}: there is no {notebook}")
        here = Path(env.doc2path(env.docname))
        chapter = [page for page in _in_order(env, here.parent) if page != here]
        for path in (notebook, *chapter):
            env.note_dependency(str(path))
        course = Path(env.srcdir).parent / "tasks" / "course.toml"
        if course.is_file():
            env.note_dependency(str(course))
            self._show(launch_line(read_launch(course), name))
        introduction, found = stories(notebook)
        self._show(introduction)
        for slug, story in found.items():
            head, _, rest = story.partition("\n")
            links = " · ".join(f"[]({page})" for page in sections_of(slug, chapter))
            home = f"*Belongs to* {links}\n\n" if links else ""
            self._show(f"(task-{slug})=\n{head}\n\n{home}{as_myst(rest)}")
        return []

    def _show(self, text: str) -> None:
        # as MyST's own `include` does: headings become sections of this page
        self.state._renderer.nested_render_text(text, self.lineno)  # type: ignore[attr-defined]


def _in_order(env: object, folder: Path) -> list[Path]:
    """The pages of a folder in the order of the table of contents; those it does not name come last."""
    order = {name: i for i, name in enumerate(getattr(env.app.config, "external_site_map", ()))}  # type: ignore[attr-defined]
    return sorted(
        folder.glob("*.md"),
        key=lambda page: (order.get(env.path2doc(str(page)), len(order)), page.name),  # type: ignore[attr-defined]
    )
