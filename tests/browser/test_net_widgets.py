"""The widgets that run a network in the page, each alone on one: mouse, finger, keyboard, ten digits."""

import base64
from collections.abc import Callable

import pytest

from cnnkit.widgets.base import Widget
from cnnkit.widgets.digit_net import DigitNet
from cnnkit.widgets.head_switch import HeadSwitch
from cnnkit.widgets.template_match import TemplateMatch
from cnnkit.widgets.train_replay import TrainReplay
from tests.browser.conftest import Visit
from tests.browser.handwriting import DIGITS
from tests.widgets.net_examples import red_square, three_heads, training_run

pytestmark = pytest.mark.browser

# with answers that are plain, where the shipped ones may change
WIDGETS = {
    "digit-net": DigitNet,
    "template-match": TemplateMatch,
    "head-switch": lambda: HeadSwitch(
        three_heads(), red_square(), classes=["square", "nothing"], zone=(0, 0, 0.4, 1), y=24, x=38
    ),
    "train-replay": lambda: TrainReplay(training_run()),
}


@pytest.fixture
def open_widget(opened: Callable[..., Visit]) -> Callable[..., Visit]:
    """`open_widget("digit-net", theme="dark", width=390)`: the widget alone, awake."""

    def open_one(slug: str, widget: Widget | None = None, **options) -> Visit:
        return opened(widget or WIDGETS[slug](), **options)

    return open_one


def says(opened: Visit) -> str:
    return opened.page.locator(".ck-says").inner_text()


def draw(opened: Visit, strokes: list[list[tuple[float, float]]]) -> None:
    """The strokes with the mouse on the drawing pad, from an empty pad."""
    box = opened.page.locator(".ckd-pad[aria-roledescription='drawing pad']").bounding_box()
    assert box
    mouse = opened.page.mouse
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        mouse.move(*points[0])
        mouse.down()
        for point in points[1:]:
            mouse.move(*point, steps=3)
        mouse.up()


def test_nine_of_ten_drawn_digits_are_read(open_widget) -> None:
    opened = open_widget("digit-net")
    read = {}
    for digit, strokes in DIGITS.items():
        opened.page.get_by_role("button", name="Clear the pad").click()
        draw(opened, strokes)
        opened.page.wait_for_function("/reads \\d/.test(document.querySelector('.ck-says').textContent)")
        read[digit] = int(says(opened).split("reads ")[1][0])
    assert sum(digit == answer for digit, answer in read.items()) >= 9, read
    assert opened.errors == []


def test_digit_net_shows_the_example_before_any_weight_is_decoded(open_widget) -> None:
    opened = open_widget("digit-net")
    widget = DigitNet()
    best = max(range(10), key=widget.probabilities.__getitem__)
    assert f"reads {best}" in says(opened)
    example = opened.page.get_by_role("button", name="Example: a held-out 7")
    example.click()
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('reads 7')")
    assert example.get_attribute("aria-pressed") == "true"


def test_a_finger_draws_and_the_page_stays(open_widget) -> None:
    opened = open_widget("digit-net", width=390, has_touch=True)
    pad = opened.page.locator(".ckd-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    before = opened.page.evaluate("scrollY")
    session = opened.page.context.new_cdp_session(opened.page)
    x, top = box["x"] + box["width"] / 2, box["y"]

    def touch(kind: str, *points: dict[str, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": top + 0.85 * box["height"]})
    for part in range(84, 15, -3):
        touch("touchMove", {"x": x, "y": top + part / 100 * box["height"]})
    touch("touchEnd")
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('reads 1')")
    assert opened.page.evaluate("scrollY") == before


def test_the_keyboard_draws(open_widget) -> None:
    opened = open_widget("digit-net")
    opened.page.get_by_role("button", name="Clear the pad").click()
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('empty')")
    opened.page.locator(".ckd-pad").focus()
    press = opened.page.keyboard.press
    for key, times in (("ArrowUp", 11), ("Space", 1), ("ArrowDown", 22), ("Space", 1)):
        for _ in range(times):
            press(key)
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('reads 1')")


def test_a_unit_shows_its_field_and_the_numbers_behind_it(open_widget) -> None:
    opened = open_widget("digit-net")
    layer = opened.page.get_by_label("C3: 16 maps of 10×10")
    layer.focus()
    opened.page.keyboard.press("ArrowRight")
    behind = opened.page.get_by_label("The numbers behind one unit")
    # a C3 unit reads 5×5 of S2, which reads 2×2 of C1, which reads 5×5: 14 pixels a side
    behind.get_by_text("sees 14×14 pixels").wait_for()
    behind.get_by_text("tanh makes it").wait_for()
    assert behind.locator("figure").count() == 6
    assert "C3, map 0" in says(opened)
    opened.page.keyboard.press("Escape")
    behind.get_by_text("Point at a unit").wait_for()


def test_the_numbers_of_a_unit_add_up(open_widget) -> None:
    opened = open_widget("digit-net")
    products = opened.page.locator(".ckn-numbers").nth(2).locator("span").all_inner_texts()
    total = sum(float(text.replace("−", "-")) for text in products)
    line = opened.page.locator(".ckn-sum").inner_text().replace("−", "-")
    assert float(line.split("Sum ")[1].split(",")[0]) == pytest.approx(total, abs=0.13)  # 25 rounded numbers


def test_arrows_move_the_digit_back_until_it_wins(open_widget) -> None:
    opened = open_widget("template-match")
    widget = TemplateMatch()
    assert "loses" in says(opened)
    opened.page.get_by_label("The digit: drag it").focus()
    for key, steps in (
        ("ArrowLeft", widget.dx),
        ("ArrowRight", -widget.dx),
        ("ArrowUp", widget.dy),
        ("ArrowDown", -widget.dy),
    ):
        for _ in range(max(0, steps)):
            opened.page.keyboard.press(key)
    opened.page.wait_for_function(
        "document.querySelector('.ck-says').textContent.startsWith('The 3 is read as 3')"
    )


def test_the_digit_can_be_dragged(open_widget) -> None:
    opened = open_widget("template-match")
    box = opened.page.locator(".ckt-drag").bounding_box()
    opened.page.get_by_role("button", name="Back to the middle").click()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    opened.page.mouse.move(x, y)
    opened.page.mouse.down()
    opened.page.mouse.move(x + 2 * box["width"] / 8, y, steps=4)
    opened.page.mouse.up()
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('moved 2 right')")


def test_a_drawing_is_scored_and_a_class_shows_its_votes(open_widget) -> None:
    opened = open_widget("template-match")
    opened.page.get_by_role("radio", name="draws a new one").click()
    draw(opened, [[(0.5, 0.1), (0.5, 0.9)]])
    opened.page.wait_for_function(
        "document.querySelector('.ck-says').textContent.startsWith('The drawing is read as')"
    )
    opened.page.get_by_role("button", name="Class 8,").click()
    opened.page.get_by_text("votes for 8").wait_for()


def test_flatten_minds_the_place_and_global_pooling_does_not(open_widget) -> None:
    opened = open_widget("head-switch")
    assert "none was trained" in says(opened)
    assert "Flatten says nothing" in says(opened)
    assert "Global max says square" in says(opened)
    assert "Global average says square" in says(opened)
    opened.page.get_by_label("The scene").focus()
    for _ in range(5):
        opened.page.keyboard.press("Shift+ArrowLeft")
    opened.page.wait_for_function(
        "document.querySelector('.ck-says').textContent.includes('where training had it')"
    )
    assert "Flatten says square" in says(opened)
    assert "Global average says square" in says(opened)


def test_the_object_follows_the_mouse_and_is_never_cut(open_widget) -> None:
    opened = open_widget("head-switch")
    box = opened.page.get_by_label("The scene").bounding_box()
    pixel = box["width"] / 48
    mouse = opened.page.mouse
    mouse.move(box["x"] + 38 * pixel, box["y"] + 24 * pixel)
    mouse.down()
    mouse.move(box["x"] - 50, box["y"] + 24 * pixel, steps=5)
    mouse.up()
    # six pixels wide: the middle stops three from the edge
    place = opened.page.locator(".ckh-middle").get_attribute("transform")
    assert place == "translate(3 24)"


def test_every_place_is_tried(open_widget) -> None:
    opened = open_widget("head-switch")
    opened.page.get_by_role("button", name="Try every place").click()
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('places')")
    shares = [int(text.split("right at ")[1].split()[0]) for text in says(opened).split(",")]
    assert shares[0] < 70  # flatten hears the left half only
    assert shares[1:] == [100, 100]


def test_the_slider_and_the_rates_replay_the_run(open_widget) -> None:
    opened = open_widget("train-replay")
    assert says(opened).startswith(
        "Before training with learning rate 0.002: loss 2.30, held-out accuracy 0.10"
    )
    assert "read as 1 (0.55), 8 has 0.05" in says(opened)
    opened.page.get_by_label("Epoch").focus()
    opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("ArrowRight")
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('After epoch 2')")
    assert "loss 0.40, held-out accuracy 0.90; the 8 is read as 8 (0.55)." in says(opened)
    opened.page.get_by_role("radio", name="0.03", exact=True).click()
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('loss 2.60')")


def test_a_press_on_the_curve_sets_the_epoch(open_widget) -> None:
    opened = open_widget("train-replay")
    chart = opened.page.get_by_label("Loss on the training set")
    box = chart.bounding_box()
    chart.click(position={"x": box["width"] - 12, "y": box["height"] / 2})
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('After epoch 3')")


def test_under_reduced_motion_train_goes_one_epoch_a_press(open_widget) -> None:
    opened = open_widget("train-replay")
    opened.page.get_by_role("button", name="Train").click()
    opened.page.wait_for_timeout(1600)
    assert "After epoch 1" in says(opened)


A_SEVEN = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 400 });
  const g = canvas.getContext("2d");
  g.fillStyle = "#ece6d8";
  g.fillRect(0, 0, 300, 400);
  g.strokeStyle = "#26324a";
  g.lineWidth = 26;
  g.stroke(new Path2D("M70 90H230L130 330"));
  return canvas.toDataURL().split(",")[1];
}"""
"""A photograph of a 7, blue on cream, as PNG in base64."""
TRANSFER = """([picture, kind]) => {
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "seven.png", { type: "image/png" }));
  const how = { bubbles: true, cancelable: true };
  const section = document.querySelector(".ck-digit-net");
  if (kind === "drop") {
    const over = new DragEvent("dragover", { ...how, dataTransfer: transfer });
    section.dispatchEvent(over);
    if (!over.defaultPrevented || !section.classList.contains("cko-over")) throw Error("no drop");
    section.dispatchEvent(new DragEvent("drop", { ...how, dataTransfer: transfer }));
  } else document.dispatchEvent(new ClipboardEvent("paste", { ...how, clipboardData: transfer }));
}"""


@pytest.mark.parametrize("way", ["drop", "paste", "choose"])
def test_the_readers_own_picture_is_read_and_stays_on_the_page(open_widget, way: str) -> None:
    opened = open_widget("digit-net")
    page = opened.page
    picture = page.evaluate(A_SEVEN)
    before = says(opened)
    if way == "choose":
        with page.expect_file_chooser() as chosen:
            page.get_by_role("button", name="Your own picture").click()
        file = {"name": "seven.png", "mimeType": "image/png", "buffer": base64.b64decode(picture)}
        chosen.value.set_files(file)
    else:
        if way == "paste":  # nobody points at the widget: the paste is for somebody else
            page.evaluate(TRANSFER, [picture, way])
            assert says(opened) == before
            page.get_by_role("button", name="Clear the pad").focus()
        page.evaluate(TRANSFER, [picture, way])
    page.wait_for_function("document.querySelector('.ck-says').textContent.includes('reads 7')")
    assert page.locator(".ckd-pad path[transform]").count() == 1
    assert "never leaves" in page.locator(".cko").inner_text()
    assert opened.outside == []
    page.get_by_role("button", name="Reset", exact=True).click()
    page.wait_for_function("document.querySelector('.ck-says').textContent.includes('reads 3')")
    assert page.locator(".ckd-pad path[transform]").count() == 0
    assert opened.errors == []


def test_templates_score_the_readers_own_picture_which_can_be_moved(open_widget) -> None:
    opened = open_widget("template-match")
    file = {"name": "seven.png", "mimeType": "image/png"}
    picture = base64.b64decode(opened.page.evaluate(A_SEVEN))
    opened.page.locator("input[type=file]").first.set_input_files(file | {"buffer": picture})
    starts = "text => document.querySelector('.ck-says').textContent.startsWith(text)"
    opened.page.wait_for_function(starts, arg="Your picture is read as 7")
    opened.page.get_by_label("The digit: drag it").focus()
    opened.page.keyboard.press("ArrowRight")
    opened.page.wait_for_function(starts, arg="Your picture, moved 1 right,")
    opened.page.get_by_role("button", name="Reset", exact=True).click()
    opened.page.wait_for_function(starts, arg="The 3")
    assert opened.outside == opened.errors == []


def test_a_file_that_is_no_picture_is_explained(open_widget) -> None:
    opened = open_widget("digit-net")
    file = {"name": "notes.png", "mimeType": "image/png", "buffer": b"no picture"}
    opened.page.locator("input[type=file]").first.set_input_files(file)
    opened.page.wait_for_function(
        "document.querySelector('.ck-says').textContent.includes('notes.png is no')"
    )
    assert opened.errors == []


def test_a_phone_offers_its_camera(open_widget) -> None:
    wide, phone = (
        open_widget("digit-net"),
        open_widget("digit-net", width=390, has_touch=True, is_mobile=True),
    )
    assert not wide.page.get_by_role("button", name="Take a photo").is_visible()
    assert phone.page.get_by_role("button", name="Take a photo").is_visible()
    assert phone.page.locator("input[capture=environment]").count() == 1


def test_where_workers_are_refused_every_place_is_tried_all_the_same(open_widget) -> None:
    opened = open_widget("head-switch")
    opened.page.evaluate("void (window.Worker = class { constructor() { throw new Error('refused'); } })")
    opened.page.get_by_role("button", name="Try every place").click()
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('places')")
    assert says(opened).count("100 %") == 2


def test_the_worker_of_a_page_from_a_file_has_simd(open_widget) -> None:
    opened = open_widget("head-switch")
    assert opened.page.url.startswith("file://")
    opened.page.get_by_role("button", name="Try every place").click()
    opened.page.wait_for_function("document.querySelector('.ck-says').textContent.includes('places')")
    assert len(opened.page.workers) == 1
    hello = "cnnkitChannel.then((far) => far.ask({ call: 'hello' }))"
    assert opened.page.evaluate(hello) == {"simd": True}
