"""TwoHeads in a browser: λ trains anew, and ends where Python ends; a box is moved by key and by mouse."""

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import TwoHeads
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def says_of(page: Page, widget: TwoHeads) -> None:
    """Waits until the page has trained the state that `widget` is in, and says its errors."""
    found = widget.errors
    parts = [
        f"λ = {widget.lam:g},",
        f"{100 * found['what']:.0f} % of the unseen",
        f"{found['where']:.2f}.",
    ]
    page.wait_for_function(
        "parts => parts.every((part) => document.querySelector('.ck-says').textContent.includes(part))",
        arg=parts,
    )


def terms_of(page: Page) -> list[str]:
    return page.locator(".ckf-value").all_inner_texts()


def told(widget: TwoHeads) -> list[str]:
    terms, lam = widget.terms, widget.lam
    full = 3 if lam < 10 else 2 if lam < 100 else 1
    fine = full + max(0, math.ceil(math.log10(lam)))
    box = f"{lam:g} · {terms['where']:.{fine}f} = {lam * terms['where']:.{full}f}"
    return [f"{terms['what']:.3f}", box, f"{terms['loss']:.{full}f}"]


def test_the_slider_trains_and_reset_takes_it_back(opened: Open) -> None:
    page = opened(TwoHeads()).page
    says_of(page, TwoHeads())
    assert terms_of(page) == told(TwoHeads())
    page.get_by_role("slider", name="λ").press("End")
    says_of(page, TwoHeads(lam=1000.0))
    assert page.locator(".ckp-point").count() == 4
    product, value = terms_of(page)[1].split(" = ")
    lam, term = map(float, product.split(" · "))
    assert abs(lam * term - float(value)) < 0.11  # what is written can be checked by the reader
    page.get_by_role("button", name="Reset").click()
    says_of(page, TwoHeads())


def test_units_of_their_own(opened: Open) -> None:
    page = opened(TwoHeads()).page
    says_of(page, TwoHeads())
    page.get_by_role("radio", name="own").click()
    says_of(page, TwoHeads(layers="own"))
    page.get_by_role("button", name="Nothing shared").click()
    says_of(page, TwoHeads(layers="own", lam=300.0))


def test_a_moved_box_pays_and_the_class_stays(opened: Open) -> None:
    page = opened(TwoHeads()).page
    says_of(page, TwoHeads())
    page.get_by_role("slider", name="predicted", exact=True).press("Shift+ArrowLeft")
    x0, y0, x1, y1 = TwoHeads().shown_box
    moved = TwoHeads(box=[x0 - 5, y0, x1 - 5, y1])
    page.wait_for_function("document.querySelector('.ck-says').textContent.startsWith('Your box')")
    assert terms_of(page) == told(moved)
    place = page.locator(".ckx-b rect").bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] / 2 - 30, place["y"] + place["height"] / 2, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert terms_of(page)[0] == told(moved)[0]
    assert terms_of(page)[1] != told(moved)[1]
    page.get_by_role("button", name="increase picture").click()
    says_of(page, TwoHeads())
    page.wait_for_timeout(100)
    assert terms_of(page) == told(TwoHeads(picture=7))


def test_a_slider_that_moves_while_it_trains_breaks_nothing(opened: Open) -> None:
    shown = opened(TwoHeads())
    slider = shown.page.get_by_role("slider", name="λ")
    for pause in (0, 30, 70, 110, 160):
        shown.page.wait_for_timeout(pause)
        slider.press("ArrowRight")
    slider.press("End")
    says_of(shown.page, TwoHeads(lam=1000.0))
    assert shown.errors == []
