"""Timeline and C3Table in a browser: keys and presses move them, and the page says what Python says."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import C3Table, Timeline
from cnnkit.widgets.c3_table import ALL, PAPERS
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def says(page: Page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('.ck-says').textContent === words", arg=words, timeout=5000
    )


def test_the_timeline_tells_of_each_network_as_python_does(opened: Open) -> None:
    page = opened(Timeline()).page
    says(page, Timeline().sentence)
    slider = page.get_by_role("slider", name="network")
    slider.press("ArrowRight")
    says(page, Timeline(at=2).sentence)
    slider.press("End")
    says(page, Timeline(at=len(Timeline().networks) - 1).sentence)
    page.get_by_role("button", name="GoogLeNet").click()
    at = [one["name"] for one in Timeline().networks].index("GoogLeNet")
    says(page, Timeline(at=at).sentence)
    assert "7 networks" in page.locator(".tl-several").inner_text()
    assert "7 networks" not in page.locator(".tl-single").inner_text()
    page.get_by_role("button", name="Reset", exact=True).click()
    says(page, Timeline().sentence)


def test_a_press_in_the_plot_goes_to_the_year(opened: Open) -> None:
    page = opened(Timeline()).page
    box = page.locator(".ckp").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.12 * box["width"], box["y"] + 0.5 * box["height"])
    says(page, Timeline(at=0).sentence)


def switched(i: int, j: int) -> list[str]:
    rows = [list(row) for row in PAPERS]
    rows[i][j] = "." if rows[i][j] == "X" else "X"
    return ["".join(row) for row in rows]


@pytest.mark.parametrize("width", [720, 390])
def test_links_are_switched_by_keys_and_by_a_press(opened: Open, width: int) -> None:
    page = opened(C3Table(), width=width).page
    says(page, C3Table().sentence)
    first = page.get_by_role("gridcell", name="S2's 0 to C3's 0: linked", exact=True)
    first.click()
    says(page, C3Table(table=switched(0, 0)).sentence)
    page.keyboard.press(" ")
    says(page, C3Table().sentence)
    page.keyboard.press("ArrowRight" if width == 720 else "ArrowDown")
    says(page, C3Table(chosen=1).sentence)
    page.keyboard.press("Enter")
    says(page, C3Table(table=switched(0, 1), chosen=1).sentence)
    page.get_by_role("button", name="All links: all alike").click()
    says(page, C3Table(table=ALL).sentence)
    page.get_by_role("button", name="Reset", exact=True).click()
    says(page, C3Table().sentence)
