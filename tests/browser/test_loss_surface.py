"""LossSurface in a browser: both slices turn together, by mouse and by key, and others can be chosen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import LossSurface
from tests.browser.conftest import Visit
from tests.browser.dragging import drag

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]

_PICTURES = "() => [...document.querySelectorAll('.ls-panel canvas')].map((one) => one.toDataURL())"


def says_of(page: Page, widget: LossSurface) -> None:
    """Waits for the networks and the hollows of the state that `widget` is in."""
    found = [
        f"{arm}: loss" if not n else f"{n} other hollow{'s' if n > 1 else ''}"
        for arm, n in widget.dents.items()
    ]
    page.wait_for_function(
        "parts => parts.every((part) => document.querySelector('.ck-says').textContent.includes(part))",
        arg=[*(f"{arm}: loss" for arm in (widget.left, widget.right)), *found],
    )


def turned(page: Page) -> int:
    return int(page.get_by_role("slider", name="turn").input_value())


def test_another_pair_is_chosen_and_taken_back(opened: Open) -> None:
    page = opened(LossSurface()).page
    says_of(page, LossSurface())
    page.get_by_role("button", name="The same with 56 layers").click()
    says_of(page, LossSurface(left="plain-56", right="residual-56"))
    assert page.locator(".ls-title").all_inner_texts() == ["plain-56", "residual-56"]
    page.get_by_role("radiogroup", name="right").get_by_role("radio", name="residual-20").click()
    says_of(page, LossSurface(left="plain-56", right="residual-20"))
    page.get_by_role("button", name="Reset").click()
    says_of(page, LossSurface())
    assert page.locator(".ls-title").all_inner_texts() == ["plain-20", "residual-20"]


def test_both_turn_by_key(opened: Open) -> None:
    page = opened(LossSurface()).page
    says_of(page, LossSurface())
    before = page.evaluate(_PICTURES)
    page.get_by_role("slider", name="turn").press("ArrowRight")
    assert turned(page) == LossSurface().turn + 5
    after = page.evaluate(_PICTURES)
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_both_turn_by_dragging_one(opened: Open) -> None:
    page = opened(LossSurface()).page
    says_of(page, LossSurface())
    before = page.evaluate(_PICTURES)
    second = page.locator(".ls-panel canvas").nth(1)
    second.scroll_into_view_if_needed()
    drag(page, second, 60)
    assert turned(page) == LossSurface().turn + 30
    after = page.evaluate(_PICTURES)
    assert all(old != new for old, new in zip(before, after, strict=True))
    drag(page, second, -140)  # past nought it goes on from a full turn
    assert turned(page) == 350
