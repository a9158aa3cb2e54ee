"""Noise of the size of an attack: the control without which an adversarial picture proves nothing."""

from __future__ import annotations

import torch
from torch import Tensor

from cnnkit.visualize.attacks.gradient_sign import check_radius
from cnnkit.visualize.looking.pictures import check_pictures

__all__ = ["equal_noise"]


def equal_noise(x: Tensor, eps: float, seed: int) -> Tensor:
    """ε added to or taken from every number of `x`, by coin, and cut to [0, 1].

    As far from x as `fgsm` goes, in the largest change (L∞) and, but for what is cut and for slopes of 0, in
    length (L2): only the signs are not the network's.

    >>> x = torch.full((1, 1, 2, 2), 0.5)
    >>> (equal_noise(x, eps=0.25, seed=0) - x).abs()
    tensor([[[[0.2500, 0.2500],
              [0.2500, 0.2500]]]])
    """
    check_pictures(x, unit_range=True)
    check_radius("eps", eps)
    coins = torch.randint(0, 2, x.shape, generator=torch.Generator().manual_seed(seed))
    return (x + eps * (2 * coins - 1).to(x)).clamp(0, 1)
