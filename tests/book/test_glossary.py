"""The glossary and the notation have what the chapters share, and the pages use what the glossary has."""

import re
from collections import Counter
from functools import cache

from cnnkit.publish.terms import GLOSSARY, MEANT_IN, Term, _pattern
from tests.book.source import BOOK, Page, sections

STRESSED = frozenset(
    """averages basic better bytes changed description distance double factor finds first function gain
    higher later linear low middle none normalized other output parts photograph picture plain product right
    same size smallest stay sum switch tie training true updates why""".split()  # noqa: SIM905
)
"""Emphasised where a definition may stand, but as in "the *first* rows": words that a sentence stresses."""
NO_ENTRY = {
    "cell": "of a grid in one chapter, of a searched network on one card",
    "layer": "said on every page from the first, and the course's subject",
    "residual": "as residual block",
    "response normalization": "as local response normalization",
    "separable": "as separable convolution",
    "transition": "of a dense block; elsewhere the everyday word",
    "whole picture": "stressed: the whole picture and not a part",
}
"""Defined where they stand, and yet no entries of their own."""
_MARKED = re.compile(r"\{term\}`(?:[^`<]*<)?([^`>]*)>?`")
_DEFINED = (
    r"\b(?:[Aa]n?|[Cc]alled|[Cc]alls?|[Nn]amed|[Tt]his is|known as|speaks? of|or|[Tt]he)"
    r" \*{1,2}([A-Za-z0-9 -]{3,40}?)\*{1,2}",
    r"\(\*{1,2}([A-Za-z0-9 -]{3,40}?)\*{1,2}[;,)]",
    r"(?:^|[.:] )\*{1,2}([A-Z][A-Za-z0-9 -]{2,40}?)\*{1,2},? (?:is|are|means|of)\b",
)


def entries() -> list[tuple[list[str], str]]:
    """(names, definition) of each entry, from the source."""
    body = re.findall(r"```\{glossary\}\n(.*?)```", (BOOK / f"{GLOSSARY}.md").read_text("utf8"), re.S)[0]
    found = []
    for entry in body.strip().split("\n\n"):
        lines = entry.split("\n")
        found.append(
            (
                [line for line in lines if not line.startswith(" ")],
                " ".join(line.strip() for line in lines if line.startswith(" ")),
            )
        )
    return found


@cache
def proses() -> dict[str, str]:
    return {name: Page.of(name).prose for name in sections()}


def chapters_that_say(words: str) -> set[str]:
    said = re.compile(rf"(?<![\w-])(?:{_pattern(words)})(?![\w-])")
    return {name.partition("/")[0] for name, text in proses().items() if said.search(text)}


def test_entries_are_in_order_once_and_short() -> None:
    firsts = [names[0] for names, _ in entries()]
    assert firsts == sorted(firsts, key=str.lower)
    assert max(Counter(name for names, _ in entries() for name in names).values()) == 1
    for names, definition in entries():
        assert 4 <= len(definition.split()) <= 45, names
        assert definition.endswith("."), names
        before, formula, _ = definition.partition("$")
        assert not formula or before.rstrip().endswith(":") or before.count(": ") == 1, (
            f"{names}: a formula stands behind a colon"
        )


def test_everyday_words_are_entries_and_their_pages_exist() -> None:
    firsts = {names[0] for names, _ in entries()}
    pages = [f"{path.relative_to(BOOK).with_suffix('')}" for path in BOOK.rglob("*.md")]
    for word, places in MEANT_IN.items():
        assert word in firsts
        for place in places.split():
            assert any(page.startswith(place) for page in pages), f"{word}: no page begins with {place}"


def test_every_entry_is_used_where_it_becomes_a_link() -> None:
    unused = []
    marked = {
        name.lower()
        for page in sections()
        for name in _MARKED.findall((BOOK / f"{page}.md").read_text("utf8"))
    }
    for names, definition in entries():
        if marked & {name.lower() for name in names}:
            continue
        term = Term(tuple(names), "", definition)
        said = re.compile(rf"(?<![\w-])(?:{'|'.join(map(_pattern, names))})(?![\w-])")
        if not any(said.search(text) for page, text in proses().items() if term.meant_on(page)):
            unused.append(names[0])
    assert unused == []


def defined() -> dict[str, set[str]]:
    """Emphasised words that stand where a definition stands, and the sections in which they do."""
    found: dict[str, set[str]] = {}
    for name, text in proses().items():
        for pattern in _DEFINED:
            for words in re.findall(pattern, text, re.M):
                found.setdefault(words.strip(), set()).add(name)
    return found


def shared() -> list[str]:
    """What is defined in emphasis, is said in two chapters, and has no entry under this name."""
    names = [name for names, _ in entries() for name in names]
    unknown = [
        words
        for words in {words.lower() for words in defined()}
        if not any(re.fullmatch(f"(?i:{_pattern(name)})", words) for name in names)
    ]
    return sorted(words for words in unknown if len(chapters_that_say(words)) >= 2)


def test_what_two_chapters_share_is_in_the_glossary() -> None:
    assert [words for words in shared() if words not in STRESSED | set(NO_ENTRY)] == []


def test_exceptions_are_needed() -> None:
    assert (STRESSED | set(NO_ENTRY)) - set(shared()) == set()
