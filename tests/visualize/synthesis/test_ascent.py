"""Activation maximization climbs, beats every picture of the data set, and says where it cannot climb."""

import copy
import warnings

import pytest
import torch
from torch import nn

from cnnkit.data.digits import load_digits
from cnnkit.models.create import create_model
from cnnkit.visualize import maximize_activation, total_variation
from cnnkit.visualize.looking.layers import run_to
from cnnkit.visualize.synthesis.priors import GREY, square_norm

SIDES = (96, 160)  # a peer swaps the sides


@pytest.fixture(scope="module")
def lenet():
    return create_model("lenet5", weights="digits").eval()


@pytest.fixture
def net():
    torch.manual_seed(0)
    head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 5))
    return nn.Sequential(nn.Conv2d(3, 6, 3), nn.BatchNorm2d(6), nn.ReLU(), head).eval()


def scores_of(net, x, channel):
    return net(x)[:, channel]


@pytest.mark.parametrize("parameters", ["fourier", "pixels"])
@pytest.mark.parametrize("digit", [0, 3])
def test_it_beats_the_best_picture_of_the_data_set(lenet, parameters, digit):
    digits = load_digits(32)
    every = torch.cat([digits.train_x, digits.test_x])
    with torch.no_grad():
        best = lenet(every)[:, digit].max().item()
        made = maximize_activation(lenet, None, digit, 32, 60, parameters=parameters, jitter=1, zoom=0)
        assert made.shape == (1, 1, 32, 32)
        assert lenet(made)[0, digit].item() > best


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"parameters": "pixels"},
        {"parameters": "pixels", "jitter": 0, "zoom": 0},
        {"parameters": "pixels", "blur": 0.4},
        {"parameters": "pixels", "clip_pixels": 0.3},
        {"parameters": "pixels", "clip_gradients": 0.3},
        {"l2": 1e-4},
        {"tv": 1e-5, "tv_beta": 2},
    ],
)
@pytest.mark.parametrize(("layer", "channel"), [(None, 2), ("0", 4), ("1", 4), (3, 1)])
def test_it_raises_what_it_climbs(net, options, layer, channel):
    layer = net[layer] if isinstance(layer, int) else layer
    seen = []
    made = maximize_activation(
        net,
        layer,
        channel,
        (12, 20),
        15,
        watch=lambda step, x, score: seen.append((step, x, score)),
        **options,
    )
    assert made.shape == (1, 3, 12, 20)
    assert [step for step, _, _ in seen] == list(range(16))
    assert seen[-1][2].item() > seen[0][2].item()
    assert torch.equal(seen[-1][1], made)
    assert 0 <= made.min() <= made.max() <= 1
    with torch.no_grad():
        say = net(made) if layer is None else run_to(net, made, layer)
    assert say[0, channel].mean().item() == pytest.approx(seen[-1][2].item(), rel=1e-5)


def test_without_jitter_the_score_of_pixels_rises_step_by_step(net):
    seen, plain = [], {"parameters": "pixels", "jitter": 0, "zoom": 0, "lr": 0.005}
    maximize_activation(net, "0", 1, 16, 8, **plain, watch=lambda _, __, score: seen.append(score.item()))
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]


def test_a_step_of_pixels_is_the_gradient_of_the_printed_loss(net):
    start = torch.rand(1, 3, 9, 8, generator=torch.Generator().manual_seed(1), dtype=torch.float64) / 2 + 0.25
    net = net.double()
    x = start.clone().requires_grad_()
    loss = net(x)[0, 3] - 0.01 * square_norm(x) - 0.02 * total_variation(x, 1.5)
    (gradient,) = torch.autograd.grad(loss, x)
    plain = {"parameters": "pixels", "jitter": 0, "zoom": 0, "lr": 0.01}
    made = maximize_activation(net, None, 3, steps=1, start=start, **plain, l2=0.01, tv=0.02, tv_beta=1.5)
    assert made.dtype == torch.float64
    assert torch.allclose(made, start + 0.01 * gradient / gradient.abs().mean(), atol=1e-12)


@pytest.mark.parametrize(
    ("plain", "held", "measure"),
    [
        ({}, {"l2": 1.0}, square_norm),
        ({}, {"tv": 1.0}, total_variation),
        ({}, {"blur": 0.6}, total_variation),
        ({}, {"clip_pixels": 0.5}, square_norm),
        ({}, {"clip_gradients": 0.5}, square_norm),
    ],
)
def test_each_prior_lowers_what_it_forbids(net, plain, held, measure):
    made = [
        maximize_activation(net, None, 2, 20, 12, parameters="pixels", **options) for options in (plain, held)
    ]
    assert measure(made[1]) < measure(made[0])


def test_clipped_pixels_are_grey(net):
    made = maximize_activation(net, None, 2, 20, 12, parameters="pixels", clip_pixels=0.25)
    assert (made == GREY).all(dim=1).float().mean().item() >= 0.24


def test_several_channels_climb_side_by_side_as_they_would_alone(net):
    start = torch.rand(1, 3, 14, 14, generator=torch.Generator().manual_seed(2))
    options = {"start": start, "steps": 4, "jitter": 2}
    both = maximize_activation(net, None, [1, 4], parameters="pixels", **options)
    for made, channel in zip(both, [1, 4], strict=True):
        alone = maximize_activation(net, None, channel, parameters="pixels", **options)
        assert torch.allclose(made, alone[0], atol=1e-6)


def test_one_place_of_a_map_has_its_field_to_move_and_no_more(net):
    made = maximize_activation(
        net, "0", 1, 12, 5, start="grey", parameters="pixels", jitter=0, zoom=0, place=(2, 4)
    )
    moved = (made != GREY).any(dim=1)[0]
    assert moved[2:5, 4:7].all()
    assert moved.sum() == 9


@pytest.mark.parametrize("parameters", ["fourier", "pixels"])
def test_seeds_reproduce(net, parameters):
    made = [maximize_activation(net, None, 1, 16, 5, parameters=parameters, seed=seed) for seed in (0, 0, 1)]
    assert torch.equal(made[0], made[1])
    assert not torch.equal(made[0], made[2])


def silent(net):
    """Channel 2 behind the ReLU never says anything: its bias is far below 0."""
    with torch.no_grad():
        net[0].bias[2] = -1000
    return net


@pytest.mark.parametrize("parameters", ["fourier", "pixels"])
def test_a_unit_that_is_silent_at_the_start_says_so_and_what_to_try(net, parameters):
    silent(net)
    with pytest.warns(
        UserWarning,
        match=r"channel 2 of '2': the gradient at the start is exactly 0.*before the ReLU.*start=patch",
    ):
        made = maximize_activation(net, "2", [0, 2], 12, 4, parameters=parameters, zoom=0)
    assert (made[1] - GREY).abs().max() < 0.1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (maximize_activation(net, "1", 2, 12, 4, parameters=parameters) - GREY).abs().max() > 0.05


def test_a_patch_that_excites_it_wakes_a_silent_unit():
    net = nn.Sequential(nn.Conv2d(3, 1, 3, bias=True), nn.ReLU())
    with torch.no_grad():
        net[0].weight.fill_(1.0)
        net[0].bias.fill_(-20.0)  # grey says 13.5
    with pytest.warns(UserWarning, match="exactly 0"):
        maximize_activation(net, "1", 0, 9, 3, parameters="pixels", jitter=0, zoom=0)
    patch = torch.full((1, 3, 9, 9), 0.9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = maximize_activation(net, "1", 0, start=patch, steps=3, parameters="pixels", jitter=0, zoom=0)
    assert net(made).mean() > net(patch).mean() > 0


def test_black_gives_nothing_to_climb_without_biases():
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(3, 8, 3, bias=False), nn.ReLU(), nn.Conv2d(8, 4, 3, bias=False), nn.ReLU(), nn.Flatten()
    )
    with pytest.warns(UserWarning, match="no biases: start='noise'"):
        made = maximize_activation(net, None, 0, 8, 3, start="black", parameters="pixels")
    assert not made.any()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert maximize_activation(net, "2", 0, 8, 3, start="noise", parameters="pixels").any()


@pytest.mark.parametrize("fails", [False, True])
def test_the_network_is_left_as_it_was(net, fails):
    net.train()
    net[0].weight.grad = torch.ones_like(net[0].weight)
    net[1].weight.requires_grad_(False)
    before, grad = copy.deepcopy(net.state_dict()), net[0].weight.grad

    def watch(*_):
        assert not net.training
        if fails:
            raise RuntimeError("a reader's own error")

    try:
        maximize_activation(net, None, 1, 12, 2, watch=watch)
    except RuntimeError:
        assert fails
    assert net.training
    assert net[0].weight.grad is grad
    assert not net[1].weight.requires_grad
    assert net[0].weight.requires_grad
    assert not any(part._forward_hooks for part in net.modules())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


@pytest.mark.parametrize("parameters", ["fourier", "pixels"])
def test_it_needs_no_data_on_the_meta_device(net, parameters):
    made = maximize_activation(
        net.to("meta"), None, [1, 3], SIDES, 2, parameters=parameters, l2=0.1, tv=0.1, tv_beta=1,
        **({"blur": 0.5, "clip_pixels": 0.1, "clip_gradients": 0.1} if parameters == "pixels" else {}),
    )  # fmt: skip
    assert made.is_meta
    assert made.shape == (2, 3, *SIDES)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("parameters", ["fourier", "pixels"])
def test_any_dtype_and_memory_format(net, dtype, parameters):
    net = net.to(dtype).to(memory_format=torch.channels_last)
    seen = []
    made = maximize_activation(
        net, "0", 3, (11, 14), 12, parameters=parameters, watch=lambda _, __, score: seen.append(score.item())
    )
    assert made.dtype == (torch.float64 if dtype == torch.float64 else torch.float32)
    assert seen[-1] > seen[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"channel": 5}, "the logits: 5 is none of the 5 classes 0 to 4"),
        ({"layer": "0", "channel": [0, 6]}, "'0': 6 is none of the 6 channels 0 to 5"),
        ({"layer": "conv"}, "Sequential has no layer 'conv'"),
        ({"channel": []}, "no channel"),
        ({"size": 0}, "size=0: want one or two numbers of pixels"),
        ({"steps": -1}, "steps=-1"),
        ({"lr": 0.0}, r"lr=0\.0; want steps of at least 0 and a rate above 0"),
        ({"parameters": "waves"}, "parameters='waves'; want one of fourier, pixels"),
        ({"blur": 1.0}, "blur: waves have no pixels to change; parameters='pixels' has"),
        ({"jitter": -1}, "jitter=-1; want 0 or more"),
        ({"clip_pixels": 1.0, "parameters": "pixels"}, r"clip_pixels=1\.0; want a share, 0 or more"),
        ({"start": "white"}, "start='white'; want noise, grey, black, or pictures"),
        ({"start": torch.rand(2, 3, 8, 8), "channel": [0, 1, 2]}, "start holds 2 pictures for 3 "),
        ({"start": torch.full((1, 3, 8, 8), 255.0)}, "start reaches from 255 to 255; want pictures"),
        ({"layer": "0", "place": (30, 0)}, r"'0' has maps of \(14, 14\); place \(30, 0\) is not on them"),
        ({"place": (0, 0)}, r"the logits has maps of \(\)"),
    ],
)  # fmt: skip
def test_what_it_refuses(net, options, message):
    with pytest.raises(ValueError, match=message):
        maximize_activation(net, **{"layer": None, "channel": 1, "size": 16, "steps": 2, "zoom": 0} | options)
