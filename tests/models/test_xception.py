"""Xception: 36 convolutions in 14 modules."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.depthwise import SeparableConv2d
from cnnkit.models import create_model
from cnnkit.models.xception import Module, SeparableModule


@pytest.fixture(scope="module")
def network():
    with torch.device("meta"):
        return create_model("xception").eval()


def test_36_convolutions_in_14_modules(network):
    separable = [m for m in network.modules() if isinstance(m, SeparableConv2d)]
    plain = [m for m in network.modules() if isinstance(m, nn.Conv2d) and m.kernel_size == (3, 3)]
    plain = [m for m in plain if m.groups == 1]
    assert (len(separable), len(plain)) == (34, 2)
    assert 1 + len(network.body) == 14


def test_every_module_but_the_first_and_the_last_has_a_shortcut(network):
    residual = [isinstance(module, SeparableModule) for module in network.body]
    assert residual == [True] * 12 + [False]
    projected = [not isinstance(m.shortcut, nn.Identity) for m in network.body[:-1]]
    assert projected == [True] * 3 + [False] * 8 + [True]


def test_maps_and_sides_of_figure_5(network):
    x = network.stem(torch.zeros(1, 3, 299, 299, device="meta"))
    shapes = [tuple(x.shape[1:3])]
    for module in network.body:
        x = module(x)
        shapes.append(tuple(x.shape[1:3]))
    assert shapes == [(64, 147), (128, 74), (256, 37), *[(728, 19)] * 9, (1024, 10), (2048, 10)]


def test_nothing_stands_between_the_two_halves_of_a_separable_convolution():
    torch.manual_seed(0)
    layer = create_model("xception").body.module5.branch.conv1
    x = torch.randn(1, 728, 5, 5)
    with torch.no_grad():
        filtered = torch.stack(
            [
                nn.functional.conv2d(x[:, i : i + 1], layer.depthwise.weight[i : i + 1], padding=1)[0, 0]
                for i in range(728)
            ]
        )
        mixed = torch.einsum("oc,chw->ohw", layer.pointwise.weight[:, :, 0, 0], filtered)
        assert torch.allclose(layer(x)[0], mixed, atol=1e-4)
    assert layer.depthwise.bias is None
    assert layer.pointwise.bias is None


def test_a_module_without_filters_copies_its_input():
    block = SeparableModule(4, Module((4, 4)), True, 1e-3).eval()
    for norm in (block.branch.norm1, block.branch.norm2):
        nn.init.zeros_(norm.weight)
    x = torch.randn(1, 4, 6, 6)
    assert torch.equal(block(x), x)


def test_only_the_first_residual_module_has_no_relu_before_its_first_convolution(network):
    first = [next(iter(module.branch.named_children()))[0] for module in network.body[:-1]]
    assert first == ["conv1"] + ["act1"] * 11
