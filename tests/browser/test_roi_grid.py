"""RoiGrid in a browser: by mouse, by keys and by presets it says and shows what Python computes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import RoiGrid
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def shows(page: Page, widget: RoiGrid) -> None:
    """Waits for the sentence of this state, then compares the numbers of both results."""
    parts = [f"IoU {widget.iou:.2f}", f"by up to {widget.worst:.1f} pixels"]
    page.wait_for_function(
        "parts => parts.every((part) => document.querySelector('.ck-says').textContent.includes(part))",
        arg=parts,
    )
    for name, values in (("RoI pooling", widget.pooled), ("RoIAlign", widget.sampled)):
        shown = page.get_by_role("table", name=name).get_by_role("cell").all_inner_texts()
        found = [float(text.replace("−", "-")) for text in shown]
        assert found == pytest.approx([v for row in values for v in row], abs=0.051)


def test_drag_keys_presets_and_reset(opened: Open) -> None:
    page = opened(RoiGrid()).page
    shows(page, RoiGrid())
    box = page.get_by_role("slider", name="box", exact=True)
    box.press("ArrowRight")
    box.press("ArrowRight")
    shows(page, RoiGrid(box=[1.5, 0.6, 4.4, 3.9]))
    page.get_by_role("slider", name="box, bottom right corner").press("Shift+ArrowDown")
    shows(page, RoiGrid(box=[1.5, 0.6, 4.4, 4.4]))
    page.get_by_role("button", name="Not aligned").click()
    shows(page, RoiGrid(box=[1.0, 1.0, 4.0, 4.0], aligned=False))
    page.get_by_role("radio", name="3").click()
    shows(page, RoiGrid(box=[1.0, 1.0, 4.0, 4.0], aligned=False, out=3))
    page.get_by_role("button", name="Reset").click()
    shows(page, RoiGrid())
    at = page.locator(".ckx-a .ckx-box").bounding_box()
    assert at is not None
    cell = at["width"] / 2.9
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] / 2 + cell, at["y"] + at["height"] / 2 + cell, steps=5)
    page.mouse.up()
    shows(page, RoiGrid(box=[2.3, 1.6, 5.2, 4.9]))
