"""The answer of a prediction stands in a fold on the page: shut until asked for, open without JavaScript."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

FOLDS = "details.ck-answer"


@pytest.fixture
def asked(small_book: Callable[..., Visit]) -> Callable[..., Visit]:
    return partial(small_book, "asked")


def seen(opened: Visit) -> list[bool]:
    bodies = opened.page.locator(f"{FOLDS} .sd-card-body")
    return [body.is_visible() for body in bodies.all()]


def test_compare_or_show_me_opens_the_fold_that_follows_and_no_other(asked: Callable[..., Visit]) -> None:
    opened = asked()
    opened.wake()
    assert seen(opened) == [False, False]
    number = opened.page.locator(".ck-predict").nth(1)
    number.get_by_role("button", name="Compare").click()
    assert seen(opened) == [False, False], "nothing was answered yet"
    number.get_by_role("textbox").fill("5")
    number.get_by_role("button", name="Compare").click()
    assert seen(opened) == [False, True]
    opened.page.locator(".ck-predict").nth(0).get_by_role("button", name="Show me").click()
    assert seen(opened) == [True, True]
    assert opened.errors == []


def test_folds_open_by_hand_too(asked: Callable[..., Visit]) -> None:
    opened = asked()
    opened.page.locator(f"{FOLDS} summary").nth(0).click()
    assert seen(opened) == [True, False]


def test_answers_are_open_without_javascript(asked: Callable[..., Visit]) -> None:
    opened = asked(java_script_enabled=False)
    assert seen(opened) == [True, True]
    assert "The second fold." in opened.page.inner_text("main")


def test_no_answer_is_seen_before_the_loader_runs(
    asked: Callable[..., Visit], visit: Callable[..., Visit]
) -> None:
    opened = asked()
    # the page as it is before its scripts have run: folds as served, none marked by the loader
    opened.page.evaluate(
        "document.querySelectorAll('details.ck-answer').forEach((fold) => {"
        " fold.open = true; delete fold.dataset.ckFold; })"
    )
    assert seen(opened) == [False, False]
    opened.page.emulate_media(media="print")
    assert seen(opened) == [True, True]
