"""Each prior does the one thing that it says."""

import pytest
import torch

from cnnkit.visualize.synthesis.priors import GREY, blurred, clip_small, jittered, square_norm, zoomed
from cnnkit.visualize.synthesis.steps import drawn_shift, uphill


def drawn(seed=0):
    return torch.Generator().manual_seed(seed)


def test_the_norm_is_taken_from_grey():
    assert square_norm(torch.full((1, 3, 2, 2), GREY)) == 0
    assert square_norm(torch.tensor([[[[0.5, 1.0], [0.0, 0.5]]]])) == 0.5


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.5])
def test_blur_keeps_the_mean_and_flat_pictures_and_spreads_a_point(sigma):
    flat = torch.full((2, 3, 9, 6), 0.7)
    assert torch.allclose(blurred(flat, sigma), flat, atol=1e-6)
    point = torch.zeros(1, 1, 31, 33, dtype=torch.float64)
    point[0, 0, 15, 16] = 1
    spread = blurred(point, sigma)
    assert spread.sum().item() == pytest.approx(1)
    offsets = torch.arange(31, dtype=torch.float64) - 15
    # the variance of the discrete Gaussian, cut off at 3 sigma: a little under sigma² for large ones
    found = (spread[0, 0].sum(1) * offsets.square()).sum().item()
    reach = torch.arange(
        -torch.tensor(3 * sigma).ceil(), torch.tensor(3 * sigma).ceil() + 1, dtype=torch.float64
    )
    weight = torch.exp(-0.5 * (reach / sigma).square())
    assert found == pytest.approx(((weight * reach.square()).sum() / weight.sum()).item())
    assert torch.allclose(spread, spread.flip(-1, -2).roll((0, 0), (-1, -2)))


def test_clipping_makes_the_smallest_pixels_grey_all_channels_together():
    x = torch.tensor([0.5, 0.9, 0.45, 0.0, 0.6]).view(1, 1, 1, 5).repeat(1, 3, 1, 1)
    found = clip_small(x, x - GREY, 0.5)
    assert found[0, 0, 0].tolist() == pytest.approx([0.5, 0.9, 0.5, 0.0, 0.6])
    # one channel far from grey holds the pixel's other two
    y = torch.full((1, 3, 1, 3), 0.55)
    y[0, 1, 0, 2] = 1.0
    assert clip_small(y, y - GREY, 0.9)[0, :, 0, 2].tolist() == pytest.approx([0.55, 1.0, 0.55])
    assert torch.equal(clip_small(y, y - GREY, 0.0), y)


def test_jitter_rolls_and_loses_no_pixel():
    x = torch.arange(42.0).view(1, 1, 6, 7)
    rolled = {tuple(jittered(x, 2, drawn(seed)).flatten().tolist()) for seed in range(40)}
    assert len(rolled) > 10
    assert all(sorted(one) == x.flatten().tolist() for one in rolled)
    shifts = [drawn_shift(2, drawn(seed)) for seed in range(300)]
    assert {down for down, _ in shifts} == {across for _, across in shifts} == {-2, -1, 0, 1, 2}


def test_zoom_changes_the_sides_a_little():
    x = torch.rand(2, 3, 100, 40, generator=drawn())
    sides = {zoomed(x, 0.05, drawn(seed)).shape[-2:] for seed in range(40)}
    assert len(sides) > 4
    assert all(95 <= h <= 105 and 38 <= w <= 42 for h, w in sides)
    assert zoomed(torch.rand(1, 1, 1, 1), 0.4, drawn()).shape == (1, 1, 1, 1)


def test_a_step_uphill_moves_a_pixel_by_its_rate_on_average():
    x, gradient = torch.full((2, 3, 4, 5), 0.5), torch.randn(2, 3, 4, 5, generator=drawn())
    gradient[1] *= 1e-6
    moved = uphill(x, gradient, 0.01) - x
    assert torch.allclose(moved.abs().mean((1, 2, 3)), torch.tensor([0.01, 0.01]))
    assert torch.equal(moved.sign(), gradient.sign())
    assert torch.equal(uphill(x, torch.zeros_like(x), 1.0), x)
