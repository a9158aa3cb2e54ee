"""adversarial-slider: stored first, computed after the click, and what it says of digits."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cnnkit.publish.preview import write_page
from cnnkit.widgets import AdversarialSlider
from cnnkit.widgets.adversarial_slider import LEVELS
from tests.browser.conftest import Visit


@pytest.fixture
def page(tmp_path: Path, visit: Callable[..., Visit]) -> Page:
    file = write_page(AdversarialSlider(), tmp_path / "slider.html")
    opened = visit(file.as_uri(), base=tmp_path.as_uri() + "/")
    opened.wake()
    return opened.page


def says(page: Page, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('.ck-says').textContent.includes(words)", arg=words, timeout=60_000
    )


def first(page: Page, arm: str) -> tuple[str, float]:
    row = page.locator(f"ol[aria-label*='{arm}'] li").first.inner_text().split("\n")
    return row[0].replace("✓ ", ""), float(row[-1])


def test_the_network_in_the_page_says_what_is_stored(page: Page) -> None:
    says(page, "Without a change: espresso.")
    page.get_by_role("button", name="Half a level flips the cup").click()
    says(page, "0.5 of 255: along the gradient consommé")
    stored = [first(page, arm) for arm in ("gradient", "noise")]
    page.get_by_role("button", name="Load the real network").click()
    says(page, "Computed here")
    live = [first(page, arm) for arm in ("gradient", "noise")]
    assert [name for name, _ in live] == [name for name, _ in stored] == ["consommé", "espresso"]
    assert [p for _, p in live] == pytest.approx([p for _, p in stored], abs=0.03)
    page.get_by_role("radio", name="into a tarantula").click()
    says(page, "step")
    says(page, "Computed here")
    page.get_by_role("button", name="Reset").click()
    says(page, f"{LEVELS[AdversarialSlider().level]:g} of 255: along the gradient espresso")


def test_a_digit_is_attacked_at_once(page: Page) -> None:
    page.get_by_role("radio", name="a digit, LeNet").click()
    says(page, "ε 0.15: along the gradient 9")
    slider = page.get_by_role("slider", name="ε").locator("visible=true")
    slider.press("End")
    says(page, "ε 0.3: along the gradient")
    name, _ = first(page, "gradient")
    assert name != "3"
    page.get_by_role("radio", name="into 8").click()
    says(page, "Without a change: 3.")
