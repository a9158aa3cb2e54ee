"""Waves and colours: a picture survives the way there and back, and strengths of variance 1 make pixels of
variance 1, in all sizes."""

import pytest
import torch

from cnnkit.visualize.synthesis.colours import MIX, decorrelated, mixed
from cnnkit.visualize.synthesis.parameters import Fourier, Pixels, wave_scale

SIDES = [(8, 8), (7, 7), (8, 7), (7, 8), (5, 16), (1, 6), (6, 1), (1, 1)]


def seeded(*shape, dtype=torch.float64):
    return torch.rand(shape, generator=torch.Generator().manual_seed(0), dtype=dtype)


@pytest.mark.parametrize("sides", SIDES)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_comes_back(sides, channels):
    start = 0.02 + 0.96 * seeded(2, channels, *sides)
    picture = Fourier(start).picture()
    assert picture.shape == start.shape
    assert torch.allclose(picture, start, atol=1e-12)


def test_black_and_white_come_back_nearly():
    start = torch.tensor([0.0, 1.0]).view(1, 1, 1, 2).expand(1, 3, 4, 2)
    assert torch.allclose(Fourier(start).picture(), start.clamp(0.01, 0.99), atol=1e-5)


@pytest.mark.parametrize("sides", [(8, 8), (7, 7), (8, 7), (7, 8), (16, 5)])
def test_independent_strengths_make_pixels_of_variance_one(sides):
    h, w = sides
    generator = torch.Generator().manual_seed(0)
    waves = torch.randn(4000, h, w // 2 + 1, 2, generator=generator, dtype=torch.float64)
    pixels = torch.fft.irfft2(torch.view_as_complex(waves) * wave_scale(h, w), s=sides, norm="ortho")
    assert pixels.var().item() == pytest.approx(1, rel=0.05)


@pytest.mark.parametrize("sides", [(8, 8), (7, 7), (6, 9)])
def test_waves_are_orthogonal_and_weighted_by_one_over_frequency(sides):
    """The map from strengths to pixels, column by column, against the printed scale."""
    h, w = sides
    scale = wave_scale(h, w)
    count = h * (w // 2 + 1)
    one_each = torch.eye(count, dtype=torch.float64).view(count, h, w // 2 + 1)
    zero = torch.zeros_like(one_each)
    real = torch.fft.irfft2(torch.complex(one_each, zero) * scale, s=sides, norm="ortho").flatten(1)
    length = real.norm(dim=1).view(h, w // 2 + 1)
    overlap = (real @ real.T).abs() / real.norm(dim=1).outer(real.norm(dim=1))
    mirrored = [(-row % h) * (w // 2 + 1) + col for row in range(h) for col in range(w // 2 + 1)]
    for i in range(count):
        for j in range(count):
            edge = i % (w // 2 + 1) in ({0, w // 2} if w % 2 == 0 else {0})
            same = i == j or (edge and j == mirrored[i])
            assert overlap[i, j] == pytest.approx(1 if same else 0, abs=1e-9)
    inner = length[1:, 1 : (w - 1) // 2 + 1] / scale[1:, 1 : (w - 1) // 2 + 1]
    assert torch.allclose(inner, inner[0, 0].expand_as(inner))
    twice = (scale[0, 1] / scale[0, 2]).item()
    assert twice == pytest.approx(2)
    assert scale[0, 0] == scale.max()


def test_colours_come_back_and_the_first_is_brightness():
    x = seeded(2, 3, 4, 5)
    assert torch.allclose(mixed(decorrelated(x)), x)
    brightness = mixed(torch.tensor([1.0, 0, 0]).view(1, 3, 1, 1)).flatten()
    assert brightness.min() > 0.9 * brightness.max() > 0
    assert MIX.norm(dim=0).max() == pytest.approx(1)
    red_for_blue = mixed(torch.tensor([0.0, 1, 0]).view(1, 3, 1, 1)).flatten()
    assert red_for_blue[0] > 0 > red_for_blue[2]
    assert red_for_blue[1] == 0
    grey = seeded(1, 1, 4, 5)
    assert mixed(grey) is grey


def test_steps_of_waves_move_the_whole_picture_and_climb():
    wanted = seeded(1, 3, 9, 6)
    climber = Fourier(torch.full((1, 3, 9, 6), 0.5, dtype=torch.float64))
    before = (climber.picture() * wanted).sum().item()
    (gradient,) = torch.autograd.grad((climber.picture() * wanted).sum(), climber.values)
    climber.climb(gradient, 0.1)
    after = climber.picture()
    assert (after * wanted).sum().item() > before
    assert (after != 0.5).all()


def test_steps_of_pixels_have_their_length_and_stay_in_range():
    climber = Pixels(torch.full((2, 1, 2, 2), 0.5))
    gradient = torch.tensor([1.0, -2, 3, -2]).view(1, 1, 2, 2).repeat(2, 1, 1, 1) * torch.tensor(
        [1.0, 50]
    ).view(2, 1, 1, 1)
    climber.climb(gradient, 0.1)
    want = torch.tensor([0.55, 0.4, 0.65, 0.4]).view(1, 1, 2, 2).expand(2, 1, 2, 2)
    assert torch.allclose(climber.picture(), want)
    climber.climb(100 * gradient, 9.0)
    assert climber.picture().aminmax() == (0, 1)
    climber.climb(torch.zeros_like(gradient), 0.1)
    assert climber.picture().isfinite().all()
