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
from typing import NamedTuple, TypeVar

from torch import Tensor, nn

from cnnkit.blocks.drop_path import DropPath
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.searched_cell import (
    CURRENT,
    EPS,
    PREVIOUS,
    Block,
    Cell,
    FactorizedReduction,
    Plan,
    squeeze,
)

__all__ = ["NASNet", "nasnet_large", "nasnet_mobile"]

# Figure 4.
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
SMALLEST = 19  # 19, 9, 5, 3, 2, 1: each of the five strides halves at least two pixels

T = TypeVar("T")


class Maps(NamedTuple):
    """What passes between cells."""

    channels: int
    reduced: int
    """How often the side was halved."""


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
