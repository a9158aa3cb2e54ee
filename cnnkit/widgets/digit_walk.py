"""`DigitWalk`: a digit on its way through LeNet-5: every map, every shape, the answer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.layer_sums import crossed
from cnnkit.widgets.lenet_digits import LeNetDigits
from cnnkit.widgets.stills import bars, page, picture
from cnnkit.widgets.walk import Walk, per_cent

__all__ = ["DigitWalk"]

LAYERS = ("C1", "S2", "C3", "S4", "C5", "F6", "Output")
"""What `layers` holds, in order."""
FULL = 0.9
LETTER_X = [[[0.2, 0.2], [0.8, 0.8]], [[0.8, 0.2], [0.2, 0.8]]]
"""Two strokes of something that no class is there for."""


class DigitWalk(Walk, LeNetDigits):
    """LeNet-5 walked on a digit: one that ships, one drawn by hand, or a picture of the reader's own.

        DigitWalk()                          # C1 on the held-out 3
        DigitWalk(at="C5", example=8)
        DigitWalk(model.state_dict())        # weights of your own

    All maps of the first digit come with the page; the network comes, and runs there, when another is wanted.
    A drawing and a picture take the road of the data set, and the page says what was done to them. `line`,
    `sums`, `maps` and `sentence` give in Python what the page says of an example. Weights and errors as in
    `LeNetDigits`; `WidgetError` also for a row that is not there.
    """

    slug = "digit-walk"
    NAME = "lenet5"
    ROWS = {
        "stem.0": "C1", "stem.2": "S2", "body.0": "C3", "body.2": "S4", "head.0": "flatten",
        "head.1": "C5", "head.3": "F6", "head.5": "Output",
    }  # fmt: skip

    question = t.Unicode(
        "Which layer is the last that still shows the digit? And what does the network call an X?"
    ).tag(sync=True)
    logits = t.List(t.Float(), help="what the first digit's output gives before the softmax").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, weights: Mapping[str, Any] | None = None, *, at: str = "C1", **kwargs: Any) -> None:
        super().__init__(at=at, weights=weights, **kwargs)
        *layers, logits = self.layers()
        # float32, so that the page counts the same places before and after the network has come
        self.first = np.concatenate([maps.ravel() for maps in layers]).astype("<f4").tobytes()
        self.logits = logits.tolist()
        if not self.still:
            self.still = self._first_still()

    @property
    def maps(self) -> np.ndarray:
        """What the chosen row gives of the example: `(c, h, w)`, or `(n,)`."""
        layers: dict[str, np.ndarray] = dict(zip(LAYERS, self.layers(), strict=True))
        return layers["S4"].ravel() if self.line.label == "flatten" else layers[self.line.label]

    @property
    def saturated(self) -> float:
        """Share of what the chosen row gives that lies beyond ±0.9, where a tanh hardly moves any more."""
        return float(np.mean(np.abs(self.maps) > FULL))

    @property
    def sentence(self) -> str:
        """What the page says of an example."""
        best, line = int(np.argmax(self.probabilities)), self.line
        places = "units" if line.numbers["kind"] == "Linear" else "places"
        share = f"Beyond ±{FULL} at {per_cent(self.saturated)} of its {places}. "
        return (
            f"{line.label} gives {crossed(line.numbers['out'])}. "
            f"{'' if np.abs(self.maps).max() > 1 else share}"
            f"Of a held-out {self.example} the network says: {best}, {per_cent(self.probabilities[best])}."
        )

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [{"label": "An X, which is no digit", "example": -1, "strokes": LETTER_X}]

    @t.validate("presets")
    def _legal_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"at", "example", "strokes"})

    def _first_still(self) -> str:
        x, best = self.counts[self.example] / 16, int(np.argmax(self.probabilities))
        return page(
            self.question,
            picture(x, f"A handwritten {self.example} of 8 by 8 pixels", 132),
            self.drawn("LeNet-5", 32),
            bars(self.probabilities, f"Ten probabilities, the largest for {best}"),
            words=self.sentence,
        )
