"""InceptionBench in a browser: a knob moves a branch and its bill, and 358 million are found."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from cnnkit.widgets import InceptionBench
from tests.browser.conftest import Visit
from tests.browser.dragging import drag

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def said(page: Page) -> str:
    return page.locator(".ck-says").inner_text()


def knob(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def press(locator: Locator, key: str, times: int) -> None:
    for _ in range(times):
        locator.press(key)


def test_it_opens_on_the_naive_module(opened: Open) -> None:
    page = opened(InceptionBench()).page
    assert f"{InceptionBench().macs:,} multiplications. 672 maps leave." in said(page)
    assert knob(page, "squeeze before the 3×3").get_attribute("aria-valuetext") == "no squeeze before the 3×3"


def test_squeezed_by_keys_and_counted_twice_it_shows_358_million(opened: Open) -> None:
    page = opened(InceptionBench()).page
    for name in ("squeeze before the 3×3", "squeeze before the 5×5", "squeeze behind the pool"):
        press(knob(page, name), "Shift+ArrowRight", 2)
        assert knob(page, name).get_attribute("aria-valuenow") == "64"
    page.wait_for_function("document.querySelector('.ck-says').textContent.includes('271,351,808')")
    assert "480 maps leave." in said(page)
    for name, total in (("1×1", "297,041,920"), ("5×5", "391,774,208"), ("3×3", "358,055,936")):
        page.get_by_role("radio", name=name, exact=True).click()
        page.wait_for_function(f"document.querySelector('.ck-says').textContent.includes('{total}')")
        assert f"With the {name} counted twice" in said(page)


def test_a_knob_obeys_all_keys_of_a_slider(opened: Open) -> None:
    it = knob(opened(InceptionBench()).page, "squeeze before the 3×3")
    for key, now in (
        ("ArrowUp", "8"),
        ("PageUp", "40"),
        ("ArrowDown", "32"),
        ("PageDown", "0"),
        ("End", "256"),
        ("Home", "0"),
    ):
        it.press(key)
        assert it.get_attribute("aria-valuenow") == now, key


def test_a_drag_widens_a_branch_and_stops_where_a_squeeze_would_be_none(opened: Open) -> None:
    page = opened(InceptionBench(squeeze5=64)).page
    for name, dx, key in (("filters of the 3×3", 60, "conv3"), ("squeeze before the 5×5", 4000, "squeeze5")):
        place = knob(page, name).locator(".ck-knob")
        place.scroll_into_view_if_needed()
        drag(page, place, dx)
        now = int(knob(page, name).get_attribute("aria-valuenow") or 0)
        assert (now > 192 and now % 8 == 0) if key == "conv3" else now == 256, "a squeeze leaves at most all"
    assert "The 5×5 branch costs more than without its squeeze." in said(page)


def test_a_squeeze_that_costs_more_and_a_pool_that_multiplies_nothing_are_said(opened: Open) -> None:
    page = opened(InceptionBench()).page
    page.get_by_role("radio", name="pool", exact=True).click()
    page.wait_for_function("document.querySelector('.ck-says').textContent.includes('changes nothing')")
    page.get_by_role("button", name="A squeeze to 256 costs more").click()
    page.wait_for_function(
        "document.querySelector('.ck-says').textContent.includes('costs more than without')"
    )
    assert "The 3×3 branch" in said(page)
