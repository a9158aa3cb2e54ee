"""Residual attention networks: F. Wang, M. Jiang, C. Qian, S. Yang, C. Li, H. Zhang, X. Wang, X. Tang,
"Residual attention network for image classification", CVPR 2017 (arXiv 1704.06904), figure 2 and table 2.

A side branch shrinks the maps, looks at the whole, grows them back and says for every value how much it
matters: out = (1 + M)·T. The 1 lets many such modules follow each other without fading the signal.

`(n, 3, h, w) -> (n, 1000)` logits, any side from 31 pixels on (the paper: 224 and 320); the CIFAR network
`(n, 3, h, w) -> (n, 10)`, from 4 pixels on (32); else `ValueError`.

Attention-56 and -92 follow the authors' published Caffe files, the variant "released": 31,810,728 and
52,466,344 parameters, where table 2 prints 31.9 M and 51.3 M (MACs: 6.27 and 10.53 G; printed 6.2, 10.4).
From these files, not from the paper: 1, 2 and 3 modules in the stages of Attention-92; max pools of 3×3 that
do not pad and round up; a residual unit on each skip inside the mask; no bias but in the classifier. Their
masks end in the paper's sigmoid (an older set of the files had tanh).

For the CIFAR network the authors published no file, and the paper prints neither its widths nor anything from
which its 8.6 M parameters could be had. Attention-452 therefore has the stage table of the one published file
that is trained under this name, in GluonCV: 41,647,722 parameters. It takes p=2, t=4, r=3 from the paper, but
has 5, 6 and 7 modules where the paper has 6 in each stage, no pooling in the masks of the last stage, and one
unit instead of p after each module, so that 398 layers lie on its trunk, not 452. Inside a mask all three are
wired as in the authors' files; GluonCV's adds the input of a skip twice and the trunk to the mask's input.

Deviations:
- the last pool is global, so any side will do; theirs takes 7×7 and 8×8;
- upsampling is bilinear with aligned corners, as Caffe's Interp layer, to the size of what it is added to;
- weights start as in He et al. 2015 (`start_he`), batch normalization has torch's eps 1e-5 and momentum 0.1.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.large_stem import large_stem
from cnnkit.blocks.pre_activation import activated_head

__all__ = [
    "Attention",
    "ResidualAttention",
    "Scale",
    "residual_attention_56",
    "residual_attention_92",
    "residual_attention_452_cifar",
]


class Scale(NamedTuple):
    """Section 3: residual units before the module splits, on its trunk, and between two pools of its mask."""

    p: int
    t: int
    r: int


class Stage(NamedTuple):
    """A unit to `channels`, then `modules` attention modules, whose masks pool `depth` times."""

    channels: int
    modules: int
    depth: int
    stride: int


# Table 2 and the published files; three more units follow, to twice the channels.
STAGES_56 = (Stage(256, 1, 3, 1), Stage(512, 1, 2, 2), Stage(1024, 1, 1, 2))
STAGES_92 = (Stage(256, 1, 3, 1), Stage(512, 2, 2, 2), Stage(1024, 3, 1, 2))
STAGES_CIFAR = (Stage(128, 5, 2, 1), Stage(256, 6, 1, 2), Stage(512, 7, 0, 2))
STEM_CIFAR = 32


class Unit(nn.Module):
    """Pre-activation bottleneck: `(n, in_channels, h, w) -> (n, out_channels, ⌈h/s⌉, ⌈w/s⌉)`."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        width = out_channels // 4
        self.norm1, self.relu1 = nn.BatchNorm2d(in_channels), nn.ReLU()
        self.conv1 = ConvNormAct(in_channels, width, 1)
        self.conv2 = ConvNormAct(width, width, 3, stride, 1)
        self.conv3 = nn.Conv2d(width, out_channels, 1, bias=False)
        reshapes = in_channels != out_channels or stride != 1
        self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False) if reshapes else None

    def forward(self, x: Tensor) -> Tensor:
        active = self.relu1(self.norm1(x))
        shortcut = x if self.shortcut is None else self.shortcut(active)
        return shortcut + self.conv3(self.conv2(self.conv1(active)))


def _units(channels: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(Unit(channels, channels) for _ in range(count)))


class Hourglass(nn.Module):
    """Down and up again `depth` times, `r` units on each way, the same shape out as in."""

    def __init__(self, channels: int, depth: int, r: int) -> None:
        super().__init__()
        self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.down = _units(channels, r)
        self.skip = Unit(channels, channels) if depth > 1 else None
        self.inner = Hourglass(channels, depth - 1, r) if depth > 1 else None
        self.up = _units(channels, r)

    def forward(self, x: Tensor) -> Tensor:
        small = self.down(self.pool(x))
        if self.skip is not None and self.inner is not None:
            small = self.skip(small) + self.inner(small)
        return F.interpolate(self.up(small), x.shape[-2:], mode="bilinear", align_corners=True)


class Attention(nn.Module):
    """Equation 3, (1 + M)·T; `(n, channels, h, w)` in and out, `h` and `w` at least 2^depth."""

    def __init__(self, channels: int, depth: int, scale: Scale) -> None:
        super().__init__()
        self.before = _units(channels, scale.p)
        self.trunk = _units(channels, scale.t)
        self.mask = nn.Sequential(
            OrderedDict(
                hourglass=Hourglass(channels, depth, scale.r) if depth else _units(channels, 2 * scale.r),
                norm=nn.BatchNorm2d(channels),
                relu=nn.ReLU(),
                linear1=ConvNormAct(channels, channels, 1),
                linear2=nn.Conv2d(channels, channels, 1, bias=False),
                sigmoid=nn.Sigmoid(),
            )
        )
        self.after = Unit(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        x = self.before(x)
        return self.after((1 + self.mask(x)) * self.trunk(x))


class ResidualAttention(nn.Module):
    """Stem, three stages with attention, three plain units; see the module's docstring."""

    def __init__(
        self,
        stem: nn.Module,
        stem_channels: int,
        stages: tuple[Stage, ...],
        scale: Scale,
        last_stride: int,
        num_classes: int,
        in_channels: int,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.smallest = 31 if last_stride == 2 else 4
        self.stem = stem
        self.body = nn.Sequential()
        channels = stem_channels
        for i, stage in enumerate(stages, start=1):
            self.body.add_module(f"unit{i}", Unit(channels, stage.channels, stage.stride))
            channels = stage.channels
            for j in range(1, stage.modules + 1):
                self.body.add_module(f"attention{i}_{j}", Attention(channels, stage.depth, scale))
        for j, stride in enumerate((last_stride, 1, 1), start=1):
            self.body.add_module(f"unit4_{j}", Unit(channels, 2 * stages[-1].channels, stride))
            channels = 2 * stages[-1].channels
        self.head = activated_head(channels, num_classes)
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, self.smallest, "the masks of the first stage must end at one pixel")
        x = self.stem(x)  # n 64 h/4 w/4, in the CIFAR network n 32 h w
        x = self.body(x)  # n 2048 h/32 w/32, there n 1024 h/4 w/4
        return self.head(x)  # n classes


def _imagenet(stages: tuple[Stage, ...], num_classes: int, in_channels: int) -> ResidualAttention:
    stem = large_stem(in_channels, pool=nn.MaxPool2d(3, 2, ceil_mode=True))
    return ResidualAttention(stem, 64, stages, Scale(1, 2, 1), 2, num_classes, in_channels)


def residual_attention_56(num_classes: int = 1000, in_channels: int = 3) -> ResidualAttention:
    """One module a stage, 56 layers on the trunk, 31,810,728 parameters."""
    return _imagenet(STAGES_56, num_classes, in_channels)


def residual_attention_92(num_classes: int = 1000, in_channels: int = 3) -> ResidualAttention:
    """One, two and three modules, 92 layers on the trunk, 52,466,344 parameters."""
    return _imagenet(STAGES_92, num_classes, in_channels)


def residual_attention_452_cifar(num_classes: int = 10, in_channels: int = 3) -> ResidualAttention:
    """Five, six and seven modules on maps of 32, 16 and 8 pixels, 41,647,722 parameters."""
    stem = ConvNormAct(in_channels, STEM_CIFAR, 3, 1, 1)
    return ResidualAttention(stem, STEM_CIFAR, STAGES_CIFAR, Scale(2, 4, 3), 1, num_classes, in_channels)
