"""One voice: spellings, numbers and symbols are the same in all chapters."""

import re
from collections import defaultdict

import pytest

from tests.book.source import BOOK, Page, sections

SPELT = re.compile(
    r"\b\w*(?:normalis|regularis|localis|factoris|organis|recognis|generalis|optimis|summaris|visualis"
    r"|initialis|standardis|minimis|maximis)\w*|\b(?:color|gray|behavior|neighbor|center)(?:s|ed|ing)?\b"
    r"|\bpercent\b"
)
THOUSANDS = re.compile(r"(?<![\w.,×/-])(?!(?:19|20)\d\d\b)\d{4,}(?![\w×])")
NAMES = {"1202": "layers of a ResNet, called so by its authors", "25088": "quoted from a document"}
_CELL = re.compile(r"^```\{code-cell\}.*?^```", re.M | re.S)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<!\$)\$([^$\n]+)\$(?!\$)|^```\{math\}.*?\n(.*?)^```", re.M | re.S)
_GREEK = "alpha beta gamma delta epsilon varepsilon eta theta lambda mu rho sigma tau kappa phi ell".split()  # noqa: SIM905


@pytest.mark.parametrize("name", sections())
def test_words_are_spelt_and_thousands_parted_one_way(name: str) -> None:
    prose = Page.of(name).prose
    assert SPELT.findall(prose) == []
    assert [number for number in THOUSANDS.findall(prose) if number not in NAMES] == []


def symbols(text: str) -> set[str]:
    """Letters of formulas, Latin and Greek, words and operators left out."""
    found: set[str] = set()
    for parts in _FORMULA.findall(_CELL.sub(" ", text)):
        formula = re.sub(
            r"\\(?:text|mathrm|operatorname|begin|end|color|mathbb)\{[^}]*\}", " ", "".join(parts)
        )
        found |= {f"\\{word}" for word in re.findall(r"\\([a-zA-Z]+)", formula) if word in _GREEK}
        found |= set(re.findall(r"(?<![a-zA-Z])[a-zA-Z](?![a-zA-Z])", re.sub(r"\\[a-zA-Z]+", " ", formula)))
    return found


def test_symbols_of_two_chapters_are_in_the_table() -> None:
    chapters: defaultdict[str, set[str]] = defaultdict(set)
    for name in sections():
        for symbol in symbols((BOOK / f"{name}.md").read_text("utf8")):
            chapters[symbol].add(name.partition("/")[0])
    rows = re.findall(r"^\| ([^|]*) \|", (BOOK / "appendix/notation.md").read_text("utf8"), re.M)
    missing = {symbol for symbol, where in chapters.items() if len(where) >= 2} - symbols("\n".join(rows))
    assert missing == set()


def test_symbols_are_found_in_formulas_and_nowhere_else() -> None:
    assert symbols(r"A word, `code b`, $\alpha x_{i} + \text{old}$, $$ \frac{n}{2} $$") == {
        "\\alpha",
        "x",
        "i",
        "n",
    }
