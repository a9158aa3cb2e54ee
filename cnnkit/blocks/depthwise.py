"""Depthwise separable convolution: first one filter a channel, which looks around, then a 1×1 convolution,
which mixes the channels (L. Sifre, "Rigid-motion scattering for image classification", PhD thesis, 2014).

A k×k convolution to m channels costs k²·m multiplications an input value; this one k² + m.
"""

from __future__ import annotations

from torch import Tensor, nn

__all__ = ["SeparableConv2d"]


class SeparableConv2d(nn.Module):
    """`(n, in_channels, h, w) -> (n, out_channels, h', w')`, nothing between its two layers, no biases.

    `(h', w')` are those of a `kernel_size` convolution with this `stride` and `padding`.
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, stride: int = 1, padding: int | str = 0
    ) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, kernel_size, stride, padding, groups=in_channels, bias=False
        )
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.pointwise(self.depthwise(x))
