"""Bars without a script: in the cells of a table, and as a drawing that follows the page's width and
theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Bar", "histogram", "number", "step", "table"]

WIDE, HIGH, BASE, TOP = 360, 190, 150, 14
"""Of a drawing in its own units, which are pixels on a phone."""


class Bar(NamedTuple):
    """A number with a bar of `share` (0 to 1) before it."""

    value: float
    share: float


def table(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Sequence[int] = ()) -> str:
    """A table of texts, numbers and bars, whose rows are cards where the page is narrow; all text is
    escaped."""
    kinds = [' class="number"' if column in numbers else "" for column in range(len(heads))]
    head = "".join(f'<th scope="col"{k}>{escape(h)}</th>' for k, h in zip(kinds, heads, strict=True))
    lines = [
        "<tr>" + "".join(_cell(h, k, value) for h, k, value in zip(heads, kinds, row, strict=True)) + "</tr>"
        for row in rows
    ]
    body = "\n".join(lines)
    return (
        f'<table aria-label="{escape(name)}"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
    )


def _cell(head: str, kind: str, value: Any) -> str:
    if isinstance(value, Bar):
        share = min(1.0, max(0.0, value.share))
        shown = f'<span class="bar" style="--share:{share:.3f}"></span>{number(value.value)}'
        return f'<td class="bars" data-head="{escape(head)}">{shown}</td>'
    shown = escape(value if isinstance(value, str) else number(value))
    return f'<td{kind} data-head="{escape(head)}">{shown}</td>' if shown else "<td></td>"


def histogram(name: str, values: Sequence[float], width: float, fewest: int, unit: str, whose: str) -> str:
    """How many of `values` (at least one) lie in each step of `width` from 0 on; at least `fewest` steps."""
    steps = max(fewest, int(np.ceil(max(values) / width)))
    # what is at the upper end, all points say, belongs to the last step
    places = np.minimum((np.array(values) / width + 1e-9).astype(int), steps - 1)
    counts = np.bincount(places, minlength=steps)
    tallest, across = int(counts.max()), WIDE / steps
    told = [f"{number(n * width)} to {number((n + 1) * width)}: {count}" for n, count in enumerate(counts)]
    label = f"{name}: {whose} by {unit}. {'; '.join(told)}"
    parts = [f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(label)}">']
    for place, count in enumerate(counts):
        if count:
            high = (BASE - TOP) * count / tallest
            x, y = place * across + 1, BASE - high
            parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{across - 2:.1f}" height="{high:.1f}"/>')
            parts.append(f'<text x="{x + across / 2 - 1:.1f}" y="{y - 3:.1f}">{count}</text>')
    parts.append(f'<line x1="0" x2="{WIDE}" y1="{BASE}" y2="{BASE}"/>')
    every = -(-steps // 6)
    for place in range(0, steps + 1, every):
        at = {0: "start", steps: "end"}.get(place, "middle")
        where = f'x="{place * across:.1f}" y="{BASE + 15}"'
        parts.append(f'<text {where} text-anchor="{at}">{number(place * width)}</text>')
    parts.append(f'<text x="{WIDE / 2}" y="{HIGH - 6}">{escape(unit)}</text></svg>')
    return "".join(parts)


def step(most: float) -> float:
    """A round width that gives about 10 to 25 steps up to `most`."""
    power = 10.0 ** np.floor(np.log10(max(most, 1e-3) / 10))
    return float(next(power * lead for lead in (1, 2, 5, 10) if most / (power * lead) <= 25))


def number(value: float) -> str:
    return f"{round(value, 2):.12g}"
