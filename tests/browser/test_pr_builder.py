"""pr-builder in a browser: a find relabelled, the list cut, true boxes drawn: it says what the class says."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import PrBuilder
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def averages(page: Page) -> list[str]:
    return page.locator(".pb-three b").all_inner_texts()


def wanted(widget: PrBuilder) -> list[str]:
    return [f"{value:.3f}" for value in widget.averages.values()]


def said(page: Page) -> str:
    return page.locator(".ck-says").inner_text()


def test_a_pressed_find_is_relabelled_and_the_averages_follow(opened: Open) -> None:
    page = opened(PrBuilder()).page
    assert averages(page) == wanted(PrBuilder()) == ["0.445", "0.415", "0.420"]
    find = page.locator(".pb-cells button")
    find.nth(2).click()
    assert averages(page) == wanted(PrBuilder(finds=PrBuilder().presets[0]["finds"]))
    assert "every hit moved most" in said(page)
    page.set_viewport_size({"width": 390, "height": 900})
    cut = "els => els.filter((el) => el.scrollWidth > el.clientWidth).map((el) => el.textContent)"
    assert page.locator(".pb-by").evaluate_all(cut) == []  # no difference leaves its place
    page.get_by_role("button", name="Reset").click()
    find.nth(6).click()
    assert averages(page) == wanted(PrBuilder(finds=PrBuilder().presets[1]["finds"]))
    assert "11 recalls moved most" in said(page)
    find.nth(6).click()  # and back
    assert averages(page) == wanted(PrBuilder())


def test_keys_walk_along_the_finds_and_relabel(opened: Open) -> None:
    page = opened(PrBuilder()).page
    first = page.locator(".pb-cells button").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    finds = [list(one) for one in PrBuilder().finds]
    finds[1] = [0.9, -1, 0.0]
    assert averages(page) == wanted(PrBuilder(finds=finds))
    page.keyboard.press("ArrowLeft")
    assert first.evaluate("(el) => el === document.activeElement")


@pytest.mark.parametrize(("slider", "keys", "options"), [
    ("IoU at least", ["ArrowLeft", "ArrowLeft"], {"limit": 0.4}),
    ("score at least", ["End", *["ArrowLeft"] * 6], {"threshold": 0.7}),
])  # fmt: skip
def test_limit_and_threshold_move_the_averages(
    opened: Open, slider: str, keys: list[str], options: dict
) -> None:
    page = opened(PrBuilder()).page
    page.get_by_label(slider).focus()
    for key in keys:
        page.keyboard.press(key)
    assert averages(page) == wanted(PrBuilder(**options)) != wanted(PrBuilder())


@pytest.mark.parametrize("picture", ["herd", "coffee", "motorcycle", "lake", "flower"])
def test_a_photograph_is_judged_as_the_class_judges_it(opened: Open, picture: str) -> None:
    widget = PrBuilder(source="photographs", picture=picture)
    page = opened(widget).page
    signs = page.locator(".pb-cells button:visible b").all_inner_texts()
    assert ["✓" if hit else "✗" for hit in widget.hits] == signs
    kinds = page.locator(".pb-cells button:visible").evaluate_all("all => all.map((el) => el.classList[1])")
    assert kinds == [f"pb-{kind}" for kind in widget.kinds]
    assert averages(page) == (wanted(widget) if widget.n_gt else ["none"] * 3)


def test_one_class_is_counted_alone(opened: Open) -> None:
    page = opened(PrBuilder(source="photographs", picture="lake")).page
    assert "Papers do not" in page.locator(".pb-right .ck-note").inner_text()
    bird, boat = (PrBuilder().classes.index(name) for name in ("bird", "boat"))
    for label, says in (("boat", "No find of class boat: recall is 0 of 18"), ("bird", "No true bird here")):
        page.get_by_label("List of").select_option(label=label)
        assert says in said(page)
    page.get_by_role("radio", name="eight horses").click()
    assert page.get_by_label("List of").input_value() == "-1"
    everything = averages(page)
    page.get_by_label("List of").select_option(label="horse")
    widget = PrBuilder(source="photographs", picture="herd", counted=PrBuilder().classes.index("horse"))
    assert averages(page) == wanted(widget) != everything
    assert PrBuilder(source="photographs", picture="lake", counted=boat).averages["coco"] == 0
    assert PrBuilder(source="photographs", picture="lake", counted=bird).n_gt == 0


def test_the_readers_own_boxes_are_the_truth(opened: Open) -> None:
    page = opened(PrBuilder(source="photographs", picture="coffee", truth="own")).page
    assert averages(page) == ["none"] * 3
    assert "draw a box round each thing" in said(page)
    plane = page.locator(".pb-plane svg").bounding_box()
    assert plane is not None
    unit = plane["width"] / 416
    page.mouse.move(plane["x"] + 75 * unit, plane["y"] + 20 * unit)
    page.mouse.down()
    page.mouse.move(plane["x"] + 200 * unit, plane["y"] + 200 * unit, steps=3)
    page.mouse.move(plane["x"] + 330 * unit, plane["y"] + 340 * unit, steps=3)
    page.mouse.up()
    assert averages(page) == ["1.000"] * 3
    page.get_by_role("button", name="Add a box").click()
    page.get_by_label("New box is a").select_option(label="spoon")
    page.get_by_role("button", name="Add a box").click()
    assert re.search(r"recall 1/3 = 0\.33", said(page))
    for _ in range(3):
        page.get_by_role("button", name="Remove the last").click()
    assert averages(page) == ["none"] * 3
