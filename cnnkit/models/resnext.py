"""ResNeXt: S. Xie, R. Girshick, P. Dollár, Z. Tu, K. He, "Aggregated residual transformations for deep neural
networks", CVPR 2017 (arXiv 1611.05431), table 1 and figure 3c.

A bottleneck's 3×3 convolution in 32 groups: 32 narrow branches that are summed. At equal cost more branches
beat more width or more depth.

`(n, 3, h, w) -> (n, 1000)` logits; sides from 17 pixels on (the paper: 224), else `ValueError`.

Published (table 1): 25.0 million parameters and 4.2 billion multiplications for 50 layers, 32×4d. Here:
25,028,904 and 4.23 billion. `resnext101_32x8d`, 88,791,336, is a size that came later; the paper's own 101
layers are 32×4d and 64×4d. The stride is on the 3×3 convolution, as in the published code. Deviation: batch
normalization has torch's eps 1e-5 and momentum 0.1; the paper names none.
Weights start as in He et al. 2015 (`start_he`); in the published code the dense layer starts as Torch's do.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from cnnkit.blocks.initialization import start_he
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.large_stem import large_stem
from cnnkit.blocks.residual_stages import bottleneck_stages

__all__ = ["ResNeXt", "resnext50_32x4d", "resnext101_32x8d"]

# Table 1: blocks in conv2 to conv5, here stage1 to stage4, which end at 256, 512, 1,024 and 2,048 channels.
BLOCKS: dict[int, tuple[int, ...]] = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3)}


class ResNeXt(nn.Module):
    """`cardinality` branches of `branch_width` channels in the first stage; see the module's docstring."""

    def __init__(
        self, blocks: Sequence[int], cardinality: int, branch_width: int, num_classes: int, in_channels: int
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.stem = large_stem(in_channels)
        self.body = bottleneck_stages(blocks, width=cardinality * branch_width, groups=cardinality)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, num_classes))
        start_he(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 17, "each of the five layers with stride 2 must find two pixels a side")
        x = self.stem(x)  # n 64 h/4 w/4
        x = self.body(x)  # n 2048 h/32 w/32
        return self.head(x)  # n classes


def resnext50_32x4d(num_classes: int = 1000, in_channels: int = 3) -> ResNeXt:
    """32 branches 4 channels wide, 50 layers, 25,028,904 parameters."""
    return ResNeXt(BLOCKS[50], 32, 4, num_classes, in_channels)


def resnext101_32x8d(num_classes: int = 1000, in_channels: int = 3) -> ResNeXt:
    """32 branches 8 channels wide, 101 layers, 88,791,336 parameters."""
    return ResNeXt(BLOCKS[101], 32, 8, num_classes, in_channels)
