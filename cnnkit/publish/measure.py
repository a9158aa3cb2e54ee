"""Measures how tall each widget is, for the room that pages keep free before it is mounted.

python -m cnnkit.publish.measure        writes cnnkit/widgets/heights.json; needs Chromium and playwright
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from cnnkit.publish.preview import write_page
from cnnkit.widgets.base import HEIGHTS
from cnnkit.widgets.examples import EXAMPLES

WINDOWS = {"wide": 720, "narrow": 390}
"""Widths of the window, px, in which the column of a preview is as wide as the book's: 688 and 358 px."""

_HEIGHTS = "[...document.querySelectorAll('.ck-host > .ck')].map((widget) => widget.offsetHeight)"


def heights_in(page: Any) -> dict[str, dict[str, int]]:
    """px of each example on a playwright page that shows all of them, ready, first and in order."""
    found: dict[str, dict[str, int]] = {name: {} for name in EXAMPLES}
    for size, width in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        for name, height in zip(EXAMPLES, page.evaluate(_HEIGHTS), strict=False):
            found[name][size] = height
    return found


def measure() -> dict[str, dict[str, int]]:
    """Opens all examples in Chromium and measures them."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = write_page([make() for make in EXAMPLES.values()], Path(folder) / "all.html")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        # so high that every widget is near enough to be mounted
        page = browser.new_page(viewport={"width": WINDOWS["wide"], "height": 80_000})
        page.goto(path.as_uri())
        page.wait_for_function(
            f"document.querySelectorAll('.ck-host[data-ck-ready]').length === {len(EXAMPLES)}"
        )
        found = heights_in(page)
        browser.close()
    return found


if __name__ == "__main__":
    HEIGHTS.write_text(json.dumps(measure(), indent=2) + "\n", "utf8")
    print(f"written: {HEIGHTS}")
