"""`cnnkit demo`: how long until it is up, until the first figure is there, and what the page weighs.

    python benchmarks/demo.py

Each run starts the command anew. "Up" is when it has printed its address, "first figure" the time from the
opening of the page in headless Chromium until the figure is drawn behind its question, "in all" both.
Writes benchmarks/results/demo.json.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from shutil import which

from playwright.sync_api import Browser, sync_playwright

from cnnkit.publish.measured import store

RUNS = 5
NAMES = ("shape-calc", "digit-net", "map-explorer", "live-maps")
READY = "#stage[data-ready]"


def measure(browser: Browser, name: str) -> tuple[float, float, float, float, int]:
    """Seconds until up and from there to the first figure, both together, of Python's processor until then,
    and kilobytes of the page."""
    command = [sys.executable, "-m", "cnnkit.cli", "demo", name, "--no-browser"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        url = running.stdout.readline().strip()
        up = time.perf_counter() - start
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        outside: list[str] = []
        own = (url.partition("/demo/")[0], "blob:", "data:")
        page.on(
            "request", lambda request: None if request.url.startswith(own) else outside.append(request.url)
        )
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        wire = [0]
        session.on(
            "Network.dataReceived",
            lambda event: wire.__setitem__(0, wire[0] + int(event["dataLength"])),
        )
        opened = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.wait_for_selector(READY, state="attached", timeout=120_000)
        drawn = time.perf_counter() - opened
        assert outside == [], f"asked elsewhere: {outside}"
        page.close()
    finally:
        running.terminate()
        running.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return up, drawn, up + drawn, busy, round(wire[0] / 1000)


def main() -> None:
    load = os.getloadavg()[0]
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-background-networking"],
        )
        browser.new_page().close()
        for name in NAMES:
            runs = [measure(browser, name) for _ in range(RUNS)]
            seconds = [f"{statistics.median(run[i] for run in runs):.2f}" for i in range(4)]
            rows.append([name, *seconds, runs[-1][4]])
            print(*rows[-1], flush=True)
        browser.close()
    told = store(
        "demo",
        title="cnnkit demo: from the command to the first figure",
        command="python benchmarks/demo.py",
        load=load,
        about=f"Median of {RUNS}, each with the command started anew; nothing outside was asked. `live-maps` "
        "is computed by torch, whose import is most of its time.",
        columns=[
            "demo",
            "up, s",
            "then first figure, s",
            "in all, s",
            "Python's processor, s",
            "kB of the page",
        ],
        rows=rows,
        packages=["ipywidgets", "anywidget"],
    )
    print(f"written to {told}")


if __name__ == "__main__":
    main()
