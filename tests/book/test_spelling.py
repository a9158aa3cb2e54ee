"""Words of pages and of tasks stand in a word list of English, or in words.txt beside this file."""

import re
from pathlib import Path

import pytest
from spellchecker import SpellChecker

ROOT = Path(__file__).parents[2]
OWN = set((Path(__file__).parent / "words.txt").read_text("utf8").split())
FILES = [
    *(ROOT / "book").rglob("*.md"),
    *(ROOT / "tasks").rglob("*.py"),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
]
NOT_WORDS = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)\s*$|\A---\n.*?^---$|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)"
    r"|<[^>]+>|https?://\S+|\{[a-z:]+\}|\[\w+\d\d\w?\]",
    re.M | re.S,
)
WORD = re.compile(r"(?<![\w.@/-])[A-Za-z][a-z’']+(?![\w@])")


def prose(path: Path) -> str:
    text = path.read_text("utf8")
    if path.suffix == ".py":
        text = "\n".join(re.findall(r"^# (?!%%|ruff)(.*)$", text, re.M))
    return NOT_WORDS.sub(" ", text)


def words(text: str) -> set[str]:
    found = (word.replace("’", "'").strip("'") for word in WORD.findall(text))
    return {re.sub(r"'s?$", "", word) for word in found}


@pytest.fixture(scope="module")
def unknown():
    checker = SpellChecker()
    return lambda text: sorted(word for word in checker.unknown(words(text)) if word not in OWN)


def test_every_word_is_known(unknown):
    found = {str(path.relative_to(ROOT)): unknown(prose(path)) for path in FILES}
    assert {path: strange for path, strange in found.items() if strange} == {}


def test_a_slip_is_found(unknown):
    assert unknown(NOT_WORDS.sub(" ", "The convolutoin has a kernel, and that’s `notaword` $xyzzy$.")) == [
        "convolutoin"
    ]


def test_no_word_is_listed_for_nothing():
    used = {word.lower() for path in FILES for word in words(prose(path))}
    assert OWN - used == set()
