"""LesionToggles in a browser: blocks are taken out by mouse and by key, and it says what Python says."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import LesionToggles
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def says_of(page: Page, widget: LesionToggles, which: str) -> None:
    """Waits for the sentence of the state that `widget` is in."""
    shown, left = widget.accuracy, sum(widget.paths)
    parts = [
        f"{which} the",
        f"reads {100 * shown['residual']:.1f} % of",
        f"twin {100 * shown['plain']:.1f} %",
    ]
    page.wait_for_function(
        "parts => parts.every((part) => document.querySelector('.ck-says').textContent.includes(part))",
        arg=[*parts, f"{left} of 512 paths"],
    )


def test_a_block_goes_by_mouse_and_comes_back_by_key(opened: Open) -> None:
    page = opened(LesionToggles()).page
    says_of(page, LesionToggles(), "With all nine blocks")
    eighth = page.get_by_role("button", name="block 8", exact=True)
    eighth.click()
    says_of(page, LesionToggles(out=[8]), "Without block 8")
    assert eighth.get_attribute("aria-pressed") == "false"
    assert page.locator(".lt-out").count() == 2  # one in each chain
    page.get_by_role("button", name="block 2", exact=True).press("Enter")
    says_of(page, LesionToggles(out=[2, 8]), "Without blocks 2 and 8")
    eighth.press("Space")
    says_of(page, LesionToggles(out=[2]), "Without block 2")


def test_the_seed_is_another_pair_of_networks_and_reset_takes_it_back(opened: Open) -> None:
    page = opened(LesionToggles(out=[1])).page
    says_of(page, LesionToggles(out=[1]), "Without block 1")
    page.get_by_role("radiogroup", name="seed").get_by_role("radio", name="3").click()
    says_of(page, LesionToggles(out=[1], seed=3), "Without block 1")
    page.get_by_role("button", name="All branches").click()
    says_of(page, LesionToggles(out=list(range(1, 10)), seed=3), "Without any block")
    page.get_by_role("button", name="Reset").click()
    says_of(page, LesionToggles(out=[1]), "Without block 1")


def test_the_bars_are_the_paths_that_are_left(opened: Open) -> None:
    page = opened(LesionToggles(out=[2, 5, 8])).page
    left = ", ".join(str(n) for n in LesionToggles(out=[2, 5, 8]).paths)
    assert page.locator(".lt-paths").get_attribute("aria-label") == f"Paths left by length 0 to 9: {left}."


def test_it_fits_into_a_window_beside_its_controls(opened: Open) -> None:
    box = opened(LesionToggles(), width=720).page.locator(".ck").bounding_box()  # the book's column
    assert box is not None
    assert box["height"] <= 900
