"""What a cover is made of: a number, the picture blurred, the mean of what stands around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["Box", "Fill", "blurred", "covers"]

Fill = float | Literal["blur", "surroundings"]
Box = tuple[int, int, int, int]
"""top, bottom, left, right: rows top … bottom − 1, columns left … right − 1."""


def covers(x: Tensor, window: tuple[int, int], fill: Fill) -> Callable[[Box], Tensor]:
    """A function that says what covers a box of `x` `(n, c, h, w)`, ready to be spread over the box.

    `"blur"`: the picture, so blurred that what fits the window is gone (`blurred`, σ half the window's larger
    side). `"surroundings"`: the mean of each channel over a frame round the box, half the window wide, as far
    as it lies in the picture.

    Raises `ValueError` for another fill, and for `"surroundings"` where the window leaves nothing around it.
    """
    if fill == "blur":
        soft = blurred(x, max(window) / 2)
        return lambda box: soft[:, :, box[0] : box[1], box[2] : box[3]]
    if fill == "surroundings":
        h, w = x.shape[2:]
        if window[0] >= h and window[1] >= w:
            raise ValueError(f"a window of {window} leaves nothing around it in pictures of {(h, w)}")
        return lambda box: _around(x, box, window)
    if isinstance(fill, str | bool):
        raise ValueError(f"fill={fill!r}; want a number, 'blur' or 'surroundings'")
    number = x.new_full((1, 1, 1, 1), float(fill))
    return lambda box: number


def blurred(x: Tensor, sigma: float) -> Tensor:
    """`x` under a Gaussian of `sigma` pixels, cut at 3σ; beyond the edge nothing is counted."""
    for axis in (2, 3):
        reach = min(int(3 * sigma), x.shape[axis] - 1)
        at = torch.arange(-reach, reach + 1, dtype=x.dtype, device=x.device)
        kernel = torch.exp(-0.5 * (at / sigma) ** 2)
        moved = x.movedim(axis, 3)  # the axis to the end
        rows = moved.reshape(-1, 1, moved.shape[3])
        counted = F.conv1d(torch.ones_like(rows[:1]), kernel.view(1, 1, -1), padding=reach)
        soft = F.conv1d(rows, kernel.view(1, 1, -1), padding=reach) / counted
        x = soft.view(moved.shape).movedim(3, axis)
    return x


def _around(x: Tensor, box: Box, window: tuple[int, int]) -> Tensor:
    top, bottom, left, right = box
    rows, columns = (window[0] + 1) // 2, (window[1] + 1) // 2
    outer = x[:, :, max(0, top - rows) : bottom + rows, max(0, left - columns) : right + columns]
    inner = x[:, :, top:bottom, left:right]
    total = outer.sum((2, 3), keepdim=True) - inner.sum((2, 3), keepdim=True)
    return total / (outer[0, 0].numel() - inner[0, 0].numel())
