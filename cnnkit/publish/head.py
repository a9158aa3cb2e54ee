"""What search engines, link previews and tabs see of a page: description, picture, icon."""

from html import escape
from typing import Any

from docutils import nodes

_MOST = 200


def describe(doctree: nodes.document) -> str:
    """The first sentences of a page, for a section its goal: at most 200 characters, ended at a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) > 10:
            return text if len(text) <= _MOST else text[: _MOST - 1].rpartition(" ")[0] + " …"
    return ""


def tags(context: dict[str, Any], doctree: nodes.document) -> str:
    """The `<meta>` and `<link>` tags of one page; with `html_baseurl` set, the picture's address is full."""
    path = context["pathto"]
    base = context.get("pageurl") and context["pageurl"].removesuffix(f"{context['pagename']}.html")
    card = f"{base}_static/cnnkit/card.png" if base else path("_static/cnnkit/card.png", 1)
    facts = {
        "og:type": "article",
        "og:title": context.get("title", ""),
        "og:site_name": context["docstitle"],
        "og:description": describe(doctree),
        "og:image": card,
        "og:image:alt": "A handwritten digit and the maps that a small convolutional network makes of it",
    }
    lines = [f'<meta name="description" content="{escape(facts["og:description"])}">']
    lines += [f'<meta property="{name}" content="{escape(text)}">' for name, text in facts.items()]
    lines += ['<meta name="twitter:card" content="summary_large_image">']
    lines += [f'<link rel="icon" type="image/svg+xml" href="{path("_static/cnnkit/icon.svg", 1)}">']
    return "\n".join(lines)
