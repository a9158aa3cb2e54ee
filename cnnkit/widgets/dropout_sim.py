"""`DropoutSim`: two hundred masks over five units, and where the sum is scaled."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.random_numbers import stream, uniform
from cnnkit.widgets.traits import OneOf, Whole

MASKS = 200
RULES = {"forgotten": (), "classic": ("test",), "inverted": ("train",), "twice": ("train", "test")}
"""When the share that is kept is put into the sum: it divides in training, it multiplies at test time."""


class DropoutSim(Widget):
    """What does the next layer read, in training and at test time?

        DropoutSim()                                  # half of the units dropped, and scaling forgotten
        DropoutSim(q=0.2, rule="inverted")            # as torch.nn.Dropout does

    `units` are the values of a layer, each dropped with probability `q` (0.1 to 0.8) in each of 200 masks;
    the next layer reads their sum. `rule` says where it is scaled: "forgotten", "classic" (at test time),
    "inverted" (in training) or "twice". Raises WidgetError for other values.
    """

    slug = "dropout-sim"

    question = t.Unicode(
        "The next layer has learnt on the training line. Which scaling puts the test line onto it?"
    ).tag(sync=True)

    units = t.List(t.Float(), [1.0, 2.0, 3.0, 4.0, 5.0]).tag(sync=True)
    q = t.Float(0.5, help="probability to drop a unit").tag(sync=True)
    rule = OneOf(tuple(RULES)).tag(sync=True)
    mask = Whole(MASKS, min=1, max=MASKS, help="which mask is looked at").tag(sync=True)
    seed = Whole(1, min=1, max=9999).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("q")
    def _legal_q(self, proposal: Any) -> float:
        if not 0.1 <= proposal["value"] <= 0.8:
            raise WidgetError(f"q={proposal['value']!r}: the share that is dropped is from 0.1 to 0.8 here")
        return proposal["value"]

    @t.validate("units")
    def _legal_units(self, proposal: Any) -> list[float]:
        if not 1 <= len(proposal["value"]) <= 8:
            raise WidgetError(f"{len(proposal['value'])} units: the row shows 1 to 8")
        return proposal["value"]

    @property
    def masks(self) -> list[list[int]]:
        """Of each mask, 1 for a unit that is kept; the page draws the same."""
        n = len(self.units)
        drawn = [uniform(self.seed, stream("dropout", 0, i), n) for i in range(MASKS)]
        return [[int(u >= self.q) for u in one] for one in drawn]

    @property
    def train(self) -> list[float]:
        """The sum that the next layer reads with each mask."""
        factor = 1 / (1 - self.q) if "train" in RULES[self.rule] else 1.0
        return [factor * sum(x * m for x, m in zip(self.units, mask, strict=True)) for mask in self.masks]

    @property
    def test(self) -> float:
        """The sum that it reads at test time."""
        return sum(self.units) * (1 - self.q if "test" in RULES[self.rule] else 1.0)

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "Inverted: nothing left to do at test", "q": 0.5, "rule": "inverted"},
            {"label": "Classic: scaled at test", "q": 0.5, "rule": "classic"},
            {"label": "Both: too small at test", "q": 0.5, "rule": "twice"},
        ]

    @t.default("still")
    def _still(self) -> str:
        mean = sum(self.train) / MASKS
        told = (
            f"Over {MASKS} masks the next layer read {mean:.1f} on average; "
            f"at test time it reads {self.test:.1f}."
        )
        top = 1.1 * max(mean, self.test, 1e-9)
        picture = Drawing(360, 96, told)
        for i, (name, value, tone) in enumerate((("training", mean, "blue"), ("test", self.test, "orange"))):
            y = 12 + 40 * i
            picture.text(8, y + 14, name, anchor="start")
            picture.rect(80, y, 220 * max(0.0, value) / top, 28, fill=tone, stroke=tone, opacity=0.4)
            picture.text(350, y + 14, f"{value:.1f}", anchor="end", bold=True)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"
