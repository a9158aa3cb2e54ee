"""YoloGrid and LiveDetector in a browser: objects dragged and keyed, and a network that answers live."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import LiveDetector, YoloGrid
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def says(page: Page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('.ck-says').textContent.includes(words)", arg=words, timeout=20_000
    )


def test_a_lost_object_is_moved_into_a_cell_of_its_own_by_keys(opened: Open) -> None:
    page = opened(YoloGrid()).page
    says(page, "The star is lost")
    page.get_by_role("slider", name="star (lost)").or_(
        page.get_by_role("slider", name="star", exact=True)
    ).focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    says(page, "has a cell of its own")
    assert page.locator(".yg-table caption").inner_text().startswith("Cell (1, 2)")


def test_more_cells_part_the_two_and_the_target_is_pythons(opened: Open) -> None:
    page = opened(YoloGrid()).page
    page.get_by_role("button", name="increase cells a side").click()
    says(page, "nobody is lost")
    target = YoloGrid(cells=4).target[2, 1]
    row = page.locator(".yg-table tbody tr").nth(0).locator("td").nth(0)
    assert float(row.inner_text()) == pytest.approx(float(target[0]), abs=5e-4)


def test_a_predicted_box_is_dragged_until_the_other_answers(opened: Open) -> None:
    page = opened(YoloGrid(mode="pair")).page
    says(page, "Box 1 answers for the disc")
    plane = page.locator(".yg-plane svg").bounding_box()
    assert plane
    unit = plane["width"] / 100
    x, y = plane["x"] + 44 * unit, plane["y"] + 70 * unit  # in box 2 alone
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9 * unit, y - 8 * unit, steps=4)
    page.mouse.up()
    says(page, "Box 2 answers for the disc")


def test_an_empty_cell_is_pressed(opened: Open) -> None:
    page = opened(YoloGrid(mode="pair")).page
    plane = page.locator(".yg-plane svg").bounding_box()
    assert plane
    page.mouse.click(plane["x"] + 0.85 * plane["width"], plane["y"] + 0.85 * plane["height"])
    says(page, "No centre lies in the cell in row 2, column 2")


def test_the_threshold_decides_what_is_found(opened: Open) -> None:
    page = opened(YoloGrid(mode="decode")).page
    says(page, "2 of 3 objects found")
    slider = page.get_by_role("slider", name="score at least")
    slider.focus()
    page.keyboard.press("End")
    says(page, "nothing is found")


def test_the_detector_answers_live_what_python_says(opened: Open) -> None:
    page = opened(LiveDetector()).page
    assert "Stored: PyTorch’s answer" in page.locator(".ld-pace").inner_text()
    page.locator(".ld-object").nth(0).focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        "document.querySelector('.ld-pace').textContent.includes('One look')", timeout=20_000
    )
    label, x, *rest = LiveDetector().objects[0]
    moved = LiveDetector(objects=[[label, x - 3, *rest], *LiveDetector().objects[1:]])
    wanted = [f"{one.name} {one.score:.2f}" for one in moved.answers]
    page.wait_for_function(
        "wanted => [...document.querySelectorAll('.ld-name')].map(e => e.textContent).join() === wanted",
        arg=",".join(wanted),
        timeout=20_000,
    )


def test_an_object_is_dragged_from_the_palette(opened: Open) -> None:
    page = opened(LiveDetector(objects=[])).page
    one, board = (page.locator(css).bounding_box() for css in (".ld-palette button >> nth=3", ".ld-board"))
    assert one
    assert board
    page.mouse.move(one["x"] + 20, one["y"] + 20)
    page.mouse.down()
    page.mouse.move(board["x"] + board["width"] / 2, board["y"] + board["height"] / 2, steps=6)
    page.mouse.up()
    says(page, "of 1 object found")
    handle = page.locator(".ld-object")
    assert handle.count() == 1
    assert handle.get_attribute("aria-valuetext") in ("star, column 56, row 56", "star, column 55, row 56")
    page.get_by_role("button", name="Remove").click()
    assert page.locator(".ld-object").count() == 0


def test_where_nothing_is_found_it_says_so(opened: Open) -> None:
    page = opened(LiveDetector()).page
    page.get_by_role("slider", name="score at least").focus()
    page.keyboard.press("End")
    says(page, "The network finds nothing: no box reaches 0.95. The highest score is")
