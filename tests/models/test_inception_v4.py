"""Inception-v4: figure 9 from the bottom up."""

import torch
from torch import nn

from cnnkit.models import create_model


def test_maps_and_sides_of_figure_9():
    with torch.device("meta"):
        network = create_model("inception_v4").eval()
    x = network.stem(torch.zeros(1, 3, 299, 299, device="meta"))
    shapes = [tuple(x.shape[1:3])]
    for module in network.body:
        x = module(x)
        shapes.append(tuple(x.shape[1:3]))
    assert shapes == [(384, 35)] * 5 + [(1024, 17)] * 8 + [(1536, 8)] * 4


def test_the_stem_of_figure_3_widens_where_it_shrinks():
    with torch.device("meta"):
        stem = create_model("inception_v4").eval().stem
    x, shapes = torch.zeros(1, 3, 299, 299, device="meta"), []
    for part in stem:
        x = part(x)
        shapes.append(tuple(x.shape[1:3]))
    assert shapes == [(32, 149), (32, 147), (64, 147), (160, 73), (192, 71), (384, 35)]


def test_one_by_n_and_n_by_one_come_in_equal_numbers():
    with torch.device("meta"):
        parts = list(create_model("inception_v4").modules())
    kernels = [m.kernel_size for m in parts if isinstance(m, nn.Conv2d)]
    for n in (3, 7):
        assert kernels.count((1, n)) == kernels.count((n, 1)) > 0
    assert {m.eps for m in parts if isinstance(m, nn.BatchNorm2d)} == {1e-3}
