"""`train-lab` in a browser: it trains what torch trains, stops, starts anew, and says what it costs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cnnkit.widgets import TrainLab
from cnnkit.widgets.lab_training import STEPS, train
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

SLOW = {"depth": 8, "rate": 0.01}
NO_SIMD = "delete window.WebAssembly; delete window.Worker"
"""So that plain loops run, on the page's own thread."""
PATIENCE = 60_000
"""ms, for a machine with much to do."""


@pytest.fixture
def open_lab(opened: Callable[..., Visit]) -> Callable[..., Visit]:
    """`open_lab(TrainLab(…), width=390, before="script")`: alone on a page, awake."""

    def open_one(lab: TrainLab, *, before: str = "", **options) -> Visit:
        shown = opened(lab, **options)
        if before:
            shown.page.add_init_script(before)
            shown.page.reload()
            shown.wake()
        return shown

    return open_one


def press(opened: Visit, name: str) -> None:
    """By keyboard."""
    one = opened.page.get_by_role("button", name=name)
    one.focus()
    opened.page.keyboard.press("Enter")


def expect_said(opened: Visit, words: str) -> None:
    expect(opened.page.locator(".ck-says")).to_contain_text(words, timeout=PATIENCE)


def told(opened: Visit, plot: str, column: str) -> list[float]:
    """A column of a plot's table."""
    figure = opened.page.locator("figure", has_text=plot)
    if not figure.locator("details[open]").count():
        figure.get_by_text("The numbers").click()
    head = figure.locator("thead th").all_inner_texts()
    rows = figure.locator("tbody tr").all()
    cells = [row.locator("th, td").all_inner_texts()[head.index(column)] for row in rows]
    return [float(cell) for cell in cells if cell]


def start(opened: Visit, words: str) -> None:
    """Trains both, whatever is offered instead, until `words` are said."""
    press(opened, "Train it yourself")
    anyway = opened.page.get_by_role("button", name="Train these anyway")
    expect(anyway.or_(opened.page.locator(".ckl-progress:visible"))).to_be_visible(timeout=PATIENCE)
    if anyway.is_visible():
        press(opened, "Train these anyway")
    expect_said(opened, words)


def test_the_page_trains_what_torch_trains(open_lab: Callable[..., Visit]) -> None:
    lab = TrainLab(left=SLOW, right=SLOW | {"skip": True, "dropout": 0.2, "wrong": 0.3}, seed=2)
    opened = open_lab(lab)
    press(opened, "Train it yourself")
    expect_said(opened, "Trained here in")
    for letter, switches in zip("AB", lab.sides, strict=True):
        torch_run = train(switches, 2, steps=STEPS)
        page_curve = told(opened, "Loss", f"{letter}, here")
        assert len(page_curve) == 12
        assert page_curve[:2] == pytest.approx(torch_run.curve(), abs=2e-3)
        share = told(opened, "Read right", f"{letter}, here")
        assert len(share) == 6
        assert share[0] == pytest.approx(torch_run.accuracy()[0], abs=0.01)
        norms = told(opened, "Gradient of each layer's weights", f"{letter}, first step")
        assert norms == pytest.approx(torch_run.norms[1], rel=1e-3)
    assert opened.errors == []
    assert opened.outside == []


def test_stop_seed_and_reset(open_lab: Callable[..., Visit]) -> None:
    opened = open_lab(TrainLab())
    at_first = opened.page.locator(".ck-says").inner_text()
    start(opened, "in this page, on your machine, from seed 1; nothing is sent. It takes about")
    press(opened, "Stop")
    expect_said(opened, "You stopped.")
    press(opened, "increase Seed")
    expect_said(opened, "Recorded, three seeds.")
    start(opened, "from seed 2")
    press(opened, "Reset")
    assert opened.page.locator(".ck-says").inner_text() == at_first
    assert opened.page.get_by_label("Seed", exact=True).input_value() == "1"
    assert opened.errors == []


def test_a_loss_that_is_not_finite_ends_the_run(open_lab: Callable[..., Visit]) -> None:
    lab = TrainLab("scaling", right={"depth": 8, "width": 4})
    opened = open_lab(lab, width=390)
    press(opened, "Train it yourself")
    expect_said(
        opened, "A, residual-56: the loss is not a finite number from step 3 on, so it stopped there."
    )
    expect_said(opened, "B, plain-8: in epoch 6")
    drawn = opened.page.locator("figure", has_text="Loss").locator(".ckp-a").last
    assert (drawn.get_attribute("d") or "").count("L") == 1, "the two losses before it are drawn"


def test_where_it_would_take_long_shorter_runs_are_offered(open_lab: Callable[..., Visit]) -> None:
    opened = open_lab(TrainLab(), before=NO_SIMD)
    press(opened, "Train it yourself")
    expect_said(opened, "Both runs would take about")
    offers = opened.page.locator(".ckl-offer button").all_inner_texts()
    assert offers == ["20 layers instead of 56", "Width 4 instead of 8", "Train these anyway"]
    press(opened, "Width 4 instead of 8")
    assert opened.page.get_by_label("Width, run A").input_value() == "4"
    press(opened, "Reset")
    expect_said(opened, "Recorded, three seeds.")
    assert opened.errors == []


def test_switches_by_keyboard_and_what_is_not_recorded(open_lab: Callable[..., Visit]) -> None:
    opened = open_lab(TrainLab())
    rate = opened.page.get_by_label("Rate, run B")
    rate.focus()
    opened.page.keyboard.press("ArrowDown")
    assert rate.input_value() == "0.1"
    expect_said(opened, "B, residual-56: with these switches nothing is recorded; train it yourself.")
    press(opened, "Residual: 20 or 56 layers, both learn")
    assert opened.page.get_by_label("Layers, run A").input_value() == "20"
    expect_said(opened, "A, residual-20: in the last of six epochs")
