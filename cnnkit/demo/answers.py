"""What a request gets: a few kinds of things to read, one to send, and nothing else.

`/TOKEN/` is the list and `/TOKEN/demo/NAME` a demo; `state`, `esm`, `css` and `events` of a NAME are what its
page reads, `static/FILE` and `picture/NUMBER` what two tables hold; `message/NAME` takes a change of traits.
What a request says never becomes a path of the disk, the name of an attribute that is no trait, or code.
"""

from __future__ import annotations

import json
import queue
import traceback
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from cnnkit.demo import pages
from cnnkit.demo.bridge import NoSuchTraitError, RefusedError
from cnnkit.demo.gate import BodyError, body_size

if TYPE_CHECKING:
    from cnnkit.demo.server import Server

__all__ = ["Answers"]

BREATH_S = 15
"""Between two signs of life on a line, by which a page that has left is noticed."""
HEADERS = {
    # workers and the network's kernels are made in the page
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; "
    "connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
FORBIDDEN = "Forbidden. Open the address that `cnnkit demo` has printed.\n"
NOTHING = "There is nothing here.\n"


class Answers(BaseHTTPRequestHandler):
    """One connection of the server."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        shelf, pictures = self.server.shelf, self.server.pictures
        match self._enter(sends=False):
            case None:
                return
            case []:
                self._reply("", code=303, Location=f"{self.path}/")
            case [""]:
                self._reply(pages.listing(shelf), "text/html")
            case ["static", name] if name in pages.STATIC:
                self._reply(pages.static(name), pages.STATIC[name])
            case ["picture", number] if number in pictures:
                self._picture(number)
            case ["demo", name] if name in shelf.demos:
                self._reply(pages.demo(shelf, name, pictures), "text/html")
            case ["state" | "esm" | "css" | "events" as kind, name, *page] if name in shelf.demos:
                self._of_widget(kind, name, page)
            case _:
                self._reply(NOTHING, code=404)

    def do_POST(self) -> None:
        try:
            parts = self._enter(sends=True)
            if parts is None:
                return
            size = body_size(self.headers)
        except BodyError as error:
            self.close_connection = True  # its body is not read
            self._reply(f"{error}\n", code=error.code)
            return
        body = self.rfile.read(size)
        match parts:
            case ["message", name] if name in self.server.shelf.demos and len(body) == size:
                self._take(name, body)
            case _:
                self._reply(NOTHING, code=404)

    def _enter(self, *, sends: bool) -> list[str] | None:
        """The parts of the path behind the token; None where the request has had its answer."""
        server = self.server
        secret, *rest = self.path.removeprefix("/").split("/")
        if server.gate.stranger(self.headers, server.address, sends=sends):
            return self._forbid()
        if secret == "open" and not sends:
            ticket, place = rest[0] if rest else "", "/".join(rest[1:])
            if place.removeprefix("demo/") not in ("", *server.shelf.demos) or not server.gate.opens(ticket):
                return self._forbid()
            self._reply("", code=303, Location=f"/{server.gate.token}/{place}")
            return None
        if not server.gate.knows(secret):
            return self._forbid()
        server.welcome(self.connection)
        return rest

    def _forbid(self) -> None:
        self.close_connection = True
        self._reply(FORBIDDEN, code=403)

    def _of_widget(self, kind: str, name: str, page: list[str]) -> None:
        try:
            widget = self.server.shelf[name]
        except Exception as error:  # a module of the lecturer's own, say
            traceback.print_exc()
            self._reply(f"{type(error).__name__}: {error}", code=500)
            return
        match kind, page:
            case "state", []:
                self._reply(self.server.bridge.state(widget), "application/json")
                self.server.shelf.prepare(self.server.shelf.beside(name)[1])
            case "esm", []:
                self._reply(str(widget._esm), "text/javascript")
            case "css", []:
                self._reply(str(getattr(widget, "_css", "")), "text/css")
            case "events", [its]:
                self._events(widget, its)
            case _:
                self._reply(NOTHING, code=404)

    def _events(self, widget: Any, page: str) -> None:
        """A stream of what happens to the widget, until the page leaves or the server ends."""
        self.close_connection = True
        with self.server.bridge.line(widget, page) as line:
            self._head(200, "text/event-stream")
            self.end_headers()
            text: str | None = ""
            while text is not None:
                self.wfile.write(f"data: {text}\n\n".encode() if text else b": here\n\n")
                try:
                    text = line.next(BREATH_S)
                except queue.Empty:
                    text = ""

    def _take(self, name: str, body: bytes) -> None:
        bridge, widget = self.server.bridge, self.server.shelf[name]
        try:
            match said := json.loads(body, parse_constant=_no_json):
                case {"page": str(page), "state": dict(state), "files": dict(files)} if len(said) == 3:
                    bridge.change(widget, page, state, files)
                case {"page": str(page), "content": content} if len(said) == 2:
                    bridge.ask(widget, page, content)
                case _:
                    raise ValueError
        except NoSuchTraitError as error:
            self._reply(f"{error}\n", code=404)
        except RefusedError as error:
            self._reply(f"{error}", code=422)
        except (ValueError, RecursionError):
            words = '{"page": …, "state": {…}, "files": {…}} or {"page": …, "content": …}'
            self._reply(f"a message is JSON: {words}\n", code=400)
        else:
            self._reply("")

    def _picture(self, number: str) -> None:
        try:
            self._reply(self.server.pictures[number], "image/jpeg")
        except ValueError as error:  # a file of the folder that is none
            self._reply(f"{error}", code=500)

    def _reply(self, body: str | bytes, kind: str = "text/plain", code: int = 200, **headers: str) -> None:
        data = body if isinstance(body, bytes) else body.encode("utf8", "replace")
        self._head(code, kind, **headers, **{"Content-Length": str(len(data))})
        self.end_headers()
        self.wfile.write(data)

    def _head(self, code: int, kind: str, **headers: str) -> None:
        self.send_response(code)
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        for key, value in {"Content-Type": f"{kind}{text}", **HEADERS, **headers}.items():
            self.send_header(key, value)
        if self.close_connection:
            self.send_header("Connection", "close")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no request of ours: other methods, nonsense."""
        self.close_connection = True
        self._reply(FORBIDDEN, code=403 if code == 501 else code)

    def version_string(self) -> str:
        return "cnnkit"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


def _no_json(word: str) -> None:
    """Python would read NaN and Infinity."""
    raise ValueError(word)
