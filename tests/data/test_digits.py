"""The handwritten digits: the split, the sizes, and the road from a drawing to the data set's own format."""

import numpy as np
import pytest
import torch
from sklearn import datasets

from cnnkit.data.augment import augment
from cnnkit.data.digits import enlarge, from_bitmap, load_digits, normalize_bitmap


def test_last_500_in_order_are_held_out():
    digits = load_digits(8)
    raw = datasets.load_digits()
    assert len(digits.train_x) == 1297
    assert len(digits.test_x) == 500
    assert digits.test_y.tolist() == raw.target[-500:].tolist()
    np.testing.assert_array_equal(digits.test_x[:, 0].numpy() * 16, raw.images[-500:])
    assert digits.test_y.bincount().min() >= 45


@pytest.mark.parametrize("size", [8, 28, 32])
def test_shapes_types_range(size):
    digits = load_digits(size)
    assert digits.train_x.shape == (1297, 1, size, size)
    assert digits.train_x.dtype == torch.float32
    assert digits.train_y.dtype == torch.int64
    assert digits.train_x.min() == 0
    assert digits.train_x.max() == 1


def test_no_digit_stands_on_both_sides():
    digits = load_digits(8)
    train = {image.numpy().tobytes() for image in digits.train_x}
    assert not any(image.numpy().tobytes() in train for image in digits.test_x)


def test_unknown_size_names_the_legal_ones():
    with pytest.raises(ValueError, match="8, 28, 32"):
        load_digits(64)
    with pytest.raises(ValueError, match="8, 8"):
        enlarge(torch.zeros(1, 1, 7, 7), 32)


def test_from_bitmap_counts_blocks():
    bitmap = np.zeros((32, 32), dtype=int)
    bitmap[4:8, 8:11] = 1  # 12 of the 16 pixels of block (1, 2)
    small = from_bitmap(bitmap, size=8)
    assert small.shape == (1, 8, 8)
    assert small[0, 1, 2] == 12 / 16
    assert small.sum() == 12 / 16
    assert torch.equal(from_bitmap(bitmap, 32), enlarge(small[None], 32)[0])


def test_enlarging_keeps_the_middle_pixel_of_each_block():
    small = torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    large = enlarge(small, 32)[0, 0, 4:-4, 4:-4]
    torch.testing.assert_close(large[1::3, 1::3], small[0, 0])


def test_a_drawing_is_framed_like_the_data():
    drawing = np.zeros((280, 280), dtype=bool)
    drawing[100:160, 30:36] = drawing[100:160, 70:76] = drawing[100:106, 30:76] = drawing[154:160, 30:76] = (
        True
    )
    frame = normalize_bitmap(drawing)
    assert frame[0].any()
    assert frame[-1].any()
    columns = np.flatnonzero(frame.any(axis=0))
    assert columns[0] + columns[-1] == 31  # in the middle
    assert 0.25 <= frame.mean() <= 0.38


def test_place_and_size_of_a_drawing_do_not_matter():
    one = np.zeros((64, 64), dtype=bool)
    one[8:24, 10:12] = one[8:10, 10:20] = True
    moved = np.roll(one, (30, 25), axis=(0, 1))
    twice = one.repeat(2, axis=0).repeat(2, axis=1)
    np.testing.assert_array_equal(normalize_bitmap(one), normalize_bitmap(moved))
    np.testing.assert_array_equal(normalize_bitmap(one), normalize_bitmap(twice))


def test_empty_and_dot_drawings_are_no_error():
    assert not normalize_bitmap(np.zeros((50, 50))).any()
    dot = np.zeros((50, 50))
    dot[3, 4] = 1
    assert normalize_bitmap(dot).any()


def test_wrong_bitmaps_say_what_is_wrong():
    with pytest.raises(ValueError, match="zeros and ones"):
        from_bitmap(np.full((32, 32), 255))
    with pytest.raises(ValueError, match="normalize_bitmap"):
        from_bitmap(np.zeros((280, 280)))
    with pytest.raises(ValueError, match="two axes"):
        normalize_bitmap(np.zeros((3, 32, 32)))


def test_augment_is_seeded_and_light():
    x = load_digits(32).train_x[:50]
    once = augment(x, torch.Generator().manual_seed(1), stroke=0.3)
    again = augment(x, torch.Generator().manual_seed(1), stroke=0.3)
    other = augment(x, torch.Generator().manual_seed(2), stroke=0.3)
    assert torch.equal(once, again)
    assert not torch.equal(once, other)
    assert once.shape == x.shape
    assert once.min() >= 0
    assert once.max() <= 1
    assert (once.sum() / x.sum() - 1).abs() < 0.1


def test_augment_with_all_ranges_zero_changes_nothing():
    x = load_digits(32).train_x[:5]
    same = augment(x, rotation_deg=0, shift=0, scale=0, shear=0)
    torch.testing.assert_close(same, x, atol=1e-5, rtol=0)


def test_augment_wants_a_batch():
    with pytest.raises(ValueError, match="batch"):
        augment(torch.zeros(1, 32, 32))
