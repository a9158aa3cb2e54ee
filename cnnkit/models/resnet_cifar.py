"""ResNets for CIFAR-10: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR
2016 (arXiv 1512.03385), section 4.2.

The paper's laboratory: thin networks of 20 to 1,202 layers, in which depth is the only thing that changes.
A plain network and its residual twin have the very same parameters, for option A shortcuts have none.

`(n, 3, h, w) -> (n, 10)` logits; sides from 3 pixels on (the paper: 32), else `ValueError`.

Published (table 6): 0.27, 0.46, 0.66, 0.85, 1.7 and 19.4 million parameters for 20, 32, 44, 56, 110 and 1,202
layers. Here: 269,722, 464,154, 658,586, 853,018, 1,727,962 and 19,421,274. Deviations from the paper:
- the zero channels of option A come last, as in its authors' Torch code; the paper does not say where;
- `shortcut=projected_where_needed` (option B) is what many later texts build on CIFAR; the paper does not;
- batch normalization has torch's eps 1e-5 and momentum 0.1; the paper names none.
Weights start as in section 4.2, which points to He et al. 2015: `start_he`.
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.residual import Shortcut, padded_identity
from cnnkit.blocks.residual_stages import basic_stages

__all__ = [
    "CifarResNet",
    "plain20_cifar",
    "plain56_cifar",
    "resnet20_cifar",
    "resnet32_cifar",
    "resnet44_cifar",
    "resnet56_cifar",
    "resnet110_cifar",
    "resnet1202_cifar",
]

# Section 4.2: 6n + 2 layers, a first convolution, then 2n each with these filters, and a dense layer.
FILTERS: tuple[int, int, int] = (16, 32, 64)


class CifarResNet(nn.Module):
    """The network of `depth` = 6n + 2 layers, plain without a shortcut; see the module's docstring."""

    def __init__(self, depth: int, shortcut: Shortcut | None, num_classes: int, in_channels: int) -> None:
        if depth < 8 or depth % 6 != 2:
            raise ValueError(f"depth must be 6n + 2 (8, 14, 20, …), got {depth}")
        super().__init__()
        self.in_channels = in_channels
        self.stem = ConvNormAct(in_channels, FILTERS[0], 3, 1, 1)
        self.body = basic_stages([(depth - 2) // 6] * len(FILTERS), FILTERS[0], shortcut)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(FILTERS[-1], num_classes))
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 3, "both stages with stride 2 must find two pixels a side")
        x = self.stem(x)  # n 16 h w
        x = self.body(x)  # n 64 h/4 w/4
        return self.head(x)  # n classes


def plain20_cifar(num_classes: int = 10, in_channels: int = 3) -> CifarResNet:
    """20 layers without shortcuts, 269,722 parameters."""
    return CifarResNet(20, None, num_classes, in_channels)


def plain56_cifar(num_classes: int = 10, in_channels: int = 3) -> CifarResNet:
    """56 layers without shortcuts, 853,018 parameters."""
    return CifarResNet(56, None, num_classes, in_channels)


def resnet20_cifar(
    num_classes: int = 10, in_channels: int = 3, *, shortcut: Shortcut = padded_identity
) -> CifarResNet:
    """9 blocks, 269,722 parameters."""
    return CifarResNet(20, shortcut, num_classes, in_channels)


def resnet32_cifar(
    num_classes: int = 10, in_channels: int = 3, *, shortcut: Shortcut = padded_identity
) -> CifarResNet:
    """15 blocks, 464,154 parameters."""
    return CifarResNet(32, shortcut, num_classes, in_channels)


def resnet44_cifar(
    num_classes: int = 10, in_channels: int = 3, *, shortcut: Shortcut = padded_identity
) -> CifarResNet:
    """21 blocks, 658,586 parameters."""
    return CifarResNet(44, shortcut, num_classes, in_channels)


def resnet56_cifar(
    num_classes: int = 10, in_channels: int = 3, *, shortcut: Shortcut = padded_identity
) -> CifarResNet:
    """27 blocks, 853,018 parameters."""
    return CifarResNet(56, shortcut, num_classes, in_channels)


def resnet110_cifar(
    num_classes: int = 10, in_channels: int = 3, *, shortcut: Shortcut = padded_identity
) -> CifarResNet:
    """54 blocks, 1,727,962 parameters."""
    return CifarResNet(110, shortcut, num_classes, in_channels)


def resnet1202_cifar(
    num_classes: int = 10, in_channels: int = 3, *, shortcut: Shortcut = padded_identity
) -> CifarResNet:
    """600 blocks, 19,421,274 parameters."""
    return CifarResNet(1202, shortcut, num_classes, in_channels)
