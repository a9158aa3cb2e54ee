"""Squeeze and excitation: J. Hu, L. Shen, G. Sun, "Squeeze-and-excitation networks", CVPR 2018, section 3."""

from __future__ import annotations

from torch import Tensor, nn

__all__ = ["SqueezeExcite"]


class SqueezeExcite(nn.Module):
    """Multiply each channel by a number in (0, 1) that two dense layers read from the means of all channels.

    `(n, c, h, w) -> (n, c, h, w)`. The dense layers are 1×1 convolutions with biases, as in the published
    network files: 2·c²/r + c/r + c parameters for the reduction r.
    """

    def __init__(self, channels: int, reduction: int = 16) -> None:
        super().__init__()
        self.squeeze = nn.AdaptiveAvgPool2d(1)
        self.reduce = nn.Conv2d(channels, channels // reduction, 1)
        self.relu = nn.ReLU()
        self.expand = nn.Conv2d(channels // reduction, channels, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        z = self.squeeze(x)  # n c 1 1
        z = self.relu(self.reduce(z))  # n c/r 1 1
        return x * self.sigmoid(self.expand(z))  # n c h w
