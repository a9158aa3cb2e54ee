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
from cnnkit.widgets.recording import Recording
from cnnkit.widgets.train_replay import SHAPES


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
    read("train_replay")
    run, digits = Recording.load(WIDGET_DATA / "train_replay.json"), load_digits(8)
    followed, rates = run.facts, run.axes["rate"]
    assert digits.test_y[followed["held_out_index"]] == followed["label"] == 8
    assert (digits.test_x[followed["held_out_index"]] * 16).int().flatten().tolist() == followed["counts"]
    assert len(run.axes["epoch"]) == 15
    run.expect(SHAPES | {"train_accuracy": ()}, "the record")
    slow, right, fast = range(3)
    for name in ("weight", "bias"):
        read_at = run.frame if name == "weight" else run.at
        first = [read_at(name, rate=rate, epoch=0) for rate in range(3)]
        assert all(np.array_equal(one, first[0]) for one in first)
    assert rates[slow] < rates[right] < rates[fast]
    accuracy = run.at("accuracy")[:, -1]
    assert accuracy[right] > max(accuracy[slow], accuracy[fast], 0.95)
    reads = run.at("probabilities", rate=right).argmax(-1)
    assert reads[-1] == 8 != reads[0]
