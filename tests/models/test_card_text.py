"""What a card says: all that the catalogue knows, each difference with its reason."""

import re

import pytest
import torch

from cnnkit.models import create_model, list_models, model_info
from cnnkit.models.catalog import card_text
from cnnkit.models.catalog.contest import CONTEST
from cnnkit.models.catalog.peers import PEERS
from cnnkit.models.catalog.reported import amount
from cnnkit.models.catalog.tables import TABLES, Line, PaperTable, row_by_row
from cnnkit.recipes.network_card import Folded, family, file_notes, network_card
from cnnkit.summary import summarize
from cnnkit.visualize.drawing import Drawing
from tests.models.networks import DEEP

EACH = [pytest.param(name, marks=[pytest.mark.slow] if name in DEEP else []) for name in list_models()]


def summary_of(name, variant=None):
    with torch.device("meta"):
        model = create_model(name, variant=variant)
    return summarize(model, (1, *model_info(name).input_shape))


@pytest.mark.parametrize(
    "name", [pytest.param(p.values[0], marks=p.marks) for p in EACH if p.values[0] in TABLES]
)
def test_every_difference_of_a_papers_table_has_its_reason(name):
    table = TABLES[name]
    compared = row_by_row(table, summary_of(name, table.variant))
    for line, row in zip(table.lines, compared, strict=True):
        assert bool(row.disagreements) == bool(line.differs), row
        assert row.printed, row
    (one,) = {line.label for line in table.lines if line.differs and line.remark} or {None}
    assert one is None, "a remark is for lines that agree"


def test_a_table_is_of_a_network_and_of_its_variant():
    for name, table in TABLES.items():
        assert table.variant is None or table.variant in model_info(name).variants
        assert table.variant != model_info(name).default


@pytest.mark.parametrize("name", EACH)
def test_a_card_says_all_that_the_catalogue_knows(name):
    drawing, words = network_card(name)
    text, entry = words.markdown, model_info(name)
    assert isinstance(drawing, Drawing)
    assert entry.name in drawing.alt
    for known, variant in entry.variants.items():
        assert f"`{known}`" in text
        assert variant.differs in text
        assert f"{variant.params_without_heads:,}" in text
        for printed in (variant.printed and variant.printed.params, variant.printed and variant.printed.macs):
            assert (printed or "") in text
        for error in variant.errors:
            assert f"| {card_text._rate(error.top1)} | {card_text._rate(error.top5)} |" in text
            assert error.place in text
            assert error.note in text
    for other in entry.unbuilt:
        assert other.network in text
    for peer in PEERS:
        assert set(peer.networks) <= set(list_models())
        assert (peer.differs in text) == (name in peer.networks)
    for result in CONTEST:
        assert (f"ILSVRC {result.year}: the entry of {result.team}" in text) == (result.network == name)
    assert entry.citation is None or f"{{cite}}`{entry.citation}`" in text
    assert not re.search(r"None|\bnan\b", text.replace("None of", ""))


@pytest.mark.parametrize("name", list_models())
def test_the_notes_of_a_file_are_its_docstring_without_citation_and_idea(name):
    notes = file_notes(name).markdown
    assert notes
    source = card_text.model_file(model_info(name)).read_text("utf8")
    assert notes in source
    for deviation in re.findall(r"^- .*$", source.partition('"""\n\nfrom')[0], re.M):
        assert deviation in notes


def test_every_printed_count_that_is_not_ours_has_its_reason():
    for name in list_models():
        for variant in model_info(name).variants.values():
            if printed := variant.printed:
                pairs = ((printed.params, variant.params_without_heads), (printed.macs, variant.macs))
                agree = all(amount(text).agrees(count) for text, count in pairs if text)
                assert agree == (not printed.differs), name


def test_a_card_folds_its_drawing():
    open_one, _ = network_card("lenet5")
    folded, _ = network_card("lenet5", folded=True)
    assert isinstance(folded, Folded)
    assert "<summary>The drawing of lenet5</summary>" in folded._repr_html_()
    assert isinstance(open_one, Drawing)
    assert open_one.caption
    assert not folded.drawing.caption


def test_a_family_is_compared_by_single_networks():
    text = family("vgg16", "vgg16_bn", "lenet5", "googlenet").markdown.replace("\N{NO-BREAK SPACE}", " ")
    lines = text.splitlines()[2:]
    assert "25.60 / 8.10<br>whole pictures" in lines[0]
    assert lines[1].endswith("26.64 / 8.48 |")
    assert lines[2].endswith("| – |")
    assert "– / 10.07" in lines[3]
    assert "[googlenet](#card-googlenet)" in lines[3]


def test_an_error_of_the_papers_own_network_is_never_taken_for_ours():
    names = [name for name in list_models() if family(name).markdown.endswith("not built |")]
    assert "inception_resnet_v2" in names
    for name in names:
        entry = model_info(name)
        assert not any(variant.errors for variant in entry.variants.values()), name
        assert card_text._rate(entry.unbuilt[0].errors[0].top1) in family(name).markdown
        assert f"not built: {entry.unbuilt[0].network}" in card_text.errors(entry)


def test_rows_compare_sizes_counts_and_what_is_missing():
    lenet = summary_of("lenet5")
    lines = (
        Line(label="right", ends="stem.0", size="28×28×6", params="156", layers=1),
        Line(label="sides", ends="stem.2", size="14×14", macs="0"),
        Line(label="wrong", ends="body.0", size="10×10", params="1,516", differs="all maps"),
        Line(label="gone", ends="", size="5×5", differs="left out"),
        Line(label="rest", ends="head", channels=10, layers=3),
    )
    rows = row_by_row(PaperTable(place="here", lines=lines), lenet)
    assert [row.disagreements for row in rows] == [(), (), ("parameters",), ("row",), ()]
    assert rows[2].ours == "10×10 · 2,416 parameters"
    assert rows[3].ours == ""


def test_a_tables_own_kilo():
    line = Line(label="x", ends="stem.0", params="0.1 K")
    told = row_by_row(PaperTable(place="here", lines=(line,), kilo=1_024), summary_of("lenet5"))
    assert told[0].disagreements == ("parameters",)
