"""`PictureWalk`: a photograph on its way through the real network: every map, every shape, the answer."""

from typing import Any

import traitlets as t

from cnnkit.widgets.layer_sums import crossed
from cnnkit.widgets.real_network import SIDE, RealNetwork, photograph_img
from cnnkit.widgets.stills import page
from cnnkit.widgets.walk import Walk, per_cent

__all__ = ["PictureWalk"]


class PictureWalk(Walk, RealNetwork):
    """SqueezeNet 1.1 walked on a photograph, yours too: every shape, and after a click every map.

        PictureWalk()                      # conv1 on the cat
        PictureWalk(at="fire5", picture="coffee")

    Before the click the page shows shapes, arithmetic and the stored answers to eight photographs; the click
    names the size of the network. `line`, `sums` and `sentence` give in Python what the page says before it.
    Raises `WidgetError` for a layer or a photograph that is not there. `DigitWalk` does the same with LeNet.
    """

    slug = "picture-walk"
    NAME = "squeezenet1_1"

    question = t.Unicode("What is left of the picture, layer by layer?").tag(sync=True)

    def __init__(self, *, at: str = "conv1", **kwargs: Any) -> None:
        super().__init__(at=at, **kwargs)

    @property
    def sentence(self) -> str:
        """What the page says before the network is there."""
        (name, probability), *_ = self.answers
        return (
            f"{self.line.label} gives {crossed(self.line.numbers['out'])}. "
            f"Of {self.shows} the network says: {name}, {per_cent(probability)}."
        )

    @t.default("still")
    def _still(self) -> str:
        return page(
            self.question,
            photograph_img(self.picture, self.shows, 132),
            self.drawn("SqueezeNet 1.1", SIDE),
            words=self.sentence,
        )
