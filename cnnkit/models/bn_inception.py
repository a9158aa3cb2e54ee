"""BN-Inception: S. Ioffe, C. Szegedy, "Batch normalization: accelerating deep network training by reducing
internal covariate shift", ICML 2015, section 4.2 and figure 5. Also called Inception v2.

GoogLeNet with every convolution normalized, and each 5×5 taken apart into two 3×3.

`(n, 3, h, w) -> (n, 1000)` logits; 17 pixels or more a side (4e, the last layer with stride, must have more
than one pixel to read), else `ValueError`.

Published: 13.6 million parameters (section 4.2), which figure 5 does not give. Here: 11,285,224; this
follows the figure's filter columns and counts two numbers a normalized map (scale and shift), no convolution
biases, and the classifier's weights and biases. Deviations from the paper:
- its output column prints 576 maps after 4c and 4d and 1024 after 4e, where the filter columns add up to 608,
  608 and 1056; with 96 pool projections in 4c and 4d instead of the printed 128 the outputs would be right,
  and the parameters 11,194,984;
- a plain 7×7 stem; section 4.2.1 makes it depthwise separable with depth multiplier 8;
- 3×3 windows with stride 2 are padded by one pixel all around, pools too, so that the branches of 3c and 4e
  lie on the same pixels whatever the side; the paper does not say how;
- the last 7×7 average pool is global;
- eps 1e-3 and the truncated normal start as in the later Inceptions (the paper names neither), torch's
  momentum of 0.1.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.inception import AvgPool, Branches, Conv, MaxPool, normalized
from cnnkit.blocks.initialization import start_truncated
from cnnkit.blocks.input_check import check_images

__all__ = ["BNInception", "bn_inception"]


class Row(NamedTuple):
    """One inception row of figure 5: filters by column."""

    conv1: int | None
    reduce3: int
    conv3: int
    reduce_double3: int
    double3: int
    pool: AvgPool | MaxPool
    project: int | None
    """None: the pool passes its maps through, and the row has stride 2."""


FIGURE_5: dict[str, Row] = {
    "3a": Row(64, 64, 64, 64, 96, AvgPool(), 32),
    "3b": Row(64, 64, 96, 64, 96, AvgPool(), 64),
    "3c": Row(None, 128, 160, 64, 96, MaxPool(2), None),
    "4a": Row(224, 64, 96, 96, 128, AvgPool(), 128),
    "4b": Row(192, 96, 128, 96, 128, AvgPool(), 128),
    "4c": Row(160, 128, 160, 128, 160, AvgPool(), 128),
    "4d": Row(96, 128, 192, 160, 192, AvgPool(), 128),
    "4e": Row(None, 128, 192, 192, 256, MaxPool(2), None),
    "5a": Row(352, 192, 320, 160, 224, AvgPool(), 128),
    "5b": Row(352, 192, 320, 192, 224, MaxPool(), 128),
}


class BNInception(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, num_classes: int = 1000, in_channels: int = 3) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(
            OrderedDict(
                conv1=normalized(in_channels, 64, 7, 2, 3),
                pool1=nn.MaxPool2d(3, 2, 1),
                conv2_reduce=normalized(64, 64, 1, 1, 0),
                conv2=normalized(64, 192, 3, 1, 1),
                pool2=nn.MaxPool2d(3, 2, 1),
            )
        )
        self.body = nn.Sequential()
        channels = 192
        for name, row in FIGURE_5.items():
            module = inception(channels, row)
            self.body.add_module(f"inception_{name}", module)
            channels = module.out_channels
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes))
        start_truncated(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 17, "4e, with stride 2, must read more than 1×1")
        x = self.stem(x)  # n 192 h/8 w/8
        x = self.body(x)  # n 1024 h/32 w/32
        return self.head(x)  # n classes


def inception(in_channels: int, row: Row) -> Branches:
    """One row; a branch that the row does not have is left out."""
    stride = 2 if row.project is None else 1
    branches = (
        (Conv(row.reduce3, 1), Conv(row.conv3, 3, stride)),
        (Conv(row.reduce_double3, 1), Conv(row.double3, 3), Conv(row.double3, 3, stride)),
        (row.pool,) if row.project is None else (row.pool, Conv(row.project, 1)),
    )
    if row.conv1 is not None:
        branches = ((Conv(row.conv1, 1),), *branches)
    return Branches(in_channels, branches, normalized)


def bn_inception(num_classes: int = 1000, in_channels: int = 3) -> BNInception:
    """Figure 5 by its filter columns: 11,285,224 parameters."""
    return BNInception(num_classes, in_channels)
