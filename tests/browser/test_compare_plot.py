"""ComparePlot in a browser: choices change the front, dots are walked by keys, heads sort the table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnkit.widgets import ComparePlot
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def waits_for(page: Page, text: str) -> None:
    page.wait_for_function("text => document.querySelector('.ck-says').textContent.includes(text)", arg=text)


def test_it_says_what_python_says_after_each_choice(opened: Open) -> None:
    page = opened(ComparePlot()).page
    waits_for(page, ComparePlot().sentence)
    page.get_by_role("radiogroup", name="across").get_by_role("radio", name="parameters").click()
    waits_for(page, ComparePlot(x="params").sentence)
    page.get_by_role("radio", name="5,000 M").click()
    waits_for(page, ComparePlot(x="params", budget=5000).sentence)
    page.get_by_role("radio", name="dense", exact=True).click()
    waits_for(page, ComparePlot(x="params", budget=5000, families=["dense"]).sentence)
    page.get_by_role("button", name="Reset").click()
    waits_for(page, ComparePlot().sentence)


def test_no_line_is_drawn_through_errors_of_many_kinds(opened: Open) -> None:
    page = opened(ComparePlot()).page
    assert page.locator(".ckp-line").count() == 1
    page.get_by_role("radio", name="ImageNet, another protocol").click()
    waits_for(page, "measured in different ways")
    assert page.locator(".ckp-line").count() == 0


def test_dots_are_walked_by_keys_and_the_table_sorts(opened: Open) -> None:
    page = opened(ComparePlot()).page
    plot = page.locator("svg.ckp")
    plot.press("End")
    waits_for(page, "vgg19_bn: multiplications")
    page.get_by_text("The table", exact=True).click()
    page.get_by_role("button", name="top-1 %").click()
    first = page.locator(".ckl-table tbody th").first
    assert first.inner_text() == ComparePlot().on_front[-1]
    first.get_by_role("button").click()
    waits_for(page, f"{ComparePlot().on_front[-1]}: multiplications")
