"""Dense connections: G. Huang, Z. Liu, L. van der Maaten, K. Weinberger, "Densely connected convolutional
networks", CVPR 2017 (arXiv 1608.06993), figure 1 and section 3.

Every layer reads all maps that stand before it, lays its own few behind them and hands on both. Nothing is
added up. `transition` makes the maps fewer and smaller between two blocks.

Plain and readable; the networks of `cnnkit.models.densenet` are made of the same steps, with dropout.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["DenseLayer", "dense_block", "transition"]


class DenseLayer(nn.Module):
    """`(n, c, h, w) -> (n, c + growth, h, w)`: the input, then what is new."""

    def __init__(self, channels: int, growth: int, squeeze: int = 4) -> None:
        super().__init__()
        middle = squeeze * growth
        self.fix = nn.Sequential(
            nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, middle, 1, bias=False)
        )
        self.see = nn.Sequential(
            nn.BatchNorm2d(middle), nn.ReLU(), nn.Conv2d(middle, growth, 3, padding=1, bias=False)
        )

    def forward(self, x: Tensor) -> Tensor:
        middle = self.fix(x)  # n 4κ h w
        new = self.see(middle)  # n κ h w
        return torch.cat((x, new), dim=1)  # n c+κ h w


def dense_block(channels: int, layers: int, growth: int, squeeze: int = 4) -> nn.Sequential:
    """`(n, k0, h, w) -> (n, k0 + layers·growth, h, w)`.

    >>> dense_block(16, layers=3, growth=12)(torch.zeros(1, 16, 8, 8)).shape  # 16 + 3 * 12 channels
    torch.Size([1, 52, 8, 8])
    """
    return nn.Sequential(*(DenseLayer(channels + i * growth, growth, squeeze) for i in range(layers)))


def transition(channels: int) -> nn.Sequential:
    """`(n, c, h, w) -> (n, c/2, h/2, w/2)`: half the maps, a quarter of the places.

    >>> transition(52)(torch.zeros(1, 52, 8, 8)).shape
    torch.Size([1, 26, 4, 4])
    """
    return nn.Sequential(
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(channels, channels // 2, 1, bias=False),
        nn.AvgPool2d(2),
    )
