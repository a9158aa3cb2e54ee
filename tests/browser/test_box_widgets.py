"""IouDrag and NmsStepper in a browser: dragged, by keys, step by step, and both say what Python says."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cnnkit.widgets import IouDrag, NmsStepper
from tests.browser.conftest import Visit
from tests.browser.dragging import drag

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def table(page: Page, name: str) -> str:
    """The last cell of a row of iou-drag's table."""
    return (
        page.locator(".io-table tr", has=page.get_by_role("rowheader", name=name, exact=True))
        .locator("td")
        .last.inner_text()
    )


def test_a_box_goes_by_keys_and_by_mouse(opened: Open) -> None:
    page = opened(IouDrag()).page
    expect(page.locator(".ck-says")).to_contain_text("IoU 0.33")
    page.get_by_role("slider", name="B", exact=True).press("ArrowLeft")
    moved = IouDrag(b=[6, 3, 14, 11])
    expect(page.locator(".ck-says")).to_contain_text(f"{moved.areas['both']} cells lie in both boxes")
    assert table(page, "union") == f"{moved.areas['either']}"
    assert table(page, "IoU") == f"{moved.iou:.2f}"
    plane = page.locator(".ckx-plane").bounding_box()
    assert plane is not None
    cell = plane["width"] / 20
    drag(page, page.get_by_role("slider", name="B", exact=True), -2 * cell)
    nearer = IouDrag(b=[4, 3, 12, 11])
    expect(page.locator(".ck-says")).to_contain_text(f"{nearer.areas['both']} cells lie in both boxes")
    page.get_by_role("button", name="Apart in both directions").click()
    expect(page.locator(".ck-says")).to_contain_text(
        "sides −3 and −2. Multiplied as they are, they would give 6"
    )
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".ck-says")).to_contain_text("IoU 0.33")


def test_the_threshold_decides_and_the_walk_says_who_drops_whom(opened: Open) -> None:
    page = opened(NmsStepper()).page
    says = page.locator(".ck-says")
    expect(says).to_contain_text("2 were met before and 1 after: 1 killed")
    slider = page.get_by_role("slider", name="IoU threshold")
    for _ in range(6):
        slider.press("ArrowRight")
    half = NmsStepper(threshold=0.5)
    expect(says).to_contain_text(f"of which {len(half.kept)} stay: horse 0.67, horse 0.62")
    expect(says).to_contain_text("2 were met before and 2 after.")
    page.get_by_role("button", name="Start").click()
    expect(says).to_contain_text("the best is horse 0.67. None is kept yet.")
    page.get_by_role("button", name="Next box").press("Enter")
    expect(says).to_contain_text(
        f"Box 1 of {len(half.kept)}: horse 0.67 is the best of those left and stays."
    )
    assert page.locator(".nm-plane .nm-best").count() == 1
    page.get_by_role("button", name="Next box").click()
    expect(says).to_contain_text("None is left.")
    expect(page.get_by_role("button", name="Next box")).to_be_disabled()


def test_a_cat_is_killed_by_a_person(opened: Open) -> None:
    page = opened(NmsStepper()).page
    says = page.locator(".ck-says")
    page.get_by_role("button", name="Person, cat and dog").click()
    expect(says).to_contain_text("3 stay: person 0.48, cat 0.43, dog 0.43")
    assert page.locator(".nm-plane image").get_attribute("href", timeout=5000) is not None
    page.get_by_role("button", name="class-blind", exact=True).click()
    expect(says).to_contain_text(
        "1 stays: person 0.48. Of 1 true object, 1 was met before and 0 after: 1 killed."
    )
    page.get_by_role("radio", name="a flower").click()
    expect(says).to_contain_text("No box has a score of 0.40 or more.")
    page.get_by_role("button", name="Reset").click()
    expect(says).to_contain_text("horse 0.67")
