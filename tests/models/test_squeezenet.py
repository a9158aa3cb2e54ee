"""What is special in SqueezeNet: fire modules, late pools that reach over the edge, a mean a class."""

import math

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.models import create_model, model_info

BOTH = ("squeezenet1_0", "squeezenet1_1")
# Table 1 of the paper: side and maps of each row's output, and its parameters before pruning.
TABLE_1 = {
    "conv1": (111, 96, 14_208),
    "pool1": (55, 96, 0),
    "fire2": (55, 128, 11_920),
    "fire3": (55, 128, 12_432),
    "fire4": (55, 256, 45_344),
    "pool4": (27, 256, 0),
    "fire5": (27, 256, 49_440),
    "fire6": (27, 384, 104_880),
    "fire7": (27, 384, 111_024),
    "fire8": (27, 512, 188_992),
    "pool8": (13, 512, 0),
    "fire9": (13, 512, 197_184),
    "conv10": (13, 1000, 513_000),
}


def on_meta(name):
    with torch.device("meta"):
        return create_model(name).eval()


def rows(network, side):
    """Side, maps and parameters of every layer of body and head, by name."""
    x, found = torch.zeros(1, 3, side, side, device="meta"), {}
    for name, layer in [*network.body.named_children(), *network.head.named_children()]:
        x = layer(x)
        found[name] = (x.shape[-1], x.shape[1], sum(p.numel() for p in layer.parameters()))
    return found


def test_the_rows_are_those_of_table_1():
    found = rows(on_meta("squeezenet1_0"), 227)
    assert {name: found[name] for name in TABLE_1} == TABLE_1
    assert sum(row[2] for row in found.values()) == 1_248_424  # the table's total


def test_release_1_1_pools_earlier_and_reads_less_than_half_as_often():
    found = rows(on_meta("squeezenet1_1"), 224)
    assert [name for name in found if name.startswith("pool")] == ["pool1", "pool3", "pool5", "pool10"]
    assert found["conv1"] == (111, 64, 3 * 3 * 3 * 64 + 64)
    assert [found[f"pool{i}"][0] for i in (1, 3, 5)] == [55, 27, 13]
    fires = [name for name in found if name.startswith("fire")][1:]  # fire2 reads fewer maps
    paper = rows(on_meta("squeezenet1_0"), 227)
    assert [found[name][1:] for name in fires] == [paper[name][1:] for name in fires]
    for name, macs in (("squeezenet1_0", 818_924_576), ("squeezenet1_1", 349_151_936)):
        with FlopCounterMode(display=False) as counter:
            on_meta(name)(torch.zeros(1, 3, 224, 224, device="meta"))
        assert counter.get_total_flops() == 2 * macs


def test_a_fire_module_squeezes_and_expands_each_pixel_by_itself_but_for_the_3x3():
    torch.manual_seed(0)
    fire, x = create_model("squeezenet1_1").body.fire2, torch.randn(2, 64, 5, 5)
    few = (torch.einsum("nchw,dc->ndhw", x, fire.squeeze1x1.weight[:, :, 0, 0])).relu()
    one = torch.einsum("nchw,dc->ndhw", few, fire.expand1x1.weight[:, :, 0, 0]).relu()
    three = torch.zeros(2, 64, 5, 5)
    padded = nn.functional.pad(few, (1, 1, 1, 1))
    for i in range(5):
        for j in range(5):
            window = padded[:, :, i : i + 3, j : j + 3]
            three[:, :, i, j] = torch.einsum("nchw,dchw->nd", window, fire.expand3x3.weight).relu()
    assert torch.allclose(fire(x), torch.cat([one, three], 1), atol=1e-5)


@pytest.mark.parametrize("name", BOTH)
def test_a_logit_is_the_mean_of_its_class_map_and_never_negative(name):
    torch.manual_seed(0)
    model, maps = create_model(name).eval(), []
    model.head.conv10.register_forward_hook(lambda m, i, o: maps.append(o))
    logits = model(torch.rand(2, 3, 64, 64))
    assert torch.allclose(logits, maps[0].relu().mean((2, 3)), atol=1e-6)
    assert (maps[0] < 0).any()
    assert (logits >= 0).all()


@pytest.mark.parametrize("name", BOTH)
def test_below_the_smallest_side_torch_itself_finds_no_pixel(name):
    model, smallest = on_meta(name), model_info(name).sides[0]
    for side, fails in ((smallest, False), (smallest - 1, True)):
        x = torch.zeros(1, 3, side, side, device="meta")
        if fails:
            with pytest.raises(RuntimeError, match="Output size is too small"):
                model.body(x)
        else:
            assert model.body(x).shape[-1] == 1


@pytest.mark.parametrize("name", BOTH)
def test_the_start_is_that_of_the_authors_files(name):
    """Caffe's "xavier": even within √(3/inputs), so of variance 1/inputs; conv10 normal with 0.01."""
    torch.manual_seed(0)
    for path, layer in create_model(name).named_modules():
        if not isinstance(layer, nn.Conv2d):
            continue
        numbers, inputs = layer.weight.detach().flatten(), layer.weight[0].numel()
        assert not layer.bias.any(), path
        if path == "head.conv10":
            assert numbers.std().item() == pytest.approx(0.01, rel=0.02)
            assert numbers.abs().max() > 0.03
        else:
            within = 6 / math.sqrt(2 * len(numbers))
            assert numbers.std().item() == pytest.approx(inputs**-0.5, rel=within), path
            assert numbers.abs().max() <= math.sqrt(3 / inputs)
