"""DenseNet's staircase of channels, its layers and its start."""

import math

import pytest
import torch
from torch import nn

from cnnkit.models.densenet import densenet121, densenet169, densenet201, densenet264, densenet_bc_100_12
from cnnkit.summary import param_count, summarize

BUILDERS = {121: densenet121, 169: densenet169, 201: densenet201, 264: densenet264}


@pytest.mark.parametrize(("depth", "layers"), [(121, 121), (169, 169), (201, 201), (264, 265)])
def test_the_name_counts_the_layers_with_weights_but_for_264(depth, layers):
    with torch.device("meta"):
        network = BUILDERS[depth]()
    assert sum(isinstance(part, nn.Conv2d | nn.Linear) for part in network.modules()) == layers


def test_channels_and_grids_of_densenet121_climb_the_published_staircase():
    with torch.device("meta"):
        rows = {row.name: row.out_shape for row in summarize(densenet121().eval(), (1, 3, 224, 224)).rows}
    shapes = [rows["stem.pool"]]
    for i, last in enumerate((6, 12, 24, 16), start=1):
        new = rows[f"body.block{i}.layer{last}.conv2"]
        before = rows[f"body.block{i}.layer{last}.norm1"]
        shapes.append((1, new[1] + before[1], *new[2:]))
        if i < 4:
            shapes.append(rows[f"body.transition{i}.pool"])
    assert [c for _, c, _, _ in shapes] == [64, 256, 128, 512, 256, 1024, 512, 1024]
    assert [h for _, _, h, _ in shapes] == [56, 56, 28, 28, 14, 14, 7, 7]


def test_a_dense_layer_hands_its_input_on_and_adds_the_growth_rate():
    layer = densenet_bc_100_12().body.block1.layer1.eval()
    x = torch.randn(2, 24, 5, 7)
    out = layer(x)
    assert out.shape == (2, 24 + 12, 5, 7)
    assert torch.equal(out[:, :24], x)
    assert out[:, 24:].abs().sum() > 0


def test_parameters_of_the_cifar_network_follow_from_its_plan():
    channels, total = 24, 3 * 24 * 9
    for block in range(3):
        for _ in range(16):
            total += 2 * channels + channels * 48 + 2 * 48 + 48 * 12 * 9
            channels += 12
        if block < 2:
            total += 2 * channels + channels * (channels // 2)
            channels //= 2
    total += 2 * channels + channels * 10 + 10
    assert param_count(densenet_bc_100_12()) == total == 769_162


def test_weights_start_as_he_et_al_say():
    conv = densenet_bc_100_12().body.block3.layer16.conv1
    assert conv.weight.std().item() == pytest.approx(math.sqrt(2 / conv.out_channels), rel=0.05)


def test_dropout_acts_in_training_only():
    network = densenet_bc_100_12(dropout=0.2)
    x = torch.randn(4, 3, 8, 8)
    with torch.no_grad():
        assert not torch.equal(network(x), network(x))
        network.eval()
        assert torch.equal(network(x), network(x))
