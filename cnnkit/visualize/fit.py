"""Makes a plot's words fit a page of 390 px: titles broken into lines, the legend off titles and axes."""

import math
import textwrap
from typing import Any

import numpy as np

PLOT_PX = 250
"""Width of the plotted area there."""
CHARACTER_PX = 8
LINE_PX = 19
_AROUND_PX = 80
"""Margins above and below the plotted area."""


def fit(fig: Any, height_px: int) -> None:
    """Change titles, legend and ticks of a plotly figure in place; `height_px` is the default height.

    >>> import plotly.graph_objects as go
    >>> fig = go.Figure(go.Bar(y=[1, 3]), layout_title_text="Two bars")
    >>> fit(fig, height_px=300)
    """
    tall = (fig.layout.height or height_px) - _AROUND_PX
    for axis in (*fig.select_xaxes(), *fig.select_yaxes()):
        low, high = axis.domain or (0, 1)
        across = PLOT_PX if axis.plotly_name.startswith("xaxis") else tall
        if axis.title.text:
            axis.title.text = _lines(axis.title.text, across * (high - low))
        if axis.type == "log" and axis.dtick is None and axis.tickvals is None:
            # the default writes 2 to 9 between the powers of ten, on each other
            axis.dtick = "D2" if _decades(fig, axis.plotly_name[0]) <= 3 else 1
    lines = _titles(fig)
    legend = fig.layout.legend
    # below the plot a legend meets ticks and axis titles at some width; above it there is always room
    if lines or (legend.y is not None and legend.y < 0):
        legend.update(y=1 + (8 + LINE_PX * lines) / tall, yanchor="bottom")
    if lines > 1:
        fig.layout.margin.t = max(fig.layout.margin.t or 0, 12 + LINE_PX * lines)


def _titles(fig: Any) -> int:
    """Break the titles of plots that stand side by side; returns how many lines the top ones have."""
    titles = [note for note in fig.layout.annotations if note.yref == "paper" and note.xref == "paper"]
    most = 0
    for note in titles:
        beside = sum(other.y == note.y for other in titles)
        note.text = _lines(note.text, PLOT_PX / beside)
        if note.y is not None and note.y >= 1:
            most = max(most, note.text.count("<br>") + 1)
    return most


def _lines(text: str, px: float) -> str:
    if "<" in text:  # broken or marked up by hand
        return text
    return "<br>".join(textwrap.wrap(text, max(8, int(px / CHARACTER_PX)), break_long_words=False))


def _decades(fig: Any, letter: str) -> float:
    """How many powers of ten the data of all x axes, or all y axes, span."""
    values = [
        np.asarray(getattr(trace, letter), dtype=float) for trace in fig.data if _numeric(trace, letter)
    ]
    positive = np.concatenate([v[v > 0] for v in values]) if values else np.ones(1)
    return math.log10(positive.max() / positive.min()) if positive.size else 0.0


def _numeric(trace: Any, letter: str) -> bool:
    values = getattr(trace, letter, None)
    return values is not None and np.asarray(values).dtype.kind in "if"
