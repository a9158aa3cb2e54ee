"""GoogLeNet: C. Szegedy, W. Liu, Y. Jia et al., "Going deeper with convolutions", CVPR 2015, table 1 and
figure 3. Winner of ILSVRC 2014.

Look at each place with filters of several sizes at once, and squeeze the maps with 1×1 convolutions before
the expensive ones; two small heads half-way push gradients into the early layers while it trains.

`(n, 3, h, w) -> (n, 1000)` logits; 31 pixels or more a side, else `ValueError`. In training mode
`TrainingOutput` with the logits of the heads at 4a and 4d, whose losses the paper adds with weight 0.3; then
223 to 270 pixels, for the heads' dense layers read 4×4 maps.

Published: 22 layers with parameters; table 1's columns sum to 6.8 million and 1.50 billion multiplications.
Here: 6,998,552 without the heads, 13,378,280 with both; 1.58 billion multiplications. Deviations:
- the stem is the 7×7 convolution that the table names (9,408 weights), not the 2.7K weights that it counts;
  rows 4a, 4c, 4d, 4e, 5a and 5b of its "params" column do not follow from their filters either;
- the response norms take AlexNet's constants, for the paper prints none;
- the last 7×7 average pool is global, so that other sizes than 224 fit; pools round up, which gives the
  table's 56, 28, 14 and 7;
- weights start from a normal distribution of variance 2/inputs, cut at two standard deviations; the paper
  does not say how, and 22 layers without normalization need it.

`variant="torchvision"` computes the same function as torchvision's published weights: batch normalization
(eps 1e-3) and no biases, 3×3 in the "5×5" branches (a slip that was kept for the weights' sake), no response
norms, a 2×2 pool before 5a, heads that pool to 4×4 whatever comes (so any side trains), dropout 0.2.
13,004,888 parameters, 6,624,904 without heads. It expects pixels scaled to [-1, 1].
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.auxiliary import TrainingOutput
from cnnkit.blocks.inception import Branches, Conv, Layer, MaxPool, Size, normalized
from cnnkit.blocks.initialization import start_truncated
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.response_norm import ResponseNorm

__all__ = ["GoogLeNet", "googlenet"]


class Row(NamedTuple):
    """One inception row of table 1: filters by column."""

    conv1: int
    reduce3: int
    conv3: int
    reduce5: int
    conv5: int
    project: int


TABLE_1: dict[str, Row] = {
    "3a": Row(64, 96, 128, 16, 32, 32),
    "3b": Row(128, 128, 192, 32, 96, 64),
    "4a": Row(192, 96, 208, 16, 48, 64),
    "4b": Row(160, 112, 224, 24, 64, 64),
    "4c": Row(128, 128, 256, 24, 64, 64),
    "4d": Row(112, 144, 288, 32, 64, 64),
    "4e": Row(256, 160, 320, 32, 128, 128),
    "5a": Row(256, 160, 320, 32, 128, 128),
    "5b": Row(384, 192, 384, 48, 128, 128),
}
SMALLEST, TRAINED = 31, range(223, 271)
FOR_HEADS = 'while training, the auxiliary heads must read 4×4 maps; variant="no_heads" trains at any size'


class GoogLeNet(nn.Module):
    """The network; see the module's docstring. The body stops where the heads of 4a and 4d read."""

    def __init__(
        self, num_classes: int = 1000, in_channels: int = 3, heads: bool = True, torchvision: bool = False
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.heads = heads
        self.trained = SMALLEST if torchvision else TRAINED
        layer: Layer = normalized if torchvision else _with_bias
        norms = [nn.Identity(), nn.Identity()] if torchvision else [ResponseNorm(), ResponseNorm()]
        self.stem = nn.Sequential(
            OrderedDict(
                conv1=layer(in_channels, 64, 7, 2, 3),
                pool1=_pool(),
                norm1=norms[0],
                conv2_reduce=layer(64, 64, 1, 1, 0),
                conv2=layer(64, 192, 3, 1, 1),
                norm2=norms[1],
                pool2=_pool(),
            )
        )
        kernel5 = 3 if torchvision else 5
        self.body_4a = nn.Sequential()
        self.body_4d = nn.Sequential()
        self.body_5b = nn.Sequential()
        channels = 192
        for name, row in TABLE_1.items():
            part = self.body_4a if name <= "4a" else self.body_4d if name <= "4d" else self.body_5b
            if name == "4a":
                part.add_module("pool3", _pool())
            if name == "5a":
                part.add_module("pool4", _pool(2 if torchvision else 3))
            module = inception(channels, row, kernel5, layer)
            part.add_module(f"inception_{name}", module)
            channels = module.out_channels
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.2 if torchvision else 0.4),
            nn.Linear(channels, num_classes),
        )
        if heads:
            pools = [nn.AdaptiveAvgPool2d(4) if torchvision else nn.AvgPool2d(5, 3) for _ in range(2)]
            self.head_4a = auxiliary_head(512, num_classes, pools[0], layer)
            self.head_4d = auxiliary_head(528, num_classes, pools[1], layer)
        start_truncated(self)

    def forward(self, x: Tensor) -> Tensor | TrainingOutput:
        with_heads = self.training and self.heads
        sides, limit = (self.trained, FOR_HEADS) if with_heads else (SMALLEST, "pool4 must read 2×2")
        check_images(self, x, sides, limit)
        a = self.body_4a(self.stem(x))  # n 512 h/16 w/16
        d = self.body_4d(a)  # n 528 h/16 w/16
        logits = self.head(self.body_5b(d))  # from n 1024 h/32 w/32
        return TrainingOutput(logits, (self.head_4a(a), self.head_4d(d))) if with_heads else logits


def inception(in_channels: int, row: Row, kernel5: int, layer: Layer) -> Branches:
    """Figure 2b."""
    branches = (
        (Conv(row.conv1, 1),),
        (Conv(row.reduce3, 1), Conv(row.conv3, 3)),
        (Conv(row.reduce5, 1), Conv(row.conv5, kernel5)),
        (MaxPool(), Conv(row.project, 1)),
    )
    return Branches(in_channels, branches, layer)


def auxiliary_head(in_channels: int, num_classes: int, pool: nn.Module, layer: Layer) -> nn.Sequential:
    """Section 5: one hidden dense layer of 1024, on 4×4 maps squeezed to 128."""
    return nn.Sequential(
        OrderedDict(
            pool=pool,
            conv=layer(in_channels, 128, 1, 1, 0),
            flatten=nn.Flatten(),
            dense1=nn.Linear(128 * 4 * 4, 1024),
            act=nn.ReLU(),
            dropout=nn.Dropout(0.7),
            dense2=nn.Linear(1024, num_classes),
        )
    )


def _pool(kernel_size: int = 3) -> nn.MaxPool2d:
    return nn.MaxPool2d(kernel_size, 2, ceil_mode=True)


def _with_bias(in_channels: int, filters: int, kernel: Size, stride: int, padding: Size) -> nn.Sequential:
    conv = nn.Conv2d(in_channels, filters, kernel, stride, padding)
    return nn.Sequential(OrderedDict(conv=conv, act=nn.ReLU()))


def googlenet(
    num_classes: int = 1000, in_channels: int = 3, *, heads: bool = True, torchvision: bool = False
) -> GoogLeNet:
    """Table 1 with both auxiliary heads, 13,378,280 parameters; 6,998,552 with `heads=False`."""
    return GoogLeNet(num_classes, in_channels, heads, torchvision)
