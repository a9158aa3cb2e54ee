"""Highway networks for CIFAR-10: R. Srivastava, K. Greff, J. Schmidhuber, "Training very deep networks", NIPS
2015 (arXiv 1507.06228), section 3.3, table 2 (Highway B and C) and table 3.

A layer that asks at every pixel how much of its answer to take and how much of its input to leave as it was
can be stacked as deep as one likes: y = t·h(x) + (1 - t)·x, t a sigmoid of the input.

`(n, 3, 32, 32) -> (n, 10)` logits; 4 pixels a side or more (pool2 must find a pixel), else `ValueError`.

`highway19_cifar` is the network of table 3, after the authors' file (flukeskywalker/highway-networks,
cifar10-19layers). Published: about 2.3 million parameters. Here: 2,256,838. Dropout of 0.2 and gate biases
of -2 are from there. The file's last layer has 100 outputs, ten of them in use; here it has `num_classes`.
`highway32_cifar`: the paper gives 32 layers, receptive fields of 3×3 and 1×1 in turn, and about 1.25 million
parameters; no file is known. Assumed: the plan of the 19 layers, with ten layers a group, the first one
plain, and 24, 60 and 100 filters. Here: 1,244,646.
Weights start as X. Glorot and Y. Bengio propose (section 3.1), biases at 0. So does the file, but for its
first layer, N(0, 1), and its last, N(0, 0.05²).
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.initialization import start_glorot
from cnnkit.blocks.input_check import check_images

__all__ = ["HighwayConv2d", "HighwayNetwork", "highway19_cifar", "highway32_cifar"]


class Group(NamedTuple):
    """A plain 3×3 convolution that sets the number of maps, and the highway layers behind it."""

    filters: int
    kernels: tuple[int, ...]


LAYERS_19: tuple[Group, ...] = (Group(32, (3,) * 4), Group(80, (3,) * 5), Group(128, (3,) * 5))
ALTERNATING = (1, 3, 1, 3, 1, 3, 1, 3, 1)
LAYERS_32: tuple[Group, ...] = (Group(24, ALTERNATING), Group(60, ALTERNATING), Group(100, ALTERNATING))
LAST_FILTERS = 100
GATE_BIAS = -2.0


class HighwayConv2d(nn.Module):
    """t·relu(conv(x)) + (1 - t)·x with t = sigmoid(gate(x)): `(n, c, h, w) -> (n, c, h, w)`; equation 3."""

    def __init__(self, channels: int, kernel_size: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, kernel_size, padding=kernel_size // 2)
        self.gate = nn.Conv2d(channels, channels, kernel_size, padding=kernel_size // 2)
        self.relu = nn.ReLU()
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        t = self.sigmoid(self.gate(x))
        return t * self.relu(self.conv(x)) + (1 - t) * x


class HighwayNetwork(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, groups: tuple[Group, ...], num_classes: int = 10, in_channels: int = 3) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels = in_channels
        for i, (filters, kernels) in enumerate(groups, start=1):
            group = nn.Sequential(nn.Dropout(0.2), nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU())
            for j, kernel in enumerate(kernels, start=1):
                group.add_module(f"highway{j}", HighwayConv2d(filters, kernel))
            self.body.add_module(f"group{i}", group)
            if i < len(groups):
                self.body.add_module(f"pool{i}", nn.MaxPool2d(2))
            channels = filters
        self.head = nn.Sequential(
            nn.Conv2d(channels, LAST_FILTERS, 1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(LAST_FILTERS, num_classes),
        )
        start_glorot(self)
        for name, parameter in self.named_parameters():
            if name.endswith("gate.bias"):
                nn.init.constant_(parameter, GATE_BIAS)  # at first, most of x is carried on

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 4, "pool2 must find a pixel")
        x = self.body(x)  # n 128 h/4 w/4
        return self.head(x)  # n classes


def highway19_cifar(num_classes: int = 10, in_channels: int = 3) -> HighwayNetwork:
    """Fourteen highway layers among 19, 2,256,838 parameters."""
    return HighwayNetwork(LAYERS_19, num_classes, in_channels)


def highway32_cifar(num_classes: int = 10, in_channels: int = 3) -> HighwayNetwork:
    """Twenty-seven thinner highway layers among 32, 1,244,646 parameters."""
    return HighwayNetwork(LAYERS_32, num_classes, in_channels)
