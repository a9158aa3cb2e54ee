"""Paints a scene that a reader composes as `cnnkit.data.scenes` paints its own: the twin of
`front/lib/scene-painter.js`, number for number."""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from cnnkit.data.outlines import OUTLINES
from cnnkit.widgets.random_numbers import uniform

__all__ = ["BACKGROUNDS", "SIDE", "Painted", "Placed", "handwriting", "paint"]

SIDE = 112
STROKES = 3
HANDS = 3
"""Handwritten examples of each digit: the first held-out ones."""
BACKGROUNDS = ("stripes", "checks", "clouds")
FRAME, INK = 0.85, 0.4  # as in cnnkit.data.scenes
LOOK, COARSE, NOISE, STROKE = 1, 2, 3, 4  # streams of random numbers of a seed


class Placed(NamedTuple):
    """An object: its class, middle and radius in pixels, degrees of turn, and a seed for its colours."""

    label: int
    x: int
    y: int
    r: int
    turn: int
    seed: int


class Painted(NamedTuple):
    """`picture` `(3, 112, 112)` float32 in [0, 1]; of each object the box of what is seen of it in pixels
    (None where nothing is), and which share of it that is."""

    picture: np.ndarray
    boxes: list[list[int] | None]
    shares: list[float]


@cache
def handwriting() -> np.ndarray:
    """`(10, 3, 64)` uint8, counts from 0 to 16: the first held-out images of each digit."""
    from cnnkit.widgets.stills import digits

    images, labels = (array[-500:] for array in digits())
    return np.stack([images[labels == digit][:HANDS] for digit in range(10)])


def paint(
    objects: Sequence[Placed], background: str, seed: int, strokes: bool, names: Sequence[str]
) -> Painted:
    """Later objects hide earlier ones. `names` are the classes; "digit 4" is handwritten."""
    rows, columns = np.mgrid[:SIDE, :SIDE] + 0.5
    ground = uniform(seed, LOOK, 3)
    wave = _texture(seed, columns / SIDE, rows / SIDE, background)
    image = (ground[:, None, None] + 0.16 * wave * _hue(seed)).clip(0, 1)
    for n in range(STROKES if strokes else 0):
        x, y, turn, long, wide = uniform(seed, STROKE + 2 * n, 5)
        c, s = math.cos(math.pi * turn), math.sin(math.pi * turn)
        dx, dy = columns / SIDE - x, rows / SIDE - y
        along, across = abs(c * dx + s * dy), abs(c * dy - s * dx)
        inside = np.minimum(0.05 + 0.15 * long - along, 0.008 + 0.012 * wide - across)
        colour = _away(seed, STROKE + 2 * n + 1, ground)[:, None, None]
        image += (inside * SIDE + 0.5).clip(0, 1) * (colour - image)
    owner = np.full((SIDE, SIDE), -1)
    whole = []
    for n, one in enumerate(objects):
        dx, dy = (columns - one.x) / one.r, (rows - one.y) / one.r
        near = np.maximum(abs(columns - one.x), abs(rows - one.y)) < one.r + 2
        c, s = math.cos(one.turn * math.pi / 180), math.sin(one.turn * math.pi / 180)
        inside = _inside(names[one.label], one.seed, c * dx + s * dy, c * dy - s * dx)
        alpha = (inside * one.r + 0.5).clip(0, 1) * near
        wave = _texture(one.seed, (dx + 1) / 2, (dy + 1) / 2)
        colour = _away(one.seed, LOOK, ground)[:, None, None]
        image += alpha * ((colour + 0.16 * wave * _hue(one.seed)).clip(0, 1) - image)
        whole.append(int((alpha >= 0.5).sum()))
        owner[alpha >= 0.5] = n
    image = (image + 0.04 * _normals(seed, NOISE, 3 * SIDE * SIDE).reshape(3, SIDE, SIDE)).clip(0, 1)
    seen = [owner == n for n in range(len(objects))]
    shares = [float(mask.sum()) / max(1, of) for mask, of in zip(seen, whole, strict=True)]
    return Painted(image.astype(np.float32), [_box(mask) for mask in seen], shares)


def _box(mask: np.ndarray) -> list[int] | None:
    if not mask.any():
        return None
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1]


def _normals(seed: int, of: int, count: int) -> np.ndarray:
    """Normal numbers, by Box and Muller; `count` is even."""
    u = uniform(seed, of, count).reshape(-1, 2)
    far, angle = np.sqrt(-2 * np.log(1 - u[:, 0])), 2 * math.pi * u[:, 1]
    return np.stack([far * np.cos(angle), far * np.sin(angle)], 1).ravel()


def _texture(seed: int, a: np.ndarray, b: np.ndarray, kind: str = "") -> np.ndarray:
    """In about [-1, 1], over a square of side 1."""
    u = uniform(seed, LOOK, 16)
    kind = kind or BACKGROUNDS[int(3 * u[8])]
    angle, waves = math.pi * u[9], 2 + 6 * u[10]
    if kind == "clouds":
        coarse = np.pad(_normals(seed, COARSE, 36).reshape(6, 6), [(0, 1), (0, 1)], "edge")
        x, y = (6 * a - 0.5).clip(0, 5), (6 * b - 0.5).clip(0, 5)
        column, row = np.floor(x).astype(int), np.floor(y).astype(int)
        right, down = x - column, y - row
        top = coarse[row, column] * (1 - right) + coarse[row, column + 1] * right
        low = coarse[row + 1, column] * (1 - right) + coarse[row + 1, column + 1] * right
        return top * (1 - down) + low * down
    c, s, turn = math.cos(angle), math.sin(angle), 2 * math.pi
    stripes = np.sin(turn * waves * (c * a + s * b) + turn * u[11])
    if kind == "stripes":
        return stripes
    return stripes * np.sin(turn * waves * (c * b - s * a) + turn * u[12])


def _hue(seed: int) -> np.ndarray:
    return (2 * uniform(seed, LOOK, 8)[5:] - 1)[:, None, None]


def _away(seed: int, of: int, ground: np.ndarray) -> np.ndarray:
    """A colour of which one channel at least differs from that of the ground."""
    u = uniform(seed, of, 5)
    colour, chosen, by = u[:3].copy(), int(3 * u[4]), 0.4 + 0.2 * u[3]
    colour[chosen] = ground[chosen] - by if ground[chosen] > 0.5 else ground[chosen] + by
    return colour


def _inside(name: str, seed: int, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Positive inside, zero on the edge, in units of the radius."""
    if name in OUTLINES:
        return OUTLINES[name](torch.from_numpy(u), torch.from_numpy(v)).numpy()
    one = int(HANDS * uniform(seed, LOOK, 14)[13])
    counts = handwriting()[int(name.split(" ")[1]), one].reshape(1, 1, 8, 8) / 16
    at = torch.from_numpy(np.stack([u, v], -1)[None] / FRAME)
    ink = F.grid_sample(torch.from_numpy(counts), at, align_corners=False)[0, 0].numpy()
    return np.minimum((ink - INK) * (2 * FRAME / 8), 1 - np.hypot(u, v))
