"""The pages of `cnnkit demo`: question first, both ways, several tabs, large, and shut to others."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from torch import nn

from cnnkit.demo.live.network import Network
from cnnkit.demo.making import make
from cnnkit.demo.server import Server
from tests.browser.conftest import _QUIET_CHROMIUM, AXE
from tests.conftest import need
from tests.demo.conftest import serving

pytestmark = pytest.mark.browser

NAMES = ["shape-calc", "iou-drag", "conv-matrix", "digit-net", "map-explorer", "live-maps", "quiz"]
FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("pictures")
    for name, colour in (("red", (230, 20, 20)), ("green", (20, 200, 20))):
        Image.new("RGB", (300, 200), colour).save(folder / f"{name}.png")
    small = Network(nn.Sequential(nn.Conv2d(3, 6, 3), nn.ReLU(), nn.Conv2d(6, 8, 3)), (3, 48, 48))
    with serving(*NAMES, pictures=[folder], make=partial(make, network=small)) as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """With a camera that shows moving colours, and a name of an attacker's that leads to this machine."""
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    args = [*_QUIET_CHROMIUM, *FAKE_CAMERA, rules]
    launched = playwright.chromium.launch(executable_path=need("chromium"), args=args)
    yield launched
    launched.close()


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """What it asks of anything but the server is written down."""
    made = chromium.new_context(viewport={"width": 1600, "height": 900}, reduced_motion="reduce")
    made.grant_permissions(["camera"])
    yield made
    made.close()


@pytest.fixture
def shown(context: BrowserContext, server: Server) -> Iterator[Callable[..., Page]]:
    """`shown("iou-drag")`: its page, ready, past its question; errors of the page fail the test."""
    wrong: list[str] = []
    refused = "status of 422"  # a value that Python does not take; the page shows its words

    def open_page(name: str, *, ask: bool = False) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console", lambda m: wrong.append(m.text) if m.type == "error" and refused not in m.text else None
        )
        page.on("request", lambda r: own(r.url) or wrong.append(f"asked {r.url}"))
        page.goto(server.url(name))
        page.locator("#stage[data-ready]").wait_for(state="attached", timeout=60_000)
        if not ask:
            page.keyboard.press("PageDown")
        return page

    def own(url: str) -> bool:
        return url.startswith((f"http://{server.address}/", "blob:", "data:"))

    yield open_page
    assert wrong == []


def spin(page: Page, label: str):
    return page.get_by_role("spinbutton", name=label)


def test_the_question_comes_first_and_everything_is_reached_by_keys(shown):
    page = shown("shape-calc", ask=True)
    assert page.get_by_role("heading").inner_text() == "Which choices lose no pixel?"
    stage = page.locator("#stage")
    assert stage.bounding_box()["height"] == 0
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('#stage')"), "nobody gets into what is not shown"
    page.reload()
    expect(page.locator("#step")).to_be_focused()
    page.locator("#stage[data-ready]").wait_for(state="attached")
    page.keyboard.press("Enter")
    expect(spin(page, "stride")).to_be_visible()
    expect(page.locator("#seen")).to_be_hidden()
    page.keyboard.press("PageDown")
    expect(page.locator("#seen")).to_contain_text("Those at which the formula comes out even")
    page.keyboard.press("PageDown")
    expect(page.get_by_role("heading")).to_have_text(
        "Half of each square is shared. Why is the IoU not one half?"
    )
    page.locator("#stage[data-ready]").wait_for(state="attached")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading")).to_have_text("Which choices lose no pixel?")


def test_keys_of_a_figure_do_not_turn_the_page(shown):
    page = shown("shape-calc")
    stride = spin(page, "stride")
    stride.focus()
    for key in ("PageDown", "ArrowRight", "d", "+"):
        page.keyboard.press(key)
    expect(page.locator("#seen")).to_be_hidden()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.keyboard.press("Escape")
    page.keyboard.press("PageDown")
    expect(page.locator("#seen")).to_be_visible()


def test_traits_go_both_ways_and_tabs_stay_in_step(shown, server):
    widget = server.shelf["shape-calc"]
    widget.stride = 2
    seen = []
    widget.observe(lambda change: seen.append(change.new), "stride")
    one, two = shown("shape-calc"), shown("shape-calc")
    spin(one, "stride").fill("3")
    spin(one, "stride").press("Enter")
    expect(spin(two, "stride")).to_have_value("3")
    assert seen == [3]
    assert widget.stride == 3
    spin(two, "kernel").fill("5")
    spin(two, "kernel").press("Enter")
    expect(spin(one, "kernel")).to_have_value("5")
    widget.stride = 1
    for page in (one, two):
        expect(spin(page, "stride")).to_have_value("1")
    widget.question = "What now?"
    for page in (one, two):
        expect(page.get_by_role("heading")).to_have_text("What now?")
    widget.question = "Which choices lose no pixel?"
    widget.kernel, widget.stride = 3, 2
    widget.unobserve_all("stride")


def test_what_an_observer_in_python_does_is_seen_in_the_page_that_moved(shown, server):
    widget = server.shelf["shape-calc"]
    page = shown("shape-calc")
    widget.observe(lambda change: setattr(widget, "pad_left", change.new), "kernel")
    spin(page, "kernel").fill("4")
    spin(page, "kernel").press("Enter")
    expect(page.locator(".ck").first).to_contain_text("4")
    for _ in range(100):
        if widget.pad_left == 4:
            break
        page.wait_for_timeout(20)
    assert widget.pad_left == 4
    widget.unobserve_all("kernel")
    widget.pad_left, widget.kernel = 0, 3
    expect(spin(page, "kernel")).to_have_value("3")


def test_a_value_that_python_refuses_is_said_and_taken_back(shown, server):
    widget = server.shelf["shape-calc"]

    def refuse(change):
        raise ValueError("not seven")

    page = shown("shape-calc")
    widget.observe(refuse, "stride")
    spin(page, "stride").fill("7")
    spin(page, "stride").press("Enter")
    expect(page.locator("#lost")).to_contain_text("not seven")
    widget.unobserve_all("stride")
    widget.stride = 2
    expect(spin(page, "stride")).to_have_value("2")


def test_many_tabs_do_not_shut_each_other_out(context, server):
    """A browser opens six connections at most to one server: tabs that nobody sees give theirs back."""
    hide = """Object.defineProperty(document, "hidden", { get: () => window.away, configurable: true });
      window.away = true; document.dispatchEvent(new Event("visibilitychange"));"""
    pages = []
    for _ in range(9):
        page = context.new_page()
        page.goto(server.url("iou-drag"))
        page.locator("#stage[data-ready]").wait_for(state="attached", timeout=20_000)
        page.evaluate(hide)
        pages.append(page)
    widget = server.shelf["iou-drag"]
    widget.question = "Still there?"
    expect(pages[0].get_by_role("heading")).not_to_have_text("Still there?")
    pages[0].evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'));")
    expect(pages[0].get_by_role("heading")).to_have_text("Still there?")
    widget.question = "What now?"
    expect(pages[0].get_by_role("heading")).to_have_text("What now?")


@pytest.mark.parametrize("size", [(1280, 720), (3840, 2160)])
def test_a_figure_fills_the_window_in_type_for_a_lecture_hall(shown, size):
    page = shown("shape-calc")
    resized = "window.resized = new Promise(done => addEventListener('resize', done, { once: true }))"
    page.evaluate(f"() => {{ {resized} }}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("window.resized")  # else the zoom of the larger window before counts as this one's
    least = size[0] / 1310
    # no wait_for_function: it evaluates text in the page, whose policy forbids that
    zoom = "Number(document.getElementById('stage').style.zoom) || 1"
    height = "el => el.getBoundingClientRect().height"
    for _ in range(100):
        scale, drawn = page.evaluate(zoom), page.locator(".ck svg text").first.evaluate(height)
        if scale >= least and drawn >= size[0] / 110:
            break
        page.wait_for_timeout(50)
    heading = page.get_by_role("heading").evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
    assert drawn >= size[0] / 110
    assert heading >= size[0] / 60
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.keyboard.press("+")
    for _ in range(100):
        if page.evaluate(zoom) > scale * 1.1:
            break
        page.wait_for_timeout(50)
    assert page.evaluate(zoom) > scale * 1.1
    page.keyboard.press("-")


def test_a_drag_follows_the_pointer_in_an_enlarged_figure(shown, server):
    page = shown("shape-calc")
    widget = server.shelf["shape-calc"]
    scale = page.evaluate("Number(document.getElementById('stage').style.zoom)")
    assert scale > 1.15
    cell = page.evaluate("Number(document.querySelector('.ck svg[data-cell]').dataset.cell)")
    grip = page.locator("[data-drag=kernel] .ck-knob").first
    box = grip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * cell * scale, y, steps=4)
    moved = grip.bounding_box()
    page.mouse.up()
    expect(spin(page, "kernel")).to_have_value("5")
    assert abs(moved["x"] + moved["width"] / 2 - (x + 2 * cell * scale)) < 3 * scale
    page.wait_for_timeout(50)
    assert widget.kernel == 5
    widget.kernel = 3


def test_cones_meet_the_grids_in_an_enlarged_figure(shown):
    page = shown("conv-matrix")
    page.wait_for_timeout(400)
    found = page.evaluate("""() => {
      const box = (el) => el.getBoundingClientRect();
      const cone = box(document.querySelector(".ckg-wires polygon"));
      const frame = box(document.querySelector(".ckg-frame"));
      return [cone.left - frame.right, cone.top - frame.top];
    }""")
    assert max(map(abs, found)) < 8


def test_a_digit_is_drawn_under_the_pointer_in_an_enlarged_figure(shown):
    page = shown("digit-net")
    pad = page.get_by_role("application").first
    box = pad.bounding_box()
    at = [(box["x"] + box["width"] * part, box["y"] + box["height"] * 0.5) for part in (0.3, 0.6)]
    page.mouse.move(*at[0])
    page.mouse.down()
    page.mouse.move(*at[1], steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)
    dark = page.evaluate("""() => {
      const canvas = document.querySelector(".ck canvas");
      const { width, height } = canvas;
      const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
      const ink = [];
      const ground = data.slice(0, 3).join();
      for (let i = 0; i < width * height; i++)
        if (Math.abs(data[4 * i] - data[0]) > 60) ink.push((i % width) / width);
      return [Math.min(...ink), Math.max(...ink)];
    }""")
    assert dark[0] == pytest.approx(0.3, abs=0.06)
    assert dark[1] == pytest.approx(0.6, abs=0.06)


def test_pictures_of_the_command_line_reach_a_figure_that_runs_in_the_page(shown):
    page = shown("map-explorer")
    page.get_by_role("button", name="red", exact=True).click()
    expect(page.locator(".ck-map-explorer")).to_contain_text("your picture", timeout=20_000)
    colour = page.evaluate("""() => {
      const canvas = document.querySelector(".ck-map-explorer canvas");
      const at = [canvas.width / 4, canvas.height / 4, 1, 1];
      return [...canvas.getContext("2d").getImageData(...at).data.slice(0, 3)];
    }""")
    assert colour[0] > 200
    assert max(colour[1:]) < 60


def test_pictures_reach_python(shown, server):
    live = server.shelf["live-maps"]
    page = shown("live-maps")
    page.get_by_role("button", name="green", exact=True).click()
    for _ in range(500):
        if live.picture and not live.busy:
            break
        page.wait_for_timeout(20)
    red, green, blue = live.pixels()[0].mean((1, 2)).tolist()
    assert green > 0.7
    assert max(red, blue) < 0.2
    expect(page.locator(".live")).to_have_attribute("aria-busy", "false")
    page.get_by_role("button", name="The first picture").click()
    for _ in range(200):
        if live.picture == b"":
            break
        page.wait_for_timeout(100)
    expect(page.locator(".live")).to_have_attribute("aria-busy", "false", timeout=20_000)
    assert live.picture == b""


def test_the_camera_takes_pictures_and_is_switched_off(shown, server):
    live = server.shelf["live-maps"]
    page = shown("live-maps")
    page.get_by_role("button", name="Camera").click()
    expect(page.locator("#frame")).to_be_visible()
    page.get_by_role("button", name="Take this picture").click()
    for _ in range(500):
        if live.picture:
            break
        page.wait_for_timeout(20)
    first = live.picture
    assert Image.open(io.BytesIO(first)).size == (640, 480)
    page.get_by_label("keep taking").check()
    for _ in range(500):
        if live.picture != first:
            break
        page.wait_for_timeout(20)
    assert live.picture != first
    page.get_by_role("button", name="Camera off").click()
    assert page.evaluate("document.getElementById('frame').srcObject") is None
    expect(page.locator("#follow")).to_be_hidden()


def test_python_that_has_ended_is_said_and_comes_back(context, server):
    with serving("iou-drag") as short:
        page = context.new_page()
        page.goto(short.url("iou-drag"))
        page.locator("#stage[data-ready]").wait_for(state="attached")
    expect(page.locator("#lost")).to_contain_text("Python has ended")


@pytest.mark.parametrize(
    ("demo", "theme"),
    [("", "dark"), ("shape-calc", "light"), ("live-maps", "dark")],
)
def test_pages_can_be_read_and_used_by_all(context, server, demo, theme):
    page = context.new_page()
    page.emulate_media(color_scheme=theme)
    page.goto(server.url(demo))
    if demo:
        page.locator("#stage[data-ready]").wait_for(state="attached", timeout=60_000)
    axe(page)
    if demo:
        page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")
        page.wait_for_timeout(100)
        axe(page)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    page.keyboard.press("d")
    assert page.evaluate("document.documentElement.dataset.theme") != theme


def axe(page: Page) -> None:
    # as a developer's tools would: the page's own policy lets nobody add a script
    page.evaluate(AXE.read_text("utf8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'], preload: false })")
    serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], node["html"][:120]) for v in serious for node in v["nodes"]] == []


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A page of another origin: `http://127.0.0.1:PORT/`."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>evil</title>")

        def log_message(self, format, *args): ...

    running = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}/"
    running.shutdown()
    running.server_close()


STEAL = (Path(__file__).parent / "elsewhere.js").read_text("utf8")


def test_a_page_elsewhere_reads_and_changes_nothing_though_it_knew_the_token(context, server, elsewhere):
    widget = server.shelf["shape-calc"]
    before = widget.stride
    page = context.new_page()
    page.goto(elsewhere)
    change = json.dumps({"page": "p", "state": {"stride": before + 1}, "files": {}})
    found = page.evaluate(STEAL, [server.url(), change])
    assert {key: found[key] for key in ("read", "post", "script", "picture", "events")} == dict.fromkeys(
        ("read", "post", "script", "picture", "events"), "failed"
    )
    page.wait_for_timeout(200)
    assert widget.stride == before


def test_a_name_that_is_turned_to_this_machine_is_refused(context, server):
    port = server.server_address[1]
    page = context.new_page()
    answer = page.goto(server.url("shape-calc").replace("127.0.0.1", "evil.example"))
    assert answer is not None
    assert answer.status == 403
    assert f"evil.example:{port}" in page.url
    found = page.evaluate("base => fetch(base).then((answer) => answer.status)", f"/{server.gate.token}/")
    assert found == 403
