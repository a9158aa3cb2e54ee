"""VGG: K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition",
ICLR 2015 (arXiv 1409.1556), table 1, columns A, B, D and E.

Two 3×3 convolutions see as far as one 5×5, with fewer weights and one more ReLU; so use nothing else, and go
deep.

`(n, 3, 224, 224) -> (n, 1000)` logits; 224 to 255 pixels a side (pool5 must end at 7×7), else `ValueError`.
The layers before the head take other sides too.

Published parameters (table 2) and ours: A 133 million, 132,863,336; B 133 million, 133,047,848; D 138
million, 138,357,544; E 144 million, 143,667,240. Weights start as X. Glorot and Y. Bengio propose, biases at
0: the paper names this way (section 3.1) for a network on its own. It had first started the deep columns from
a trained column A, and that one from a normal distribution of variance 0.01.
Deviations from the paper:
- testing on whole images, with the dense layers turned into convolutions, is left out;
- the `_bn` networks are not the paper's: torchvision has put a batch normalization (eps 1e-5, momentum 0.1)
  after every convolution, whose bias stays.
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.dense_head import DenseHead
from cnnkit.blocks.initialization import start_glorot
from cnnkit.blocks.input_check import check_images

__all__ = ["VGG", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn"]

# Table 1, column by column: the filters of each 3×3 convolution; a 2×2 max pool ends each group.
Column = tuple[tuple[int, ...], ...]
COLUMN_A: Column = ((64,), (128,), (256, 256), (512, 512), (512, 512))
COLUMN_B: Column = ((64, 64), (128, 128), (256, 256), (512, 512), (512, 512))
COLUMN_D: Column = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
COLUMN_E: Column = ((64, 64), (128, 128), (256,) * 4, (512,) * 4, (512,) * 4)


class VGG(nn.Module):
    """The network of one column of table 1; see the module's docstring."""

    def __init__(
        self, column: Column, num_classes: int = 1000, in_channels: int = 3, *, batch_norm: bool = False
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels = in_channels
        for i, group in enumerate(column, start=1):
            for j, filters in enumerate(group, start=1):
                self.body.add_module(f"conv{i}_{j}", nn.Conv2d(channels, filters, 3, padding=1))
                if batch_norm:
                    self.body.add_module(f"norm{i}_{j}", nn.BatchNorm2d(filters))
                self.body.add_module(f"relu{i}_{j}", nn.ReLU())
                channels = filters
            self.body.add_module(f"pool{i}", nn.MaxPool2d(2))
        self.head = DenseHead(channels * 7 * 7, num_classes)
        start_glorot(self)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, range(224, 256), "pool5 must end at 7×7")
        x = self.body(x)  # n 512 h/32 w/32
        return self.head(x)  # n classes


def vgg11(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column A: eight convolutions and three dense layers, 132,863,336 parameters."""
    return VGG(COLUMN_A, num_classes, in_channels)


def vgg13(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column B: ten convolutions and three dense layers, 133,047,848 parameters."""
    return VGG(COLUMN_B, num_classes, in_channels)


def vgg16(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column D: thirteen convolutions and three dense layers, 138,357,544 parameters."""
    return VGG(COLUMN_D, num_classes, in_channels)


def vgg19(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column E: sixteen convolutions and three dense layers, 143,667,240 parameters."""
    return VGG(COLUMN_E, num_classes, in_channels)


def vgg11_bn(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column A with batch normalization, 132,868,840 parameters."""
    return VGG(COLUMN_A, num_classes, in_channels, batch_norm=True)


def vgg13_bn(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column B with batch normalization, 133,053,736 parameters."""
    return VGG(COLUMN_B, num_classes, in_channels, batch_norm=True)


def vgg16_bn(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column D with batch normalization, 138,365,992 parameters."""
    return VGG(COLUMN_D, num_classes, in_channels, batch_norm=True)


def vgg19_bn(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column E with batch normalization, 143,678,248 parameters."""
    return VGG(COLUMN_E, num_classes, in_channels, batch_norm=True)
