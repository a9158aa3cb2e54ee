"""Costs of layers side by side. Nothing here asserts a time."""

import pytest
import torch
from torch import nn

from cnnkit.summary.timing import bytes_moved, side_by_side


def test_a_layer_reads_input_and_weights_and_writes_its_output():
    x = torch.zeros(2, 3, 8, 8)
    assert bytes_moved(nn.Conv2d(3, 4, 3, padding=1), x) == 4 * (2 * 3 * 64 + 2 * 4 * 64 + 4 * 3 * 9 + 4)
    assert bytes_moved(nn.ReLU(), x) == 4 * 2 * (2 * 3 * 64)


def test_what_holds_others_or_hands_on_is_not_counted():
    x = torch.zeros(1, 3, 8, 8)
    conv = nn.Conv2d(3, 3, 1)
    wrapped = nn.Sequential(nn.Identity(), nn.Sequential(conv, nn.Flatten()))
    assert bytes_moved(wrapped, x) == bytes_moved(conv, x)
    assert not conv._forward_hooks


def test_costs_stand_side_by_side():
    layers = {"three": nn.Conv2d(4, 4, 3, padding=1), "one": nn.Conv2d(4, 4, 1)}
    threads = torch.get_num_threads()
    costs = side_by_side(layers, torch.randn(2, 4, 8, 8), rounds=3)
    assert list(costs) == ["three", "one"]
    assert costs["three"].macs == 9 * costs["one"].macs == 2 * 9 * 4 * 4 * 64
    assert costs["one"].params == 4 * 4 + 4
    assert len(costs["one"].rounds) == 3
    assert costs["one"].macs_per_byte < costs["three"].macs_per_byte
    assert torch.get_num_threads() == threads


def test_layers_stay_in_their_mode_and_each_may_have_its_own_batch():
    layer = nn.Sequential(nn.BatchNorm2d(4), nn.Dropout())
    layer[1].eval()
    before = layer[0].running_mean.clone()
    side_by_side({"a": layer}, {"a": torch.randn(2, 4, 8, 8)}, rounds=1)
    assert [module.training for module in layer.modules()] == [True, True, False]
    assert torch.equal(layer[0].running_mean, before)


def test_no_rounds_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        side_by_side({}, torch.zeros(1), rounds=0)
