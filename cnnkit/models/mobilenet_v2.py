"""MobileNetV2: M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen, "MobileNetV2: inverted residuals and
linear bottlenecks", CVPR 2018 (arXiv 1801.04381), table 2.

Keep few channels between the blocks, expand to many inside, where the cheap depthwise convolution works, and
leave out the nonlinearity where the channels are few: it would lose what they carry.

`(n, 3, h, w) -> (n, 1000)` logits; any side from 17 pixels on (so that every stride has something to step
over), else `ValueError`.

Published (table 4): 3.4 million parameters and 300 million multiplications at 224 pixels; here 3,504,872 and
300,774,272. What the paper leaves open:
- it says neither padding nor eps: one pixel on every side, and 1e-3 as in the released code (which pads
  strided layers on the right and below only, and averages batch statistics longer than torch's momentum 0.1,
  the value here); `eps=1e-5` is torchvision's network;
- channels of other widths are rounded to multiples of 8, dropout before the classifier is 0.2, weights start
  truncated normal with deviation 0.09: all from the released code.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.initialization import start_truncated_normal
from cnnkit.blocks.input_check import check_images

__all__ = ["InvertedResidual", "MobileNetV2", "mobilenet_v2"]


class Row(NamedTuple):
    """One line of table 2; the stride is that of its first block."""

    expansion: int
    channels: int
    blocks: int
    stride: int


ROWS: tuple[Row, ...] = (
    Row(1, 16, 1, 1),
    Row(6, 24, 2, 2),
    Row(6, 32, 3, 2),
    Row(6, 64, 4, 2),
    Row(6, 96, 3, 1),
    Row(6, 160, 3, 2),
    Row(6, 320, 1, 1),
)
LAST = 1280
SMALLEST = 17  # 17, 9, 5, 3, 2, 1: each of the five strides halves at least two pixels


class InvertedResidual(nn.Module):
    """Expand, look around, project (table 1): `(n, in_channels, h, w) -> (n, out_channels, ⌈h/s⌉, ⌈w/s⌉)`.

    The input is added where the shapes allow it. Without expansion there is no first layer.
    """

    def __init__(self, in_channels: int, out_channels: int, expansion: int, stride: int, eps: float) -> None:
        super().__init__()
        inner = in_channels * expansion
        self.residual = stride == 1 and in_channels == out_channels
        self.expand = (
            nn.Identity() if expansion == 1 else ConvNormAct(in_channels, inner, 1, eps=eps, act=nn.ReLU6)
        )
        self.depthwise = ConvNormAct(inner, inner, 3, stride, 1, groups=inner, eps=eps, act=nn.ReLU6)
        self.project = ConvNormAct(inner, out_channels, 1, eps=eps, act=None)

    def forward(self, x: Tensor) -> Tensor:
        new = self.project(self.depthwise(self.expand(x)))
        return x + new if self.residual else new


class MobileNetV2(nn.Module):
    """The network; see the module's docstring."""

    def __init__(
        self, num_classes: int = 1000, in_channels: int = 3, width: float = 1.0, eps: float = 1e-3
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        channels = _round(32 * width)
        self.stem = ConvNormAct(in_channels, channels, 3, 2, 1, eps=eps, act=nn.ReLU6)
        self.body = nn.Sequential()
        for i, row in enumerate(ROWS, start=1):
            for j in range(row.blocks):
                out, stride = _round(row.channels * width), row.stride if j == 0 else 1
                block = InvertedResidual(channels, out, row.expansion, stride, eps)
                self.body.add_module(f"block{i}_{j + 1}", block)
                channels = out
        features = _round(LAST * max(width, 1.0))  # section 6.1: thinner networks keep the last layer's width
        self.body.add_module("last", ConvNormAct(channels, features, 1, eps=eps, act=nn.ReLU6))
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(features, num_classes)
        )
        start_truncated_normal(self, 0.09)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, SMALLEST, "the last stride must find 2×2 maps to halve")
        x = self.stem(x)  # n 32 h/2 w/2
        x = self.body(x)  # n 1280 h/32 w/32
        return self.head(x)  # n classes


def _round(channels: float) -> int:
    """To the nearest multiple of 8, and up where that would lose more than a tenth."""
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * channels else nearest + 8


def mobilenet_v2(
    num_classes: int = 1000, in_channels: int = 3, *, width: float = 1.0, eps: float = 1e-3
) -> MobileNetV2:
    """17 inverted residuals, 3,504,872 parameters at width 1; the paper's others are 0.35 to 1.4."""
    return MobileNetV2(num_classes, in_channels, width, eps)
