"""What is special in the LeNet-5 of later texts: the sizes of figure 2 with plain parts."""

import torch
from torch import nn

from cnnkit.models import create_model


def test_sizes_are_those_of_figure_2():
    torch.manual_seed(0)
    model, shapes = create_model("lenet5"), []
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.AvgPool2d | nn.Linear):
            layer.register_forward_hook(lambda m, i, o: shapes.append(tuple(o.shape[1:])))
    model(torch.rand(1, 1, 32, 32))
    assert shapes == [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120,), (84,), (10,)]


def test_a_pool_is_a_mean_and_a_tanh_comes_before_it():
    torch.manual_seed(0)
    model, x = create_model("lenet5"), torch.rand(1, 1, 32, 32)
    maps = model.stem[0](x).tanh()
    assert torch.allclose(model.stem(x)[0, 2, 3, 4], maps[0, 2, 6:8, 8:10].mean())
