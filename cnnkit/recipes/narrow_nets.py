"""The networks of chapter 4 made so narrow that one of them trains in seconds: 32 pixels in, six classes out.

They are built from the package's own blocks, and where a paper's network takes 32 pixels as it is
(MobileNet), it is that network. `python -m cnnkit.recipes narrow_nets_on_shapes` trains them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from torch import Tensor, nn

from cnnkit.blocks.auxiliary import TrainingOutput
from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.dense import dense_block, transition
from cnnkit.blocks.dense_head import DenseHead
from cnnkit.blocks.inception import Branches, Conv, MaxPool, Size
from cnnkit.blocks.initialization import start_he, start_truncated
from cnnkit.blocks.residual import Residual, bottleneck_branch, projected_where_needed
from cnnkit.blocks.residual_stages import basic_stages, halving_stages
from cnnkit.blocks.squeeze_excite import SqueezeExcite
from cnnkit.models.mobilenet_v1 import mobilenet_v1

__all__ = ["ARMS", "CLASSES", "SIDE", "NarrowGoogLeNet", "alexnet", "dense", "grouped", "residual", "vgg"]

CLASSES, SIDE = 6, 32

VGG_8 = ((8,), (16,), (32, 32), (64, 64), (64, 64))
VGG_13 = ((8, 8), (16, 16), (32, 32, 32), (64, 64, 64), (64, 64, 64))
"""Columns A and D of VGG's table 1 with an eighth of the filters."""

# GoogLeNet's table 1 with an eighth of the filters, even numbers: 1×1; before 3×3, 3×3; before 5×5, 5×5; pool
ROWS: dict[str, tuple[int, int, int, int, int, int]] = {
    "3a": (8, 12, 16, 2, 4, 4),
    "3b": (16, 16, 24, 4, 12, 8),
    "4a": (24, 12, 26, 2, 6, 8),
    "4b": (20, 14, 28, 4, 8, 8),
    "4c": (16, 16, 32, 4, 8, 8),
    "4d": (14, 18, 36, 4, 8, 8),
    "4e": (32, 20, 40, 4, 16, 16),
    "5a": (32, 20, 40, 4, 16, 16),
    "5b": (48, 24, 48, 6, 16, 16),
}


def alexnet() -> nn.Module:
    """Five convolutions of 5×5 and 3×3, overlapping pools, three dense layers with dropout; no normalization.

    11×11 at stride 4 would leave 32 pixels 8 positions: 5×5 at stride 2 here.
    """
    net = nn.Sequential(
        nn.Conv2d(3, 24, 5, 2, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(24, 48, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(48, 64, 3, padding=1), nn.ReLU(),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(),
        nn.Conv2d(64, 48, 3, padding=1), nn.ReLU(),
        DenseHead(48 * 3 * 3, CLASSES, width=256),
    )  # fmt: skip
    start_truncated(net)
    return net


def vgg(column: Sequence[Sequence[int]]) -> nn.Module:
    """3×3 convolutions, each normalized, and 2×2 max pools in five groups, then one dense layer.

    The paper had no normalization and three dense layers; so built, 11 layers were still guessing after
    10,000 pictures.
    """
    layers: list[nn.Module] = []
    channels = 3
    for group in column:
        for filters in group:
            layers.append(ConvNormAct(channels, filters, 3, padding=1))
            channels = filters
        layers.append(nn.MaxPool2d(2))
    net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels, CLASSES))
    start_he(net)
    return net


class NarrowGoogLeNet(nn.Module):
    """Nine Inception modules behind a small stem, and heads behind 4a and 4d that speak while it trains.

    Without normalization, as in 2014. Both arms have the same start: the heads are drawn last.
    """

    def __init__(self, heads: bool) -> None:
        super().__init__()
        self.stem = nn.Sequential(_conv(3, 16, 3, 2, 1), _conv(16, 24, 3, 1, 1), nn.MaxPool2d(3, 2, 1))
        parts = {"4a": nn.Sequential(), "4d": nn.Sequential(), "5b": nn.Sequential()}
        channels = 24
        for name, row in ROWS.items():
            part = next(part for end, part in parts.items() if name <= end)
            if name in ("4a", "5a"):
                part.append(nn.MaxPool2d(3, 2, 1))
            module = _inception(channels, *row)
            part.append(module)
            channels = module.out_channels
        self.to_4a, self.to_4d, self.to_5b = parts.values()
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.4), nn.Linear(channels, CLASSES)
        )
        start_truncated(self)
        self.heads = nn.ModuleList([_auxiliary(64), _auxiliary(66)] if heads else [])
        start_truncated(self.heads)

    def forward(self, x: Tensor) -> Tensor | TrainingOutput:
        a = self.to_4a(self.stem(x))  # n 64 4 4
        d = self.to_4d(a)  # n 66 4 4
        logits = self.head(self.to_5b(d))  # from n 128 2 2
        if not (self.training and self.heads):
            return logits
        return TrainingOutput(logits, (self.heads[0](a), self.heads[1](d)))


def _inception(channels: int, one: int, before3: int, three: int, before5: int, five: int, pool: int):
    branches = (
        (Conv(one, 1),),
        (Conv(before3, 1), Conv(three, 3)),
        (Conv(before5, 1), Conv(five, 5)),
        (MaxPool(), Conv(pool, 1)),
    )
    return Branches(channels, branches, _conv)


def _conv(channels: int, filters: int, kernel: Size, stride: int, padding: Size) -> nn.Module:
    return nn.Sequential(nn.Conv2d(channels, filters, kernel, stride, padding), nn.ReLU())


def _auxiliary(channels: int) -> nn.Module:
    """Section 5 of the paper, an eighth of the width: 4×4 maps, 1×1, a hidden dense layer, dropout 0.7."""
    return nn.Sequential(
        nn.Conv2d(channels, 16, 1), nn.ReLU(), nn.Flatten(),
        nn.Linear(16 * 4 * 4, 128), nn.ReLU(), nn.Dropout(0.7), nn.Linear(128, CLASSES),
    )  # fmt: skip


def residual(blocks: int, width: int, gated: bool = False) -> nn.Module:
    """Three stages of so many blocks of two 3×3 layers, at 16, 8 and 4 pixels; the first `width` wide."""
    body = basic_stages([blocks] * 3, width)
    if gated:
        for block in [m for m in body.modules() if isinstance(m, Residual)]:
            last = block.branch.get_submodule("conv2.conv")
            assert isinstance(last, nn.Conv2d)
            block.branch.add_module("gate", SqueezeExcite(last.out_channels, reduction=4))
    return _finish(width, body, 4 * width)


def grouped(blocks: int, width: int, groups: int) -> nn.Module:
    """ResNeXt's bottlenecks: the 3×3 in groups, `width` channels wide, twice as many outside it."""

    def block(channels: int, out: int, stride: int) -> nn.Module:
        branch = bottleneck_branch(channels, out // 2, out, stride, groups)
        return Residual(branch, projected_where_needed(channels, out, stride))

    body = halving_stages([blocks] * 3, 16, 2 * width, block)
    return _finish(16, body, 8 * width)


def dense(layers: int, growth: int) -> nn.Module:
    """DenseNet-BC: three blocks of so many layers, transitions that halve between them."""
    channels = 2 * growth
    body: list[nn.Module] = []
    for last in (False, False, True):
        body.append(dense_block(channels, layers, growth))
        channels += layers * growth
        body += [nn.BatchNorm2d(channels), nn.ReLU()] if last else [transition(channels)]
        channels = channels if last else channels // 2
    return _finish(2 * growth, nn.Sequential(*body), channels)


def _finish(stem: int, body: nn.Module, channels: int) -> nn.Module:
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))
    net = nn.Sequential(ConvNormAct(3, stem, 3, 2, 1), body, *head)
    start_he(net)
    return net


ARMS: dict[str, Callable[[], nn.Module]] = {
    "alexnet": alexnet,
    "alexnet augmented": alexnet,
    "vgg 11": partial(vgg, VGG_8),
    "vgg 16": partial(vgg, VGG_13),
    "googlenet": partial(NarrowGoogLeNet, False),
    "googlenet auxiliary": partial(NarrowGoogLeNet, True),
    "residual": partial(residual, 2, 8),
    "residual deeper": partial(residual, 4, 8),
    "residual wider": partial(residual, 2, 12),
    "grouped": partial(grouped, 3, 15, 5),
    "dense": partial(dense, 3, 8),
    "residual gated": partial(residual, 2, 8, gated=True),
    "mobilenet 0.25": partial(mobilenet_v1, CLASSES, width=0.25),
    "mobilenet 0.5": partial(mobilenet_v1, CLASSES, width=0.5),
    "mobilenet 0.75": partial(mobilenet_v1, CLASSES, width=0.75),
}
"""By name; arms that share a builder differ in how they are trained."""
