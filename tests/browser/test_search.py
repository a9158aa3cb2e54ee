"""Search finds sizes however they are typed, from file://, and names pages by their short titles."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("words", ["3x3", "3×3", "3 × 3 kernel", "1x1", "1×1"])
def test_sizes_are_found_however_they_are_typed(
    visit: Callable[..., Visit], fixture_site: Path, words: str
) -> None:
    base = f"{fixture_site.as_uri()}/"
    opened = visit(f"{base}search.html?q={quote(words)}", base=base)
    results = opened.page.locator("#search-results li a").first
    results.wait_for(timeout=10_000)
    assert results.inner_text() == "A page with a figure"
    assert opened.outside == []
