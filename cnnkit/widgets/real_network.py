"""`RealNetwork`: what all widgets share that run SqueezeNet 1.1 with its ImageNet weights in the page.

The network is a file of its own (`page_script`), fetched once a page and only at a click that names its size;
to a notebook it comes as a message at that click. Before it, a widget shows stored answers for the bundled
photographs, which `python -m cnnkit.recipes real_network` took from torch.
"""

import base64
import io
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any, ClassVar

import numpy as np
import traitlets as t

from cnnkit.visualize.webp import data_uri, in_bytes, webp
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.weights import by_photograph, shipped_bytes, stored

__all__ = [
    "PAGE_DATA",
    "SIDE",
    "PageNetwork",
    "Photographs",
    "RealNetwork",
    "decoded_pixels",
    "file_img",
    "in_one",
    "page_script",
    "photograph_files",
    "photograph_img",
    "photograph_pixels",
    "webp_img",
]

SIDE = 224
"""px a side of the bundled photographs, and of what the network was trained to read."""
PAGE_DATA = "real-network"
"""The name under which the loader of a page knows the network: `data/real-network.js`."""
WEIGHTS = "squeezenet1_1_imagenet"


class PageNetwork(Widget):
    """A widget whose front end runs the network: `openRealNetwork(ui, …)`.

    `live` says that the reader asked for it.
    """

    engine: ClassVar[bool] = True

    live = t.Bool(False, help="whether the reader asked for the network in the page").tag(sync=True)
    real_bytes = t.Int(help="what fetching the network costs over the wire").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"real_bytes": stored("real_network.json")["transferred_bytes"], **kwargs})
        self.on_msg(self._answer)

    def _answer(self, _: Any, content: Any, buffers: Any) -> None:
        """Sends the network to a notebook whose reader clicked."""
        if content == {"ask": PAGE_DATA}:
            answer = {"answer": PAGE_DATA, "description": stored("real_network.json")["description"]}
            self.send(answer, buffers=[shipped_bytes(WEIGHTS)])


class Photographs(Widget):
    """A widget with the bundled photographs to choose from: `photographs(ui)` in its front end.

    `picture` is the name of one, or "" for the reader's own, which never leaves the page. Raises
    `WidgetError` for a photograph that is not there.
    """

    picture = t.Unicode("cat", help='the photograph shown, or "" for the reader\'s own').tag(sync=True)
    photographs = t.List(help="[{name, shows, top: [[class, probability], …], bytes}, …]").tag(sync=True)
    photograph_data = t.Bytes(b"", help="their WebP files, one after the other").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        files = photograph_files()
        shown = [
            {"name": name, "shows": one["shows"], "top": one["top"], "bytes": len(files[name])}
            for name, one in by_photograph(stored("real_network.json")).items()
        ]
        super().__init__(**{"photographs": shown, "photograph_data": b"".join(files.values()), **kwargs})

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        if self.picture not in (files := photograph_files()):
            raise WidgetError(f"picture={self.picture!r}: the bundled photographs are {', '.join(files)}")
        super().open()

    @property
    def shows(self) -> str:
        """What is on the photograph shown, in words."""
        return next((one["shows"] for one in self.photographs if one["name"] == self.picture), "your picture")

    @property
    def answers(self) -> list[list[Any]]:
        """The network's stored answer to it: `[[class, probability], …]`, the likeliest first."""
        return next((one["top"] for one in self.photographs if one["name"] == self.picture), [])


class RealNetwork(PageNetwork, Photographs):
    """Both: `class MyWidget(RealNetwork)`."""


def page_script(description: dict[str, Any] | None = None) -> str:
    """The script that brings the network to a page: its layers, and its file of weights in base64."""
    description = description or stored("real_network.json")["description"]
    file = base64.b64encode(shipped_bytes(WEIGHTS)).decode("ascii")
    body = json.dumps({"description": description, "file": file}, separators=(",", ":"))
    return f'cnnkitData("{PAGE_DATA}",{body})\n'


@cache
def photograph_files() -> dict[str, bytes]:
    """The WebP file of each bundled photograph, by name."""
    photographs = by_photograph(stored("real_network.json"))
    return {name: base64.b64decode(one["webp"]) for name, one in photographs.items()}


@cache
def photograph_pixels(name: str) -> np.ndarray:
    """A bundled photograph as a page decodes it: float32 `(3, 224, 224)` in [0, 1]. Do not write to it."""
    return decoded_pixels(photograph_files()[name])


def in_one(files: Mapping[str, bytes]) -> tuple[bytes, dict[str, dict[str, int]]]:
    """Files one after the other, and of each where it begins (`at`) and how many `bytes` it has: their order
    says nothing, for a saved notebook sorts the names.
    """
    data, places = b"", dict[str, dict[str, int]]()
    for name, file in files.items():
        places[name] = {"at": len(data), "bytes": len(file)}
        data += file
    return data, places


def decoded_pixels(file: bytes) -> np.ndarray:
    """A picture file as `(3, h, w)` in [0, 1]."""
    from PIL import Image

    pixels = np.asarray(Image.open(io.BytesIO(file)).convert("RGB"), dtype=np.float32)
    return pixels.transpose(2, 0, 1) / np.float32(255)


def photograph_img(name: str, alt: str, width_px: int = 224) -> str:
    """A bundled photograph for a still frame."""
    return file_img(photograph_files()[name], alt, width_px)


def webp_img(x: np.ndarray, alt: str, width_px: int) -> str:
    """A picture `(3, h, w)` in [0, 1] for a still frame, as WebP: photographs would be large otherwise."""
    return file_img(webp(in_bytes(x), 80), alt, width_px)


def file_img(file: bytes, alt: str, width_px: int) -> str:
    """A WebP file for a still frame."""
    style = f"width:{width_px}px;max-width:100%;border-radius:4px"
    return f'<img alt="{escape(alt, quote=True)}" src="{data_uri(file)}" style="{style}">'
