"""`OcclusionDrag`: drag a cover over a photograph; the real network's five likeliest classes answer."""

from typing import Any, Literal

import traitlets as t

from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.real_network import SIDE, RealNetwork, photograph_img
from cnnkit.widgets.stills import page
from cnnkit.widgets.traits import Whole
from cnnkit.widgets.weights import by_photograph, json_bytes, stored

__all__ = ["FILLS", "STRIDE", "WINDOW", "OcclusionDrag"]

WINDOW, STRIDE = 56, 28
"""px a side of the cover, and between the places for which answers are stored."""
FILLS: dict[str, float | Literal["blur", "surroundings"]] = {
    "black": 0.0, "grey": 0.5, "blur": "blur", "surroundings": "surroundings",
}  # fmt: skip
"""As `cnnkit.visualize.occlusion` takes them."""
ACROSS = (SIDE - WINDOW) // STRIDE + 1


class OcclusionDrag(RealNetwork):
    """The reader covers a part of a photograph and sees what the network then says.

        OcclusionDrag()                                    # a black cover on the wall beside a motorcycle
        OcclusionDrag(picture="cat", fill="blur", x=84, y=56)

    `x` and `y` are the cover's left and top, in pixels of 224. Stored answers stand at every 28th pixel; the
    network in the page answers at every seventh, and for the reader's own picture. Raises `WidgetError` for a
    place or a fill that the stored answers lack.
    """

    slug = "occlusion-drag"

    question = t.Unicode("Does it matter what the cover is made of?").tag(sync=True)

    picture = t.Unicode("motorcycle").tag(sync=True)
    x = Whole(0, min=0, max=SIDE - WINDOW, help="left of the cover, px").tag(sync=True)
    y = Whole(0, min=0, max=SIDE - WINDOW, help="top of the cover, px").tag(sync=True)
    fill = t.Unicode("black").tag(sync=True)
    names = t.Dict(help="class number -> name, of all classes in the stored answers").tag(sync=True)
    covers = t.Dict(help="photograph -> target, logit, whole, cam, and a list for each fill")
    covers_json = t.Bytes(b"", help="`covers` as JSON, which a page fetches when the widget comes near").tag(
        sync=True
    )
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("occlusion_drag.json")
        covers = by_photograph(saved)
        super().__init__(names=saved["names"], covers=covers, covers_json=json_bytes(covers), **kwargs)

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        if self.fill not in FILLS:
            raise WidgetError(f"fill={self.fill!r}: legal are {', '.join(FILLS)}")
        for name in ("x", "y"):
            value = getattr(self, name)
            if value not in range(0, SIDE - WINDOW + 1, STRIDE):
                raise WidgetError(f"{name}={value}: legal are multiples of {STRIDE} up to {SIDE - WINDOW}")
        super().open()

    @property
    def answer(self) -> dict[str, Any]:
        """The stored answer under the cover: `logit` of the photograph's class, `top` five."""
        place = self.y // STRIDE * ACROSS + self.x // STRIDE
        return self.covers[self.picture][self.fill][place]

    @property
    def drop(self) -> float:
        """How far the logit of the photograph's class has fallen."""
        return round(self.covers[self.picture]["logit"] - self.answer["logit"], 2)

    def name(self, kind: int) -> str:
        return self.names[str(kind)]

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        here = {"picture": self.picture, "x": self.x, "y": self.y}
        return [
            {"label": "The same place, blurred", **here, "fill": "blur"},
            {"label": "The same place, in the wall's colour", **here, "fill": "surroundings"},
            {"label": "On the cup, black", "picture": "coffee", "x": 84, "y": 84, "fill": "black"},
        ]

    @t.default("still")
    def _still(self) -> str:
        one = self.covers[self.picture]
        likeliest, probability = self.answer["top"][0]
        told = (
            f"A {self.fill} cover of {WINDOW} pixels, {self.x} from the left and {self.y} from the top: "
            f"the score of {self.name(one['target'])} falls by {self.drop:.1f}, and the network says "
            f"{self.name(likeliest)}, {probability:.0%}."
        )
        return page(self.question, photograph_img(self.picture, self.picture), words=told)
