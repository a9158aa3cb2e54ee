"""The scaled sum of Inception-ResNet: C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi, "Inception-v4,
Inception-ResNet and the impact of residual connections on learning", AAAI 2017 (arXiv 1602.07261), figures 16
and 20.

A cheap Inception module computes what to add. Its branches lie side by side; a 1×1 convolution without
activation and without normalization brings them to the input's channels; the result is multiplied by `scale`,
0.1 to 0.3 in the paper, and added:

    x (n, 384, 35, 35) -> branches (n, 32 + 32 + 64, 35, 35) -> 1×1 (n, 384, 35, 35) -> · scale -> + x -> ReLU
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.inception import Branch, Branches, normalized

__all__ = ["ScaledResidual"]


class ScaledResidual(nn.Module):
    """`x + scale · expand(branches(x))`, then ReLU; `(n, channels, h, w)` in and out (section 3.3)."""

    def __init__(self, channels: int, scale: float, branches: tuple[Branch, ...], act: bool = True) -> None:
        super().__init__()
        self.scale = scale
        self.branches = Branches(channels, branches, normalized)
        self.expand = nn.Conv2d(self.branches.out_channels, channels, 1)
        self.act = nn.ReLU() if act else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(x + self.scale * self.expand(self.branches(x)))

    def extra_repr(self) -> str:
        return f"scale={self.scale}"
