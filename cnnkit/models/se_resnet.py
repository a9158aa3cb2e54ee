"""SE-ResNet and SE-ResNeXt: J. Hu, L. Shen, G. Sun, "Squeeze-and-excitation networks", CVPR 2018 (arXiv
1709.01507), table 1, and the authors' published Caffe files.

Before each sum, scale every channel of the branch by what the means of all channels say about it.

`(n, 3, h, w) -> (n, 1000)` logits; sides from 19 pixels on (the paper: 224), else `ValueError`.

Published (table 2): 3.87 and 4.25 billion multiplications, against 3.86 and 4.24 without the gates. Here 3.86
and 4.23 billion, with 28,088,024 and 27,559,896 parameters. 2,530,992 of them are in the gates, whose dense
layers have biases in the Caffe files; the paper's formula 2/r·ΣN·C² leaves them out: 2,514,944. As in the
files, SE-ResNet-50 strides on the first 1×1 convolution of a block, SE-ResNeXt-50 on the 3×3, and the first
max pool has no padding but rounds its output up (56×56 all the same). Batch normalization has eps 1e-5 as in
Caffe, momentum 0.1. Weights start as in He et al. 2015 (`start_he`), gates included.
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.large_stem import large_stem
from cnnkit.blocks.residual import StrideOn
from cnnkit.blocks.residual_stages import bottleneck_stages
from cnnkit.blocks.squeeze_excite import SqueezeExcite

__all__ = ["SEResNet", "se_resnet50", "se_resnext50_32x4d"]

# Table 1: blocks in each stage of both networks.
BLOCKS: tuple[int, ...] = (3, 4, 6, 3)


class SEResNet(nn.Module):
    """One column of table 1; see the module's docstring."""

    def __init__(
        self, width: int, groups: int, stride_on: StrideOn, num_classes: int, in_channels: int
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = large_stem(in_channels, pool=nn.MaxPool2d(3, 2, ceil_mode=True))
        self.body = bottleneck_stages(BLOCKS, width, groups, stride_on, gate=SqueezeExcite)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, num_classes))
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 19, "each of the five layers with stride 2 must find two pixels a side")
        x = self.stem(x)  # n 64 h/4 w/4
        x = self.body(x)  # n 2048 h/32 w/32
        return self.head(x)  # n classes


def se_resnet50(num_classes: int = 1000, in_channels: int = 3) -> SEResNet:
    """SE-ResNet-50, 28,088,024 parameters."""
    return SEResNet(64, 1, "conv1", num_classes, in_channels)


def se_resnext50_32x4d(num_classes: int = 1000, in_channels: int = 3) -> SEResNet:
    """SE-ResNeXt-50 (32×4d), 27,559,896 parameters."""
    return SEResNet(128, 32, "conv2", num_classes, in_channels)
