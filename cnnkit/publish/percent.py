"""Shares are written one way in the whole book, "84 %" with a space that no line breaks at.

Python's `{:.0%}` gives "84%", authors write "84 %" or "84 per cent"; a number and its sign may stand in two
nodes, where the number comes from a cell.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from cnnkit.publish.terms import join_lines

SIGN = "\u00a0%"
_HERE = re.compile(r"(?<=\d)\s?(?:%|per\s+cent\b)")
_NEXT = re.compile(r"\A\s?(?:%|per\s+cent\b)")
_CAPTION = re.compile(r"(?<=<figcaption>).*?(?=</figcaption>)", re.S)
_AS_IT_IS = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.Invisible)


def spaced(text: str, before: str = "") -> str:
    """The text with its shares written the one way; `before` is what stands in front of it."""
    if before[-1:].isdigit():
        text = _NEXT.sub(SIGN, text)
    return _HERE.sub(SIGN, text)


class Percent(SphinxPostTransform):
    """Writes the shares in sentences, tables and captions of a page; code and formulas stay as they are."""

    default_priority = 240  # numbers from cells are in place
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for block in self.document.findall(nodes.TextElement):
            if not isinstance(block, (nodes.Inline, *_AS_IT_IS)):
                self._write(block)
        for raw in self.document.findall(nodes.raw):
            if "<figcaption>" in (html := raw.astext()):
                raw.children = [nodes.Text(_CAPTION.sub(lambda it: spaced(it[0]), html))]

    def _write(self, block: nodes.Element) -> None:
        join_lines(block)
        before = ""
        for text in list(block.findall(nodes.Text)):
            if not isinstance(text.parent, _AS_IT_IS):
                written = spaced(text.astext(), before)
                if written != text.astext():
                    text.parent.replace(text, nodes.Text(written))
            before = text.astext()
