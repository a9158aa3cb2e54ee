"""Network in Network for CIFAR-10: M. Lin, Q. Chen, S. Yan, "Network in network", ICLR 2014
(arXiv 1312.4400), figure 2 and section 4.

Behind every filter stands a small dense network, the same at every pixel: two 1×1 convolutions. The last one
says how much each pixel looks like each class, and the mean over the pixels is the answer.

`(n, 3, 32, 32) -> (n, 10)` logits; 4 pixels a side or more (the second pool must find a pixel), else
`ValueError`.

Published: no count; the authors' file (mavenlin/cuda-convnet, NIN/cifar-10_def) has 966,986 parameters, and
so have we. Layer sizes and start, N(0, 0.05²) with biases at 0, are from there; so are the pools, whose last
window reaches over the edge (ceil mode: 32, 16, 8). A ReLU ends each mlpconv (equation 2), the last one too,
so no logit is negative. `average_pool=True` is the network of the authors' later Caffe file, whose second
pool averages.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from cnnkit.blocks.initialization import start_normal
from cnnkit.blocks.input_check import check_images
from cnnkit.blocks.mlpconv import mlpconv

__all__ = ["NetworkInNetwork", "nin_cifar10"]


class Mlpconv(NamedTuple):
    """A convolution, and the outputs of it and of the two 1×1 convolutions behind it."""

    kernel: int
    filters: tuple[int, int, int]


MLPCONVS: tuple[Mlpconv, ...] = (
    Mlpconv(5, (192, 160, 96)),
    Mlpconv(5, (192, 192, 192)),
    Mlpconv(3, (192, 192, 0)),  # 0: one map for each class
)


class NetworkInNetwork(nn.Module):
    """The network; see the module's docstring."""

    def __init__(self, num_classes: int = 10, in_channels: int = 3, *, average_pool: bool = False) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.body = nn.Sequential()
        channels = in_channels
        for i, (kernel, filters) in enumerate(MLPCONVS, start=1):
            sizes = [n or num_classes for n in filters]
            self.body.add_module(f"mlpconv{i}", mlpconv(channels, kernel, sizes))
            if i < len(MLPCONVS):
                pool = nn.AvgPool2d if average_pool and i == 2 else nn.MaxPool2d
                self.body.add_module(f"pool{i}", pool(3, 2, ceil_mode=True))
                self.body.add_module(f"dropout{i}", nn.Dropout(0.5))
            channels = sizes[-1]
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        start_normal(self, std=0.05)

    def forward(self, x: Tensor) -> Tensor:
        check_images(self, x, 4, "pool2 must find a pixel")
        x = self.body(x)  # n classes h/4 w/4
        return self.head(x)  # n classes


def nin_cifar10(
    num_classes: int = 10, in_channels: int = 3, *, average_pool: bool = False
) -> NetworkInNetwork:
    """Three mlpconv layers, 966,986 parameters; `average_pool=True` as in the authors' Caffe file."""
    return NetworkInNetwork(num_classes, in_channels, average_pool=average_pool)
