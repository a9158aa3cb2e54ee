"""`CapsuleRouting`: two parts vote for two wholes, and in three steps listen more to the votes that agree."""

import math
from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_depth, check_presets, check_range
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.traits import Numbers, Whole

Vector = list[float]
MOST = 2.0
"""How far a vote reaches along each axis."""
STEPS = 3
LIT = 0.5
"""A whole of this length or more counts as found."""
PARTS, WHOLES = ("dots", "bar"), ("face", "house")


def squash(s: Vector) -> Vector:
    """The same direction, and the length l becomes l²/(1 + l²)."""
    length = math.hypot(*s)
    return [x * length / (1 + length**2) for x in s]


def route(votes: list[list[Vector]], steps: int) -> list[dict[str, Any]]:
    """`couplings` [part][whole] and `wholes` [whole][axis] after each step of `votes` [part][whole][axis]."""
    parts, wholes = len(votes), len(votes[0])
    axes = range(len(votes[0][0]))
    agreement = [[0.0] * wholes for _ in range(parts)]
    found = []
    for _ in range(steps):
        raised = [[math.exp(b) for b in row] for row in agreement]
        couplings = [[e / sum(row) for e in row] for row in raised]
        heard = [
            squash([sum(couplings[i][j] * votes[i][j][d] for i in range(parts)) for d in axes])
            for j in range(wholes)
        ]
        found.append({"couplings": couplings, "wholes": heard})
        for i in range(parts):
            for j in range(wholes):
                agreement[i][j] += sum(a * b for a, b in zip(votes[i][j], heard[j], strict=True))
    return found


class CapsuleRouting(Widget):
    """Two parts, dots and a bar, vote for a face and for a house; the votes for the face can be dragged.

        CapsuleRouting()                              # the votes for the face are opposite
        CapsuleRouting(face=[[1.5, 0.0], [1.5, 0.0]])  # they agree

    `face` and `house` hold one vote `[x, y]` for each part, from -2 to 2; `step` is the step that is drawn.
    `steps` has the couplings and the wholes of all three.

    Raises WidgetError (a ValueError) for votes of another shape or out of range, and for a fourth step.
    """

    slug = "capsule-routing"

    face = Numbers([[1.2, 0.9], [-1.2, -0.6]], min=-MOST, max=MOST).tag(sync=True)
    house = Numbers([[-0.2, 0.8], [0.7, 0.3]], min=-MOST, max=MOST).tag(sync=True)
    step = Whole(STEPS, min=1, max=STEPS).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def open(self) -> None:
        """Traits are checked together before they reach a page: called when the widget is made."""
        for name in ("face", "house"):
            votes = getattr(self, name)
            if check_depth(votes, name, (2,), "a vote [x, y] for each of the two parts") != (2, 2):
                raise WidgetError(f"{name}={votes!r}: legal is a vote [x, y] for each of the two parts")
        check_range(self.step, "step", 1, STEPS, "routing takes three steps here")
        super().open()

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Couplings `[part][whole]` and wholes `[whole][axis]` after each of the three steps."""
        votes = [list(pair) for pair in zip(self.face, self.house, strict=True)]
        return route(votes, STEPS)

    @property
    def lengths(self) -> list[Vector]:
        """How long face and house are after each step."""
        return [[math.hypot(*whole) for whole in step["wholes"]] for step in self.steps]

    @property
    def sentence(self) -> str:
        """What the page says."""
        now = self.steps[self.step - 1]
        face, house = (math.hypot(*whole) for whole in now["wholes"])
        sent = " and ".join(
            f"the {part} {round(100 * row[0])} %" for part, row in zip(PARTS, now["couplings"], strict=True)
        )
        lengths = {"face": face, "house": house}
        lit = [name for name, length in lengths.items() if float(f"{length:.2f}") >= LIT]
        light = "lights" if len(lit) == 1 else "light"
        found = f"The {' and the '.join(lit)} {light} up" if lit else "Nothing lights up"
        return (
            f"Step {self.step}: the face is {face:.2f} long, the house {house:.2f}. To the face go {sent} "
            f"of what they have. {found}."
        )

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"face", "house", "step"})

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "Agreement lights the face", "face": [[1.2, 0.9], [1.2, 0.6]], "step": 3},
            {"label": "One loud vote lights it too", "face": [[1.6, 1.2], [0.0, 0.0]], "step": 3},
            {"label": "Step 1: all are heard alike", "face": [[1.2, 0.9], [1.2, 0.6]], "step": 1},
        ]

    @t.default("still")
    def _still(self) -> str:
        return f"<p><strong>{self.question}</strong></p>{self._drawing().svg()}<p>{self.sentence}</p>"

    def _drawing(self) -> Drawing:
        """The first frame: the votes for each whole, and the whole that they make."""
        now, unit, side = self.steps[self.step - 1], 46, 220
        picture = Drawing(2 * side + 40, side + 40, alt=f"Two votes for each of two wholes. {self.sentence}")
        for j, (name, votes) in enumerate(zip(WHOLES, (self.face, self.house), strict=True)):
            left = 10 + j * (side + 20)
            x0, y0 = left + side / 2, side / 2 + 30
            picture.text(
                left, 16, f"{name}: {self.lengths[self.step - 1][j]:.2f} long", anchor="start", bold=True
            )
            picture.rect(left, 30, side, side, fill="paper")
            for (x, y), colour, dash in zip(votes, ("blue", "orange"), ("", "7 4"), strict=True):
                picture.line(
                    x0, y0, x0 + unit * x, y0 - unit * y, stroke=colour, width=2.5, dash=dash, arrow=True
                )
            x, y = now["wholes"][j]
            picture.line(x0, y0, x0 + unit * x, y0 - unit * y, stroke="ink", width=5)
        return picture
