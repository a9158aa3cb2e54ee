"""Loss surfaces: the direction is the printed one, the loss in the middle is the model's, running statistics
belong to the weights, and nothing is left behind.
"""

import copy
import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnkit.visualize import common_range, filter_normalized_direction, loss_surface

X = torch.rand(12, 3, 9, 8, generator=torch.Generator().manual_seed(5))
Y = torch.arange(12) % 5


def make(norm=True, dtype=torch.float32):
    torch.manual_seed(0)
    layers = [
        nn.Conv2d(3, 4, 3, bias=True),
        nn.BatchNorm2d(4) if norm else nn.Identity(),
        nn.ReLU(),
        nn.Dropout(0.9),
    ]
    layers += [
        nn.Conv2d(4, 6, 3, groups=2),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, 5),
    ]
    return nn.Sequential(*layers).to(dtype)


def loss(model):
    return F.cross_entropy(model(X.to(next(model.parameters()).dtype)), Y)


def by_hand(model, seed):
    """The printed definition, one filter after the other."""
    random, found = torch.Generator().manual_seed(seed), []
    for weight in model.parameters():
        if weight.dim() < 2:
            found.append(torch.zeros(weight.shape))
            continue
        noise = torch.randn(weight.shape, generator=random)
        for i in range(len(weight)):
            length = math.sqrt(sum(float(v) ** 2 for v in noise[i].flatten()))
            own = math.sqrt(sum(float(v) ** 2 for v in weight[i].detach().flatten()))
            noise[i] = noise[i] / length * own
        found.append(noise)
    return found


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_each_filter_of_a_direction_is_as_long_as_the_networks(dtype):
    model = make(dtype=dtype)
    direction = filter_normalized_direction(model, 7)
    near = {torch.float32: 1e-6, torch.float64: 1e-6, torch.bfloat16: 1e-2}[dtype]
    for found, want, weight in zip(direction, by_hand(model, 7), model.parameters(), strict=True):
        assert (found.shape, found.dtype, found.requires_grad) == (weight.shape, dtype, False)
        assert torch.allclose(found.double(), want.double(), atol=near)
    assert [bool(d.any()) for d in direction] == [True, False, False, False, True, False, True, False]
    # filter by filter, and not as a whole layer
    lengths = direction[0].double().flatten(1).norm(dim=1)
    assert torch.allclose(lengths, model[0].weight.double().flatten(1).norm(dim=1), rtol=near)


def test_a_doubled_filter_gets_a_doubled_direction_and_an_empty_one_stays():
    model = make()
    before = filter_normalized_direction(model, 1)[0]
    with torch.no_grad():
        model[0].weight[1] *= 2
        model[0].weight[2] = 0
    after = filter_normalized_direction(model, 1)[0]
    assert torch.allclose(after[1], 2 * before[1])
    assert not after[2].any()
    assert torch.equal(after[3], before[3])


def test_a_seed_gives_one_direction_and_another_seed_another():
    first, again, other = (filter_normalized_direction(make(), seed)[0] for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other)
    with torch.device("meta"):
        assert all(d.is_meta for d in filter_normalized_direction(make(), 3))
    with pytest.raises(ValueError, match="ReLU has no parameters"):
        filter_normalized_direction(nn.ReLU(), 0)


def test_in_the_middle_the_loss_is_the_models_and_elsewhere_that_of_moved_weights():
    model = make(norm=False).eval()
    directions = [filter_normalized_direction(model, seed) for seed in (0, 1)]
    surface = loss_surface(model, loss, directions, ([-0.5, 0, 0.5], [0, 1.0]))
    assert (surface.shape, surface.dtype) == ((3, 2), torch.float64)
    assert surface[1, 0].item() == loss(model).item()
    other = copy.deepcopy(model)
    with torch.no_grad():
        for weight, d1, d2 in zip(other.parameters(), *directions, strict=True):
            weight += 0.5 * d1 + 1.0 * d2
    assert surface[2, 1].item() == pytest.approx(loss(other).item(), rel=1e-5)
    line = loss_surface(model, loss, directions[0], torch.tensor([-0.5, 0, 0.5]))
    assert torch.allclose(line, surface[:, 0])
    square = loss_surface(model, loss, directions, [0, 1])
    assert square.shape == (2, 2)
    assert square[0, 0] == surface[1, 0]


def test_running_statistics_follow_the_weights():
    model = make()
    stretch = [torch.zeros_like(p) for p in model.parameters()]
    stretch[0], stretch[1] = model[0].weight.detach(), model[0].bias.detach()
    steps = [0.0, 1.0, 3.0]
    # a stretched convolution before a normalization computes the same: the surface along it is flat
    flat = loss_surface(model, loss, stretch, steps)
    assert (flat - flat[0]).abs().max() < 1e-5
    kept = loss_surface(model, loss, stretch, steps, statistics="kept")
    assert (kept - kept[0]).abs().max() > 3e-4
    assert kept[0].item() == pytest.approx(loss(copy.deepcopy(model).eval()).item())
    # recomputed from the pictures of the loss: what a batch in training mode would use, without dropout
    trained = copy.deepcopy(model).eval()
    trained[1].momentum = 1.0
    trained[1].train()
    trained(X)
    variance = trained[1].running_var
    assert flat[0].item() == pytest.approx(loss(trained.eval()).item(), rel=1e-4)
    assert not torch.allclose(variance, model[1].running_var)


def test_statistics_are_recomputed_also_where_the_loss_sets_the_mode_and_cuts_batches():
    def in_batches(model):
        model.eval()
        return sum(F.cross_entropy(model(x), y) for x, y in zip(X.split(4), Y.split(4), strict=True)) / 3

    model = make()
    direction = filter_normalized_direction(model, 0)
    found = loss_surface(model, in_batches, direction, [0.0, 0.3])
    assert torch.allclose(found, loss_surface(model, loss, direction, [0.0, 0.3]), rtol=0.05)
    assert model.training


@pytest.mark.parametrize("fails", [False, True])
def test_the_model_is_left_as_it_was(fails):
    model = make()
    model[0].eval()
    model[4].weight.requires_grad_(False)
    loss(model).backward()
    before, where = copy.deepcopy(model.state_dict()), [p.data_ptr() for p in model.parameters()]
    grads = [p.grad for p in model.parameters()]
    calls = []

    def breaks(model):
        calls.append(1)
        if fails and len(calls) == 4:
            raise RuntimeError("stop")
        return loss(model)

    try:
        loss_surface(model, breaks, filter_normalized_direction(model, 0), [0.0, 1.0, 2.0])
    except RuntimeError:
        assert fails
    assert len(calls) == (4 if fails else 6)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert [p.data_ptr() for p in model.parameters()] == where
    assert all(p.grad is g for p, g in zip(model.parameters(), grads, strict=True))
    assert [p.requires_grad for p in model.parameters()].count(False) == 1
    assert (model.training, model[0].training, model[1].training, model[1].momentum) == (
        True,
        False,
        True,
        0.1,
    )
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in model.modules())


def test_losses_that_overflow_are_kept_and_left_out_of_the_range():
    model = make(norm=False)
    back = [-weight.detach() for weight in model.parameters()]
    found = loss_surface(model, lambda m: m[0].weight.abs().sum().log(), back, [0.0, 1.0])
    assert found[1] == -math.inf
    assert common_range(found, torch.tensor([math.nan, 9.0])) == (found[0].item(), 9.0)
    with pytest.raises(ValueError, match="no surface has a finite value"):
        common_range(torch.tensor([math.nan]))


@pytest.mark.parametrize(
    ("directions", "grid", "loss", "message"),
    [
        ([], [0.0], loss, "directions is empty"),
        (lambda d: d[:3], [0.0], loss, r"direction 0 has 3 tensors, the model 8 parameters: want one"),
        (lambda d: [d, d[::-1]], [0.0], loss, r"direction 1 .*; number 0 is \(5,\), not \(4, 3, 3, 3\)"),
        (lambda d: d, [[0.0], [1.0]], loss, r"grid has steps for 2 directions \(1, 1 of them\), there are 1"),
        (lambda d: [d, d], [], loss, r"grid has steps for 2 directions \(0, 0 of them\)"),
        (lambda d: d, [0.0], lambda m: m(X), r"loss\(model\) gives a tensor \(12, 5\); want one number"),
        (lambda d: d, [0.0], lambda m: None, r"loss\(model\) gives NoneType"),
    ],
)  # fmt: skip
def test_what_it_refuses(directions, grid, loss, message):
    model = make()
    given = directions(filter_normalized_direction(model, 0)) if callable(directions) else directions
    with pytest.raises(ValueError, match=message):
        loss_surface(model, loss, given, grid)
    with pytest.raises(ValueError, match="statistics='frozen'; want 'recomputed' or 'kept'"):
        loss_surface(model, loss, filter_normalized_direction(model, 0), [0.0], statistics="frozen")
