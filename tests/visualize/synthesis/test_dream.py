"""A dream is the ascent of ½ Σ z², and that is the gradient z; it raises the energy of its layer."""

import copy

import pytest
import torch
from torch import nn

from cnnkit.data.photos import photo
from cnnkit.models.create import create_model
from cnnkit.visualize import deep_dream
from cnnkit.visualize.looking.untouched import untouched
from cnnkit.visualize.synthesis.dream import dream_energy, octave_sizes


@pytest.fixture
def net():
    torch.manual_seed(0)
    body = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU())
    return nn.Sequential(body, nn.MaxPool2d(2), nn.Conv2d(6, 4, 3), nn.ReLU()).eval()


def clouds(n=1, h=24, w=40, dtype=torch.float32):
    return torch.rand(n, 3, h, w, generator=torch.Generator().manual_seed(1), dtype=dtype) / 2 + 0.25


def energy(net, x, layer):
    with untouched(net), torch.no_grad():
        return dream_energy(net, x, layer)


def test_the_gradient_of_the_energy_is_the_activation():
    """Errata E124: gradient = activation is right; the sign of the step after it is not."""
    z = torch.randn(2, 5, 4, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    z.requires_grad_()
    (gradient,) = torch.autograd.grad(dream_energy(nn.Identity(), z, "").sum(), z)
    assert torch.equal(gradient, z)


def test_putting_the_activation_in_the_gradients_place_is_the_same_step(net):
    net, x = net.double(), clouds(dtype=torch.float64)
    with untouched(net):
        free = x.clone().requires_grad_()
        z = net(free)
        (back,) = torch.autograd.grad(z, free, grad_outputs=z.detach())
    want = (x + 0.01 * back / back.abs().mean()).clamp(0, 1)
    made = deep_dream(net, x, "3", 1, octaves=1, lr=0.01, jitter=0)
    assert torch.allclose(made, want, atol=1e-12)


@pytest.mark.parametrize("layer", ["0", "2", "3"])
@pytest.mark.parametrize("octaves", [1, 3])
def test_a_dream_raises_its_energy(net, layer, octaves):
    x, seen = clouds(2), []
    made = deep_dream(
        net, x, layer, 4, octaves=octaves, jitter=2, watch=lambda step, y: seen.append((step, y))
    )
    assert made.shape == x.shape
    assert 0 <= made.min() <= made.max() <= 1
    assert (energy(net, made, layer) > energy(net, x, layer)).all()
    assert [step for step, _ in seen] == list(range(4 * octaves + 1))
    assert torch.equal(seen[0][1], x)
    assert torch.allclose(seen[-1][1], made)


def test_without_jitter_and_octaves_the_energy_rises_step_by_step(net):
    seen = []

    def watch(_, y):
        seen.append(energy(net, y, "2").item())

    deep_dream(net, clouds(), "2", 6, octaves=1, jitter=0, lr=0.004, watch=watch)
    assert seen == sorted(seen)
    assert len(set(seen)) == 7


def test_a_minus_would_lower_it(net):
    """Errata E124: the printed minus descends."""
    x = clouds()
    forth = deep_dream(net, x, "2", 1, octaves=1, jitter=0, lr=0.004)
    back = 2 * x - forth
    assert energy(net, back, "2") < energy(net, x, "2") < energy(net, forth, "2")


def test_squeezenet_dreams_of_a_rectangle():
    net = create_model("squeezenet1_1", weights="imagenet")
    x = photo("temple", (96, 160))[None]
    made = deep_dream(net, x, "body.fire5", 3, octaves=2)
    assert made.shape == x.shape
    assert (energy(net, made, "body.fire5") > 1.5 * energy(net, x, "body.fire5")).all()


def test_octaves_end_with_the_picture_itself():
    assert octave_sizes((96, 160), 3, 2.0) == [(24, 40), (48, 80), (96, 160)]
    assert octave_sizes((7, 9), 1, 1.35) == [(7, 9)]


def test_no_steps_give_the_picture(net):
    x = clouds()
    assert torch.equal(deep_dream(net, x, "2", 0), x)


def test_the_detail_of_the_picture_is_not_lost_on_the_way(net):
    """What small octaves could not show comes back: with hardly a step, hardly a change."""
    x = clouds()
    made = deep_dream(net, x, "2", 1, octaves=3, lr=1e-6)
    assert torch.allclose(made, x, atol=1e-3)


def test_seeds_reproduce(net):
    made = [deep_dream(net, clouds(), "2", 3, seed=seed) for seed in (0, 0, 1)]
    assert torch.equal(made[0], made[1])
    assert not torch.equal(made[0], made[2])


@pytest.mark.parametrize("fails", [False, True])
def test_the_network_is_left_as_it_was(net, fails):
    net.train()
    before = copy.deepcopy(net.state_dict())

    def watch(*_):
        if fails:
            raise RuntimeError("a reader's own error")

    try:
        deep_dream(net, clouds(), "2", 2, octaves=2, watch=watch)
    except RuntimeError:
        assert fails
    assert net.training
    assert all(p.grad is None and p.requires_grad for p in net.parameters())
    assert not any(part._forward_hooks for part in net.modules())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_it_needs_no_data_on_the_meta_device(net):
    made = deep_dream(net.to("meta"), torch.zeros(2, 3, 96, 160, device="meta"), "2", 2, octaves=2)
    assert made.is_meta
    assert made.shape == (2, 3, 96, 160)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32, torch.float64])
def test_any_dtype_and_memory_format(net, dtype):
    net, x = net.to(dtype).to(memory_format=torch.channels_last), clouds(dtype=torch.float64).to(dtype)
    made = deep_dream(net, x, "2", 4, octaves=2)
    assert made.dtype == dtype
    assert (energy(net, made, "2") > energy(net, x, "2")).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"image": torch.rand(3, 24, 40)}, r"image has shape \(3, 24, 40\); want \(n, c, h, w\)"),
        ({"image": torch.full((1, 3, 8, 8), 9.0)}, r"image reaches from 9 to 9; want pictures in \[0, 1\]"),
        ({"layer": "9"}, "Sequential has no layer '9'"),
        ({"octaves": 0}, "octaves=0.*at least 0 steps, 1 octave"),
        ({"octave_scale": 1.0}, r"octave_scale=1\.0.*a scale above 1"),
        ({"lr": -0.1}, r"lr=-0\.1.*a rate above 0"),
        ({"octaves": 9}, r"octave 1 of 9 has 2×4 pixels, and '2' is not reached with these \(.*\); fewer"),
    ],
)  # fmt: skip
def test_what_it_refuses(net, options, message):
    with pytest.raises(ValueError, match=message):
        deep_dream(**{"model": net, "image": clouds(), "layer": "2", "steps": 1} | options)
