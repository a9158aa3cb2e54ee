"""`Timeline` shows what the catalogue says, and keeps single networks and contest entries apart."""

import pytest

from cnnkit.models import model_info
from cnnkit.models.catalog.contest import CONTEST, HUMAN
from cnnkit.recipes import timeline
from cnnkit.widgets import Timeline
from tests.golden import make_timeline


def test_the_shipped_record_is_the_catalogues():
    """Depths are measured by the recipe; of all of them only quick ones are measured again here."""
    made = {one["name"]: one for one in Timeline().networks}
    assert list(made) == [label for label, *_ in timeline.SHOWN.values()], (
        "run: python -m cnnkit.recipes timeline"
    )
    for name, (label, variant, idea) in timeline.SHOWN.items():
        entry, one = model_info(name), made[label]
        built = entry.variants[variant]
        assert (one["year"], one["print"], one["idea"]) == (entry.year, entry.year_of_print, idea)
        assert one["params"] == built.params_without_heads
        assert one["ten_crops"] == timeline.ten_crops(built)
        assert one["single"] == [timeline.told(error) for error in built.errors if error.networks == 1]
        assert one["several"] == [timeline.told(error) for error in built.errors if error.networks > 1]
        assert one["contest"] == [timeline.handed_in(result) for result in CONTEST if result.network == name]
    for name in ("lenet5_1998", "alexnet", "vgg16", "googlenet", "mobilenet_v1"):
        assert timeline.network(name) == made[timeline.SHOWN[name][0]]


def test_winners_are_one_a_year_and_people_stand_apart():
    widget = Timeline()
    years = [one["year"] for one in widget.winners]
    assert years == list(range(2010, 2018))
    assert [one["top5"] for one in widget.winners] == sorted(
        (r.top5 for r in CONTEST if r.place == 1), reverse=True
    )
    assert widget.record["human"]["top5"] == HUMAN.top5
    assert all(result.source for result in CONTEST)


def test_a_number_from_others_says_that_it_is_second_hand():
    by_hand = {result.team for result in CONTEST if not result.second_hand}
    assert by_hand == {"SuperVision", "ISI", "VGG", "MSRA", "WMW"}
    for result in CONTEST:
        assert timeline.handed_in(result)["text"].endswith("second-hand number") == result.second_hand


def test_depth_starts_to_grow_after_zfnet():
    names = [one["name"] for one in Timeline().networks]
    assert (
        Timeline(at=names.index("ZFNet")).now["depth"]
        == Timeline(at=names.index("AlexNet")).now["depth"]
        == 8
    )
    assert "the deepest of the years before has 9" in Timeline(at=names.index("VGG-16")).sentence


def test_a_place_that_is_none_is_refused():
    with pytest.raises(ValueError, match="at=99: there are the networks 0 to 20"):
        Timeline(at=99)


def test_its_golden_vectors_are_up_to_date():
    assert make_timeline.TARGET.read_text("utf8") == make_timeline.text(), (
        "run: python tests/golden/make_timeline.py"
    )
