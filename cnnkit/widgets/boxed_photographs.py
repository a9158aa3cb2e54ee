"""`BoxedPhotographs`: what widgets share that show a real detector's boxes on ten pictures."""

import base64
from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.weights import by_photograph, json_bytes, stored

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["BoxedPhotographs", "boxed", "raw_of", "true_of"]


class BoxedPhotographs(Widget):
    """A widget with the pictures to choose from: `boxedPhotographs(ui)` in its front end.

    `picture` is the name of one. Raises `WidgetError` for a picture that is not there.
    """

    picture = t.Unicode("two horses", help="the picture shown").tag(sync=True)
    photographs = t.List(help="[{name, shows, width, height, bytes}, …]").tag(sync=True)
    photograph_data = t.Bytes(b"", help="their WebP files, one after the other").tag(sync=True)
    boxes_json = t.Bytes(b"", help="name -> {raw, true}, which a page fetches when it comes near").tag(
        sync=True
    )
    classes = t.List(t.Unicode(), help="COCO's names").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        files = {name: base64.b64decode(one["webp"]) for name, one in boxed().items()}
        about = ("shows", "width", "height")
        shown = [
            {"name": name, **{key: one[key] for key in about}, "bytes": len(files[name])}
            for name, one in boxed().items()
        ]
        rows = {name: {"raw": one["raw"], "true": one["true"]} for name, one in boxed().items()}
        given = {
            "photographs": shown,
            "photograph_data": b"".join(files.values()),
            "boxes_json": json_bytes(rows),
            "classes": stored("boxed_photographs.json")["classes"],
        }
        super().__init__(**{**given, **kwargs})

    @t.validate("picture")
    def _valid_picture(self, proposal: Any) -> str:
        if proposal.value not in boxed():
            raise WidgetError(f"picture={proposal.value!r}: the pictures are {', '.join(boxed())}")
        return proposal.value


@cache
def boxed() -> dict[str, Any]:
    """Of each picture `shows`, `width`, `height`, `raw` and `true` rows, and `webp` in base64."""
    return by_photograph(stored("boxed_photographs.json"))


def raw_of(name: str, score: float = 0.0) -> tuple["Tensor", "Tensor", "Tensor"]:
    """What the detector said from `score` on: boxes `(n, 4)` and scores `(n,)` in float64, labels `(n,)`."""
    import torch

    rows = torch.tensor(boxed()[name]["raw"], dtype=torch.float64).reshape(-1, 6)
    rows = rows[rows[:, 5] >= score]
    return rows[:, :4], rows[:, 5], rows[:, 4].long()


def true_of(name: str) -> tuple["Tensor", "Tensor"]:
    """The true boxes `(m, 4)` and their labels `(m,)`."""
    import torch

    rows = torch.tensor(boxed()[name]["true"], dtype=torch.float64).reshape(-1, 5)
    return rows[:, :4], rows[:, 4].long()
