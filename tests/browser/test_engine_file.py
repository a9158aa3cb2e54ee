"""The engine on a page as it is built: one file and one worker for all widgets, over http and from a file."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnkit.publish import assets
from cnnkit.publish.preview import write_page
from cnnkit.publish.serve import server
from cnnkit.widgets.base import ENGINE
from cnnkit.widgets.digit_net import DigitNet
from cnnkit.widgets.head_switch import HeadSwitch
from cnnkit.widgets.template_match import TemplateMatch
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three widgets that run networks; loader and engine lie beside the page, as on the site."""
    out = tmp_path_factory.mktemp("engine")
    assets.copy(out / "static")
    page = write_page([DigitNet(), TemplateMatch(), HeadSwitch()], out / "index.html")
    text, loader = page.read_text("utf8"), (assets.STATIC / "loader.js").read_text("utf8")
    inside = [f"<script>{script}</script>" for script in (loader, ENGINE.read_text("utf8"))]
    assert all(script in text for script in inside)
    text = text.replace(inside[0], '<script src="static/loader.js"></script>').replace(inside[1], "")
    page.write_text(text, "utf8")
    return out


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_three_widgets_load_one_engine_and_share_one_worker(
    scheme: str, folder: Path, visit: Callable[..., Visit]
) -> None:
    serving = server(folder, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    base = folder.as_uri() + "/" if scheme == "file" else f"http://127.0.0.1:{serving.server_address[1]}/"
    asked: list[str] = []
    try:
        opened = visit(base + "index.html", base=base)
        opened.page.on("request", lambda request: asked.append(request.url))
        opened.page.reload()
        opened.wake()
        engines = lambda: [url for url in asked if re.search(r"/engine\.js\?v=\w{10}$", url)]
        assert engines() == [], "it was fetched before anybody came near a widget"
        page = opened.page
        page.get_by_role("button", name="Example: a held-out 7").click()
        page.wait_for_function(
            "document.querySelector('.ck-digit-net .ck-says').textContent.includes('reads 7')"
        )
        page.get_by_role("button", name="Try every place").click()
        page.wait_for_function(
            "document.querySelector('.ck-head-switch .ck-says').textContent.includes('places')"
        )
        page.get_by_label("The digit: drag it").press("ArrowRight")
        assert len(engines()) == 1
        assert len(page.workers) == 1
        assert opened.errors == opened.outside == []
    finally:
        serving.shutdown()
