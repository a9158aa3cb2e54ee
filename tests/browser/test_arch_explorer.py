"""ArchExplorer in a browser: volumes are walked, modules opened, cells asked for, networks exchanged."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import ArchExplorer
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def said(page: Page) -> str:
    return page.locator(".ck-says").inner_text()


def wait_for(page: Page, words: str) -> None:
    page.wait_for_function("w => document.querySelector('.ck').textContent.includes(w)", arg=words)


def test_the_first_frame_says_what_python_says(opened: Open) -> None:
    widget = ArchExplorer("alexnet", at="conv2")
    page = opened(widget).page
    assert said(page) == widget.sentence
    for words in widget.sums().values():
        wait_for(page, words)


def test_arrow_keys_walk_the_volumes_and_a_press_goes_there(opened: Open) -> None:
    page = opened(ArchExplorer("alexnet")).page
    volumes = page.get_by_role("slider")
    volumes.press("ArrowRight")
    assert volumes.get_attribute("aria-valuetext") == "pool1, 96×27×27"
    volumes.press("End")
    assert said(page).startswith("fc8: 1,000; 4,097,000 parameters, 6.6 % of all")
    page.get_by_role("button", name="Layer before").click()
    wait_for(page, "4,096·4,096 + 4,096 = 16,781,312")
    box = volumes.bounding_box() or {}
    page.mouse.click(box["x"] + 0.12 * box["width"], box["y"] + 50)
    wait_for(page, "96·(11·11·3) + 96 = 34,944")


def test_a_module_opens_and_closes(opened: Open) -> None:
    page = opened(ArchExplorer("googlenet", at="inception5a")).page
    page.get_by_role("button", name="Open its 7 parts").click()
    page.get_by_role("button", name="Next layer").click()
    wait_for(page, "256·(1·1·832) + 256 = 213,248")
    assert page.get_by_role("slider").get_attribute("aria-valuemax") == "25"
    page.get_by_role("button", name="Layer before").click()
    page.get_by_role("button", name="Close").click()
    assert page.get_by_role("slider").get_attribute("aria-valuemax") == "18"


def test_a_cell_is_asked_for_by_press_and_by_keys(opened: Open) -> None:
    widget = ArchExplorer(
        "googlenet", table=True, at="inception5a", printed={"inception5a": {"params": 1_072_000}}
    )
    page = opened(widget).page
    wait_for(page, "printed 1,072,000 (+2.7 %)")
    cell = page.locator("[aria-selected=true]")
    assert cell.inner_text() == "832×7×7"
    cell.press("ArrowRight")
    assert page.locator("dd.ax-asked").inner_text().startswith("213,248 + 133,280")
    page.get_by_role("rowheader", name="inception 3a").click()
    assert page.locator("tbody tr").count() == 18 + 7
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function("document.querySelectorAll('tbody tr').length === 18")


def test_another_network_is_put_beside_the_first(opened: Open) -> None:
    widget = ArchExplorer(["resnet34", "resnet50"], ["resnet152"], at=["stage3", "stage3"])
    page = opened(widget).page
    assert said(page) == widget.sentence
    page.get_by_label("The network beside it").select_option("resnet152")
    widget.networks = ["resnet34", "resnet152"]
    page.wait_for_function("w => document.querySelector('.ck-says').textContent === w", arg=widget.sentence)
    assert page.locator(".ax-head").nth(1).inner_text().startswith("stage3 145 parts")


def test_dials_thin_the_network(opened: Open) -> None:
    dials = {"width": [0.5, 1.0], "side": [160, 224]}
    page = opened(ArchExplorer("mobilenet_v1", dials=dials)).page
    page.get_by_role("radio", name="0.5").click()
    page.get_by_role("radio", name="160").click()
    turned = ArchExplorer("mobilenet_v1", dials=dials, dial={"width": 0.5, "side": 160})
    page.wait_for_function("w => document.querySelector('.ck-says').textContent === w", arg=turned.sentence)
    wait_for(page, "on 3×160×160")


def test_what_the_paper_prints_of_the_whole_stands_beside_the_totals(opened: Open) -> None:
    page = opened(ArchExplorer("alexnet:two_towers")).page
    assert (
        page.locator(".ax-totals")
        .first.inner_text()
        .endswith("; its paper prints 60 M parameters (abstract)")
    )


def test_the_frame_round_the_chosen_layer_leaves_the_names_of_the_bars_free(opened: Open) -> None:
    page = opened(ArchExplorer("alexnet", at="conv1"), width=720).page
    boxes = {
        kind: [one.bounding_box() or {} for one in page.locator(kind).all()]
        for kind in (".ckv-name", ".ckv-mark rect")
    }
    assert [len(some) for some in boxes.values()] == [2, 3]
    for name in boxes[".ckv-name"]:
        for frame in boxes[".ckv-mark rect"]:
            assert (
                name["y"] + name["height"] <= frame["y"] + 2 or frame["y"] + frame["height"] <= name["y"] + 2
            )
