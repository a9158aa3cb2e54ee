"""The real network on a page: fetched at a click, once for all widgets, over http and from a file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cnnkit.widgets.base import ENGINE
from cnnkit.widgets.real_network import page_script, photograph_files
from tests.browser.as_built import address_of, write_as_built
from tests.browser.conftest import Visit
from tests.browser.demos import DEMOS

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two widgets on the real network; loader, engine and network lie beside the page, as on the site."""
    late = (ENGINE.read_text("utf8"), page_script())
    return write_as_built([DEMOS["real-part"](), DEMOS["real-part"]()], tmp_path, late)


def says(page: Page, words: str, number: int = 0) -> None:
    page.wait_for_function(
        "([i, words]) => document.querySelectorAll('.ck-says')[i].textContent.includes(words)",
        arg=[number, words],
    )


def five(page: Page, number: int = 0) -> list[tuple[str, float]]:
    rows = page.locator(".ck ol").nth(number).locator("li").all_inner_texts()
    return [(row.rpartition(" ")[0], float(row.rpartition(" ")[2])) for row in rows]


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_click_brings_it_once_and_it_answers_as_torch_did(
    scheme: str, folder: Path, visit: Callable[..., Visit]
) -> None:
    asked: list[str] = []
    with address_of(folder, scheme) as base:
        opened = visit(base + "index.html", base=base)
        page = opened.page
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        opened.wake()
        brought = lambda: [url for url in asked if re.search(r"/data/real-network\.js\?v=\w{10}$", url)]
        stored = five(page)
        assert stored[0][0] == "Egyptian cat"
        assert brought() == [], "it was fetched before anybody asked"
        page.get_by_role("button", name="Load the real network, 1.3 MB").first.click()
        says(page, "(here")
        live = five(page)
        assert [name for name, _ in live] == [name for name, _ in stored]
        assert [p for _, p in live] == pytest.approx([p for _, p in stored], abs=5e-3)
        # the other widget says that it is there, and shows what is stored until it is asked
        says(page, "(stored)", 1)
        page.get_by_role("button", name="Use the real network").click()
        says(page, "(here", 1)
        page.get_by_role("radio", name="a cup of coffee").first.click()
        says(page, "a cup of coffee: espresso (here")
        assert len(brought()) == 1
        page.get_by_role("button", name="Reset").first.click()
        says(page, "Egyptian cat (stored)")
        assert opened.errors == opened.outside == []


def test_where_it_does_not_come_the_widget_says_so_and_tries_again(
    folder: Path, visit: Callable[..., Visit]
) -> None:
    file = folder / "static" / "data" / "real-network.js"
    away = file.rename(folder / "away.js")
    opened = visit((folder / "index.html").as_uri(), base=folder.as_uri() + "/")
    opened.wake()
    page = opened.page
    load = page.get_by_role("button", name="Load the real network, 1.3 MB").first
    load.click()
    page.get_by_text(re.compile(r"The network could not be loaded: .*did not load. Try again\.")).wait_for()
    assert five(page)[0][0] == "Egyptian cat"
    away.rename(file)
    load.click()
    says(page, "(here")
    assert opened.outside == []


def test_the_readers_own_picture_is_asked_about_and_goes_at_reset(
    folder: Path, visit: Callable[..., Visit]
) -> None:
    opened = visit((folder / "index.html").as_uri(), base=folder.as_uri() + "/")
    opened.wake()
    page = opened.page
    file = {"name": "mine.webp", "mimeType": "image/webp", "buffer": photograph_files()["temple"]}
    page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    says(page, "your picture: load the network to ask it")
    page.get_by_role("button", name="Load the real network, 1.3 MB").first.click()
    says(page, "your picture: stupa (here")
    page.get_by_role("button", name="Reset").first.click()
    says(page, "Chelsea, a tabby cat: Egyptian cat (stored)")
    assert opened.outside == []
