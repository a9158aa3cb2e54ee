"""`BnStream`: a batch of one channel on its way through batch norm, in train and in eval mode."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Number, Numbers, OneOf

EPS, MOMENTUM = 1e-5, 0.1
COUNTS = (1, 2, 4, 8)


class BnStream(Widget):
    """Whose mean is used? The reader drags the batch and switches the mode.

        BnStream()                                     # a batch of one in eval mode
        BnStream(mode="train", count=4, mean=2, spread=1)

    The batch is `count` values evenly spread around `mean` with standard deviation `spread`; `running` is the
    running mean and the running variance. `output` is what `torch.nn.BatchNorm2d` makes of them, `fed` the
    running pair after it has seen the batch in train mode. Raises WidgetError for values that the page cannot
    draw, and, as torch does, where a batch of one is to be normalized in train mode.
    """

    slug = "bn-stream"

    question = t.Unicode("Whose mean is used, the batch's or the running one?").tag(sync=True)

    mode = OneOf(("eval", "train")).tag(sync=True)
    count = t.Int(1, help="values in the batch: 1, 2, 4 or 8").tag(sync=True)
    mean = t.Float(3.0, help="of the batch, -6 to 6").tag(sync=True)
    spread = t.Float(1.0, help="its standard deviation, 0 to 4").tag(sync=True)
    gamma = Number(1.0, min=0, max=3).tag(sync=True)
    beta = Number(0.0, min=-3, max=3).tag(sync=True)
    running = Numbers([1.0, 4.0], min=-99, max=99, help="running mean and variance").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("count", "mean", "spread", "running")
    def _legal(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        legal = {
            "count": ("1, 2, 4 or 8", lambda: value in COUNTS),
            "mean": ("from -6 to 6", lambda: -6 <= value <= 6),
            "spread": ("from 0 to 4", lambda: 0 <= value <= 4),
            "running": (
                "a mean and a variance that is not negative",
                lambda: len(value) == 2 and value[1] >= 0,
            ),
        }
        words, holds = legal[name]
        if not holds():
            raise WidgetError(f"{name}={value!r}: legal is {words}")
        return value

    @property
    def batch(self) -> list[float]:
        """The values of the batch, in order."""
        width = ((self.count**2 - 1) / 12) ** 0.5 or 1.0
        return [self.mean + self.spread * (i - (self.count - 1) / 2) / width for i in range(self.count)]

    @property
    def used(self) -> tuple[float, float]:
        """The mean and the variance that are taken: the batch's in train mode, the running ones in eval."""
        return self._own if self.mode == "train" else (self.running[0], self.running[1])

    @property
    def _own(self) -> tuple[float, float]:
        mean = sum(self.batch) / self.count
        return mean, sum((v - mean) ** 2 for v in self.batch) / self.count

    @property
    def output(self) -> list[float]:
        if self.mode == "train" and self.count == 1:
            raise WidgetError("a batch of one in train mode has no spread to divide by; torch refuses it too")
        mean, variance = self.used
        return [self.gamma * (v - mean) / (variance + EPS) ** 0.5 + self.beta for v in self.batch]

    @property
    def fed(self) -> tuple[float, float]:
        """The running pair after this batch: moved a tenth towards it in train mode, as it was in eval."""
        if self.mode == "eval":
            return self.running[0], self.running[1]
        self.output  # noqa: B018  # refuses a batch of one
        mean, variance = self._own
        seen = mean, variance * self.count / (self.count - 1)
        a, b = ((1 - MOMENTUM) * r + MOMENTUM * v for r, v in zip(self.running, seen, strict=True))
        return a, b

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        plain = {"mean": 3.0, "spread": 1.0, "gamma": 1.0, "beta": 0.0, "running": [1.0, 4.0]}
        return [
            {"label": "Train: the batch's own mean", **plain, "mode": "train", "count": 4},
            {"label": "Train, one value: refused", **plain, "mode": "train", "count": 1},
            {"label": "γ = 2, β = 1 undo it", **plain, "mode": "eval", "count": 4, "gamma": 2.0, "beta": 1.0},
        ]

    @t.default("still")
    def _still(self) -> str:
        (mean, variance), values = self.used, self.batch
        try:
            came = f"{self.output[-1]:.2f}".replace("-", "−")
        except WidgetError:
            came = "refused"
        whose = "batch" if self.mode == "train" else "running"
        told = (
            f"{self.mode.capitalize()} mode, values in the batch: {self.count}. The {whose} mean {mean:g} "
            f"and variance {variance:g} are used: the last value, {values[-1]:.2f}, becomes {came}."
        ).replace("-", "−")
        picture = Drawing(360, 84, told)
        boxes = (("x", f"{values[-1]:.2f}"), (f"{whose} mean", f"{mean:.2f}"), ("y", came))
        for i, (name, value) in enumerate(boxes):
            picture.rect(8 + 118 * i, 10, 104, 60, fill="paper", stroke="blue", radius=8)
            picture.text(60 + 118 * i, 28, name).text(60 + 118 * i, 52, value.replace("-", "−"), bold=True)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"
