"""`ComparePlot` shows what the catalogue says, keeps protocols apart, and draws the right front."""

import json

import pytest

from cnnkit.models import model_info
from cnnkit.models.catalog import CATALOG
from cnnkit.recipes import compare_plot
from cnnkit.widgets import ComparePlot
from tests.golden import make_compare


def test_the_shipped_record_is_the_catalogues():
    """Depths and fields are measured by the recipe; only those of two networks are measured again here."""
    networks = {one["name"]: one for one in ComparePlot().networks}
    pictures = [entry for entry in CATALOG if len(entry.input_shape) == 3]
    assert {entry.name for entry in pictures} <= set(networks), "run: python -m cnnkit.recipes compare_plot"
    for name, one in networks.items():
        if not one["built"]:
            continue
        entry, _, variant = name.partition(":")
        built = model_info(entry).variants[variant or model_info(entry).default]
        assert one["year"] == model_info(entry).year
        assert (one["params"], one["macs"]) == (built.params_without_heads, built.macs)
        assert one["errors"] == compare_plot.told(built.errors)
    for entry, family in ((model_info("vgg16"), "plain"), (model_info("mobilenet_v1"), "mobile")):
        made = compare_plot.built(entry, entry.default, entry.variants[entry.default], family)
        assert {key: networks[entry.name][key] for key in made} == made


def test_unbuilt_networks_stand_apart_with_their_printed_numbers():
    networks = {one["name"]: one for one in ComparePlot().networks}
    printed = networks["bn_inception (not built)"]
    assert not printed["built"]
    assert printed["params"] == 13_600_000
    assert printed["depth"] is None
    assert printed["ms"] is None


def test_no_protocol_holds_an_ensemble_beside_a_single_network():
    for entry in CATALOG:
        for variant in entry.variants.values():
            for error in variant.errors:
                assert (compare_plot.protocol(error) == "ensemble") == (error.networks > 1)


def test_no_line_joins_what_was_measured_in_different_ways():
    widget = ComparePlot(protocol="other")
    assert widget.on_front == []
    assert len(widget.shown) > 5
    assert "measured in different ways" in widget.sentence


def test_the_front_is_that_of_everybody_against_everybody():
    for state in make_compare.STATES:
        widget = ComparePlot(**state)
        dots = widget.shown
        beaten = lambda a, dots=dots: any(
            b["x"] <= a["x"] and b["y"] <= a["y"] and (b["x"], b["y"]) != (a["x"], a["y"]) for b in dots
        )
        want = [dot["name"] for dot in dots if not beaten(dot)]
        if widget.on_front:
            assert set(widget.on_front) == set(want)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"x": "colour"}, "x='colour': there are 'macs'"),
        ({"protocol": "best"}, "protocol='best': there are 'one', 'ten'"),
        ({"families": ["dense", "round"]}, "families='round': there are 'plain'"),
        ({"chosen": "vgg"}, "chosen='vgg': there are ''"),
    ],
)
def test_what_is_none_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        ComparePlot(**wrong)


def test_its_golden_vectors_are_up_to_date():
    assert make_compare.TARGET.read_text("utf8") == make_compare.text(), (
        "run: python tests/golden/make_compare.py"
    )
    assert json.loads(make_compare.TARGET.read_text("utf8"))["told"]
