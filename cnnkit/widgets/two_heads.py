"""`TwoHeads`: λ trains a tiny network with two heads, and its class error and box error part."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import OneOf, Whole
from cnnkit.widgets.two_heads_training import (
    CLASSES,
    LAMBDAS,
    LAYERS,
    SIDE,
    Trained,
    class_term,
    errors,
    run,
    unseen,
    whole_percent,
)

SHOWN = 12


class TwoHeads(Widget):
    """What does λ trade?

        TwoHeads()                                  # λ = 0.3: right classes, bad boxes
        TwoHeads(lam=300, layers="own")             # each head with four units of its own

    The page trains eight units and two heads on 1,500 drawn pictures (`two_heads_training`), once for each
    `lam`, one of 0.1, 0.3, 1 … 1000. `picture` is one of twelve unseen ones, `box` four whole numbers in per
    cent of the side, x0 y0 x1 y1, or none for the box that the network gives. Raises WidgetError for others.
    """

    slug = "two-heads"

    question = t.Unicode("What does λ trade?").tag(sync=True)
    lam = t.Float(0.3, help="weight of the box term").tag(sync=True)
    layers = OneOf(LAYERS).tag(sync=True)
    picture = Whole(6, min=1, max=SHOWN).tag(sync=True)
    box = t.List(t.Int(), [], help="the reader's box, or none for the network's").tag(
        sync=True, like=[10, 10, 90, 90]
    )
    seed = Whole(1, min=0, max=9999).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("lam")
    def _legal_lam(self, proposal: Any) -> float:
        if proposal["value"] not in LAMBDAS:
            legal = ", ".join(f"{v:g}" for v in LAMBDAS)
            raise WidgetError(f"lam={proposal['value']!r}: λ is one of {legal} here")
        return proposal["value"]

    @t.validate("box")
    def _legal_box(self, proposal: Any) -> list[int]:
        box = proposal["value"]
        if box and not (len(box) == 4 and 0 <= box[0] < box[2] <= 100 and 0 <= box[1] < box[3] <= 100):
            raise WidgetError(f"box={box!r}: x0 y0 x1 y1 in per cent of the side, 0 to 100, or none")
        return box

    @property
    def network(self) -> Trained:
        """As the page trains it."""
        return run(self.lam, self.layers, self.seed)

    @property
    def errors(self) -> dict[str, float]:
        """Of the unseen pictures: the share of wrong classes, `what`, and 1 − mean IoU, `where`."""
        return dict(zip(("what", "where"), errors(self.network, unseen(self.seed)), strict=True))

    @property
    def truth(self) -> tuple[str, list[float]]:
        """Class and box of the picture, in per cent of the side."""
        of = unseen(self.seed)
        return CLASSES[of.y[self.picture - 1]], [100 * float(v) for v in of.boxes[self.picture - 1]]

    @property
    def probabilities(self) -> dict[str, float]:
        """Of the picture's class, as the network has it."""
        return dict(zip(CLASSES, map(float, self._answers()[0]), strict=True))

    @property
    def shown_box(self) -> list[int]:
        """The reader's box, or the network's in whole per cent."""
        return list(self.box) or whole_percent(self._answers()[1])

    @property
    def terms(self) -> dict[str, float]:
        """Cross-entropy `what`, squared distance of the shown box `where` (sides are 1), and their `loss`."""
        what = class_term(self._answers()[0], CLASSES.index(self.truth[0]))
        where = sum((a / 100 - b / 100) ** 2 for a, b in zip(self.shown_box, self.truth[1], strict=True))
        return {"what": what, "where": where, "loss": what + self.lam * where}

    def _answers(self) -> tuple[Any, Any]:
        of = unseen(self.seed)
        probabilities, boxes = self.network(of.x[self.picture - 1 : self.picture])
        return probabilities[0], boxes[0]

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "Boxes rule", "lam": 300.0, "layers": "shared", "box": []},
            {"label": "Nothing shared", "lam": 300.0, "layers": "own", "box": []},
        ]

    @t.default("still")
    def _still(self) -> str:
        name, truth = self.truth
        says, p = max(self.probabilities.items(), key=lambda pair: pair[1])
        found, terms = self.errors, self.terms
        told = (
            f"With λ = {self.lam:g} the network calls the {name} a {says} ({p:.2f}). Class term "
            f"{terms['what']:.3f}, box term {terms['where']:.3f}. Of all unseen pictures "
            f"{found['what']:.0%} get a wrong class, and 1 − IoU is {found['where']:.2f} on average."
        )
        picture = Drawing(240, 240, told)
        picture.rect(4, 4, 232, 232, fill="paper")
        of, cell = unseen(self.seed).x[self.picture - 1].reshape(SIDE, SIDE), 232 / SIDE
        for row, column in zip(*of.nonzero(), strict=True):
            picture.rect(4 + cell * column, 4 + cell * row, cell, cell, fill="line", stroke="line")
        for box, tone, dash in ((truth, "green", "2 4"), (self.shown_box, "orange", "7 4")):
            x0, y0, x1, y1 = (4 + 2.32 * v for v in box)
            picture.rect(x0, y0, x1 - x0, y1 - y0, fill="none", stroke=tone, width=3, dash=dash)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"
