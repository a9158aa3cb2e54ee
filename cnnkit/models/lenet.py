"""LeNet-5: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
recognition", Proc. IEEE 86(11), 1998, figure 2.

Small filters find strokes, pooling forgives where exactly they lie, and three dense layers name the digit.

`(n, 1, 32, 32) -> (n, 10)` logits; 32 to 35 pixels a side (pool2 must end at 5×5), else `ValueError`.
The layers before the head take other sides too.

Published: 60,000 trainable parameters. Here: 61,706, for this is the network that later texts call LeNet-5
(`cnnkit.models.lenet_1998` is the paper's):
- conv2 reads all six maps, where the paper's C3 leaves connections out (table I): 2,416 instead of 1,516;
- pooling is a plain 2×2 average, where S2 and S4 have a trainable weight and bias a map and a sigmoid;
- tanh is not scaled (paper: 1.7159·tanh(2z/3));
- the last layer is dense, where the paper compares with fixed 7×12 drawings of the characters (RBF units);
- weights start as torch starts its layers, where the paper draws them evenly within ±2.4/inputs.
"""

from __future__ import annotations

from torch import Tensor, nn

from cnnkit.blocks.input_check import check_images

__all__ = ["LeNet5", "lenet5"]

# Figure 2, row for row: filters, kernel; each followed by tanh and a 2×2 average pool.
CONVOLUTIONS: tuple[tuple[int, int], ...] = ((6, 5), (16, 5))
DENSE: tuple[int, ...] = (120, 84)


class LeNet5(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        self.in_channels = in_channels
        (first, k1), (second, k2) = CONVOLUTIONS
        wide, narrow = DENSE
        self.stem = nn.Sequential(nn.Conv2d(in_channels, first, k1), nn.Tanh(), nn.AvgPool2d(2))
        self.body = nn.Sequential(nn.Conv2d(first, second, k2), nn.Tanh(), nn.AvgPool2d(2))
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Linear(second * 5 * 5, wide),
            nn.Tanh(),
            nn.Linear(wide, narrow),
            nn.Tanh(),
            nn.Linear(narrow, num_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, range(32, 36), "the pool of `body` must end at 5×5")
        x = self.stem(x)  # n 6 14 14
        x = self.body(x)  # n 16 5 5
        return self.head(x)  # n classes


def lenet5(num_classes: int = 10, in_channels: int = 1) -> LeNet5:
    """LeNet-5 as it is built today: 32×32, tanh, average pooling, 61,706 parameters."""
    return LeNet5(num_classes, in_channels)
