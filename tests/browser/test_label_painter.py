"""LabelPainter in a browser: mouse, finger and keys paint the same cells; the page counts as Python."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import LabelPainter
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def says(page: Page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('.ck-says').textContent.endsWith(words)", arg=words, timeout=5000
    )


def painted(cells: set[tuple[int, int]], k: int = 1) -> LabelPainter:
    """The widget with some cells (row, column) of class k."""
    side = len(LabelPainter().truth)
    rows = ["".join(f"{k}" if (y, x) in cells else "0" for x in range(side)) for y in range(side)]
    return LabelPainter(painted=rows)


def table(page: Page) -> list[list[int]]:
    """The counts that the page shows, without IoUs."""
    lines = page.locator(".lp-table tbody tr").all()
    return [[int(text) for text in line.locator("td").all_inner_texts()[:-1]] for line in lines]


def middle(page: Page, row: int, column: int) -> tuple[float, float]:
    box = page.locator(".lp-sheet").bounding_box()
    assert box
    unit = box["width"] / len(LabelPainter().truth)
    return box["x"] + (column + 0.5) * unit, box["y"] + (row + 0.5) * unit


@pytest.mark.parametrize("width", [720, 390])
def test_the_mouse_paints_a_line_without_gaps_and_background_rubs_it_out(opened: Open, width: int) -> None:
    page = opened(LabelPainter(), width=width).page
    says(page, LabelPainter().sentence)
    page.locator(".lp-sheet").scroll_into_view_if_needed()
    page.mouse.move(*middle(page, 14, 4))
    page.mouse.down()
    page.mouse.move(*middle(page, 14, 11))
    page.mouse.up()
    line = painted({(14, x) for x in range(4, 12)})
    says(page, line.sentence)
    assert table(page) == line.table
    page.get_by_role("radio", name="background").click()
    page.get_by_role("radio", name="5×5").click()
    page.mouse.click(*middle(page, 14, 9))
    says(page, painted({(14, x) for x in range(4, 7)}).sentence)
    page.get_by_role("button", name="Reset", exact=True).click()
    says(page, LabelPainter().sentence)
    assert table(page) == LabelPainter().table


def test_keys_paint_while_the_brush_is_down(opened: Open) -> None:
    page = opened(LabelPainter()).page
    page.get_by_role("radio", name="digit 7").click()
    page.locator(".lp-sheet").focus()
    for key in ("ArrowDown", "Space", "Shift+ArrowRight", "ArrowDown", "Space", "ArrowLeft"):
        page.keyboard.press(key)
    done = painted({(13, x) for x in range(12, 17)} | {(14, 16)}, 3)
    says(page, done.sentence)
    assert table(page) == done.table
    assert "Row 15, column 16: painted background." in page.locator(".ck-says").inner_text()


def test_a_finger_paints_up_and_down_and_does_not_scroll(opened: Open) -> None:
    page = opened(LabelPainter(), width=390).page
    sheet = page.locator(".lp-sheet")
    assert sheet.evaluate("node => getComputedStyle(node).touchAction") == "none"
    sheet.scroll_into_view_if_needed()
    for kind, row in (("pointerdown", 5), ("pointermove", 8), ("pointerup", 8)):
        x, y = middle(page, row, 20)
        sheet.evaluate(
            "(node, [kind, x, y]) => {"
            "node.setPointerCapture = () => {}; node.hasPointerCapture = () => true;"
            "const touch = { pointerType: 'touch', pointerId: 7, isPrimary: true, bubbles: true };"
            "node.dispatchEvent(new PointerEvent(kind, { ...touch, clientX: x, clientY: y })) }",
            [kind, x, y],
        )
    says(page, painted({(y, 20) for y in range(5, 9)}).sentence)


def test_true_outlines_are_drawn_where_they_are_asked_for(opened: Open) -> None:
    page = opened(LabelPainter()).page
    assert not page.locator(".lp-border").first.is_visible()
    page.get_by_role("button", name="True outlines").click()
    page.locator(".lp-border").first.wait_for(state="visible")
    page.get_by_role("button", name="The truth").click()
    says(page, LabelPainter(painted=LabelPainter().truth).sentence)
