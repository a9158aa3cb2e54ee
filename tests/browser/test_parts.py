"""Parts of coming widgets, each in a small widget of its own: what is special to them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Visit
from tests.browser.demos import COLOURS, DEMOS

pytestmark = pytest.mark.browser


@pytest.fixture
def open_part(opened: Callable[..., Visit]) -> Callable[..., Visit]:
    return lambda name, **options: opened(DEMOS[name](), **options)


def says(opened: Visit) -> str:
    return opened.page.locator(".ck-says").inner_text()


def press(at: Locator, *keys: str) -> None:
    for key in keys:
        at.press(key)


def test_boxes_move_by_keys_keep_to_the_plane_and_say_where_they_are(open_part) -> None:
    opened = open_part("boxes-part", width=720)
    truth = opened.page.get_by_role("slider", name="truth", exact=True)
    press(truth, "ArrowRight", "Shift+ArrowDown")
    # as large as it was, and stopped by the lower edge: 3 + 4 rows down, 16 − 9 is the last place
    assert says(opened).startswith("Truth 4, 7, 12, 16;")
    assert truth.get_attribute("aria-valuetext") == "columns 4 to 12, rows 7 to 16"
    corner = opened.page.get_by_role("slider", name="truth, bottom right corner")
    press(corner, *["Shift+ArrowLeft"] * 3)
    assert says(opened).startswith("Truth 4, 7, 6, 16;"), "at least two columns are left"
    # 4..6 by 7..16 and 7..15 by 5..13 do not meet
    assert says(opened).endswith("IoU 0.000.")
    assert opened.page.get_by_role("slider").count() == 6, "the third box stands still"


def test_a_finger_pulls_a_corner_in_any_direction(open_part) -> None:
    opened = open_part("boxes-part", width=390, has_touch=True)
    page, session = opened.page, opened.page.context.new_cdp_session(opened.page)
    box = page.get_by_role("slider", name="guess, bottom right corner").locator(".ck-knob").bounding_box()
    plane = page.locator(".ckx").bounding_box()
    x, y, unit = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, plane["width"] / 24
    top = page.evaluate("scrollY")
    for kind, by in (("touchStart", 0), ("touchMove", 1), ("touchMove", 2.1), ("touchEnd", None)):
        points = [] if by is None else [{"x": x, "y": y + by * unit}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert "guess 7, 5, 15, 15:" in says(opened)
    assert page.evaluate("scrollY") == top
    assert page.locator(".ck-target").first.bounding_box()["width"] >= 44 - 1


def test_links_are_the_same_as_circles_and_as_switches(open_part) -> None:
    opened = open_part("wiring-part", width=720)
    links = opened.page.locator(".ckw-link")
    assert says(opened) == "6 links."
    assert links.count() == 6 + 3 + 1
    cell = opened.page.get_by_role("gridcell", name="input 1 to map 2: not linked")
    cell.click()
    assert says(opened) == "7 links."
    press(opened.page.get_by_role("gridcell", name="input 1 to map 2: linked"), " ")
    assert says(opened) == "6 links."
    picture = opened.page.locator(".ckw")
    press(picture, "ArrowRight", "ArrowRight")
    assert picture.get_attribute("aria-valuetext") == "map 1"
    # map 1 reads inputs 1 and 3, and the sum reads it
    assert opened.page.locator(".ckw-link.ckw-on").count() == 3
    press(picture, "Escape")
    assert picture.get_attribute("aria-valuetext") == "none chosen"


def test_a_table_sorts_and_a_scatter_is_walked(open_part) -> None:
    opened = open_part("list-part", width=720)
    names = lambda: opened.page.locator(".ckl-table tbody th").all_inner_texts()
    error = opened.page.get_by_role("button", name="error", exact=True)
    error.click()
    assert names() == ["ResNet-50", "VGG-16", "MobileNet", "AlexNet", "LeNet-5"]
    error.click()
    assert names() == ["AlexNet", "MobileNet", "VGG-16", "ResNet-50", "LeNet-5"], "no number comes last"
    assert opened.page.locator("th[aria-sort=descending]").inner_text() == "error"
    points = opened.page.get_by_role("slider", name="Error against multiplications")
    press(points, "End", "ArrowLeft")
    assert says(opened) == "ResNet-50 is chosen."
    assert points.get_attribute("aria-valuetext") == "ResNet-50: 4.1·10⁹, 23.9"
    # on the front: MobileNet, the cheapest, and ResNet-50, which no cheaper one beats
    path = opened.page.locator(".ckp-line").get_attribute("d")
    assert path.count("L") == 1


def test_a_recorded_picture_is_shown_as_it_was_and_a_plot_is_scrubbed_by_keys(open_part) -> None:
    opened = open_part("replay-part", width=720)
    chart = opened.page.get_by_role("slider", name="Score by step")
    press(chart, "ArrowRight", "ArrowRight")
    assert says(opened) == "Step 10, none: score 2.000."
    assert chart.get_attribute("aria-valuetext") == "step 10"
    opened.page.get_by_role("radio", name="blur").click()
    opened.page.wait_for_selector("canvas[data-shown=true]")
    seen = "[...document.querySelector('canvas').getContext('2d').getImageData(3, 2, 1, 1).data]"
    assert opened.page.evaluate(seen) == [*(COLOURS[2] // 2).tolist(), 255]
    # where the run has no number, its line breaks; the table says so
    press(chart, "Home", "End")
    assert says(opened) == "Step 100, blur: score 0.500."
    opened.page.get_by_text("The numbers").click()
    rows = [row.split() for row in opened.page.locator(".ckp-table tr").all_inner_texts()]
    assert rows[0] == ["step", "none", "blur"]
    assert rows[3] == ["10", "2", "not", "a", "number"]
