"""ResNet: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016 (arXiv
1512.03385), table 1.

Let a block learn only what to add to its input; then a deeper network can always copy a shallower one, and
100 layers train. `plain18` and `plain34` are the twins without shortcuts that the paper compares with.

`(n, 3, h, w) -> (n, 1000)` logits; sides from 17 pixels on (the paper: 224), else `ValueError`.

Published (table 1): 1.8, 3.6, 3.8, 7.6 and 11.3 billion multiplications for 18, 34, 50, 101 and 152 layers;
here 1.81, 3.66, 3.86, 7.57 and 11.28. The paper prints no parameters; here 11,689,512, 21,797,672,
25,557,032, 44,549,160 and 60,192,808. Shortcuts are option B, as in the paper's deeper networks; its
18 layers and the comparison with the plain twins had option A (table 2), here `shortcut=padded_identity`,
and its 34 layers option C too. Deviations from the paper:
- none for `stride_on="conv1"`, which its released models and table 1's cost have; `stride_on="conv2"` moves
  the stride of a bottleneck to its 3×3 convolution, as torchvision does: 6 % more
  multiplications for 50 layers;
- batch normalization has torch's eps 1e-5 and momentum 0.1; the paper names none.
Weights start as in section 3.4, which points to He et al. 2015: `start_he`.
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.large_stem import large_stem
from cnnkit.blocks.residual import Shortcut, StrideOn, projected_where_needed
from cnnkit.blocks.residual_stages import basic_stages, bottleneck_stages

__all__ = ["ResNet", "plain18", "plain34", "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]

# Table 1: blocks in conv2_x to conv5_x, here stage1 to stage4, which end at 512 channels, or at 2,048.
BASIC: dict[int, tuple[int, ...]] = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
BOTTLENECK: dict[int, tuple[int, ...]] = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class ResNet(nn.Module):
    """The network around stages that end at `features` channels; see the module's docstring."""

    def __init__(self, body: nn.Module, features: int, num_classes: int, in_channels: int) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = large_stem(in_channels)
        self.body = body
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(features, num_classes))
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 17, "each of the five layers with stride 2 must find two pixels a side")
        x = self.stem(x)  # n 64 h/4 w/4
        x = self.body(x)  # n features h/32 w/32
        return self.head(x)  # n classes


def _basic(depth: int, shortcut: Shortcut | None, num_classes: int, in_channels: int) -> ResNet:
    return ResNet(basic_stages(BASIC[depth], 64, shortcut), 512, num_classes, in_channels)


def _bottleneck(depth: int, stride_on: StrideOn, num_classes: int, in_channels: int) -> ResNet:
    body = bottleneck_stages(BOTTLENECK[depth], stride_on=stride_on)
    return ResNet(body, 2048, num_classes, in_channels)


def plain18(num_classes: int = 1000, in_channels: int = 3) -> ResNet:
    """ResNet-18 without shortcuts, 11,515,688 parameters."""
    return _basic(18, None, num_classes, in_channels)


def plain34(num_classes: int = 1000, in_channels: int = 3) -> ResNet:
    """ResNet-34 without shortcuts, 21,623,848 parameters."""
    return _basic(34, None, num_classes, in_channels)


def resnet18(
    num_classes: int = 1000, in_channels: int = 3, *, shortcut: Shortcut = projected_where_needed
) -> ResNet:
    """8 basic blocks, 11,689,512 parameters."""
    return _basic(18, shortcut, num_classes, in_channels)


def resnet34(
    num_classes: int = 1000, in_channels: int = 3, *, shortcut: Shortcut = projected_where_needed
) -> ResNet:
    """16 basic blocks, 21,797,672 parameters."""
    return _basic(34, shortcut, num_classes, in_channels)


def resnet50(num_classes: int = 1000, in_channels: int = 3, *, stride_on: StrideOn = "conv1") -> ResNet:
    """16 bottlenecks, 25,557,032 parameters."""
    return _bottleneck(50, stride_on, num_classes, in_channels)


def resnet101(num_classes: int = 1000, in_channels: int = 3, *, stride_on: StrideOn = "conv1") -> ResNet:
    """33 bottlenecks, 44,549,160 parameters."""
    return _bottleneck(101, stride_on, num_classes, in_channels)


def resnet152(num_classes: int = 1000, in_channels: int = 3, *, stride_on: StrideOn = "conv1") -> ResNet:
    """50 bottlenecks, 60,192,808 parameters."""
    return _bottleneck(152, stride_on, num_classes, in_channels)
