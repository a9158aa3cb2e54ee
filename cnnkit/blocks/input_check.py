"""Say at the door what a network takes, instead of failing somewhere inside."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

import torch.fx
from torch import Tensor

__all__ = ["any_side", "check_images"]

_LIMITED: ContextVar[bool] = ContextVar("_LIMITED", default=True)


class ReadsImages(Protocol):
    in_channels: int


@contextmanager
def any_side() -> Iterator[None]:
    """Meanwhile networks take any side: for a forward pass that ends before the layer that cares.

    >>> with any_side():
    ...     check_images(create_model("lenet5"), torch.zeros(1, 1, 8, 8), 32, "the head reads 5x5 maps")
    """
    before = _LIMITED.set(False)
    try:
        yield
    finally:
        _LIMITED.reset(before)


def check_images(network: ReadsImages, x: Tensor, sides: range | int, stage: str) -> None:
    """Raise `ValueError` unless `x` is a decimal `(n, c, h, w)` with the network's channels and legal `h` and
    `w`.

    Args:
        sides: legal sides in pixels; a single number means that many or more.
        stage: which stage of the network sets the limit, and to what, for example
            `"pool5 must end at 7×7 for fc6"`.

    >>> check_images(create_model("lenet5"), torch.zeros(1, 1, 32, 32), 32, "the head reads 5x5 maps")  # fits
    """
    if isinstance(x, torch.fx.Proxy):  # torch.fx draws the graph of the network; no picture is there yet
        return
    channels = network.in_channels
    images = isinstance(x, Tensor) and x.dim() == 4 and x.shape[1] == channels and x.is_floating_point()
    if images:
        # Compared, not `in`: a compiled network with open sizes cannot ask a range.
        first, last = (sides, math.inf) if isinstance(sides, int) else (sides[0], sides[-1])
        if all(first <= side <= last for side in x.shape[2:]) or not _LIMITED.get():
            return
    if isinstance(sides, int):
        legal = f"{sides} pixels or more"
    else:
        legal = f"{sides[0]} pixels" if len(sides) == 1 else f"{sides[0]} to {sides[-1]} pixels"
    got, reason = (_shape(x), stage) if images else _other_than_images(x, channels)
    raise ValueError(
        f"{type(network).__name__} got {got}; legal: (n, {channels}, h, w) with h and w of {legal}: {reason}"
    )


def _shape(x: Tensor) -> str:
    return str(tuple(x.shape))


def _other_than_images(x: object, channels: int) -> tuple[str, str]:
    """What came instead of images, and what to do about it."""
    if not isinstance(x, Tensor):
        return f"a {type(x).__name__}", "a tensor, as torch.as_tensor makes from an array"
    if x.dim() == 3:
        return _shape(x), "one picture is a batch of one, x[None]"
    if x.dim() != 4:
        return _shape(x), "four axes"
    if x.shape[1] != channels:
        return _shape(x), f"it was built with in_channels={channels}"
    return f"{_shape(x)} of {x.dtype}", "decimals, of bytes x.float() / 255"
