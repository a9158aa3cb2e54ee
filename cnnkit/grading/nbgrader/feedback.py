"""The feedback page: the student's work with points, hints and comments, without a line of a hidden test.

Plugged into `nbgrader generate_feedback` by nbgrader_config.py:

    c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]
    c.GenerateFeedback.exporter_class = "cnnkit.grading.nbgrader.feedback.FeedbackExporter"

The page is one file that runs nothing and requests nothing: all text is escaped, HTML in Markdown is reduced
to harmless tags, pictures are inline bitmaps, and a content security policy forbids the rest. Formulas stay
as they are typed, since what sets them would be a script.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import bleach
from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from cnnkit.grading.course.titles import task_titles
from cnnkit.grading.walls.outputs import clean_output, clean_text, upright

__all__ = ["FeedbackExporter", "hide_tests"]

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
MOST_DRESSED = 100_000
"""Characters of Markdown, and of code, on one page."""
HINT = re.compile(r"^  hint \[[\w-]{1,60}\] (.*)$", re.MULTILINE)
"""As cnnkit.checks prints it."""
LONGEST_HINT = 200
SHORTEST = 16
"""Characters from which a line of a hidden test counts as its own wherever it turns up."""
TAGS = [
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
]  # fmt: skip
ATTRIBUTES = {"a": ["href", "title"], "td": ["align"], "th": ["align"], "ol": ["start"], "details": ["open"]}
PROTOCOLS = ("http", "https", "mailto")
PICTURES = ("image/png", "image/jpeg")


class FeedbackExporter(Exporter):
    """An autograded notebook with its grades (nbgrader's GetGrades) as a page."""

    def __init__(self, config: Any = None, **more: Any) -> None:
        super().__init__(config=config, **more)
        self.file_extension = ".html"
        self.output_mimetype = "text/html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """The page and nbconvert's resources, to which GetGrades has added the score."""
        notebook, resources = super().from_notebook_node(nb, resources, **more)
        hide_tests(notebook)
        environment = Environment(
            loader=PackageLoader("cnnkit.grading.nbgrader", "."),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {"markdown": _within(8_000, _as_html), "python": _within(10_000, _as_code)}
        environment.filters["number"] = _number
        titles, hints = task_titles(notebook.cells), {}
        for cell in notebook.cells:
            texts = "".join(output.get("text", "") for output in cell.get("outputs", []))
            if _is_test(cell) and (hint := HINT.search(texts)):
                hints[cell.metadata.nbgrader.grade_id] = hint[1][:LONGEST_HINT]
        page = environment.get_template("feedback.html").render(
            cells=notebook.cells, score=resources["nbgrader"], pictures=PICTURES, titles=titles, hints=hints
        )
        return page, resources


def hide_tests(notebook: Any) -> None:
    """Take the hidden tests out of a notebook, in place: from test cells, and from whatever was put out.

    The markers count in the instructor's test cells alone; a student may type them. Outputs are cleaned too.
    """
    hidden, public = list[str](), ""
    for cell in notebook.cells:
        if _is_test(cell):
            cell.source, lines = _parted(cell.source)
            hidden += lines
        public += cell.source + "\n"
    exact = {line.strip() for line in hidden} - {""}
    secret = {line for line in exact if len(line) >= SHORTEST and line not in public}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            test = _is_test(cell)
            shown = [each for each in cell.outputs if not (test and each.output_type == "execute_result")]
            texts = [
                _text_of(output, test) for output in shown
            ]  # the value of a test is its points, said above
            cell.outputs = [_without(text, secret, exact if test else set()) for text in texts]


def _is_test(cell: Any) -> bool:
    """By the instructor's metadata: restoring lets no other into the notebook."""
    tags = cell.metadata.get("nbgrader", {})
    return bool(tags.get("grade") and not tags.get("solution"))


def _parted(source: str) -> tuple[str, list[str]]:
    """A test cell's source without what is hidden, and the lines that are; an open region goes to the end."""
    shown, hidden, inside = list[str](), list[str](), False
    for line in source.split("\n"):
        if BEGIN in line or END in line:
            inside = BEGIN in line
        else:
            (hidden if inside else shown).append(line)
    return "\n".join(shown).strip("\n"), hidden


def _text_of(output: Any, test: bool) -> dict[str, str]:
    """What the page shows of an output: text, picture, error; of a test's error no traceback, it quotes."""
    if output.get("output_type") == "stream":
        return {"text": clean_text(output.get("text", ""))}
    cleaned = clean_output(output)
    if cleaned.get("output_type") == "error":
        last = f"{cleaned['ename']}: {cleaned['evalue']}".removesuffix(": ")
        return {"error": last if test else "\n".join(cleaned["traceback"]) or last}
    data = cleaned.get("data", {})
    picture = next((f"data:{name};base64,{data[name]}" for name in PICTURES if name in data), "")
    return {"picture": picture} if picture else {"text": data.get("text/plain", "")}


def _without(output: dict[str, str], secret: set[str], exact: set[str]) -> dict[str, str]:
    """The output without the lines that quote hidden tests, as tracebacks and warnings do."""
    if "picture" in output:
        return output

    def quotes(line: str) -> bool:
        return line.strip() in exact or any(part in line for part in secret)

    return {
        kind: "\n".join(line for line in text.split("\n") if not quotes(line))
        for kind, text in output.items()
    }


def _within(longest: int, dress: Callable[[str], Markup]) -> Callable[[str], Markup]:
    """`dress`, for texts of up to `longest` characters, until MOST_DRESSED of a page are dressed. Others are
    shown as they are: a text can be made to cost the parsers minutes.
    """
    left = MOST_DRESSED

    def within(source: str) -> Markup:
        nonlocal left
        if len(source) > min(longest, left):
            return Markup("<pre>{}</pre>").format(upright(source))
        left -= len(source)
        return dress(upright(source))

    return within


@lru_cache(maxsize=500)  # most texts of a set, and its tries, are those of the whole class
def _as_html(source: str) -> Markup:
    """Markdown as harmless HTML; other tags are shown as text, formulas as they are typed."""
    made = MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source)
    return Markup(bleach.clean(made, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS))


@lru_cache(maxsize=500)
def _as_code(source: str) -> Markup:
    return Markup(highlight(source, PythonLexer(stripnl=False), HtmlFormatter(cssclass="code")))


def _number(points: float | None) -> str:
    return "–" if points is None else f"{float(points):.4g}"
