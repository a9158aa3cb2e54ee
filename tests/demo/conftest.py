"""A server of a few demos, and requests written by hand, as an attacker writes them."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from cnnkit.demo.bridge import Bridge
from cnnkit.demo.making import make
from cnnkit.demo.pictures import Pictures
from cnnkit.demo.run import chosen
from cnnkit.demo.server import Server
from cnnkit.demo.shelf import Shelf


class Answer(NamedTuple):
    code: int
    head: str
    body: str


@contextmanager
def serving(*names: str, pictures: Any = (), make: Callable[[str], Any] = make) -> Iterator[Server]:
    """A server of these demos, in a thread of its own."""
    bridge = Bridge()
    with bridge.standing(), Server(Shelf(chosen(names), make), bridge, Pictures(pictures)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        bridge.end()
        server.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("shape-calc", "map-explorer", "conv-matrix") as running:
        yield running


@pytest.fixture
def ask(server: Server) -> Callable[..., Answer]:
    """`ask("GET", "state/shape-calc", origin=…)`: a request with the token, unless `path` is given whole."""
    return lambda *args, **how: request(server, *args, **how)


def request(
    server: Server,
    method: str,
    place: str = "",
    body: Any = None,
    *,
    path: str | None = None,
    host: str | None = None,
    **headers: str | None,
) -> Answer:
    """`headers`: `content_type="…"`; None leaves out what a page of the server would send."""
    address = server.address
    sent: dict[str, str | None] = {"host": host or address}
    data = b""
    if body is not None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent |= {"origin": f"http://{address}", "content-type": "application/json"}
        sent |= {"content-length": str(len(data))}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path or f'/{server.gate.token}/{place}'} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in sent.items() if value is not None]
    return raw(server, "\r\n".join([*lines, "", ""]).encode("latin-1") + data)


def raw(server: Server, sent: bytes) -> Answer:
    """What comes back for these bytes; code 0 where the connection ends without a word."""
    with socket.create_connection(server.server_address, timeout=20) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        came = b""
        while part := connection.recv(65536):
            came += part
    head, _, body = came.decode("utf8", "replace").partition("\r\n\r\n")
    return Answer(int(head.split()[1]) if head.startswith("HTTP") else 0, head, body)
