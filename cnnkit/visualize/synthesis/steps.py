"""The step upwards that pixels take, and the shift that each step is taken at."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

__all__ = ["drawn_shift", "uphill"]


def uphill(x: Tensor, gradient: Tensor, lr: float) -> Tensor:
    """`x + lr · gradient / mean|gradient|`, within [0, 1]; the mean is taken over each picture.

    So a pixel moves by `lr` on average, however steep the hill is. Where all of the gradient is 0, x stays.
    """
    size = gradient.abs().mean((1, 2, 3), keepdim=True)
    return (x + lr * gradient / torch.where(size > 0, size, 1)).clamp(0, 1)


def drawn_shift(most: int, generator: Generator) -> tuple[int, int]:
    """Pixels down and across, each from −`most` to `most`."""
    down, across = torch.randint(-most, most + 1, (2,), generator=generator).tolist()
    return down, across
