"""The rules of the page guide that a machine can check, over the source of every section.

`pending.yaml` names the pages that do not hold a rule yet, and the exceptions with their reasons.
"""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from cnnkit import widgets
from tests.book.source import Page, argument, name_of, prose, sections, written

LISTS = yaml.safe_load((Path(__file__).parent / "pending.yaml").read_text())
WIDGETS = {name for name, it in vars(widgets).items() if isinstance(it, type)} - {"Predict", "Quiz"}
WORDS = (900, 1400)
MOST_LINES, MOST_COLUMNS, MOST_FORMULAS = 15, 72, 3

_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
# numbers that look like results: decimals, thousands, per cent; 5×5 and 40 pixels are what a page sets
_RESULT = re.compile(
    r"(?<![\w×.,/-])(?!(?:19|20)\d\d\b)"  # a year is no result
    r"(?:\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d{3,}|\d+(?=\s?(?:%|per cent)))(?![\w×])"
)
_BANNED = re.compile(r"\b(simply|obviously|clearly|trivially|trivial|cheques?|seen so)\b", re.I)
_COUNT = r"(?:one|two|three|four|five|six|ten|\d[\d,]*)"
_THING = r"(?:bias|biases|weights?|numbers?|seeds?|multiplications?|products?|images?|pixels?|maps?)"
_UNIT = (
    r"(?:filter|kernel|map|channel|class|place|pixel|image|seed|head|layer|epoch|second|millisecond|unit|row)"
)
_PER = re.compile(
    rf"\b{_COUNT} {_THING} an? {_UNIT}\b|\b(?:biases|weights|multiplications|products|seeds) an? {_UNIT}\b"
)


def value(node: ast.expr) -> float | None:
    """The number that an expression of numbers gives, such as 224 * 224 * 3."""
    allowed = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    if not all(isinstance(part, allowed) for part in ast.walk(node)):
        return None
    found = eval(compile(ast.Expression(node), "page", "eval"))
    return found if isinstance(found, int | float) else None


def answers(predict: ast.Call) -> list[str]:
    """The ways in which a prediction's answer may be written."""
    if (node := argument(predict, "answer")) is not None and (number := value(node)) is not None:
        spelled = [_NUMBERS[int(number)]] if number in range(len(_NUMBERS)) else []
        return [f"{number:,}", f"{number}", f"{number:g}", *spelled]
    options = argument(predict, "options")
    found = []
    for option in getattr(options, "elts", []):
        pairs = {ast.unparse(k).strip("'\""): v for k, v in zip(option.keys, option.values, strict=True)}
        if "right" in pairs:
            found.append(written(pairs["text"]))
    return found


def spoilt(page: Page) -> list[str]:
    """The answer of a prediction stands above its question."""
    found = []
    for cell in page.cells:
        for call in cell.calls:
            if name_of(call) == "Predict":
                above = re.sub(r"\b\d+ minutes\.", "", prose(page.text[: cell.start]))  # those of the goal
                found += [
                    f'"{answer}" stands above the question'
                    for answer in dict.fromkeys(answers(call))
                    if answer and re.search(rf"(?<![\w×.,]){re.escape(answer)}(?![\w×]|[.,]\d)", above, re.I)
                ]
    return found


def unanswered(page: Page) -> list[str]:
    """A prediction or another widget without the fold that answers it."""
    found = []
    for cell in page.cells:
        shown = page.shown_by(cell)
        for name, fold in [("Predict", "ck-answer"), *((w, "ck-seen") for w in WIDGETS)]:
            head = re.match(r":{3,}\{dropdown\}[^\n]*\n(?::[^\n]*\n)*", page.block_after(cell))
            if name in shown and not (head and fold in head[0]):
                found.append(f"no fold of class {fold} after {name}")
    return found


def typed(page: Page) -> list[str]:
    """A number that looks like a result and is typed: in prose, in a caption, in an alt text."""
    texts = [page.prose]
    for cell in page.cells:
        for call in cell.calls:
            texts += [written(argument(call, name)) for name in ("caption", "alt")]
    return list(dict.fromkeys(number for text in texts for number in _RESULT.findall(text)))


def unwieldy(page: Page) -> list[str]:
    """Visible code that is long, wide, or of the book's own plumbing."""
    found = []
    for cell in page.cells:
        if not cell.visible:
            continue
        lines = cell.code.rstrip().splitlines()
        if len(lines) > MOST_LINES:
            found.append(f"{len(lines)} visible lines from {lines[0]!r}")
        found += [f"{len(line)} columns: {line!r}" for line in lines if len(line) > MOST_COLUMNS]
        if re.search(r"\bglue\b|myst_nb", cell.code):
            found.append(f"plumbing in the cell of {lines[0]!r}")
    return found


def length(page: Page) -> list[str]:
    words = len(re.findall(r"\S*\w\S*", prose(re.sub(r"\{glue[^}]*\}`[^`]*`", "number", page.text))))
    return [] if WORDS[0] <= words <= WORDS[1] else [f"{words} words of prose"]


def incomplete(page: Page) -> list[str]:
    """A part that every section has is missing, or there are too many formulas."""
    wanted = {
        "a heading What goes wrong": r"^## What goes wrong",
        "a quiz": r"\bQuiz\(",
        "a heading What you can do now": r"^## What you can do now",
        "a link to a task": r"\]\(#task-[\w-]+\)",
    }
    found = [f"no {what}" for what, sign in wanted.items() if not re.search(sign, page.text, re.M)]
    formulas = len(re.findall(r"^\$\$.*?\$\$|^```\{math\}", page.text, re.M | re.S))
    return found + ([f"{formulas} displayed formulas"] if formulas > MOST_FORMULAS else [])


def wording(page: Page) -> list[str]:
    """Words that hide a step, rare words, and `a` for `per`."""
    calls = [call for cell in page.cells for call in cell.calls]
    texts = [page.prose, *(written(argument(call, name)) for call in calls for name in ("caption", "why"))]
    return [match[0] for text in texts for lint in (_BANNED, _PER) for match in lint.finditer(text)]


LINTS: list[Callable[[Page], list[str]]] = [spoilt, unanswered, typed, unwieldy, length, incomplete, wording]
CASES = [
    (lint, name)
    for lint in LINTS
    for name in sections()
    if name not in LISTS["pending"].get(lint.__name__, [])
]


@pytest.mark.parametrize(("lint", "name"), CASES)
def test_the_section_holds_the_rule(lint: Callable[[Page], list[str]], name: str) -> None:
    allowed = (LISTS["allowed"].get(lint.__name__) or {}).get(name) or {}
    assert [fault for fault in lint(Page.of(name)) if fault not in allowed] == []


def test_lists_name_only_what_exists() -> None:
    for names in LISTS["pending"].values():
        assert set(names) <= set(sections())
    for lint in LINTS:
        for name, allowed in (LISTS["allowed"].get(lint.__name__) or {}).items():
            faults = lint(Page.of(name))
            assert set(allowed) <= set(faults), (
                f"{name}: {set(allowed) - set(faults)} is mended: off the list"
            )
            assert all(allowed.values()), f"{name}: an exception needs its reason"


CELL = "```{code-cell} python\n"
FLAWED = {
    spoilt: f'Four windows.\n\n{CELL}:tags: [remove-input]\nPredict(question="How?", answer=2 * 2)\n```\n',
    unanswered: f"{CELL}:tags: [remove-input]\nConvStepper()\n```\n\nA fold does not follow.\n",
    typed: f'About 84 % of them.\n\n{CELL}show(fig, alt="rises", caption=f"From 0.61 to {{x}}.")\n```\n',
    unwieldy: f'{CELL}from myst_nb import glue\nglue("x", 1)\n{"x = 1" + " " * 80 + "# far"}\n```\n',
    length: "Too short.\n",
    incomplete: "## What goes wrong\n\n" + "$$ a = b $$\n\n" * 4,
    wording: "It is simply one bias a filter.\n",
}


FOUND = {spoilt: 1, unanswered: 1, typed: 2, unwieldy: 2, length: 1, incomplete: 4, wording: 2}


@pytest.mark.parametrize("lint", LINTS)
def test_each_lint_finds_its_faults(lint: Callable[[Page], list[str]]) -> None:
    assert len(lint(Page(FLAWED[lint]))) == FOUND[lint]


def test_a_page_that_holds_the_rules_is_left_alone() -> None:
    good = (
        f'Windows.\n\n{CELL}:tags: [remove-input]\nPredict(question="How many?", answer=4)\n```\n\n'
        ":::{dropdown} The answer\n:class-container: ck-answer\n{glue:text}`n`, "
        "with 5×5 filters on 40 pixels.\n:::\n"
    )
    for lint in (spoilt, unanswered, typed, unwieldy, wording):
        assert lint(Page(good)) == []
