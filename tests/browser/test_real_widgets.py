"""Neighbour-browser, map-explorer and filter-gallery, each alone on a page: stored, then live."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets.base import Widget
from cnnkit.widgets.examples import EXAMPLES
from cnnkit.widgets.filter_gallery import FilterGallery
from cnnkit.widgets.freezer import Freezer
from cnnkit.widgets.layer_randomizer import LayerRandomizer
from cnnkit.widgets.map_explorer import MapExplorer
from cnnkit.widgets.neighbour_browser import NeighbourBrowser
from cnnkit.widgets.picture_walk import PictureWalk
from cnnkit.widgets.real_network import photograph_files
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def open_widget(opened: Callable[..., Visit]) -> Callable[..., Visit]:
    def open_one(widget: Widget, **options) -> Visit:
        return opened(widget, **options)

    return open_one


def says(page: Page) -> str:
    return page.locator(".ck-says").inner_text()


def own_picture(page: Page, name: str) -> None:
    file = {"name": "mine.webp", "mimeType": "image/webp", "buffer": photograph_files()[name]}
    page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]


def load(page: Page) -> None:
    page.get_by_role("button", name="Load the real network").click()
    page.get_by_text("SqueezeNet 1.1 runs in this page").wait_for()


def wait_for(page: Page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('.ck-says').textContent.includes(words)", arg=words
    )


@pytest.mark.parametrize("widget", [FilterGallery, Freezer, MapExplorer, NeighbourBrowser, LayerRandomizer])
def test_the_page_says_what_python_says(widget: type[Widget], open_widget: Callable[..., Visit]) -> None:
    opened = open_widget(widget())
    assert says(opened.page) == widget().sentence  # type: ignore[attr-defined]
    assert opened.errors == []


def test_a_filter_is_chosen_by_keys_and_its_answer_is_pythons(open_widget: Callable[..., Visit]) -> None:
    page = open_widget(FilterGallery(chosen=22)).page
    page.get_by_label("The 64 filters of the first layer").press("ArrowRight")
    page.get_by_role("radio", name="a cup of coffee").click()
    assert says(page) == FilterGallery(chosen=23, picture="coffee").sentence
    own_picture(page, "temple")
    wait_for(page, "of your picture")
    page.get_by_role("button", name="Reset").click()
    wait_for(page, "Filter 22 says")


def test_stored_maps_are_walked_and_a_unit_shows_its_field(open_widget: Callable[..., Visit]) -> None:
    page = open_widget(MapExplorer()).page
    page.get_by_role("radio", name="fire5").click()
    page.get_by_role("radio", name="a motorcycle").click()
    page.get_by_label("A unit of the chosen map of fire5").press("ArrowRight")
    layer, channel = 4, MapExplorer(layer=4).channel
    row, column = MapExplorer(layer=layer, channel=channel, picture="motorcycle").unit
    widget = MapExplorer(layer=layer, channel=channel, picture="motorcycle", row=row, column=column + 1)
    assert says(page) == widget.sentence
    top, left, bottom, right = widget.field
    frame = page.locator(".ckm-mark rect").first
    box = [float(frame.get_attribute(key) or "nan") for key in ("x", "y", "width", "height")]
    assert box == [left, top, right - left, bottom - top]


def test_the_network_brings_all_maps_and_says_the_same(open_widget: Callable[..., Visit]) -> None:
    opened = open_widget(MapExplorer(layer=9))
    page, before = opened.page, says(opened.page)
    load(page)
    page.get_by_text("all 1000 maps of conv10").wait_for()
    numbers = [re.findall(r"\d+(?:\.\d+)?", words) for words in (before, says(page))]
    assert [float(n) for n in numbers[1]] == pytest.approx([float(n) for n in numbers[0]], rel=0.02)
    assert "(Egyptian cat)" in says(page)
    page.get_by_label("The maps of conv10").press("ArrowRight")
    wait_for(page, "conv10, map 286 (cougar)")
    own_picture(page, "temple")
    wait_for(page, "on your picture")
    page.get_by_role("button", name="Reset").click()
    wait_for(page, before)
    assert opened.errors == []


def test_an_own_picture_before_the_network_is_shown_without_maps(open_widget: Callable[..., Visit]) -> None:
    page = open_widget(MapExplorer()).page
    own_picture(page, "temple")
    wait_for(page, "load the real network to see its maps")
    load(page)
    wait_for(page, "on your picture")


def test_a_crop_is_chosen_and_an_own_picture_finds_its_like(open_widget: Callable[..., Visit]) -> None:
    opened = open_widget(NeighbourBrowser(query=0, layer=0))
    page = opened.page
    page.get_by_label("The bank: 300 crops").press("ArrowRight")
    page.get_by_role("radio", name="fire5").click()
    assert says(page) == NeighbourBrowser(query=1, layer=2).sentence
    own_picture(page, "flower")
    wait_for(page, "Load the real network to compare by layers.")
    load(page)
    wait_for(page, "by fire5: a flower.")
    page.get_by_role("radio", name="fire9").click()
    wait_for(page, "by fire9: a flower.")
    page.get_by_role("button", name="Reset").click()
    wait_for(page, NeighbourBrowser(query=0, layer=0).sentence)
    assert opened.errors == []


def test_weights_are_shuffled_by_the_slider_stored_and_live(open_widget: Callable[..., Visit]) -> None:
    opened = open_widget(LayerRandomizer())
    page = opened.page
    page.get_by_role("radio", name="a cup of coffee").click()
    page.get_by_role("button", name="Half of it forgets").click()
    stored = LayerRandomizer(depth=5, picture="coffee")
    assert says(page) == stored.sentence
    load(page)
    # another shuffle: other numbers, the same verdict
    found = "words => document.querySelector('.ck-says').textContent !== words"
    page.wait_for_function(found, arg=stored.sentence)
    alike = re.findall(r"(?:saliency|propagation|CAM) (−?\d\.\d\d)", says(page))
    saliency, guided, _ = (float(v.replace("−", "-")) for v in alike)
    assert saliency < 0.7 < 0.8 < guided
    # nothing shuffled: the page's own maps, and PyTorch's answer
    page.get_by_label("Layers shuffled").fill("0")
    wait_for(page, "All weights as they were learnt: the network says espresso")
    own_picture(page, "temple")
    wait_for(page, "the network says stupa")
    page.get_by_role("button", name="Reset").click()
    wait_for(page, LayerRandomizer().sentence)
    assert opened.errors == []


CHAPTER = (
    "map-explorer", "filter-gallery", "neighbour-browser", "backward-rules", "occlusion-drag",
    "layer-randomizer", "step-scrubber", "adversarial-slider",
)  # fmt: skip


@pytest.mark.parametrize("slug", CHAPTER)
def test_a_widget_fits_into_a_window_and_paper_invites_nobody(
    slug: str, open_widget: Callable[..., Visit]
) -> None:
    page = open_widget(EXAMPLES[slug](), width=852).page  # a column of 820 px, as on a page of the book
    box = page.locator(".ck").bounding_box()
    assert box is not None
    assert box["height"] <= 900
    invitations = page.get_by_text(re.compile("never leaves it|can run in this page"))
    page.emulate_media(media="print")
    assert not any(each.is_visible() for each in invitations.all())


def test_a_photograph_is_walked_and_the_network_shows_every_map(open_widget: Callable[..., Visit]) -> None:
    widget = PictureWalk(at="fire5")
    opened = open_widget(widget)
    page = opened.page
    assert says(page) == widget.sentence
    load(page)
    page.get_by_text("all 256 maps of fire5, 27×27").wait_for()
    page.get_by_role("button", name="Open its 3 parts").click()
    page.get_by_role("button", name="Next layer").click()
    page.get_by_text("all 32 maps of squeeze1x1, 27×27").wait_for()
    page.get_by_role("slider").press("End")
    page.get_by_text("all 1000 maps of pool10").wait_for()
    own_picture(page, "temple")
    wait_for(page, "Of your picture the network says: ")
    page.get_by_role("button", name="Reset").click()
    wait_for(page, widget.sentence)
    assert opened.errors == []


def test_classes_of_ones_own_are_learnt_in_the_page(open_widget: Callable[..., Visit]) -> None:
    opened = open_widget(Freezer())
    page = opened.page
    page.get_by_role("slider", name="Share of right answers").press("ArrowRight")
    page.get_by_role("radio", name="20", exact=True).click()
    wait_for(page, Freezer(feature=5, labels=2).sentence)
    assert page.get_by_role("button", name="Add drawing").count() == 0  # before the network is here
    load(page)
    page.get_by_role("button", name="Try rings and crosses").click()
    page.get_by_text("learnt from 4 pictures and says A to the test").wait_for()
    page.get_by_role("radio", name="fire9").last.click()
    page.get_by_text("2 × 513 weights on fire9").wait_for()
    # another class by a photograph, which is then asked about
    for place in ("C", "Test"):
        page.get_by_role("radio", name=place, exact=True).click()
        own_picture(page, "flower")
    page.get_by_text("learnt from 5 pictures and says C to the test").wait_for()
    page.get_by_role("button", name="Take picture 1 out of C").click()
    page.get_by_text("learnt from 4 pictures and says").wait_for()
    page.get_by_role("button", name="Add drawing").click()
    wait_for(page, "The pad is empty")
    page.get_by_role("button", name="Reset").click()
    wait_for(page, Freezer().sentence)
    assert opened.errors == []
