"""The words of every figure can be read: inside the picture, not on each other, at 1280 and at 390 px."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.browser.conftest import Visit
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.book]

FAULTS = (Path(__file__).parent / "figures.js").read_text("utf8")
PENDING = yaml.safe_load((ROOT / "tests/book/pending.yaml").read_text())["pending"].get("figures", [])
"""Pages whose figures are not mended yet."""


def test_the_words_of_every_figure_can_be_read(visit_site: Callable[..., Visit], name: str) -> None:
    if name.removesuffix(".html") in PENDING:
        return
    opened = visit_site(name, width=1280)
    if opened.page.query_selector(".ck-figure") is None:
        return
    opened.wake()
    faults = {}
    for width in (1280, 390):
        opened.page.set_viewport_size({"width": width, "height": 900})
        opened.page.wait_for_timeout(600)  # plots follow the window after a moment
        faults |= {f"{width} px: {fault}": name for fault in opened.page.evaluate(FAULTS)}
    assert list(faults) == []
