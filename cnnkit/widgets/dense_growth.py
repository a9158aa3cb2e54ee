"""`DenseGrowth`: how many maps each layer of a dense block reads; the cost in weights and memory."""

from itertools import pairwise
from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import rich
from cnnkit.widgets.traits import Whole

SQUEEZE = 4
"""The 1×1 of a layer always makes four times the growth."""


class DenseGrowth(Widget):
    """A dense block: `k0` maps enter, each of `layers` layers reads all there are and adds `growth`.

        DenseGrowth()                          # 64 maps, growth 32, six layers, as in DenseNet-121
        DenseGrowth(growth=12, layers=12, layer=3)

    The reader drags growth and layers, and follows one `layer`. Weights are those of the 1×1 to four times
    the growth and of the 3×3; memory is counted in maps, kept once or copied at each step.
    """

    slug = "dense-growth"

    question = t.Unicode("What does layer 6 read?").tag(sync=True)
    k0 = Whole(64, min=1, max=256, help="maps that enter").tag(sync=True)
    growth = Whole(32, min=1, max=64, help="maps that each layer adds").tag(sync=True)
    layers = Whole(6, min=1, max=12).tag(sync=True)
    layer = Whole(6, min=1, max=12, help="the one that is followed").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @property
    def reads(self) -> list[int]:
        """What layer 1, 2, … reads, and last what leaves."""
        return [self.k0 + self.growth * before for before in range(self.layers + 1)]

    @property
    def weights(self) -> int:
        """Of all 1×1 and 3×3 convolutions together."""
        middle = SQUEEZE * self.growth
        return sum(maps * middle + 9 * middle * self.growth for maps in self.reads[:-1])

    @property
    def kept(self) -> int:
        """Maps in memory when every layer's own are stored once."""
        return self.reads[-1]

    @property
    def copied(self) -> int:
        """Maps in memory when the input and each concatenation are stored."""
        return sum(self.reads)

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        base = {"k0": 64, "growth": 32, "layers": 6, "layer": 6}
        return [
            {"label": "The first 1×1 makes maps more", **base, "layer": 1},
            {"label": "Thin layers: many steps", **base, "growth": 12, "layers": 12, "layer": 12},
            {"label": "Twice the layers: copies cost", **base, "layers": 12, "layer": 12},
        ]

    @t.default("still")
    def _still(self) -> str:
        rows = self.reads
        chosen = min(self.layer, self.layers)
        told = (
            f"Layer {chosen} reads {self.k0} + {self.growth}·{chosen - 1} = {rows[chosen - 1]} maps; "
            f"{rows[-1]} leave the block."
        )
        picture = Drawing(640, 26 * len(rows) + 8, told)
        for i, maps in enumerate(rows):
            name = "leaves" if i == self.layers else f"layer {i + 1}"
            y = 6 + 26 * i
            picture.text(70, y + 11, name, anchor="end")
            at = [0, *rows[: i + 1]]
            for j, (low, high) in enumerate(pairwise(at)):
                x, end = (80 + 480 * v / rows[-1] for v in (low, high))
                fill = "green" if j else "blue"
                picture.rect(x, y, end - x, 20, fill=fill, stroke="paper", opacity=0.45)
            picture.text(88 + 480 * maps / rows[-1], y + 11, f"{maps}", anchor="start", bold=i == chosen - 1)
        more = f"{self.weights:,} weights; {self.kept} maps kept once, {self.copied:,} if each step copies."
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told} {more}</p>"
