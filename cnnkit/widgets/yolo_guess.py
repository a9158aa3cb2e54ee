"""A made-up prediction of YOLO for a scene, its usual slips included: the twin of `front/lib/yolo-guess.js`.

The cell of an object says nearly the truth, a cell beside it that the object covers says it too, less surely;
the others say next to nothing. Numbers of two decimals, so that a reader can decode them by hand.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cnnkit.widgets.random_numbers import uniform

__all__ = ["guess"]

SEED = 6


class _Object(NamedTuple):
    """An object that has a cell: its cell, its centre in there, its sides, its class and its box."""

    row: int
    column: int
    x: float
    y: float
    w: float
    h: float
    label: int
    box: Sequence[float]


def guess(boxes: Sequence[Sequence[float]], labels: Sequence[int], S: int, C: int) -> np.ndarray:
    """`(S, S, 10 + C)`: two boxes a cell. `boxes` are x0 y0 x1 y1 in [0, 1]; of two in a cell the first
    counts."""
    about: list[_Object] = []
    for corners, name in zip(boxes, labels, strict=True):
        one = _placed(corners, name, S)
        if not any((o.row, o.column) == (one.row, one.column) for o in about):
            about.append(one)
    out = np.zeros((S, S, 10 + C))
    for row in range(S):
        for column in range(S):
            u = uniform(SEED, 16 * row + column, 9)
            own = next((o for o in about if (o.row, o.column) == (row, column)), None)
            near = own or next((o for o in about if _reaches(o, row, column, S)), None)
            cell = _sure(near, row, column, u, S, C, own=own is not None) if near else _silent(u, C)
            out[row, column] = [math.floor(100 * v + 0.5) / 100 for v in cell]
    return out


def _placed(box: Sequence[float], label: int, S: int) -> _Object:
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    x, y = (x0 + w / 2) * S, (y0 + h / 2) * S
    column, row = min(S - 1, math.floor(x)), min(S - 1, math.floor(y))
    return _Object(row, column, x - column, y - row, w, h, label, box)


def _reaches(o: _Object, row: int, column: int, S: int) -> bool:
    """Whether the cell is beside that of the object, and its box a quarter of a cell deep in it."""
    x0, y0, x1, y1 = o.box
    wide = min(x1 * S, column + 1) - max(x0 * S, column)
    tall = min(y1 * S, row + 1) - max(y0 * S, row)
    return abs(o.row - row) + abs(o.column - column) == 1 and wide > 0.25 and tall > 0.25


def _sure(o: _Object, row: int, column: int, u: np.ndarray, S: int, C: int, *, own: bool) -> list[float]:
    """A cell that means an object: the first box well, the second badly."""
    x, y = o.x + o.column - column, o.y + o.row - row  # seen from this cell
    wide, tall = o.w * S, o.h * S
    by = 0.12 if own else 0.3
    first = [
        x + 2 * by * (u[0] - 0.5) * wide,
        y + 2 * by * (u[1] - 0.5) * tall,
        o.w * (1 + 1.5 * by * (u[2] - 0.5)),
        o.h * (1 + 1.5 * by * (u[3] - 0.5)),
        0.78 + 0.18 * u[4] if own else 0.35 + 0.2 * u[4],
    ]
    second = [
        x + 0.4 * (u[5] - 0.5) * wide,
        y + 0.4 * (u[6] - 0.5) * tall,
        0.85 * o.w,
        1.1 * o.h,
        (0.3 if own else 0.1) + 0.15 * u[7],
    ]
    share = (0.82 if own else 0.6) + 0.14 * u[8]
    return first + second + [share if k == o.label else (1 - share) / (C - 1) for k in range(C)]


def _silent(u: np.ndarray, C: int) -> list[float]:
    """A cell that means nothing: boxes of an ordinary size, hardly any confidence."""
    boxes = [
        v
        for k in (0, 4)
        for v in (0.3 + 0.4 * u[k], 0.3 + 0.4 * u[k + 1], 0.2 + 0.2 * u[k + 2], 0.25, 0.01 + 0.1 * u[k + 3])
    ]
    shares = [(1 - 0.5 * u[8]) / C if k else (1 + 0.5 * (C - 1) * u[8]) / C for k in range(C)]
    return boxes + shares
