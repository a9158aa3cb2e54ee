"""The naive Inception module: C. Szegedy et al., "Going deeper with convolutions", CVPR 2015, figure 2(a).

Which size of filter is right? All of them: four branches read the same maps, and what they give is laid
behind one another. Stride 1 and half the kernel as padding keep h×w, without which nothing could be joined.
Its fault is its price: the 5×5 reads every map, and the pool hands every map on, so that modules in a row
only grow.

For 256 maps in, and 128, 192 and 96 filters:

    (n, 256, h, w) -1×1-> (n, 128, h, w)
    (n, 256, h, w) -3×3-> (n, 192, h, w)
    (n, 256, h, w) -5×5-> (n, 96, h, w)
    (n, 256, h, w) -3×3 max pool-> (n, 256, h, w)      joined: (n, 672, h, w)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["NaiveInception", "conv_relu"]


class NaiveInception(nn.Module):
    """`(n, in_channels, h, w) -> (n, conv1 + conv3 + conv5 + in_channels, h, w)`.

    `conv1`, `conv3` and `conv5` are filters; fewer than 1 is a `ValueError`.
    """

    def __init__(self, in_channels: int, conv1: int, conv3: int, conv5: int) -> None:
        super().__init__()
        self.conv1 = conv_relu(in_channels, conv1, 1)
        self.conv3 = conv_relu(in_channels, conv3, 3)
        self.conv5 = conv_relu(in_channels, conv5, 5)
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        branches = self.conv1(x), self.conv3(x), self.conv5(x), self.pool(x)
        return torch.cat(branches, dim=1)


def conv_relu(in_channels: int, filters: int, kernel_size: int) -> nn.Sequential:
    """A convolution that keeps h×w (an odd kernel), with biases, and a ReLU.

    >>> conv_relu(3, 8, 5)(torch.zeros(1, 3, 7, 7)).shape
    torch.Size([1, 8, 7, 7])
    """
    if filters < 1:
        raise ValueError(f"{filters} filters of {kernel_size}×{kernel_size}: a layer has 1 or more")
    conv = nn.Conv2d(in_channels, filters, kernel_size, padding=kernel_size // 2)
    return nn.Sequential(conv, nn.ReLU())
