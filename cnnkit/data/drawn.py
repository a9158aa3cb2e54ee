"""Digits drawn by rule: strokes in the ways people write them, each time with another hand and pen.

The handwriting of `cnnkit.data.digits` comes from one country, where nearly all sevens are crossed: a network
trained on nothing else reads a plain 7 as a 3. The shipped LeNet is trained on these drawings too; they are
never part of a held-out set.
"""

from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from cnnkit.data.digits import from_bitmap, normalize_bitmap

__all__ = ["draw_digits", "draw_strokes"]

Stroke = list[tuple[float, float]]

# digit -> ways of writing it; a way is one or more strokes, "xy xy …" on a grid of ten by ten, y downwards
WAYS: dict[int, list[list[str]]] = {
    0: [["51 32 25 38 59 78 85 72 51"], ["62 41 23 26 39 69 87 84 72 51"], ["41 22 25 38 59 78 75 72 41"]],
    1: [["51 59"], ["33 51 59"], ["24 61 59"], ["33 51 59", "39 79"], ["42 51 55 59", "29 89"], ["61 49"]],
    2: [
        ["23 31 61 73 65 47 29 79"],
        ["22 41 62 64 46 28 39 68 79"],
        ["13 32 51 73 64 37 48 69 88"],
        ["22 41 72 74 55 29 89"],
    ],
    3: [
        ["22 41 72 63 44 65 77 69 39 28"],
        ["21 71 44 65 77 58 29"],
        ["22 51 73 55 35 55 77 59 28"],
    ],
    4: [
        ["61 26 86", "61 69"],
        ["59 51 26 76"],
        ["31 26 76", "62 59"],
        ["21 35 75", "71 69"],
        ["41 25 36 75", "72 69"],
    ],
    5: [
        ["71 31 25 54 76 68 49 28"],
        ["31 25 44 65 77 58 29", "31 71"],
        ["72 32 35 64 77 69 29"],
    ],
    6: [["61 33 26 38 59 77 65 45 27"], ["71 42 25 28 59 78 66 36 27"], ["41 24 27 49 78 76 55 26"]],
    7: [
        ["21 71 49"],
        ["22 72 55 49"],
        ["21 71 49", "35 75"],
        ["12 21 81 54 39", "35 65"],
        ["21 71 65 59"],
        ["23 21 71 39"],
    ],
    8: [
        ["62 41 23 44 66 68 49 28 36 64 73 62"],
        ["51 32 44 65 77 59 38 26 45 63 62 51"],
        ["51 32 33 54 73 72 51", "54 36 38 59 78 76 54"],
    ],
    9: [
        ["73 51 32 34 55 74 72 69"],
        ["72 51 33 45 64 73 76 58 39"],
        ["72 41 23 35 65 72 79"],
        ["62 41 33 45 63 62 66 49"],
    ],
}


def draw_digits(n: int, *, seed: int = 0, size: int = 32) -> tuple[Tensor, Tensor]:
    """`n` drawn digits `(n, 1, size, size)` in the data set's format and labels `(n,)`, classes in turn."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 10
    images = []
    for i, label in enumerate(labels):
        ways = WAYS[int(label)]
        strokes = _another_hand(ways[i // 10 % len(ways)], rng)
        bitmap = draw_strokes(strokes, width=rng.uniform(0.06, 0.13))
        images.append(from_bitmap(normalize_bitmap(bitmap), size))
    return torch.stack(images), torch.from_numpy(labels)


def draw_strokes(strokes: list[Stroke], width: float = 0.09, size: int = 96) -> np.ndarray:
    """Lines of points in [0, 1] (x, y; y downwards) -> bitmap `(size, size)`: what a round pen inks.

    A pixel is ink when its middle is within half of `width` of a line; `width` is in parts of the side.
    """
    middles = (np.arange(size) + 0.5) / size
    x, y = middles[None, :], middles[:, None]
    ink = np.zeros((size, size), dtype=bool)
    for stroke in strokes:
        points = stroke if len(stroke) > 1 else [*stroke, *stroke]
        for (x0, y0), (x1, y1) in pairwise(points):
            dx, dy = x1 - x0, y1 - y0
            along = ((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-12)
            along = along.clip(0, 1)
            ink |= (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2 <= (width / 2) ** 2
    return ink


def _another_hand(way: list[str], rng: np.random.Generator) -> list[Stroke]:
    """The strokes with their points shaken, corners rounded or not, then slanted, turned and stretched."""
    slant, turn, wide = rng.uniform(-0.25, 0.25), rng.uniform(-0.15, 0.15), rng.uniform(0.8, 1.2)
    rounds = rng.integers(0, 3)
    out = []
    for text in way:
        points = np.array([(int(p[0]), int(p[1])) for p in text.split()]) / 10
        points = points + rng.normal(0, 0.025, points.shape) - 0.5
        for _ in range(rounds):
            points = _round_corners(points)
        points[:, 0] = wide * points[:, 0] - slant * points[:, 1]
        cos, sin = np.cos(turn), np.sin(turn)
        points = points @ np.array([[cos, sin], [-sin, cos]]) * 0.9 + 0.5
        out.append([(float(x), float(y)) for x, y in points])
    return out


def _round_corners(points: np.ndarray) -> np.ndarray:
    """Chaikin's rule: each side gives way to the points at its quarters; the two ends stay."""
    a, b = points[:-1], points[1:]
    cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
    return np.concatenate([points[:1], cut, points[-1:]])
