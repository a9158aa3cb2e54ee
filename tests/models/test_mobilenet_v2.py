"""MobileNetV2's inverted residuals."""

import pytest
import torch
from torch import nn

from cnnkit.models.mobilenet_v2 import InvertedResidual, mobilenet_v2
from cnnkit.summary import macs, param_count


def blocks():
    with torch.device("meta"):
        return [part for part in mobilenet_v2().modules() if isinstance(part, InvertedResidual)]


def test_17_blocks_and_ten_of_them_add_their_input():
    assert len(blocks()) == 17
    assert sum(block.residual for block in blocks()) == 10


def test_inside_a_block_there_are_six_times_as_many_channels_but_in_the_first():
    ratios = [b.depthwise.conv.in_channels / b.project.conv.out_channels for b in blocks() if b.residual]
    assert set(ratios) == {6.0}
    assert isinstance(blocks()[0].expand, nn.Identity)


def test_the_bottleneck_is_linear_and_a_silent_block_is_a_copy():
    block = InvertedResidual(8, 8, expansion=6, stride=1, eps=1e-3).eval()
    x = torch.randn(2, 8, 6, 6)
    assert (block(x) - x).min() < 0  # no ReLU has cut what is added
    nn.init.zeros_(block.project.norm.weight)
    assert torch.equal(block(x), x)


def test_the_inner_activations_stay_between_0_and_6():
    block = InvertedResidual(8, 16, expansion=6, stride=2, eps=1e-3).eval()
    seen = []
    for layer in (block.expand, block.depthwise):
        layer.register_forward_hook(lambda m, i, o: seen.append(o))
        nn.init.constant_(layer.norm.weight, 100.0)
    block(torch.randn(2, 8, 6, 6))
    assert [(x.min().item(), x.max().item()) for x in seen] == [(0, 6), (0, 6)]


@pytest.mark.parametrize(("width", "million_macs"), [(1.0, 300), (0.75, 209), (0.5, 97), (0.35, 59)])
def test_multiplications_of_thinner_networks_are_the_published_ones(width, million_macs):
    with torch.device("meta"):
        network = mobilenet_v2(width=width).eval()
    assert macs(network, (1, 3, 224, 224)) / 1e6 == pytest.approx(million_macs, abs=1)
    if width < 1:  # the last layer keeps its width
        assert param_count(network.head) == 1280 * 1000 + 1000
