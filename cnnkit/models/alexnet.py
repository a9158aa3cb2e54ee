"""AlexNet: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural
networks", NIPS 2012, figure 2 and section 3.5.

LeNet's plan at a size that two graphics cards could just hold: five convolutions and three dense layers, with
ReLU and dropout.

`(n, 3, 227, 227) -> (n, 1000)` logits; 227 to 258 pixels a side (pool5 must end at 6×6), else `ValueError`.
The layers before the head take other sides too.

Published: 60 million parameters. `two_towers=True` is the paper's split over two cards, conv2, conv4 and
conv5 with two groups: 60,965,224. The default is the single tower that most texts draw: 62,378,344. Weights
start from N(0, 0.01²), biases at 1 in conv2, conv4, conv5, fc6 and fc7 and else at 0 (section 5).
Deviations from the paper:
- its input is printed as 224×224, from which 55×55 maps do not follow; 227 without padding gives them;
- with two towers, response normalization reads across the border between them: whether the cards exchanged
  maps there, the paper does not say.

`alexnet_torchvision` is the network of torchvision's weights, which goes back to A. Krizhevsky, "One weird
trick for parallelizing convolutional neural networks", arXiv 1404.5997, 2014: one tower of 64, 192, 384, 256
and 256 filters, conv1 padded by 2, no response normalization, dropout before fc6 and fc7; 61,100,840
parameters, started as above; 223 to 254 pixels, as a rule 224. torchvision takes other sides too, by pooling
to 6×6; within these that pool changes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.dense_head import DenseHead
from cnnkit.blocks.initialization import start_normal
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.response_norm import ResponseNorm

__all__ = ["AlexNet", "alexnet", "alexnet_torchvision"]


class Stage(NamedTuple):
    """One convolution of figure 2, and what follows its ReLU."""

    filters: int
    kernel: int
    stride: int
    padding: int
    groups: int
    """2 where each tower reads only the maps on its own card."""
    norm: bool
    pool: bool


TWO_TOWERS: tuple[Stage, ...] = (
    Stage(96, 11, 4, 0, groups=1, norm=True, pool=True),
    Stage(256, 5, 1, 2, groups=2, norm=True, pool=True),
    Stage(384, 3, 1, 1, groups=1, norm=False, pool=False),
    Stage(384, 3, 1, 1, groups=2, norm=False, pool=False),
    Stage(256, 3, 1, 1, groups=2, norm=False, pool=True),
)
ONE_TOWER = tuple(stage._replace(groups=1) for stage in TWO_TOWERS)
TORCHVISION: tuple[Stage, ...] = (
    Stage(64, 11, 4, 2, groups=1, norm=False, pool=True),
    Stage(192, 5, 1, 2, groups=1, norm=False, pool=True),
    Stage(384, 3, 1, 1, groups=1, norm=False, pool=False),
    Stage(256, 3, 1, 1, groups=1, norm=False, pool=False),
    Stage(256, 3, 1, 1, groups=1, norm=False, pool=True),
)


class AlexNet(nn.Module):
    """The network; see the module's docstring."""

    def __init__(
        self,
        stages: tuple[Stage, ...],
        num_classes: int = 1000,
        in_channels: int = 3,
        *,
        drop_inputs: bool = False,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels = in_channels
        for i, (filters, kernel, stride, padding, groups, norm, pool) in enumerate(stages, start=1):
            layer = nn.Conv2d(channels, filters, kernel, stride, padding, groups=groups)
            self.body.add_module(f"conv{i}", layer)
            self.body.add_module(f"relu{i}", nn.ReLU())
            if norm:
                self.body.add_module(f"norm{i}", ResponseNorm())
            if pool:
                self.body.add_module(f"pool{i}", nn.MaxPool2d(3, 2))
            channels = filters
        self.head = DenseHead(channels * 6 * 6, num_classes, drop_inputs=drop_inputs)
        start_normal(self, std=0.01)
        for name in ("body.conv2", "body.conv4", "body.conv5", "head.fc6", "head.fc7"):
            nn.init.ones_(self.get_parameter(f"{name}.bias"))  # so that their ReLUs start awake
        smallest = 227 - 2 * stages[0].padding
        self._sides = range(smallest, smallest + 32)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, self._sides, "pool5 must end at 6×6")
        x = self.body(x)  # n 256 6 6
        return self.head(x)  # n classes


def alexnet(num_classes: int = 1000, in_channels: int = 3, *, two_towers: bool = False) -> AlexNet:
    """AlexNet as one tower, 62,378,344 parameters; `two_towers=True` for the paper's 60,965,224."""
    return AlexNet(TWO_TOWERS if two_towers else ONE_TOWER, num_classes, in_channels)


def alexnet_torchvision(num_classes: int = 1000, in_channels: int = 3) -> AlexNet:
    """The network of torchvision's weights, 61,100,840 parameters."""
    return AlexNet(TORCHVISION, num_classes, in_channels, drop_inputs=True)
