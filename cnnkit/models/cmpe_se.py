"""CMPE-SE: Y. Hu, G. Wen, M. Luo, D. Dai, J. Ma, Z. Yu, "Competitive inner-imaging squeeze and excitation for
residual network", 2018 (arXiv 1807.08920), and the authors' published MXNet files.

The gate of squeeze-and-excitation, but it reads the means of the branch and of the shortcut: how much a block
should add depends on what is there already. The pairs of means can also be laid out as a small picture and
convolved ("inner imaging").

`(n, 3, h, w) -> (n, 10)` logits; sides from 3 pixels on (the paper: 32), else `ValueError`.

The network is a wide residual network, WRN-28-10; here as in the published files, from which all four gates
come (`gate`, with parameters):
- `"conv_1x1"` (36,883,266), the files' default: each pair through c/16 filters of 1×1;
- `"conv_2x1"` (36,749,146): filters over both numbers of a pair;
- `"conv_3x3"` (36,848,546): the means folded into a picture of 20 rows, 3×3 filters;
- `"double_fc"` (37,016,826): a dense layer for the means of each, their outputs side by side.
Of the paper itself only quotations could be read: about 36.9 million parameters. The first gate has 36.90 if
running statistics are counted, as MXNet does. Two things worth knowing, both from the files: batch
normalization of the pictures (no parameters) comes before the first convolution, and one of its maps (32
parameters) before the first block; and the 1×1 filters see one channel and are normalized next, so that
little but their sign matters in training. Weights start as in the files: `start_glorot`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor, nn

from cnnkit.blocks.initialization import start_glorot
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.pre_activation import PreActivation, activated_head
from cnnkit.blocks.residual_stages import halving_stages

__all__ = ["CmpeSeWideResNet", "DoubleSqueeze", "InnerImaging", "cmpe_se_wide_resnet28_10"]

# WRN-28-10: (28 - 4) / 6 blocks a stage, ten times the channels.
BLOCKS: tuple[int, ...] = (4, 4, 4)
STEM, WIDEN, REDUCTION = 16, 10, 16

Gate = Literal["conv_1x1", "conv_2x1", "conv_3x3", "double_fc"]


class DoubleSqueeze(nn.Module):
    """Means of branch and shortcut through a dense layer each; one more makes the weights of both outputs."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = channels // REDUCTION
        self.reduce_branch = nn.Sequential(nn.Conv2d(channels, inner, 1, bias=False), nn.ReLU())
        self.reduce_shortcut = nn.Sequential(nn.Conv2d(channels, inner, 1, bias=False), nn.ReLU())
        self.expand = nn.Sequential(nn.Conv2d(2 * inner, channels, 1, bias=False), nn.Sigmoid())

    def forward(self, branch: Tensor, shortcut: Tensor) -> Tensor:
        from_branch = self.reduce_branch(branch.mean((2, 3), keepdim=True))  # n c/16 1 1
        from_shortcut = self.reduce_shortcut(shortcut.mean((2, 3), keepdim=True))  # n c/16 1 1
        return branch * self.expand(torch.cat((from_branch, from_shortcut), 1))  # n c h w


class InnerImaging(nn.Module):
    """Pairs of means as a picture; filters of `kernel` over it, their mean, then two dense layers.

    Args:
        fold: 0 for a picture of c rows, a pair each; else of 2·fold rows, branch and shortcut in turn.
    """

    def __init__(self, channels: int, kernel: tuple[int, int], fold: int = 0) -> None:
        super().__init__()
        self.fold = fold
        h, w = (2 * fold, channels // fold) if fold else (channels, 2)
        seen = (h - kernel[0] + 1) * (w - kernel[1] + 1)
        maps = inner = channels // REDUCTION
        self.image = nn.Sequential(nn.Conv2d(1, maps, kernel, bias=False), nn.BatchNorm2d(maps))
        self.excite = nn.Sequential(
            nn.Linear(seen, inner, bias=False),
            nn.ReLU(),
            nn.Linear(inner, channels, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, branch: Tensor, shortcut: Tensor) -> Tensor:
        pairs = torch.stack((branch.mean((2, 3)), shortcut.mean((2, 3))), 2)  # n c 2
        if self.fold:
            pairs = pairs.unflatten(1, (self.fold, -1)).transpose(2, 3).flatten(1, 2)  # n 2·fold c/fold
        seen = self.image(pairs.unsqueeze(1)).mean(1).flatten(1)  # n seen
        return branch * self.excite(seen)[:, :, None, None]  # n c h w


GATES: dict[Gate, Callable[[int], nn.Module]] = {
    "conv_1x1": lambda channels: InnerImaging(channels, (1, 1)),
    "conv_2x1": lambda channels: InnerImaging(channels, (1, 2)),
    "conv_3x3": lambda channels: InnerImaging(channels, (3, 3), fold=WIDEN),
    "double_fc": DoubleSqueeze,
}


class CmpeSeWideResNet(nn.Module):
    """WRN-28-10 with one of the gates; see the module's docstring."""

    def __init__(self, gate: Gate, num_classes: int, in_channels: int) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(
            nn.BatchNorm2d(in_channels, affine=False),
            nn.Conv2d(in_channels, STEM, 3, padding=1, bias=False),
            nn.BatchNorm2d(STEM),
        )
        make = GATES[gate]
        self.body = halving_stages(
            BLOCKS, STEM, STEM * WIDEN, lambda c, out, s: PreActivation(c, out, s, gate=make(out))
        )
        self.head = activated_head(4 * STEM * WIDEN, num_classes)
        start_glorot(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 3, "both stages with stride 2 must find two pixels a side")
        x = self.stem(x)  # n 16 h w
        x = self.body(x)  # n 640 h/4 w/4
        return self.head(x)  # n classes


def cmpe_se_wide_resnet28_10(
    num_classes: int = 10, in_channels: int = 3, *, gate: Gate = "conv_1x1"
) -> CmpeSeWideResNet:
    """CMPE-SE-WRN-28-10, 36,883,266 parameters with the default gate."""
    return CmpeSeWideResNet(gate, num_classes, in_channels)
