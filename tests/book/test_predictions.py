"""Over the built book, the right option stands now here, now there: nobody learns to press the first one."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cnnkit.publish.state import STATE_MIME
from cnnkit.widgets.items import right_places
from tests.conftest import missing

pytestmark = pytest.mark.book

_STATE = re.compile(rf'<script type="{re.escape(STATE_MIME)}">(.*?)</script>', re.S)
# what chi-square exceeds in one fair book of a thousand, by degrees of freedom
_RARE = {1: 10.83, 2: 13.82, 3: 16.27, 4: 18.47}


@pytest.fixture(scope="module")
def asked(pytestconfig: pytest.Config) -> dict[str, list[dict[str, Any]]]:
    """The items of each page of the built book that are answered by a choice."""
    site: Path = pytestconfig.getoption("--site").resolve()
    if not (site / "index.html").is_file():
        missing("the book is not built: make book")
    pages = {
        str(path.relative_to(site)): _choices(path.read_text("utf8"))
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }
    return {page: items for page, items in pages.items() if items}


def _choices(page: str) -> list[dict[str, Any]]:
    models = [m["state"] for found in _STATE.findall(page) for m in json.loads(found)["state"].values()]
    items = [item for state in models for item in [state.get("item"), *state.get("items", [])] if item]
    return [item for item in items if item.get("options") and not item.get("several")]


def test_the_right_option_is_spread_evenly(asked: dict[str, list[dict[str, Any]]]) -> None:
    items = [item for page in asked.values() for item in page]
    assert len(items) >= 30, "items are found on the pages"
    right = Counter(right_places(items))
    fair: Counter[int] = Counter()
    for item in items:
        for place in range(len(item["options"])):
            fair[place] += 1 / len(item["options"])
    # places that hardly any item has are counted with the one before
    while fair[max(fair)] < 5:
        last = max(fair)
        fair[last - 1] += fair.pop(last)
        right[last - 1] += right.pop(last, 0)
    chi_square = sum((right[place] - fair[place]) ** 2 / fair[place] for place in fair)
    assert chi_square <= _RARE[len(fair) - 1], f"right {right}, a fair spread {fair}"


def test_no_page_has_the_right_option_always_at_the_same_place(
    asked: dict[str, list[dict[str, Any]]],
) -> None:
    same = [page for page, items in asked.items() if len(items) > 2 and len(set(right_places(items))) == 1]
    assert same == []
