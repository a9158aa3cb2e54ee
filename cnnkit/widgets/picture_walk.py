"""`PictureWalk`: a photograph on its way through the real network: every map, every shape, the answer."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.layer_sums import crossed
from cnnkit.widgets.layer_tree import Line, Network
from cnnkit.widgets.measured import measured
from cnnkit.widgets.real_network import RealNetwork, photograph_img
from cnnkit.widgets.stills import page

__all__ = ["PictureWalk"]

NAME = "squeezenet1_1"


class PictureWalk(RealNetwork):
    """SqueezeNet 1.1 walked on a photograph, yours too: every shape, and after a click every map.

        PictureWalk()                      # conv1 on the cat
        PictureWalk(at="fire5", picture="coffee")

    Before the click the page shows shapes, arithmetic and the stored answers to eight photographs; the click
    names the size of the network. `line`, `sums` and `sentence` give in Python what the page says before it.
    Raises `WidgetError` for a layer or a photograph that is not there.
    """

    slug = "picture-walk"

    question = t.Unicode("What is left of the picture, layer by layer?").tag(sync=True)
    at = t.Unicode(help="full name of the chosen row").tag(sync=True)
    opened = t.List(t.Unicode(), help="full names of the modules that are open").tag(
        sync=True, like=["a.module"]
    )
    told = t.Dict(help="rows of the network").tag(sync=True)

    def __init__(self, *, at: str = "conv1", **kwargs: Any) -> None:
        told = measured(NAME)
        self._network = Network(told)
        found = self._network.find(at)
        if found is None:
            rows = ", ".join(line.label for line in self._network.lines())
            raise WidgetError(f"at={at!r}: the rows are {rows}")
        super().__init__(**{"told": told, "at": found[0], "opened": found[1], **kwargs})

    @property
    def line(self) -> Line:
        """The chosen row."""
        lines = self._network.lines(self.opened)
        return next((line for line in lines if line.name == self.at), lines[0])

    @property
    def sums(self) -> dict[str, str]:
        """Its arithmetic: a sentence each for size, params, macs and sees."""
        return self._network.sums(self.line)

    @property
    def sentence(self) -> str:
        """What the page says before the network is there."""
        (name, probability), *_ = self.answers
        return (
            f"{self.line.label} gives {crossed(self.line.numbers['out'])}. "
            f"Of {self.shows} the network says: {name}, {probability:.0%}.".replace("%.", " %.")
        )

    @t.default("still")
    def _still(self) -> str:
        rows = self._network.lines()
        words = "The sides and maps of SqueezeNet 1.1, layer by layer: " + ", ".join(
            f"{line.label} {crossed(line.numbers['out'])}" for line in rows
        )
        picture = Drawing(430, 132, words)
        for i, line in enumerate(rows):
            out = line.numbers["out"]
            tall = 110 * (out[1] / 224) ** 0.5 if len(out) == 3 else 30
            picture.rect(8 + 30 * i, 66 - tall / 2, 18, tall, fill="sky", stroke="blue", opacity=0.5)
        return page(
            self.question, photograph_img(self.picture, self.shows, 132), picture.svg(), words=self.sentence
        )
