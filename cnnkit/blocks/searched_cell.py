"""Cells that a search has found: B. Zoph, V. Vasudevan, J. Shlens, Q. Le, "Learning transferable
architectures for scalable image recognition", CVPR 2018, figures 2 and 4 and appendix A.

A cell reads the last two cells' outputs. Each of its blocks takes two of the states so far, passes each
through an operation and adds the results as a new state; what comes out is some of the states, one behind
another. Normalizations have eps 1e-3, as in the released code.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.depthwise import SeparableConv2d
from cnnkit.blocks.drop_path import DropPath
from cnnkit.blocks.same_padding import AvgPool2dSame, MaxPool2dSame, pad_same

__all__ = [
    "CURRENT",
    "EPS",
    "PREVIOUS",
    "Block",
    "Cell",
    "FactorizedReduction",
    "Operation",
    "Plan",
    "SeparableTwice",
    "squeeze",
]

Operation = Literal["separable3", "separable5", "separable7", "average3", "max3", "identity"]
PREVIOUS, CURRENT = 0, 1  # a cell's two inputs, h(i-1) and h(i); its blocks are 2 to 6
EPS = 1e-3


class Block(NamedTuple):
    """Two states of a cell, an operation on each, and their sum: a box of figure 4."""

    left: tuple[int, Operation]
    right: tuple[int, Operation]


class Plan(NamedTuple):
    """A cell of figure 4."""

    blocks: tuple[Block, ...]
    joined: tuple[int, ...]
    """The states that are laid one behind another to make the output."""
    stride: int


class SeparableTwice(nn.Module):
    """ReLU, separable convolution, normalization, and again (appendix A.4); the first one strides."""

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride
        self.relu1 = nn.ReLU()
        self.separable1 = SeparableConv2d(in_channels, out_channels, kernel_size, stride)
        self.norm1 = nn.BatchNorm2d(out_channels, EPS)
        self.relu2 = nn.ReLU()
        self.separable2 = SeparableConv2d(out_channels, out_channels, kernel_size, 1, kernel_size // 2)
        self.norm2 = nn.BatchNorm2d(out_channels, EPS)

    def forward(self, x: Tensor) -> Tensor:
        x = pad_same(self.relu1(x), self.kernel_size, self.stride)
        x = self.relu2(self.norm1(self.separable1(x)))
        return self.norm2(self.separable2(x))


def squeeze(in_channels: int, out_channels: int) -> nn.Sequential:
    """ReLU, 1×1 convolution, normalization: brings an input to the cell's filters.

    >>> squeeze(16, 8)(torch.zeros(1, 16, 4, 4)).shape
    torch.Size([1, 8, 4, 4])
    """
    return nn.Sequential(
        OrderedDict(
            relu=nn.ReLU(),
            conv=nn.Conv2d(in_channels, out_channels, 1, bias=False),
            norm=nn.BatchNorm2d(out_channels, EPS),
        )
    )


class FactorizedReduction(nn.Module):
    """Halves the side without losing pixels to the stride alone: half of the filters read the even pixels,
    the others those one step further right and below.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.relu = nn.ReLU()
        self.even = nn.Conv2d(in_channels, out_channels // 2, 1, 2, bias=False)
        self.odd = nn.Conv2d(in_channels, out_channels - out_channels // 2, 1, 2, bias=False)
        self.norm = nn.BatchNorm2d(out_channels, EPS)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu(x)
        further = F.pad(x, (-1, 1, -1, 1))
        return self.norm(torch.cat((self.even(x), self.odd(further)), dim=1))


class Cell(nn.Module):
    """Figure 4: `previous` and `current` -> `len(plan.joined)·filters` channels, `current`'s side/stride."""

    def __init__(
        self, plan: Plan, adjust: nn.Module, channels: int, current: int, filters: int, count_zeros: bool
    ) -> None:
        """`adjust` brings the previous input to the current one's size and to `channels`."""
        super().__init__()
        self.plan = plan
        self.adjust = adjust
        self.squeeze = squeeze(current, filters)
        self.left, self.right = nn.ModuleList(), nn.ModuleList()
        for block in plan.blocks:
            for side, (state, operation) in ((self.left, block.left), (self.right, block.right)):
                stride = plan.stride if state in (PREVIOUS, CURRENT) else 1
                width = channels if state == PREVIOUS else filters
                side.append(_operation(operation, width, filters, stride, count_zeros))

    def forward(self, previous: Tensor, current: Tensor) -> Tensor:
        states = [self.adjust(previous), self.squeeze(current)]
        for left, right, block in zip(self.left, self.right, self.plan.blocks, strict=True):
            states.append(left(states[block.left[0]]) + right(states[block.right[0]]))
        return torch.cat([states[i] for i in self.plan.joined], dim=1)


def _operation(
    operation: Operation, in_channels: int, filters: int, stride: int, count_zeros: bool
) -> nn.Module:
    if operation == "identity":
        return nn.Identity()
    kind, kernel = operation[:-1], int(operation[-1])
    if kind == "separable":
        layer = SeparableTwice(in_channels, filters, kernel, stride)
    elif kind == "max":
        layer = MaxPool2dSame(kernel, stride)
    else:
        layer = AvgPool2dSame(kernel, stride, count_zeros and stride > 1)
    return nn.Sequential(layer, DropPath(0.0))
