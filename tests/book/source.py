"""A page's source taken apart: its cells, and the prose between them, as a lint needs them."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cnnkit.publish.chapters import chapters

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
HIDDEN = {"remove-input", "hide-input", "remove-cell", "hide-cell"}

_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?P<options>(?::[^\n]*\n)*)(?P<code>.*?)^```\s*?$", re.M | re.S)
_FENCE = re.compile(r"^(```+)(?!\{).*?^\1\s*?$", re.M | re.S)
_NOT_READ = (
    re.compile(r"\A---\n.*?\n---\n", re.S),  # settings
    re.compile(r"^\$\$.*?\$\$", re.M | re.S),
    re.compile(r"^```\{math\}.*?^```", re.M | re.S),
    re.compile(r"^\s*:(?:class|class-container|gutter|name|label)[^\n]*$", re.M),
    re.compile(r"^\([\w-]+\)=\s*$", re.M),
    re.compile(r"^\s*:{3,}\{(?:dropdown|grid|grid-item-card|card)\}|^\s*:{3,}(?:\{admonition\})?", re.M),
    re.compile(r"\$[^$\n]+\$"),
    re.compile(r"\{(?:glue|cite)[^}]*\}`[^`]*`"),
    re.compile(r"(?<!\})`[^`\n]+`"),
    re.compile(r"\]\([^)]*\)"),
    re.compile(r"^\*Sources:.*?(?:\n\n|\Z)", re.M | re.S),
)


def sections() -> list[str]:
    """Names of the sections of finished chapters, `sizing/padding`, in the order of the book.

    Cards (`architectures/cards/…`) are none: a card is looked up, not read through, and all but a few
    sentences of it is made from the catalogue. So it needs no count of words, no prediction and no quiz; what
    it must hold instead is in test_cards.py. Nor are reviews (`basics/review`): ten questions on sections
    that have been read are no text to be read, so a review has no puzzle, prediction, widget or what goes
    wrong of its own; its rules are in test_reviews.py.
    """
    return [f"{chapter.slug}/{name}" for chapter in chapters() for name in chapter.sections]


@dataclass(frozen=True)
class Cell:
    """A code cell: its text, its tags, and where its fence begins and ends in the page."""

    code: str
    tags: frozenset[str]
    start: int
    end: int

    @property
    def visible(self) -> bool:
        return not self.tags & HIDDEN

    @cached_property
    def last(self) -> ast.expr | None:
        """The expression that the cell ends in, which is what it shows."""
        last = ast.parse(self.code).body[-1:]
        return last[0].value if last and isinstance(last[0], ast.Expr) else None

    @cached_property
    def calls(self) -> list[ast.Call]:
        """Every call in the cell, by name of what is called: `Predict(...)`."""
        return [node for node in ast.walk(ast.parse(self.code)) if isinstance(node, ast.Call)]


class Page:
    """The source of one page of the book."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.cells = [
            Cell(m["code"], frozenset(re.findall(r"[\w-]+", m["options"])), m.start(), m.end())
            for m in _CELL.finditer(text)
        ]

    @classmethod
    def of(cls, name: str) -> "Page":
        return cls((BOOK / f"{name}.md").read_text("utf8"))

    @property
    def prose(self) -> str:
        """What is read as sentences: no cell, formula, number glued from a cell, code, source or setting."""
        return prose(self.text)

    def shown_by(self, cell: Cell) -> set[str]:
        """Names of what the cell shows: `ConvStepper` of `ConvStepper.channels()` or a name for it."""
        given = {
            ast.unparse(target): name_of(node.value).partition(".")[0]
            for other in self.cells
            for node in ast.walk(ast.parse(other.code))
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            for target in node.targets
        }
        names = (
            {node.id for node in ast.walk(cell.last) if isinstance(node, ast.Name)} if cell.last else set()
        )
        return {given.get(name, name) for name in names} if "glue" not in names else set()

    def block_after(self, cell: Cell) -> str:
        """The lines after a cell, cells that show nothing left out."""
        rest = self.text[cell.end :].lstrip()
        while (match := _CELL.match(rest)) and "glue" in match["code"] and "remove-input" in match["options"]:
            rest = rest[match.end() :].lstrip()
        return rest


def prose(text: str) -> str:
    for pattern in (_CELL, _FENCE, *_NOT_READ):
        text = pattern.sub(" ", text)
    return text


def name_of(call: ast.Call) -> str:
    """`ConvStepper.channels` of `ConvStepper.channels(...)`."""
    return ast.unparse(call.func)


def argument(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def written(node: ast.expr | None) -> str:
    """The words of a string in the source; what an f-string computes is left out."""
    if node is None:
        return ""
    return " ".join(
        n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    )
