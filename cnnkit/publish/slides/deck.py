"""The decks of a built site: `slides/<chapter>.html`, and the list of them, `slides/index.html`."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from cnnkit.publish.chapters import Chapter, chapters
from cnnkit.publish.slides.cutting import Slide, cut
from cnnkit.publish.state import STATE_SCRIPT

__all__ = ["write"]

HERE = Path(__file__).parent
_HEAD = re.compile(
    r"<(?:script|link)\b[^>]*(?:cnnkit/|pygments)[^>]*>(?:</script>)?|<script>window\.MathJax.*?</script>",
    re.S,
)
_PAGE = """<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: slides</title>
{head}
{own}
</head>
<body>
{body}
</body>
</html>
"""


def write(site: Path, root: Path) -> list[Path]:
    """Cut a deck for each finished chapter of `root` from the pages in `site`; returns the files.

    What was cut is kept in `_build/.slides`, so that pages that have not changed are not read again.
    """
    folder = site / "slides"
    folder.mkdir(exist_ok=True)
    kept = site.parent / ".slides"
    kept.mkdir(exist_ok=True)
    (folder / "deck.js").write_text((HERE / "deck.js").read_text("utf8"), "utf8")
    (folder / "deck.css").write_text((HERE / "deck.css").read_text("utf8"), "utf8")
    made = [(chapter, *_deck(chapter, site, kept)) for chapter in chapters(root) if chapter.finished]
    for chapter, text, _ in made:
        (folder / f"{chapter.slug}.html").write_text(text, "utf8")
    (folder / "index.html").write_text(_index([(chapter, count) for chapter, _, count in made]), "utf8")
    return [folder / f"{chapter.slug}.html" for chapter, *_ in made] + [folder / "index.html"]


def _deck(chapter: Chapter, site: Path, kept: Path) -> tuple[str, int]:
    """The deck of one chapter, and how many slides it has."""
    stacks, states, head = [], [], dict[str, None]()
    for section in ("index", *chapter.sections):
        page = f"{chapter.slug}/{section}.html"
        text = (site / page).read_text("utf8")
        stacks.append(_kept_slides(text, page, kept))
        states += [found[0] for found in STATE_SCRIPT.finditer(text)]
        head |= dict.fromkeys(tag for tag in _HEAD.findall(text) if "print." not in tag)
    body = "\n".join(_stack(stack) for stack in stacks)
    body = f'<div class="reveal"><div class="slides">\n{body}\n</div></div>\n{"".join(states)}'
    deck = '<script src="../_static/cnnkit/reveal/reveal.js"></script>\n<script src="deck.js"></script>'
    own = "\n".join(map(_style, ("../_static/cnnkit/reveal/reveal.css", "deck.css")))
    page = _PAGE.format(
        title=html.escape(chapter.title), head="\n".join(head), own=own, body=f"{body}\n{deck}"
    )
    return page, sum(map(len, stacks))


def _kept_slides(text: str, page: str, kept: Path) -> list[Slide]:
    """The slides of a page, from its last cutting if neither it nor the cutting has changed."""
    bare = STATE_SCRIPT.sub("", text)
    key = hashlib.sha256((HERE / "cutting.py").read_bytes() + bare.encode()).hexdigest()[:16]
    file = kept / f"{page.replace('/', '-')}.{key}.json"
    if file.is_file():
        return [Slide(**slide) for slide in json.loads(file.read_text("utf8"))]
    slides = cut(bare, page)
    for old in kept.glob(f"{page.replace('/', '-')}.*"):
        old.unlink()
    file.write_text(json.dumps([asdict(slide) for slide in slides]), "utf8")
    return slides


def _stack(slides: Sequence[Slide]) -> str:
    """One section of the chapter: its slides lie below its question."""
    made = []
    for number, slide in enumerate(slides):
        level = "h1" if number == 0 else "h2"
        box = f'<div class="fit"><{level}>{slide.heading}</{level}>{slide.content}</div>'
        there = f'<a class="source" href="../{slide.place}">page</a>'
        made.append(f"<section>{box}{there}</section>")
    return f"<section>{''.join(made)}</section>"


def _style(file: str) -> str:
    return f'<link rel="stylesheet" href="{file}">'


def _index(decks: Sequence[tuple[Chapter, int]]) -> str:
    rows = "".join(
        f'<li><a href="{chapter.slug}.html">{html.escape(chapter.title)}</a>, {count} slides</li>'
        for chapter, count in decks
    )
    own = "\n".join(map(_style, ("../_static/cnnkit/cnnkit.css", "deck.css")))
    body = (
        '<main class="list"><h1>Slides</h1><p>One deck for each chapter, cut from its pages: the same '
        "figures, and the widgets alive. Arrow right goes to the next section, arrow down through the one "
        "you are in, space through all. In a widget the keys are the widget's; Escape gives them back.</p>"
        f'<ol>{rows}</ol><p><a href="../index.html">Back to the book</a></p></main>'
    )
    return _PAGE.format(title="All chapters", head="", own=own, body=body)
