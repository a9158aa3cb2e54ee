"""Branches side by side on the same input, their maps laid behind one another: the Inception module.

C. Szegedy et al., "Going deeper with convolutions", CVPR 2015, figure 2. Later papers of the family draw
their modules, and even their stems, as figures of such branches; `Conv`, `MaxPool`, `AvgPool` and `Fork`
write such a figure down as a table, branch by branch:

    (
        (Conv(64, 1),),
        (Conv(48, 1), Conv(64, 5)),
        (AvgPool(), Conv(32, 1)),
    )
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct

__all__ = ["AvgPool", "Branch", "Branches", "Conv", "Fork", "Layer", "MaxPool", "Size", "normalized", "stack"]

Size = int | tuple[int, int]
"""Of a kernel or a padding, the height first; one number is both."""


class Conv(NamedTuple):
    """A convolution and what follows it (the `layer` of `stack`)."""

    filters: int
    kernel: Size
    stride: int = 1
    valid: bool = False
    """No padding, marked V in the papers' figures; else half the kernel on every side."""


class MaxPool(NamedTuple):
    """A 3×3 max pool."""

    stride: int = 1
    valid: bool = False


class AvgPool(NamedTuple):
    """A padded 3×3 mean with stride 1; at the border over the pixels there are, as TensorFlow takes it."""


class Fork(NamedTuple):
    """Branches in the middle of a branch."""

    branches: tuple[Branch, ...]


Step = Conv | MaxPool | AvgPool | Fork
Branch = tuple[Step, ...]
Layer = Callable[[int, int, Size, int, Size], nn.Module]
"""Makes a convolution from channels in, channels out, kernel size, stride and padding."""

normalized: Layer = partial(ConvNormAct, eps=1e-3)
"""Every convolution from BN-Inception on: no bias, batch normalization with the released eps, ReLU."""


class Branches(nn.Module):
    """`(n, in_channels, h, w) -> (n, out_channels, h', w')`; an empty branch passes its input through."""

    def __init__(self, in_channels: int, branches: tuple[Branch, ...], layer: Layer) -> None:
        super().__init__()
        self.out_channels = 0
        for i, steps in enumerate(branches, start=1):
            branch, channels = stack(in_channels, steps, layer)
            self.add_module(f"branch{i}", branch)
            self.out_channels += channels

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.children()], 1)


def stack(in_channels: int, steps: Branch, layer: Layer) -> tuple[nn.Sequential, int]:
    """The steps in a row, named `conv1`, `conv2`, …, `pool1`, …, `fork1`, …, and the channels at its end.

    >>> from cnnkit.blocks.conv_norm import ConvNormAct
    >>> steps, channels = stack(64, (Conv(32, 1), Conv(96, 3)), ConvNormAct)
    >>> channels, steps(torch.zeros(1, 64, 7, 7)).shape
    (96, torch.Size([1, 96, 7, 7]))
    """
    row, channels = nn.Sequential(), in_channels
    seen: dict[str, int] = {}
    for step in steps:
        kind = "conv" if isinstance(step, Conv) else "fork" if isinstance(step, Fork) else "pool"
        seen[kind] = seen.get(kind, 0) + 1
        module, channels = _module(channels, step, layer)
        row.add_module(f"{kind}{seen[kind]}", module)
    return row, channels


def _module(channels: int, step: Step, layer: Layer) -> tuple[nn.Module, int]:
    match step:
        case Conv(filters, kernel, stride, valid):
            half = kernel // 2 if isinstance(kernel, int) else (kernel[0] // 2, kernel[1] // 2)
            return layer(channels, filters, kernel, stride, 0 if valid else half), filters
        case MaxPool(stride, valid):
            return nn.MaxPool2d(3, stride, 0 if valid else 1), channels
        case AvgPool():
            return nn.AvgPool2d(3, 1, 1, count_include_pad=False), channels
        case Fork(branches):
            fork = Branches(channels, branches, layer)
            return fork, fork.out_channels
