"""SqueezeNet: F. Iandola, S. Han, M. Moskewicz, K. Ashraf, W. Dally, K. Keutzer, "SqueezeNet: AlexNet-level
accuracy with 50x fewer parameters and <0.5MB model size", 2016 (arXiv 1602.07360), table 1.

A fire module first squeezes its maps into few by 1×1 convolutions, so that the 3×3 convolutions behind read
few; half of what expands them again is 1×1. Pools come late, and a mean over each class's map replaces
the dense layers.

`(n, 3, 227, 227) -> (n, 1000)` logits; 21 pixels a side or more in 1.0, 17 in 1.1 (the last pool must find
two), else `ValueError`.

Published (table 1) and here: 1,248,424 parameters. Version 1.1 is no paper's, but the authors' later release
(forresti/SqueezeNet, SqueezeNet_v1.1): a smaller first layer and earlier pools, 1,235,496 parameters and, of
224 pixels, 349 million multiplications in place of 819. What the paper leaves open is taken from the authors'
Caffe files:
- the table's first output, 111×111, needs pictures of 227 pixels, which these files cut out; it prints 224;
- the last window of a pool may reach over the edge (ceil mode, the rule of Caffe);
- a ReLU ends conv10 too, so no logit is negative;
- weights start evenly within √(3/inputs), those of conv10 from N(0, 0.01²); biases at 0.
One thing there is against the table and left out: 1.0's conv10 pads its maps to 15×15, where the paper prints
13×13. The paper's bypass connections and compression (section 4.2, 6) are left out.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnkit.blocks.input_check import check_images

__all__ = ["Fire", "SqueezeNet", "squeezenet1_0", "squeezenet1_1"]


class Version(NamedTuple):
    filters: int
    """Of conv1, which steps by 2."""
    kernel: int
    """Of conv1, which pads nothing."""
    pools: tuple[int, ...]
    """Numbers of the layers that a 3×3 max pool of stride 2 follows."""
    smallest: int
    """Pixels a side that leave two for the last pool."""


PAPER = Version(96, 7, (1, 4, 8), 21)
RELEASE_1_1 = Version(64, 3, (1, 3, 5), 17)
# Table 1, fire2 to fire9: maps after squeezing, and maps of each of the two expanding convolutions.
FIRES: tuple[tuple[int, int], ...] = (
    (16, 64),
    (16, 64),
    (32, 128),
    (32, 128),
    (48, 192),
    (48, 192),
    (64, 256),
    (64, 256),
)


class Fire(nn.Module):
    """`(n, in_channels, h, w) -> (n, 2·expand, h, w)`: squeezed to `squeeze` maps, then expanded two ways."""

    def __init__(self, in_channels: int, squeeze: int, expand: int) -> None:
        super().__init__()
        self.squeeze1x1 = nn.Conv2d(in_channels, squeeze, 1)
        self.relu_squeeze1x1 = nn.ReLU()
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.relu_expand1x1 = nn.ReLU()
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)
        self.relu_expand3x3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu_squeeze1x1(self.squeeze1x1(x))  # n squeeze h w
        wide = self.relu_expand1x1(self.expand1x1(x)), self.relu_expand3x3(self.expand3x3(x))
        return torch.cat(wide, 1)  # n 2·expand h w


class SqueezeNet(nn.Module):
    """The network of one version; see the module's docstring."""

    def __init__(self, version: Version, num_classes: int = 1000, in_channels: int = 3) -> None:
        super().__init__()
        self.in_channels, self.version = in_channels, version
        self.body = nn.Sequential()
        self.body.add_module("conv1", nn.Conv2d(in_channels, version.filters, version.kernel, 2))
        self.body.add_module("relu_conv1", nn.ReLU())
        self._pool_after(1)
        channels = version.filters
        for i, (squeeze, expand) in enumerate(FIRES, start=2):
            self.body.add_module(f"fire{i}", Fire(channels, squeeze, expand))
            self._pool_after(i)
            channels = 2 * expand
        self.head = nn.Sequential()
        self.head.add_module("drop9", nn.Dropout(0.5))
        self.head.add_module("conv10", nn.Conv2d(channels, num_classes, 1))
        self.head.add_module("relu_conv10", nn.ReLU())
        self.head.add_module("pool10", nn.AdaptiveAvgPool2d(1))
        self.head.add_module("flatten", nn.Flatten())
        self._start()

    def forward(self, x: Tensor) -> Tensor:
        stage = f"pool{self.version.pools[-1]} must find two pixels a side"
        check_images(self, x, self.version.smallest, stage)
        x = self.body(x)  # n 512 h/16 w/16
        return self.head(x)  # n classes

    def _pool_after(self, layer: int) -> None:
        if layer in self.version.pools:
            self.body.add_module(f"pool{layer}", nn.MaxPool2d(3, 2, ceil_mode=True))

    def _start(self) -> None:
        for name, layer in self.named_modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_uniform_(layer.weight, nonlinearity="linear")  # within √(3/inputs)
                if name == "head.conv10":
                    nn.init.normal_(layer.weight, std=0.01)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


def squeezenet1_0(num_classes: int = 1000, in_channels: int = 3) -> SqueezeNet:
    """The paper's table 1: 1,248,424 parameters."""
    return SqueezeNet(PAPER, num_classes, in_channels)


def squeezenet1_1(num_classes: int = 1000, in_channels: int = 3) -> SqueezeNet:
    """The authors' release 1.1: 1,235,496 parameters."""
    return SqueezeNet(RELEASE_1_1, num_classes, in_channels)
