"""Processor time of one move of every widget: an arrow key on its costliest part, to the end of its frame.

    python benchmarks/widget_moves.py

All widgets stand on one page in headless Chromium, as in tests/browser/test_widgets.py. What is counted is
the main thread's own time (script, style, layout, paint), which depends little on what else the machine does;
a phone is taken to be four times slower, and at most 100 ms are wanted there. Writes
benchmarks/results/widget_moves.json.
"""

import os
import statistics
import tempfile
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

from cnnkit.publish.measured import store
from cnnkit.publish.preview import write_page
from cnnkit.widgets.examples import EXAMPLES

MOVES = 20
SLOWER = 4
MOVED = "[role=grid] [tabindex='0'], [role=slider], [role=application], input[type=range], [role=spinbutton]"
FRAME = "new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"


def main() -> None:
    rows, load = [], os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        path = Path(name) / "all.html"
        write_page([make() for make in EXAMPLES.values()], path)
        browser = playwright.chromium.launch(
            executable_path=which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_context(viewport={"width": 720, "height": 900}, reduced_motion="reduce").new_page()
        page.goto(path.as_uri())
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent_ms() -> float:
            metrics = session.send("Performance.getMetrics")["metrics"]
            return 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")

        for host, slug in zip(page.locator(".ck-host").all(), EXAMPLES, strict=True):
            host.scroll_into_view_if_needed()
            host.locator(".ck").wait_for()
            page.wait_for_timeout(500)
            found = []
            for target in host.locator(MOVED).locator("visible=true").all():
                if not target.is_visible():
                    continue
                target.focus()
                times = []
                for i in range(MOVES):
                    before = spent_ms()
                    page.keyboard.press(("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")[i % 4])
                    page.evaluate(FRAME)
                    times.append(spent_ms() - before)
                found.append((statistics.median(times), max(times)))
            if not found:
                continue
            median, most = max(found)
            rows.append([slug, *(f"{ms:.0f}" for ms in (median, SLOWER * median, SLOWER * most))])
            print(*rows[-1], flush=True)
        browser.close()
    told = store(
        "widget_moves",
        title="Processor time of one move",
        command="python benchmarks/widget_moves.py",
        load=load,
        about=f"{MOVES} arrow keys on the costliest part of each; milliseconds of the main thread.",
        columns=["widget", "median", f"median, {SLOWER} times slower", f"most, {SLOWER} times slower"],
        rows=rows,
    )
    print(f"written to {told}")


if __name__ == "__main__":
    main()
