"""Batch normalization written out: the readable twin of `nn.BatchNorm2d`, which networks use.

S. Ioffe, C. Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate
shift", ICML 2015, algorithms 1 and 2. Both compute the same (tested); this one shows each step.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["PlainBatchNorm2d"]


class PlainBatchNorm2d(nn.Module):
    """`(n, c, h, w) -> (n, c, h, w)`: each channel gets mean 0 and variance 1, then a scale and a shift.

    `weight` (γ) and `bias` (β) are parameters: the optimizer moves them. `running_mean` and `running_var` are
    statistics: no gradient reaches them; training mode alone moves them, and eval mode uses them.
    """

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, channels: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(channels))  # γ (c,)
        self.bias = nn.Parameter(torch.zeros(channels))  # β (c,)
        self.register_buffer("running_mean", torch.zeros(channels))  # (c,)
        self.register_buffer("running_var", torch.ones(channels))  # (c,)

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            mean, var = self._statistics(x)  # (c,), (c,): of this batch
        else:
            mean, var = self.running_mean, self.running_var
        normal = (x - per_channel(mean)) / (per_channel(var) + self.eps).sqrt()  # n c h w
        return per_channel(self.weight) * normal + per_channel(self.bias)

    def _statistics(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and variance over images, rows and columns; the running ones follow them."""
        count = x.numel() // x.shape[1]  # values of a channel: n · h · w
        if count < 2:
            raise ValueError(
                f"a batch of shape {tuple(x.shape)} has {count} value a channel: no spread to divide by; "
                "train with more, or use eval mode"
            )
        mean = x.mean((0, 2, 3))
        var = x.var((0, 2, 3), correction=0)  # divided by count: what normalizes
        unbiased = var * count / (count - 1)  # divided by count - 1: what is remembered
        with torch.no_grad():
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (unbiased - self.running_var)
        return mean, var


def per_channel(v: Tensor) -> Tensor:
    """`(c,) -> (1, c, 1, 1)`, so that it meets axis 1 of a batch."""
    return v.view(1, -1, 1, 1)
