"""The bottleneck alone, without normalization and without a sum: K. He, X. Zhang, S. Ren, J. Sun, "Deep
residual learning for image recognition", CVPR 2016, figure 5, right.

A 1×1 convolution squeezes the channels, the k×k convolution works on the few, another 1×1 expands again.
For 256 channels, squeezed to 64:

    (n, 256, h, w) -1×1-> (n, 64, h, w) -3×3-> (n, 64, h, w) -1×1-> (n, 256, h, w)

Weights: 2·c·m + k²·m² against k²·c²; for m = c/2 and 3×3 that is 3.25·c² against 9·c². With normalization and
around a shortcut it is `bottleneck_branch` of `cnnkit.blocks.residual`.
"""

from __future__ import annotations

from torch import nn

__all__ = ["bottleneck", "plain"]


def plain(channels: int, kernel_size: int = 3) -> nn.Sequential:
    """`(n, channels, h, w)` to the same shape, every channel mixed with every other at full width.

    >>> sum(p.numel() for p in plain(256).parameters())  # 3 * 3 * 256 * 256
    589824
    """
    return nn.Sequential(_conv(channels, channels, kernel_size), nn.ReLU())


def bottleneck(channels: int, width: int, kernel_size: int = 3) -> nn.Sequential:
    """The same shapes by way of `width` channels; a ReLU after each of the three layers, no biases.

    >>> bottleneck(256, 64)(torch.zeros(1, 256, 7, 7)).shape
    torch.Size([1, 256, 7, 7])
    >>> sum(p.numel() for p in bottleneck(256, 64).parameters())  # plain(256) has 589824
    69632
    """
    return nn.Sequential(
        _conv(channels, width, 1), nn.ReLU(),
        _conv(width, width, kernel_size), nn.ReLU(),
        _conv(width, channels, 1), nn.ReLU(),
    )  # fmt: skip


def _conv(in_channels: int, out_channels: int, kernel_size: int) -> nn.Conv2d:
    return nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2, bias=False)
