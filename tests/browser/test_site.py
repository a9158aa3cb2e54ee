"""Every page of the built book, in a browser: it works alone, for everybody, and is light."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.book]

PAGE_BUDGET = 700_000
"""Gzipped bytes of a page before the reader does anything; plotly and lazily loaded images aside."""

SEEN_AS = [
    pytest.param("light", 1280, id="light-wide"),
    pytest.param("dark", 390, id="dark-narrow"),
    pytest.param("light", 390, id="light-narrow", marks=pytest.mark.slow),
    pytest.param("dark", 1280, id="dark-wide", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("theme", "width"), SEEN_AS)
def test_page_is_whole(visit_site: Callable[..., Visit], name: str, theme: str, width: int) -> None:
    opened = visit_site(name, theme=theme, width=width, has_touch=width < 700)
    counted = {path: size for path, size in opened.loaded.items() if not path.endswith("plotly.min.js")}
    assert sum(counted.values()) <= PAGE_BUDGET, sorted(counted.items(), key=lambda item: -item[1])[:8]
    opened.wake()
    assert [el.inner_text() for el in opened.page.query_selector_all(".ck-error")] == []
    assert opened.errors == []
    assert opened.outside == []
    assert opened.axe() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_page_works_from_a_file(visit_site: Callable[..., Visit], name: str) -> None:
    opened = visit_site(name, scheme="file")
    opened.wake()
    assert opened.page.query_selector_all(".ck-error") == []
    assert opened.errors == []
    assert opened.outside == []


def test_nothing_reserved_is_too_small(visit_site: Callable[..., Visit]) -> None:
    """The page does not jump when its figures mount: what they were given is at least what they take."""
    opened = visit_site("index.html")
    opened.wake()
    shift = opened.page.evaluate(
        """() => [...document.querySelectorAll(".ck-host")].map((el) =>
             el.getBoundingClientRect().height - parseFloat(getComputedStyle(el).minHeight))"""
    )
    assert all(extra <= 40 for extra in shift), shift
