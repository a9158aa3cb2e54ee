"""What is special in highway networks: gates, their start, the plan of the layers."""

import math

import pytest
import torch
from torch import nn

from cnnkit.models import create_model
from cnnkit.models.highway import HighwayConv2d

NAMES = ["highway19_cifar", "highway32_cifar"]


def _layers(name):
    """Kernel and filters of every learned layer in order; a highway layer counts once."""
    with torch.device("meta"):
        model = create_model(name)
    inside = {conv for part in model.modules() if isinstance(part, HighwayConv2d) for conv in part.children()}
    layers = []
    for part in model.modules():
        if isinstance(part, HighwayConv2d):
            layers.append((part.conv.kernel_size[0], part.conv.out_channels, "highway"))
        elif isinstance(part, nn.Conv2d) and part not in inside:
            layers.append((part.kernel_size[0], part.out_channels, "plain"))
        elif isinstance(part, nn.Linear):
            layers.append((1, part.out_features, "plain"))
    return layers


def test_the_19_layers_are_those_of_the_authors_file():
    expected = [(3, 32, "plain"), *[(3, 32, "highway")] * 4]
    expected += [(3, 80, "plain"), *[(3, 80, "highway")] * 5]
    expected += [(3, 128, "plain"), *[(3, 128, "highway")] * 5]
    assert _layers("highway19_cifar") == [*expected, (1, 100, "plain"), (1, 10, "plain")]
    assert len(expected) + 2 == 19


def test_the_32_layers_alternate_in_every_group():
    layers = _layers("highway32_cifar")
    assert len(layers) == 32
    for start in (0, 10, 20):
        group = layers[start : start + 10]
        assert [kernel for kernel, _, _ in group] == [3, 1] * 5
        assert [kind for _, _, kind in group] == ["plain"] + ["highway"] * 9


def test_a_closed_gate_carries_and_an_open_one_transforms():
    torch.manual_seed(0)
    layer, x = HighwayConv2d(4, 3), torch.randn(2, 4, 6, 6)
    for bias, expected in ((-100.0, x), (100.0, layer.conv(x).clamp(min=0))):
        nn.init.constant_(layer.gate.bias, bias)
        assert torch.allclose(layer(x), expected, atol=1e-6)


def test_a_gate_mixes_each_unit_by_its_own_share():
    torch.manual_seed(0)
    layer, x = HighwayConv2d(2, 1), torch.randn(1, 2, 1, 1)
    a, b = x.flatten().tolist()
    for c in range(2):
        (wa, wb), (ga, gb) = layer.conv.weight[c].flatten().tolist(), layer.gate.weight[c].flatten().tolist()
        h = max(0.0, wa * a + wb * b + layer.conv.bias[c].item())
        t = 1 / (1 + math.exp(-(ga * a + gb * b + layer.gate.bias[c].item())))
        assert layer(x)[0, c, 0, 0].item() == pytest.approx(t * h + (1 - t) * (a, b)[c], rel=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_gates_start_nearly_closed_and_all_other_biases_at_zero(name):
    for label, parameter in create_model(name).named_parameters():
        if label.endswith("bias"):
            assert set(parameter.tolist()) == {-2.0 if ".gate." in label else 0.0}, label


def test_nine_layers_at_the_start_still_look_like_what_came_in():
    torch.manual_seed(0)
    group = create_model("highway32_cifar").body.group1.eval()
    entry, out = group[:3](x := torch.randn(4, 3, 32, 32)), group(x)
    assert torch.corrcoef(torch.stack([entry.flatten(), out.flatten()]))[0, 1] > 0.8
