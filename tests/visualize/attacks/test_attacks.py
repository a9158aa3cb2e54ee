"""FGSM and PGD: equal to torchattacks and foolbox, within the ball and [0, 1], on any network."""

import copy
import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.visualize import Rounded, equal_noise, fgsm, pgd, robustness_curve, share_right
from tests.visualize.attacks.small_case import ALPHA, EPS, STEPS, TARGETS, TRUTH, pictures, small_network

PEERS = json.loads((Path(__file__).parents[2] / "golden" / "attacks.json").read_text())


def slow(net, x, y, eps, alpha, steps, sign):
    """The definition, one picture and one number at a time, with slopes by differences."""

    def loss(picture, label):
        return F.cross_entropy(net(picture[None]), label[None]).item()

    out = x.clone()
    for picture, start, label in zip(out, x, y, strict=True):
        for _ in range(steps):
            slopes = torch.zeros_like(picture)
            for place in torch.cartesian_prod(*map(torch.arange, picture.shape)).tolist():
                there = tuple(place)
                up, down = picture.clone(), picture.clone()
                up[there] += 1e-6
                down[there] -= 1e-6
                slopes[there] = loss(up, label) - loss(down, label)
            moved = picture + sign * alpha * slopes.sign()
            picture.copy_(torch.minimum(torch.maximum(moved, start - eps), start + eps).clamp(0, 1))
    return out


@pytest.mark.parametrize("peer", ["torchattacks", "foolbox"])
@pytest.mark.parametrize("targeted", [False, True])
@pytest.mark.parametrize("attack", ["fgsm", "pgd"])
def test_the_pictures_are_those_of_the_peers(peer, attack, targeted):
    key = f"{peer} {attack}" + " targeted" * targeted
    if key == "foolbox fgsm targeted":
        assert key not in PEERS  # foolbox 3.3.4 has no targeted FGSM
        return
    net, x = small_network(), pictures()
    y = TARGETS if targeted else TRUTH
    if attack == "fgsm":
        ours = fgsm(net, x, y, EPS, targeted=targeted)
    else:
        ours = pgd(net, x, y, EPS, ALPHA, STEPS, targeted=targeted)
    assert (ours != x).any()
    torch.testing.assert_close(ours.flatten(), torch.tensor(PEERS[key]).double(), rtol=0, atol=1e-6)


@pytest.mark.parametrize("targeted", [False, True])
def test_the_pictures_are_those_of_the_definition(targeted):
    net, x = small_network(), pictures()
    y, sign = (TARGETS, -1) if targeted else (TRUTH, 1)
    slowly = slow(net, x, y, EPS, ALPHA, 3, sign)
    torch.testing.assert_close(pgd(net, x, y, EPS, ALPHA, 3, targeted=targeted), slowly, rtol=0, atol=1e-12)
    assert torch.equal(
        pgd(net, x, y, EPS, EPS, 1, targeted=targeted), fgsm(net, x, y, EPS, targeted=targeted)
    )


class Dropping(nn.Module):
    """With batch normalization, dropout and a functional ReLU: what differs in train mode."""

    def __init__(self, channels=4):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, channels, 3, stride=2), nn.BatchNorm2d(channels)
        self.drop, self.head = nn.Dropout(0.5), nn.Linear(channels, 6)

    def forward(self, x):
        return self.head(self.drop(F.relu(self.norm(self.conv(x))).mean((2, 3))))


@pytest.fixture
def net():
    torch.manual_seed(3)
    net = Dropping()
    net(torch.rand(4, 3, 9, 9)).sum().backward()
    return net.train()


ATTACKS = {
    "fgsm": lambda *args, **named: fgsm(*args, **named),
    "pgd": lambda *args, **named: pgd(*args, args[3] / 3, 5, **named),
    "pgd from a random start": lambda *args, **named: pgd(*args, args[3] / 3, 5, random_start=True, **named),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_every_pixel_stays_in_the_ball_and_in_the_range(net, name, dtype):
    net, x = net.to(dtype), torch.rand(2, 3, 96, 160).to(dtype)
    x[0, :, :4], x[0, :, 4:8] = 0, 1
    out = ATTACKS[name](net, x, [1, 2], 0.1)
    assert (out.shape, out.dtype, out.requires_grad) == (x.shape, dtype, False)
    assert out.min() >= 0
    assert out.max() <= 1
    assert (out - x).abs().max() <= 0.1 * (1 + 4 * torch.finfo(dtype).eps) + torch.finfo(dtype).eps
    assert (out != x).float().mean() > 0.5


@pytest.mark.parametrize("name", ATTACKS)
def test_eps_0_returns_x(net, name):
    x = torch.rand(2, 3, 9, 11)
    out = ATTACKS[name](net, x, [1, 2], 0)
    assert torch.equal(out, x)
    assert out is not x
    assert torch.equal(equal_noise(x, 0, seed=1), x)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_network_answers_in_eval_mode_and_stays_as_it_was(net, name):
    x = torch.rand(2, 3, 9, 11)
    before, kept = copy.deepcopy(net.state_dict()), x.clone()
    grads = [p.grad.clone() for p in net.parameters()]
    with torch.no_grad():
        in_train_mode = ATTACKS[name](net, x, [1, 2], 0.1)
    assert net.training
    assert all(torch.equal(value, before[key]) for key, value in net.state_dict().items())
    assert all(torch.equal(p.grad, g) for p, g in zip(net.parameters(), grads, strict=True))
    assert torch.equal(x, kept)
    assert torch.equal(in_train_mode, ATTACKS[name](net.eval(), x, [1, 2], 0.1))


def test_one_picture_is_attacked_as_in_a_batch(net):
    x, y = torch.rand(5, 3, 10, 12), torch.tensor([0, 1, 2, 3, 4])
    whole = pgd(net.double(), x.double(), y, 0.05, 0.02, 4)
    for i in range(5):
        assert torch.allclose(pgd(net, x[i : i + 1].double(), y[i : i + 1], 0.05, 0.02, 4)[0], whole[i])
    assert torch.equal(fgsm(net, x.double(), 3, 0.05), fgsm(net, x.double(), [3] * 5, 0.05))


def test_steps_go_where_they_should(net):
    net = net.eval().double()
    x, y = torch.rand(8, 3, 20, 24).double(), torch.arange(8) % 6
    loss = lambda pictures: F.cross_entropy(net(pictures), y, reduction="none").detach()
    away, near = pgd(net, x, y, 0.05, 0.01, 10), pgd(net, x, y, 0.05, 0.01, 10, targeted=True)
    assert (loss(away) > loss(x)).all()
    assert (loss(near) < loss(x)).all()
    assert (loss(away) >= loss(fgsm(net, x, y, 0.05)) - 1e-3).all()


def test_a_random_start_is_drawn_by_its_seed(net):
    x = torch.rand(1, 3, 9, 9)
    start = lambda seed: pgd(net, x, 0, 0.1, 0.1, 0, random_start=True, seed=seed)
    assert torch.equal(start(1), start(1))
    assert not torch.equal(start(1), start(2))
    assert 0.03 < (start(1) - x).abs().mean() < 0.07  # even in the cube, not on its faces
    assert torch.equal(pgd(net, x, 0, 0.1, 0.1, 0), x)


def test_nothing_depends_on_the_device():
    with torch.device("meta"):
        net, x, y = Dropping(), torch.rand(2, 3, 96, 160), torch.zeros(2, dtype=torch.long)
    for attack in ATTACKS.values():
        out = attack(net, x, y, 0.1)
        assert (out.shape, out.device.type) == (x.shape, "meta")
    assert equal_noise(x, 0.1, seed=0).is_meta
    assert Rounded(net, 4)(x).shape == (2, 6)


def test_noise_is_as_large_as_the_attack():
    x = torch.full((2, 3, 40, 50), 0.5)
    noise = equal_noise(x, 0.1, seed=4) - x
    assert torch.allclose(noise.abs(), torch.tensor(0.1), atol=1e-6)
    assert abs(noise.mean()) < 0.005
    assert torch.equal(equal_noise(x, 0.1, seed=4), equal_noise(x, 0.1, seed=4))
    assert not torch.equal(equal_noise(x, 0.1, seed=4), equal_noise(x, 0.1, seed=5))
    edge = equal_noise(torch.ones(1, 3, 8, 8), 0.1, seed=0)
    assert edge.max() == 1
    assert torch.allclose(edge.min(), torch.tensor(0.9))


def test_rounding_hides_the_slope_and_a_straight_way_through_finds_it(net):
    net, x, y = net.eval(), torch.rand(6, 3, 12, 12), torch.arange(6)
    hidden, open_ = Rounded(net, 8), Rounded(net, 8, straight_through=True)
    assert torch.equal(hidden(x), open_(x))
    assert torch.equal(hidden(x), net((x * 7).round() / 7))
    with pytest.warns(UserWarning, match=r"gradient of 6 of 6 pictures is 0 in every pixel \(the first: 0\)"):
        assert torch.equal(fgsm(hidden, x, y, 0.2), x)
    moved = fgsm(open_, x, y, 0.2)
    assert (F.cross_entropy(hidden(moved), y) > F.cross_entropy(hidden(x), y)).item()
    with pytest.raises(ValueError, match="shades is 1; want a whole number, 2"):
        Rounded(net, 1)


def test_the_curve_counts_right_answers(net):
    net, x = net.eval(), torch.rand(30, 3, 9, 9)
    y = net(x).argmax(1)
    assert share_right(net, x, y) == 1
    curve = robustness_curve(net, x, y, [0, 0.02, 0.3], fgsm, batch_size=7)
    assert curve[0] == 1
    assert curve[0] >= curve[1] >= curve[2]
    by_hand = (net(fgsm(net, x, y, 0.3)).argmax(1) == y).float().mean()
    assert curve[2] == pytest.approx(by_hand.item())
    with pytest.raises(ValueError, match="epsilons is empty"):
        robustness_curve(net, x, y, [], fgsm)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"eps": 8}, r"eps is 8; pixels lie in \[0, 1\], so want 0 to 1: 8 grey levels .* eps = 0.03137"),
        ({"eps": -0.1}, r"eps is -0.1; pixels lie in \[0, 1\], so want 0 to 1"),
        ({"eps": float("nan")}, "eps is nan; want a number in units of the pixels"),
        ({"eps": "0.1"}, "eps is '0.1'; want a number"),
        ({"alpha": 2}, "alpha is 2; pixels lie"),
        ({"steps": -1}, "steps is -1; want a whole number, 0 or more"),
        ({"steps": 2.0}, "steps is 2.0; want a whole number"),
        ({"y": 6}, "target 6 is none of the 6 classes 0 to 5"),
        ({"y": [0.5, 1]}, "target holds torch.float32; want classes as whole numbers"),
        ({"x": torch.rand(3, 9, 9)}, r"x has shape \(3, 9, 9\); .* x\[None\] makes a batch"),
        ({"x": 255 * torch.ones(2, 3, 9, 9)}, r"x reaches from 255 to 255; want pictures in \[0, 1\]"),
    ],
)  # fmt: skip
def test_errors_say_what_would_be_legal(net, args, message):
    given = {"x": torch.rand(2, 3, 9, 9), "y": [0, 1], "eps": 0.1, "alpha": 0.05, "steps": 2} | args
    with pytest.raises(ValueError, match=message):
        pgd(net, **given)
    if args.keys() & {"x", "eps"}:
        with pytest.raises(ValueError, match=message):
            equal_noise(given["x"], given["eps"], seed=0)


def test_a_network_without_a_way_back_is_refused(net):
    net.forward = lambda x: torch.zeros(len(x), 6)
    with pytest.raises(ValueError, match="no gradient comes back through Dropping"):
        fgsm(net, torch.rand(1, 3, 9, 9), 0, 0.1)
