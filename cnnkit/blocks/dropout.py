"""Dropout written out, in both ways of keeping the scale; networks use `nn.Dropout`, the inverted one.

N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov, "Dropout: a simple way to prevent
neural networks from overfitting", JMLR 15, 2014, figure 2. `p` is the probability to DROP, as in PyTorch; the
paper's p is that of keeping.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["ClassicDropout", "InvertedDropout"]


class InvertedDropout(nn.Module):
    """Scaled while training: survivors are divided by 1 − p, and in eval mode nothing is left to do."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = _legal(p)

    def forward(self, x: Tensor) -> Tensor:  # any shape, kept
        return x * _kept(x, self.p) / (1 - self.p) if self.training else x


class ClassicDropout(nn.Module):
    """Scaled at test time: survivors stay as they are, and in eval mode all are multiplied by 1 − p."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = _legal(p)

    def forward(self, x: Tensor) -> Tensor:
        return x * _kept(x, self.p) if self.training else x * (1 - self.p)


def _kept(x: Tensor, p: float) -> Tensor:
    """1 with probability 1 − p, else 0, for each unit on its own."""
    return torch.empty_like(x).bernoulli_(1 - p)


def _legal(p: float) -> float:
    if not 0 <= p < 1:
        raise ValueError(f"p={p}: the probability to drop a unit is 0 or more and below 1")
    return p
