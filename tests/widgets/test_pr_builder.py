"""`PrBuilder` opens with the list of the page and its three averages, and refuses what it cannot show."""

import math

import pytest

from cnnkit.widgets import PrBuilder
from cnnkit.widgets.pr_builder import FINDS


def test_it_opens_with_a_duplicate_and_three_averages():
    widget = PrBuilder()
    assert widget.kinds == ["hit", "hit", "duplicate", "hit", "background", "localization", "hit"]
    assert [round(v, 3) for v in widget.averages.values()] == [0.445, 0.415, 0.420]
    assert widget.precision_recall[-1] == (4 / 7, 4 / 8)
    assert "✓ ✓ ✗ ✓ ✗ ✗ ✓" in widget.still


def test_which_average_moves_most_depends_on_the_find():
    start = PrBuilder().averages
    moved = [
        {key: abs(v - start[key]) for key, v in PrBuilder(finds=one["finds"]).averages.items()}
        for one in PrBuilder().presets
    ]
    assert [max(by, key=lambda key: by[key]) for by in moved] == ["voc10", "voc07"]


def test_a_cut_list_ends_earlier_and_a_looser_limit_finds_more():
    assert PrBuilder(threshold=0.7).hits == [True, True, False, True]
    assert PrBuilder(limit=0.4).hits[5]
    assert not any(PrBuilder(threshold=0.99).averages.values())


def test_a_photograph_without_truth_has_no_average():
    flower = PrBuilder(source="photographs", picture="flower")
    assert not any(flower.hits)
    assert all(math.isnan(v) for v in flower.averages.values())
    assert "none, for nothing is to be found" in flower.still
    mine = PrBuilder(source="photographs", picture="flower", truth="own", own=[[0, 0, 400, 278, 55]])
    assert mine.n_gt == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"finds": FINDS[::-1]}, "best first"),
        ({"finds": []}, "at least one"),
        ({"finds": [[0.9, 8, 0.5]]}, "object 8: there are 0 to 7"),
        ({"finds": [[0.9, 0, 1.5]]}, "both lie from 0 to 1"),
        ({"limit": 0.1}, "legal is 0.3 to 0.95"),
        ({"threshold": 1.5}, "scores lie from 0 to 1"),
        ({"picture": "nobody"}, "the pictures are"),
        ({"truth": "theirs"}, "one of 'shipped', 'own'"),
    ],
)
def test_what_cannot_be_shown_is_refused(options, says):
    with pytest.raises(ValueError, match=says):
        PrBuilder(**options)
