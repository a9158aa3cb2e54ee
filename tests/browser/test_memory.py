"""What a reader did is there again on coming back; a link carries a widget's state; nothing else gets in."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

START = {"n": 20, "kernel": 5, "stride": 2}
"""Of the second shape-calc, as the page was made."""
STATE = """name => {
  const host = [...document.querySelectorAll('.ck-host')].find((one) =>
    one.querySelector(`.ck-${name[0]}`) && one.textContent.includes(name[1]));
  return Object.fromEntries(name[2].map((key) => [key, window.cnnkit.model(host.dataset.ckModel).get(key)]));
}"""


@pytest.fixture
def kept(small_book: Callable[..., Visit]) -> Callable[..., Visit]:
    return partial(small_book, "kept")


def follow(opened: Visit, hash: str = "") -> None:
    opened.page.wait_for_timeout(400)  # what is kept is written a moment later
    address = opened.page.url.partition("#")[0]
    opened.page.goto(address.replace("ch/kept", "index"))
    opened.page.goto(address + hash)


def again(opened: Visit, hash: str = "") -> None:
    """The reader comes back, or follows a link to the page."""
    follow(opened, hash)
    opened.wake()
    opened.page.wait_for_timeout(150)


def numbers(opened: Visit, question: str = "Two?", *keys: str) -> dict:
    return opened.page.evaluate(STATE, ["shape-calc", question, list(keys or ("n", "kernel", "stride"))])


def test_answers_and_widgets_are_as_they_were_left(kept: Callable[..., Visit]) -> None:
    opened = kept()
    opened.wake()
    page = opened.page
    page.locator(".ck-predict").get_by_text("red", exact=True).click()
    quiz = page.locator(".ck-quiz")
    quiz.get_by_text("green", exact=True).click()
    quiz.get_by_text("blue", exact=True).click()
    quiz.get_by_role("textbox").fill("5")
    quiz.get_by_role("button", name="Check").nth(1).click()
    calc = page.locator(".ck-shape-calc").nth(1)
    calc.get_by_role("spinbutton", name="stride").fill("3")
    calc.get_by_role("spinbutton", name="stride").press("Enter")
    told = [part.inner_text() for part in page.locator(".ck-reply").all()]
    score = quiz.locator(".ck-says").inner_text()
    again(opened)
    assert [part.inner_text() for part in page.locator(".ck-reply").all()] == told
    assert score == "0 of 2 right at the first try. The answers above say what to look at again."
    assert quiz.locator(".ck-says").inner_text() == score
    assert page.locator("details.ck-answer").get_attribute("open") is not None
    assert numbers(opened) == {**START, "stride": 3}
    assert numbers(opened, "One?") == {"n": 10, "kernel": 3, "stride": 2}
    page.locator(".ck-shape-calc").nth(1).get_by_role("button", name="Reset").click()
    assert numbers(opened)["stride"] == 2, "Reset goes to how the page was made"
    again(opened)
    assert numbers(opened)["stride"] == 2
    assert opened.errors == []
    assert opened.outside == []


def test_the_button_gives_a_link_that_carries_the_state(
    kept: Callable[..., Visit], visit: Callable[..., Visit], fixture_site: Path
) -> None:
    opened = kept()
    opened.wake()
    button = opened.page.get_by_role("button", name="Link to this state")
    assert button.count() == 0
    stride = opened.page.locator(".ck-shape-calc").nth(1).get_by_role("spinbutton", name="stride")
    stride.fill("3")
    stride.press("Enter")
    assert button.count() == 1
    button.focus()
    opened.page.keyboard.press("Enter")
    link = opened.page.url
    assert link.partition("#")[2].startswith("ck:shape-calc-1:")
    other = visit(link, base=f"{fixture_site.as_uri()}/")  # a browser of somebody else's
    other.wake()
    other.page.wait_for_timeout(200)
    assert numbers(other) == {**START, "stride": 3}
    assert "As the link set it" in other.page.inner_text("main")
    assert other.errors == opened.errors == []


# what is refused of each kind of value stands in tests/js/memory.test.mjs; here, that a page does refuse
ILLEGAL = {
    "question": "<img src=x onerror=alert(1)>",
    "still": "<b>x</b>",
    "_esm": "alert(1)",
    "stride": 99,
    "n": "21",
    "kernel": None,
    "mode": "<script>alert(1)</script>",
}
HOSTILE = [
    ("#ck:shape-calc-1:" + quote(json.dumps(ILLEGAL)), True),
    (
        '#ck:shape-calc-1:{"__proto__":{"stride":3,"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
        True,
    ),
    ("#ck:shape-calc-1:%7B%22stride%22:3", False),
    ("#ck:conv-stepper-0:" + quote(json.dumps({"image": [[1] * 300] * 2, "row": 1e300})), True),
    ("#ck:shape-calc-1:" + quote(json.dumps({"stride": 3, "x": "y" * 9000})), False),
]


def test_hostile_links_change_nothing(kept: Callable[..., Visit]) -> None:
    opened = kept()
    opened.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for hash, is_link in HOSTILE:
        again(opened, hash)
        assert numbers(opened) == START, hash[:60]
        assert ("Left out of the link" in opened.page.inner_text("main")) == is_link, hash[:60]
        assert opened.page.evaluate("({}).polluted === undefined && [].polluted === undefined")
        assert opened.page.locator(".ck-question img, .ck script").count() == 0
    assert opened.errors == []


def test_a_state_that_the_widget_cannot_draw_is_dropped(kept: Callable[..., Visit]) -> None:
    """Any list of votes is legal there, and the widget needs two: the page opens once more without it."""
    opened = kept()
    says = opened.page.locator(".ck-capsule-routing .ck-says")
    follow(opened, '#ck:capsule-routing-0:{"face":[]}')
    opened.page.wait_for_url("**#ck:capsule-routing-0:null")
    opened.page.wait_for_timeout(1500)  # it loads once more
    opened.wake()
    assert "stopped" not in says.inner_text()
    assert "Left out of the link" in opened.page.inner_text("main")
    opened.page.evaluate(
        "() => { const { store, pages } = window.cnnkitMemory, id = 'capsule-routing-0';"
        " const entry = pages()['ch/kept'];"
        " const host = document.querySelector('.ck-host:has(.ck-capsule-routing)');"
        " const { of } = window.cnnkit.saved[host.dataset.ckModel];"
        " store('ch/kept', { ...entry, widgets: { [id]: { of, state: { face: [] } } } }); }"
    )
    follow(opened)
    opened.page.locator(".ck-host:has(svg)").nth(3).scroll_into_view_if_needed()
    opened.page.wait_for_timeout(2500)  # it fails, is forgotten, and loads once more
    opened.wake()
    assert "stopped" not in says.inner_text()


def test_without_storage_all_works_and_nothing_is_kept(
    kept: Callable[..., Visit], visit: Callable[..., Visit]
) -> None:
    opened = kept()
    opened.page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })"
    )
    opened.errors.clear()
    again(opened)
    stride = opened.page.locator(".ck-shape-calc").nth(1).get_by_role("spinbutton", name="stride")
    stride.fill("3")
    stride.press("Enter")
    assert numbers(opened)["stride"] == 3
    again(opened)
    assert numbers(opened)["stride"] == 2
    assert not [error for error in opened.errors if "cnnkit" in error or "memory" in error]
    opened.page.goto(opened.page.url.replace("ch/kept", "progress"))
    assert "lets the page store nothing" in opened.page.inner_text("#ck-progress")


def test_progress_is_shown_saved_read_again_and_forgotten(kept: Callable[..., Visit], tmp_path: Path) -> None:
    opened = kept()
    opened.wake()
    page = opened.page
    page.locator(".ck-predict").get_by_text("red", exact=True).click()
    page.locator(".ck-quiz").get_by_text("blue", exact=True).click()
    page.keyboard.press("End")
    page.wait_for_timeout(900)
    progress = page.url.partition("#")[0].replace("ch/kept", "progress")
    page.goto(progress)
    row = page.get_by_role("row").filter(has_text="1.5 Kept")
    wanted = ["to its end", "1 of 1", "1 of 2", "0 of 4"]
    assert row.get_by_role("cell").all_inner_texts() == wanted
    assert "1 of 3 predictions made, 1 of 2 quiz questions answered" in page.inner_text("#ck-progress")
    assert opened.axe() == []
    opened.change(theme="dark", width=390)
    assert opened.axe(only=["color-contrast"]) == []
    assert opened.too_wide() == []
    opened.change(theme="light", width=1280)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    saved = json.loads(file.read_text("utf8"))
    assert len(saved["pages"]["ch/kept"]["widgets"]["predict-0"]["state"]["given"][0]) == 2
    page.get_by_role("button", name="Forget all").click()
    assert row.get_by_role("cell").all_inner_texts() == wanted, "asked once more before"
    page.get_by_role("button", name="Really forget all?").click()
    assert row.get_by_role("cell").all_inner_texts() == ["not yet", "0 of 1", "0 of 2", "0 of 4"]
    page.set_input_files("input[type=file]", file)
    page.wait_for_function("document.querySelector('.ck-progress-says').textContent.startsWith('Taken over')")
    assert row.get_by_role("cell").all_inner_texts() == wanted
    assert opened.outside == []
    assert opened.errors == []


SNEAKY = {
    "seen": "<b>",
    "tasks": ["<img src=x>", 3],
    "widgets": {
        "<i>": {},
        "shape-calc-1": {"of": "x", "state": {}},
        "quiz-0": {"of": "0123456789abcdef", "state": {"given": 3}},
    },
}
FILES = [
    "{", '{"cnnkit": 1, "pages": []}',
    '{"cnnkit": 1, "pages": {"__proto__": {"end": 1}, "constructor": {"end": 1}}}',
    json.dumps({"cnnkit": 1, "pages": {"ch/kept": SNEAKY}}),
]  # fmt: skip


def test_hostile_files_of_progress_break_nothing(kept: Callable[..., Visit], tmp_path: Path) -> None:
    opened = kept()
    opened.page.goto(opened.page.url.replace("ch/kept", "progress"))
    says = opened.page.locator(".ck-progress-says")
    for number, content in enumerate(FILES):
        file = tmp_path / f"hostile-{number}.json"
        file.write_text(content, "utf8")
        opened.page.set_input_files("input[type=file]", file)
        opened.page.wait_for_function("document.querySelector('.ck-progress-says').textContent")
        assert ("Taken over" if number > 1 else "is no file that this page saved") in says.inner_text()
        assert opened.page.evaluate("({}).end === undefined")
        assert opened.page.locator("#ck-progress img, #ck-progress b, #ck-progress i").count() == 0
        opened.page.reload()
        opened.page.wait_for_function("document.querySelector('.ck-progress-table')")
        assert "0 of 2 quiz questions" in opened.page.inner_text("#ck-progress")
    assert opened.errors == []
