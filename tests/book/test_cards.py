"""Every network has a card, and a card types nothing that the catalogue can say."""

import ast
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import torch

from cnnkit.models import create_model, list_models, model_info
from cnnkit.models.catalog import card_text
from cnnkit.models.catalog.tables import TABLES, row_by_row
from cnnkit.summary import summarize
from cnnkit.summary.longest import weighted_depth
from cnnkit.summary.row import Row
from cnnkit.summary.table import Summary
from tests.book.source import ROOT, Page, argument, name_of, prose

CARDS = ROOT / "book" / "architectures" / "cards"
FAMILIES = sorted(path.stem for path in CARDS.glob("*.md") if path.stem != "index")
INCLUDED = re.compile(r"^```\{literalinclude\} (\S+)$", re.M)
YEAR = re.compile(r"(?:19|20)\d\d")
WRITTEN_WITH_DIGITS = {"1.0", "1.1", "28-10", "50-2"}
"""Parts of networks' names: SqueezeNet 1.1, Wide ResNet 28-10."""


@cache
def page(family: str) -> Page:
    return Page((CARDS / f"{family}.md").read_text("utf8"))


def shown(page: Page) -> dict[str, int]:
    """The networks whose cards a page shows, and where in its text."""
    calls = [
        (call, cell.start) for cell in page.cells for call in cell.calls if name_of(call) == "network_card"
    ]
    return {ast.literal_eval(call.args[0]): start for call, start in calls}


def noted(page: Page) -> set[str]:
    """The model files whose own notes a page shows, by a network that each of them builds."""
    calls = [call for cell in page.cells for call in cell.calls if name_of(call) == "file_notes"]
    return {card_text.model_file(model_info(ast.literal_eval(call.args[0]))).stem for call in calls}


def included(page: Page) -> list[Path]:
    return [(CARDS / name).resolve() for name in INCLUDED.findall(page.text)]


def typed_numbers(text: str) -> list[str]:
    """Numbers in prose that are no year, no size of a window (3×3) and no part of a name (ResNet-50)."""
    words = [word.strip("()[]{}.,:;*–…'’\"“”") for word in prose(text).split()]
    return [
        word
        for word in words
        if re.search(r"\d", word)
        and not re.search(r"[A-Za-z]", word)
        and "×" not in word
        and not YEAR.fullmatch(word)
        and word not in WRITTEN_WITH_DIGITS
    ]


def test_every_network_has_one_card() -> None:
    found = [name for family in FAMILIES for name in shown(page(family))]
    assert sorted(found) == sorted(list_models())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_card_has_an_address_and_shows_its_files(family: str) -> None:
    cards, files = shown(page(family)), included(page(family))
    assert [path for path in files if not path.is_file()] == []
    for name, place in cards.items():
        # the label, its heading and a few words, then the card
        assert re.search(rf"^\(card-{name}\)=\n\n## .+\n(?:\n[^#`]*)?\Z", page(family).text[:place], re.M)
    models = {card_text.model_file(model_info(name)) for name in cards}
    assert {path.stem for path in models} == noted(page(family))
    assert models <= set(files)
    blocks = [path for path in files if path.parent.name == "blocks"]
    reached = {module for model in models for module in imported(model)}
    assert [path.stem for path in blocks if f"cnnkit.blocks.{path.stem}" not in reached] == []
    # a model file that takes its block from cnnkit.blocks has it beside it; else it is in the file itself
    for model in models:
        after = page(family).text.partition(f"/models/{model.name}")[2]
        assert re.match(
            r".*?(?:/blocks/\w+\.py|in the same file|block is the one above)",
            after.partition("\n## ")[0],
            re.S,
        )


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf8"))
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_says_what_was_asked_and_lists_its_networks(family: str) -> None:
    text = page(family).text
    assert [part for part in ("**The problem.**", "**The idea.**", "*Sources:*") if part not in text] == []
    (listed,) = (call for cell in page(family).cells for call in cell.calls if name_of(call) == "family")
    assert [ast.literal_eval(name) for name in listed.args] == list(shown(page(family)))


@pytest.mark.parametrize("family", [*FAMILIES, "index"])
def test_no_number_is_typed(family: str) -> None:
    assert typed_numbers(page(family).text) == []
    assert all("remove-input" in cell.tags for cell in page(family).cells)


@pytest.mark.parametrize("family", FAMILIES)
def test_cells_call_the_card_and_nothing_else(family: str) -> None:
    names = {name_of(call) for cell in page(family).cells for call in cell.calls}
    assert names <= {"display", "family", "file_notes", "network_card"}
    for cell in page(family).cells:
        for call in cell.calls:
            assert {keyword.arg for keyword in call.keywords} <= {"folded"}
            assert name_of(call) != "network_card" or argument(call, "folded") is None or len(call.args) == 1


def test_the_lists_of_families_are_complete() -> None:
    linked = re.findall(r"^- \[[^\]]+\]\(([\w-]+)\.md\)$", page("index").text, re.M)
    assert sorted(linked) == FAMILIES


def test_what_the_sentences_claim_holds() -> None:
    assert_worse("plain34", "plain18")
    assert_worse("resnet1202_cifar", "resnet110_cifar")
    assert model_info("lenet5").params > model_info("lenet5_1998").params
    assert model_info("squeezenet1_1").macs < model_info("squeezenet1_0").macs
    for depth in (20, 56):  # "the very same weights"
        assert model_info(f"plain{depth}_cifar").params == model_info(f"resnet{depth}_cifar").params
    compared = row_by_row(TABLES["squeezenet1_0"], summary_of("squeezenet1_0"))
    assert all("parameters" not in row.disagreements for row in compared)
    assert weighted_depth(summary_of("densenet264")) == 265
    assert share("vgg16", "params", lambda row: row.name == "head.fc6") > 0.5
    assert share("cifar10_convnet", "params", lambda row: row.name == "head.0") > 0.5
    assert share("imdb_conv1d", "params", lambda row: row.kind == "Embedding") > 0.9
    assert share("mobilenet_v1", "macs", lambda row: row.name.endswith("pointwise.conv")) > 0.9
    assert summary_of("capsnet").products > 0


def assert_worse(deep: str, shallow: str) -> None:
    (one, *_), (other, *_) = model_info(deep).errors, model_info(shallow).errors
    assert (one.top1 or 0) > (other.top1 or 100)
    assert (one.crops, one.dataset) == (other.crops, other.dataset)


def share(name: str, what: str, chosen: Callable[[Row], bool]) -> float:
    """Of a network's parameters or multiplications, those of the chosen layers."""
    summary = summary_of(name)
    return sum(getattr(row, what) for row in summary.rows if chosen(row)) / getattr(summary, what)


@cache
def summary_of(name: str) -> Summary:
    with torch.device("meta"):
        model = create_model(name)
    return summarize(model, (1, *model_info(name).input_shape))


def test_faults_are_found() -> None:
    assert typed_numbers("It has 25,557,032 weights, 3.8 G and 22 %.\n") == ["25,557,032", "3.8", "22"]
    assert typed_numbers("In 2015, ResNet-50 took 7×7 for conv1; `x = 3`, {cite}`he2016deep`.\n") == []
