"""`CostExplorer`: the four factors of a convolution's cost, and what doubling each of them does."""

from typing import Any

import traitlets as t

from cnnkit.sizing.count import conv_macs, conv_params
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import rich
from cnnkit.widgets.traits import Whole


class CostExplorer(Widget):
    """A convolution that keeps the side: `c_in` maps of `h × h`, `c_out` filters of `k × k`.

    Weights are `k·k·c_in·c_out`; each is used at `h·h` places, which makes the multiplications. Both are
    drawn as bars on a log scale, one stretch a factor, against a ghost of the values it started from.
    """

    slug = "cost-explorer"

    h = Whole(28, min=1, max=512).tag(sync=True)
    c_in = Whole(256, min=1, max=4096).tag(sync=True)
    k = Whole(3, min=1, max=15).tag(sync=True)
    c_out = Whole(256, min=1, max=4096).tag(sync=True)
    start = t.List(t.Int(), help="h, c_in, k, c_out of the ghost").tag(sync=True)

    def __init__(self, h: int = 28, c_in: int = 256, k: int = 3, c_out: int = 256, **kwargs: Any) -> None:
        kwargs.setdefault("question", "Double the side of the image: what doubles, the weights or the work?")
        kwargs.setdefault("start", [h, c_in, k, c_out])
        super().__init__(h=h, c_in=c_in, k=k, c_out=c_out, **kwargs)

    @property
    def weights(self) -> int:
        return conv_params(self.c_in, self.c_out, self.k, bias=False).weights

    @property
    def params(self) -> int:
        """Weights and one bias a filter."""
        return conv_params(self.c_in, self.c_out, self.k).total

    @property
    def macs(self) -> int:
        return conv_macs(self.c_in, self.c_out, self.k, self.h)

    @t.default("still")
    def _still(self) -> str:
        return (
            f"<p><strong>{rich(self.question)}</strong></p>"
            f"<p>Weights: {self.k}·{self.k}·{self.c_in}·{self.c_out} = {self.weights:,}.</p>"
            f"<p>Multiplications: {self.weights:,} · {self.h}·{self.h} = {self.macs:,}.</p>"
            "<p>Twice the side: the same weights, four times the multiplications.</p>"
        )
