"""The measures of ink say of drawn strokes what they were drawn with."""

import math

import pytest
import torch

from cnnkit.recipes.ink import MEASURES, measures

SIDE = 60


def stroke(*, across=30.0, down=30.0, length=30.0, thickness=4.0, lean=0.0):
    """An upright stroke with soft edges; `lean` degrees to the right shift each row."""
    y, x = torch.meshgrid(torch.arange(SIDE) + 0.5, torch.arange(SIDE) + 0.5, indexing="ij")
    off = x - across + (y - down) * math.tan(math.radians(lean))
    inside = (thickness / 2 + 0.5 - off.abs()).clamp(0, 1) * (length / 2 + 0.5 - (y - down).abs()).clamp(0, 1)
    return inside[None, None]


def measured(**drawn):
    return dict(zip(MEASURES, measures(stroke(**drawn))[0].tolist(), strict=True))


@pytest.mark.parametrize("at", [20.0, 33.25])
def test_place(at):
    found = measured(across=at, down=50 - at)
    assert found["across"] == pytest.approx(at, abs=0.01)
    assert found["down"] == pytest.approx(50 - at, abs=0.01)


@pytest.mark.parametrize("lean", [-20.0, 0.0, 12.0])
def test_slant_is_signed_and_leaves_width_and_height(lean):
    found, upright = (measured(lean=one, thickness=8.0) for one in (lean, 0.0))
    assert found["slant"] == pytest.approx(lean, abs=0.3)
    assert found["width"] == pytest.approx(upright["width"], rel=0.05)
    assert found["height"] == pytest.approx(upright["height"], rel=0.02)


def test_size_follows_the_drawing():
    # a uniform length l has the standard deviation l / √12
    assert measured(length=40.0)["height"] == pytest.approx(40 / math.sqrt(12), rel=0.01)
    assert measured(thickness=9.0)["width"] == pytest.approx(9 / math.sqrt(12), rel=0.05)
    thin, thick = measured(thickness=3.0, length=50.0), measured(thickness=6.0, length=50.0)
    assert thick["thickness"] / thin["thickness"] == pytest.approx(2, rel=0.1)


def test_brightness_changes_nothing():
    assert torch.allclose(measures(stroke(lean=8) / 2), measures(stroke(lean=8)))


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(ValueError, match=r"wants pictures \(n, 1, h, w\), got \(2, 8, 8\)"):
        measures(torch.ones(2, 8, 8))
    with pytest.raises(ValueError, match="1 of 2 pictures hold no ink"):
        measures(torch.stack([torch.ones(1, 8, 8), torch.zeros(1, 8, 8)]))
