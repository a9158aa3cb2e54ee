"""Say at the door what a network takes, instead of failing somewhere inside."""

from __future__ import annotations

from torch import Tensor


def check_images(x: Tensor, channels: int, sides: range | int, stage: str) -> None:
    """Raise `ValueError` unless `x` is `(n, channels, h, w)` with legal `h` and `w`.

    Args:
        sides: legal sides in pixels; a single number means that many or more.
        stage: which stage of the network sets the limit, and to what, for example
            `"pool5 must end at 7×7 for fc6"`.
    """
    legal = f"{sides} or more" if isinstance(sides, int) else f"{sides.start} to {sides.stop - 1}"
    if x.dim() == 4 and x.shape[1] == channels:
        fits = [side >= sides if isinstance(sides, int) else side in sides for side in x.shape[2:]]
        if all(fits):
            return
    raise ValueError(
        f"got {tuple(x.shape)}; legal: (n, {channels}, h, w) with h and w from {legal} pixels: {stage}"
    )
