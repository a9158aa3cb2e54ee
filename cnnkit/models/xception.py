"""Xception: F. Chollet, "Xception: deep learning with depthwise separable convolutions", CVPR 2017, figure 5.

Inception taken to its extreme: every map is filtered by itself, then a 1×1 convolution mixes them; and there
is a residual connection around nearly every module.

`(n, 3, h, w) -> (n, 1000)` logits; 23 pixels or more a side, as a rule 299 (each max pool must have more than
one pixel to read), else `ValueError`.

36 convolutions in 14 modules: 2 ordinary and 34 separable; the four 1×1 of the shortcuts are not counted.
Published: 22,855,952 parameters (table 3). Here: the same. Deviations from the paper:
- max pools are padded alike on both sides, where TensorFlow pads even sides at the end only;
- the optional dense layers before the classifier are left out, as in most of the paper's own runs.
It gives neither the start nor the normalization's constants: the start is Keras' (Glorot, uniform), eps 1e-3
the one of the author's Keras code, momentum torch's 0.1.

`variant="timm"` computes the same function as timm's `legacy_xception`: eps 1e-5 and no dropout. It expects
pixels scaled to [-1, 1].
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.depthwise import SeparableConv2d
from cnnkit.blocks.initialization import start_glorot
from cnnkit.blocks.input_check import check_images

__all__ = ["SeparableModule", "Xception", "xception"]


class Module(NamedTuple):
    """One module of figure 5 that has a shortcut: the filters of its separable convolutions."""

    filters: tuple[int, ...]
    stride: int = 1
    """2: a max pool ends it, and its shortcut is a 1×1 convolution with this stride."""


BODY: tuple[Module, ...] = (
    # Entry flow, modules 2 to 4; module 1 is the stem.
    Module((128, 128), 2),
    Module((256, 256), 2),
    Module((728, 728), 2),
    # Middle flow, modules 5 to 12.
    *(Module((728, 728, 728)) for _ in range(8)),
    # Exit flow, module 13.
    Module((728, 1024), 2),
)
# No shortcut, and ReLU behind each of its two convolutions.
MODULE_14: tuple[int, ...] = (1536, 2048)


class SeparableModule(nn.Module):
    """`(n, in_channels, h, w) -> (n, filters, ⌈h/stride⌉, ⌈w/stride⌉)`: ReLU, separable convolution and
    normalization in turn, with a shortcut around them all; `first_act=False` leaves the first ReLU out.
    """

    def __init__(self, in_channels: int, plan: Module, first_act: bool, eps: float) -> None:
        super().__init__()
        out_channels = plan.filters[-1]
        self.branch = nn.Sequential()
        channels = in_channels
        for i, filters in enumerate(plan.filters, start=1):
            if first_act or i > 1:
                self.branch.add_module(f"act{i}", nn.ReLU())
            self.branch.add_module(f"conv{i}", SeparableConv2d(channels, filters, 3, padding=1))
            self.branch.add_module(f"norm{i}", nn.BatchNorm2d(filters, eps))
            channels = filters
        self.shortcut: nn.Module = nn.Identity()
        if plan.stride > 1:
            self.branch.add_module("pool", nn.MaxPool2d(3, plan.stride, 1))
            self.shortcut = ConvNormAct(in_channels, out_channels, 1, plan.stride, eps=eps, act=None)

    def forward(self, x: Tensor) -> Tensor:
        return self.branch(x) + self.shortcut(x)


class Xception(nn.Module):
    """The network; see the module's docstring."""

    def __init__(
        self, num_classes: int = 1000, in_channels: int = 3, eps: float = 1e-3, dropout: float = 0.5
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(
            OrderedDict(
                conv1=ConvNormAct(in_channels, 32, 3, 2, eps=eps), conv2=ConvNormAct(32, 64, 3, eps=eps)
            )
        )
        self.body = nn.Sequential()
        channels = 64
        for i, plan in enumerate(BODY, start=2):
            self.body.add_module(f"module{i}", SeparableModule(channels, plan, first_act=i > 2, eps=eps))
            channels = plan.filters[-1]
        end = nn.Sequential()
        for i, filters in enumerate(MODULE_14, start=1):
            end.add_module(f"conv{i}", SeparableConv2d(channels, filters, 3, padding=1))
            end.add_module(f"norm{i}", nn.BatchNorm2d(filters, eps))
            end.add_module(f"act{i}", nn.ReLU())
            channels = filters
        self.body.add_module("module14", end)
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(dropout), nn.Linear(channels, num_classes)
        )
        start_glorot(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 23, "the pool of module 13 must read more than 1×1")
        x = self.stem(x)  # n 64 h/2 w/2
        x = self.body(x)  # n 2048 h/32 w/32
        return self.head(x)  # n classes


def xception(
    num_classes: int = 1000, in_channels: int = 3, *, eps: float = 1e-3, dropout: float = 0.5
) -> Xception:
    """Figure 5: 22,855,952 parameters."""
    return Xception(num_classes, in_channels, eps, dropout)
