"""Every page of the built book, in a browser: it works alone, for everybody, and is light."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.book]

PAGE_BUDGET = 700_000
"""Gzipped bytes of a page before the reader does anything; plotly and lazily loaded images aside."""

MOST_SHIFT = 0.1
"""Share of the window that may jump while a page loads: what the web calls good."""

SEEN_AS = [
    pytest.param("light", 1280, id="light-wide"),
    pytest.param("light", 390, id="light-narrow", marks=pytest.mark.slow),
    pytest.param("dark", 1280, id="dark-wide", marks=pytest.mark.slow),
]


def _counts(path: str) -> bool:
    return not path.endswith("plotly.min.js") and not (
        "/data/" in path and path.endswith((".png", ".jpeg", ".webp"))
    )


@pytest.mark.parametrize(("theme", "width"), SEEN_AS)
def test_page_is_whole(visit_site: Callable[..., Visit], name: str, theme: str, width: int) -> None:
    look_over(visit_site, name, theme, width)


@pytest.mark.few_pages(8)
def test_page_is_whole_on_a_phone_at_night(visit_site: Callable[..., Visit], name: str) -> None:
    look_over(visit_site, name, "dark", 390)


def look_over(visit_site: Callable[..., Visit], name: str, theme: str, width: int) -> None:
    opened = visit_site(name, theme=theme, width=width, has_touch=width < 700)
    assert opened.shift() <= MOST_SHIFT
    counted = {path: size for path, size in opened.loaded.items() if _counts(path)}
    assert sum(counted.values()) <= PAGE_BUDGET, sorted(counted.items(), key=lambda item: -item[1])[:8]
    opened.wake()
    assert [el.inner_text() for el in opened.page.query_selector_all(".ck-error")] == []
    assert opened.errors == []
    assert opened.outside == []
    assert opened.axe() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.few_pages(8)
def test_page_works_from_a_file(visit_site: Callable[..., Visit], name: str) -> None:
    opened = visit_site(name, scheme="file")
    opened.wake()
    assert opened.page.query_selector_all(".ck-error") == []
    assert opened.errors == []
    assert opened.outside == []
