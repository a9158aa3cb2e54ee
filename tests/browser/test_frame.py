"""How figures and outputs stand on a page: at 1280 and 390 px, without JavaScript, by keyboard."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def figure(small_book: Callable[..., Visit]) -> Callable[..., Visit]:
    return partial(small_book, "figure")


def test_captions_are_of_normal_weight_and_outputs_do_not_scroll(figure: Callable[..., Visit]) -> None:
    for width in (1280, 390):
        page = figure(width=width).page
        assert page.evaluate("getComputedStyle(document.querySelector('figcaption')).fontWeight") == "400"
        cut = (
            "[...document.querySelectorAll('main pre')].filter(el => el.scrollWidth > el.clientWidth).length"
        )
        assert page.evaluate(cut) == 0


def test_the_code_of_a_figure_opens_by_keyboard_and_without_javascript(figure: Callable[..., Visit]) -> None:
    for scripts in (True, False):
        page = figure(java_script_enabled=scripts).page
        summary = page.locator("details.hide > summary").first
        box = summary.bounding_box()
        column = page.locator("main figure").first.bounding_box()
        assert box
        assert column
        assert box["y"] >= column["y"] + column["height"] - 24
        assert 24 <= box["height"] < 40
        assert box["width"] < column["width"] / 4
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator("details.hide[open] .cell_input").first.is_visible()


def test_a_figure_stands_close_to_the_text_before_it(figure: Callable[..., Visit]) -> None:
    page = figure().page
    text = page.locator("main p", has_text="A 3×3 kernel").bounding_box()
    picture = page.locator("main figure svg").first.bounding_box()
    assert text
    assert picture
    assert picture["y"] - (text["y"] + text["height"]) <= 32
