"""HRNet: J. Wang et al., "Deep high-resolution representation learning for visual recognition", TPAMI 2021
(arXiv 1908.07919), figures 2 to 4 and section 3.

Never give up the fine maps: run coarser ones beside them, and let all resolutions exchange what they know
again and again.

`(n, 3, h, w) -> (n, 1000)` logits; any side from 17 pixels on (so that every stride has something to step
over), else `ValueError`. Where sides are not multiples of 32, coarse maps are brought to the size of the
fine ones, not to twice their own.

Published with the released classifiers: 21.3, 41.2 and 77.5 million parameters for widths 18, 32 and 48.
Here 21,299,004, 41,232,680 and 77,469,864; the head is 11.7 million of them at width 18, biases in front of
normalizations among them. Deviations from the paper and what it leaves open:
- the paper brings coarse maps up with bilinear weights, `upsample="bilinear"`, its released classification
  code with `"nearest"`; bringing up after the 1×1 convolution equals the paper's order, at less cost;
- `head=ConcatenatedHead` is the representation called HRNetV2 in section 3.3 (all maps brought to the
  finest, side by side, mixed by a 1×1 convolution), pooled; the paper gives it to segmentation and detection;
- weights start as in He et al. 2015 (`start_he`); in the released code the dense layer starts as torch's do;
- normalizations have eps 1e-5 and momentum 0.1, as there.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.residual import Residual, bottleneck_branch, projected_where_needed
from cnnkit.blocks.resolutions import Exchange, Maps, Transition, Upsample

__all__ = ["ConcatenatedHead", "HRNet", "PyramidHead", "hrnet_w18", "hrnet_w32", "hrnet_w48"]

# Figure 2: modules in stages 2, 3 and 4, which have 2, 3 and 4 resolutions.
MODULES: tuple[int, ...] = (1, 4, 3)
BLOCKS = 4  # residual blocks of each branch of a module, and of stage 1
HEAD: tuple[int, ...] = (128, 256, 512, 1024)  # figure 4's head: channels of each resolution, then 2,048
FEATURES = 2048
SMALLEST = 17  # 17, 9, 5, 3, 2, 1: each of the five strides halves at least two pixels

Head = Callable[[Sequence[int], int], nn.Module]
"""Makes a module from maps to logits, given the maps' channels and the classes."""


def _bottleneck(in_channels: int, width: int) -> Residual:
    out = 4 * width
    shortcut = projected_where_needed(in_channels, out, 1)
    return Residual(bottleneck_branch(in_channels, width, out, 1), shortcut)


class PyramidHead(nn.Module):
    """Figure 4: bottlenecks widen the maps; strided convolutions carry the finest down, sum by sum."""

    def __init__(self, widths: Sequence[int], num_classes: int) -> None:
        super().__init__()
        self.widen = nn.ModuleList(_bottleneck(w, c // 4) for w, c in zip(widths, HEAD, strict=True))
        self.down = nn.ModuleList(
            _biased(HEAD[i], HEAD[i + 1], 3, stride=2, padding=1) for i in range(len(HEAD) - 1)
        )
        self.last = _biased(HEAD[-1], FEATURES, 1)
        self.classify = _classifier(FEATURES, num_classes)

    def forward(self, maps: Maps) -> Tensor:
        total = self.widen[0](maps[0])
        for down, widen, x in zip(self.down, self.widen[1:], maps[1:], strict=True):
            total = widen(x) + down(total)
        return self.classify(self.last(total))


class ConcatenatedHead(nn.Module):
    """HRNetV2: all maps at the finest size, one behind another, mixed; then pooled."""

    def __init__(self, widths: Sequence[int], num_classes: int) -> None:
        super().__init__()
        self.mix = ConvNormAct(sum(widths), sum(widths), 1)
        self.classify = _classifier(sum(widths), num_classes)

    def forward(self, maps: Maps) -> Tensor:
        size = maps[0].shape[2:]
        maps = [maps[0], *(F.interpolate(x, size=size, mode="bilinear") for x in maps[1:])]
        return self.classify(self.mix(torch.cat(maps, dim=1)))


def _biased(in_channels: int, out_channels: int, kernel: int, stride: int = 1, padding: int = 0) -> nn.Module:
    """With a bias, which the normalization subtracts again, but the released head and the counts have it."""
    conv = nn.Conv2d(in_channels, out_channels, kernel, stride, padding)
    return nn.Sequential(OrderedDict(conv=conv, norm=nn.BatchNorm2d(out_channels), act=nn.ReLU()))


def _classifier(features: int, num_classes: int) -> nn.Sequential:
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(features, num_classes))


class HRNet(nn.Module):
    """The network whose finest maps have `width` channels; see the module's docstring."""

    def __init__(
        self, width: int, num_classes: int, in_channels: int, upsample: Upsample, head: Head
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(ConvNormAct(in_channels, 64, 3, 2, 1), ConvNormAct(64, 64, 3, 2, 1))
        self.stage1 = nn.Sequential(*(_bottleneck(64 if i == 0 else 256, 64) for i in range(BLOCKS)))
        self.body = nn.Sequential()
        widths = [256]
        for i, modules in enumerate(MODULES, start=2):
            after = [width * 2**j for j in range(i)]
            self.body.add_module(f"transition{i}", Transition(widths, after))
            stage = nn.Sequential(*(Exchange(after, BLOCKS, upsample) for _ in range(modules)))
            self.body.add_module(f"stage{i}", stage)
            widths = after
        self.head = head(widths, num_classes)
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, SMALLEST, "the last stride must find 2×2 maps to halve")
        x = self.stem(x)  # n 64 h/4 w/4
        x = self.stage1(x)  # n 256 h/4 w/4
        maps = self.body([x])  # n width h/4 w/4, n 2·width h/8 w/8, n 4·width h/16 w/16, n 8·width h/32 w/32
        return self.head(maps)  # n classes


def hrnet_w18(
    num_classes: int = 1000,
    in_channels: int = 3,
    *,
    upsample: Upsample = "bilinear",
    head: Head = PyramidHead,
) -> HRNet:
    """Finest maps of 18 channels, 21,299,004 parameters."""
    return HRNet(18, num_classes, in_channels, upsample, head)


def hrnet_w32(
    num_classes: int = 1000,
    in_channels: int = 3,
    *,
    upsample: Upsample = "bilinear",
    head: Head = PyramidHead,
) -> HRNet:
    """Finest maps of 32 channels, 41,232,680 parameters."""
    return HRNet(32, num_classes, in_channels, upsample, head)


def hrnet_w48(
    num_classes: int = 1000,
    in_channels: int = 3,
    *,
    upsample: Upsample = "bilinear",
    head: Head = PyramidHead,
) -> HRNet:
    """Finest maps of 48 channels, 77,469,864 parameters."""
    return HRNet(48, num_classes, in_channels, upsample, head)
