"""All widgets, on one page: what every one of them must do, whatever it is about.

The page is opened once and changed in place (dark, narrow, on paper, right to left). Parts that no shipped
widget uses yet come along in small widgets of their own (demos.py). What is special to one widget is tested
beside it, in test_grid_widgets, test_net_widgets and test_sizing_widgets; to a part, in test_parts.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from cnnkit.publish.measure import WINDOWS, heights_in
from cnnkit.publish.preview import write_page
from cnnkit.widgets.base import Widget
from cnnkit.widgets.examples import EXAMPLES
from tests.browser.conftest import Visit
from tests.browser.demos import DEMOS
from tests.browser.keyboard import walk
from tests.conftest import ROOT, missing

pytestmark = pytest.mark.browser

SUITE = ROOT / "tests" / "browser" / "widgets.js"
AGAIN = ["shape-calc", "conv-stepper", "predict"]
"""Shown a second time on the same page."""
MOST_CHANGED = 260
"""Nodes that one move may change in a widget."""
WITHOUT_RESET = ("predict", "quiz")
"""A question has nothing to go back to."""


MAKERS = EXAMPLES | DEMOS
NAMES = [*EXAMPLES, *AGAIN, *DEMOS]
"""In the order of the page."""


def make_all() -> list[Widget]:
    return [MAKERS[name]() for name in NAMES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("widgets")
    write_page(make_all(), place / "all.html")
    return place


@pytest.fixture(scope="module")
def opening(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """`opening(path, width=720)`: a page of widgets, all awake."""
    contexts = []

    def open_page(path: Path, *, width: int = WINDOWS["wide"], **options: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        opened = Visit(context.new_page())
        opened.page.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(path.as_uri())
        opened.wake()
        opened.page.add_script_tag(path=str(SUITE))
        return opened

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def shown(opening: Callable[..., Visit], folder: Path) -> Visit:
    """The page of all widgets, for tests that change only how it is looked at."""
    return opening(folder / "all.html")


@pytest.fixture(scope="module")
def used(opening: Callable[..., Visit], folder: Path) -> Visit:
    """The same page, for tests that use the widgets."""
    return opening(folder / "all.html")


def each(page: Page, ask: str) -> list[Any]:
    """`suite.<ask>(section)` of every widget, one after another."""
    return page.evaluate(f"suite.all().map((section) => suite.{ask}(section))")


def test_all_are_alive_and_quiet(shown: Visit) -> None:
    assert shown.page.locator(".ck-error").count() == 0
    assert shown.page.locator(".ck-host > .ck").count() == len(NAMES)
    assert shown.errors == []


def test_reserved_heights_are_the_heights(shown: Visit) -> None:
    shown.change(theme="light", width=WINDOWS["wide"])
    found = heights_in(shown.page)
    far = [
        f"{name}, {size}: {height} px, {kept} kept free"
        for name, make in EXAMPLES.items()
        for size, height in found[name].items()
        if abs(height - (kept := make().kept_free(size))) > 20 + 0.06 * height
    ]
    assert far == [], "run: python -m cnnkit.publish.measure"


@pytest.mark.parametrize(
    ("theme", "width"),
    # another width moves things and colours none
    [("light", 720), ("light", 390), ("dark", 720), pytest.param("dark", 390, marks=pytest.mark.slow)],
)
def test_names_roles_and_contrast(shown: Visit, theme: str, width: int) -> None:
    shown.change(theme=theme, width=width)
    # names and roles do not change with the colours
    assert shown.axe(only=["color-contrast"] if theme == "dark" else ()) == []


# 640 px: a window of 1280 px at 200 % zoom
@pytest.mark.parametrize("width", [720, 640, 390])
def test_nothing_is_cut_off(shown: Visit, width: int) -> None:
    shown.change(theme="light", width=width)
    assert shown.too_wide() == []
    assert [cut for cuts in each(shown.page, "clipped") for cut in cuts] == []
    if width == 390:
        assert [cut for cuts in each(shown.page, "small") for cut in cuts] == [], "a finger needs 44 px"


def test_a_page_from_right_to_left_turns_no_widget_round(shown: Visit) -> None:
    shown.change(theme="light", width=WINDOWS["wide"])
    before = each(shown.page, "geometry")
    shown.page.evaluate("document.documentElement.dir = 'rtl'")
    after = each(shown.page, "geometry")
    shown.page.evaluate("document.documentElement.dir = 'ltr'")
    assert [name for name, a, b in zip(NAMES, before, after, strict=True) if a != b] == []


def test_on_paper_colours_are_light_and_controls_are_gone(shown: Visit) -> None:
    shown.change(theme="dark", width=WINDOWS["wide"])
    shown.page.emulate_media(media="print")
    try:
        assert shown.axe(only=["color-contrast"]) == []
        visible = (
            "[...document.querySelectorAll('.ck-controls *')].filter((el) => el.checkVisibility()).length"
        )
        assert shown.page.evaluate(visible) == 0
        ink = "[...document.querySelectorAll('.ck')].map((el) => getComputedStyle(el).color)"
        assert set(shown.page.evaluate(ink)) == {"rgb(27, 31, 36)"}
        exact = "[...document.querySelectorAll('.ck *')].map((el) => getComputedStyle(el).printColorAdjust)"
        assert set(shown.page.evaluate(exact)) == {"exact"}, "hatching and windows are backgrounds"
        assert [cut for cuts in each(shown.page, "clipped") for cut in cuts] == []
    finally:
        shown.page.emulate_media(media="screen")


def test_jupyterlab_colours_can_be_read(opening: Callable[..., Visit], folder: Path) -> None:
    import jupyterlab

    themes = Path(jupyterlab.__file__).parents[4] / "share/jupyter/lab/themes/@jupyterlab"
    opened = opening(folder / "all.html")
    opened.page.evaluate("delete document.documentElement.dataset.theme")
    opened.page.add_style_tag(
        content="body { background: var(--jp-layout-color0) !important; color: var(--jp-ui-font-color1) }"
    )
    for theme in ("light", "dark"):
        style = themes / f"theme-{theme}-extension" / "index.css"
        if not style.is_file():
            missing(f"JupyterLab's {theme} theme is not installed at {style}")
        sheet = opened.page.add_style_tag(content=style.read_text("utf8"))
        opened.page.evaluate(f"document.body.dataset.jpThemeLight = '{str(theme == 'light').lower()}'")
        assert opened.axe(only=["color-contrast"]) == [], theme
        ink = opened.page.evaluate("getComputedStyle(document.querySelector('.ck')).color")
        assert ink == opened.page.evaluate(
            "(() => { const e = document.body.appendChild(document.createElement('i'));"
            " e.style.color = 'var(--jp-content-font-color1)'; return getComputedStyle(e).color; })()"
        ), f"JupyterLab's own ink, {theme}"
        sheet.evaluate("el => el.remove()")


def test_still_frames_are_there_without_javascript(
    opening: Callable[..., Visit], browser: Browser, folder: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "all.html").as_uri())
    words = page.inner_text("main")
    for make in EXAMPLES.values():
        assert make().question in words
    kept = page.locator(".ck-host").evaluate_all("all => all.map((el) => getComputedStyle(el).minHeight)")
    assert set(kept) == {"0px"}, "no room is kept for what never comes"
    context.close()


def test_tab_reaches_each_control_and_marks_it(used: Visit) -> None:
    assert walk(used) == []


def test_arrows_move_what_can_be_moved(used: Visit) -> None:
    assert used.page.evaluate("suite.deaf()") == []


def test_what_was_moved_lies_within_the_limits_of_a_link(used: Visit) -> None:
    """Else a page would not take back what it kept itself."""
    used.page.evaluate("suite.deaf()")
    used.page.add_script_tag(path=str(ROOT / "cnnkit" / "publish" / "static" / "memory.js"))
    found = used.page.evaluate(
        "async () => { const found = []; const { saved, model, load } = window.cnnkit;"
        " for (const { dataset } of document.querySelectorAll('.ck-host')) {"
        "  const { kind, limits } = saved[dataset.ckModel], its = model(dataset.ckModel);"
        "  const { keeps } = await load(its);"
        "  for (const key of kind ? keeps : []) if (!window.cnnkitMemory.isLegal(limits[key], its.get(key)))"
        "   found.push([kind, key, its.get(key)]); } return found; }"
    )
    assert found == []


def test_a_frame_is_drawn_once_and_changes_few_nodes(used: Visit) -> None:
    found = used.page.evaluate("suite.costs()")
    assert len(found) > len(EXAMPLES)
    assert [c for c in found if c["one"]["changed"] > MOST_CHANGED] == []
    # within the press itself focus and tab stops may move, and controls show what they were given
    assert [c for c in found if c["burst"]["early"] > 24] == [], "drawn before the frame"
    assert [c for c in found if c["burst"]["changed"] > 2 * MOST_CHANGED] == []


def test_nodes_and_listeners_stay_as_many(used: Visit, pytestconfig: pytest.Config) -> None:
    session = used.page.context.new_cdp_session(used.page)

    def counted() -> tuple[int, int]:
        for _ in range(3):
            session.send("HeapProfiler.collectGarbage")
        counters = session.send("Memory.getDOMCounters")
        return counters["nodes"], counters["jsEventListeners"]

    # some widgets are back where they were after every second round
    used.page.evaluate("suite.rounds(2)")
    nodes, listeners = counted()
    used.page.evaluate(f"suite.rounds({20 if pytestconfig.getoption('--full') else 2})")
    later = counted()
    assert later[0] <= nodes + 100
    assert later[1] <= listeners + 20


def test_a_monkey_breaks_nothing_and_reset_mends_all(
    opening: Callable[..., Visit], folder: Path, pytestconfig: pytest.Config
) -> None:
    opened = opening(folder / "all.html")
    number = 300 if pytestconfig.getoption("--full") else 40
    before = each(opened.page, "shows")
    for seed, name in enumerate(NAMES):
        if len(EXAMPLES) <= seed < len(EXAMPLES) + len(AGAIN):
            continue  # watched, not used
        opened.page.evaluate(f"suite.monkey(suite.all()[{seed}], {number}, {seed})")
        assert opened.errors == [], name
        if name.partition(".")[0] in WITHOUT_RESET:
            continue
        section = opened.page.locator(".ck-host > .ck").nth(seed)
        section.get_by_role("button", name="Reset", exact=True).click()
        opened.page.evaluate("suite.frame()")
        after = opened.page.evaluate(f"suite.shows(suite.all()[{seed}])")
        assert after.split("|")[0] == before[seed].split("|")[0], f"{name} after Reset"
    second = slice(len(EXAMPLES), len(EXAMPLES) + len(AGAIN))
    assert each(opened.page, "shows")[second] == before[second], "two of a kind are apart"


def test_a_finger_that_scrolls_past_changes_nothing(opening: Callable[..., Visit], folder: Path) -> None:
    opened = opening(folder / "all.html", width=390, has_touch=True)
    page, session = opened.page, opened.page.context.new_cdp_session(opened.page)
    page.evaluate("window.surfaces = suite.all().map(suite.surfaces)")
    before = each(page, "shows")
    page.add_style_tag(content="body { padding-bottom: 900px }")  # the last one can be scrolled past too
    still, tried = [], 0

    def swipes_past(i: int) -> bool:
        page.evaluate(f"surfaces[{i}][0].scrollIntoView({{ block: 'center' }})")
        x, y, top = page.evaluate(
            f"(({{ x, y, width, height }}) => [x + width / 2, y + height / 2, scrollY])"
            f"(surfaces[{i}][0].getBoundingClientRect())"
        )
        y = min(max(y, 250), 800)
        touch = lambda kind, *points: session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)}
        )
        touch("touchStart", {"x": x, "y": y})
        for by in range(10, 171, 20):
            touch("touchMove", {"x": x, "y": y - by})
        touch("touchEnd")
        try:
            page.wait_for_function(f"scrollY > {top + 20}", timeout=1_500)
        except TimeoutError:
            return False
        return True

    for i, name in enumerate(NAMES):
        if not page.evaluate(f"surfaces[{i}].length"):
            continue
        tried += 1
        # a busy browser may miss a gesture; a widget that holds the finger holds it every time
        if not any(swipes_past(i) for _ in range(3)):
            still.append(name)
    after = each(page, "shows")
    changed = [name for name, a, b in zip(NAMES, before, after, strict=True) if a != b]
    assert tried >= 8
    assert changed == []
    assert still == []


def same_places(one: list[list[Any]], other: list[list[Any]]) -> bool:
    """The same elements at the same places, to a pixel: fractions are rounded where a widget begins."""
    return len(one) == len(other) and all(
        a[0] == b[0] and all(abs(x - y) <= 1 for x, y in zip(a[1:], b[1:], strict=True))
        for a, b in zip(one, other, strict=True)
    )


def test_a_widget_looks_the_same_alone_and_beside_the_others_in_any_order(
    opening: Callable[..., Visit], folder: Path, shown: Visit
) -> None:
    write_page(make_all()[::-1], folder / "reversed.html")
    shown.change(theme="light", width=WINDOWS["wide"])
    shown.page.wait_for_selector(".ck[aria-busy=true]", state="detached")  # one trains as it comes
    together = dict(zip(reversed(NAMES), reversed(each(shown.page, "geometry")), strict=True))
    other = opening(folder / "reversed.html").page
    other.wait_for_selector(".ck[aria-busy=true]", state="detached")
    backwards = dict(zip(NAMES[::-1], each(other, "geometry"), strict=True))
    assert [name for name in MAKERS if not same_places(together[name], backwards[name])] == []
    for name, make in MAKERS.items():
        write_page(make(), folder / f"{name}.html")
    frames = "".join(
        f'<iframe src="{name}.html" style="border:0;width:{WINDOWS["wide"]}px;height:880px"></iframe>'
        for name in MAKERS
    )
    (folder / "alone.html").write_text(f"<!doctype html><body style='margin:0'>{frames}")
    page = opening(folder / "alone.html", width=WINDOWS["wide"]).page
    alone = {}
    for frame in page.frames[1:]:
        frame.frame_element().scroll_into_view_if_needed()
        frame.wait_for_selector("[data-ck-ready]")
        frame.wait_for_selector(".ck[aria-busy=true]", state="detached")
        frame.add_script_tag(path=str(SUITE))
        frame.evaluate("suite.frame()")
        alone[frame.url.rpartition("/")[2].removesuffix(".html")] = frame.evaluate(
            "suite.geometry(suite.all()[0])"
        )
    assert set(alone) == set(MAKERS)
    assert [name for name in MAKERS if not same_places(alone[name], together[name])] == []
