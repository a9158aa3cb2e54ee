"""`Live`: a widget whose answers Python computes, one after the other, while the page stays alive."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets as t
from torch import Tensor

from cnnkit.demo.live.network import Network, shipped
from cnnkit.demo.live.photograph import bundled, opened, picture_file
from cnnkit.demo.shelf import COMPUTES

__all__ = ["Answer", "Dial", "Live", "choice", "shown", "slider"]

_STATIC = Path(__file__).parents[1] / "static"


@dataclass(frozen=True)
class Answer:
    """What a demo says: a sentence, pictures, and rows of a table under their `head`."""

    says: str
    pictures: Sequence[dict[str, Any]] = ()
    """Made by `shown`."""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=list)


class Dial(t.Int):
    """A whole number from `low` to `high`, set by a slider."""

    def __init__(self, default: int, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(default, **kwargs)
        self.low, self.high = low, high

    def validate(self, obj: Any, value: Any) -> int:
        number = super().validate(obj, value)
        if not self.low <= number <= self.high:
            raise t.TraitError(f"{self.name}={number}: legal are {self.low} to {self.high}")
        return number


class Live(anywidget.AnyWidget):
    """A demo of `network` (None: the one that ships) on the picture in the trait `picture`.

    A class names its settings in `settings`, declares them as traits that check themselves, describes their
    controls in `made_controls`, and answers in `answer`. Whenever a setting or the picture changes, an answer
    is computed beside everything else; what comes meanwhile waits, and only the last of it is answered.
    """

    _esm = _STATIC / "live.js"
    _css = _STATIC / "live.css"
    settings: ClassVar[tuple[str, ...]] = ()
    pictured: ClassVar[bool] = True
    """Whether it looks at a picture."""

    question = t.Unicode("").tag(sync=True)
    picture = t.Bytes(b"", help="a JPEG, PNG or WebP file; empty for a bundled photograph").tag(
        sync=True, from_json=lambda value, _: bytes(value)
    )
    takes_picture = t.Bool(True).tag(sync=True, page=False)
    controls = t.List(t.Dict()).tag(sync=True, page=False)
    busy = t.Bool(False).tag(sync=True, page=False)
    says = t.Unicode("").tag(sync=True, page=False)
    pictures = t.List(t.Dict()).tag(sync=True, page=False)
    head = t.List(t.Unicode()).tag(sync=True, page=False)
    rows = t.List(t.List(t.Unicode())).tag(sync=True, page=False)

    def __init__(self, network: Network | None = None, **kwargs: Any) -> None:
        self.network = shipped() if network is None else network
        self._turn = threading.Lock()
        self._again = self._running = False
        super().__init__(takes_picture=self.pictured, **kwargs)
        self.controls = self.made_controls()
        self.observe(self._wanted, [*self.settings, "picture"])
        self._wanted()

    def made_controls(self) -> list[dict[str, Any]]:
        """By `choice` and `slider`."""
        return []

    def answer(self, x: Tensor) -> Answer:
        """To the picture `(1, c, h, w)` in [0, 1], with the settings as they are."""
        raise NotImplementedError

    def answered(self) -> Answer:
        """The answer now; what goes wrong is said in it."""
        try:
            with self.network.turn:
                return self.answer(self.pixels())
        except Exception as error:  # of a network of one's own, of a broken picture
            return Answer(f"{type(error).__name__}: {error}")

    def pixels(self) -> Tensor:
        """The picture as the network takes it, `(1, c, h, w)`."""
        return opened(self.picture, self.network.shape) if self.picture else bundled(self.network.shape)

    @t.validate("picture")
    def _legal_picture(self, proposal: Any) -> bytes:
        if proposal.value:
            try:
                picture_file(proposal.value)
            except ValueError as error:
                raise t.TraitError(str(error)) from error
        return proposal.value

    def _wanted(self, _: Any = None) -> None:
        with self._turn:
            self._again = True
            if self._running:
                return
            self._running = self.busy = True
        threading.Thread(target=self._compute, name=COMPUTES, daemon=True).start()

    def _compute(self) -> None:
        while True:
            with self._turn:
                if not self._again:
                    self._running = self.busy = False
                    return
                self._again = False
            told = self.answered()
            with self.hold_sync():
                self.pictures, self.head, self.rows = list(told.pictures), list(told.head), list(told.rows)
                self.says = told.says


def choice(name: str, label: str, options: Sequence[str]) -> dict[str, Any]:
    """A list to choose one of."""
    return {"name": name, "label": label, "options": list(options)}


def slider(dial: Dial, label: str, step: int = 1) -> dict[str, Any]:
    """A slider over all that the dial takes."""
    return {"name": dial.name, "label": label, "low": dial.low, "high": dial.high, "step": step}


def shown(
    picture: Tensor, caption: str, *, boxes: Sequence[Sequence[Any]] = (), mark: Sequence[float] = ()
) -> dict[str, Any]:
    """A picture `(3, h, w)` in [0, 1] with its caption, boxes `[x0, y0, x1, y1, words]` and a marked stretch
    `[x0, y0, x1, y1]`, both in parts of the sides."""
    from PIL import Image

    from cnnkit.visualize.webp import in_bytes

    pixels = in_bytes(picture.detach().float().numpy())
    Image.fromarray(pixels).save(file := io.BytesIO(), "PNG", compress_level=1)  # WebP takes half a second
    width = picture.shape[2]
    drawn = {"boxes": list(boxes), "mark": list(mark), "width": width}
    return {"file": file.getvalue(), "caption": caption, **drawn}
