"""The mlpconv layer: M. Lin, Q. Chen, S. Yan, "Network in network", ICLR 2014 (arXiv 1312.4400), figure 1(b).

A filter is a linear judge of its window. Here a small dense network judges instead, the same at every place:
an ordinary convolution, then 1×1 convolutions, which mix the channels of one pixel and see no neighbour.

With filters (192, 160, 96) and a 5×5 kernel:

    (n, 3, 32, 32) -conv 5×5-> (n, 192, 32, 32) -1×1-> (n, 160, 32, 32) -1×1-> (n, 96, 32, 32)
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

__all__ = ["mlpconv"]


def mlpconv(in_channels: int, kernel_size: int, filters: Sequence[int]) -> nn.Sequential:
    """`(n, in_channels, h, w) -> (n, filters[-1], h, w)` for an odd kernel; a ReLU after every layer.

    `filters[0]` belongs to the convolution, the others to the 1×1 convolutions behind it, two in the paper.

    >>> mlpconv(3, 5, [192, 160, 96])(torch.zeros(1, 3, 8, 8)).shape
    torch.Size([1, 96, 8, 8])
    """
    block = nn.Sequential()
    channels = in_channels
    for i, out in enumerate(filters):
        name, side = (f"dense{i}", 1) if i else ("conv", kernel_size)
        block.add_module(name, nn.Conv2d(channels, out, side, padding=side // 2))
        block.add_module(f"relu_{name}", nn.ReLU())
        channels = out
    return block
