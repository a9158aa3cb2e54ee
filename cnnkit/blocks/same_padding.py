"""Padding as TensorFlow's "SAME": out = ⌈n/stride⌉, and a column that cannot be shared goes right, or below.

Torch's layers pad both sides alike; with a stride the two read different pixels wherever `n` is even.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["AvgPool2dSame", "MaxPool2dSame", "pad_same"]


def _total(n: int, kernel_size: int, stride: int) -> int:
    """Columns to add so that ⌈n/stride⌉ windows fit."""
    return max((-(-n // stride) - 1) * stride + kernel_size - n, 0)


def pad_same(x: Tensor, kernel_size: int, stride: int) -> Tensor:
    """`(n, c, h, w)` with the zeros around it that a layer without padding then reads.

    >>> pad_same(torch.zeros(1, 1, 224, 224), kernel_size=3, stride=2).shape
    torch.Size([1, 1, 225, 225])
    """
    rows, columns = (_total(side, kernel_size, stride) for side in x.shape[2:])
    return F.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))


class MaxPool2dSame(nn.Module):
    """`(n, c, h, w) -> (n, c, ⌈h/s⌉, ⌈w/s⌉)`: the largest of the real values in each window."""

    def __init__(self, kernel_size: int, stride: int) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        # Torch pads alike on both sides; ceil mode lets the last window hang over by the odd column.
        before = [_total(side, self.kernel_size, self.stride) // 2 for side in x.shape[2:]]
        return F.max_pool2d(x, self.kernel_size, self.stride, before, ceil_mode=True)

    def extra_repr(self) -> str:
        return f"{self.kernel_size}, stride={self.stride}"


class AvgPool2dSame(nn.Module):
    """`(n, c, h, w) -> (n, c, ⌈h/s⌉, ⌈w/s⌉)`: the mean of the real values in each window, or, with
    `count_zeros`, of the padding's zeros too.
    """

    def __init__(self, kernel_size: int, stride: int, count_zeros: bool = False) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride
        self.count_zeros = count_zeros

    def forward(self, x: Tensor) -> Tensor:
        if self.count_zeros:
            return F.avg_pool2d(pad_same(x, self.kernel_size, self.stride), self.kernel_size, self.stride)
        before = [_total(side, self.kernel_size, self.stride) // 2 for side in x.shape[2:]]
        return F.avg_pool2d(x, self.kernel_size, self.stride, before, ceil_mode=True, count_include_pad=False)

    def extra_repr(self) -> str:
        return f"{self.kernel_size}, stride={self.stride}, count_zeros={self.count_zeros}"
