"""Timeline, C3Table and DigitWalk in a browser: the page says what Python says, by keys and presses."""

import io
from collections.abc import Callable

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Page

from cnnkit.data.digits import from_bitmap, normalize_bitmap
from cnnkit.data.drawn import draw_strokes
from cnnkit.models import create_model
from cnnkit.widgets import C3Table, DigitWalk, Timeline
from cnnkit.widgets.c3_table import ALL, PAPERS
from cnnkit.widgets.digit_walk import LETTER_X
from tests.browser.conftest import Visit
from tests.browser.handwriting import DIGITS

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


def test_a_digit_that_ships_is_walked_and_every_row_says_what_python_says(opened: Open) -> None:
    visit = opened(DigitWalk())
    page = visit.page
    for row in DigitWalk.ROWS.values():
        says(page, DigitWalk(at=row).sentence)
        shape = DigitWalk(at=row).line.numbers["out"]
        assert page.locator(".ckwa-maps figcaption").inner_text().startswith(f"all {shape[0]} ")
        page.get_by_role("slider").press("ArrowRight")
    assert visit.errors == []


def test_another_digit_is_walked_live_and_reset_takes_it_back(opened: Open) -> None:
    visit = opened(DigitWalk(at="C3"))
    page = visit.page
    page.get_by_role("button", name="Example: a held-out 8").click()
    says(page, DigitWalk(at="C3", example=8).sentence)
    page.get_by_role("slider").press("End")
    says(page, DigitWalk(at="Output", example=8).sentence)
    page.get_by_role("button", name="Reset", exact=True).click()
    says(page, DigitWalk(at="C3").sentence)
    page.get_by_role("button", name="Clear the pad").click()
    says(page, "C3 gives 16×10×10. The pad is empty: draw a digit.")
    assert page.locator(".ckwa-maps").is_hidden()
    assert visit.errors == []


def test_a_digit_that_the_state_names_is_shown_and_not_the_one_that_came_with_it(opened: Open) -> None:
    widget = DigitWalk(at="F6")
    widget.example = 6
    says(opened(widget).page, DigitWalk(at="F6", example=6).sentence)


def answer(ink: np.ndarray) -> str:
    """What the shipped LeNet says of a bitmap."""
    with torch.no_grad():
        shares = create_model("lenet5", weights="digits")(from_bitmap(normalize_bitmap(ink))[None]).softmax(
            1
        )[0]
    return f"the network says: {int(shares.argmax())}, {round(100 * float(shares.max()))} %."


def test_a_stage_that_is_narrow_for_a_moment_draws_nothing_illegal(opened: Open) -> None:
    visit = opened(DigitWalk())
    stage = visit.page.locator(".ckv").locator("xpath=..")
    stage.evaluate("node => (node.style.width = '16px')")
    visit.page.wait_for_function("document.querySelector('.ckv').getAttribute('width') === '4'")
    stage.evaluate("node => (node.style.width = '')")
    visit.page.wait_for_function("Number(document.querySelector('.ckv').getAttribute('width')) > 200")
    assert visit.errors == []


def test_an_x_takes_the_road_of_the_data_and_is_called_a_digit(opened: Open) -> None:
    page = opened(DigitWalk()).page
    page.get_by_role("button", name="An X, which is no digit").click()
    page.get_by_text("Your drawing: its box is cut out and stretched").wait_for()
    page.get_by_text(
        answer(draw_strokes([[(x, y) for x, y in one] for one in LETTER_X], 0.08, 128))
    ).wait_for()


def test_the_keyboard_draws_and_walks(opened: Open) -> None:
    page = opened(DigitWalk(), width=390).page
    page.get_by_role("button", name="Clear the pad").press("Enter")
    pad = page.get_by_role("application")
    for key, times in (("ArrowUp", 11), ("Space", 1), ("ArrowDown", 22), ("Space", 1)):
        for _ in range(times):
            pad.press(key)
    page.get_by_text("Of your drawing the network says: 1, ").wait_for()
    page.get_by_role("button", name="Next layer").press("Enter")
    page.get_by_text("all 6 maps of S2, 14×14").wait_for()


@pytest.mark.parametrize(("ink", "paper", "words"), [(30, 235, "up to"), (240, 60, "above")])
def test_a_picture_of_ones_own_becomes_ink_and_the_page_says_how(
    ink: int, paper: int, words: str, opened: Open
) -> None:
    visit = opened(DigitWalk(at="S4"))
    page = visit.page
    bitmap = draw_strokes([[(x, y) for x, y in one] for one in DIGITS[7]], 0.08, 128)
    file = io.BytesIO()
    Image.fromarray(np.where(bitmap, ink, paper).astype(np.uint8)).save(file, "PNG")
    picture = {"name": "seven.png", "mimeType": "image/png", "buffer": file.getvalue()}
    page.locator("input[type=file]").first.set_input_files(picture)  # type: ignore[arg-type]
    page.get_by_text(f"Your picture, made grey: what is {words} {min(ink, paper)} of 255 is ink").wait_for()
    page.get_by_text(f"Of your picture {answer(bitmap)}").wait_for()
    page.get_by_text("all 16 maps of S4, 5×5").wait_for()
    page.get_by_role("button", name="Reset", exact=True).click()
    says(page, DigitWalk(at="S4").sentence)
    assert visit.errors == []
