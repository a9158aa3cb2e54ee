"""Filters as pictures, which works where they read colours: in the first layer."""

from __future__ import annotations

import math

import torch
from torch import Tensor

__all__ = ["filter_grid", "to_display"]


def to_display(weight: Tensor, *, same_scale: bool = False) -> Tensor:
    """Weights as shades from 0 to 1 of the same shape, 0 in the middle: `0.5 + w / (2·max|w|)`.

    Args:
        weight: `(m, c, k, k)` or any `(m, …)`.
        same_scale: one max|w| for all filters; else each of the m has its own, and brightness does not
            compare.

    A filter of zeros is mid-grey.

    >>> to_display(torch.tensor([[-1., 0., 2.]]))
    tensor([[0.2500, 0.5000, 1.0000]])
    """
    if (
        not isinstance(weight, Tensor)
        or not weight.is_floating_point()
        or weight.ndim < 2
        or 0 in weight.shape
    ):
        came = (
            f"{tuple(weight.shape)} of {weight.dtype}"
            if isinstance(weight, Tensor)
            else type(weight).__name__
        )
        raise ValueError(f"weight is {came}; want floats (m, c, k, k), one filter a row")
    weight = weight.detach()
    top = weight.abs().flatten(1).amax(1) if not same_scale else weight.abs().amax().expand(len(weight))
    top = torch.where(top > 0, top, 1).view(-1, *[1] * (weight.ndim - 1))
    return 0.5 + weight / (2 * top)


def filter_grid(
    weight: Tensor,
    *,
    columns: int | None = None,
    gap: int = 1,
    same_scale: bool = False,
    background: float = 1.0,
) -> Tensor:
    """All filters of a layer side by side, as one picture `(c, height, width)` in [0, 1]; 0.5 is a weight
    of 0.

    Rows of `columns` filters (default: about as many as there are rows), `gap` pixels of `background` between
    and around them.

    Args:
        weight: `(m, 3, k, k)` in colours or `(m, 1, k, k)` in grey; sides may differ.

    Raises `ValueError` for filters that read other than 1 or 3 channels: those are no pictures. Their kernels
    can be shown one channel at a time, `weight[:, c:c + 1]`.

    >>> filter_grid(nn.Conv2d(3, 10, 5).weight, columns=5).shape  # two rows of five, a pixel around each
    torch.Size([3, 13, 31])
    """
    shades = to_display(weight, same_scale=same_scale)
    if shades.ndim != 4:
        raise ValueError(f"weight has shape {tuple(weight.shape)}; want (m, 3, k, k) or (m, 1, k, k)")
    m, c, kh, kw = shades.shape
    if c not in (1, 3):
        raise ValueError(
            f"these filters read {c} channels, and a picture has 1 or 3 colours: only filters that read the "
            f"picture itself can be shown as one. weight[:, c:c + 1] shows the kernels of one of the {c} "
            "channels"
        )
    columns = math.isqrt(m - 1) + 1 if columns is None else columns
    if columns < 1 or gap < 0:
        raise ValueError(f"columns={columns}, gap={gap}; want at least 1 column and a gap of 0 or more")
    rows, columns = -(-m // columns), min(columns, m)
    grid = shades.new_full((c, rows * (kh + gap) + gap, columns * (kw + gap) + gap), background)
    for i, shade in enumerate(shades):
        top, left = gap + i // columns * (kh + gap), gap + i % columns * (kw + gap)
        grid[:, top : top + kh, left : left + kw] = shade
    return grid
