"""What `cnnkit demo` does: choose demos, serve them, open the browser, end at Ctrl-C."""

from __future__ import annotations

import errno
import os
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from cnnkit.demo.bridge import Bridge
from cnnkit.demo.making import make
from cnnkit.demo.pictures import Pictures
from cnnkit.demo.server import Server
from cnnkit.demo.shelf import COMPUTES, Shelf
from cnnkit.demo.table import Demo, demos

__all__ = ["DemoError", "Request", "chosen", "run"]


class DemoError(ValueError):
    """The command line asks for what is not there."""


@dataclass(frozen=True)
class Request:
    """What the command line says."""

    names: Sequence[str] = ()
    """Of demos or of widget classes; none: all."""
    list: bool = False
    port: int = 0
    browser: bool = True
    pictures: Sequence[Path] = ()
    module: str | None = None
    """`FILE:NAME` or `package.module:NAME`; its code is run."""
    input: Sequence[int] | None = None
    labels: Path | None = None


def chosen(names: Sequence[str]) -> dict[str, Demo]:
    """The demos of these names, in the order given; all of them for no name.

    A name is that of the table (`shape-calc`), or of a class (`ShapeCalc`), which stands for all its forms.
    Raises `DemoError` for others, with near ones.
    """
    table = demos()
    found = dict[str, Demo]()
    for name in names:
        slug = name if name in table else _slug(name)
        forms = [slug] if name in table else [one for one in table if one.partition(".")[0] == slug]
        if not forms:
            near = get_close_matches(slug, table, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else "`cnnkit demo --list` shows all"
            raise DemoError(f"no demo is called {name!r}; {hint}")
        found |= {one: table[one] for one in forms}
    return found or dict(table)


def _slug(name: str) -> str:
    """ "ShapeCalc" -> "shape-calc"."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def run(request: Request, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. Raises `DemoError`, and ValueError for pictures that cannot be read."""
    wanted, bridge = _wanted(request), Bridge()
    if request.list:
        say("\n".join(f"{name:24} {demo.question}" for name, demo in wanted.items()))
        return
    with bridge.standing():
        shelf = Shelf(wanted, partial(make, network=_network(request, say)))
        server = _listening(shelf, bridge, Pictures(request.pictures), request.port)
        only = next(iter(wanted)) if len(wanted) == 1 else ""
        with server:
            say(f"{server.url(only)}\nThis address is for this machine and for nobody else. Ctrl-C ends it.")
            if request.browser and not webbrowser.open(server.url(only, once=True)):
                say("No browser opens from here: open the address in one.")
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                bridge.end()
                say("\nended")
    if any(thread.name == COMPUTES for thread in threading.enumerate()):
        os._exit(
            0
        )  # torch, still at work in a thread of its own, would make an abort of the interpreter's end


def _wanted(request: Request) -> dict[str, Demo]:
    wanted = chosen(request.names)
    live = {name: demo for name, demo in wanted.items() if demo.chapter == "live"}
    if request.module is None:
        if request.input or request.labels:
            raise DemoError("--input and --labels describe what --module names")
        return wanted
    if not live:
        raise DemoError(f"--module is for the live demos, as live-maps; asked for: {', '.join(wanted)}")
    return wanted if request.names else live


def _network(request: Request, say: Callable[[str], None]) -> Any:
    """The lecturer's own; None where there is none."""
    if request.module is None:
        return None
    from cnnkit.demo.live.network import Network, load_module

    say(f"--module runs the code of {request.module.rpartition(':')[0]}")
    labels = _labels(request.labels) if request.labels else ()
    network = Network(load_module(request.module), request.input or (3, 224, 224), labels)
    network.layers()  # what does not fit together is said now
    return network


def _labels(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text("utf8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise DemoError(f"--labels {path}: want a text file, one name a line ({error})") from error


def _listening(shelf: Shelf, bridge: Bridge, pictures: Pictures, port: int) -> Server:
    if not 0 <= port < 65536:
        raise DemoError(f"--port {port}: legal are 1 to 65535, or 0 for any that is free")
    try:
        return Server(shelf, bridge, pictures, port)
    except PermissionError as error:
        raise DemoError(f"--port {port}: this user may not listen there; legal are 1024 to 65535") from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise DemoError(f"--port {port} is in use; without --port a free one is taken") from error
