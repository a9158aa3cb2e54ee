"""Light random distortions of a whole batch: what another hand, pen or camera might have done."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["augment"]


def augment(
    x: Tensor,
    generator: torch.Generator | None = None,
    *,
    rotation_deg: float = 10.0,
    shift: float = 0.06,
    scale: float = 0.1,
    shear: float = 0.15,
    stroke: float = 0.0,
) -> Tensor:
    """Each image of `x` `(n, c, h, w)` turned, moved, scaled, slanted and given another pen, at random.

    Drawn evenly: rotation in ±rotation_deg, move in ±shift of the picture's side, each axis scaled by 1 ±
    scale, slant in ±shear, and the stroke mixed with its 3×3 thicker or thinner self by up to `stroke`
    (0: the pen stays). Bilinear; zeros come in from outside. The same generator state gives the same
    pictures.
    """
    if x.ndim != 4:
        raise ValueError(f"augment wants a batch (n, c, h, w), got shape {tuple(x.shape)}")
    n = len(x)
    turn, dx, dy, sx, sy, slant, pen = (2 * torch.rand(7, n, generator=generator) - 1).unbind()
    if stroke:
        x = _repen(x, stroke * pen)
    angle = turn * math.radians(rotation_deg)
    cos, sin, slant = angle.cos(), angle.sin(), shear * slant
    sx, sy = 1 / (1 + scale * sx), 1 / (1 + scale * sy)
    # affine_grid asks where each output pixel is read from, in coordinates from -1 to 1
    theta = torch.stack(
        [
            torch.stack([cos * sx, (slant * cos - sin) * sy, 2 * shift * dx], 1),
            torch.stack([sin * sx, (slant * sin + cos) * sy, 2 * shift * dy], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def _repen(x: Tensor, amount: Tensor) -> Tensor:
    amount = amount.view(-1, 1, 1, 1)
    thick = F.max_pool2d(x, 3, stride=1, padding=1)
    thin = -F.max_pool2d(-x, 3, stride=1, padding=1)
    return x + amount.clamp(min=0) * (thick - x) + (-amount).clamp(min=0) * (thin - x)
