"""VGG: K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition",
ICLR 2015 (arXiv 1409.1556), table 1, column D.

Two 3×3 convolutions see as far as one 5×5, with fewer weights and one more ReLU; so use nothing else, and go
deep.

`(n, 3, 224, 224) -> (n, 1000)` logits; 224 to 255 pixels a side (pool5 must end at 7×7), else `ValueError`.

Published: 138 million parameters (table 2). Here: 138,357,544. Deviations from the paper:
- weights start as torch's defaults, where the paper starts from a trained shallower network;
- testing on whole images, with the dense layers turned into convolutions, is left out.
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.input_check import check_images

__all__ = ["VGG", "vgg16"]

# Table 1, column by column: the filters of each 3×3 convolution; a 2×2 max pool ends each group.
Column = tuple[tuple[int, ...], ...]
COLUMN_D: Column = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
DENSE = 4096


class VGG(nn.Module):
    """The network of one column of table 1; see the module's docstring."""

    def __init__(self, column: Column, num_classes: int = 1000, in_channels: int = 3) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels = in_channels
        for i, group in enumerate(column, start=1):
            for j, filters in enumerate(group, start=1):
                self.body.add_module(f"conv{i}_{j}", nn.Conv2d(channels, filters, 3, padding=1))
                self.body.add_module(f"relu{i}_{j}", nn.ReLU())
                channels = filters
            self.body.add_module(f"pool{i}", nn.MaxPool2d(2))
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Linear(channels * 7 * 7, DENSE),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(DENSE, DENSE),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(DENSE, num_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, range(224, 256), "pool5 must end at 7×7")
        x = self.body(x)  # n 512 h/32 w/32
        return self.head(x)  # n classes


def vgg16(num_classes: int = 1000, in_channels: int = 3) -> VGG:
    """Column D: thirteen convolutions and three dense layers, 138,357,544 parameters."""
    return VGG(COLUMN_D, num_classes, in_channels)
