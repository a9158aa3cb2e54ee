"""The Inception module with squeezes: C. Szegedy et al., "Going deeper with convolutions", CVPR 2015,
figure 2(b).

As the naive module, but a 1×1 convolution makes the maps few before the 3×3 and before the 5×5, and behind
the pool, which would hand on all of them. GoogLeNet consists of nine of these.

For 256 maps in, 128, 192 and 96 filters, and three squeezes to 64:

    (n, 256, h, w) -1×1-> (n, 128, h, w)
    (n, 256, h, w) -1×1-> (n, 64, h, w) -3×3-> (n, 192, h, w)
    (n, 256, h, w) -1×1-> (n, 64, h, w) -5×5-> (n, 96, h, w)
    (n, 256, h, w) -3×3 max pool-> (n, 256, h, w) -1×1-> (n, 64, h, w)      joined: (n, 480, h, w)

`inception` of `cnnkit.models.googlenet` writes the same as a table of `Branches`; a test holds them equal.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from cnnkit.blocks.inception_naive import conv_relu

__all__ = ["ReducedInception"]


class ReducedInception(nn.Module):
    """`(n, in_channels, h, w) -> (n, conv1 + conv3 + conv5 + project, h, w)`.

    All are filters, in the order of the columns of the paper's table 1; fewer than 1 is a `ValueError`.
    """

    def __init__(
        self, in_channels: int, conv1: int, reduce3: int, conv3: int, reduce5: int, conv5: int, project: int
    ) -> None:
        super().__init__()
        self.conv1 = conv_relu(in_channels, conv1, 1)
        self.reduce3 = conv_relu(in_channels, reduce3, 1)
        self.conv3 = conv_relu(reduce3, conv3, 3)
        self.reduce5 = conv_relu(in_channels, reduce5, 1)
        self.conv5 = conv_relu(reduce5, conv5, 5)
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)
        self.project = conv_relu(in_channels, project, 1)

    def forward(self, x: Tensor) -> Tensor:
        ones = self.conv1(x)
        threes = self.conv3(self.reduce3(x))
        fives = self.conv5(self.reduce5(x))
        pooled = self.project(self.pool(x))
        return torch.cat([ones, threes, fives, pooled], dim=1)
