"""Boxes and maps of classes drawn over a picture, for files."""

import colorsys
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from torch import Tensor

__all__ = ["coloured", "with_boxes"]

LEAST = 448  # a small picture is enlarged to this side, or names would cover it
LETTERS = 14


def colour(label: int) -> tuple[int, int, int]:
    """Of a class: places on the circle of hues as far apart as the golden ratio makes them."""
    r, g, b = colorsys.hsv_to_rgb((0.09 + 0.618034 * label) % 1, 0.75, 0.95)
    return round(255 * r), round(255 * g), round(255 * b)


def with_boxes(picture: Image.Image, found: Sequence[dict[str, Any]]) -> Image.Image:
    """`found`: of each box its `box` in pixels, `score`, `class` and `label`; the best is drawn last."""
    scale = max(1.0, LEAST / min(picture.size))
    large = _enlarged(picture, scale)
    pen = ImageDraw.Draw(large)
    for one in reversed(found):
        x0, y0, x1, y1 = (scale * v for v in one["box"])
        ink = colour(one["label"])
        pen.rectangle((x0, y0, x1, y1), outline=ink, width=3)
        text = f"{one['class']}  {one['score']:.2f}"
        width = pen.textlength(text, font_size=LETTERS) + 6
        left = min(max(x0, 0), max(large.width - width, 0))
        top = y0 - LETTERS - 5 if y0 >= LETTERS + 5 else min(y1, large.height - LETTERS - 5)
        pen.rectangle((left, top, left + width, top + LETTERS + 5), fill=ink)
        pen.text((left + 3, top + 1), text, fill=_readable(ink), font_size=LETTERS)
    return large


def _readable(ink: tuple[int, int, int]) -> str:
    """Black or white, whichever stands out more: by the brightness that eyes give to red, green and blue."""
    brightness = sum(w * (v / 255) ** 2.2 for w, v in zip((0.2126, 0.7152, 0.0722), ink, strict=True))
    return "black" if brightness > 0.18 else "white"


def coloured(picture: Image.Image, labels: Tensor, names: tuple[str, ...]) -> Image.Image:
    """`labels` `(h, w)`, class 0 the background, laid over the picture, with the names of what is there."""
    large = _enlarged(picture, max(1.0, LEAST / min(picture.size)))
    inks = np.array([(0, 0, 0), *map(colour, range(len(names)))], dtype=np.uint8)
    mask = Image.fromarray(inks[labels.numpy()]).resize(large.size, Image.Resampling.NEAREST)
    mixed = Image.blend(large, mask, 0.5)
    pen = ImageDraw.Draw(mixed)
    there = [int(label) for label in labels.unique() if label]
    for row, label in enumerate(there):
        pen.text((6, 4 + (LETTERS + 4) * row), names[label - 1], fill=colour(label - 1), font_size=LETTERS)
    return mixed


def _enlarged(picture: Image.Image, scale: float) -> Image.Image:
    size = round(scale * picture.width), round(scale * picture.height)
    return picture.resize(size, Image.Resampling.BICUBIC) if scale > 1 else picture.copy()
