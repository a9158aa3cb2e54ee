"""The scrubber shows the frames of the run that is chosen, and climbs on the real network when asked to."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cnnkit.publish.preview import write_page
from cnnkit.widgets import StepScrubber
from cnnkit.widgets.strips import load_strips
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(tmp_path: Path, visit: Callable[..., Visit]) -> Iterator[Visit]:
    page = write_page([StepScrubber.recorded("class_images", "class-130", -1)], tmp_path / "index.html")
    shown = visit(page.as_uri(), base=tmp_path.as_uri() + "/")
    shown.wake()
    yield shown
    assert shown.errors == shown.outside == []


def says(page: Page, words: str, where: str = ".ck-says") -> None:
    page.wait_for_function(
        "([where, words]) => document.querySelector(where)?.textContent.includes(words)", arg=[where, words]
    )


def pixels(page: Page, number: int) -> str:
    return page.evaluate("(i) => document.querySelectorAll('.ckst-picture')[i].toDataURL()", number)


def test_runs_and_frames_are_chosen_and_said(opened: Visit) -> None:
    page, strips = opened.page, load_strips("class_images")
    flamingo, bare = strips.run("class-130"), strips.run("held-0")
    last_step = flamingo.steps[-1]
    says(
        page,
        f"The class flamingo, step {last_step} of {last_step}: score {flamingo.scores[-1]:.0f}.",
    )
    page.wait_for_function("document.querySelector('.ck-note').textContent.startsWith('Recorded')")
    last = pixels(page, 0)
    page.get_by_role("slider", name="Step").press("Home")
    says(page, f"step 0 of {flamingo.steps[-1]}: score {flamingo.scores[0]:.0f}.")
    assert pixels(page, 0) != last
    page.get_by_role("radio", name="tarantula in pixels").click()
    says(page, f"Tarantula, held to nothing, step 0 of {bare.steps[-1]}")
    page.get_by_role("radio", name="blur", exact=True).click()
    says(page, "Tarantula, held to blur, step 0")
    page.get_by_role("button", name="Reset").click()
    says(page, f"score {flamingo.scores[-1]:.0f}.")
    page.wait_for_function("(old) => document.querySelector('.ckst-picture').toDataURL() === old", arg=last)


def test_it_climbs_in_the_page_and_reset_ends_that(opened: Visit) -> None:
    page, here = opened.page, ".ckst-here > p"
    page.get_by_role("button", name=re.compile("Load the real network")).click()
    says(page, "after 0 steps, score", here)
    score = lambda: float(page.locator(here).inner_text().rpartition("score ")[2].rstrip("."))
    start, first = score(), pixels(page, 1)
    page.get_by_role("button", name="Ten steps").click()
    says(page, "after 10 steps, score", here)
    assert score() > 3 * start
    assert pixels(page, 1) != first
    page.get_by_role("button", name="Start again").click()
    says(page, "after 0 steps, score", here)
    assert (score(), pixels(page, 1)) == (start, first)
    # a unit that is silent at the start does not move, and that is said
    page.get_by_role("radio", name="a silent unit").click()
    says(page, "channel 55 of fire5, from noise, after 0 steps, score 0", here)
    page.get_by_role("button", name="One step").click()
    says(page, "after 1 step, score 0. The gradient is 0 everywhere: nothing moves.", here)
    page.get_by_role("radio", name="before the ReLU").click()
    page.get_by_role("button", name="Ten steps").click()
    says(page, "before the ReLU, after 10 steps", here)
    assert "nothing moves" not in page.locator(here).inner_text()
    page.get_by_role("button", name="Reset").click()
    page.wait_for_selector(here, state="hidden")
    page.get_by_role("button", name="Use the real network").wait_for()
