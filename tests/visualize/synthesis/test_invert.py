"""Feature inversion: what early layers kept comes back better than what late ones kept."""

import copy

import pytest
import torch
from torch import nn

from cnnkit.data.photos import photo
from cnnkit.models import create_model
from cnnkit.visualize import invert_features, psnr, total_variation
from cnnkit.visualize.looking.layers import run_to


@pytest.fixture(scope="module")
def squeezenet():
    return create_model("squeezenet1_1", weights="imagenet").eval()


def small(dtype=torch.float32):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 4, 3, 2))
    return net.to(dtype).eval()


def code(net, x, layer):
    with torch.no_grad():
        return run_to(net, x, layer)


def test_early_layers_give_the_photograph_back_and_late_ones_do_not(squeezenet):
    x = photo("coffee", 64)[None]
    layers = ["body.relu_conv1", "body.fire2", "body.fire9"]
    back = [invert_features(squeezenet, name, code(squeezenet, x, name), 64, steps=40) for name in layers]
    early, middle, late = (psnr(y, x).item() for y in back)
    assert early > middle + 5
    assert middle > late + 2


def test_the_code_of_what_is_found_is_near_the_target_on_rectangles_in_batches(squeezenet):
    x = torch.stack([photo(name, (48, 80)) for name in ("cat", "temple")])
    target, grey = (code(squeezenet, each, "body.fire2") for each in (x, torch.full_like(x, 0.5)))
    y = invert_features(squeezenet, "body.fire2", target, (48, 80), steps=40)
    distance = lambda found: (found - target).square().flatten(1).sum(1) / target.square().flatten(1).sum(1)
    assert y.shape == x.shape
    assert ((y >= 0) & (y <= 1)).all()
    assert (distance(code(squeezenet, y, "body.fire2")) < 0.2 * distance(grey)).all()
    # each picture is found for its own code, whatever else is in the batch
    alone = invert_features(squeezenet, "body.fire2", target[:1], (48, 80), steps=40)
    assert psnr(y[:1], x[:1]).item() == pytest.approx(psnr(alone, x[:1]).item(), abs=0.5)


def test_priors_are_weighed_as_they_say():
    net, x = small(), photo("cat", 24)[None]
    target = code(net, x, "3")
    rough, smooth = (invert_features(net, "3", target, 24, 60, tv_weight=w, alpha_weight=0) for w in (0, 100))
    assert total_variation(smooth, 2) < 0.2 * total_variation(rough, 2)
    free, held = (invert_features(net, "3", target, 24, 60, tv_weight=0, alpha_weight=w) for w in (0, 10))
    edge = lambda y: ((y < 0.02) | (y > 0.98)).sum()
    assert edge(held) < edge(free)


def test_the_loss_is_the_printed_one():
    """One step of Adam moves each pixel by lr against the sign of the printed loss's gradient."""
    net, x = small(torch.float64), photo("cat", 12)[None].double()
    target, frames = code(net, x, "2"), []
    y = invert_features(
        net, "2", target, 12, 1, alpha=4, alpha_weight=2.0, beta=1.5, tv_weight=3.0, lr=1e-3,
        watch=lambda step, now: frames.append((step, now)),
    )  # fmt: skip
    assert [step for step, _ in frames] == [0, 1]
    assert torch.equal(frames[1][1], y)
    start = frames[0][1].requires_grad_()
    loss = (net[:3](start) - target).square().sum() / target.square().sum()
    loss = (
        loss + 2.0 * (2 * start - 1).abs().pow(4).mean() + 3.0 * total_variation(start, 1.5) / start.numel()
    )
    (gradient,) = torch.autograd.grad(loss, start)
    moves = gradient.abs() > 1e-6
    assert torch.allclose((y - start)[moves], -1e-3 * gradient.sign()[moves], atol=1e-5)


def test_frames_come_in_order_and_seeds_decide():
    net = small()
    target, frames = code(net, photo("cat", 16)[None], "3"), []
    y = invert_features(net, net[3], target, 16, 3, watch=lambda step, now: frames.append((step, now)))
    assert [step for step, _ in frames] == [0, 1, 2, 3]
    assert torch.equal(frames[3][1], y)
    assert torch.equal(y, invert_features(net, "3", target, 16, 3))
    assert not torch.equal(y, invert_features(net, "3", target, 16, 3, seed=1))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
def test_it_works_in_other_dtypes(dtype):
    net, x = small(dtype), photo("cat", 20)[None].to(dtype)
    y = invert_features(net, "2", code(net, x, "2"), 20, 60)
    assert y.dtype == dtype
    assert psnr(y.float(), x.float()) > 15


def test_codes_of_grey_pictures_and_of_dense_layers_have_a_way_back():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 6, 3), nn.ReLU(), nn.Flatten(), nn.Linear(6 * 14 * 14, 300))
    x = photo("camera", 16)[:1][None]
    y = invert_features(net, "3", code(net, x, "3"), 16, 150, channels=1, tv_weight=0.1)
    assert y.shape == x.shape
    assert psnr(y, x) > 12


@pytest.mark.parametrize("fails", [False, True])
def test_the_model_is_left_as_it_was(fails):
    net = small().train()
    net[0].weight.requires_grad_(False)
    net(torch.rand(2, 3, 8, 8)).sum().backward()
    before, grads = copy.deepcopy(net.state_dict()), [p.grad for p in net.parameters()]
    target = torch.rand(1, 8, 8, 8)

    def each(step, _):
        if fails and step == 2:
            raise RuntimeError

    try:
        with torch.no_grad():
            invert_features(net, "2", target, 8, 3, watch=each)
    except RuntimeError:
        assert fails
    assert all(part.training for part in net.modules())
    assert [p.requires_grad for p in net.parameters()].count(False) == 1
    assert all(p.grad is g for p, g in zip(net.parameters(), grads, strict=True))
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not any(part._forward_hooks for part in net.modules())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target": torch.rand(8)}, r"target is \(8,\) of torch.float32; want what the layer said"),
        ({"target": torch.ones(1, 8, 9, 9, dtype=torch.long)}, r"of torch.int64; want .* floats"),
        ({"target": [1.0]}, "target is list"),
        ({"target": torch.zeros(2, 8, 9, 9)}, "target is all zeros in picture 0: '2' said nothing of it"),
        ({"target": torch.rand(1, 8, 9, 8)}, r"of pictures of 9×9 pixels '2' says \(1, 8, 9, 9\), target is"),
        ({"size": (9, 0)}, r"size=\(9, 0\); want a side in pixels, or \(h, w\), at least 1"),
        ({"steps": 0}, "steps=0; want at least 1"),
        ({"beta": 0}, "beta=0; want a power above 0"),
        ({"tv_weight": -1.0}, r"tv_weight=-1.0; want 0 \(this prior is left out\) or more"),
        ({"layer": "conv"}, "Sequential has no layer 'conv'"),
    ],
)
def test_what_it_refuses(changes, message):
    arguments = {"model": small(), "layer": "2", "target": torch.rand(1, 8, 9, 9), "size": 9, "steps": 2}
    with pytest.raises(ValueError, match=message):
        invert_features(**arguments | changes)


def test_psnr_counts_in_decibels():
    x = torch.full((2, 3, 4, 5), 0.5)
    y = x.clone()
    y[1] += 0.1
    assert psnr(y, x).tolist() == pytest.approx([float("inf"), 20.0], abs=1e-4)
    with pytest.raises(
        ValueError, match=r"x has shape \(2, 3, 4, 5\), reference \(1, 3, 4, 5\); want the same"
    ):
        psnr(x, x[:1])
    with pytest.raises(ValueError, match="gradients need floats"):
        psnr(x, (255 * x).byte())
