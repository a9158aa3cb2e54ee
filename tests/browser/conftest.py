"""A real Chromium on the built book, over http and from file://, with the rest of the world blocked."""

import gzip
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, Response, Route, sync_playwright

from cnnkit.publish.preview import write_page
from cnnkit.publish.serve import server
from cnnkit.widgets.base import Widget
from tests.conftest import ROOT, missing, need, sample

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ALIVE = ".ck-host, .ck-plot"
_QUIET_CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("main *")].filter((el) => el.getBoundingClientRect().right > room + 1)
    .map((el) => el.outerHTML.slice(0, 120)).slice(0, 5).concat("the page scrolls sideways");
}"""
_FIGURES = (Path(__file__).parent / "figures.js").read_text("utf8")
_PLOTS_FIT = """() => [...document.querySelectorAll(".ck-plot")].every((plot) => {
  const drawn = plot.querySelector(".main-svg");
  return !drawn || Math.abs(drawn.getBoundingClientRect().width - plot.clientWidth) < 2;
})"""
_SPARE = """() => {
  const FIELDS = "input, select, textarea, option", TICKS = ".ck-plot :is(.xtick, .ytick) text";
  const behind = new Map();
  // all that shows through behind a text, from the page's ground up
  const ground = (el) => {
    if (!el) return "";
    if (!behind.has(el)) {
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = getComputedStyle(el);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
      const clear = own === "rgba(0, 0, 0, 0),none,1,none,normal";
      behind.set(el, ground(el.parentElement) + (clear ? "" : `|${own}`));
    }
    return behind.get(el);
  };
  const look = (el) => {
    const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(el);
    return [el.matches("svg *"), color, fill, fontSize, fontWeight, textShadow, ground(el)].join();
  };
  const seen = new Set();
  for (const el of document.querySelectorAll("body *")) {
    const says = [...el.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    // axe leaves out what is hidden or has no text of its own, but looks at each element first
    let spare = !el.matches(FIELDS) && !(says && el.checkVisibility());
    if (!spare && says && (!el.closest(".ck-host, svg") || el.matches(TICKS))) {
      const its = look(el);
      spare = seen.has(its);
      seen.add(its);
    }
    if (spare) el.dataset.alike = "";
    else delete el.dataset.alike;
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-alike])" }] });
}"""
"""Of a page's texts that look alike on a like ground axe measures one: of code, links, ticks of plots.
In widgets and drawings, where one thing may lie on another, it measures all."""
_WATCH_SHIFT = """window.cnnkitShift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.cnnkitShift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""

_AFTER_THE_FRAME = [
    "all", "all_inner_texts", "all_text_contents", "bounding_box", "click", "count", "evaluate",
    "evaluate_all", "fill", "focus", "get_attribute", "inner_html", "inner_text", "input_value",
    "is_checked", "is_enabled", "is_visible", "press", "tap", "text_content",
]  # fmt: skip
_PAGES_TOO = [
    "evaluate",
    "eval_on_selector",
    "eval_on_selector_all",
    "wait_for_function",
    "wait_for_selector",
]
_DRAWING = set[Page]()


def drawn(page: Page) -> None:
    """Waits for the frame in which a change is drawn; what a locator or a page is asked does it by itself."""
    page.main_frame.evaluate(
        "new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
    )


@pytest.fixture(scope="session", autouse=True)
def see_what_is_drawn() -> Iterator[None]:
    """A widget draws in the frame after a click or a key: a test finds that done."""

    def after_the_frame(act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def acting(asked: Locator | Page, *args: Any, **options: Any) -> Any:
            page = asked if isinstance(asked, Page) else asked.page
            if page in _DRAWING:
                drawn(page)
            return act(asked, *args, **options)

        return acting

    with pytest.MonkeyPatch.context() as patch:
        for name in _AFTER_THE_FRAME:
            patch.setattr(Locator, name, after_the_frame(getattr(Locator, name)))
        for name in _PAGES_TOO:
            patch.setattr(Page, name, after_the_frame(getattr(Page, name)))
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `name` runs for every page of the built book, or for `few_pages` of them."""
    if "name" in metafunc.fixturenames:
        # where there is no book, one test is left to say so
        pages = site_pages(metafunc.config.getoption("--site")) or ["index.html"]
        few = metafunc.definition.get_closest_marker("few_pages")
        metafunc.parametrize("name", sample(pages, few.args[0], metafunc.config) if few else pages)


def site_pages(site: Path) -> list[str]:
    """Every HTML page below `site`, as a path from there; the slides have tests of their own."""
    others = {"_static", "slides"}
    return sorted(str(p.relative_to(site)) for p in site.rglob("*.html") if not others & {*p.parts})


@dataclass
class Visit:
    """One page, open in the browser, and what went wrong or over the wire since it was opened."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    loaded: dict[str, int] = field(default_factory=dict)
    """Gzipped bytes of each file of the site that the page asked for."""
    every_word: bool = False
    """Measure the contrast of all texts, not of one of each look."""

    def wake(self) -> None:
        """Bring every widget and plot into view, and wait until all are ready."""
        for element in self.page.query_selector_all(ALIVE):
            element.scroll_into_view_if_needed()
            self.page.wait_for_timeout(50)
        settled = "el => el.dataset.ckReady || el.querySelector('.ck-error')"
        self.page.wait_for_function(
            f"[...document.querySelectorAll('{ALIVE}')].every({settled})", timeout=20_000
        )

    def shift(self) -> float:
        """How much of what was seen has jumped, as the browser's layout-shift score."""
        return self.page.evaluate("window.cnnkitShift")

    def change(self, *, theme: str, width: int) -> None:
        """Another theme and width, in place, as a reader turns the phone and presses the theme button."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate(
            "theme => Object.assign(document.documentElement.dataset, { theme, mode: theme })", theme
        )
        self.wake()

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways."""
        return self.page.evaluate(_TOO_WIDE)

    def faults_of_figures(self) -> list[str]:
        """What cannot be read in the figures, formulas and tables of a page: cut, too small, on each other.

        A page without figures is a list to look things up: its wide tables may scroll.
        """
        if self.page.query_selector(".ck-figure") is None:
            return []
        self.page.wait_for_function(_PLOTS_FIT, timeout=20_000)  # plots follow the window after a moment
        return self.page.evaluate(_FIGURES)

    def axe(self, only: Sequence[str] = ()) -> list[str]:
        """axe's violations of level serious or worse, nothing excluded; of all rules or of these only."""
        if not AXE.is_file():
            missing("axe-core is not installed: npm ci")
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(path=str(AXE))
        if not self.every_word:
            self.page.evaluate(_SPARE)
        options = {"resultTypes": ["violations"], "preload": False}
        if only:
            options["runOnly"] = list(only)
        result = self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{violation['impact']} {violation['id']}: {node['html'][:160]}"
            for violation in result["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all modules: a second one in the same thread refuses to start."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=need("chromium"), args=_QUIET_CHROMIUM)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def site(pytestconfig: pytest.Config) -> Path:
    folder = pytestconfig.getoption("--site").resolve()
    if not (folder / "index.html").is_file():
        missing("the book is not built: make book")
    return folder


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    serving = server(site, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}/"
    serving.shutdown()


@cache
def _gzipped(path: Path) -> int:
    content = path.read_bytes()
    return min(len(content), len(gzip.compress(content, 6)))


@pytest.fixture
def visit(browser: Browser, pytestconfig: pytest.Config) -> Iterator[Callable[..., Visit]]:
    """`visit(url, theme="light", width=1280, **context)` opens `url`; what is not below `base` is refused."""
    contexts = []

    def open_page(
        url: str,
        *,
        base: str = "",
        folder: Path | None = None,
        theme: str = "light",
        width: int = 1280,
        settle: bool = True,
        **options: Any,
    ) -> Visit:
        base = base or url.rpartition("/")[0] + "/"
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.add_init_script(
            f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')"
        )
        context.add_init_script(_WATCH_SHIFT)
        opened = Visit(context.new_page(), every_word=pytestconfig.getoption("--full"))
        if options.get("java_script_enabled", True):
            _DRAWING.add(opened.page)

        def refuse(route: Route) -> None:
            opened.outside.append(route.request.url)
            route.abort()

        arrived: list[str] = []

        def loaded(response: Response) -> None:
            arrived.append(response.url)
            if response.status >= 400:
                opened.errors.append(f"{response.status} {response.url}")
            name = response.url.removeprefix(base).partition("?")[0].partition("#")[0]
            if folder is not None and (folder / name).is_file():
                opened.loaded[name] = _gzipped(folder / name)

        # an expression, not a function: what is below `base` is then let through without a word to Python
        context.route(re.compile(f"^(?!{re.escape(base)})"), refuse)
        opened.page.on("response", loaded)
        opened.page.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(url, wait_until="load")
        if not settle:
            return opened
        # not "networkidle": on a busy machine Chromium may never report it, and the test would end there
        seen, quiet = -1, 0
        while quiet < 3:
            opened.page.wait_for_timeout(100)
            quiet = quiet + 1 if len(arrived) == seen else 0
            seen = len(arrived)
        return opened

    yield open_page
    _DRAWING.clear()
    for context in contexts:
        context.close()


@pytest.fixture
def visit_site(visit: Callable[..., Visit], site: Path, site_url: str) -> Callable[..., Visit]:
    """`visit_site("sizing/padding.html", scheme="http", theme="light", width=1280)`."""

    def open_page(name: str, *, scheme: str = "http", **options: Any) -> Visit:
        base = site_url if scheme == "http" else f"{site.as_uri()}/"
        return visit(base + name, base=base, folder=site, **options)

    return open_page


@pytest.fixture
def small_book(visit: Callable[..., Visit], fixture_site: Path) -> Callable[..., Visit]:
    """`small_book("figure", theme="dark")`: a page of the small book of tests/publish, from a file."""

    def open_page(name: str, **options: Any) -> Visit:
        base = f"{fixture_site.as_uri()}/"
        return visit(f"{base}ch/{name}.html", base=base, folder=fixture_site, **options)

    return open_page


@pytest.fixture
def opened(visit: Callable[..., Visit], tmp_path: Path) -> Callable[..., Visit]:
    """`opened(widget, theme="light", width=1280)`: one widget on a page of its own, awake."""

    def open_page(widget: Widget, *, theme: Literal["light", "dark"] = "light", **options: Any) -> Visit:
        shown = visit(
            write_page(widget, tmp_path / "page.html", theme=theme).as_uri(),
            theme=theme,
            settle=False,  # all is in the file, and `wake` waits for the widget
            **options,
        )
        shown.wake()
        return shown

    return open_page
