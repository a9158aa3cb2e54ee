"""The site copied to a stick: opened from a folder with another name, alive, without any network."""

import shutil

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.book]
PAGES = ("index", "sizing/padding", "visualization/filters-and-maps", "detection/yolo")


@pytest.fixture(scope="module")
def stick(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stick") / "Mein Stick, ü 1"
    shutil.copytree(site, folder)
    return folder


@pytest.mark.parametrize("one", PAGES)
def test_a_copied_page_is_alive(visit, stick, one):
    shown = visit(f"{stick.as_uri()}/{one}.html", base=f"{stick.as_uri()}/", folder=stick)
    shown.wake()
    assert (shown.errors, shown.outside) == ([], [])


def test_search_works_from_a_stick(visit, stick):
    base = f"{stick.as_uri()}/"
    page = visit(f"{base}search.html?q=padding", base=base, folder=stick).page
    page.wait_for_selector("#search-results li a")
    assert page.locator("#search-results li").count() > 3
