"""`TrainLab`: train small plain and residual networks in the page, two at a time."""

import zlib
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets as t

from cnnkit.visualize.spans import span
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.lab_presets import PRESETS
from cnnkit.widgets.lab_switches import CHOICES, Switches
from cnnkit.widgets.recording import Recording
from cnnkit.widgets.stills import digits, page
from cnnkit.widgets.traits import Whole

if TYPE_CHECKING:
    from cnnkit.widgets.lab_training import Run

SHIPPED = Path(__file__).parent / "data" / "train_lab.json"
"""What `python -m cnnkit.recipes train_lab` recorded."""


class TrainLab(Widget):
    """Two runs side by side: recorded ones first, and on a press trained in the page.

        TrainLab()               # plain-56 against residual-56, batch norm in both
        TrainLab("scaling")      # another set of presets: "degradation", "activations", "scaling", "labels"
        TrainLab(left={"depth": 8}, right={"depth": 8, "dropout": 0.2})
        TrainLab().run()         # the same two runs in plain torch: two `Run`s

    `left` and `right` are switches (`cnnkit.widgets.lab_switches.Switches`); what they leave out is as it is
    by default. The network of He et al. 2016, section 4.2, on the shipped 8×8 digits: six epochs of 20
    batches of 64, SGD with momentum 0.9 and weight decay 1e-4. Raises `WidgetError` on switches that the page
    does not offer.
    """

    slug = "train-lab"
    engine = True

    question = t.Unicode("Which explanation survives which switch?").tag(sync=True)

    presets = t.List(t.Dict(), help="{label, left, right} of each button").tag(sync=True)
    left = t.Dict(help="switches of the first run").tag(sync=True)
    right = t.Dict(help="switches of the second run").tag(sync=True)
    seed = Whole(1, min=1, max=9999, help="of what is trained here; recorded are 1, 2 and 3").tag(sync=True)

    choices = t.Dict(help="what each switch may be").tag(sync=True)
    recording = t.Dict(help="axes, facts, series, and what the frames are").tag(sync=True)
    frames = t.Bytes(b"", help="gradient norms by layer").tag(sync=True)
    digits = t.Bytes(b"", help="deflated: 64 counts a digit, then the labels").tag(sync=True)

    def __init__(
        self,
        presets: str = "degradation",
        *,
        left: Switches | Mapping[str, Any] | None = None,
        right: Switches | Mapping[str, Any] | None = None,
        record: Recording | None = None,
        **kwargs: Any,
    ) -> None:
        if presets not in PRESETS:
            raise WidgetError(f"presets={presets!r}: give one of {', '.join(PRESETS)}")
        self.record = Recording.load(SHIPPED) if record is None else record
        offered = [
            {"label": claim, "left": Switches.of(a).as_dict(), "right": Switches.of(b).as_dict()}
            for claim, a, b in PRESETS[presets]
        ]
        sides = {
            side: offered[0][side] if given is None else Switches.of(given).as_dict()
            for side, given in (("left", left), ("right", right))
        }
        super().__init__(presets=offered, **sides, **kwargs)
        self.choices = {name: list(values) for name, values in CHOICES.items()}
        self.recording, self.frames = self.record.packed()
        self.digits = packed_digits()
        if not self.still:
            self.still = self._first_still()

    @t.validate("left", "right")
    def _switches(self, proposal: Any) -> dict[str, Any]:
        return Switches.of(proposal["value"]).as_dict()

    @property
    def sides(self) -> tuple[Switches, Switches]:
        """Both runs as they are switched now."""
        return Switches.of(self.left), Switches.of(self.right)

    def run(self) -> "list[Run]":
        """Both runs in plain torch, from the start, the order, the masks and the labels of the page."""
        from cnnkit.widgets.lab_training import train  # torch: only for those who train

        return [train(switches, self.seed) for switches in self.sides]

    def drift(self, steps: int = 10) -> list[list[float]]:
        """Of both runs: by how much torch's own float32 and float64 differ in each of the first losses."""
        from cnnkit.widgets.lab_training import drift  # torch: only for those who train

        return [drift(switches, self.seed, steps) for switches in self.sides]

    def recorded(self, switches: Switches | Mapping[str, Any], series: str) -> np.ndarray | None:
        """`loss`, `accuracy` or `held` of a recorded run, `(seeds, points)`; None where there is none."""
        key = Switches.of(switches).key
        if key not in self.record.axes["run"]:
            return None
        return self.record.at(series, run=self.record.axes["run"].index(key))

    def _first_still(self) -> str:
        rows, words = [], []
        for switches in self.sides:
            found = [self.recorded(switches, series) for series in ("accuracy", "held")]
            cells = ["not recorded" if one is None else _span(one[:, -1]) for one in found]
            name = f"{switches.name}{'' if switches.norm else ' without batch norm'}"
            if switches.skip and switches.scale != 1:
                name += f", branches times {switches.scale:g}"
            rows.append("".join(f"<td>{escape(cell)}</td>" for cell in (name, *cells)))
            words.append(f"{name}: {cells[0]}")
        head = "".join(f"<th>{word}</th>" for word in ("", "right in training, epoch 6", "right, held out"))
        table = f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
        said = (
            f"Share of training digits read right in the last of six epochs, three seeds. {'; '.join(words)}."
        )
        return page(self.question, table, words=said)


def _span(values: np.ndarray) -> str:
    """ "0.19 to 0.24", or what came of it."""
    if not np.isfinite(values).all():
        return "stopped: the loss is not a number"
    return span(values.tolist())


@cache
def packed_digits() -> bytes:
    """All 1,797 digits, 44 kB: 64 counts from 0 to 16 each, then the labels, deflated."""
    return zlib.compress(b"".join(array.tobytes() for array in digits()), 9)
