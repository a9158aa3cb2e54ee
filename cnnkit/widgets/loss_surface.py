"""`LossSurface`: slices of the loss round trained networks, two at a time, turned by hand, on one scale."""

import math
from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import OneOf, Whole
from cnnkit.widgets.weights import stored

__all__ = ["ARMS", "LossSurface", "cut", "dents", "heights"]

ARMS = ("plain-20", "residual-20", "plain-56", "residual-56")

Surface = list[list[float]]
BOTTOM = 2
"""Steps round the middle that count as the bottom of its own bowl."""


def heights(surface: Surface, low: float, high: float) -> list[list[float]]:
    """Where each loss stands between `low` (0) and `high` (1), in powers of ten; beyond them 0 or 1."""
    span = math.log10(high / low)
    place = lambda loss: min(1.0, max(0.0, math.log10(max(loss, low) / low) / span))
    return [[place(loss) for loss in row] for row in surface]


def cut(surface: Surface, second: bool = False) -> list[float]:
    """The losses through the middle, along the first direction or the second."""
    middle = len(surface) // 2
    return list(surface[middle]) if second else [row[middle] for row in surface]


def dents(surface: Surface) -> int:
    """Points off the edge, and beyond the bottom in the middle, that lie below all of their neighbours."""
    size, middle = len(surface), len(surface) // 2
    found = 0
    for i in range(1, size - 1):
        for j in range(1, size - 1):
            round_it = [surface[i + a][j + b] for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
            found += max(abs(i - middle), abs(j - middle)) > BOTTOM and surface[i][j] < min(round_it)
    return found


class LossSurface(Widget):
    """Two slices through the loss of trained networks; both turn together.

        LossSurface()                                    # plain-20 beside residual-20
        LossSurface(left="residual-20", right="residual-56", turn=120)

    Networks and steps are those of `python -m cnnkit.recipes loss_surfaces`: directions normalised filter by
    filter, running statistics taken anew at every point. Raises `WidgetError` for another network or turn.
    """

    slug = "loss-surface"

    question = t.Unicode("Which of the two is easier to roll down?").tag(sync=True)
    left = OneOf(ARMS, help="network of the first panel").tag(sync=True)
    right = OneOf(ARMS, help="network of the second panel").tag(sync=True)
    turn = Whole(30, min=0, max=355, help="degrees about the vertical axis").tag(sync=True)
    surfaces = t.Dict(help="network -> losses by step along the first direction, then the second").tag(
        sync=True
    )
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("loss_surfaces.json")
        kept = {arm: saved[arm] for arm in ARMS if arm in saved}
        super().__init__(**{"surfaces": kept, "right": "residual-20", **kwargs})

    @t.validate("left", "right")
    def _legal_network(self, proposal: Any) -> str:
        if self.surfaces and proposal.value not in self.surfaces:
            raise WidgetError(
                f"no slice of {proposal.value!r} is stored; there are {', '.join(self.surfaces)}"
            )
        return proposal.value

    @t.validate("presets")
    def _legal_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"left", "right", "turn"})

    @property
    def range(self) -> tuple[float, float]:
        """The least and the largest loss of all networks: the one scale of colours and heights."""
        every = [loss for surface in self.surfaces.values() for row in surface for loss in row]
        return min(every), max(every)

    @property
    def middles(self) -> dict[str, float]:
        """The loss at the trained weights of the two that are shown."""
        return {arm: cut(self.surfaces[arm])[len(self.surfaces[arm]) // 2] for arm in (self.left, self.right)}

    @property
    def dents(self) -> dict[str, int]:
        """How many other hollows each of the two slices has."""
        return {arm: dents(self.surfaces[arm]) for arm in (self.left, self.right)}

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        pairs = [
            ("With and without skips", "plain-20", "residual-20"),
            ("The same with 56 layers", "plain-56", "residual-56"),
            ("What depth does to the plain one", "plain-20", "plain-56"),
            ("What depth does to the residual one", "residual-20", "residual-56"),
        ]
        return [
            {"label": label, "left": left, "right": right}
            for label, left, right in pairs
            if left in self.surfaces and right in self.surfaces
        ]

    @t.default("still")
    def _still(self) -> str:
        low, high = self.range
        told = "; ".join(
            f"{arm}: loss {self.middles[arm]:.2g} at the trained weights, other hollows: {self.dents[arm]}"
            for arm in dict.fromkeys((self.left, self.right))
        )
        picture = Drawing(420, 200, told)
        for place, arm in enumerate((self.left, self.right)):
            picture.text(100 + 210 * place, 12, arm, bold=True)
            for i, row in enumerate(heights(self.surfaces[arm], low, high)[::2]):  # a quarter says it
                for j, height in enumerate(row[::2]):
                    x, y = 10 + 210 * place + 16 * i, 24 + 15.6 * j
                    picture.rect(x, y, 16.1, 15.7, fill="orange", stroke="none", opacity=height)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}.</p>"
