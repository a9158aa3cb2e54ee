"""What the networks of one paper share: C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi, "Inception-v4,
Inception-ResNet and the impact of residual connections on learning", AAAI 2017 (arXiv 1602.07261).
"""

from __future__ import annotations

from typing import NamedTuple

from cnnkit.blocks.inception import Branch, Conv, Fork, MaxPool

__all__ = ["STEM", "ReductionA", "reduction_a"]

# Figure 3, from 299×299 to 35×35×384: the stem of Inception-v4 and of Inception-ResNet-v2. The figure draws
# the 7×1 before the 1×7; this order is the released one.
STEM: Branch = (
    Conv(32, 3, 2, valid=True),
    Conv(32, 3, valid=True),
    Conv(64, 3),
    Fork(((MaxPool(2, valid=True),), (Conv(96, 3, 2, valid=True),))),
    Fork(
        (
            (Conv(64, 1), Conv(96, 3, valid=True)),
            (Conv(64, 1), Conv(64, (1, 7)), Conv(64, (7, 1)), Conv(96, 3, valid=True)),
        )
    ),
    Fork(((Conv(192, 3, 2, valid=True),), (MaxPool(2, valid=True),))),
)


class ReductionA(NamedTuple):
    """One row of table 1: the filters k, l, m and n of figure 7."""

    k: int
    l: int
    m: int
    n: int


def reduction_a(row: ReductionA) -> tuple[Branch, ...]:
    """Figure 7, from 35×35 to 17×17.

    >>> from cnnkit.blocks.conv_norm import ConvNormAct
    >>> from cnnkit.blocks.inception import Branches
    >>> halved = Branches(384, reduction_a(ReductionA(192, 224, 256, 384)), ConvNormAct)
    >>> halved(torch.zeros(1, 384, 35, 35)).shape
    torch.Size([1, 1024, 17, 17])
    """
    return (
        (Conv(row.n, 3, 2, valid=True),),
        (Conv(row.k, 1), Conv(row.l, 3), Conv(row.m, 3, 2, valid=True)),
        (MaxPool(2, valid=True),),
    )
