"""Say at the door what a network takes, instead of failing somewhere inside."""

from __future__ import annotations

import math
from typing import Protocol

from torch import Tensor


class ReadsImages(Protocol):
    in_channels: int


def check_images(network: ReadsImages, x: Tensor, sides: range | int, stage: str) -> None:
    """Raise `ValueError` unless `x` is `(n, c, h, w)` with the network's channels and legal `h` and `w`.

    Args:
        sides: legal sides in pixels; a single number means that many or more.
        stage: which stage of the network sets the limit, and to what, for example
            `"pool5 must end at 7×7 for fc6"`.
    """
    channels = network.in_channels
    if x.dim() == 4 and x.shape[1] == channels:
        # Compared, not `in`: a compiled network with open sizes cannot ask a range.
        first, last = (sides, math.inf) if isinstance(sides, int) else (sides[0], sides[-1])
        if all(first <= side <= last for side in x.shape[2:]):
            return
    if isinstance(sides, int):
        legal = f"{sides} pixels or more"
    else:
        legal = f"{sides[0]} pixels" if len(sides) == 1 else f"{sides[0]} to {sides[-1]} pixels"
    raise ValueError(
        f"{type(network).__name__} got {tuple(x.shape)}; "
        f"legal: (n, {channels}, h, w) with h and w of {legal}: {stage}"
    )
