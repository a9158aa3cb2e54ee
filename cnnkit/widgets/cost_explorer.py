"""`CostExplorer`: what a convolution costs, by its factors, beside a squeeze, and by its wiring."""

from typing import Any, Self

import traitlets as t

from cnnkit.sizing.count import conv_macs, conv_params
from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.block_layers import KINDS, Costs, Layer, block_layers, costs, squeeze_layers
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Numbers, OneOf, Whole


class CostExplorer(Widget):
    """A convolution that keeps the side: `c_in` maps of `h × h`, `c_out` filters of `k × k`.

    It opens with one of these doubled (`doubled`: its name, or None), beside the ghost of what it was.
    Weights are `k·k·c_in·c_out`; each is used at `h·h` places, which makes the multiplications. Both are
    drawn as bars on a log scale, one stretch for each factor. Two more forms, made by their own names:

        CostExplorer.squeeze(256, 128)     # plain k×k beside 1×1, k×k, 1×1; times them in the page
        CostExplorer.wiring(8, groups=2)   # which map reads which: grouped, separable, factorised
    """

    slug = "cost-explorer"
    engine = True

    shows = OneOf(("factors", "squeeze", "wiring"), help="the form").tag(sync=True)

    h = Whole(28, min=1, max=512).tag(sync=True)
    c_in = Whole(256, min=1, max=4096).tag(sync=True)
    k = Whole(3, min=1, max=15).tag(sync=True)
    c_out = Whole(256, min=1, max=4096).tag(sync=True)
    mid = Whole(128, min=1, max=4096, help="squeeze: maps between the 1×1 layers").tag(sync=True)
    kind = OneOf(KINDS, help="wiring: what stands for the plain layer").tag(sync=True)
    groups = Whole(1, min=1, max=16, help="wiring: groups of a grouped layer").tag(sync=True)
    chosen = Numbers(
        [], min=0, max=15, help="wiring: [column, place] of the map that is followed, or []"
    ).tag(sync=True, like=[0, 0])
    presets = t.List(t.Dict(), help="{label, …traits} of each button").tag(sync=True)
    start = Numbers([], min=1, max=4096, maxlen=4, help="h, c_in, k, c_out of the ghost").tag(sync=True)

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

    @classmethod
    def squeeze(cls, c: int = 256, mid: int | None = None, h: int = 28, k: int = 3, **kwargs: Any) -> Self:
        """`c` maps of `h × h`: k×k among them, beside 1×1 to `mid` (half unless given), k×k, 1×1 back.

        The page times both on the reader's machine when asked; `layers` and `block` say the rest.
        """
        if not 2 <= c <= 512 or not 4 <= h <= 64 or k % 2 == 0:
            raise WidgetError(f"c={c!r}, h={h!r}, k={k!r}: c from 2 to 512, h from 4 to 64, k odd")
        mid = c // 2 if mid is None else mid
        if not 1 <= mid <= c:
            raise WidgetError(f"mid={mid!r}: a squeeze leaves 1 to {c} of {c} maps")
        kwargs.setdefault("question", f"When does the squeeze cost more than the plain {k}×{k}?")
        kwargs.setdefault("presets", _squeezes(c))
        return cls(h, c, k, c, doubled=None, shows="squeeze", mid=mid, **kwargs)

    @classmethod
    def wiring(
        cls, c: int = 8, *, kind: str = "grouped", groups: int = 1, k: int = 3, h: int = 28, **kwargs: Any
    ) -> Self:
        """`c` maps in and out, every arrow a 2-D kernel; `kind`: grouped, separable or factorised."""
        if not 2 <= c <= 16:
            raise WidgetError(f"c={c!r}: 2 to 16 maps can be drawn")
        if not 1 <= groups <= c:
            raise WidgetError(f"groups={groups!r}: 1 to {c} of {c} maps")
        kwargs.setdefault("question", "What can two groups no longer tell each other?")
        kwargs.setdefault("presets", WIRINGS)
        return cls(h, c, k, c, doubled=None, shows="wiring", kind=kind, groups=groups, **kwargs)

    @property
    def form(self) -> str:
        return self.slug if self.shows == "factors" else f"{self.slug}.{self.shows}"

    @property
    def layers(self) -> list[Layer]:
        """The layers that are shown beside the plain one; none where the groups do not divide the maps."""
        if self.shows == "squeeze":
            return squeeze_layers(self.c_in, min(self.mid, self.c_in), self.k)
        if self.shows == "wiring" and self.kind != "grouped":
            return block_layers(self.kind, self.c_in, self.c_out, self.k)
        groups = self.groups if self.shows == "wiring" else 1
        if self.c_in % groups or self.c_out % groups:
            return []
        return block_layers("grouped", self.c_in, self.c_out, self.k, groups)

    @property
    def block(self) -> Costs:
        """Kernels, weights and multiplications of `layers` together."""
        return costs(self.layers, self.h)

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
        if self.shows != "factors":
            return self._table()
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

    def _table(self) -> str:
        """Plain layer and block, counted; of milliseconds none, for only the page can measure them."""
        rows = [(f"plain {self.k}×{self.k}", block_layers("grouped", self.c_in, self.c_out, self.k))]
        rows += [(" + ".join(_written(layer) for layer in self.layers) or "no such layer", self.layers)]
        body = "".join(
            f"<tr><td>{rich(name)}</td>{''.join(f'<td>{n:,}</td>' for n in costs(layers, self.h))}</tr>"
            for name, layers in rows
        )
        head = "".join(f"<th>{word}</th>" for word in ("", "2-D kernels", "weights", "multiplications"))
        told = f"{self.c_in} maps of {self.h}×{self.h} in and {self.c_out} out; no biases."
        table = f'<div class="ck-table"><table><tr>{head}</tr>{body}</table></div>'
        return f"<p><strong>{rich(self.question)}</strong></p>{table}<p>{told}</p>"


WIRINGS = [
    {"label": "all read all", "kind": "grouped", "groups": 1, "chosen": []},
    {"label": "two groups", "kind": "grouped", "groups": 2, "chosen": []},
    {"label": "each map alone", "kind": "grouped", "groups": 8, "chosen": []},
    {"label": "alone, then mixed", "kind": "separable", "groups": 1, "chosen": []},
]


def _squeezes(c: int) -> list[dict[str, Any]]:
    """A quarter as in ResNet, half as in the text."""
    return [
        {"label": name, "mid": max(1, c // n), "c_in": c, "c_out": c}
        for name, n in (("a quarter", 4), ("a half", 2))
    ]


def _written(layer: Layer) -> str:
    kernel = "×".join(map(str, layer.kernel))
    groups = f" in {layer.groups} groups" if layer.groups > 1 else ""
    return f"{kernel}{groups} ({layer.in_channels} to {layer.out_channels})"


def _costs(h: int, c_in: int, k: int, c_out: int) -> dict[str, int]:
    _, weights, multiplications = costs(block_layers("grouped", c_in, c_out, k), h)
    return {"weights": weights, "multiplications": multiplications}
