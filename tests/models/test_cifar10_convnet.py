"""What is special in the two teaching networks: how maps are joined to the dense layers, and the start."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model


def test_global_max_pooling_keeps_no_order_of_pixels_and_flattening_does():
    torch.manual_seed(0)
    maps = torch.rand(2, 64, 3, 3)
    turned = maps.flip(-1)
    for name, same in (("cifar10_convnet", False), ("cifar10_convnet_gmp", True)):
        model = create_model(name).eval()
        assert torch.allclose(model.head(model.join(maps)), model.head(model.join(turned))) == same


@pytest.mark.parametrize("name", ["cifar10_convnet", "cifar10_convnet_gmp"])
def test_the_start_is_kerass(name):
    torch.manual_seed(0)
    for layer in create_model(name).modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            window = layer.weight[0, 0].numel() if isinstance(layer, nn.Conv2d) else 1
            bound = (6 / (window * (layer.weight.shape[0] + layer.weight.shape[1]))) ** 0.5
            assert 0.95 * bound < layer.weight.abs().max() <= bound
            assert not layer.bias.any()
