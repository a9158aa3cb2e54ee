"""Listens on this machine alone, and keeps the door: who does not show the token in time has to go."""

from __future__ import annotations

import socket
import sys
import threading
import time
import traceback
from functools import cached_property
from http.server import ThreadingHTTPServer
from typing import Any

from cnnkit.demo.answers import Answers
from cnnkit.demo.bridge import Bridge
from cnnkit.demo.gate import Gate
from cnnkit.demo.pictures import Pictures
from cnnkit.demo.shelf import Shelf

__all__ = ["MOST_STRANGERS", "PATIENCE_S", "Server"]

PATIENCE_S = 10
"""Within which a connection has to show the token."""
MOST_STRANGERS = 32
"""Connections without it; of more the oldest goes, so that they never keep the lecturer out."""


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 at `port`, 0 being any that is free; raises OSError where it is taken."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, shelf: Shelf, bridge: Bridge, pictures: Pictures, port: int = 0) -> None:
        self.shelf, self.bridge, self.pictures, self.gate = shelf, bridge, pictures, Gate()
        self._strangers: dict[socket.socket, float] = {}
        self._door = threading.Lock()
        super().__init__(("127.0.0.1", port), Answers)

    @cached_property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, name: str = "", *, once: bool = False) -> str:
        """Where the list is, or the demo `name`; `once`: by the ticket, which opens one time."""
        secret = f"open/{self.gate.ticket}" if once else self.gate.token
        return f"http://{self.address}/{secret}/{f'demo/{name}' if name else ''}"

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._door:
            while len(self._strangers) >= MOST_STRANGERS:
                self._send_away(next(iter(self._strangers)))
            self._strangers[request] = time.monotonic() + PATIENCE_S
        super().process_request(request, client_address)

    def service_actions(self) -> None:
        """Twice a second, by `serve_forever`."""
        with self._door:
            for request in [one for one, until in self._strangers.items() if until < time.monotonic()]:
                self._send_away(request)

    def _send_away(self, request: socket.socket) -> None:
        del self._strangers[request]
        try:
            request.shutdown(socket.SHUT_RDWR)  # its thread reads the end, and closes it
        except OSError:
            return

    def welcome(self, request: socket.socket) -> None:
        """It has shown the token."""
        with self._door:
            self._strangers.pop(request, None)

    def shutdown_request(self, request: Any) -> None:
        self.welcome(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a page that has left
            traceback.print_exc()
