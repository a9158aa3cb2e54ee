"""The step-scrubber goes down in the page to the code of a photograph, bundled or the reader's own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets.real_network import photograph_files
from cnnkit.widgets.step_scrubber import StepScrubber
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def told(page: Page, steps: int) -> int:
    """The distance in per cent, once so many steps have been taken."""
    words = page.get_by_text(re.compile(rf"after {steps} steps?, distance \d+ %"))
    words.wait_for()
    return int(re.findall(r"distance (\d+) %", words.inner_text())[0])


def test_an_inversion_runs_on_in_the_page_also_for_a_picture_of_ones_own(
    opened: Callable[..., Visit],
) -> None:
    visit = opened(StepScrubber.recorded("inversion", run="conv1-none", step=-1))
    page = visit.page
    page.get_by_role("button", name="Load the real network").click()
    start = told(page, 0)
    page.get_by_role("button", name="Ten steps").click()
    assert told(page, 10) < start - 10
    file = {"name": "mine.webp", "mimeType": "image/webp", "buffer": photograph_files()["temple"]}
    page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    other = told(page, 0)
    page.get_by_role("button", name="Ten steps").click()
    assert told(page, 10) < other - 10
    assert visit.errors == []
