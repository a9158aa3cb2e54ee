"""Grouped convolution: the maps are dealt into groups, and each group is convolved with filters of its own
(A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep convolutional neural networks",
2012, figure 2: two groups, because one graphics card could not hold the layer).

With g groups a filter reads `in_channels / g` maps instead of all: weights and multiplications are divided by
g exactly, whatever the kernel's size. With as many groups as maps the layer is a depthwise convolution.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["GroupedConv2d"]


class GroupedConv2d(nn.Module):
    """`(n, in_channels, h, w) -> (n, out_channels, h', w')`, the groups written out one by one, no biases.

    Computes what `nn.Conv2d(…, groups=groups)` computes, more slowly. `weight` is torch's:
    `(out_channels, in_channels / groups, k, k)`, the filters of the first group first.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        groups: int,
        stride: int = 1,
        padding: int = 0,
    ) -> None:
        super().__init__()
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ValueError(
                f"groups={groups} must divide in_channels={in_channels} and out_channels={out_channels}"
            )
        own = nn.Conv2d(in_channels, out_channels, kernel_size, groups=groups, bias=False)
        self.weight = own.weight  # torch's own start, which knows how few maps a filter reads
        self.groups, self.stride, self.padding = groups, stride, padding

    def forward(self, x: Tensor) -> Tensor:
        maps = x.chunk(self.groups, dim=1)  # g × (n, in/g, h, w)
        filters = self.weight.chunk(self.groups, dim=0)  # g × (out/g, in/g, k, k)
        answers = [
            nn.functional.conv2d(part, own, stride=self.stride, padding=self.padding)
            for part, own in zip(maps, filters, strict=True)
        ]  # g × (n, out/g, h', w'): no group has seen another
        return torch.cat(answers, dim=1)
