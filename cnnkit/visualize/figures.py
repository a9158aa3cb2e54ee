"""The book's figures: plots in the house style, rows of images, tables; each with alt text and caption.

While the book is built (`CNNKIT_BOOK=1`) a plot is written into the page as JSON, and `cnnkit.publish` draws
it when it scrolls into view. In JupyterLab it is an ordinary plotly figure.
"""

import base64
import io
import json
import os
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from cnnkit.visualize.fit import fit
from cnnkit.visualize.webp import data_uri, in_bytes, webp

# Okabe–Ito, darkened where a line or label on white needs it; each comes with a dash and a marker of its own,
# so that colour never carries the meaning alone.
COLOURS = ("#0067a3", "#b84e00", "#00714f", "#a04a7b", "#8a6100", "#3a3f44")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
# Blue, grey, orange: zero is the same mid-grey on every signed map.
SIGNED = ((0.0, "#0067a3"), (0.5, "#c8c8c8"), (1.0, "#d55e00"))

HEIGHT = 380
IMAGE_GAP_PX = 11
HOUSE = go.layout.Template(
    layout={
        "colorway": COLOURS,
        "font": {"family": "system-ui, sans-serif", "size": 14, "color": "#1b1f24"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 60, "r": 20, "t": 30, "b": 50},
        "xaxis": {
            "gridcolor": "rgba(128,128,128,.25)",
            "zerolinecolor": "rgba(128,128,128,.5)",
            "automargin": True,
        },
        "yaxis": {
            "gridcolor": "rgba(128,128,128,.25)",
            "zerolinecolor": "rgba(128,128,128,.5)",
            "automargin": True,
        },
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "height": HEIGHT,
    }
)


class Figure:
    """A plotly figure with alt text and caption; the last line of a cell shows it."""

    def __init__(self, fig: go.Figure, alt: str, caption: str, data: bool) -> None:
        # plotly builds its classes' attributes at run time, so a type checker cannot follow them
        self.fig: Any = fig
        self.alt, self.caption, self.data = alt, caption, data

    def html(self) -> str:
        """The figure as the book's pages hold it: JSON to be drawn when seen, caption, data in a fold."""
        body = self.fig.to_json(validate=False).replace("</", "<\\/")
        height = self.fig.layout.height or HEIGHT
        fold = _data_fold(self.fig) if self.data else ""
        return (
            f'<figure class="ck-figure"><div class="ck-plot" role="img" aria-label="{escape(self.alt)}" '
            f'style="min-height:{height}px">'
            f'<script type="application/vnd.plotly.v1+json">{body}</script></div>'
            f"<figcaption>{self.caption}</figcaption>{fold}</figure>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        if os.environ.get("CNNKIT_BOOK"):
            return {"text/html": self.html()}
        return {"application/vnd.plotly.v1+json": json.loads(self.fig.to_json()), "text/plain": self.alt}


def show(fig: go.Figure, *, alt: str, caption: str, data: bool = True) -> Figure:
    """A plot in the house style.

    `alt` states the conclusion in a sentence; `caption` makes the claim, says how to read it, and
    names the seed where there is one (HTML allowed). `data=True` adds the numbers as a table in a fold.

    >>> bars = go.Figure(go.Bar(y=[1, 3]))
    >>> shown = show(bars, alt="The second bar is three times as high.", caption="Two bars")
    >>> type(shown).__name__
    'Figure'
    """
    if not alt.strip() or not caption.strip():
        raise ValueError("a figure needs alt text and a caption")
    fig.update_layout(template=HOUSE)
    fit(fig, HEIGHT)
    return Figure(fig, alt, caption, data)


def _data_fold(fig: Any, most: int = 40, in_all: int = 240) -> str:
    """Each x–y trace as an accessible table, thinned to `most` points and to about `in_all` rows together.

    Other traces are left out. Where panels have y axes of their own, each series names its own.
    """
    traces = [
        trace
        for trace in fig.data
        if trace.type in ("scatter", "bar")
        and getattr(trace, "x", None) is not None
        and np.ndim(trace.y) == 1
    ]
    most = min(most, max(8, in_all // max(1, len(traces))))
    titles = [_title(fig.layout, trace.yaxis or "y") for trace in traces]
    panels = len(set(titles)) > 1
    rows = []
    for trace, title in zip(traces, titles, strict=True):
        pairs = list(zip(trace.x, trace.y, strict=False))
        step = max(1, -(-len(pairs) // most))
        name = ", ".join(word for word in (trace.name, panels and title) if word)
        rows += [(name, _short(x), _short(y)) for x, y in pairs[::step]]
    if not rows:
        return ""
    across = next(filter(None, (_title(fig.layout, trace.xaxis or "x") for trace in traces)), "x")
    heads = ("series", across, "value" if panels else titles[0] or "y")
    return _folded("Data", _table_html(rows, heads, "The plotted numbers"))


def _folded(label: str, body: str) -> str:
    return f'<details class="ck-data"><summary>{label}</summary>{body}</details>'


def _title(layout: Any, axis: str) -> str:
    """The title of the axis that a trace calls `x`, `y` or `y2`, in one line."""
    return (layout[f"{axis[0]}axis{axis[1:]}"].title.text or "").replace("<br>", " ")


def _short(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, (float, np.floating)) else f"{value}".replace("<br>", " ")


def _table_html(rows: Sequence[Sequence[object]], head: Sequence[str], caption: str) -> str:
    columns = [[str(row[i]) for row in rows] for i in range(1, len(head))]
    # numbers stand under one another at their ends, words at their beginnings, as the first column does
    marks = ["", *(' class="ck-words"' if _are_words(column) else "" for column in columns)]
    top = "".join(
        f'<th scope="col"{mark}>{escape(str(name))}</th>' for name, mark in zip(head, marks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(str(cell))}</th>' if i == 0 else f"<td{mark}>{escape(str(cell))}</td>"
            for i, (cell, mark) in enumerate(zip(row, marks, strict=True))
        )
        + "</tr>"
        for row in rows
    )
    # A wide table scrolls by itself instead of widening a narrow page; tabindex lets the keyboard scroll it.
    return (
        f'<div class="ck-table" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _are_words(column: Sequence[str]) -> bool:
    """Whether a column says something: letters first in each cell, a blank in one. "yes" and "3×3" do not."""
    return all(cell[:1].isalpha() for cell in column) and any(" " in cell for cell in column)


class Html:
    """A piece of HTML that a cell shows."""

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


def table(rows: Sequence[Sequence[object]], head: Sequence[str], caption: str, *, folded: str = "") -> Html:
    """An accessible table: `head` names the columns; integers get thousands separators. It opens on a click
    on `folded`, where that is given.

    >>> shown = table([("conv1", 456)], head=["layer", "parameters"], caption="LeNet-5")
    >>> shown._repr_html_().count("<td")
    1
    """
    tidy = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    shown = _table_html(tidy, head, caption)
    return Html(_folded(folded, shown) if folded else shown)


def png_uri(image: ArrayLike, *, signed: bool = False, top: float | None = None) -> str:
    """A data URI of an image: (h, w) or (3, h, w) in [0, 1]; `signed` maps −top…top through blue–grey–orange.

    Without `top` the largest magnitude in the image is used.

    >>> png_uri(np.zeros((2, 2)))[:22]
    'data:image/png;base64,'
    """
    from PIL import Image

    x = _numbers(image)
    if signed:
        # 255 shades in a palette: a third of the bytes of true colour, and zero keeps a shade of its own
        shades = np.clip(x / (top or np.abs(x).max() or 1.0), -1, 1) * 127 + 127
        steps = np.arange(-127, 128)[:, None] / 127
        ends = np.where(steps < 0, (0.0, 103.0, 163.0), (213.0, 94.0, 0.0))
        picture = Image.fromarray(shades.round().astype(np.uint8))
        picture.putpalette((200 + (ends - 200) * np.abs(steps)).round().astype(np.uint8).tobytes())
    else:
        picture = Image.fromarray(in_bytes(x))
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def webp_uri(image: ArrayLike, quality: int = 80) -> str:
    """A data URI of a photograph, (h, w) or (3, h, w) in [0, 1]: a tenth of `png_uri`'s bytes, not exact.

    >>> webp_uri(np.zeros((2, 2)))[:23]
    'data:image/webp;base64,'
    """
    return data_uri(webp(in_bytes(_numbers(image)), quality))


def _numbers(image: ArrayLike) -> np.ndarray:
    x = np.asarray(image, dtype=np.float64)
    if x.ndim not in (2, 3) or (x.ndim == 3 and x.shape[0] != 3):
        raise ValueError(f"an image is (h, w) or (3, h, w); this one is {x.shape}")
    return x


def images(
    pictures: Sequence[ArrayLike],
    labels: Sequence[str] | None = None,
    *,
    alt: str,
    caption: str,
    size: int = 96,
    signed: bool = False,
    same_scale: bool = True,
    photographs: bool = False,
) -> Html:
    """A row of small images, pixels kept sharp: each (h, w) or (3, h, w) in [0, 1], or signed maps.

    `size` is the side on the page in px. Rows are evenly long: sixteen images stand 8 + 8, never 9 + 7.
    `same_scale` gives all signed maps one scale, so that they compare. `photographs` are written as WebP.

    >>> row = images([np.zeros((2, 2)), np.ones((2, 2))], ["black", "white"], alt="Two squares", caption="")
    >>> row._repr_html_().count("<img")
    2
    """
    names = labels if labels is not None else [""] * len(pictures)
    if len(names) != len(pictures):
        raise ValueError(f"{len(pictures)} images but {len(names)} labels")
    top = max(float(np.abs(np.asarray(p)).max()) for p in pictures) if signed and same_scale else None
    uri = webp_uri if photographs else lambda picture: png_uri(picture, signed=signed, top=top)
    sharp = "" if photographs else "image-rendering:pixelated"
    cells = "".join(
        f'<span class="ck-image"><img src="{uri(picture)}" alt="" loading="lazy" style="{sharp}" '
        f'width="{size}" height="{size}"><span>{escape(name)}</span></span>'
        for picture, name in zip(pictures, names, strict=True)
    )
    wide, narrow = (_columns(len(pictures), size, column) for column in (688, 334))
    grid = f"--ck-size:{size}px;--ck-columns:{wide};--ck-columns-narrow:{narrow}"
    return Html(
        f'<figure class="ck-figure"><div class="ck-images" role="img" aria-label="{escape(alt)}" '
        f'style="{grid}">{cells}</div><figcaption>{caption}</figcaption></figure>'
    )


def _columns(images: int, size: int, column: int) -> int:
    """How many images of `size` px stand in a row of a column, so that all rows are about equally long."""
    most = max(1, (column + IMAGE_GAP_PX) // (min(size, column) + IMAGE_GAP_PX))
    return -(-images // -(-images // most)) if images else 1
