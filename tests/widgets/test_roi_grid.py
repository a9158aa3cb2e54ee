"""RoiGrid: what it says of its default, and what it refuses."""

import pytest

from cnnkit.widgets import RoiGrid


def flat(widget):
    return [value for row in widget.sampled for value in row]


def test_off_the_grid_less_than_half_of_what_is_read_is_the_box():
    """Rounded to the cells 1 to 4 on both sides: 8.41 in common, 9.57 + 16 − 8.41 in all."""
    widget = RoiGrid()
    assert widget.read == [1, 1, 5, 5]
    assert widget.iou == pytest.approx(8.41 / 17.16)
    assert widget.worst == pytest.approx(1.1 * 16)
    assert widget.pooled == [[22, 24], [42, 44]]
    # each cell holds 10 · row + column, so a mean is the address of a bin's middle
    x, y = [1.3 + 2.9 / 4, 1.3 + 3 * 2.9 / 4], [0.6 + 3.3 / 4, 0.6 + 3 * 3.3 / 4]
    assert flat(widget) == pytest.approx([10 * (b - 0.5) + a - 0.5 for b in y for a in x])


def test_on_the_grid_pooling_still_reads_a_row_and_a_column_too_many():
    widget = RoiGrid(box=[1.0, 1.0, 4.0, 4.0])
    assert (widget.read, widget.iou) == ([1, 1, 5, 5], pytest.approx(9 / 16))
    moved = RoiGrid(box=[1.0, 1.0, 4.0, 4.0], aligned=False)
    shift = [a - b for a, b in zip(flat(moved), flat(widget), strict=True)]
    assert shift == pytest.approx([5.5] * 4)  # half a column and half a row


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"box": [1.0, 1, 1, 2]}, "legal is 0 ≤ x0 < x1 ≤ 6"),
        ({"box": [1.0, 1, 7, 2]}, "legal is 0 ≤ x0 < x1 ≤ 6"),
        ({"box": [1.0, 1]}, "a box is x0, y0, x1, y1"),
        ({"map": [[1, 2]]}, r"shape \(1, 2\); the page draws \(6, 6\)"),
        ({"out": 4}, "from 1 to 3"),
        ({"presets": [{"label": "x", "mode": 1}]}, "may set"),
    ],
)
def test_bad_traits_are_refused(bad, says):
    with pytest.raises(ValueError, match=says):
        RoiGrid(**bad)
