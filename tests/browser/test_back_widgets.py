"""BackwardRules and OcclusionDrag in a browser: numbers by keys, classes asked, a cover dragged and keyed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import BackwardRules, OcclusionDrag
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def says(page: Page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('.ck-says').textContent.includes(words)", arg=words
    )


def test_numbers_are_edited_and_rules_chosen_by_keys(opened: Open) -> None:
    page = opened(BackwardRules()).page
    says(page, "Guided lets 4 through.")
    page.get_by_role("radio", name="gradient", exact=True).click()
    says(page, "Gradient lets −2, 4 through.")
    first = page.locator(".br-numbers [role=gridcell]").first
    first.focus()
    page.keyboard.press("-")
    page.keyboard.press("-")
    says(page, "Gradient lets 4 through.")


def test_the_network_answers_for_another_digit(opened: Open) -> None:
    page = opened(BackwardRules()).page
    page.get_by_role("button", name="A held-out 5").click()
    says(page, "class 5 is asked about a 5.")
    page.get_by_role("radio", name="3", exact=True).click()
    alike = f"{BackwardRules(digit=5, target=3).likeness('guided'):.2f}".replace("-", "−").rstrip("0")
    says(page, f"by guided its map is {alike}")


def test_the_cover_is_moved_and_its_fill_changed(opened: Open) -> None:
    page = opened(OcclusionDrag()).page
    says(page, "it now says disk brake")
    page.get_by_role("radio", name="grey", exact=True).click()
    says(page, "With this grey cover")
    says(page, "it still says motor scooter")
    cover = page.get_by_role("slider", name="The cover")
    cover.focus()
    page.keyboard.press("ArrowRight")
    moved = OcclusionDrag(fill="grey", x=28)
    says(page, f"falls by {moved.drop:.1f}")
    assert cover.get_attribute("aria-valuetext") == "its middle 56 pixels from the left, 28 from the top"


def test_the_live_network_says_what_is_stored(opened: Open) -> None:
    page = opened(OcclusionDrag()).page
    stored = page.locator(".ck-says").inner_text()
    page.get_by_role("button", name="Load the real network").click()
    page.get_by_role("button", name="Cover every place").wait_for(state="visible", timeout=60_000)
    says(page, stored)
    page.get_by_role("radio", name="blur", exact=True).click()
    says(page, f"With this blur the score of motor scooter falls by {OcclusionDrag(fill='blur').drop:.1f}")
