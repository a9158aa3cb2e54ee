"""Time to the first live widget: the book's page, our loader alone, and require.js with html-manager.

    make book && python benchmarks/first_widget.py

All three show the same `ShapeCalc` in headless Chromium, served gzipped from this machine; "live" is when
the widget's controls are in the page. Throttled is a slow phone: 1.6 Mbit/s, 150 ms there and back, a
processor four times slower. The stock way needs two npm packages, which `npm pack` fetches; without npm it
is left out. Writes benchmarks/results/first_widget.json.
"""

import argparse
import gzip
import os
import re
import statistics
import subprocess
import tarfile
import tempfile
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from shutil import copyfile, copytree, which
from sys import prefix

from ipywidgets.embed import embed_minimal_html
from playwright.sync_api import Browser, sync_playwright

from cnnkit.publish.measured import ratio, store
from cnnkit.publish.preview import write_page
from cnnkit.widgets import ShapeCalc

ROOT = Path(__file__).parents[1]
RUNS = 7
OURS, STOCK_WAY = "our loader, page of its own", "require.js and html-manager, page of its own"
STOCK = ("@jupyter-widgets/html-manager@1.0.15", "requirejs@2.3.8")
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
WATCH = """new MutationObserver((_, watcher) => {
  if (!document.querySelector(".ck button, .ck input")) return;
  window.alive = performance.now();
  watcher.disconnect();
}).observe(document, { childList: true, subtree: true });"""


@cache
def packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


def serve(folder: Path) -> ThreadingHTTPServer:
    """A server that gzips, as any host does: bytes over the wire are what a reader waits for."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = folder / self.path.partition("?")[0].lstrip("/")
            found = path.is_file()
            body = packed(path) if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", guess_type(path.name)[0] or "application/octet-stream")
            if found:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def stock_page(folder: Path) -> str | None:
    """The page that ipywidgets embeds, its scripts served from here instead of a CDN."""
    if which("npm") is None:
        return None
    subprocess.run(["npm", "pack", "--silent", *STOCK], cwd=folder, check=True, capture_output=True)
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as files:
            files.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and later
            files.extractall(folder / archive.stem)
    manager = next(folder.glob("jupyter-widgets-html-manager-*/package/dist"))
    copytree(manager, folder / "manager")
    copyfile(next(folder.glob("requirejs-*/package/require.js")), folder / "require.js")
    copyfile(Path(prefix) / "share/jupyter/nbextensions/anywidget/index.js", folder / "anywidget.js")
    page = folder / "stock.html"
    embed_minimal_html(page, views=[ShapeCalc()], drop_defaults=False)
    html = re.sub(
        r'<script src="[^"]*require[^"]*"[^>]*></script>',
        '<script src="/require.js"></script>',
        page.read_text(),
    )
    html = re.sub(
        r'<script[^>]*src="[^"]*embed-amd.js"[^>]*></script>',
        '<script src="/manager/embed-amd.js"></script>',
        html,
    )
    settings = '<script>requirejs.config({ paths: { anywidget: "/anywidget" } });</script>'
    page.write_text(html.replace('<script src="/manager', settings + '<script src="/manager'))
    return page.name


def measure(browser: Browser, url: str, *, slow: bool) -> tuple[float, int]:
    """Seconds until the widget is live, and kilobytes over the wire until then."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844} if slow else {"width": 1280, "height": 900}
    )
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    wire = [0]
    session.on(
        "Network.loadingFinished",
        lambda event: wire.__setitem__(0, wire[0] + int(event["encodedDataLength"])),
    )
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url, wait_until="commit")
    page.wait_for_function("window.alive", timeout=120_000, polling=50)
    seconds = page.evaluate("window.alive") / 1000
    loaded = wire[0]
    context.close()
    return seconds, round(loaded / 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time to the first live widget.")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the built book")
    site = parser.parse_args().site
    if not (site / "sizing" / "output-size.html").is_file():
        raise SystemExit("the book is not built: make book")
    rows, found, load = [], {}, os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_page(ShapeCalc(), folder / "ours.html")
        stock = stock_page(folder)
        book, alone = serve(site), serve(folder)
        at = f"http://127.0.0.1:{alone.server_address[1]}"
        cases = {"a page of the book": f"http://127.0.0.1:{book.server_address[1]}/sizing/output-size.html"}
        cases[OURS] = f"{at}/ours.html"
        if stock:
            cases[STOCK_WAY] = f"{at}/{stock}"
        browser = playwright.chromium.launch(
            executable_path=which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-background-networking"],
        )
        runs: dict[tuple[str, bool], list[tuple[float, int]]] = {}
        for _ in range(RUNS):  # in turns: whatever else the machine does slows all
            for label, url in cases.items():
                for slow in (False, True):
                    runs.setdefault((label, slow), []).append(measure(browser, url, slow=slow))
        for (label, slow), told in runs.items():
            seconds = statistics.median(second for second, _ in told)
            how = "throttled" if slow else "plain"
            found[label, how] = (seconds, told[-1][1])
            rows.append([label, how, f"{seconds:.2f}", told[-1][1]])
            print(*rows[-1], flush=True)
        browser.close()
    kinds = {"": (0, "s"), ", loaded by then": (1, "kB")}
    ratios = [
        ratio(
            f"first widget, {how}{more}",
            "require.js and html-manager",
            found[OURS, how][i],
            found[STOCK_WAY, how][i],
            unit,
        )
        for more, (i, unit) in kinds.items()
        for how in ("plain", "throttled")
        if stock
    ]
    stored = store(
        "first_widget",
        title="Time to the first live widget",
        command="python benchmarks/first_widget.py",
        load=load,
        about=f"Median of {RUNS}, in turns. The same `ShapeCalc`, served gzipped from this machine. "
        "Throttled is a slow phone: 1.6 Mbit/s, 150 ms there and back, a processor four times slower."
        + " The book's page is built alone, as a draft."
        * ("draft" in site.parts),
        columns=["page", "network and processor", "seconds", "kB by then"],
        rows=rows,
        ratios=ratios,
    )
    print(f"written to {stored}")


if __name__ == "__main__":
    main()
