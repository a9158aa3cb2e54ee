"""What of a built page a slide shows.

A page gives a slide for its question, one for its prediction with the answer behind it, and one for each
figure, widget, table, formula or box, under the heading of its section and after the sentence that announces
it. Authors choose where this is not right: the class `ck-no-slide` (the tag `no-slide` of a cell) leaves
something out, the class `ck-slide` shows a paragraph or a list on a slide of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

__all__ = ["Slide", "cut"]

SHOWN = (
    ".ck-host, .ck-figure, .ck-table, table.table, div.math,"
    " .admonition.ck-think, .admonition.ck-source, .ck-slide"
)
DROPPED = ".headerlink, .cell_input, details.hide, details.ck-data, .ck-related, .ck-no-slide, .tag_no-slide"
ANSWER, SEEN = "details.ck-answer", "details.ck-seen"
LEAD = 240
"""Characters of the words above a figure: the last sentences of the paragraph before it."""
_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z(“\"])")


@dataclass(frozen=True)
class Slide:
    """One slide: its place in the page (`basics/pooling.html#stride`), heading and content as HTML."""

    place: str
    heading: str
    content: str


def cut(html: str, page: str) -> list[Slide]:
    """The slides of a built page, whose name in the site is `page`: `basics/pooling.html`."""
    article = BeautifulSoup(html, "html.parser").select_one("article.bd-article > section")
    if article is None:
        return []
    for left_out in article.select(DROPPED):
        left_out.decompose()
    _point_home(article, page)
    heading = article.find("h1")
    assert heading is not None
    opening = [_open(article, page, heading.decode_contents())]
    return opening + [slide for part in _parts(article) for slide in _of_part(part, page)]


def _point_home(article: Tag, page: str) -> None:
    """Links and pictures as seen from the folder `slides/`, which lies beside the chapter's."""
    folder = page.rpartition("/")[0]
    for name in ("href", "src"):
        for element in article.select(f"[{name}]"):
            target = str(element[name])
            if target.startswith("#") and element.name == "a":
                element[name] = f"../{page}{target}"
            elif not re.match(r"[a-z]+:|#|\.\./|/", target):
                element[name] = f"../{folder}/{target}"


def _parts(article: Tag) -> Iterator[Tag]:
    """The page's opening and its sections of the second level, in order."""
    yield article
    yield from article.find_all("section", recursive=False)


def _open(article: Tag, page: str, heading: str) -> Slide:
    """The question, and the page's first paragraphs, which pose it."""
    words = [child for child in article.find_all("p", recursive=False) if child.get_text(strip=True)]
    return Slide(page, heading, f'<div class="lead">{"".join(map(str, words[:2]))}</div>')


def _of_part(part: Tag, page: str) -> Iterator[Slide]:
    title = part.find(["h1", "h2"], recursive=False)
    heading = title.decode_contents() if isinstance(title, Tag) else ""
    place = f"{page}#{part.get('id', '')}"
    before: Tag | None = None
    shown: list[str] = []  # a fold, or a formula, joins the slide before it
    kind = ""
    for child in _children(part):
        found = (
            [child] if _is_shown(child) else [each for each in child.select(SHOWN) if _outermost(each, child)]
        )
        if _matches(child, ANSWER) or _matches(child, SEEN):
            if shown:
                child.attrs.pop("open", None)
                shown.append(str(child))
            continue
        if not found:
            before = child if child.name == "p" else before
            continue
        for each in found:
            formula = "math" in (each.get("class") or [])
            if shown and not (formula and kind == "formula"):
                yield Slide(place, heading, "".join(shown))
                shown = []
            shown += [_lead(before), str(each)]
            before, kind = None, "formula" if formula else ""
    if shown:
        yield Slide(place, heading, "".join(shown))


def _children(part: Tag) -> Iterator[Tag]:
    """What stands in a part in order; sections of the third level count as their content."""
    for child in part.find_all(True, recursive=False):
        if child.name != "section":
            yield child
        elif part.name == "section" and child.find("h3", recursive=False):
            yield from _children(child)


def _matches(tag: Tag, selector: str) -> bool:
    return tag.css.match(selector)


def _is_shown(tag: Tag) -> bool:
    return _matches(tag, SHOWN)


def _outermost(tag: Tag, top: Tag) -> bool:
    """Not within another one that is shown, nor in a fold."""
    for parent in tag.parents:
        if parent is top:
            return top.name != "details"
        if parent.name == "details" or _is_shown(parent):
            return False
    return True


def _lead(before: Tag | None) -> str:
    """The end of the paragraph before, in whole sentences."""
    if before is None:
        return ""
    html = before.decode_contents().strip()
    sentences = _SENTENCE.split(html)
    kept = sentences.pop()
    while sentences and len(BeautifulSoup(kept, "html.parser").get_text()) + len(sentences[-1]) < LEAD:
        kept = f"{sentences.pop()} {kept}"
    return f'<p class="lead">{BeautifulSoup(kept, "html.parser")}</p>'
