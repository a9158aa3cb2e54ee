"""`ResidualBlock`: one number through a residual block, and the slope that comes back on both ways."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich

BEND = 1.0
"""The branch is strength · relu(x − BEND)."""
BLOCKS = 27
"""Of a residual network with 56 layers: how many blocks with this slope are multiplied."""
X, STRENGTH = (-2.0, 4.0), (0.0, 2.0)


class ResidualBlock(Widget):
    """The reader moves how strong the branch is, and reads what arrives at the input.

        ResidualBlock()                          # strength 0: a copy
        ResidualBlock(strength=1, x=0.5)         # the ReLU of the branch is shut
        ResidualBlock(strength=0.5, skip=False)  # the plain twin

    One number `x` goes through y = x + strength · relu(x − 1); without `skip`, through the branch alone. A
    slope of 1 comes back to y. Raises WidgetError for values that the page cannot draw.
    """

    slug = "residual-block"

    question = t.Unicode("What reaches the input if the branch is dead?").tag(sync=True)

    x = t.Float(3.0, help="what enters, -2 to 4").tag(sync=True)
    strength = t.Float(0.0, help="of the branch, 0 to 2").tag(sync=True)
    skip = t.Bool(True).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("x", "strength")
    def _legal(self, proposal: Any) -> float:
        name, value = proposal["trait"].name, proposal["value"]
        low, high = X if name == "x" else STRENGTH
        if not low <= value <= high:
            raise WidgetError(f"{name}={value!r}: legal is {low:g} to {high:g}")
        return value

    @property
    def branch(self) -> float:
        return self.strength * max(0.0, self.x - BEND)

    @property
    def y(self) -> float:
        return self.branch + (self.x if self.skip else 0.0)

    @property
    def slopes(self) -> dict[str, float]:
        """What comes back through the skip and through the branch, and what 27 such blocks make of it."""
        through = {"skip": float(self.skip), "branch": self.strength if self.x > BEND else 0.0}
        return through | {"chain": sum(through.values()) ** BLOCKS}

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        plain = {"x": 3.0, "strength": 0.0, "skip": True}
        return [
            {"label": "A dead branch: the slope still arrives", **plain, "x": 0.5, "strength": 1.0},
            {
                "label": "No skip: the branch lets half through",
                **plain,
                "strength": 0.5,
                "skip": False,
            },
            {"label": "No skip, dead: nothing arrives", **plain, "x": 0.5, "strength": 1.0, "skip": False},
            {"label": "Times 0.1: 27 blocks stay tame", **plain, "strength": 0.1},
            {"label": "Times 1: 27 blocks explode", **plain, "strength": 1.0},
        ]

    @t.default("still")
    def _still(self) -> str:
        slopes = self.slopes
        told = (
            f"{self.x:g} enters and {self.y:g} leaves. Of a slope of 1, {slopes['skip']:g} comes back "
            f"through the skip and {slopes['branch']:g} through the branch."
        ).replace("-", "−")
        picture = Drawing(360, 84, told)
        for i, (name, value) in enumerate((("x", self.x), ("branch", self.branch), ("y", self.y))):
            picture.rect(8 + 118 * i, 10, 104, 60, fill="paper", stroke="blue", radius=8)
            picture.text(60 + 118 * i, 28, name)
            picture.text(60 + 118 * i, 52, f"{value:g}".replace("-", "−"), bold=True)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"
