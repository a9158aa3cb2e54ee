"""A small teaching network for CIFAR-10. No paper describes it; its Keras listing stands in a text that this
course grew from (source 002 in tests/sources/facts.yaml, `keras-cifar-total` and `keras-cifar-gmp-total`).

A chain of five 3×3 convolutions without padding; the whole question is what joins it to the dense layers.

`(n, 3, 32, 32) -> (n, 10)` logits. `flatten` keeps where things are: 32 to 35 pixels a side (conv5 must end
at 3×3). `global_max` keeps only how strongly each of the 64 filters fired anywhere: 24 pixels a side or more.
`ValueError` for other sizes.

Published: 703,594 parameters with the flatten head, 179,306 with global max pooling; the same here.
Deviation: logits come out, where the source ends in a softmax. The weights start as in Keras, the source's
library (Glorot uniform, biases at 0): with torch's own start this chain learns nothing for epochs.
"""

from __future__ import annotations

from typing import Literal

from torch import Tensor, nn

from cnnkit.blocks.initialization import start_glorot
from cnnkit.blocks.input_check import check_images

__all__ = ["Cifar10ConvNet", "cifar10_convnet", "cifar10_convnet_gmp"]

# Filters of each convolution; a 2×2 max pool ends each group but the last.
GROUPS: tuple[tuple[int, ...], ...] = ((32, 32), (64, 64), (64,))
DENSE = 1024


class Cifar10ConvNet(nn.Module):
    """The network with either head; see the module's docstring."""

    def __init__(
        self, join: Literal["flatten", "global_max"], num_classes: int = 10, in_channels: int = 3
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels, number = in_channels, 0
        for i, group in enumerate(GROUPS):
            if i > 0:
                self.body.add_module(f"pool{i}", nn.MaxPool2d(2))
            for filters in group:
                number += 1
                self.body.add_module(f"conv{number}", nn.Conv2d(channels, filters, 3))
                self.body.add_module(f"relu{number}", nn.ReLU())
                channels = filters
        self.join = (
            nn.Flatten() if join == "flatten" else nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten())
        )
        features = channels * 3 * 3 if join == "flatten" else channels
        self.head = nn.Sequential(nn.Linear(features, DENSE), nn.ReLU(), nn.Linear(DENSE, num_classes))
        start_glorot(self)
        self._limit = (
            (range(32, 36), "conv5 must end at 3×3") if join == "flatten" else (24, "conv5 must fit")
        )

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, *self._limit)
        x = self.body(x)  # n 64 3 3
        x = self.join(x)  # n 576, or n 64
        return self.head(x)  # n classes


def cifar10_convnet(num_classes: int = 10, in_channels: int = 3) -> Cifar10ConvNet:
    """Flatten head, 703,594 parameters, 84 % of them in its first dense layer."""
    return Cifar10ConvNet("flatten", num_classes, in_channels)


def cifar10_convnet_gmp(num_classes: int = 10, in_channels: int = 3) -> Cifar10ConvNet:
    """Global max pooling head, 179,306 parameters."""
    return Cifar10ConvNet("global_max", num_classes, in_channels)
