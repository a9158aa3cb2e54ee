"""Residual blocks: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR
2016, section 3 and figure 5.

A few layers F learn what to add to their input, y = relu(F(x) + x), so that a copy is what they do when they
do nothing. Where the shape changes, the paper's section 4.1 compares three shortcuts:
- option A, `padded_identity`: every second pixel, zeros for the new channels; no parameters;
- option B, `projected_where_needed`: a 1×1 convolution where the shape changes, the input itself elsewhere;
- option C, `projected`: a 1×1 convolution around every block.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct

__all__ = [
    "PaddedIdentity",
    "Residual",
    "Shortcut",
    "StrideOn",
    "basic_branch",
    "bottleneck_branch",
    "padded_identity",
    "projected",
    "projected_where_needed",
]

Shortcut = Callable[[int, int, int], nn.Module]
"""Makes a shortcut from channels in, channels out and stride."""
StrideOn = Literal["conv1", "conv2"]
"""Which convolution of a bottleneck takes the stride."""


class Residual(nn.Module):
    """`relu(branch(x) + shortcut(x))`; `shortcut=None` leaves the sum out: a block of the plain twin."""

    inplace = False
    """Whether the sum overwrites the branch's end, which must not be the input itself then."""

    def __init__(self, branch: nn.Module, shortcut: nn.Module | None) -> None:
        super().__init__()
        self.branch = branch
        self.shortcut = shortcut
        self.act = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        if self.shortcut is None:
            return self.act(self.branch(x))
        branch, shortcut = self.branch(x), self.shortcut(x)
        return self.act(branch.add_(shortcut) if self.inplace else branch + shortcut)


def basic_branch(in_channels: int, out_channels: int, stride: int) -> nn.Sequential:
    """Figure 5, left: two 3×3 convolutions, each normalized; the last ReLU comes after the sum.

    >>> basic_branch(16, 32, stride=2)(torch.zeros(1, 16, 8, 8)).shape
    torch.Size([1, 32, 4, 4])
    """
    return nn.Sequential(
        OrderedDict(
            conv1=ConvNormAct(in_channels, out_channels, 3, stride, 1),
            conv2=ConvNormAct(out_channels, out_channels, 3, 1, 1, act=None),
        )
    )


def bottleneck_branch(
    in_channels: int,
    width: int,
    out_channels: int,
    stride: int,
    groups: int = 1,
    stride_on: StrideOn = "conv2",
) -> nn.Sequential:
    """Figure 5, right: 1×1 down to `width`, 3×3 in `groups`, 1×1 up to `out_channels`.

    The paper strides on the first 1×1, which then never reads three of four pixels; most code since 2016
    strides on the 3×3.

    >>> bottleneck_branch(64, 16, 128, stride=2)(torch.zeros(1, 64, 8, 8)).shape
    torch.Size([1, 128, 4, 4])
    """
    first, second = (stride, 1) if stride_on == "conv1" else (1, stride)
    return nn.Sequential(
        OrderedDict(
            conv1=ConvNormAct(in_channels, width, 1, first),
            conv2=ConvNormAct(width, width, 3, second, 1, groups=groups),
            conv3=ConvNormAct(width, out_channels, 1, act=None),
        )
    )


class PaddedIdentity(nn.Module):
    """Option A where the shape changes: `(n, c, h, w) -> (n, c + new_channels, ⌈h/s⌉, ⌈w/s⌉)`, zeros last."""

    def __init__(self, new_channels: int, stride: int) -> None:
        super().__init__()
        self.new_channels = new_channels
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        x = x[:, :, :: self.stride, :: self.stride]
        return F.pad(x, (0, 0, 0, 0, 0, self.new_channels))

    def extra_repr(self) -> str:
        return f"new_channels={self.new_channels}, stride={self.stride}"


def padded_identity(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Option A.

    >>> padded_identity(16, 32, stride=2)(torch.ones(1, 16, 8, 8)).sum((2, 3))[0, 15:17]  # zeros from 16 on
    tensor([16.,  0.])
    """
    if in_channels == out_channels and stride == 1:
        return nn.Identity()
    return PaddedIdentity(out_channels - in_channels, stride)


def projected_where_needed(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Option B.

    >>> projected_where_needed(16, 16, stride=1)
    Identity()
    >>> projected_where_needed(16, 32, stride=2)(torch.zeros(1, 16, 8, 8)).shape
    torch.Size([1, 32, 4, 4])
    """
    if in_channels == out_channels and stride == 1:
        return nn.Identity()
    return projected(in_channels, out_channels, stride)


def projected(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Option C; a normalized 1×1 convolution.

    >>> projected(16, 32, stride=2)(torch.zeros(1, 16, 8, 8)).shape
    torch.Size([1, 32, 4, 4])
    """
    return ConvNormAct(in_channels, out_channels, 1, stride, act=None)
