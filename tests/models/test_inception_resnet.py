"""Inception-ResNet: what a scaled sum does, and how wide the sums are."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.inception import Conv
from cnnkit.models import create_model, model_info
from cnnkit.models.inception_resnet import ScaledResidual

BRANCHES = ((Conv(2, 1),), (Conv(3, 1), Conv(4, 3)))
NETWORKS = {
    ("inception_resnet_v1", "scaled_norm"): ((5, 256), (10, 896), (5, 1792)),
    ("inception_resnet_v2", "mended_filters"): ((5, 384), (10, 1152), (5, 2144)),
    ("inception_resnet_v2", "timm"): ((10, 320), (20, 1088), (10, 2080)),
}


def test_the_output_is_the_input_plus_a_scaled_linear_mix_and_then_relu():
    torch.manual_seed(0)
    block = ScaledResidual(5, 0.2, BRANCHES).eval()
    x = torch.rand(2, 5, 7, 7)
    mix = block.expand(block.branches(x))
    assert (mix < 0).any()  # no activation after the expansion
    assert torch.allclose(block(x), torch.relu(x + 0.2 * mix))
    assert torch.equal(ScaledResidual(5, 0.0, BRANCHES).eval()(x), x)


def test_smaller_scales_change_the_input_less():
    torch.manual_seed(0)
    x, changes = torch.rand(2, 5, 7, 7), []
    block = ScaledResidual(5, 1.0, BRANCHES, act=False).eval()
    for scale in (1.0, 0.1):
        block.scale = scale
        changes.append((block(x) - x).norm().item())
    assert changes[1] == pytest.approx(0.1 * changes[0], rel=1e-3)


@pytest.mark.parametrize(("name", "variant"), NETWORKS)
def test_modules_and_widths_of_the_three_grids(name, variant):
    with torch.device("meta"):
        network = create_model(name, variant=variant).eval()
    x = network.stem(torch.zeros(1, 3, 299, 299, device="meta"))
    seen = []
    for module in network.body:
        if isinstance(module, ScaledResidual):
            seen.append((x.shape[1], x.shape[2], module.scale))
        x = module(x)
    expected = []
    for (repeats, width), side, scale in zip(
        NETWORKS[name, variant], (35, 17, 8), (0.17, 0.1, 0.2), strict=True
    ):
        expected += [(width, side, scale)] * repeats
    if variant == "timm":
        expected[-1] = (2080, 8, 1.0)
        assert isinstance(network.body.last_module_c1.act, nn.Identity)
        assert x.shape == (1, 1536, 8, 8)
    assert seen == expected


def test_the_plan_of_figure_15_is_cheaper_than_inception_v4_and_the_released_network_is_not():
    v4 = model_info("inception_v4").macs
    v2 = model_info("inception_resnet_v2").variants
    assert 0.7 < v2["mended_filters"].macs / v4 < 0.8
    assert 1.0 < v2["timm"].macs / v4 < 1.1
