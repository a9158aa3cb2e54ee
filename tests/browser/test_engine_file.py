"""The engine on a page as it is built: one file and one worker for all widgets, over http and from a file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnkit.widgets.base import ENGINE
from cnnkit.widgets.digit_net import DigitNet
from cnnkit.widgets.head_switch import HeadSwitch
from cnnkit.widgets.template_match import TemplateMatch
from tests.browser.as_built import address_of, write_as_built
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three widgets that run networks; loader and engine lie beside the page, as on the site."""
    out = tmp_path_factory.mktemp("engine")
    return write_as_built([DigitNet(), TemplateMatch(), HeadSwitch()], out, [ENGINE.read_text("utf8")])


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_three_widgets_load_one_engine_and_share_one_worker(
    scheme: str, folder: Path, visit: Callable[..., Visit]
) -> None:
    asked: list[str] = []
    with address_of(folder, scheme) as base:
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


REFUSED = {
    "when it is made": "class { constructor() { throw Error('refused'); } }",
    "later, as by a policy of the site": """class {
      constructor() { setTimeout(() => this.onerror?.(new Event("error"))); }
      postMessage() {}
    }""",
}


@pytest.mark.parametrize("worker", REFUSED.values(), ids=REFUSED)
def test_where_workers_are_refused_the_page_computes_itself(
    worker: str, folder: Path, visit: Callable[..., Visit]
) -> None:
    with address_of(folder, "file") as base:
        opened = visit(base + "index.html", base=base)
        page = opened.page
        page.add_init_script(f"window.Worker = {worker}")
        page.reload()
        opened.wake()
        page.get_by_role("button", name="Try every place").click()
        page.wait_for_function(
            "document.querySelector('.ck-head-switch .ck-says').textContent.includes('places')"
        )
        assert page.workers == []
        assert opened.errors == opened.outside == []
