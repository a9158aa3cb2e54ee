"""Every page of the built book, in a browser: it works alone, for everybody, and is light.

A page is opened once and then changed in place (dark, narrow, on paper, by keyboard), for opening takes
most of the time. What only a fresh start shows (a phone's own start, file://) is tried on a sample.
"""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit, site_pages
from tests.browser.keyboard import walk
from tests.conftest import sample

pytestmark = [pytest.mark.browser, pytest.mark.book]

PAGE_BUDGET = 700_000
"""Gzipped bytes of a page before the reader does anything; plotly and lazily loaded images aside."""

CHANGES_WITH_THE_LOOK = ["color-contrast", "scrollable-region-focusable"]
"""What axe may find anew in another theme or width; names and roles stay as they are."""

ALL_WIDGETS = "appendix/widgets.html"
"""The examples once more: test_widgets walks through them."""

MOST_SHIFT = 0.1
"""Share of the window that may jump while a page loads: what the web calls good."""


def _counts(path: str) -> bool:
    return "/plotly" not in path and not ("/data/" in path and path.endswith((".png", ".jpeg", ".webp")))


@pytest.fixture(scope="session")
def at_night(pytestconfig: pytest.Config) -> list[str]:
    """The pages whose contrast is looked at in the dark too: ten, and all with --full."""
    return sample(site_pages(pytestconfig.getoption("--site")), 10, pytestconfig)


def test_page_is_whole(visit_site: Callable[..., Visit], at_night: list[str], name: str) -> None:
    opened = visit_site(name)
    check_the_start(opened, name)
    assert opened.axe() == []
    assert opened.too_wide() == []
    assert opened.faults_of_figures() == []
    if name != ALL_WIDGETS:
        assert walk(opened) == []
    if name in at_night:
        opened.change(theme="dark", width=1280)
        assert opened.axe(only=CHANGES_WITH_THE_LOOK) == []
    opened.change(theme="dark", width=390)
    if name in at_night:
        assert opened.axe(only=CHANGES_WITH_THE_LOOK) == []
    assert opened.too_wide() == []
    assert opened.faults_of_figures() == []
    assert opened.errors == []
    assert opened.outside == []


@pytest.mark.few_pages(4)
def test_page_starts_on_a_phone_at_night(visit_site: Callable[..., Visit], name: str) -> None:
    opened = visit_site(name, theme="dark", width=390, has_touch=True, is_mobile=True)
    check_the_start(opened, name)
    assert opened.axe() == []
    assert opened.too_wide() == []


@pytest.mark.few_pages(4)
def test_page_works_from_a_file(visit_site: Callable[..., Visit], name: str) -> None:
    opened = visit_site(name, scheme="file")
    opened.wake()
    assert opened.page.query_selector_all(".ck-error") == []
    assert opened.errors == []
    assert opened.outside == []


def check_the_start(opened: Visit, name: str) -> None:
    """Light, calm while it loads, alive, silent."""
    assert opened.shift() <= MOST_SHIFT
    counted = {path: size for path, size in opened.loaded.items() if _counts(path)}
    assert sum(counted.values()) <= PAGE_BUDGET, sorted(counted.items(), key=lambda item: -item[1])[:8]
    opened.wake()
    assert [el.inner_text() for el in opened.page.query_selector_all(".ck-error")] == []
    assert opened.errors == []
    assert opened.outside == []
