"""A page on paper, and a page that runs from right to left: nothing is lost, turned round or dark."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAPER = (Path(__file__).parent / "paper.js").read_text("utf8")
COLOURS = """[getComputedStyle(document.querySelector("main p")).color,
  getComputedStyle(document.body).backgroundColor]"""


@pytest.mark.parametrize("slug", ["alive", "figure", "exercises"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_that_was_not_scrolled_is_whole_on_paper(
    small_book: Callable[..., Visit], slug: str, theme: str
) -> None:
    page = small_book(slug, theme=theme).page
    page.wait_for_function("!document.querySelector('.ck-plot') || window.Plotly", timeout=20_000)
    page.wait_for_timeout(300)
    page.emulate_media(media="print")
    paper = page.evaluate(PAPER)
    assert paper == {"shut": 0, "theme": "light", "blank": 0, "asleep": 0, "scrolling": 0, "holes": 0}
    ink, ground = page.evaluate(COLOURS)
    assert max(map(int, ink[4:-1].split(","))) < 100
    assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    if slug == "exercises":
        assert page.evaluate("document.querySelectorAll('main details:not([open])').length") > 0


def test_without_javascript_paper_is_light_and_its_folds_are_open(small_book: Callable[..., Visit]) -> None:
    page = small_book("exercises", java_script_enabled=False, color_scheme="dark").page
    page.emulate_media(media="print")
    assert page.locator("details p", has_text="a case? Try").bounding_box() is not None


def test_geometry_code_and_formulas_run_left_to_right_on_any_page(small_book: Callable[..., Visit]) -> None:
    for slug in ("alive", "figure"):
        opened = small_book(slug)
        opened.wake()
        opened.page.evaluate("document.documentElement.dir = 'rtl'")
        parts = ".ck-host, .ck-figure svg, .ck-plot, .bd-content pre, mjx-container"
        directions = opened.page.evaluate(
            f"[...document.querySelectorAll('{parts}')].map((el) => getComputedStyle(el).direction)"
        )
        assert len(directions) > 2
        assert set(directions) == {"ltr"}
        text = "getComputedStyle(document.querySelector('main section > p')).direction"
        assert opened.page.evaluate(text) == "rtl"
