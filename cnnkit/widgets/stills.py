"""Static first frames: what a page shows of a network widget before, or without, JavaScript."""

import base64
import io
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

# blue, mid-grey, orange as in the front end's light theme
MINUS, ZERO, PLUS = np.array([0, 103, 163]), np.array([197, 202, 207]), np.array([184, 78, 0])


def page(question: str, *parts: str, words: str) -> str:
    """The frame around a still: question, parts in a row, and the sentence that says what they show."""
    row = "".join(f"<div>{part}</div>" for part in parts)
    return (
        '<div style="padding:.9rem 1rem;background:var(--ck-panel);border-radius:10px">'
        f"<p><strong>{escape(question)}</strong></p>"
        f'<div style="display:flex;flex-wrap:wrap;gap:1.2rem;align-items:center">{row}</div>'
        f"<p>{escape(words)}</p></div>"
    )


def picture(x: np.ndarray, alt: str, side_px: int = 200) -> str:
    """A picture `(8, 8)` with values in [0, 1], as ink on paper in the page's own colours."""
    squares = "".join(
        f'<rect x="{j}" y="{i}" width="1.02" height="1.02" fill="var(--ck-ink)" opacity="{x[i, j]:.2f}"/>'
        for i, j in np.argwhere(x > 0)
    )
    return (
        f'<svg viewBox="0 0 8 8" width="{side_px}" role="img" aria-label="{escape(alt, quote=True)}" '
        f'style="background:var(--ck-paper);border-radius:8px">{squares}</svg>'
    )


def map_image(maps: np.ndarray, alt: str, width_px: int, columns: int, top: float = 1.0) -> str:
    """Signed maps `(c, h, w)` side by side: blue below zero, grey, orange above, full at ± top."""
    from PIL import Image

    c, h, w = maps.shape
    rows = -(-c // columns)
    sheet = np.full((rows * (h + 1) - 1, columns * (w + 1) - 1, 4), 0, np.uint8)
    for k, values in enumerate(np.clip(maps / top, -1, 1)):
        y, x = (k // columns) * (h + 1), (k % columns) * (w + 1)
        ends = np.where(values[..., None] < 0, MINUS, PLUS)
        sheet[y : y + h, x : x + w, :3] = np.rint(ZERO + (ends - ZERO) * np.abs(values)[..., None])
        sheet[y : y + h, x : x + w, 3] = 255
    return _img(Image.fromarray(sheet).quantize(32), alt, width_px)


def filter_image(weight: np.ndarray, alt: str, width_px: int, columns: int) -> str:
    """Filters `(m, 3, k, k)` side by side as colours: mid-grey at zero, each up to its own largest weight."""
    from PIL import Image

    m, _, kh, kw = weight.shape
    sheet = np.zeros((-(-m // columns) * (kh + 1) - 1, columns * (kw + 1) - 1, 4), np.uint8)
    for i, one in enumerate(weight):
        y, x = (i // columns) * (kh + 1), (i % columns) * (kw + 1)
        shade = 0.5 + one / (2 * max(float(np.abs(one).max()), 1e-9))
        sheet[y : y + kh, x : x + kw, :3] = np.rint(255 * shade).transpose(1, 2, 0)
        sheet[y : y + kh, x : x + kw, 3] = 255
    return _img(Image.fromarray(sheet), alt, width_px)


def photograph(x: np.ndarray, alt: str, width_px: int) -> str:
    """A colour picture `(3, h, w)` with values in [0, 1]."""
    from PIL import Image

    pixels = np.rint(255 * x.clip(0, 1)).astype(np.uint8).transpose(1, 2, 0)
    return _img(Image.fromarray(pixels), alt, width_px)


def _img(image: "Image", alt: str, width_px: int) -> str:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    data = base64.b64encode(file.getvalue()).decode()
    return (
        f'<img alt="{escape(alt, quote=True)}" src="data:image/png;base64,{data}" '
        f'style="width:{width_px}px;max-width:100%;image-rendering:pixelated">'
    )


def bars(values: Sequence[float], alt: str) -> str:
    """Ten values from 0 to 1 as standing bars with their class underneath."""
    parts = "".join(
        f'<path d="M{24 * k + 3} 80h18v-{78 * v:.1f}h-18z" fill="var(--ck-blue)"/>'
        f'<text x="{24 * k + 12}" y="97" text-anchor="middle" fill="var(--ck-ink)" font-size="14">{k}</text>'
        for k, v in enumerate(values)
    )
    return (
        f'<svg viewBox="0 0 {24 * len(values)} 100" width="{24 * len(values)}" role="img" '
        f'aria-label="{escape(alt, quote=True)}">{parts}</svg>'
    )


@cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """All 1,797 digits: counts `(1797, 64)` from 0 to 16 and labels; the last 500 are held out."""
    from sklearn import datasets  # half a second, only where digits are needed

    counts, labels = datasets.load_digits(return_X_y=True)
    return counts.astype(np.uint8), labels.astype(np.uint8)


def first_of_each_class() -> np.ndarray:
    """The first held-out image (of the last 500) of each class 0 to 9, counts `(10, 8, 8)`, uint8."""
    images, labels = (array[-500:] for array in digits())
    return np.stack([images[np.argmax(labels == k)].reshape(8, 8) for k in range(10)])
