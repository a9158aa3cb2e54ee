"""Serves the built site on this machine: `python -m cnnkit.publish.serve [--port 8000]`."""

import argparse
import errno
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


def server(site: Path, port: int = 8000) -> ThreadingHTTPServer:
    """A server of the folder `site` on 127.0.0.1, at `port` or, where that is taken, at a free one."""
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"there is no {site / 'index.html'}: build the book first, with `make book`")
    handler = partial(_Quiet, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m cnnkit.publish.serve", description="Serve the built book."
    )
    parser.add_argument("--site", type=Path, default=Path("_build/html"))
    parser.add_argument("--port", type=int, default=8000, help="another is taken where this one is in use")
    options = parser.parse_args()
    try:
        serving = server(options.site, options.port)
    except FileNotFoundError as error:
        parser.exit(1, f"{error}\n")
    print(f"The book is at http://127.0.0.1:{serving.server_address[1]}/ (Ctrl-C ends this).", flush=True)
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
