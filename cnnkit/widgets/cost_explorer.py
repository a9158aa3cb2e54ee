"""`CostExplorer`: the four factors of a convolution's cost, and what doubling each of them does."""

from typing import Any

import traitlets as t

from cnnkit.sizing.count import conv_macs, conv_params
from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Whole


class CostExplorer(Widget):
    """A convolution that keeps the side: `c_in` maps of `h × h`, `c_out` filters of `k × k`.

    It opens with one of these doubled (`doubled`: its name, or None), beside the ghost of what it was.
    Weights are `k·k·c_in·c_out`; each is used at `h·h` places, which makes the multiplications. Both are
    drawn as bars on a log scale, one stretch for each factor.
    """

    slug = "cost-explorer"

    h = Whole(28, min=1, max=512).tag(sync=True)
    c_in = Whole(256, min=1, max=4096).tag(sync=True)
    k = Whole(3, min=1, max=15).tag(sync=True)
    c_out = Whole(256, min=1, max=4096).tag(sync=True)
    start = t.List(t.Int(), help="h, c_in, k, c_out of the ghost").tag(sync=True)

    def __init__(
        self,
        h: int = 28,
        c_in: int = 256,
        k: int = 3,
        c_out: int = 256,
        *,
        doubled: str | None = "h",
        **kwargs: Any,
    ) -> None:
        factors = {"h": h, "c_in": c_in, "k": k, "c_out": c_out}
        if doubled is not None and doubled not in factors:
            raise WidgetError(f"doubled={doubled!r}: it is one of {', '.join(factors)}, or None")
        kwargs.setdefault("question", "Double the side of the image: what doubles, the weights or the work?")
        kwargs.setdefault("start", list(factors.values()))
        if doubled:
            factors[doubled] *= 2
        super().__init__(**factors, **kwargs)

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
        before = _costs(*self.start)
        now = {"weights": self.weights, "multiplications": self.macs}
        written = {"weights": f"{self.k}·{self.k}·{self.c_in}·{self.c_out}"}
        written["multiplications"] = f"{self.weights:,} · {self.h}·{self.h}"
        told = "; ".join(f"{name} ×{now[name] / before[name]:g}" for name in now)
        picture = Drawing(640, 190, f"Beside what it was: {told}.")
        for x, name in ((30, "weights"), (340, "multiplications")):
            side = 60 * (now[name] / before[name]) ** 0.5
            shown = min(1.0, 130 / side)
            picture.rect(
                x, 140 - side * shown, side * shown, side * shown, fill="blue", stroke="blue", opacity=0.35
            )
            picture.rect(x, 140 - 60 * shown, 60 * shown, 60 * shown, fill="none", stroke="ink", dash="5 4")
            picture.text(
                x, 168, f"{name}: {now[name]:,}, ×{now[name] / before[name]:g}", anchor="start", bold=True
            )
        lines = "".join(f"<p>{name.capitalize()}: {written[name]} = {now[name]:,}.</p>" for name in now)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}{lines}"


def _costs(h: int, c_in: int, k: int, c_out: int) -> dict[str, int]:
    weights = conv_params(c_in, c_out, k, bias=False).weights
    return {"weights": weights, "multiplications": conv_macs(c_in, c_out, k, h)}
