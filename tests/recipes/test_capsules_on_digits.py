"""The moves of capsules are those that the page tells of, and the stored results fit together."""

import copy
import json

import pytest
import torch

from cnnkit.data.augment import random_crop
from cnnkit.data.digits import load_digits
from cnnkit.models.capsnet import CapsNet, capsule_loss
from cnnkit.recipes.capsule_moves import (
    MOVES,
    alone,
    directions,
    draw,
    effects,
    explained,
    right_capsules,
    row,
)
from cnnkit.recipes.capsules_on_digits import MOST_SHIFT, RESULTS, SEEDS, SHOWN, TYPES, leading, train
from cnnkit.recipes.ink import MEASURES, measures
from cnnkit.widgets.strips import load_strips


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return CapsNet(types=TYPES).eval()


@pytest.fixture(scope="module")
def stored():
    assert RESULTS.stat().st_size <= 60_000
    return json.loads(RESULTS.read_text("utf8"))


def test_shifts_stay_within_two_pixels_and_reach_them():
    torch.manual_seed(0)
    x = torch.zeros(200, 1, 9, 9)
    x[..., 4, 4] = 1
    moved = random_crop(x, MOST_SHIFT)
    places = (moved[:, 0] == 1).nonzero()[:, 1:]
    assert moved.sum() == len(x)
    assert places.amin(0).tolist() == [2, 2]
    assert places.amax(0).tolist() == [6, 6]


def test_training_draws_what_it_has_seen():
    digits = load_digits(28)
    x, y = digits.train_x[:6], digits.train_y[:6]
    torch.manual_seed(0)
    fresh = CapsNet(types=TYPES)
    net = train(x, y, 0, epochs=12)
    with torch.no_grad():
        assert capsule_loss(net, x, y) < 0.5 * capsule_loss(fresh, x, y)
    again = train(x, y, 0, epochs=12)
    assert all(torch.equal(a, b) for a, b in zip(net.parameters(), again.parameters(), strict=True))


def test_the_decoder_draws_from_the_capsule_of_that_class_alone(network):
    x, y = torch.rand(3, 1, 28, 28), torch.tensor([7, 7, 7])
    with torch.no_grad():
        mine = right_capsules(network, x, y)
        assert torch.allclose(mine, network.capsules(x)[:, 7], atol=1e-6)
        drawn = draw(network, mine, 7)
        assert torch.allclose(drawn, network.reconstruct(network.capsules(x), y), atol=1e-6)
        assert not torch.allclose(drawn, draw(network, mine, 3), atol=1e-3)


def test_a_row_moves_one_number_and_its_middle_is_the_reconstruction(network):
    capsule = torch.randn(16) / 8
    with torch.no_grad():
        pictures = row(network, capsule, 4, 9)
        assert pictures.shape == (len(MOVES), 1, 28, 28)
        assert torch.allclose(pictures[5:6], draw(network, capsule, 4), atol=1e-6)
        capsule[9] += MOVES[-1]
        assert torch.allclose(pictures[-1:], draw(network, capsule, 4), atol=1e-5)


def test_the_axes_of_a_capsule_can_be_turned_without_any_other_trace(network):
    """Why no number can mean something by itself: turned matrices, and a decoder that turns back."""
    torch.manual_seed(1)
    x, turn = torch.rand(2, 1, 28, 28), torch.linalg.qr(torch.randn(16, 16))[0]
    turned = copy.deepcopy(network)
    with torch.no_grad():
        turned.head.weight.copy_(torch.einsum("de,ijek->ijdk", turn, turned.head.weight))
        first = turned.decoder.fc1.weight
        first.copy_((first.view(-1, 10, 16) @ turn.T).flatten(1))
        before, after = network.capsules(x), turned.capsules(x)
        assert torch.allclose(after, before @ turn.T, atol=1e-6)
        assert not torch.allclose(after, before, atol=1e-3)
        y = torch.tensor([3, 8])
        assert torch.allclose(turned.reconstruct(after, y), network.reconstruct(before, y), atol=1e-6)


def test_effects_are_means_of_what_each_move_changes(network):
    capsules, axes, spread = torch.randn(3, 16) / 8, torch.eye(16)[:5], torch.arange(1.0, 7.0)
    with torch.no_grad():
        found = effects(network, capsules, 2, axes, spread)
        for k in range(5):
            ends = [measures(row(network, one, 2, k))[[0, -1]] for one in capsules]
            change = torch.stack([high - low for low, high in ends]).mean(0)
            assert torch.allclose(found[k], change / spread, atol=1e-4)


def test_alone_is_twice_as_far_as_any_other():
    axes = torch.tensor([[-2.0, 1.0, 0.5], [2.0, 1.1, 0.0], [0.1, 0.0, -0.2], [0.0, 0.0, 3.0]])
    assert alone(axes).tolist() == [True, False, True, True]


def test_directions_and_readings_of_capsules_that_hold_the_measures():
    torch.manual_seed(0)
    capsules = torch.randn(4000, 16)
    measured = torch.stack([3 * capsules[:, i] + 5 for i in range(6)], 1).double()
    measured[:, 5] = torch.randn(4000)
    pointed = directions(capsules, measured)
    assert torch.allclose(pointed.norm(dim=1), torch.ones(6))
    assert torch.allclose(pointed[:5], torch.eye(16)[:5], atol=0.06)
    told = explained(capsules[:3000], measured[:3000], capsules[3000:], measured[3000:])
    assert torch.allclose(told, torch.tensor([1.0, 1, 1, 1, 1, 0]).double(), atol=0.03)


def test_what_is_stored_is_whole(stored):
    assert stored["command"] == "python -m cnnkit.recipes capsules_on_digits"
    assert stored["seed"] == SEEDS
    assert stored["moves"] == MOVES
    assert stored["params"] == sum(p.numel() for p in CapsNet(types=TYPES).parameters())
    for name, ways in {"axes": 16, "directions": len(MEASURES)}.items():
        assert torch.tensor(stored[name]).shape == (len(SEEDS), 10, ways, len(MEASURES))
    share = alone(torch.tensor(stored["axes"])).double().mean((1, 2))
    assert share.tolist() == pytest.approx(stored["axes alone"], abs=0.01)  # of rounded effects
    lead = {name: one["number"] - 1 for one in stored["rows"] for name in one["values"]}
    assert lead == dict(zip(MEASURES, leading(stored["axes"][0], SHOWN), strict=True))
    digits = load_digits(28)
    assert digits.test_y[stored["index"]].tolist() == list(range(10))


def test_the_strip_shows_the_row_of_the_page(stored):
    shown = load_strips("capsules_on_digits").run(f"{SHOWN}")
    (one,) = (one for one in stored["rows"] if "slant" in one["values"])
    assert shown.title.endswith(f"number {one['number']} framed")
    assert shown.scores == pytest.approx(one["values"]["slant"], abs=0.06)
