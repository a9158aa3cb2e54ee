"""LeNet-5 of 1998: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
recognition", Proc. IEEE 86(11), 1998, section II.B, figure 2, table I and appendix A.

Everything that `cnnkit.models.lenet` leaves out: maps that read some of the maps below, pools that learn, and
an answer that is compared with drawings of the ten digits.

`(n, 1, 32, 32) -> (n, 10)` logits; 32 to 35 pixels a side (c5 must end at 1×1), else `ValueError`.
The layers before the head take other sides too. The paper's white is -0.1 and its black 1.175.

Published: 60,000 trainable parameters and 340,908 connections; the same here (`connections` counts them).
A logit is minus the squared distance (equation 7) between f6 and a class's drawing: 0 at best, and the
largest wins. Cross-entropy of these logits is the paper's equation 9 without its constant for rubbish.
Weights and biases start evenly within ±2.4/F, F being the inputs of a unit (appendix A), 4 in a pool.
Deviation: the drawings are ours; the paper's, in a figure, are stylized ASCII characters. The sigmoid behind
the pools, of which the text gives no formula, is the scaled tanh of all other layers.
"""

from __future__ import annotations

from itertools import groupby
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.input_check import check_images

__all__ = ["DIGITS", "TABLE_I", "LeNet1998", "connections", "lenet5_1998"]

# Table I: which of the six maps of s2 (rows) each of the sixteen maps of c3 (columns) reads.
TABLE_I: tuple[str, ...] = (
    "X...XXX..XXXX.XX",
    "XX...XXX..XXXX.X",
    "XXX...XXX..X.XXX",
    ".XXX..XXXX..X.XX",
    "..XXX..XXXX.XX.X",
    "...XXX..XXXX.XXX",
)
# Our own drawings of 0 to 9, 7 wide and 12 high: what f6 should look like.
DIGITS: tuple[str, ...] = (
    "..###.. ...##.. .#####. .#####. ....##. ####### ..####. ####### .#####. .#####.",
    ".##.##. ..###.. ##...## ##...## ...###. ##..... .##.... .....## ##...## ##...##",
    "##...## .####.. .....## .....## ..####. ##..... ##..... .....## ##...## ##...##",
    "##...## ...##.. .....## .....## .##.##. ##..... ##..... ....##. ##...## ##...##",
    "##...## ...##.. .....## .....## ##..##. ######. ##.###. ....##. .##.##. ##...##",
    "##...## ...##.. ....##. ..####. ##..##. .....## ###..## ...##.. ..###.. ##..###",
    "##...## ...##.. ...##.. .....## ####### .....## ##...## ...##.. .##.##. .###.##",
    "##...## ...##.. ..##... .....## ....##. .....## ##...## ..##... ##...## .....##",
    "##...## ...##.. .##.... .....## ....##. .....## ##...## ..##... ##...## .....##",
    "##...## ...##.. ##..... .....## ....##. .....## ##...## ..##... ##...## .....##",
    ".##.##. ...##.. ##..... ##...## ....##. ##...## ##...## .##.... ##...## ....##.",
    "..###.. .###### ####### .#####. ....##. .#####. .#####. .##.... .#####. .####..",
)


class ScaledTanh(nn.Module):
    """1.7159·tanh(2z/3), which maps ±1 to ±1 (appendix A)."""

    def forward(self, z: Tensor) -> Tensor:
        return 1.7159 * torch.tanh(z * (2 / 3))


class Subsample(nn.Module):
    """The sum of each 2×2 square, times a weight and plus a bias of its map; h and w halve."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, 1, 1))
        self.bias = nn.Parameter(torch.empty(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.avg_pool2d(x, 2, divisor_override=1) * self.weight + self.bias


class TableConv2d(nn.Module):
    """A convolution whose maps read the maps that a table names; neighbours that read equally many are one
    grouped convolution.
    """

    def __init__(self, table: tuple[str, ...], kernel_size: int) -> None:
        super().__init__()
        columns = [[i for i, row in enumerate(table) if row[j] == "X"] for j in range(len(table[0]))]
        self.convs = nn.ModuleList()
        self.reads: list[list[int]] = []
        for size, maps in groupby(columns, key=len):
            read = [source for column in maps for source in column]
            filters = len(read) // size
            self.convs.append(nn.Conv2d(len(read), filters, kernel_size, groups=filters))
            self.reads.append(read)

    def forward(self, x: Tensor) -> Tensor:
        read = [x.index_select(1, torch.tensor(maps, device=x.device)) for maps in self.reads]
        return torch.cat([conv(maps) for conv, maps in zip(self.convs, read, strict=True)], 1)


class RBF(nn.Module):
    """Minus the squared distance of each code: `(n, 84) -> (n, classes)`. The codes are never trained."""

    codes: Tensor

    def __init__(self, codes: Tensor) -> None:
        super().__init__()
        self.register_buffer("codes", codes)

    def forward(self, x: Tensor) -> Tensor:
        return -(x[:, None] - self.codes).square().sum(-1)


class LeNet1998(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        if num_classes > 10:
            raise ValueError(
                f"LeNet1998 has drawings of ten digits, got num_classes={num_classes}; legal: 1 to 10"
            )
        self.in_channels = in_channels
        self.stem = nn.Sequential()
        self.stem.c1, self.stem.tanh1 = nn.Conv2d(in_channels, 6, 5), ScaledTanh()
        self.stem.s2, self.stem.tanh2 = Subsample(6), ScaledTanh()
        self.body = nn.Sequential()
        self.body.c3, self.body.tanh3 = TableConv2d(TABLE_I, 5), ScaledTanh()
        self.body.s4, self.body.tanh4 = Subsample(16), ScaledTanh()
        self.body.c5, self.body.tanh5 = nn.Conv2d(16, 120, 5), ScaledTanh()
        self.head = nn.Sequential()
        self.head.flatten = nn.Flatten()
        self.head.f6, self.head.tanh6 = nn.Linear(120, 84), ScaledTanh()
        self.head.output = RBF(_codes()[:num_classes])
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear | Subsample):
                bound = 2.4 / _inputs(layer)
                for parameter in layer.parameters():
                    nn.init.uniform_(parameter, -bound, bound)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, range(32, 36), "c5 must end at 1×1")
        x = self.stem(x)  # n 6 14 14
        x = self.body(x)  # n 120 1 1
        return self.head(x)  # n classes


def _codes() -> Tensor:
    """The drawings as rows of 84 numbers, +1 for ink and -1 for paper."""
    glyphs = zip(*(row.split(" ") for row in DIGITS), strict=True)
    return torch.tensor([[1.0 if pixel == "#" else -1.0 for pixel in "".join(glyph)] for glyph in glyphs])


def _inputs(layer: nn.Conv2d | nn.Linear | Subsample) -> int:
    """Inputs of one unit, without its bias."""
    return 4 if isinstance(layer, Subsample) else layer.weight[0].numel()


def connections(network: LeNet1998) -> dict[str, int]:
    """Connections of each layer on a 32×32 picture, the paper's way: of every unit its inputs and its bias;
    those of the output have none.
    """
    kinds = nn.Conv2d | nn.Linear | Subsample | RBF
    names = {layer: name for name, layer in network.named_modules() if isinstance(layer, kinds)}
    counts: dict[str, int] = {}

    def count(layer: nn.Module, _: tuple, out: Tensor) -> None:
        unit = layer.codes.shape[1] if isinstance(layer, RBF) else _inputs(cast("nn.Linear", layer)) + 1
        name = names[layer].split(".")[1]
        counts[name] = counts.get(name, 0) + out[0].numel() * unit

    handles = [layer.register_forward_hook(count) for layer in names]
    device = next(network.parameters()).device
    try:
        with torch.no_grad():
            network(torch.zeros(1, network.in_channels, 32, 32, device=device))
    finally:
        for handle in handles:
            handle.remove()
    return counts


def lenet5_1998(num_classes: int = 10, in_channels: int = 1) -> LeNet1998:
    """LeNet-5 as published, 60,000 trainable parameters and 340,908 connections."""
    return LeNet1998(num_classes, in_channels)
