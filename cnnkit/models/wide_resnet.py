"""Wide residual networks: S. Zagoruyko, N. Komodakis, "Wide residual networks", BMVC 2016 (arXiv 1605.07146),
table 1 and section 3.

Fewer and wider layers train faster than very many thin ones, and err no more.

WRN-28-10 (CIFAR): pre-activation blocks ten times as wide as ResNet's. `(n, 3, h, w) -> (n, 10)` logits.
WRN-50-2 (ImageNet): ResNet-50 with twice the channels in each 3×3 convolution. `(n, 3, h, w) -> (n, 1000)`.
Sides from 3 and from 17 pixels on (the paper: 32 and 224), else `ValueError`.

Published: 36.5 and 68.9 million parameters (tables 5 and 8). Here: 36,479,194 and 68,883,240. As in the
published code, the stride of WRN-50-2 is on the 3×3 convolution, and WRN-28-10 projects in the first block of
every stage (16 channels become 160). Deviations:
- any side, for the last pool is global; the paper's takes 8×8;
- batch normalization has torch's eps 1e-5 and momentum 0.1, Torch's too; the paper names none.
Weights start as in He et al. 2015 (`start_he`). So do the convolutions in the published code, which for
WRN-50-2 counts inputs, not filters; its dense layers start as Torch's do.
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.large_stem import large_stem
from cnnkit.blocks.pre_activation import PreActivation, activated_head
from cnnkit.blocks.residual_stages import bottleneck_stages, halving_stages

__all__ = ["WideBottleneckResNet", "WideResNet", "wide_resnet28_10", "wide_resnet50_2"]

# Table 1: a convolution with 16 filters, then three stages that start at 16·k, 32·k and 64·k.
STEM = 16
# Section 3, "ImageNet": the blocks of ResNet-50.
BLOCKS_50: tuple[int, ...] = (3, 4, 6, 3)


class WideResNet(nn.Module):
    """WRN-`depth`-`widen`, depth = 6n + 4; see the module's docstring."""

    def __init__(self, depth: int, widen: int, dropout: float, num_classes: int, in_channels: int) -> None:
        if depth < 10 or depth % 6 != 4:
            raise ValueError(f"depth must be 6n + 4 (10, 16, 22, …), got {depth}")
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Conv2d(in_channels, STEM, 3, padding=1, bias=False)
        self.body = halving_stages(
            [(depth - 4) // 6] * 3, STEM, STEM * widen, lambda c, out, s: PreActivation(c, out, s, dropout)
        )
        self.head = activated_head(4 * STEM * widen, num_classes)
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 3, "both stages with stride 2 must find two pixels a side")
        x = self.stem(x)  # n 16 h w
        x = self.body(x)  # n 64k h/4 w/4
        return self.head(x)  # n classes


class WideBottleneckResNet(nn.Module):
    """ResNet-50 with 3×3 convolutions `widen` times as wide; see the module's docstring."""

    def __init__(self, widen: int, num_classes: int, in_channels: int) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = large_stem(in_channels)
        self.body = bottleneck_stages(BLOCKS_50, width=64 * widen)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, num_classes))
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 17, "each of the five layers with stride 2 must find two pixels a side")
        x = self.stem(x)  # n 64 h/4 w/4
        x = self.body(x)  # n 2048 h/32 w/32
        return self.head(x)  # n classes


def wide_resnet28_10(num_classes: int = 10, in_channels: int = 3, *, dropout: float = 0.0) -> WideResNet:
    """WRN-28-10, 36,479,194 parameters; the paper also drops 0.3 inside the blocks."""
    return WideResNet(28, 10, dropout, num_classes, in_channels)


def wide_resnet50_2(num_classes: int = 1000, in_channels: int = 3) -> WideBottleneckResNet:
    """WRN-50-2-bottleneck, 68,883,240 parameters."""
    return WideBottleneckResNet(2, num_classes, in_channels)
