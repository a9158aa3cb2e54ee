"""The grid steppers in a browser: something is moved, and the answer changes to the right number."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from cnnkit.widgets import Conv1dStepper, ConvMatrix, ConvStepper, PoolStepper
from cnnkit.widgets.base import Widget
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

QUESTION = "What is read here, and what is never read?"
Open = Callable[..., Visit]


@pytest.fixture
def opened(opened: Open) -> Open:
    """As everywhere, in the book's column."""

    def open_page(widget: Widget, **options: object) -> Visit:
        shown = opened(widget, **options)
        shown.page.add_style_tag(content="body { max-width: 47rem }")
        return shown

    return open_page


def grid(page: Page, label: str) -> Locator:
    return page.locator(f'.ckg[aria-label^="{label}"]')


def numbers(table: Locator) -> list[list[float]]:
    """What a grid shows, without the small print in the corners."""
    rows = table.locator("[role=row]").all()
    texts = [row.locator(".ckg-cell > span:first-child").all_inner_texts() for row in rows]
    return [[float(text.replace("−", "-")) for text in line] for line in texts]


def said(page: Page) -> str:
    return page.locator(".ck-says").inner_text()


def test_conv_output_equals_python_after_every_control(opened: Open) -> None:
    page = opened(ConvStepper(question=QUESTION)).page
    assert numbers(grid(page, "output map")) == ConvStepper().output
    page.get_by_label("increase padding").click()
    assert numbers(grid(page, "output map")) == ConvStepper(padding=1).output
    page.get_by_label("increase dilation").click()
    assert numbers(grid(page, "output map")) == ConvStepper(padding=1, dilation=2).output
    page.get_by_label("decrease stride").click()
    assert numbers(grid(page, "output map")) == ConvStepper(padding=1, dilation=2, stride=1).output
    page.get_by_role("button", name="flip the kernel").click()
    turned = ConvStepper(padding=1, dilation=2, stride=1, flip=True)
    assert numbers(grid(page, "output map")) == turned.output
    assert turned.sentence in said(page)
    page.get_by_role("button", name="Reset").click()
    assert numbers(grid(page, "output map")) == ConvStepper().output


def test_conv_arrows_and_space_move_the_window(opened: Open) -> None:
    page = opened(ConvStepper(question=QUESTION)).page
    want = ConvStepper().output
    assert ConvStepper().sentence in said(page)
    grid(page, "output map").locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert said(page).startswith(f"Output row 0, column 1: {want[0][1]:g}.")
    page.keyboard.press("ArrowDown")
    assert said(page).startswith(f"Output row 1, column 1: {want[1][1]:g}.")
    assert page.locator(".ckg-sum").inner_text() == "1·2 + 1·1 + 2·0 + 0·(−1) = 3"
    page.keyboard.press(" ")
    assert said(page).startswith("Output row 0, column 0:")
    page.keyboard.press("Space")
    assert said(page).startswith("Output row 0, column 1:")
    assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"


def test_conv_marks_what_is_never_read(opened: Open) -> None:
    page = opened(ConvStepper(question=QUESTION)).page
    unread = grid(page, "input channel 0").locator(".unread")
    assert unread.count() == 9
    assert "never read" in (unread.first.get_attribute("aria-label") or "")
    page.get_by_label("decrease stride").click()
    assert unread.count() == 0
    assert "every cell is read" in said(page)


def test_conv_window_is_dragged(opened: Open) -> None:
    page = opened(ConvStepper(question=QUESTION, stride=1)).page
    frame = page.locator(".ckg-frame").bounding_box()
    cell = grid(page, "input channel 0").locator(".ckg-cell").nth(24).bounding_box()
    assert frame is not None
    assert cell is not None
    page.mouse.move(frame["x"] + 20, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(cell["x"], cell["y"], steps=4)
    page.mouse.up()
    assert said(page).startswith("Output row 3, column 3:")


def test_conv_window_that_does_not_fit_is_explained(opened: Open) -> None:
    page = opened(ConvStepper(question=QUESTION, kernel=[[1] * 3] * 3)).page
    page.get_by_label("increase dilation").click()
    page.get_by_label("increase dilation").click()
    assert "3·(3 − 1) + 1 = 7 cells" in said(page)
    assert "dilation 2 or less, or with padding 1 or more" in said(page)
    assert grid(page, "output map").locator(".ckg-cell").count() == 0
    page.get_by_label("increase padding").click()
    assert (
        numbers(grid(page, "output map")) == ConvStepper(kernel=[[1] * 3] * 3, dilation=3, padding=1).output
    )


def test_a_pressed_weight_changes_the_map(opened: Open) -> None:
    page = opened(ConvStepper(question=QUESTION)).page
    grid(page, "kernel 0").locator(".ckg-cell").nth(2).click()
    assert numbers(grid(page, "output map")) == ConvStepper(kernel=[[2, 1], [1, -1]]).output
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert numbers(grid(page, "output map")) == ConvStepper(kernel=[[2, 1], [-1, -1]]).output


def test_channels_add_up_and_relu_cuts(opened: Open) -> None:
    page = opened(ConvStepper.channels(question=QUESTION)).page
    assert "−6; ReLU cuts it to 0" in said(page)
    sums = [numbers(grid(page, f"sum of channel {c}"))[0][0] for c in range(3)]
    assert sums == [-1, -5, -1]
    page.get_by_role("button", name="ReLU").click()
    assert numbers(grid(page, "output map")) == ConvStepper.channels(relu=False).output
    grid(page, "output map").locator(".ckg-cell").nth(1).click()
    sums = [numbers(grid(page, f"sum of channel {c}"))[0][0] for c in range(3)]
    assert sum(sums) + 1 == ConvStepper.channels(relu=False).output[0][1]


def test_pool_functions_and_windows(opened: Open) -> None:
    page = opened(PoolStepper(question=QUESTION)).page
    output = grid(page, "output")
    assert "starts at 0 would answer 0" in said(page)
    for label, mode in (("average", "average"), ("L1", "l1"), ("L2", "l2")):
        page.get_by_role("radio", name=label).click()
        want = [[pytest.approx(v, abs=0.05) for v in line] for line in PoolStepper(mode=mode).output]
        assert numbers(output) == want
    page.get_by_role("radio", name="max").click()
    page.get_by_role("button", name="Windows overlap").click()
    assert numbers(output) == PoolStepper(size=3, stride=1).output
    page.get_by_label("increase stride").click()
    assert numbers(output) == PoolStepper(size=3, stride=2).output
    assert "Never read: row 3 and column 3." in said(page)


def test_pool_cells_are_edited_and_the_silent_ones_marked(opened: Open) -> None:
    page = opened(PoolStepper(question=QUESTION)).page
    cells = grid(page, "input").locator(".ckg-cell")
    page.get_by_role("button", name="Mark what can change unseen").click()
    assert "12 of 16 cells" in said(page)
    assert cells.nth(1).get_attribute("aria-label") == (
        "row 0, column 1: −3, a maximum, in the window, every change shows"
    )
    cells.nth(0).click()  # −7, which may rise to −3 unnoticed
    for _ in range(4):
        page.get_by_label("increase the chosen cell").click()
    assert numbers(grid(page, "output"))[0][0] == -3
    page.keyboard.press("Tab")
    cells.nth(0).focus()
    page.keyboard.press("+")
    assert numbers(grid(page, "output"))[0][0] == -2
    page.get_by_role("radio", name="average").click()
    assert "No cell can change alone" in said(page)


def test_pool_padding_that_torch_refuses_is_explained(opened: Open) -> None:
    page = opened(PoolStepper(question=QUESTION)).page
    page.get_by_label("increase padding").click()
    page.get_by_label("increase padding").click()
    assert "torch refuses it. Legal: padding 1 or less." in said(page)


def test_sentence_filters_fire_where_python_says(opened: Open) -> None:
    page = opened(Conv1dStepper(question=QUESTION)).page
    assert "2 words × 4 channels = 8 numbers; the sum is 2, so it fires" in said(page)
    page.get_by_role("button", name="Width 2 misses").click()
    late = Conv1dStepper(sentence="the film is not very good")
    assert [numbers(grid(page, f"map of filter {f}"))[0] for f in range(3)] == late.output
    assert "fires nowhere" in said(page)
    page.get_by_role("button", name="Width 3 sees it").click()
    assert "“not very good”: 3 words × 4 channels = 12 numbers" in said(page)
    grid(page, "map of filter 2").locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowLeft")
    assert "reads “is not very”" in said(page)


def test_typed_sentences_are_read_or_explained(opened: Open) -> None:
    page = opened(Conv1dStepper(question=QUESTION)).page
    page.get_by_label("sentence", exact=True).fill("a zebra is never dull")
    assert [numbers(grid(page, f"map of filter {f}"))[0] for f in range(3)] == Conv1dStepper(
        sentence="a zebra is never dull"
    ).output
    assert "all zeros: zebra" in said(page)
    page.get_by_label("sentence", exact=True).fill("good")
    assert "width 2 does not fit on 1 word:" in said(page)


def test_matrix_row_shows_its_window_and_a_weight_its_uses(opened: Open) -> None:
    page = opened(ConvMatrix(question=QUESTION)).page
    big = grid(page, "matrix")
    assert big.locator(".ckg-cell").count() == 400
    assert "64 of 400 entries are not zero, and they hold 4 different values." in said(page)
    grid(page, "kernel").locator(".ckg-cell").nth(1).click()
    assert big.locator(".used").count() == 16
    assert "Weight b stands once in each of the 16 rows: one number, 16 uses; it meets 16 of" in said(page)
    met = grid(page, "image").locator("[aria-label*='weight b'], [aria-label*='meets b']")
    assert met.count() == 16
    big.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    assert said(page).startswith("Row 6 makes output row 1, column 2.")
    letters = grid(page, "image").locator(".ckg-cell").all_inner_texts()
    assert [i for i, text in enumerate(letters) if text] == [7, 8, 12, 13]


def test_matrix_of_a_wider_step_leaves_columns_empty(opened: Open) -> None:
    page = opened(ConvMatrix(question=QUESTION, row=15)).page
    page.get_by_role("button", name="Stride 2 leaves columns empty").click()
    assert grid(page, "matrix").locator("[role=row]").count() == 4
    grid(page, "matrix").locator(".ckg-cell").nth(4).click()
    assert "Column 4 is pixel row 0, column 4: no window reads it." in said(page)


def test_touch_moves_and_steps(opened: Open) -> None:
    page = opened(ConvStepper(question=QUESTION), width=390, has_touch=True).page
    grid(page, "output map").locator(".ckg-cell").nth(3).tap()
    assert said(page).startswith("Output row 1, column 1:")
    grid(page, "input channel 0").locator(".ckg-cell").nth(3).tap()
    assert said(page).startswith("Output row 0, column 1:")
    page.get_by_role("button", name="Step").tap()
    assert said(page).startswith("Output row 1, column 0:")
