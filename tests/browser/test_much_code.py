"""A page with the code of many widgets: each one comes from a file when its widget comes near."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cnnkit.publish import state
from cnnkit.widgets.bn_stream import BnStream
from cnnkit.widgets.residual_block import ResidualBlock
from tests.browser.as_built import address_of, write_as_built
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

FAR = "<script>document.querySelectorAll('.ck-host')[1].style.marginTop = '5000px'</script></main>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two widgets, one out of sight, on a page for which any code is too much."""
    monkeypatch.setattr("cnnkit.publish.preview.page_state", partial(state.page_state, code_bytes=0))
    write_as_built([BnStream(), ResidualBlock()], tmp_path, [])
    page = tmp_path / "index.html"
    text = page.read_text("utf8")
    for name, script in re.findall(r'<script>(?=cnnkitData\("(\w+)")(.*?)</script>', text, re.S):
        (tmp_path / "static" / "data" / f"{name}.js").write_text(script, "utf8")
        text = text.replace(f"<script>{script}</script>", "")
    page.write_text(text.replace("</main>", FAR), "utf8")
    return tmp_path


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_code_comes_with_its_widget(scheme: str, folder: Path, visit: Callable[..., Visit]) -> None:
    asked: list[str] = []
    with address_of(folder, scheme) as base:
        opened = visit(base + "index.html", base=base)
        page = opened.page
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        page.locator(".ck-bn-stream").wait_for()
        page.wait_for_timeout(2500)  # by then a page of little code has fetched what it would print
        fetched = lambda: len([url for url in asked if re.search(r"/data/\w{16}\.js$", url)])
        assert fetched() == 2, "script and style of the widget in sight"
        assert page.locator(".ck-residual-block").count() == 0
        opened.wake()
        assert page.locator(".ck-residual-block button").count() > 0
        assert fetched() == 4
        assert opened.errors == opened.outside == []


def test_what_was_never_seen_is_printed_once_the_reader_has_done_anything(
    folder: Path, visit: Callable[..., Visit]
) -> None:
    page = visit((folder / "index.html").as_uri(), base=folder.as_uri() + "/").page
    assert page.locator(".ck-residual-block").count() == 0
    page.add_script_tag(path=str(folder / "static" / "print.js"))
    page.wait_for_timeout(2500)
    page.keyboard.press("Shift")
    page.wait_for_timeout(500)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".ck-residual-block button").count() > 0
