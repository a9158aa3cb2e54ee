"""What Lighthouse says of the built book: a page of each kind, as a desktop and as a throttled phone.

    make book && python benchmarks/lighthouse.py [--accessibility]

Lighthouse 12.2.3, the last for Node 20, is put into _build/peers/lighthouse on the first run (which needs
the network). Performance depends on what else the machine does; accessibility does not, and has to be 100:
exit code 1 otherwise. Writes benchmarks/results/lighthouse.json; with `--accessibility` that alone is
looked at, and nothing is stored.
"""

import argparse
import gzip
import json
import os
import subprocess
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which

from cnnkit.publish.measured import store

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
TOOL = ROOT / "_build" / "peers" / "lighthouse"
VERSION = "12.2.3"
PAGES = (
    "index",
    "start",
    "sizing/padding",
    "blocks/degradation",
    "visualization/filters-and-maps",
    "architectures/cards/resnet",
    "detection/review",
    "sizing/exercises",
    "appendix/glossary",
    "appendix/api/sizing",
    "instructor/grade",
    "slides/index",
)
"""One of each kind: front page, text, sections with drawings, an engine, a real network, cards, …"""
HEADLESS = "--headless=new --no-sandbox --disable-gpu"


class Compressed(SimpleHTTPRequestHandler):
    """As web servers send a site: texts gzipped."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.suffix not in (".html", ".js", ".css", ".svg") or not file.is_file():
            super().do_GET()
            return
        content = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(content)


def tool() -> Path:
    """Lighthouse's command; installed where it is missing."""
    command = TOOL / "node_modules" / ".bin" / "lighthouse"
    if not command.is_file():
        TOOL.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(TOOL)]
        subprocess.run([*install, f"lighthouse@{VERSION}"], check=True)
    return command


def look(url: str, categories: list[str], desktop: bool) -> tuple[dict[str, int], list[str]]:
    """Scores of 100 by category, and what accessibility lacks."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(tool()), url, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(categories)}", f"--chrome-flags={HEADLESS}"]
        command += ["--preset=desktop"] if desktop else []
        chromium = {"CHROME_PATH": str(which("chromium"))}
        subprocess.run(command, check=True, env={**os.environ, **chromium}, timeout=300)
        told = json.loads(report.read_text("utf8"))
    scores = {name: round(100 * told["categories"][name]["score"]) for name in categories}
    lacking = [
        audit["id"]
        for audit in told["audits"].values()
        if audit["score"] == 0 and audit["id"] in {ref["id"] for ref in _refs(told, "accessibility")}
    ]
    return scores, lacking


def _refs(told: dict, category: str) -> list[dict]:
    return [ref for ref in told["categories"].get(category, {}).get("auditRefs", []) if ref["weight"]]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accessibility", action="store_true", help="look at that alone and store nothing")
    parser.add_argument("--site", type=Path, default=SITE, help="the built site")
    options = parser.parse_args()
    only = options.accessibility
    load = os.getloadavg()[0]
    serving = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressed, directory=str(options.site)))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    rows, failed = [], []
    for page in PAGES:
        url = f"http://127.0.0.1:{serving.server_address[1]}/{page}.html"
        categories = ["accessibility"] if only else ["accessibility", "performance"]
        desktop, lacking = look(url, categories, True)
        phone = {} if only else look(url, categories, False)[0]
        access = min(desktop["accessibility"], phone.get("accessibility", 100))
        row = [page, access, desktop.get("performance", "–"), phone.get("performance", "–")]
        rows.append(row)
        print(*row, *lacking, flush=True)
        failed += [page] if access < 100 else []
    if not only:
        store(
            "lighthouse",
            title="Lighthouse on a page of each kind",
            command="python benchmarks/lighthouse.py",
            load=load,
            about=f"Scores out of 100 by Lighthouse {VERSION}; the phone is its slow one (a processor 4 "
            "times slower, 1.6 Mbit/s), the site is served gzipped from this machine. Goals: "
            "accessibility 100, performance 95 and 80.",
            columns=["page", "accessibility", "performance, desktop", "performance, phone"],
            rows=rows,
            packages=[],
        )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
