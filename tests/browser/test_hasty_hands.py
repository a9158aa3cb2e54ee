"""Every widget pressed all over as soon as it is seen, and before what it fetches has come: nothing breaks.

What a page fetches waits until the test lets it come, so that it is always too late for the first presses.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from cnnkit.publish.preview import write_page
from cnnkit.widgets.base import Widget
from tests.browser.test_widgets import MAKERS, SUITE
from tests.conftest import sample

pytestmark = pytest.mark.browser

DATA = re.compile(r'<script>(cnnkitData\("([\w-]+)",.*?\))\n?</script>', re.S)
AT_ONCE = """addEventListener("DOMContentLoaded", () => {
  for (const host of document.querySelectorAll(".ck-host")) {
    let left = 6;
    new MutationObserver(() => {
      const section = host.querySelector(".ck");
      if (section && left-- > 0) suite.haste(section, 1, left);
    }).observe(host, { childList: true, subtree: true });
  }
});"""
"""Presses while the widget is being built: at each change of what it shows, six times."""


@dataclass
class Late:
    """A page whose data come when they are let in."""

    page: Page
    bodies: dict[str, str]
    errors: list[str] = field(default_factory=list)
    held: list[Route] = field(default_factory=list)
    is_shut: bool = True

    def asked(self, route: Route) -> None:
        if self.is_shut:
            self.held.append(route)
        else:
            route.fulfill(body=self.bodies[Path(route.request.url).stem], content_type="text/javascript")

    def let_in(self) -> None:
        self.is_shut = False
        while self.held:
            self.asked(self.held.pop())

    def press(self, rounds: int, seed: int) -> int:
        """How much was pressed in the widget, within one task of the page."""
        ask = "([rounds, seed]) => suite.all().reduce((n, one) => n + suite.haste(one, rounds, seed), 0)"
        return self.page.evaluate(ask, [rounds, seed])


@pytest.fixture
def opening(browser: Browser, tmp_path: Path) -> Iterator[Callable[[Widget], Late]]:
    contexts = []

    def open_page(widget: Widget) -> Late:
        path = write_page(widget, tmp_path / "late.html")
        text = path.read_text("utf8")
        bodies = {name: body for body, name in DATA.findall(text)}
        path.write_text(DATA.sub("", text), "utf8")
        context = browser.new_context(viewport={"width": 720, "height": 900}, reduced_motion="reduce")
        contexts.append(context)
        late = Late(context.new_page(), bodies)
        late.page.route("**/data/*.js", late.asked)
        late.page.on("console", lambda m: late.errors.append(m.text) if m.type == "error" else None)
        late.page.on("pageerror", lambda error: late.errors.append(str(error)))
        late.page.add_init_script(path=str(SUITE))
        late.page.add_init_script(AT_ONCE)
        late.page.goto(path.as_uri())
        return late

    yield open_page
    for context in contexts:
        context.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("of", sample([*MAKERS], 12, metafunc.config))


def test_hasty_hands_break_nothing(opening: Callable[[Widget], Late], of: str) -> None:
    import os

    seed = 10 * list(MAKERS).index(of) + int(os.environ.get("MORE", 0))
    late = opening(MAKERS[of]())
    late.press(2, seed)
    late.let_in()
    late.page.wait_for_selector("[data-ck-ready]")
    late.is_shut = True  # what is asked for by a press comes late too
    pressed = late.press(3, seed + 1)
    late.page.evaluate("suite.frame()")
    pressed += late.press(1, seed + 2)
    late.let_in()
    pressed += late.press(1, seed + 3)
    late.page.evaluate("suite.frame()")
    pressed += late.press(2, seed + 4)
    late.page.evaluate("suite.frame()")
    late.page.wait_for_timeout(200)  # for what answers later
    assert late.errors == []
    assert late.page.locator(".ck-error").count() == 0
    assert pressed > 0, "nothing could be pressed"
    assert "This figure stopped" not in late.page.inner_text("main")
