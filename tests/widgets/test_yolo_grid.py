"""`YoloGrid` says what cnnkit.detection says, opens with a lost object, and refuses what it cannot show."""

import pytest

from cnnkit.widgets import YoloGrid
from cnnkit.widgets.yolo_grid import AT_ONE


def test_it_opens_with_two_centres_in_one_cell():
    widget = YoloGrid()
    assert widget.lost == [1]
    assert widget.target.shape == (3, 3, 13)
    assert widget.target[1, 1].tolist() == pytest.approx([0.44, 0.56, 0.24, 0.24, 1] * 2 + [1, 0, 0])
    assert "Lost, because an earlier object has their cell: star." in widget.still


def test_more_cells_lose_nobody():
    assert YoloGrid(cells=7).lost == []


def test_a_centre_at_one_is_the_last_cells():
    widget = YoloGrid(objects=AT_ONE)
    assert widget.target[1, 2, 0] == 1


def test_the_better_of_the_pair_answers_and_an_empty_cell_has_nobody():
    widget = YoloGrid(mode="pair")
    assert widget.responsible is not None
    mine, overlaps = widget.responsible
    assert mine == 0
    assert overlaps[0] > overlaps[1] > 0
    assert YoloGrid(mode="pair", row=2, column=2).responsible is None


def test_decoding_needs_suppression_and_finds_no_lost_object():
    widget = YoloGrid(mode="decode")
    crowd = YoloGrid(mode="decode", overlap=1.0)
    assert len(crowd.found) > len(widget.found)
    assert "star" not in {name for name, _, _ in widget.found}
    assert YoloGrid(mode="decode", threshold=0.99).found == []
    assert {name for name, _, _ in YoloGrid(mode="decode", cells=7).found} == {"disc", "star", "cross"}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"cells": 2}, "from 3 to 7"),
        ({"mode": "train"}, "mode is one of"),
        ({"row": 3}, "there are 3 rows of cells"),
        ({"objects": [[3, 0.1, 0.1, 0.2, 0.2]]}, "the classes are 0 to 2"),
        ({"objects": [[0, 0.1, 0.1, 0.1, 0.2]]}, "legal is 0 ≤ x0 < x1 ≤ 1"),
        ({"objects": [[0, 0.1, 0.1, 0.3, 0.2]] * 5}, "takes 4 at most"),
        ({"pair": [[0.1, 0.1, 0.2, 0.2]]}, "a cell has 2"),
        ({"threshold": 0.0}, "legal is above 0"),
        ({"presets": [{"label": "x", "speed": 1}]}, "may set"),
    ],
)
def test_what_it_cannot_show_is_refused(settings, says):
    with pytest.raises(ValueError, match=says):
        YoloGrid(**settings)
