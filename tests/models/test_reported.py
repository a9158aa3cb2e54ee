"""What others printed, as data: from named places, and beside the network that it was printed of."""

import re
import sys
from functools import cache
from pathlib import Path

import pytest

from cnnkit.models import list_models, model_info
from cnnkit.models.catalog import CATALOG
from cnnkit.models.catalog.cards import HEAD, card, comparison, markdown, measured
from cnnkit.models.catalog.reported import Printed, Reported, amount

NAMES = list_models()
BIBLIOGRAPHY = Path(__file__).parents[2] / "book" / "references.bib"
ALL = [
    (entry, error)
    for entry in CATALOG
    for holder in (*entry.variants.values(), *entry.unbuilt)
    for error in holder.errors
]
# Printed counts that ours are not, by how much in per cent; why, each network's file says.
OFF = {
    ("residual_attention_56", "params"): -0.3,
    ("residual_attention_92", "params"): 2.3,
    ("residual_attention_92", "macs"): 1.3,
    ("googlenet", "params"): 2.9,
    ("googlenet", "macs"): 5.5,
    ("inception_v3", "macs"): 14.3,
    ("mobilenet_v2", "params"): 3.1,
    ("nasnet_large", "params"): -0.2,
    ("se_resnet50", "macs"): -0.2,
    ("se_resnext50_32x4d", "macs"): -0.4,
}


@cache
def bibliography():
    entries = re.findall(r"@\w+\{(\w+),(.*)", BIBLIOGRAPHY.read_text())
    return {key: (int(re.search(r"year = \{(\d+)\}", rest)[1]), "arXiv" in rest) for key, rest in entries}


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [("60,000", 60_000, 1), ("25.0 M", 25_000_000, 100_000), ("3.87 G", 3.87e9, 1e7), ("60 M", 6e7, 1e6)],
)
def test_a_printed_count_keeps_its_digits(text, value, step):
    told = amount(text)
    assert (told.value, told.step) == pytest.approx((value, step))
    assert told.agrees(value)
    assert told.agrees(value + 0.9 * step)  # papers cut as often as they round
    assert told.agrees(value - 0.4 * step)
    assert not told.agrees(value + 1.1 * step)
    assert not told.agrees(value - 0.6 * step)


def test_a_bound_is_a_bound_and_words_are_refused():
    assert amount("< 25 M").agrees(24_999_999)
    assert not amount("< 25 M").agrees(25_000_000)
    assert not amount("5 G").agrees(5.6e9)  # a single digit is a rounded one
    for text in ("about 5 M", "5 T", "", "5M"):
        with pytest.raises(ValueError, match="legal"):
            amount(text)


def test_printed_counts_agree_but_for_those_that_are_known_to_differ():
    off = {}
    for entry in CATALOG:
        for variant in entry.variants.values():
            printed = variant.printed or Printed(place="")
            for what, count in (("params", variant.params_without_heads), ("macs", variant.macs)):
                text = getattr(printed, what)
                if text and not amount(text).agrees(count):
                    off[entry.name, what] = round(100 * (count / amount(text).value - 1), 1)
    assert off == OFF


@pytest.mark.parametrize("name", NAMES)
def test_years_are_those_of_the_preprint_and_of_the_bibliography(name):
    entry = model_info(name)
    if entry.citation is None:
        assert (entry.year, entry.year_of_print) == (None, None)
        return
    text = " ".join((sys.modules[_module(entry)].__doc__ or "").split())
    if preprint := re.search(r"arXiv (\d\d)\d\d\.\d+\)", text.split("`(n")[0]):
        assert entry.year == 2000 + int(preprint[1])
    year, is_preprint = bibliography()[entry.citation]
    if not is_preprint:
        assert entry.year_of_print == year
    assert entry.year <= (entry.year_of_print or entry.year)


def _module(entry):
    build = entry.builder
    return getattr(build, "func", build).__module__


def test_every_error_says_where_it_stands_and_is_one():
    assert len(ALL) > 80
    for entry, error in ALL:
        assert error.citation is None or error.citation in bibliography()
        assert error.place
        rates = [rate for rate in (error.top1, error.top5) if rate is not None]
        assert rates
        assert all(0 < rate < 50 for rate in rates)
        assert error.top1 is None or error.top5 is None or error.top5 < error.top1
        assert error.dataset.startswith(entry.dataset)
        assert not (error.whole and error.crops)
        assert (
            entry.dataset == "ImageNet" or error.side == entry.input_shape[-1] or entry.name == "lenet5_1998"
        )


def test_every_error_says_where_we_read_it_or_that_we_did_not():
    """This list only shrinks: who reads one of these in its source names the place in the catalogue."""
    unseen = {(entry.name, error.top1) for entry, error in ALL if not error.checked_in}
    assert unseen == {("bn_inception", 25.2), ("inception_resnet_v1", 21.3), ("fractalnet20_cifar", 4.6)}
    (plain,) = [e for e in model_info("densenet_bc_100_12").errors if e.top1 == 5.92]
    assert "dropout of 0.2" in plain.note
    assert "github.com/liuzhuang13/DenseNet" in plain.checked_in


def test_an_error_belongs_to_the_network_that_has_it():
    """AlexNet's is that of two towers, ResNet-18's that of option A (table 2), ours of figure 5 has none."""
    assert model_info("alexnet").errors == model_info("resnet18").errors == ()
    assert [e.top1 for e in model_info("alexnet").variants["two_towers"].errors] == [40.7, 38.1]
    assert [e.top1 for e in model_info("resnet18").variants["paper"].errors] == [27.88]
    assert model_info("bn_inception").errors == ()
    (other,) = model_info("bn_inception").unbuilt
    assert [(e.top1, e.top5) for e in other.errors] == [(25.2, 7.8)]
    for entry in CATALOG:  # who is not the paper's has only errors that were measured on it
        for key, variant in entry.variants.items():
            if key in ("single_tower", "modern", "assumed_filters", "later_size", "plain_stem"):
                assert variant.errors == ()


def test_a_card_says_both_and_how_far_apart():
    rows = card(model_info("resnet50"))
    assert ("multiplications", "3.8 G (table 1)", "3,857,973,248 (as printed)") in rows
    assert ("published", "2015, in print 2016", "–") in rows
    ten = "22.85 % top-1, 6.71 % top-5; ImageNet validation, 10 crops, 224 pixels; table 3"
    seen = "read in a transcription of the paper"
    assert ("error", f"{ten}; {seen}", "–") in rows
    assert any("from print, not seen by us" in text for _, text, _ in card(model_info("inception_resnet_v1")))
    rows = card(model_info("googlenet"))
    assert ("parameters", "6.8 M (table 1, sums of its columns)", "6,998,552 (+2.9 %)") in rows
    assert ("parameters in training only", "–", "6,379,728") in rows
    rows = card(model_info("fractalnet20_cifar"))
    assert ("parameters", "–", "33,724,618") in rows
    assert ("parameters", "38.6 M (table 1)", "not built") in rows


@pytest.mark.parametrize("name", NAMES)
def test_every_variant_has_a_card_of_three_columns(name):
    for key in model_info(name).variants:
        rows = card(model_info(name), key)
        assert all(len(row) == 3 and all(row) for row in rows)
        assert {"parameters", "multiplications"} <= {what for what, _, _ in rows}


def test_only_what_was_measured_alike_is_compared():
    lines = measured(CATALOG, dataset="ImageNet validation", crops=10, networks=1)
    assert {line.entry.citation for line in lines} >= {
        "he2016deep",
        "huang2017densely",
        "zeiler2014visualizing",
    }
    rows = comparison(lines)
    assert ("alexnet (two_towers)", 2012, 60_965_224, 724_406_816, 40.7, 18.2) in rows
    assert ("densenet121", 2016, 7_978_856, 2_834_161_664, 23.61, 6.66) in rows
    assert [row[0] for row in rows].count("densenet121") == 1
    with pytest.raises(ValueError, match="nothing of crop; legal: dataset"):
        measured(CATALOG, crop=10)


def test_a_comparison_is_a_markdown_table():
    lines = measured([model_info("plain18")], crops=10)
    assert markdown(HEAD, comparison(lines)).splitlines() == [
        "| network | year | parameters | multiplications | top-1 error, % | top-5 error, % |",
        "| --- | --- | --- | --- | --- | --- |",
        "| plain18 | 2015 | 11,515,688 | 1,794,805,760 | 27.94 | – |",
    ]


def test_reported_errors_are_named_fields():
    with pytest.raises(TypeError):
        Reported("ImageNet validation", "table 3", None)  # type: ignore[misc]
