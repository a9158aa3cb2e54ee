"""The engine in browsers, from a file, in the worker: `python benchmarks/engine_browser.py [BROWSER …]`.

Milliseconds by the clock, the least of 15 turns: a training step of plain-20 and plain-56 (width 8, 64 digits
of 8×8), and SqueezeNet 1.1 asked from the page, with all copies: forward, and forward with the way back to
the input. One browser after the other runs engine_browser.html, which sends its figures to this script.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import torch
from engine import plain

from cnnkit.models.create import create_model
from cnnkit.widgets.engine import describe

ENGINE = Path(__file__).parents[1] / "cnnkit" / "widgets" / "dist" / "engine.js"
OPTIONS = {
    "firefox": ["--headless", "--no-remote", "--profile", "{folder}"],
    "chrom": ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--user-data-dir={folder}"],
}
WAIT_S = 180
PAGE = Path(__file__).with_suffix(".html")


def measured(browser: str, nets: dict[str, object]) -> dict[str, object]:
    """What the page in this browser measured. Raises TimeoutError if nothing comes."""
    told: dict[str, object] = {}

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    options = next(words for name, words in OPTIONS.items() if name in browser)
    with tempfile.TemporaryDirectory() as folder, HTTPServer(("127.0.0.1", 0), Receiver) as server:
        page = Path(folder) / "engine.html"
        html = PAGE.read_text("utf8").replace("/* ENGINE */", ENGINE.read_text("utf8"))
        html = html.replace("/* NETS */", json.dumps(nets)).replace("/* PORT */", str(server.server_port))
        page.write_text(html, "utf8")
        profile = Path(folder) / "profile"
        profile.mkdir()
        words = [word.format(folder=profile) for word in options]
        running = subprocess.Popen(
            [browser, *words, page.as_uri()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        server.timeout = WAIT_S
        server.handle_request()
        running.terminate()
        running.wait(20)
    if not told:
        raise TimeoutError(f"{browser} sent nothing within {WAIT_S} s")
    return told


def main() -> None:
    with torch.device("meta"):
        squeeze = create_model("squeezenet1_1").eval()
        nets: dict[str, object] = {
            f"squeezenet-{size}": describe(squeeze, (3, size, size)) for size in (128, 224)
        }
        nets |= {f"plain-{depth}": describe(plain(depth, 8).train(), (1, 8, 8)) for depth in (20, 56)}
    here = [browser for browser in ("chromium", "firefox-esr") if shutil.which(browser)]
    for browser in sys.argv[1:] or here:
        for name, value in measured(browser, nets).items():
            print(f"{name}: {value:.1f}" if isinstance(value, float) else f"{name}: {value}", flush=True)


if __name__ == "__main__":
    main()
