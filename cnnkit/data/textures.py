"""Stripes, checks and clouds: the surfaces of generated pictures."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["pixel_middles", "texture"]


def pixel_middles(size: int) -> Tensor:
    """Middles of the pixels in parts of the side, `(size,)`."""
    return (torch.arange(size) + 0.5) / size


def texture(generator: torch.Generator, n: int, size: int) -> Tensor:
    """`(n, 1, size, size)` in about [-1, 1]: stripes, checks and clouds, each picture one of the three."""
    kind = torch.randint(3, (n, 1, 1), generator=generator)
    angle = math.pi * torch.rand(n, 1, 1, generator=generator)
    waves = 2 + 6 * torch.rand(n, 1, 1, generator=generator)  # across the picture
    phase = 2 * math.pi * torch.rand(n, 2, 1, 1, generator=generator)
    at = 2 * math.pi * pixel_middles(size)
    across = waves * (angle.cos() * at[None, None, :] + angle.sin() * at[None, :, None])
    along = waves * (angle.cos() * at[None, :, None] - angle.sin() * at[None, None, :])
    stripes = (across + phase[:, 0]).sin_()
    checks = stripes * (along + phase[:, 1]).sin_()
    coarse = torch.randn(n, 1, 6, 6, generator=generator)
    clouds = F.interpolate(coarse, size=(size, size), mode="bilinear", align_corners=False)[:, 0]
    return torch.where(kind == 0, stripes, torch.where(kind == 1, checks, clouds))[:, None]
