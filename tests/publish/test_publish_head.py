"""What a link preview, a tab and a search engine see of a page, and what its footer says."""

import re
from pathlib import Path


def test_a_page_has_description_preview_and_icon(fixture_site: Path) -> None:
    page = (fixture_site / "ch" / "exercises.html").read_text("utf8")
    assert '<meta property="og:title" content="1.2 Exercises">' in page
    (description,) = re.findall(r'<meta name="description" content="([^"]*)">', page)
    assert description
    assert f'<meta property="og:description" content="{description}">' in page
    pictures = r'<meta property="og:image" content="([^"?]*)|<link rel="icon"[^>]*href="([^"?]*)'
    for address in re.findall(pictures, page):
        assert (fixture_site / "ch" / "".join(address)).is_file()


def test_the_footer_names_licence_author_and_date(fixture_site: Path) -> None:
    footer = (fixture_site / "index.html").read_text("utf8").rpartition("<footer")[0].rpartition("<footer")[2]
    assert "CC BY 4.0" in footer
    assert "the cnnkit authors" in footer
    assert re.search(r"Last updated on \d\d \w+ 20\d\d", footer)
