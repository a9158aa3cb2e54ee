"""A stem for pictures of photographs' size: 7×7 convolution and 3×3 max pool, each with stride 2, so that the
costly stages behind see 1/16 of the pixels (K. He et al., "Deep residual learning for image recognition",
CVPR 2016, table 1; the same in ResNeXt, DenseNet and SE networks).
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from cnnkit.blocks.conv_norm import ConvNormAct

__all__ = ["large_stem"]


def large_stem(in_channels: int, out_channels: int = 64, pool: nn.Module | None = None) -> nn.Sequential:
    """`(n, in_channels, h, w) -> (n, out_channels, h/4, w/4)`; `pool` in place of the padded max pool.

    >>> large_stem(3)(torch.zeros(1, 3, 64, 64)).shape
    torch.Size([1, 64, 16, 16])
    """
    conv = ConvNormAct(in_channels, out_channels, 7, 2, 3)
    return nn.Sequential(OrderedDict(conv=conv, pool=nn.MaxPool2d(3, 2, 1) if pool is None else pool))
