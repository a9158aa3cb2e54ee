"""MobileNet: A. Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision
applications", 2017 (arXiv 1704.04861), table 1.

Split every 3×3 convolution into one filter a channel and a 1×1 convolution that mixes the channels: eight to
nine times fewer multiplications for little accuracy. One number, the width multiplier, thins every layer.

`(n, 3, h, w) -> (n, 1000)` logits; any side from 17 pixels on (so that every stride has something to step
over), else `ValueError`. The paper's resolution multiplier is the side of the input.

Published (tables 6 and 7): 4.2 million parameters and 569 million multiplications at 224 pixels; here
4,231,976 and 568,740,352. Deviations from the paper and what it leaves open:
- table 1 prints stride 2 for the last depthwise layer, whose 7×7 input keeps its size: 1 here;
- the paper says neither padding nor eps: one pixel on every side, and 1e-3 as in the released code (which
  pads strided layers on the right and below only, caps the ReLUs at 6, and averages batch statistics much
  longer than torch's momentum 0.1, the value here);
- weights start as in the released code, truncated normal with deviation 0.09; the paper does not say.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.initialization import start_truncated_normal
from cnnkit.blocks.input_check import check_images

__all__ = ["MobileNetV1", "mobilenet_v1"]

# Table 1: filters of each pointwise convolution, and the stride of the depthwise one before it.
STAGES: tuple[tuple[int, int], ...] = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 2),
    (1024, 1),
)
SMALLEST = 17  # 17, 9, 5, 3, 2, 1: each of the five strides halves at least two pixels

Activation = Callable[[], nn.Module]


class MobileNetV1(nn.Module):
    """The network; see the module's docstring."""

    def __init__(
        self,
        num_classes: int = 1000,
        in_channels: int = 3,
        width: float = 1.0,
        act: Activation = nn.ReLU,
        eps: float = 1e-3,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        channels = _thin(32, width)
        self.stem = ConvNormAct(in_channels, channels, 3, 2, 1, eps=eps, act=act)
        self.body = nn.Sequential()
        for i, (filters, stride) in enumerate(STAGES, start=1):
            filters = _thin(filters, width)
            pair = OrderedDict[str, nn.Module](
                depthwise=ConvNormAct(channels, channels, 3, stride, 1, groups=channels, eps=eps, act=act),
                pointwise=ConvNormAct(channels, filters, 1, eps=eps, act=act),
            )
            self.body.add_module(f"separable{i}", nn.Sequential(pair))
            channels = filters
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes))
        start_truncated_normal(self, 0.09)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, SMALLEST, "the last stride must find 2×2 maps to halve")
        x = self.stem(x)  # n 32 h/2 w/2
        x = self.body(x)  # n 1024 h/32 w/32
        return self.head(x)  # n classes


def _thin(filters: int, width: float) -> int:
    """At least 8, as in the released code."""
    return max(8, int(filters * width))


def mobilenet_v1(
    num_classes: int = 1000,
    in_channels: int = 3,
    *,
    width: float = 1.0,
    act: Activation = nn.ReLU,
    eps: float = 1e-3,
) -> MobileNetV1:
    """13 separable convolutions, 4,231,976 parameters. The paper's other widths are 0.75, 0.5 and 0.25."""
    return MobileNetV1(num_classes, in_channels, width, act, eps)
