"""ZFNet: M. Zeiler, R. Fergus, "Visualizing and understanding convolutional networks", ECCV 2014
(arXiv 1311.2901), figure 3.

AlexNet after a look inside: first filters of 7×7 with stride 2 keep the fine detail that 11×11 with stride 4
had lost, and no filter is confined to one card.

`(n, 3, 224, 224) -> (n, 1000)` logits; 207 to 238 pixels a side (pool5 must end at 6×6), else `ValueError`.
The layers before the head take other sides too.

Published: no count; the layers of figure 3 have 62,357,608 parameters. `wide=True` is network (b) of table 2,
with 512, 1,024 and 512 filters in layers 3 to 5: 107,627,624. Weights start from N(0, 0.01²), biases at 0: so
we read that all weights are initialized to 10⁻² (section 3), for equal weights would stay equal.
What the paper leaves open:
- sides of 224, 110, 55, 26, 13 and 6 follow with one pixel of padding in conv1, and with pools whose last
  window may reach over the edge (ceil mode);
- the contrast normalization after the first two pools has no formula: AlexNet's, with its constants;
- filters whose root mean square passes 0.1 are scaled back while training; that is a training loop's task.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.dense_head import DenseHead
from cnnkit.blocks.initialization import start_normal
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.response_norm import ResponseNorm

__all__ = ["ZFNet", "zfnet"]


class Stage(NamedTuple):
    """One convolution of figure 3, and what follows its ReLU."""

    filters: int
    kernel: int
    stride: int
    padding: int
    pool: bool
    norm: bool


FIGURE_3: tuple[Stage, ...] = (
    Stage(96, 7, 2, 1, pool=True, norm=True),
    Stage(256, 5, 2, 0, pool=True, norm=True),
    Stage(384, 3, 1, 1, pool=False, norm=False),
    Stage(384, 3, 1, 1, pool=False, norm=False),
    Stage(256, 3, 1, 1, pool=True, norm=False),
)
WIDE = FIGURE_3[:2] + tuple(
    stage._replace(filters=n) for stage, n in zip(FIGURE_3[2:], (512, 1024, 512), strict=True)
)


class ZFNet(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, stages: tuple[Stage, ...], num_classes: int = 1000, in_channels: int = 3) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels = in_channels
        for i, (filters, kernel, stride, padding, pool, norm) in enumerate(stages, start=1):
            self.body.add_module(f"conv{i}", nn.Conv2d(channels, filters, kernel, stride, padding))
            self.body.add_module(f"relu{i}", nn.ReLU())
            if pool:
                self.body.add_module(f"pool{i}", nn.MaxPool2d(3, 2, ceil_mode=True))
            if norm:
                self.body.add_module(f"norm{i}", ResponseNorm())
            channels = filters
        self.head = DenseHead(channels * 6 * 6, num_classes)
        start_normal(self, std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, range(207, 239), "pool5 must end at 6×6")
        x = self.body(x)  # n 256 6 6
        return self.head(x)  # n classes


def zfnet(num_classes: int = 1000, in_channels: int = 3, *, wide: bool = False) -> ZFNet:
    """Figure 3, 62,357,608 parameters; `wide=True` for 512, 1,024 and 512 filters in layers 3 to 5."""
    return ZFNet(WIDE if wide else FIGURE_3, num_classes, in_channels)
