"""`ArchExplorer` tells what `cnnkit.summary` measured, and its arithmetic comes to these numbers."""

import json
import re
from itertools import pairwise

import pytest
import torch
from torch import nn

from cnnkit.models.catalog import CATALOG
from cnnkit.models.create import create_model, model_info
from cnnkit.summary.measure import summarize
from cnnkit.widgets import ArchExplorer
from cnnkit.widgets.layer_sums import layer_sums
from cnnkit.widgets.layer_tree import Network
from cnnkit.widgets.measured import measured, measured_module
from tests.golden import make_layers

TRIED = (
    "alexnet",
    "googlenet",
    "inception_v4",
    "resnet50",
    "densenet121",
    "mobilenet_v2",
    "xception",
    "se_resnet50",
)


def test_golden_vectors_are_up_to_date() -> None:
    assert make_layers.TARGET.read_text("utf8") == make_layers.text()


@pytest.mark.parametrize("name", TRIED)
def test_rows_are_those_of_the_summary(name: str) -> None:
    with torch.device("meta"):
        module = create_model(name)
    summary = summarize(module, (1, *model_info(name).input_shape))
    network = Network(measured(name))
    of = {row.name: row for row in summary.rows}
    assert sum(row["params"] for row in network.rows) == network.params == sum(r.params for r in summary.rows)
    assert sum(row["macs"] for row in network.rows) == network.macs == summary.macs
    for row in network.rows:
        assert row["in"] == list(of[row["name"]].in_shape[1:])
        assert row["macs"] >= of[row["name"]].macs
    for line in network.lines():
        if line.group:
            assert line.numbers["out"] == list(summary.at(line.name).out_shape[1:])
            assert line.numbers["params"] == summary.at(line.name).params
            assert line.numbers["macs"] == summary.at(line.name).macs
    for opened in pairwise([(), tuple(network.groups)]):
        assert network.lines(opened[1])[-1].numbers["out"] == network.lines(opened[0])[-1].numbers["out"]


@pytest.mark.parametrize("name", TRIED)
def test_the_arithmetic_comes_to_the_measured_number(name: str) -> None:
    """Every formula is worked out anew from its own text."""
    for row in Network(measured(name)).rows:
        for key in ("params", "macs"):
            text = layer_sums(row)[key]
            if "=" not in text:
                assert text in ("none", f"{row[key]:,}")
                continue
            left, _, right = text.replace("one for each weight: ", "").rpartition(" = ")
            sums = left.replace(",", "").replace("·", "*").replace(" of batch norm", "")
            assert eval(sums.replace(" weights at ", "*").replace(" places", "")) == row[key], text
            assert right == f"{row[key]:,}"
        for side in re.findall(r"(\S*\([^;,]*\)\S*|[\d +·−]+) \+ 1 = (\d+)", layer_sums(row)["size"]):
            formula, out = side
            shown = re.sub("[⌊⌋⌈⌉]", "", formula.replace("−", "-").replace("·", "*")).replace("side ", "")
            exact = eval(shown) + 1
            assert int(out) in (int(exact // 1), -int(-exact // 1))


def test_every_network_of_pictures_can_be_walked() -> None:
    few = [entry for entry in CATALOG if len(entry.input_shape) == 3 and entry.macs < 6e8]
    assert len(few) > 15
    for entry in few:
        network = Network(measured(entry.name))
        assert network.macs == entry.macs
        assert network.params == entry.params_without_heads or entry.name == "capsnet"
        assert all(line.label for line in network.lines())


def test_a_pair_says_what_the_table_of_the_paper_says() -> None:
    widget = ArchExplorer(["resnet34", "resnet50"], ["resnet152"])
    assert widget.params == [21_797_672, 25_557_032]
    assert widget.choices == ["resnet34", "resnet50", "resnet152"]
    assert "25,557,032 parameters against 21,797,672, ×1.17" in widget.sentence
    assert [line.label for line in widget.lines(1)][:3] == ["stem conv", "stem pool", "stage1"]


def test_a_row_is_found_by_the_end_of_its_name_and_opened() -> None:
    widget = ArchExplorer("googlenet", at="inception5a", table=True)
    assert widget.line().label == "inception 5a"
    assert widget.sums()["size"].startswith("256 + 320 + 128 + 128 = 832 maps")
    inner = ArchExplorer("googlenet", at="inception_5a.branch2.conv2")
    assert inner.opened == ["body_5b.inception_5a", "body_5b.inception_5a.branch2"]
    assert inner.line().label == "branch2 conv2"
    assert inner.sums()["params"] == "320·(3·3·160) + 320 = 461,120"


def test_a_network_of_ones_own_is_walked_too() -> None:
    own = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 2))
    widget = ArchExplorer(["mine", "lenet5"], given={"mine": (own, (3, 8, 8))}, labels={"mine": "My own"})
    assert widget.sentence.startswith("lenet5 against My own")
    assert [line.label for line in widget.lines()] == ["conv", "flatten", "dense"]
    assert measured_module(own, (3, 8, 8))["params"] == 8 * 27 + 8 + 8 * 36 * 2 + 2


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match=r"alexnet has no layer 'conv9'; its rows are body\.conv1"):
        ArchExplorer("alexnet", at="conv9")
    with pytest.raises(ValueError, match="Did you mean alexnet"):
        ArchExplorer("alexnett")
    with pytest.raises(ValueError, match="alexnet has no variant 'three_towers'; legal: single_tower"):
        ArchExplorer("alexnet:three_towers")
    with pytest.raises(ValueError, match="one or two are shown"):
        ArchExplorer(["lenet5"] * 3)
    with pytest.raises(ValueError, match="cell is one of 'size'"):
        ArchExplorer("lenet5", cell="price")


@pytest.mark.parametrize("name", ["resnet152", "inception_v4", "densenet121"])
def test_a_deep_network_stays_small(name: str) -> None:
    assert len(json.dumps(measured(name), separators=(",", ":"))) < 30_000


def test_dials_are_the_widths_of_the_paper() -> None:
    """Tables 6 and 7 of the paper: 1.3 million parameters at width 0.5, 290 million at 160 pixels."""
    dials = {"width": [0.5, 1.0], "side": [160, 224]}
    half = ArchExplorer("mobilenet_v1", dials=dials, dial={"width": 0.5, "side": 224})
    small = ArchExplorer("mobilenet_v1", dials=dials, dial={"side": 160, "width": 1.0})
    assert round(half.params[0] / 1e6, 1) == 1.3
    assert round(small.macs[0] / 1e6, -1) == 290
    assert small.sentence.startswith("160 pixels, width 1 against mobilenet_v1: 4,231,976 parameters against")
    with pytest.raises(ValueError, match="legal are values of"):
        ArchExplorer("mobilenet_v1", dials=dials, dial={"width": 2.0, "side": 160})
