"""`TemplateMatch`: ten whole-image templates of a linear classifier; which pixels vote for which class."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.stills import first_of_each_class, map_image, page, picture
from cnnkit.widgets.traits import STROKES, Numbers, Whole
from cnnkit.widgets.weights import checked, packed, shipped

SHAPES = {"weight": (10, 64), "bias": (10,)}
MOST = 4  # pixels that a digit can be moved


class TemplateMatch(Widget):
    """A digit of 8×8 pixels against ten learnt templates; move it by a pixel and see the scores change.

        TemplateMatch()                             # the held-out 3, moved so that it loses
        TemplateMatch(model.state_dict(), digit=8, dx=0, dy=0)

    `weights` holds `weight` (10, 64) and `bias` (10,) of a linear classifier of pixels in [0, 1]. Where no
    move is given, the smallest one after which another class wins is searched. Raises `WidgetError` on other
    shapes and on moves of more than 4 pixels.
    """

    slug = "template-match"
    engine = True

    question = t.Unicode("Which pixels vote for which class?").tag(sync=True)

    weights = t.Bytes(b"", help="float32, cut by `manifest`").tag(sync=True)
    manifest = t.List(help="[[name, shape], …]").tag(sync=True)
    examples = t.Bytes(b"", help="first held-out image of each class: 10 × 64 counts 0–16").tag(sync=True)

    scores = t.List(t.Float(), help="the first frame's, classes 0 to 9").tag(sync=True)
    most = t.Float(1, help="the largest score of any example, by its size: the scale of the bars").tag(
        sync=True
    )

    digit = Whole(3, min=-1, max=9, help="which example is shown; −1: a drawing").tag(sync=True)
    strokes = Numbers([], min=0, max=1, help="the drawing: lists of [x, y] in a square of side 1").tag(
        sync=True, like=STROKES
    )
    dx = Whole(0, min=-MOST, max=MOST, help="pixels moved to the right").tag(sync=True)
    dy = Whole(0, min=-MOST, max=MOST, help="pixels moved down").tag(sync=True)
    mode = t.Enum(["drag", "draw"], "drag", help="what a finger on the picture does").tag(sync=True)
    chosen = Whole(0, min=0, max=9, help="the class whose votes are shown").tag(sync=True)

    def __init__(self, weights: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        arrays = checked(shipped("linear_digits") if weights is None else weights, SHAPES, "TemplateMatch")
        super().__init__(**kwargs)
        if not 0 <= self.digit <= 9:
            raise WidgetError(f"digit={self.digit}: there is an example for each digit, 0 to 9")
        examples = first_of_each_class()
        self.weights, self.manifest = packed(arrays)
        self.examples = examples.tobytes()
        x = examples[self.digit] / 16
        if not {"dx", "dy"} & kwargs.keys():
            self.dx, self.dy = losing_move(arrays, x, self.digit)
        moved = shift(x, self.dx, self.dy)
        scores = arrays["weight"] @ moved.ravel() + arrays["bias"]
        self.scores = scores.tolist()
        all_scores = arrays["weight"] @ (examples.reshape(10, 64).T / 16) + arrays["bias"][:, None]
        self.most = float(np.abs(all_scores).max())
        if "chosen" not in kwargs:
            self.chosen = int(np.argmax(scores))
        if not self.still:
            self.still = self._first_still(moved, arrays["weight"].reshape(10, 8, 8), scores)

    def _first_still(self, x: np.ndarray, templates: np.ndarray, scores: np.ndarray) -> str:
        best = int(np.argmax(scores))
        votes = templates[best] * x
        return page(
            self.question,
            picture(x, f"A handwritten {self.digit}, moved {self.dx} right and {self.dy} down"),
            map_image(templates, "Ten templates", 300, columns=5, top=float(np.abs(templates).max())),
            map_image(
                votes[None], f"The votes of its pixels for {best}", 140, columns=1, top=np.abs(votes).max()
            ),
            words=f"{best} wins with score {scores[best]:.1f}; {self.digit} has {scores[self.digit]:.1f}.",
        )


def shift(x: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """`(8, 8)` moved by whole pixels; zeros come in, what leaves is lost."""
    padded = np.pad(x, MOST)
    return padded[MOST - dy : MOST - dy + 8, MOST - dx : MOST - dx + 8]


def losing_move(weights: Mapping[str, np.ndarray], x: np.ndarray, label: int) -> tuple[int, int]:
    """The smallest move (dx, dy) after which another class than `label` wins; (0, 0) if none does."""
    moves = sorted(
        ((dx, dy) for dx in range(-2, 3) for dy in range(-2, 3)),
        key=lambda move: (move[0] ** 2 + move[1] ** 2, -move[0]),
    )
    for dx, dy in moves:
        if np.argmax(weights["weight"] @ shift(x, dx, dy).ravel() + weights["bias"]) != label:
            return dx, dy
    return 0, 0
