"""DenseNet: G. Huang, Z. Liu, L. van der Maaten, K. Weinberger, "Densely connected convolutional networks",
CVPR 2017 (arXiv 1608.06993), tables 1 and 2.

Every layer reads the maps of all layers before it, laid one behind another, and adds only a few of its own.

`(n, 3, h, w) -> (n, 1000)` logits from 29 pixels a side on (three transitions must still halve), the network
for CIFAR-10 from 4 pixels on; else `ValueError`.

Published: 20 million parameters for DenseNet-201 (section 4.4), 0.8 for DenseNet-BC with 100 layers and
growth rate 12 (table 2). Here 7,978,856, 14,149,480, 20,013,928 and 33,337,704 for the four of table 1, and
769,162. Deviations from the paper: none known. What its text leaves to the released code, or to the reader:
- a transition is normalization, ReLU, 1×1 convolution and average pool: the ReLU is in the code only;
- the networks of table 1 are of the kind BC (1×1 convolutions before the 3×3, transitions that halve the
  channels), though the table does not call them so;
- table 1's DenseNet-264 has 265 layers with weights: (6 + 12 + 64 + 48)·2 + 5;
- batch normalization has torch's eps 1e-5 and momentum 0.1, as in the code.
Weights start as in section 4.2, which points to He et al. 2015: `start_he`.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.large_stem import large_stem

__all__ = ["DenseNet", "densenet121", "densenet169", "densenet201", "densenet264", "densenet_bc_100_12"]

# Table 1: layers in each dense block; the growth rate is 32.
BLOCKS: dict[int, tuple[int, ...]] = {
    121: (6, 12, 24, 16),
    169: (6, 12, 32, 32),
    201: (6, 12, 48, 32),
    264: (6, 12, 64, 48),
}
GROWTH_RATE = 32
BOTTLENECK = 4  # section 3: a layer's 1×1 convolution leaves 4 growth rates of maps
SMALLEST = 29  # the stem leaves 8 pixels, three transitions 1


class DenseLayer(nn.Module):
    """`(n, in_channels, h, w) -> (n, in_channels + growth_rate, h, w)`: the input, then what is new."""

    def __init__(self, in_channels: int, growth_rate: int, dropout: float = 0.0) -> None:
        super().__init__()
        inner = BOTTLENECK * growth_rate
        self.norm1 = nn.BatchNorm2d(in_channels)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(in_channels, inner, 1, bias=False)
        self.dropout1 = nn.Dropout(dropout)
        self.norm2 = nn.BatchNorm2d(inner)
        self.relu2 = nn.ReLU()
        self.conv2 = nn.Conv2d(inner, growth_rate, 3, padding=1, bias=False)
        self.dropout2 = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        new = self.dropout1(self.conv1(self.relu1(self.norm1(x))))
        new = self.dropout2(self.conv2(self.relu2(self.norm2(new))))
        return torch.cat((x, new), dim=1)


def dense_block(in_channels: int, layers: int, growth_rate: int, dropout: float) -> nn.Sequential:
    """Ends at `in_channels + layers·growth_rate` maps."""
    widths = [in_channels + i * growth_rate for i in range(layers)]
    named = {f"layer{i}": DenseLayer(c, growth_rate, dropout) for i, c in enumerate(widths, start=1)}
    return nn.Sequential(OrderedDict(named))


def transition(in_channels: int, dropout: float) -> nn.Sequential:
    """Halves the channels and the side."""
    return nn.Sequential(
        OrderedDict(
            norm=nn.BatchNorm2d(in_channels),
            relu=nn.ReLU(),
            conv=nn.Conv2d(in_channels, in_channels // 2, 1, bias=False),
            dropout=nn.Dropout(dropout),
            pool=nn.AvgPool2d(2),
        )
    )


class DenseNet(nn.Module):
    """The network behind a stem that ends at `channels` maps; see the module's docstring."""

    def __init__(
        self,
        stem: nn.Module,
        channels: int,
        blocks: tuple[int, ...],
        growth_rate: int,
        smallest: int,
        num_classes: int,
        in_channels: int,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.smallest = smallest
        self.stem = stem
        self.body = nn.Sequential()
        for i, layers in enumerate(blocks, start=1):
            self.body.add_module(f"block{i}", dense_block(channels, layers, growth_rate, dropout))
            channels += layers * growth_rate
            if i < len(blocks):
                self.body.add_module(f"transition{i}", transition(channels, dropout))
                channels //= 2
        self.body.add_module("norm", nn.BatchNorm2d(channels))
        self.body.add_module("relu", nn.ReLU())
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes))
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, self.smallest, "the last transition must find 2×2 maps to halve")
        x = self.stem(x)  # n 2κ h/4 w/4
        x = self.body(x)  # n channels h/32 w/32
        return self.head(x)  # n classes


def _densenet(depth: int, num_classes: int, in_channels: int) -> DenseNet:
    width = 2 * GROWTH_RATE
    stem = large_stem(in_channels, width)
    return DenseNet(stem, width, BLOCKS[depth], GROWTH_RATE, SMALLEST, num_classes, in_channels)


def densenet121(num_classes: int = 1000, in_channels: int = 3) -> DenseNet:
    """58 dense layers, 7,978,856 parameters."""
    return _densenet(121, num_classes, in_channels)


def densenet169(num_classes: int = 1000, in_channels: int = 3) -> DenseNet:
    """82 dense layers, 14,149,480 parameters."""
    return _densenet(169, num_classes, in_channels)


def densenet201(num_classes: int = 1000, in_channels: int = 3) -> DenseNet:
    """98 dense layers, 20,013,928 parameters."""
    return _densenet(201, num_classes, in_channels)


def densenet264(num_classes: int = 1000, in_channels: int = 3) -> DenseNet:
    """130 dense layers, 33,337,704 parameters."""
    return _densenet(264, num_classes, in_channels)


def densenet_bc_100_12(num_classes: int = 10, in_channels: int = 3, *, dropout: float = 0.0) -> DenseNet:
    """Three blocks of 16 layers, growth rate 12, 769,162 parameters; the paper drops 0.2 of the values where
    it trains without augmentation.
    """
    stem = nn.Conv2d(in_channels, 24, 3, padding=1, bias=False)
    return DenseNet(stem, 24, (16, 16, 16), 12, 4, num_classes, in_channels, dropout)
