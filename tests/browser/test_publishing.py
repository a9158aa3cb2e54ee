"""What cnnkit.publish puts on a page, on the small book of tests/publish: formulas, themes, late data."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def alive(small_book: Callable[..., Visit]) -> Callable[..., Visit]:
    return partial(small_book, "alive")


def test_formulas_are_set_by_the_mathjax_of_the_site(alive: Callable[..., Visit]) -> None:
    opened = alive()
    opened.page.wait_for_selector("mjx-container")
    assert any(path.endswith("/startup.js") for path in opened.loaded)
    assert any(path.endswith(".woff") for path in opened.loaded)
    assert opened.page.query_selector("mjx-merror") is None
    assert opened.outside == []


def test_a_plot_is_drawn_when_it_is_near_by_the_small_library(alive: Callable[..., Visit]) -> None:
    opened = alive()
    assert opened.page.query_selector(".ck-plot .main-svg") is None
    opened.wake()
    assert opened.page.query_selector(".ck-plot .main-svg") is not None
    libraries = [path for path in opened.loaded if "plotly" in path]
    assert libraries == ["_static/cnnkit/plotly/plotly-basic.min.js"]


def test_weights_are_fetched_when_they_are_first_read(alive: Callable[..., Visit]) -> None:
    opened = alive()
    opened.wake()
    before = {path for path in opened.loaded if "/data/" in path}
    opened.page.click("button.read-weights")
    opened.page.wait_for_selector("button.read-weights:has-text('sum 10000')")
    assert len({path for path in opened.loaded if "/data/" in path} - before) == 1


def test_two_views_of_one_widget_share_their_state(alive: Callable[..., Visit]) -> None:
    opened = alive()
    opened.wake()
    first, second = opened.page.query_selector_all("button.count")
    first.click()
    assert first.inner_text() == second.inner_text() == "clicked 1"


def test_the_theme_button_redraws_a_plot_in_dark_colours(alive: Callable[..., Visit]) -> None:
    opened = alive(theme="light")
    opened.wake()
    line = "getComputedStyle(document.querySelector('.ck-plot .js-line')).stroke"
    assert opened.page.evaluate(line) == "rgb(0, 103, 163)"
    opened.page.evaluate("scrollTo(0, 0)")
    while opened.page.evaluate("document.documentElement.dataset.theme") != "dark":
        opened.page.click(".theme-switch-button >> visible=true")
    opened.page.wait_for_function(f"{line} === 'rgb(108, 182, 255)'")


def test_without_javascript_the_still_frame_is_there(alive: Callable[..., Visit]) -> None:
    opened = alive(java_script_enabled=False)
    assert "A still frame of the counter" in opened.page.inner_text("main")


def test_a_broken_widget_says_so_and_leaves_the_others_alone(alive: Callable[..., Visit]) -> None:
    opened = alive()
    opened.wake()
    errors = [el.inner_text() for el in opened.page.query_selector_all(".ck-error")]
    assert errors == ["This figure could not start: broken on purpose"]
    assert len(opened.page.query_selector_all("button.count")) == 2
