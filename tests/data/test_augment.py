"""Crops, flips and covers of a batch, held to loops over its images."""

import pytest
import torch
import torch.nn.functional as F

from cnnkit.data.augment import augment, crop_and_flip, cutout, normalize, random_crop, random_flip
from cnnkit.data.images import channel_statistics

X = torch.randint(1, 256, (64, 3, 9, 12), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("x", [X, X / 255], ids=["bytes", "float"])
def test_a_crop_is_a_piece_of_the_padded_image(x):
    out = random_crop(x, 2, seeded())
    assert out.shape == x.shape
    assert out.dtype == x.dtype
    places = set()
    for one, cut in zip(F.pad(x, [2] * 4), out, strict=True):
        found = [
            (top, left)
            for top in range(5)
            for left in range(5)
            if torch.equal(one[:, top : top + 9, left : left + 12], cut)
        ]
        assert len(found) == 1
        places.add(found[0])
    assert {top for top, _ in places} == {left for _, left in places} == set(range(5))
    assert torch.equal(random_crop(x, 0, seeded()), x)


@pytest.mark.parametrize("x", [X, X / 255], ids=["bytes", "float"])
def test_a_flip_is_the_image_or_its_mirror(x):
    out = random_flip(x, seeded())
    mirrored = [torch.equal(a.flip(-1), b) for a, b in zip(x, out, strict=True)]
    same = [torch.equal(a, b) for a, b in zip(x, out, strict=True)]
    assert all(m != s for m, s in zip(mirrored, same, strict=True))
    assert 20 < sum(mirrored) < 44
    assert torch.equal(random_flip(x, share=0), x)
    assert torch.equal(random_flip(x, share=1), x.flip(-1))


@pytest.mark.parametrize("side", [1, 4, 5])
def test_cutout_covers_one_square_that_the_frame_may_cut(side):
    out = cutout(X, side, seeded(), fill=0)  # no pixel of X is 0
    heights = set()
    for before, after in zip(X, out, strict=True):
        covered = (after == 0).all(0)
        assert torch.equal(after[:, ~covered], before[:, ~covered])
        rows, columns = covered.any(1).nonzero()[:, 0], covered.any(0).nonzero()[:, 0]
        assert covered.sum() == len(rows) * len(columns)  # a rectangle without holes
        assert rows[-1] - rows[0] + 1 == len(rows) <= side
        assert columns[-1] - columns[0] + 1 == len(columns) <= side
        for at, length in ((rows, 9), (columns, 12)):
            if at[0] > 0 and at[-1] < length - 1:
                assert len(at) == side  # only the frame makes it smaller
        heights.add(len(rows))
    assert max(heights) == side
    assert min(heights) == (side + 1) // 2


def test_normalize_takes_bytes_and_floats():
    mean, std = (0.1, 0.2, 0.3), (0.5, 0.25, 0.2)
    want = torch.stack([(X[:, c] / 255 - mean[c]) / std[c] for c in range(3)], 1)
    torch.testing.assert_close(normalize(X, mean, std), want)
    torch.testing.assert_close(normalize(X / 255, mean, std), want)
    assert normalize(X, mean, std).dtype == torch.float32


def test_statistics_are_what_normalize_needs():
    x = torch.cat([X, X, X[:5] // 2]).repeat(10, 1, 1, 1)  # more than one part
    mean, std = channel_statistics(x)
    torch.testing.assert_close(torch.tensor(mean), (x / 255).double().mean((0, 2, 3)).float())
    torch.testing.assert_close(torch.tensor(std), (x / 255).double().std((0, 2, 3), correction=0).float())
    assert channel_statistics(x / 255)[1] == pytest.approx(std, rel=1e-5)
    even = normalize(x, mean, std)
    assert even.mean((0, 2, 3)).abs().max() < 1e-4
    with pytest.raises(ValueError, match="at least one"):
        channel_statistics(X[:0])


def test_crop_and_flip_is_both():
    g = seeded(3)
    assert torch.equal(crop_and_flip(X, seeded(3)), random_flip(random_crop(X, 4, g), g))


ALL = [
    crop_and_flip,
    lambda x, generator: random_crop(x, 3, generator),
    random_flip,
    lambda x, generator: cutout(x, 3, generator),
    augment,
]


@pytest.mark.parametrize("change", ALL)
def test_the_generator_decides(change):
    x = X / 255
    assert torch.equal(change(x, seeded(1)), change(x, seeded(1)))
    assert not torch.equal(change(x, seeded(1)), change(x, seeded(2)))
    state = torch.get_rng_state()
    change(x, seeded(1))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("change", ALL)
def test_the_batch_stays_on_its_device_with_a_generator_of_the_cpu(change):
    out = change(torch.empty(4, 3, 8, 8, device="meta"), seeded())
    assert out.device.type == "meta"
    assert out.shape == (4, 3, 8, 8)


def test_no_image_gives_no_image():
    for change in ALL:
        assert change(X[:0] / 255, seeded()).shape == X[:0].shape


def test_what_is_wrong_is_said():
    for change in ALL:
        with pytest.raises(ValueError, match=r"batch \(n, c, h, w\)"):
            change(X[0], seeded())
    with pytest.raises(ValueError, match=r"got torch.uint8: .* / 255"):
        augment(X, seeded())
    with pytest.raises(ValueError, match="padding=-1"):
        random_crop(X, -1)
    with pytest.raises(ValueError, match="side=0"):
        cutout(X, 0)
    with pytest.raises(ValueError, match="for 3 channels"):
        normalize(X, (0.5,), (0.5,))
    with pytest.raises(ValueError, match="above 0"):
        normalize(X, (0.5,) * 3, (0.5, 0.0, 0.5))
