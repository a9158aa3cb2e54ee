"""`BackwardRules`: three ways back through a ReLU, on four numbers and through a net that reads a digit."""

import base64
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.stills import first_of_each_class, map_image, page, picture
from cnnkit.widgets.weights import stored

__all__ = ["DIGIT", "RULES", "BackwardRules"]

RULES = ("gradient", "deconvnet", "guided")
DIGIT = 8
"""The one whose maps come with the page; for the others the network runs."""
MOST = 9


class BackwardRules(Widget):
    """Edit what goes up and what comes down, choose a rule; below, the same rules through a whole network.

        BackwardRules()                            # x = 1 −1 2 −3, g = −2 3 4 −1; an 8, asked for a 3
        BackwardRules(rule="deconvnet", target=8)

    The network (two convolutions with ReLUs and max pools, trained on digits) comes when the reader first
    chooses another digit or class. Raises `WidgetError` for numbers that are no four whole ones from −9 to 9,
    another rule, or a digit or class that is none.
    """

    slug = "backward-rules"
    engine = True

    question = t.Unicode("Which numbers survive, and what does guided show that is no evidence?").tag(
        sync=True
    )

    x = t.List(t.Int(), [1, -1, 2, -3], help="what went into the ReLU").tag(sync=True)
    g = t.List(t.Int(), [-2, 3, 4, -1], help="what comes down").tag(sync=True)
    rule = t.Unicode("guided").tag(sync=True)
    digit = t.Int(DIGIT, help="the picture: the first held-out one of this class").tag(sync=True)
    target = t.Int(3, help="the class whose score goes backwards").tag(sync=True)
    network = t.Dict(help="the layers, as the engine takes them").tag(sync=True)
    weights = t.Bytes(b"", help="float32, cut by `manifest`").tag(sync=True)
    manifest = t.List(help="[[name, shape], …]").tag(sync=True)
    examples = t.Bytes(b"", help="10 × 64 counts from 0 to 16").tag(sync=True)
    maps = t.Bytes(b"", help="of the 8: rule × class × 32 × 32, −127 … 127 at each map's peak").tag(sync=True)
    alike = t.List(help="digit × rule × class: likeness to the map of the digit's own class").tag(sync=True)
    reads = t.List(help="what the network answers, digit by digit").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("backward_rules.json")
        weights = np.frombuffer(base64.b64decode(saved["weights"]), "<f2").astype("<f4")
        super().__init__(
            network=saved["description"],
            weights=weights.tobytes(),
            manifest=saved["manifest"],
            examples=first_of_each_class().tobytes(),
            maps=base64.b64decode(saved["maps"]),
            alike=saved["alike"],
            reads=saved["reads"],
            **kwargs,
        )
        if not self.still:
            self.still = self._first_still()

    @t.validate("x", "g")
    def _four(self, proposal: Any) -> list[int]:
        if len(proposal.value) != 4 or any(abs(v) > MOST for v in proposal.value):
            raise WidgetError(f"{proposal.trait.name}={proposal.value}: want four numbers from −9 to 9")
        return proposal.value

    @t.validate("rule")
    def _known(self, proposal: Any) -> str:
        if proposal.value not in RULES:
            raise WidgetError(f"rule={proposal.value!r}: legal are {', '.join(RULES)}")
        return proposal.value

    @t.validate("digit", "target")
    def _class(self, proposal: Any) -> int:
        if not 0 <= proposal.value <= 9:
            raise WidgetError(f"{proposal.trait.name}={proposal.value}: there are the digits 0 to 9")
        return proposal.value

    @property
    def result(self) -> list[int]:
        """What goes on downwards."""
        asks_input, asks_slope = self.rule != "deconvnet", self.rule != "gradient"
        return [
            g if (x > 0 or not asks_input) and (g > 0 or not asks_slope) else 0
            for x, g in zip(self.x, self.g, strict=True)
        ]

    def likeness(self, rule: str) -> float:
        """Cosine of the maps for `target` and for the digit's own class, 1 where they are the same."""
        return self.alike[self.digit][RULES.index(rule)][self.target]

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "The 8, asked for itself", "digit": 8, "target": 8},
            {"label": "The 8, asked for a 1", "digit": 8, "target": 1},
        ]

    def _first_still(self) -> str:
        maps = np.frombuffer(self.maps, np.int8).reshape(3, 10, 32, 32)[:, self.target] / 127
        numbers = ", ".join(f"{v}" for v in self.result).replace("-", "−")
        told = f"Of the four numbers that come down, {self.rule} lets through {numbers}."
        if self.digit != DIGIT:
            return page(self.question, picture(first_of_each_class()[self.digit] / 16, "A digit"), words=told)
        return page(
            self.question,
            picture(first_of_each_class()[self.digit] / 16, f"A handwritten {self.digit}", 110),
            map_image(maps, "Its maps by gradient, DeconvNet and guided back-propagation", 330, columns=3),
            words=told,
        )
