"""GoogLeNet: table 1 line by line, the heads, and torchvision's other network of that name."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model
from cnnkit.summary import macs, param_count, summarize

# Table 1: side, output maps, and the "ops" column in millions. 5a's 54 does not follow from its filters: 51.
ROWS = {
    "3a": (28, 256, 128),
    "3b": (28, 480, 304),
    "4a": (14, 512, 73),
    "4b": (14, 512, 88),
    "4c": (14, 512, 100),
    "4d": (14, 528, 119),
    "4e": (14, 832, 170),
    "5a": (7, 832, 51),
    "5b": (7, 1024, 71),
}


@pytest.fixture(scope="module")
def network():
    with torch.device("meta"):
        return create_model("googlenet")


def test_every_row_has_the_outputs_and_operations_of_the_table(network):
    modules = {n[-2:]: m for n, m in network.named_modules() if n.rpartition(".")[2].startswith("inception_")}
    assert list(modules) == list(ROWS)
    channels = 192
    for name, (side, maps, millions) in ROWS.items():
        out = summarize(modules[name], (1, channels, side, side)).output_shape
        assert out == (1, maps, side, side)
        assert abs(macs(modules[name], (1, channels, side, side)) / 1e6 - millions) < 1, name
        channels = maps


def test_the_stem_halves_three_times_and_costs_what_a_plain_one_costs(network):
    rows = {row.name: row for row in summarize(network.stem, (1, 3, 224, 224)).rows}
    assert [rows[n].out_shape[2] for n in ("conv1.conv", "pool1", "conv2.conv", "pool2")] == [112, 56, 56, 28]
    assert rows["conv1.conv"].params == 7 * 7 * 3 * 64 + 64  # the table counts 2.7K
    assert rows["conv2_reduce.conv"].macs + rows["conv2.conv"].macs == 56**2 * (64 * 64 + 9 * 64 * 192)


def test_branches_reach_as_far_as_their_kernels_say(network):
    sides = [m.kernel_size[0] for n, m in network.named_modules() if isinstance(m, nn.Conv2d) and "inc" in n]
    assert sides == [1, 1, 3, 1, 5, 1] * 9


def test_22_layers_lie_on_the_way_from_the_picture_to_the_logits(network):
    deepest = 1 + 2 + 2 * len(ROWS) + 1  # conv1, two in conv2, reduce and 5×5 in each row, the classifier
    rows = summarize(network, (1, 3, 224, 224)).rows
    on_the_way = [r for r in rows if r.kind in ("Conv2d", "Linear")]
    on_the_way = [r for r in on_the_way if "inception" not in r.name or "branch3" in r.name]
    assert len(on_the_way) == deepest == 22


def test_both_heads_speak_in_training_mode_only_and_are_the_papers():
    torch.manual_seed(0)
    network = create_model("googlenet", num_classes=5)
    x = torch.rand(1, 3, 224, 224)
    out = network(x)
    assert out._fields[0] == "logits"
    assert [logits.shape for logits in (out.logits, *out.aux)] == [(1, 5)] * 3
    for head in (network.head_4a, network.head_4d):
        # one hidden dense layer, not two
        assert [(m.in_features, m.out_features) for m in head.modules() if isinstance(m, nn.Linear)] == [
            (4 * 4 * 128, 1024),
            (1024, 5),
        ]
    before = network.eval()(x)
    assert before.shape == (1, 5)
    for parameter in network.head_4a.parameters():
        nn.init.zeros_(parameter)
    assert torch.equal(network(x), before)


@pytest.mark.parametrize("variant", ["paper", "torchvision"])
def test_each_head_has_a_pool_and_a_dropout_of_its_own(variant):
    with torch.device("meta"):
        parts = dict(create_model("googlenet", variant=variant).named_modules())  # a shared part once only
    kind = nn.AvgPool2d if variant == "paper" else nn.AdaptiveAvgPool2d
    for head in ("head_4a", "head_4d"):
        assert type(parts[f"{head}.pool"]) is kind
        assert parts[f"{head}.dropout"].p == 0.7  # section 5


@pytest.mark.parametrize("side", [222, 271])
def test_while_training_the_heads_limit_the_size_and_the_message_says_so(network, side):
    small = torch.zeros(2, 3, 223, 270, device="meta")
    assert network.train()(small).logits.shape == (2, 1000)
    with pytest.raises(ValueError, match=r"223 to 270 pixels: while training.*no_heads"):
        network(torch.zeros(2, 3, side, side, device="meta"))
    with torch.device("meta"):
        assert create_model("googlenet", variant="no_heads")(small).shape == (2, 1000)
    assert network.eval()(torch.zeros(2, 3, side, side, device="meta")).shape == (2, 1000)


def test_torchvisions_network_differs_as_its_entry_says():
    with torch.device("meta"):
        network = create_model("googlenet", variant="torchvision")
    parts = list(network.modules())
    assert not [m for m in parts if isinstance(m, nn.LocalResponseNorm)]
    assert max(m.kernel_size[0] for m in parts if isinstance(m, nn.Conv2d) and m.in_channels > 3) == 3
    assert {m.eps for m in parts if isinstance(m, nn.BatchNorm2d)} == {1e-3}
    assert param_count(network) - sum(map(param_count, (network.head_4a, network.head_4d))) == 6_624_904
    assert network.train()(torch.zeros(2, 3, 64, 64, device="meta")).logits.shape == (2, 1000)
