"""`LossSurface` holds four slices on one scale, and says of them what can be counted."""

import pytest

from cnnkit.widgets import LossSurface
from cnnkit.widgets.loss_surface import ARMS, cut, dents, heights


def test_slices_with_the_trained_weights_in_the_middle():
    widget = LossSurface()
    assert {"plain-20", "residual-20"} <= set(widget.surfaces) <= set(ARMS)
    for surface in widget.surfaces.values():
        assert {len(surface), *map(len, surface)} == {21}


def test_one_scale_for_all():
    widget = LossSurface()
    low, high = widget.range
    every = [heights(surface, low, high) for surface in widget.surfaces.values()]
    flat = [height for surface in every for row in surface for height in row]
    assert min(flat) == 0
    assert max(flat) == 1


def test_cuts_go_through_the_middle():
    surface = [[float(10 * i + j + 1) for j in range(5)] for i in range(5)]
    assert cut(surface) == [3, 13, 23, 33, 43]
    assert cut(surface, second=True) == [21, 22, 23, 24, 25]


def test_a_bowl_has_no_other_hollow_and_a_dimple_is_one():
    bowl = [[1.0 + (i - 4) ** 2 + (j - 4) ** 2 for j in range(9)] for i in range(9)]
    assert dents(bowl) == 0
    bowl[3][4] = 0.5  # its own bottom, a step off the middle
    assert dents(bowl) == 0
    bowl[1][7] = 0.5
    assert dents(bowl) == 1


@pytest.mark.parametrize("what", [{"left": "plain-110"}, {"turn": 360}, {"turn": 2.5}])
def test_what_is_not_there_is_refused(what):
    with pytest.raises(ValueError, match="is"):
        LossSurface(**what)
