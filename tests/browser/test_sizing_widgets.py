"""Predict, Quiz, ShapeCalc, StackBuilder, CostExplorer in a browser: move something, and it is right."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnkit.publish.preview import write_page
from cnnkit.sizing import explain_conv
from cnnkit.widgets import CostExplorer, DenseGrowth, Predict, Quiz, ShapeCalc, StackBuilder
from cnnkit.widgets.base import Widget
from tests.browser.conftest import Visit
from tests.browser.dragging import drag

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
OPTIONS = [
    {"text": "4, and column 9 is never read", "right": True, "why": "They start at 0, 2, 4, 6."},
    {"text": "5", "why": "Only with <code>ceil_mode</code>."},
    {"text": "an error", "why": "torch says nothing."},
]
STEPS = {
    "question": "Steps?",
    "answer": 469,
    "unit": "steps",
    "why": "⌈468.75⌉.",
    "traps": {468: "The last is dropped."},
}
MAKE: dict[str, Callable[[], Widget]] = {
    "predict": lambda: Predict("How many windows?", OPTIONS),
    "predict-number": lambda: Predict(**STEPS),
    "predict-slider": lambda: Predict("How much?", answer=45, why="Measured.", low=0, high=100, step=1),
    "quiz": lambda: Quiz([{"question": "How many?", "options": OPTIONS}, STEPS]),
    "shape-calc": lambda: ShapeCalc(),
    "shape-calc-padding": lambda: ShapeCalc(10, 3, 2, "same", presets="padding"),
    "stack-builder": lambda: StackBuilder("cifar", presets=["cifar_gmp"]),
    "stack-builder-cone": lambda: StackBuilder("pool_last", presets=["pool_first"], image="cat"),
    "cost-explorer": lambda: CostExplorer(),
}  # fmt: skip


def said(page: Page) -> str:
    return page.locator(".ck-says").inner_text()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_predict_sets_the_wrong_answer_beside_the_right_one(opened: Open) -> None:
    page = opened(MAKE["predict"]()).page
    page.get_by_text("5", exact=True).click()
    assert page.locator(".ck-yours .ck-text").inner_text() == "5"
    assert page.locator(".ck-right .ck-text").inner_text() == OPTIONS[0]["text"]
    answer = page.locator(".ck-reply").inner_text()
    assert "Only with ceil_mode." in answer
    assert OPTIONS[0]["why"] in answer
    assert page.locator(".ck-reply code").count() == 1


def test_predict_is_no_gate(opened: Open) -> None:
    page = opened(MAKE["predict"]()).page
    button(page, "Show me").click()
    assert OPTIONS[0]["why"] in page.locator(".ck-reply").inner_text()
    assert page.locator(".ck-yours").count() == 0


def test_predict_by_keyboard_moves_without_answering(opened: Open) -> None:
    page = opened(MAKE["predict"]()).page
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(".ck-reply").inner_text() == ""
    page.keyboard.press("Space")
    assert MAKE["predict"]().item["options"][2]["why"] in page.locator(".ck-reply").text_content()


def test_predict_lets_several_be_ticked(opened: Open) -> None:
    rows = [{"text": text, "right": text in "bcd"} for text in "abcd"]
    page = opened(Predict("Which?", rows, several=True, why="Three do not add up.")).page
    button(page, "Compare").click()
    assert "Tick one at least" in page.locator(".ck-reply").inner_text()
    for name in "acd":
        page.get_by_role("checkbox", name=name, exact=True).check()
    button(page, "Compare").click()
    assert page.locator(".ck-reply").inner_text() == "2 of 3 found, 1 ticked in vain. Three do not add up."
    assert page.locator(".ck-mark").all_inner_texts() == [
        "✗ yours",
        "✓ missed",
        "✓ yours, right",
        "✓ yours, right",
    ]
    button(page, "Show me").click()
    assert page.locator(".ck-yours").count() == 0
    assert page.locator(".ck-reply").inner_text().startswith("The answer:")


def test_predict_takes_a_number_as_people_write_it(opened: Open) -> None:
    page = opened(MAKE["predict-number"]()).page
    field = page.get_by_label("Your number of steps")
    for typed, says in (
        ("many", "“many” is not a number"),
        ("0x1d5", "“0x1d5” is not"),
        ("", "Nothing is typed yet"),
    ):
        field.fill(typed)
        button(page, "Compare").click()
        assert says in page.locator(".ck-reply").inner_text()
        assert "Type a number" in page.locator(".ck-reply").inner_text()
    field.fill("468")
    field.press("Enter")
    assert "The last is dropped." in page.locator(".ck-reply").inner_text()
    assert "right 469" in page.locator(".ck-reply svg").text_content()
    field.fill(" 469,0 steps")
    field.press("Enter")
    assert page.locator(".ck-reply").inner_text().startswith("Right.")


TAUGHT = {"text": "1.4 Sharing", "href": "../basics/sharing.html#count-them"}


def test_an_answer_leads_to_where_it_is_taught_and_a_refusal_does_not(opened: Open) -> None:
    page = opened(Quiz([{**STEPS, "see": [TAUGHT]}])).page
    button(page, "Check").click()
    expect(page.locator(".ck-reply")).to_contain_text("Nothing is typed yet.")
    assert page.locator(".ck-reply a").count() == 0
    page.locator("input").fill("468")
    button(page, "Check").click()
    expect(page.locator(".ck-reply")).to_contain_text("Taught in 1.4 Sharing")
    assert page.locator(".ck-reply a").get_attribute("href") == TAUGHT["href"]


def test_a_saved_page_that_was_tampered_with_gets_no_link_out(visit: Open, tmp_path: Path) -> None:
    path = write_page([Quiz([{**STEPS, "see": [TAUGHT]}])], tmp_path / "page.html")
    for address in ("javascript:alert(1)", "https://example.org/x.html", "//example/x.html"):
        changed = tmp_path / "changed.html"
        changed.write_text(path.read_text("utf8").replace(TAUGHT["href"], address), "utf8")
        page = visit(changed.as_uri()).page
        button(page, "Show me").click()
        expect(page.locator(".ck-reply")).to_contain_text("Taught in 1.4 Sharing")
        assert page.locator(".ck-reply a").count() == 0, address


def test_quiz_answers_distractors_back_and_counts_first_tries(opened: Open) -> None:
    page = opened(MAKE["quiz"]()).page
    page.get_by_text("an error").click()
    assert "torch says nothing." in page.locator(".ck-reply").first.inner_text()
    assert page.locator(".ck-right").count() == 0, "a wrong answer does not give the right one away"
    assert said(page) == "1 of 2 answered."
    page.get_by_text(OPTIONS[0]["text"]).click()
    page.get_by_label("Your number of steps").fill("469")
    button(page, "Check").nth(1).click()
    assert said(page).startswith("1 of 2 right at the first try.")


def test_two_questions_on_a_page_do_not_share_their_choices(visit: Open, tmp_path: Path) -> None:
    path = write_page([MAKE["predict"](), MAKE["quiz"]()], tmp_path / "page.html")
    page = visit(path.as_uri()).page
    page.wait_for_selector(".ck-quiz")
    page.locator(".ck-predict .ck-option").nth(1).click()
    page.locator(".ck-quiz .ck-option").nth(2).click()
    assert page.locator(".ck-predict input").nth(1).is_checked()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


def formula(page: Page) -> str:
    return page.locator(".ck-formula").inner_text()


def test_shape_calc_shows_the_dropped_column_and_the_exact_choices(opened: Open) -> None:
    page = opened(MAKE["shape-calc"]()).page
    assert formula(page) == "(10 − 3 + 2·0)/2 + 1 = 4.5 → 4"
    assert "the last column is never read" in said(page)
    assert "Padding 1 gives 5.5: not exact" in said(page)
    assert page.locator("rect.ck-unread").count() == 1
    offered = page.locator(".ck-fixes button").all_inner_texts()
    wanted = [f"{c.text} → {c.size}" for c in explain_conv(10, 3, 2).choices]
    assert offered == [text.removeprefix("an ").removeprefix("a ") for text in wanted]
    for text in offered:
        page.locator(".ck-fixes button", has_text=text).click()
        assert page.locator(".ck-stage svg").get_attribute("data-size") == text.rpartition(" ")[2]
        assert page.locator("rect.ck-unread").count() == 0
        button(page, "Reset").click()


def test_shape_calc_is_dragged(opened: Open) -> None:
    page = opened(MAKE["shape-calc"]()).page

    def pull(part: str, cells: float) -> str:
        cell = float(page.locator(".ck-stage svg").get_attribute("data-cell") or 0)
        drag(page, page.locator(f"g[data-drag={part}] .ck-knob"), cells * cell)
        return formula(page)

    assert pull("n", 1) == "(11 − 3 + 2·0)/2 + 1 = 5"
    assert pull("kernel", 1) == "(11 − 4 + 2·0)/2 + 1 = 4.5 → 4"
    assert pull("stride", -1) == "(11 − 4 + 2·0)/1 + 1 = 8"
    assert pull("right", 1) == "(11 − 4 + 2·1)/1 + 1 = 10"
    button(page, "sides apart").click()
    assert pull("left", -1) == "(11 − 4 + 2 + 1)/1 + 1 = 11"


@pytest.mark.parametrize("part", ["n", "right", "left", "kernel"])
def test_a_dragged_part_stays_under_the_finger(opened: Open, part: str) -> None:
    page = opened(MAKE["shape-calc"]()).page
    knob = page.locator(f"g[data-drag={part}] .ck-knob")
    before = knob.bounding_box()
    cell = float(page.locator(".ck-stage svg").get_attribute("data-cell") or 0)
    assert before is not None
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    by = -3 * cell if part == "left" else 3 * cell
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=6)
    after = knob.bounding_box()
    assert after is not None
    assert after["x"] - before["x"] == pytest.approx(by, abs=2)
    page.mouse.up()


def test_knobs_of_a_crowded_row_keep_apart(opened: Open) -> None:
    page = opened(ShapeCalc(224, 11, 4)).page
    boxes = [page.locator(f"g[data-drag={part}] .ck-knob").bounding_box() for part in ("kernel", "stride")]
    kernel, stride = boxes
    assert kernel is not None
    assert stride is not None
    assert ((kernel["x"] - stride["x"]) ** 2 + (kernel["y"] - stride["y"]) ** 2) ** 0.5 >= 43


def test_two_on_a_page_hatch_for_themselves(visit: Open, tmp_path: Path) -> None:
    page = visit(write_page([ShapeCalc(), ShapeCalc()], tmp_path / "page.html").as_uri()).page
    page.wait_for_function("document.querySelectorAll('.ck-host[data-ck-ready]').length === 2")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    used = page.locator(".ck-unread").nth(1).evaluate("e => getComputedStyle(e).fill")
    assert page.locator("pattern").nth(1).get_attribute("id") in used


def test_shape_calc_is_dragged_by_a_finger_and_the_page_still_scrolls(opened: Open) -> None:
    page = opened(MAKE["shape-calc"](), width=390, has_touch=True).page
    assert page.locator(".ck-stage svg").evaluate("e => getComputedStyle(e).touchAction").startswith("pan-y")
    cell = float(page.locator(".ck-stage svg").get_attribute("data-cell") or 0)
    target = page.locator("g[data-drag=n] .ck-target").bounding_box()
    assert target is not None
    assert target["width"] >= 44
    drag(page, page.locator("g[data-drag=n] .ck-knob"), -cell)
    assert formula(page) == "(9 − 3 + 2·0)/2 + 1 = 4"


def test_shape_calc_explains_what_is_typed_and_cannot_be(opened: Open) -> None:
    page = opened(MAKE["shape-calc"]()).page
    stride = page.get_by_label("stride", exact=True)
    for typed, why in [("2.5", "not a whole number"), ("0", "out of range"), ("", "no number")]:
        stride.fill(typed)
        stride.press("Tab")
        assert why in said(page)
        assert "Legal: 1, 2, … 32. It stays 2." in said(page)
        assert stride.input_value() == "2"
    page.get_by_label("kernel", exact=True).fill("12")
    page.keyboard.press("Tab")
    assert "does not fit into 10 columns. Legal: kernel at most 10" in said(page)
    assert page.locator(".ck-fixes button").count() == 0


def test_shape_calc_by_keyboard(opened: Open) -> None:
    page = opened(MAKE["shape-calc"]()).page
    page.get_by_label("input", exact=True).press("ArrowUp")
    page.keyboard.press("Tab")
    assert formula(page) == "(11 − 3 + 2·0)/2 + 1 = 5"
    button(page, "increase padding").focus()
    page.keyboard.press("Space")
    assert formula(page) == "(11 − 3 + 2·1)/2 + 1 = 6"


def test_same_puts_the_extra_column_on_the_right(opened: Open) -> None:
    page = opened(MAKE["shape-calc"]()).page
    button(page, "same").click()
    assert formula(page) == "(10 − 3 + 0 + 1)/2 + 1 = 5"
    assert page.locator("rect.ck-padding").count() == 1
    assert page.get_by_label("right padding", exact=True).input_value() == "1"
    button(page, "valid").click()
    assert formula(page) == "(10 − 3 + 2·0)/2 + 1 = 4.5 → 4"


def test_pooling_has_its_own_rules(opened: Open) -> None:
    page = opened(ShapeCalc(10, 3, 2, 2)).page
    page.get_by_text("Pooling, dilation").click()
    page.get_by_role("radio", name="max pool").click()
    assert "at most half the kernel, got padding 2 with kernel 3; legal: 0 to 1" in said(page)
    button(page, "valid").click()
    button(page, "ceil_mode").click()
    assert "the last window hangs one column over the edge" in said(page)


def layer(page: Page, name: str) -> Locator:
    return page.locator(".ck-layer", has_text=name)


def test_the_wrong_number_is_mended(opened: Open) -> None:
    page = opened(MAKE["stack-builder"]()).page
    assert "mat1 and mat2 shapes cannot be multiplied (1×576 and 1600×1024)" in said(page)
    assert page.locator("tr.ck-bad").inner_text().startswith("linear 1024 in 1600")
    assert page.locator("text.ck-warn").text_content() == "576 ≠ 1600"
    reads = page.get_by_label("reads", exact=True)
    reads.fill("576")
    reads.press("Tab")
    assert said(page).startswith("703,594 parameters, 15,275,392 multiplications. 84 %")
    assert page.locator("tr.ck-bad").count() == 0
    assert "576·1024 + 1024 = 590,848 parameters" in page.locator(".ck-detail").inner_text()


def test_layers_are_added_moved_changed_and_removed(opened: Open) -> None:
    page = opened(StackBuilder(layers="conv 8 k3\npool 2", input=(1, 28, 28))).page

    def rows() -> list[str]:
        return page.locator("tbody tr").evaluate_all(
            "rows => rows.map((r) => r.innerText.split(/\\s*\\t\\s*/)[0])"
        )

    layer(page, "pool 2").click()
    button(page, "add flatten below").click()
    button(page, "add linear below").click()
    assert rows() == ["input 1×28×28", "conv 8 k3", "pool 2", "flatten", "linear 10"]
    assert said(page).startswith("13,610 parameters")  # 8·9 + 8, then 8·13·13·10 + 10
    layer(page, "pool 2").click()
    button(page, "move the layer up").click()
    assert rows()[1:3] == ["pool 2", "conv 8 k3"]
    assert said(page).startswith("11,610 parameters")
    button(page, "remove the layer").click()
    layer(page, "conv 8 k3").click()
    button(page, "increase padding").click()
    assert rows()[1] == "conv 8 k3 p1"
    layer(page, "input").click()
    page.get_by_label("side", exact=True).fill("3")
    page.keyboard.press("Tab")
    assert rows()[0] == "input 1×3×3"


def test_layers_as_text(opened: Open) -> None:
    page = opened(MAKE["stack-builder"]()).page
    page.get_by_text("As text").click()
    text = page.get_by_label("All layers as text, one a line")
    text.fill("conv 4 k3\nconf 8\nflatten")
    text.blur()
    assert "no layer is called “conf”" in said(page)
    assert page.locator("tr.ck-bad .ck-layer").inner_text() == "conf 8"
    assert page.locator("tr.ck-unreached").count() == 1
    text.fill("conv 4 k3\nflatten")
    text.blur()
    assert said(page).startswith("112 parameters")


def test_layers_are_walked_with_arrow_keys(opened: Open) -> None:
    page = opened(MAKE["stack-builder-cone"]()).page
    page.locator(".ck-layer[tabindex='0']").focus()
    assert "sees 6 × 6 pixels" in said(page)
    page.keyboard.press("ArrowUp")
    assert "sees 5 × 5 pixels" in said(page)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "pool 2"


def test_order_matters_and_the_square_says_so(opened: Open) -> None:
    page = opened(MAKE["stack-builder-cone"]()).page
    page.wait_for_selector(".ck-photo img[src^='blob:']")
    photo, square = page.locator(".ck-photo"), page.locator(".ck-square")

    def share() -> float:
        return square.bounding_box()["width"] / photo.bounding_box()["width"]  # type: ignore[index]

    assert share() == pytest.approx(6 / 32, abs=0.01)
    button(page, "Pool first").click()
    assert "sees 10 × 10 pixels; neighbours look 2 pixels apart" in said(page)
    assert share() == pytest.approx(10 / 32, abs=0.01)
    before = square.bounding_box()
    page.get_by_label("unit at").press("Home")
    assert square.bounding_box()["x"] < before["x"]  # type: ignore[index]


def test_the_false_chain_is_mended_in_one_edit(opened: Open) -> None:
    page = opened(StackBuilder("alexnet_false", presets=["alexnet_224"])).page
    assert "expects maps of 6×6" in said(page)
    layer(page, "pad 0").click()
    page.get_by_role("radio", name="to keep the size").click()
    assert said(page).startswith("62,378,344 parameters")
    button(page, "AlexNet from 224").click()
    expect(page.locator("tr.ck-cuts").first).to_be_visible()
    layer(page, "conv 96 k11 s4").click()
    lost = "54.25: torch takes 54 and the last column is never read"
    expect(page.locator(".ck-detail")).to_contain_text(lost)


def test_a_network_is_typed_as_vgg_writes_it(opened: Open) -> None:
    page = opened(StackBuilder("vgg11", by_config=True)).page
    field = page.get_by_label("configuration", exact=True)
    assert field.input_value() == "64 M 128 M 256 256 M 512 512 M 512 512 M"
    field.fill("64 64 M 128 M 256 256 M 512 512 M 512 512 M")
    field.press("Tab")
    expect(page.locator(".ck-says")).to_contain_text("132,900,264 parameters")
    field.fill("64 conv M")
    field.press("Tab")
    assert "“conv” cannot be read" in said(page)
    assert field.input_value().startswith("64 64 M")
    button(page, "VGG-16 (D)").click()
    assert field.input_value().startswith("64 64 M 128 128 M 256 256 256 M")
    layer(page, "conv 64 k3 p1").first.click()
    button(page, "remove the layer").click()
    assert field.input_value().startswith("64 M 128 128 M")


def test_the_numbers_of_one_layer_never_ask_about_another(opened: Open) -> None:
    shown = opened(StackBuilder("cifar"))
    for name in ("input", "conv 32", "pool 2", "input", "flatten", "input"):
        layer(shown.page, name).first.click()
    shown.page.get_by_text("As text").click()
    text = shown.page.get_by_label("All layers as text, one a line")
    for words in ("constructor 3", "__proto__", "hasOwnProperty 2", ""):
        text.fill(words)
        text.blur()
        expect(shown.page.locator(".ck-says")).to_contain_text(
            "no layer is called" if words else "No layers yet"
        )
    assert shown.errors == []


def test_an_emptied_number_changes_no_layer(opened: Open) -> None:
    page = opened(StackBuilder("cifar_whole")).page
    outputs = page.get_by_label("outputs", exact=True)
    for typed, why in (("", "that is no number"), ("2.5", "not a whole number"), ("1e9", "out of range")):
        outputs.fill(typed)
        outputs.press("Tab")
        assert why in said(page)
        assert outputs.input_value() == "1024"


def test_on_a_phone_rows_have_two_lines_and_the_clash_is_whole(opened: Open) -> None:
    page = opened(StackBuilder("cifar"), width=390).page
    clash, cell = page.locator("text.ck-warn").bounding_box(), page.locator(".ck-pictures").bounding_box()
    assert clash is not None
    assert cell is not None
    assert cell["x"] <= clash["x"]
    assert clash["x"] + clash["width"] <= cell["x"] + cell["width"]
    assert page.evaluate("(s => s.scrollWidth - s.clientWidth)(document.querySelector('.ck-stage'))") <= 0
    assert page.locator("tbody tr").nth(2).inner_text().split() == [
        "conv", "32", "k3", "32×28×28", "9,248", "7,225,344",
    ]  # fmt: skip


def test_doubling_the_side_leaves_the_weights_alone(opened: Open) -> None:
    page = opened(CostExplorer()).page
    tells = lambda words: expect(page.locator(".ck-says")).to_have_text(words)
    tells("side H ×2: weights ×1, multiplications ×4.")
    button(page, "double channels C").click()
    tells("side H ×2, channels C ×2: weights ×2, multiplications ×8.")
    button(page, "Compare from here").click()
    tells("1,179,648 weights (and 256 biases), each used at 56·56 places: 3,699,376,128 multiplications.")
    button(page, "halve side H").click()
    tells("side H ÷2: weights ×1, multiplications ÷4.")
    button(page, "Reset").click()
    tells("side H ×2: weights ×1, multiplications ×4.")


def test_a_drag_changes_growth_and_layers_of_a_dense_block(opened: Open) -> None:
    page = opened(DenseGrowth()).page
    expect(page.locator(".ck-says")).to_contain_text("Layer 6 reads 64 + 32·5 = 224 maps")
    for name, dx, dy in (("layers", 0, -104), ("growth", -120, 0)):
        box = page.locator(f"[data-drag={name}] .ck-knob").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=4)
        page.mouse.up()
        expect(page.get_by_label("layers L")).to_have_value("2")
    expect(page.get_by_label("growth κ")).not_to_have_value("32")
    expect(page.locator(".ck-says")).to_contain_text("Layer 2 reads 64 + ")


def test_a_factor_stays_under_the_finger_though_the_axis_gains_a_decade(opened: Open) -> None:
    page = opened(CostExplorer()).page
    knob = page.locator("g[data-drag=c_in] .ck-knob").first
    before = knob.bounding_box()
    assert before is not None
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    decades = page.locator(".ck-stage svg").get_attribute("data-decades")
    page.mouse.move(x + 55, y, steps=5)
    expect(page.get_by_label("channels C", exact=True)).not_to_have_value("256")
    after = page.locator("g[data-drag=c_in] .ck-knob").first.bounding_box()
    assert after is not None
    assert after["x"] - before["x"] == pytest.approx(55, abs=2)
    page.mouse.up()
    expect(page.locator(".ck-stage svg")).not_to_have_attribute("data-decades", decades or "")


def test_a_squeeze_is_counted_at_once_and_timed_when_asked(opened: Open) -> None:
    page = opened(CostExplorer.squeeze(16, 8, 8)).page
    says = page.locator(".ck-says")
    expect(says).to_contain_text("Squeezed to 8 of 16 maps: 832 weights beside 2,304")
    expect(says).to_contain_text("not measured yet")
    drag(page, page.locator("g[data-drag=mid] .ck-knob").first, 300)
    expect(says).to_contain_text("more than the plain 3×3")
    button(page, "▶ Measure it here").click()
    expect(says).to_contain_text("In this page, on your machine:", timeout=20_000)
    button(page, "Reset").click()
    expect(says).to_contain_text("Squeezed to 8 of 16 maps")
    expect(says).to_contain_text("not measured yet")


def test_groups_take_arrows_away_and_say_what_does_not_divide(opened: Open) -> None:
    page = opened(CostExplorer.wiring()).page
    arrows = page.locator(".ckw-link")
    expect(arrows).to_have_count(64)
    button(page, "two groups").click()
    expect(arrows).to_have_count(32)
    expect(page.locator(".ck-says")).to_contain_text("Kernels 32 instead of 64")
    page.get_by_label("groups g").fill("3")
    expect(page.locator(".ck-says")).to_contain_text("3 groups cannot share 8 maps evenly")
    expect(arrows).to_have_count(0)
    button(page, "alone, then mixed").click()
    expect(arrows).to_have_count(8 + 64)
    page.get_by_role("radio", name="1×k, then k×1").click()
    expect(page.locator(".ck-says")).to_contain_text("weights 384 instead of 576")
