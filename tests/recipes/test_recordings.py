"""The recordings that widgets replay: what they claim is measured again from what they hold."""

import base64
import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from cnnkit.data.digits import load_digits
from cnnkit.data.shapes import TEST_SEEDS, standardize
from cnnkit.recipes.head_switch import HALF, HEADS, NEVER, SIZE, TRAINED, pictures, small_net
from cnnkit.recipes.store import WEIGHTS, WIDGET_DATA
from cnnkit.training.loop import evaluate


def read(name):
    path = WIDGET_DATA / f"{name}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_size <= 60_000
    assert content["provenance"]["command"] == f"python -m cnnkit.recipes {name}"
    return content


@pytest.fixture(scope="module")
def heads():
    tensors, nets = load_file(WEIGHTS / "head_switch.safetensors"), {}
    for head in HEADS:
        prefix = head.replace(" ", "_") + "."
        nets[head] = small_net(head).eval()
        nets[head].load_state_dict(
            {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
        )
    return nets


@pytest.mark.parametrize("head", HEADS)
def test_head_switch_accuracies_are_those_recorded(heads, head):
    claimed = read("head_switch")["accuracy"][head]
    for i, (region, name) in enumerate(((TRAINED, "trained_places"), (NEVER, "places_never_trained"))):
        measured = evaluate(heads[head], *pictures(1000, TEST_SEEDS + i, region)).accuracy
        assert measured == pytest.approx(claimed[name], abs=0.005)


def test_only_the_flatten_head_minds_the_place():
    accuracy = read("head_switch")["accuracy"]
    lost = {head: a["trained_places"] - a["places_never_trained"] for head, a in accuracy.items()}
    assert lost["flatten"] > 0.5
    assert max(lost["global max"], lost["global average"]) < 0.1


def test_every_head_knows_the_objects_to_drag_in_their_place(heads):
    content = read("head_switch")
    assert [scene["label"] for scene in content["scenes"]] == list(range(len(content["classes"])))
    for scene in content["scenes"]:
        x, y = scene["centre"]
        ground = unpack(scene["background"], 3, SIZE)
        sprite = unpack(scene["sprite"], 4, 2 * HALF)
        place = np.s_[:, y - HALF : y + HALF, x - HALF : x + HALF]
        ground[place] = sprite[3] * sprite[:3] + (1 - sprite[3]) * ground[place]
        logits = [net(standardize(torch.from_numpy(ground)[None])).argmax().item() for net in heads.values()]
        assert logits == [scene["label"]] * len(HEADS)


def unpack(text, channels, side):
    values = np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(channels, side, side)
    return values.astype(np.float32) / 255


def test_train_replay_follows_one_held_out_eight_at_three_rates():
    content = read("train_replay")
    followed, digits = content["followed"], load_digits(8)
    assert digits.test_y[followed["held_out_index"]] == followed["label"] == 8
    assert (digits.test_x[followed["held_out_index"]] * 16).int().flatten().tolist() == followed["counts"]
    for run in content["runs"]:
        lengths = {len(run[key]) for key in ("loss", "train_accuracy", "test_accuracy", "frames", "logits")}
        assert lengths == {15}
        assert len(base64.b64decode(run["frames"][0]["filters"])) == 6 * 5 * 5
    slow, right, fast = content["runs"]
    assert slow["frames"][0] == right["frames"][0] == fast["frames"][0]
    assert slow["lr"] < right["lr"] < fast["lr"]
    assert right["test_accuracy"][-1] > max(slow["test_accuracy"][-1], fast["test_accuracy"][-1], 0.95)
    assert np.argmax(right["logits"][-1]) == 8
    assert np.argmax(right["logits"][0]) != 8
