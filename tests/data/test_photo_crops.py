"""Pieces of photographs: repeatable, with one contrast, and none of the left half in the right."""

import pytest
import torch

from cnnkit.data.photo_crops import CLASSES, LEFT, PLAIN, RIGHT, SIDE, as_rgb, photo_crops
from cnnkit.data.photos import PHOTOS, photo


def test_pieces_have_one_brightness_and_one_contrast():
    x, y = photo_crops(3)
    assert x.shape == (30, 1, SIDE, SIDE)
    assert y.tolist() == sorted([*range(10)] * 3)
    torch.testing.assert_close(x.mean((1, 2, 3)), torch.zeros(30), atol=1e-5, rtol=0)
    torch.testing.assert_close(x.std((1, 2, 3)), torch.ones(30), atol=1e-5, rtol=0)
    rgb = as_rgb(x)
    assert rgb.shape == (30, 3, SIDE, SIDE)
    assert rgb.min() >= 0
    assert rgb.max() <= 1
    assert torch.equal(rgb[:, 0], rgb[:, 2])


def test_more_pieces_begin_with_the_fewer_and_another_seed_cuts_others():
    few, many = photo_crops(2, seed=4)[0], photo_crops(5, seed=4)[0]
    assert torch.equal(few.unflatten(0, (10, 2)), many.unflatten(0, (10, 5))[:, :2])
    assert not torch.equal(few, photo_crops(2, seed=5)[0])
    assert not torch.equal(few, photo_crops(2, RIGHT, seed=4)[0])


@pytest.mark.parametrize(("part", "columns"), [(LEFT, slice(0, 0.5)), (RIGHT, slice(0.5, 1))])
def test_a_piece_lies_in_its_part(part, columns):
    """Each piece is found in its half of the photograph: the best match of its standardized pixels."""
    x, y = photo_crops(2, part, seed=1)
    for piece, label in list(zip(x[:, 0], y.tolist(), strict=True))[8:12]:
        grey = photo(CLASSES[label]).mean(0)
        w = grey.shape[1]
        half = grey[:, round(columns.start * w) : round(columns.stop * w)]
        windows = half.unfold(0, SIDE, 1).unfold(1, SIDE, 1)
        sums = torch.einsum("abij,ij->ab", windows, piece) / windows.std((2, 3)).clamp(min=PLAIN)
        assert sums.max() / (SIDE**2 - 1) > 0.9999


def test_the_classes_are_those_with_the_fewest_plain_pieces():
    plain = {}
    for name in PHOTOS:
        windows = photo(name).mean(0).unfold(0, SIDE, 8).unfold(1, SIDE, 8)
        plain[name] = (windows.std((2, 3)) < PLAIN).double().mean().item()
    assert set(CLASSES) == set(sorted(plain, key=lambda name: plain[name])[:10])


def test_a_part_that_holds_no_piece_is_refused():
    with pytest.raises(ValueError, match=r"of cat, 451 px wide, is 45 px: want at least 64"):
        photo_crops(1, (0.0, 0.1))
