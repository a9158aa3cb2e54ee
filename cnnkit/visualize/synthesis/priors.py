"""What a picture that climbs is held to, one idea a function: none of them asks the network anything.

L2 is K. Simonyan, A. Vedaldi, A. Zisserman, "Deep inside convolutional networks", 2013 (arXiv 1312.6034);
blur and clipping are J. Yosinski et al., "Understanding neural networks through deep visualization", 2015
(arXiv 1506.06579); jitter is A. Mordvintsev, C. Olah, M. Tyka, "Inceptionism", 2015.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from cnnkit.visualize.synthesis.steps import drawn_shift

__all__ = ["GREY", "blurred", "clip_small", "jittered", "square_norm", "zoomed"]

GREY = 0.5
"""The middle of [0, 1], from which norms are taken: nets want pictures around a mean, not around black."""


def square_norm(x: Tensor) -> Tensor:
    """‖x − grey‖², one number, summed over everything."""
    return (x - GREY).square().sum()


def blurred(x: Tensor, sigma: float) -> Tensor:
    """`(n, c, h, w)` under a Gaussian of `sigma` pixels, cut off at 3 sigma; edges go on as they end."""
    reach = math.ceil(3 * sigma)
    weight = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / sigma).square()).to(x)
    weight = weight / weight.sum()
    n, c, h, w = x.shape
    flat = F.pad(x.reshape(n * c, 1, h, w), (reach,) * 4, mode="replicate")
    across = F.conv2d(flat, weight.view(1, 1, 1, -1))
    return F.conv2d(across, weight.view(1, 1, -1, 1)).view(n, c, h, w)


def clip_small(x: Tensor, size: Tensor, share: float) -> Tensor:
    """`x` with that share of its pixels made grey whose `size` is smallest.

    `size` has x's shape: the picture less grey, or its gradient; all channels of a pixel count together.
    """
    per_pixel = size.square().sum(1, keepdim=True)
    kept = per_pixel.flatten(1).quantile(share, dim=1)[:, None, None, None]
    return torch.where(per_pixel < kept, GREY, x)


def jittered(x: Tensor, most: int, generator: Generator) -> Tensor:
    """Rolled by up to `most` pixels down and across; what leaves on one side comes in on the other."""
    return x.roll(drawn_shift(most, generator), (-2, -1))


def zoomed(x: Tensor, most: float, generator: Generator) -> Tensor:
    """Enlarged or reduced by up to that share, so that its sides differ a little from step to step."""
    factor = 1 + most * (2 * torch.rand(1, generator=generator).item() - 1)
    sides = [max(1, round(side * factor)) for side in x.shape[-2:]]
    return F.interpolate(x, size=sides, mode="bilinear", antialias=False)
