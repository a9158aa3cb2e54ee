"""Saliency, SmoothGrad and integrated gradients: definitions by slow loops, sums, units in the middle."""

import json

import pytest
import torch
from torch import nn

from cnnkit.data.photos import PHOTOS
from cnnkit.recipes.attribution_checks import RESULTS, held
from cnnkit.recipes.real_network import network
from cnnkit.visualize import guided_backprop, integrated_gradients, saliency, smoothgrad
from cnnkit.visualize.attribution.integrated_gradients import MOST
from cnnkit.visualize.attribution.slope import input_slope, input_slopes
from tests.visualize.attribution.nets import Modules, pictures

RUN = json.loads(RESULTS.read_text("utf8"))


def test_saliency_is_what_a_tiny_change_does():
    net, x = Modules().double(), pictures(1)
    slopes = saliency(net, x, 2)
    for place in [(0, 0, 3, 4), (0, 2, 7, 11), (0, 1, 0, 0)]:
        step = torch.zeros_like(x)
        step[place] = 1e-6
        changed = (net(x + step) - net(x - step))[0, 2] / 2e-6
        assert slopes[place].item() == pytest.approx(abs(changed.item()), rel=1e-4, abs=1e-9)


def test_a_unit_in_the_middle_is_taken_where_it_is_largest():
    net, x = Modules().double(), pictures(2)
    slopes = saliency(net, x, [3, 5], layer="conv2")
    for i, channel in enumerate((3, 5)):
        leaf = x[i : i + 1].clone().requires_grad_()
        net.conv2(net.pool(net.relu1(net.conv1(leaf))))[0, channel].max().backward()
        torch.testing.assert_close(slopes[i], leaf.grad[0].abs())
    assert saliency(net, x, 2, layer=net.head).shape == x.shape
    assert torch.equal(saliency(net, x, 2, layer="head"), saliency(net, x, 2))
    with pytest.raises(ValueError, match=r"no layer 'conv9'; did you mean conv"):
        guided_backprop(net, x, 2, layer="conv9")


def test_smoothgrad_is_the_mean_of_noisy_slopes():
    net, x = Modules().double(), pictures(2)
    found = smoothgrad(net, x, 1, samples=4, noise=0.2, seed=9)
    generator, total = torch.Generator().manual_seed(9), torch.zeros_like(x)
    for _ in range(4):
        noise = torch.randn(x.shape, generator=generator).double()
        for i in range(2):
            leaf = (x[i] + 0.2 * (x[i].max() - x[i].min()) * noise[i]).requires_grad_()
            net(leaf[None])[0, 1].backward()
            total[i] += leaf.grad / 4
    torch.testing.assert_close(found, total)
    assert torch.equal(smoothgrad(net, x, 1, samples=1, noise=0).abs(), saliency(net, x, 1))
    assert torch.equal(smoothgrad(net, x, 1, samples=3), smoothgrad(net, x, 1, samples=3))
    with pytest.raises(ValueError, match=r"samples=0, noise=0\.15; want 1 sample"):
        smoothgrad(net, x, 1, samples=0)


def missed(net, x, targets, baseline, steps, tolerance=1e-3):
    """By how much each picture's sum misses F(x) - F(baseline), that rise, and the sum without signs."""
    found = integrated_gradients(net, x, targets, baseline, steps, tolerance=tolerance)
    below = torch.zeros_like(x) + (0 if baseline is None else baseline)
    rise = (net(x) - net(below))[range(len(x)), targets].detach()
    return (found.sum((1, 2, 3)) - rise).abs(), rise.abs(), found.abs().sum((1, 2, 3))


def other_start():
    return torch.rand(3, 8, 12, generator=torch.Generator().manual_seed(2)).double()


@pytest.mark.parametrize("baseline", [None, 0.5, other_start()])
@pytest.mark.parametrize("tolerance", [1e-2, 1e-3])
def test_integrated_gradients_add_up_to_the_rise(baseline, tolerance):
    net, x = Modules().double(), pictures(3)
    miss, rise, _ = missed(net, x, [0, 1, 2], baseline, 20, tolerance)
    assert (miss <= tolerance * rise).all()
    plain, _, _ = missed(net, x, [0, 1, 2], baseline, 20, None)
    assert (plain > 1e-3 * rise).any()  # which the stretches as they begin would not do


@pytest.mark.parametrize(
    "name",
    [name if name in ("camera", "flower") else pytest.param(name, marks=pytest.mark.slow) for name in PHOTOS],
)
def test_they_do_so_on_the_real_network_for_every_photograph(name):
    row = held(name, network())  # in float32, which is twice as fast
    assert abs(row["off"]) < 1e-3 + 1e-5
    assert row["slopes"] < MOST * 50
    assert abs(RUN["held"][name]["off"]) < 1e-3  # and in float64


@pytest.mark.parametrize("baseline", [None, 0.5, other_start()])
def test_without_tolerance_the_sum_tells_whether_the_steps_are_enough(baseline):
    few, some, many = (
        (miss / total).max()
        for miss, _, total in (
            missed(Modules().double(), pictures(3), [0, 1, 2], baseline, n, None) for n in (3, 30, 300)
        )
    )
    assert few > 8 * many
    assert some > many
    assert many < 1e-3


def test_what_misses_most_is_halved_first():
    class OneKink(nn.Module):
        def forward(self, x):
            return (x - 0.3).relu().flatten(1)

    net, places = OneKink(), list[float]()
    net.register_forward_pre_hook(lambda _, given: places.extend(given[0].flatten().tolist()))
    x = torch.ones(1, 1, 1, 1, dtype=torch.float64)
    found = integrated_gradients(net, x, 0, steps=10)
    assert found.item() == pytest.approx(0.7, rel=1e-3)
    assert places[:11] == pytest.approx([(k / 10) ** 2 for k in range(11)])
    # four a round; the first is the middle of the one stretch that holds the kink
    assert places[11::4] == pytest.approx([0.305, 0.2775, 0.29125, 0.298125, 0.3015625])


def test_what_cannot_be_held_is_told():
    with pytest.warns(
        UserWarning, match=r"with 8 slopes picture 0 misses its rise of -0\.023 by 0\.00061: give"
    ):
        integrated_gradients(Modules().double(), pictures(1), 0, steps=1)


def test_no_way_has_nothing_to_halve():
    x = pictures(2)
    assert not integrated_gradients(Modules().double(), x, 0, baseline=x).any()


def test_integrated_gradients_of_polynomials_are_known():
    class Cubes(nn.Module):
        def forward(self, x):
            return (x**3).flatten(1) @ torch.tensor([[1.0], [2.0]], dtype=x.dtype)

    x = torch.tensor([3.0, -2.0], dtype=torch.float64).view(1, 1, 1, 2)
    found = integrated_gradients(Cubes(), x, 0, baseline=1.0, steps=500)
    # each pixel has its own cube: what it rises from the baseline is its share
    wanted = torch.tensor([27.0 - 1, 2 * (-8.0 - 1)], dtype=torch.float64)
    torch.testing.assert_close(found.flatten(), wanted, rtol=1e-4, atol=0)


def test_without_tolerance_integrated_gradients_are_plain_trapezoids():
    net, x = Modules().double(), pictures(2)
    found = integrated_gradients(net, x, [1, 2], steps=7, tolerance=None)
    plain = torch.zeros_like(x)
    for k in range(7):
        low, high = (k / 7) ** 2, ((k + 1) / 7) ** 2
        for i, target in enumerate((1, 2)):
            for end in (low, high):
                leaf = (end * x[i : i + 1]).requires_grad_()
                net(leaf)[0, target].backward()
                plain[i] += (high - low) / 2 * x[i] * leaf.grad[0]
    torch.testing.assert_close(found, plain)


@pytest.mark.parametrize("pictures_at_once", [1, 3, 6])
def test_versions_run_together_in_any_number_and_give_the_same(pictures_at_once):
    net, x, targets = Modules().double(), pictures(pictures_at_once), [0, 1, 2, 3, 0, 1][:pictures_at_once]
    versions = [x * scale for scale in (0.2, 0.4, 0.6, 0.8, 1.0)]
    together = list(input_slopes(net, iter(versions), targets))
    assert len(together) == 5
    for version, slope in zip(versions, together, strict=True):
        torch.testing.assert_close(slope, input_slope(net, version, targets))


def test_integrated_gradients_say_what_is_wrong():
    net, x = Modules().double(), pictures(2)
    with pytest.raises(ValueError, match=r"baseline has shape \(3, 8, 8\); want a number, or what spreads"):
        integrated_gradients(net, x, 0, baseline=torch.zeros(3, 8, 8))
    with pytest.raises(ValueError, match="steps=0; want 1 or more"):
        integrated_gradients(net, x, 0, steps=0)
    with pytest.raises(ValueError, match="tolerance=0; want a share of the rise above 0, or None"):
        integrated_gradients(net, x, 0, tolerance=0)


def test_scores_without_a_slope_are_named():
    class Detached(Modules):
        def forward(self, x):
            return super().forward(x).detach()

    with pytest.raises(ValueError, match="the scores of this Detached have no slope"):
        saliency(Detached(), torch.rand(1, 3, 8, 12), 0)
