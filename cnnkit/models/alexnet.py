"""AlexNet: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural
networks", NIPS 2012, figure 2 and section 3.5.

LeNet's plan at a size that two graphics cards could just hold: five convolutions and three dense layers, with
ReLU and dropout.

`(n, 3, 227, 227) -> (n, 1000)` logits; 227 to 258 pixels a side (pool5 must end at 6×6), else `ValueError`.

Published: 60 million parameters. `two_towers=True` is the paper's split over two cards, conv2, conv4 and
conv5 with two groups: 60,965,224. The default is the single tower that most texts draw: 62,378,344.
Deviations from the paper:
- its input is printed as 224×224, from which 55×55 maps do not follow; 227 without padding gives them;
- weights start as torch's defaults, not N(0, 0.01) with some biases at 1;
- torch's local response norm divides alpha by its size, so the paper's 1e-4 is 5e-4 here.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.input_check import check_images

__all__ = ["AlexNet", "alexnet"]


class Stage(NamedTuple):
    """One convolution of figure 2, and what follows its ReLU."""

    filters: int
    kernel: int
    stride: int
    padding: int
    split: bool
    """Reads only the maps on its own card in the paper."""
    norm: bool
    pool: bool


STAGES: tuple[Stage, ...] = (
    Stage(96, 11, 4, 0, split=False, norm=True, pool=True),
    Stage(256, 5, 1, 2, split=True, norm=True, pool=True),
    Stage(384, 3, 1, 1, split=False, norm=False, pool=False),
    Stage(384, 3, 1, 1, split=True, norm=False, pool=False),
    Stage(256, 3, 1, 1, split=True, norm=False, pool=True),
)
DENSE = 4096


class AlexNet(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, two_towers: bool = False) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels = in_channels
        for i, stage in enumerate(STAGES, start=1):
            groups = 2 if two_towers and stage.split else 1
            layer = nn.Conv2d(
                channels, stage.filters, stage.kernel, stage.stride, stage.padding, groups=groups
            )
            self.body.add_module(f"conv{i}", layer)
            self.body.add_module(f"relu{i}", nn.ReLU())
            if stage.norm:
                self.body.add_module(f"norm{i}", nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
            if stage.pool:
                self.body.add_module(f"pool{i}", nn.MaxPool2d(3, 2))
            channels = stage.filters
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(channels * 6 * 6, DENSE),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(DENSE, DENSE),
            nn.ReLU(),
            nn.Linear(DENSE, num_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, range(227, 259), "pool5 must end at 6×6 (224 is a misprint of the paper)")
        x = self.body(x)  # n 256 6 6
        return self.head(x)  # n classes


def alexnet(num_classes: int = 1000, in_channels: int = 3, *, two_towers: bool = False) -> AlexNet:
    """AlexNet as one tower, 62,378,344 parameters; `two_towers=True` for the paper's 60,965,224."""
    return AlexNet(num_classes, in_channels, two_towers)
