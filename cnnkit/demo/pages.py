"""The two kinds of pages, for a lecture hall: the list of demos, and a demo with its question first."""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from cnnkit import publish
from cnnkit.demo.pictures import Pictures
from cnnkit.demo.shelf import Shelf
from cnnkit.demo.table import CHAPTERS, Demo

__all__ = ["STATIC", "demo", "listing", "static"]

_OWN = Path(__file__).parent / "static"
_FILES = {
    "cnnkit.css": Path(publish.__file__).parent / "static" / "cnnkit.css",
    **{
        name: _OWN / name
        for name in ("demo.css", "theme.js", "page.js", "model.js", "hall.js", "material.js")
    },
}
STATIC = {name: "text/css" if name.endswith(".css") else "text/javascript" for name in _FILES}
"""Files that any page may read, and their types."""

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<script src="{up}static/theme.js"></script>
<link rel="stylesheet" href="{up}static/cnnkit.css">
<link rel="stylesheet" href="{up}static/demo.css">
"""
_TURN = '<button type="button" id="theme" aria-keyshortcuts="d">Dark or light</button>'


def listing(shelf: Shelf) -> str:
    """The page with all demos of this run."""
    rows = []
    for chapter, names in groupby(shelf.demos, lambda name: shelf.demos[name].chapter):
        rows.append(f'<tr><th colspan="2" scope="colgroup">{escape(CHAPTERS[chapter])}</th></tr>')
        rows += [_row(name, shelf.demos[name]) for name in names]
    return (
        _HEAD.format(title="Demos", up="")
        + f"""<script type="module" src="static/hall.js"></script>
</head>
<body class="list"><header><nav>{_TURN}</nav></header>
<main><h1>Demos</h1>
<p>Each opens with its question. {_KEYS}</p>
<table><thead><tr><th scope="col">Question</th><th scope="col">Name</th></tr></thead>
<tbody>{"".join(rows)}</tbody></table></main></body></html>
"""
    )


def _row(name: str, one: Demo) -> str:
    link = f'<a href="demo/{quote(name)}">{escape(one.question)}</a>'
    return f"<tr><td>{link}</td><td><code>{escape(name)}</code></td></tr>"


_KEYS = (
    "<kbd>Page Down</kbd> (or <kbd>→</kbd>) shows the figure, then what there is to be seen, then the next "
    "demo; <kbd>Page Up</kbd> (or <kbd>←</kbd>) goes back, <kbd>Esc</kbd> leaves a figure, <kbd>+</kbd> and "
    "<kbd>−</kbd> make it larger and smaller, <kbd>d</kbd> turns the light off."
)


def demo(shelf: Shelf, name: str, pictures: Pictures) -> str:
    """The page of one demo: what it shows is mounted by `page.js`."""
    one, (before, after) = shelf.demos[name], shelf.beside(name)
    links = [("prev", before, "← Before", "PageUp"), ("next", after, "Next →", "PageDown")]
    around = [
        f'<a rel="{rel}" aria-keyshortcuts="{key}" href="{quote(to)}"'
        f' title="{escape(shelf.demos[to].question)}">{words}</a>'
        for rel, to, words, key in links
        if to
    ]
    shown = "".join(
        f'<button type="button" data-picture="{number}" title="{escape(stem)}">'
        f'<img src="../picture/{number}" alt="{escape(stem)}" loading="lazy"></button>'
        for number, stem in enumerate(pictures.names)
    )
    return (
        _HEAD.format(title=escape(one.question), up="../")
        + f"""<script type="module" src="../static/page.js"></script>
</head>
<body class="asks" data-name="{escape(name)}">
<header><nav><a href="../">All demos</a>{"".join(around)}
<button type="button" id="smaller" aria-keyshortcuts="-" aria-label="Smaller">−</button>
<button type="button" id="larger" aria-keyshortcuts="+" aria-label="Larger">+</button>{_TURN}</nav></header>
<main>
<h1 id="question">{escape(one.question)}</h1>
<p id="lost" role="alert" hidden></p>
<div id="material" role="group" aria-label="Your own material" hidden>{shown}
<button type="button" id="camera">Camera</button>
<button type="button" id="snap" hidden>Take this picture</button>
<label id="follow" hidden><input type="checkbox"> keep taking</label>
<video id="frame" muted playsinline hidden aria-label="What the camera sees"></video></div>
<div id="stage" inert></div>
<p id="seen" hidden><b>What there is to be seen.</b> {escape(one.seen)}
<small>In the book: {escape(one.page)}</small></p>
<p><button type="button" id="step" autofocus aria-keyshortcuts="PageDown">Show it</button></p>
</main></body></html>
"""
    )


@cache
def static(name: str) -> str:
    return _FILES[name].read_text("utf8")
