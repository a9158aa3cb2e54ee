"""The plan that residual networks share: stages of equal blocks, and from stage to stage half the side and
twice the channels (K. He et al., "Deep residual learning for image recognition", CVPR 2016, table 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import nn

from cnnkit.blocks.residual import (
    Residual,
    Shortcut,
    StrideOn,
    basic_branch,
    bottleneck_branch,
    projected_where_needed,
)

__all__ = ["basic_stages", "bottleneck_stages", "halving_stages"]


def halving_stages(
    blocks: Sequence[int], in_channels: int, out_channels: int, make: Callable[[int, int, int], nn.Module]
) -> nn.Sequential:
    """`stage1`, `stage2`, …: as many blocks each as `blocks` says.

    Args:
        in_channels: of the first block.
        out_channels: of the first stage; each later stage doubles them and starts with stride 2.
        make: a block from its channels in, channels out and stride.

    >>> stages = halving_stages([1, 1], 16, 16, lambda i, o, stride: nn.Conv2d(i, o, 3, stride, 1))
    >>> stages(torch.zeros(1, 16, 32, 32)).shape  # the second stage doubles the channels and halves the sides
    torch.Size([1, 32, 16, 16])
    """
    body = nn.Sequential()
    for i, count in enumerate(blocks):
        stage = nn.Sequential()
        for j in range(count):
            stage.append(make(in_channels, out_channels, 2 if i > 0 and j == 0 else 1))
            in_channels = out_channels
        body.add_module(f"stage{i + 1}", stage)
        out_channels *= 2
    return body


def basic_stages(
    blocks: Sequence[int], width: int, shortcut: Shortcut | None = projected_where_needed
) -> nn.Sequential:
    """Stages of two-layer blocks, `width` channels in and out of the first; `shortcut=None`: plain.

    >>> basic_stages([1, 1, 1], 16)(torch.zeros(1, 16, 32, 32)).shape
    torch.Size([1, 64, 8, 8])
    """

    def block(in_channels: int, out_channels: int, stride: int) -> nn.Module:
        branch = basic_branch(in_channels, out_channels, stride)
        return Residual(branch, None if shortcut is None else shortcut(in_channels, out_channels, stride))

    return halving_stages(blocks, width, width, block)


def bottleneck_stages(
    blocks: Sequence[int],
    width: int = 64,
    groups: int = 1,
    stride_on: StrideOn = "conv2",
    gate: Callable[[int], nn.Module] | None = None,
) -> nn.Sequential:
    """Stages of bottlenecks: 64 channels in; 256, 512, 1,024, 2,048 out.

    Args:
        width: channels of the 3×3 convolution in the first stage; doubles from stage to stage.
        gate: makes a module from `out_channels`, which ends each branch just before the sum.

    >>> bottleneck_stages([1, 1])(torch.zeros(1, 64, 8, 8)).shape
    torch.Size([1, 512, 4, 4])
    """

    def block(in_channels: int, out_channels: int, stride: int) -> nn.Module:
        inner = width * out_channels // 256
        branch = bottleneck_branch(in_channels, inner, out_channels, stride, groups, stride_on)
        if gate is not None:
            branch.add_module("gate", gate(out_channels))
        return Residual(branch, projected_where_needed(in_channels, out_channels, stride))

    return halving_stages(blocks, 64, 256, block)
