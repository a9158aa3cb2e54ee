"""NASNet-A: B. Zoph, V. Vasudevan, J. Shlens, Q. Le, "Learning transferable architectures for scalable image
recognition", CVPR 2018 (arXiv 1707.07012), figures 2 and 4 and appendix A.

Let a search find two small cells on CIFAR-10, one that keeps the size and one that halves it, then stack them
as often as the data and the machine allow.

`(n, 3, h, w) -> (n, 1000)` logits; any side from 19 pixels on (so that every stride has something to step
over), else `ValueError`. The paper has 331 pixels for the large network, 224 for the mobile one.

Published (tables 2 and 3): 88.9 million parameters and 23.8 billion multiplications, 5.3 million and 564
million. Here 88,753,150 and 23,783,414,658, 5,289,978 and 563,638,816; the published 88.9 also counts the
running statistics of the normalizations, 88,949,818 together, and neither counts the auxiliary classifier.
Deviations from the paper and what it leaves open:
- the auxiliary classifier, which only the training of the released networks uses, is left out;
- what the figures do not show follows the released code: the stem's two reduction cells, where the cell after
  a reduction takes its second input from, padding, eps 1e-3, dropout 0.5, drop-path 0.3 (large) and 0;
- its normalization averages batch statistics longer than torch's momentum 0.1, the value here;
- `count_zeros=True` lets strided average pools count the zeros of the padding, as timm's port does; Keras'
  port does too, and its strided max pools read the zeros.
Weights start as in the released code: N(0, 2/n) with n = k²·filters per group, cut at two deviations.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Literal, NamedTuple, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.depthwise import SeparableConv2d
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.same_padding import AvgPool2dSame, MaxPool2dSame, pad_same

__all__ = ["NASNet", "nasnet_large", "nasnet_mobile"]

Operation = Literal["separable3", "separable5", "separable7", "average3", "max3", "identity"]
T = TypeVar("T")
PREVIOUS, CURRENT = 0, 1  # a cell's two inputs, h(i-1) and h(i); its blocks are 2 to 6


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


NORMAL = Plan(
    (
        Block((CURRENT, "separable5"), (PREVIOUS, "separable3")),
        Block((PREVIOUS, "separable5"), (PREVIOUS, "separable3")),
        Block((CURRENT, "average3"), (PREVIOUS, "identity")),
        Block((PREVIOUS, "average3"), (PREVIOUS, "average3")),
        Block((CURRENT, "separable3"), (CURRENT, "identity")),
    ),
    joined=(PREVIOUS, 2, 3, 4, 5, 6),
    stride=1,
)
REDUCTION = Plan(
    (
        Block((CURRENT, "separable5"), (PREVIOUS, "separable7")),
        Block((CURRENT, "max3"), (PREVIOUS, "separable7")),
        Block((CURRENT, "average3"), (PREVIOUS, "separable5")),
        Block((2, "average3"), (3, "identity")),
        Block((2, "separable3"), (CURRENT, "max3")),
    ),
    joined=(3, 4, 5, 6),
    stride=2,
)
EPS = 1e-3
SMALLEST = 19  # 19, 9, 5, 3, 2, 1: each of the five strides halves at least two pixels


class Maps(NamedTuple):
    """What passes between cells."""

    channels: int
    reduced: int
    """How often the side was halved."""


class DropPath(nn.Module):
    """In training mode, leaves the path out of a share `rate` of the images and scales the others up."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        keep = 1 - self.rate
        return x * (torch.rand(x.shape[0], 1, 1, 1, device=x.device) < keep) / keep

    def extra_repr(self) -> str:
        return f"rate={self.rate}"


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
    """ReLU, 1×1 convolution, normalization: brings an input to the cell's filters."""
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


class NASNet(nn.Module):
    """The network; see the module's docstring.

    Args:
        repeats: normal cells between two reductions, the paper's N.
        features: channels of the last cell.
        stem_filters: of the first convolution.
        skips_reduction: whether the cell after a reduction takes as its second input what the reduction took
            as its own, one cell further back.
        drop_path: the last cell's share of dropped paths at the end of the training.
    """

    def __init__(
        self,
        repeats: int,
        features: int,
        stem_filters: int,
        skips_reduction: bool,
        num_classes: int,
        in_channels: int,
        drop_path: float,
        count_zeros: bool,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.skips_reduction = skips_reduction
        self.drop_path = drop_path
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, stem_filters, 3, 2, bias=False), nn.BatchNorm2d(stem_filters, EPS)
        )
        self.body = self._cells(repeats, features // 24, stem_filters, count_zeros)
        self.head = nn.Sequential(
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(features, num_classes),
        )
        _start(self)
        self.schedule_drop_path(1.0)

    def _cells(self, repeats: int, filters: int, stem_filters: int, count_zeros: bool) -> nn.ModuleDict:
        plans = [("stem1", REDUCTION, filters // 4), ("stem2", REDUCTION, filters // 2)]
        for stage in range(3):
            if stage > 0:
                plans.append((f"reduction{stage}", REDUCTION, filters * 2**stage))
            for i in range(stage * repeats, (stage + 1) * repeats):
                plans.append((f"normal{i + 1}", NORMAL, filters * 2**stage))
        cells = nn.ModuleDict()
        previous = current = Maps(stem_filters, 1)
        for name, plan, width in plans:
            channels = width
            if name == "stem1":  # both of its inputs are the stem's output, which it takes as it is
                adjust, channels = nn.Identity(), previous.channels
            elif previous.reduced < current.reduced:
                adjust = FactorizedReduction(previous.channels, width)
            else:
                adjust = squeeze(previous.channels, width)
            cells[name] = Cell(plan, adjust, channels, current.channels, width, count_zeros)
            out = Maps(len(plan.joined) * width, current.reduced + plan.stride - 1)
            previous, current = self._next(name, previous, current), out
        return cells

    def _next(self, name: str, previous: T, current: T) -> T:
        """Second input of the cell after `name`."""
        return previous if self.skips_reduction and name.startswith("reduction") else current

    def schedule_drop_path(self, progress: float) -> None:
        """ScheduledDropPath: call with the share of the training that is over, 0 to 1, for example once an
        epoch. The rate also grows from cell to cell, as in the released code. A fresh network has the rates
        of the end.
        """
        for i, cell in enumerate(self.body.values(), start=1):
            for part in cell.modules():
                if isinstance(part, DropPath):
                    part.rate = self.drop_path * progress * i / len(self.body)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, SMALLEST, "the last stride must find 2×2 maps to halve")
        previous = current = self.stem(x)  # n stem_filters h/2 w/2
        for name, cell in self.body.items():
            out = cell(previous, current)
            previous, current = self._next(name, previous, current), out
        return self.head(current)  # n features h/32 w/32 -> n classes


def _start(network: nn.Module) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            groups = layer.groups if isinstance(layer, nn.Conv2d) else 1
            filters = layer.weight.shape[0] // groups * math.prod(layer.weight.shape[2:])
            std = math.sqrt(2.6 / filters)  # 1.3 times 2/n: what the cut takes away
            nn.init.trunc_normal_(layer.weight, std=std, a=-2 * std, b=2 * std)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


def nasnet_large(
    num_classes: int = 1000, in_channels: int = 3, *, drop_path: float = 0.3, count_zeros: bool = False
) -> NASNet:
    """NASNet-A (6 @ 4032), 88,753,150 parameters."""
    return NASNet(6, 4032, 96, True, num_classes, in_channels, drop_path, count_zeros)


def nasnet_mobile(num_classes: int = 1000, in_channels: int = 3, *, drop_path: float = 0.0) -> NASNet:
    """NASNet-A (4 @ 1056), 5,289,978 parameters."""
    return NASNet(4, 1056, 32, False, num_classes, in_channels, drop_path, count_zeros=False)
