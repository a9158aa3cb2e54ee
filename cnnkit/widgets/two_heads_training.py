"""A class and a box from one small layer: what `front/lib/two-heads.js` trains in the page, in numpy.

Pictures of 12 × 12 pixels are drawn by a rule from random numbers that the page draws too. Eight units with
tanh read all pixels; from them one head reads four classes, the other four numbers, the edges of a box in
parts of the side. The loss is cross-entropy plus λ times the squared distance of the boxes. Everything is
float64, on the whole training set at once, so both languages end at the same numbers.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cnnkit.widgets.random_numbers import start_weights, stream, uniform

__all__ = [
    "CLASSES",
    "LAMBDAS",
    "LAYERS",
    "SIDE",
    "Pictures",
    "Trained",
    "class_term",
    "errors",
    "pictures",
    "run",
    "train",
    "whole_percent",
]

SIDE = 12  # pixels
CLASSES = ("block", "frame", "cross", "triangle")
SMALLEST, SIDES = 5, 4  # an object is 5, 6, 7 or 8 pixels wide, and so high
TRAIN, UNSEEN = 1500, 500
UNITS, STEPS, RATE = 8, 240, 0.03
LAMBDAS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
LAYERS = ("shared", "own")
"""Both heads read all eight units, or each reads four of its own."""


class Pictures(NamedTuple):
    """`x` `(n, 144)` of 0 and 1, `y` `(n,)`, `boxes` `(n, 4)`: x0 y0 x1 y1 in parts of the side."""

    x: np.ndarray
    y: np.ndarray
    boxes: np.ndarray


class Trained(NamedTuple):
    """Weights `(units, 144 + 1)`, `(classes, units + 1)`, `(4, units + 1)`, each row's bias last."""

    layer: np.ndarray
    label: np.ndarray
    box: np.ndarray

    def __call__(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """`(n, 144)` -> probabilities `(n, classes)` and boxes `(n, 4)`."""
        h = np.tanh(_affine(self.layer, x))
        return _softmax(_affine(self.label, h)), _affine(self.box, h)


def pictures(n: int, part: int, seed: int = 0) -> Pictures:
    """Part 0 is learnt from, part 1 is unseen."""
    drawn = uniform(seed, stream("order", part), 5 * n).reshape(n, 5)
    kind, w, h = (np.floor(4 * drawn[:, i]).astype(int) for i in range(3))
    w, h = w + SMALLEST, h + SMALLEST
    left, top = (
        np.floor((SIDE + 1 - side) * u).astype(int) for side, u in ((w, drawn[:, 3]), (h, drawn[:, 4]))
    )
    x = np.zeros((n, SIDE, SIDE))
    for i in range(n):
        x[i, top[i] : top[i] + h[i], left[i] : left[i] + w[i]] = _shape(kind[i], w[i], h[i])
    boxes = np.stack([left, top, left + w, top + h], 1) / SIDE
    return Pictures(x.reshape(n, -1), kind, boxes)


def _shape(kind: int, w: int, h: int) -> np.ndarray:
    """`(h, w)`, true where there is ink."""
    row, column = np.mgrid[:h, :w]
    edge = (column == 0) | (column == w - 1) | (row == 0) | (row == h - 1)
    arms = (np.abs(2 * column - w + 1) <= 1) | (np.abs(2 * row - h + 1) <= 1)
    below = column * (h - 1) <= row * (w - 1)
    return (np.ones((h, w), bool), edge, arms, below)[kind]


def start(seed: int = 0, layers: str = "shared") -> Trained:
    """Weights before any step; a head's weights to units that it does not read are 0, and stay so."""
    pixels = SIDE * SIDE
    drawn = [
        start_weights(seed, stream("start", i), count, fan_in).astype(float)
        for i, (count, fan_in) in enumerate(
            [(UNITS * pixels, 60), (4 * UNITS, 2 * UNITS), (4 * UNITS, 200 * UNITS)]
        )
    ]
    layer, label, box = (w.reshape(-1, fan) for w, fan in zip(drawn, (pixels, UNITS, UNITS), strict=True))
    for head, read in ((label, slice(0, UNITS // 2)), (box, slice(UNITS // 2, UNITS))):
        if layers == "own":
            head *= np.isin(np.arange(UNITS), np.arange(UNITS)[read])
    bias = lambda w, value: np.hstack([w, np.full((len(w), 1), value)])
    return Trained(bias(layer, 0.0), bias(label, 0.0), bias(box, 0.5))


def train(lam: float, layers: str = "shared", seed: int = 0, steps: int = STEPS) -> Trained:
    """Adam on all training pictures at once; the step size falls along a cosine."""
    x, y, boxes = pictures(TRAIN, 0, seed)
    target = np.eye(len(CLASSES))[y]
    weights = list(start(seed, layers))
    reads = [w != 0 for w in weights[1:]]  # the biases are set apart below
    for mask in reads:
        mask[:, -1] = True
    mean, square = ([np.zeros_like(w) for w in weights] for _ in range(2))
    for step in range(steps):
        layer, label, box = weights
        h = np.tanh(_affine(layer, x))
        d_label = (_softmax(_affine(label, h)) - target) / TRAIN
        d_box = 2 * lam * (_affine(box, h) - boxes) / TRAIN
        d_h = (d_label @ label[:, :-1] + d_box @ box[:, :-1]) * (1 - h * h)
        slopes = [_slope(d_h, x), _slope(d_label, h) * reads[0], _slope(d_box, h) * reads[1]]
        rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
        for i, slope in enumerate(slopes):
            mean[i] = 0.9 * mean[i] + 0.1 * slope
            square[i] = 0.99 * square[i] + 0.01 * slope * slope
            first, second = mean[i] / (1 - 0.9 ** (step + 1)), square[i] / (1 - 0.99 ** (step + 1))
            weights[i] = weights[i] - rate * first / (np.sqrt(second) + 1e-8)
    return Trained(*weights)


@lru_cache(maxsize=64)
def run(lam: float, layers: str = "shared", seed: int = 0) -> Trained:
    """`train`, once for each setting."""
    return train(lam, layers, seed)


@lru_cache(maxsize=4)
def unseen(seed: int = 0) -> Pictures:
    return pictures(UNSEEN, 1, seed)


def errors(net: Trained, of: Pictures) -> tuple[float, float]:
    """Share of wrong classes, and 1 − mean IoU of the boxes."""
    probabilities, boxes = net(of.x)
    low, high = np.maximum(boxes[:, :2], of.boxes[:, :2]), np.minimum(boxes[:, 2:], of.boxes[:, 2:])
    both = np.clip(high - low, 0, None).prod(1)
    area = [np.clip(b[:, 2:] - b[:, :2], 0, None).prod(1) for b in (boxes, of.boxes)]
    iou = both / (area[0] + area[1] - both)
    return float((probabilities.argmax(1) != of.y).mean()), float(1 - iou.mean())


def whole_percent(box: np.ndarray) -> list[int]:
    """A box in parts of the side -> whole per cent of it, within the picture, its edges in order."""
    x0, y0, x1, y1 = (int(min(100, max(0, np.floor(100 * v + 0.5)))) for v in box)
    x0, y0 = min(x0, 99), min(y0, 99)
    return [x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)]


def class_term(probabilities: np.ndarray, y: int) -> float:
    """Cross-entropy of one picture."""
    return float(-np.log(probabilities[y]))


def _affine(w: np.ndarray, x: np.ndarray) -> np.ndarray:
    return x @ w[:, :-1].T + w[:, -1]


def _slope(d: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.hstack([d.T @ x, d.sum(0)[:, None]])


def _softmax(z: np.ndarray) -> np.ndarray:
    p = np.exp(z - z.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)
