"""`RealNetwork`: what every widget shares that runs SqueezeNet 1.1 with its ImageNet weights in the page.

The network is a file of its own (`page_script`), fetched once a page and only at a click that names its size;
to a notebook it comes as a message at that click. Before it, a widget shows stored answers for the bundled
photographs, which `python -m cnnkit.recipes real_network` took from torch.
"""

import base64
import json
from functools import cache
from html import escape
from typing import Any, ClassVar

import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.weights import shipped_bytes, stored

__all__ = ["PAGE_DATA", "SIDE", "RealNetwork", "page_script", "photograph_files", "photograph_img"]

SIDE = 224
"""px a side of the bundled photographs, and of what the network was trained to read."""
PAGE_DATA = "real-network"
"""The name under which the loader of a page knows the network: `data/real-network.js`."""
WEIGHTS = "squeezenet1_1_imagenet"


class RealNetwork(Widget):
    """A widget on the real network: `class MyWidget(RealNetwork)`, `openRealNetwork(ui, …)` in its front end.

    `picture` is the name of a bundled photograph, or "" for the reader's own, which never leaves the page.
    `live` says that the reader asked for the network. Raises `WidgetError` for a photograph that is not
    there.
    """

    engine: ClassVar[bool] = True

    picture = t.Unicode("cat", help='the photograph shown, or "" for the reader\'s own').tag(sync=True)
    live = t.Bool(False, help="whether the reader asked for the network in the page").tag(sync=True)
    photographs = t.List(help="[{name, shows, top: [[class, probability], …], bytes}, …]").tag(sync=True)
    photograph_data = t.Bytes(b"", help="their WebP files, one after the other").tag(sync=True)
    real_bytes = t.Int(help="what fetching the network costs over the wire").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("real_network")
        files = photograph_files()
        about = {name: saved[f"photograph {name}"] for name in files}
        super().__init__(
            photographs=[
                {"name": name, "shows": one["shows"], "top": one["top"], "bytes": len(files[name])}
                for name, one in about.items()
            ],
            photograph_data=b"".join(files.values()),
            real_bytes=saved["transferred_bytes"],
            **kwargs,
        )
        if self.picture not in files:
            raise WidgetError(f"picture={self.picture!r}: the bundled photographs are {', '.join(files)}")
        self.on_msg(self._answer)

    def _answer(self, _: Any, content: Any, buffers: Any) -> None:
        """Sends the network to a notebook whose reader clicked."""
        if content == {"ask": PAGE_DATA}:
            answer = {"answer": PAGE_DATA, "description": stored("real_network")["description"]}
            self.send(answer, buffers=[shipped_bytes(WEIGHTS)])

    @property
    def answers(self) -> list[list[Any]]:
        """The stored answer to the photograph shown: `[[class, probability], …]`, the likeliest first."""
        return next((one["top"] for one in self.photographs if one["name"] == self.picture), [])


def page_script(description: dict[str, Any] | None = None) -> str:
    """The script that brings the network to a page: its layers, and its file of weights in base64."""
    description = description or stored("real_network")["description"]
    file = base64.b64encode(shipped_bytes(WEIGHTS)).decode("ascii")
    body = json.dumps({"description": description, "file": file}, separators=(",", ":"))
    return f'cnnkitData("{PAGE_DATA}",{body})\n'


@cache
def photograph_files() -> dict[str, bytes]:
    """The WebP file of each bundled photograph, by name."""
    head = "photograph "
    return {
        key.removeprefix(head): base64.b64decode(one["webp"])
        for key, one in stored("real_network").items()
        if key.startswith(head)
    }


def photograph_img(name: str, alt: str, width_px: int = 224) -> str:
    """A bundled photograph for a still frame."""
    data = base64.b64encode(photograph_files()[name]).decode("ascii")
    style = f"width:{width_px}px;max-width:100%;border-radius:4px"
    return f'<img alt="{escape(alt, quote=True)}" src="data:image/webp;base64,{data}" style="{style}">'
