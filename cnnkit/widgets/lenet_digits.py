"""`LeNetDigits`: what the widgets share that run LeNet-5 on a digit: one that ships, a drawing, a picture."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.forward import conv2d, pool2x2, softmax
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.stills import first_of_each_class
from cnnkit.widgets.traits import STROKES, Numbers, Whole
from cnnkit.widgets.weights import checked, packed, shipped

__all__ = ["NETWORK", "SHAPES", "LeNetDigits", "enlarge", "forward"]

SHAPES = {
    "stem.0.weight": (6, 1, 5, 5), "stem.0.bias": (6,),  # C1
    "body.0.weight": (16, 6, 5, 5), "body.0.bias": (16,),  # C3
    "head.1.weight": (120, 400), "head.1.bias": (120,),  # C5: each unit sees all of S4
    "head.3.weight": (84, 120), "head.3.bias": (84,),  # F6
    "head.5.weight": (10, 84), "head.5.bias": (10,),
}  # fmt: skip
NETWORK = {
    "input": [1, 32, 32],
    "layers": [
        {"name": "stem.0", "kind": "conv", "out": 6, "kernel": 5},
        {"name": "stem.1", "kind": "tanh"},
        {"name": "stem.2", "kind": "avgpool", "kernel": 2, "stride": 2},
        {"name": "body.0", "kind": "conv", "out": 16, "kernel": 5},
        {"name": "body.1", "kind": "tanh"},
        {"name": "body.2", "kind": "avgpool", "kernel": 2, "stride": 2},
        {"name": "head.0", "kind": "flatten"},
        {"name": "head.1", "kind": "linear", "out": 120},
        {"name": "head.2", "kind": "tanh"},
        {"name": "head.3", "kind": "linear", "out": 84},
        {"name": "head.4", "kind": "tanh"},
        {"name": "head.5", "kind": "linear", "out": 10},
    ],
}
"""What `describe` says of `create_model("lenet5")`; a page that shows it imports no torch."""


class LeNetDigits(Widget):
    """A widget with a digit and a LeNet-5 that reads it: `digitDesk(ui, …)` in its front end.

    `weights` is the state of `create_model("lenet5")`, tensors or arrays, 61,706 numbers; without it, those
    that ship. `arrays` are the weights, `counts` the ten examples `(10, 8, 8)` from 0 to 16. Raises
    `WidgetError` on another shape (it names the key, the shape that came, the shape wanted) and on an example
    that is not there.
    """

    engine = True

    network = t.Dict(NETWORK, help="the layers, as the engine takes them").tag(sync=True)
    weights = t.Bytes(b"", help="float32, cut by `manifest`").tag(sync=True)
    manifest = t.List(help="[[name, shape], …]").tag(sync=True)
    examples = t.Bytes(b"", help="the first held-out image of each class: 10 × 64 counts from 0 to 16").tag(
        sync=True
    )
    first = t.Bytes(b"", help="the first frame: activations of all layers").tag(sync=True)
    first_example = Whole(3, min=0, max=9, help="the example that the first frame shows").tag(sync=True)

    example = Whole(3, min=-1, max=9, help="which example is on the pad; −1: a drawing").tag(sync=True)
    strokes = Numbers([], min=0, max=1, help="the drawing: lists of [x, y] in a square of side 1").tag(
        sync=True, like=STROKES
    )
    probabilities = t.List(t.Float(), help="what the network answers, classes 0 to 9").tag(sync=True)

    def __init__(self, weights: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        name = type(self).__name__
        self.arrays = checked(shipped("lenet5_digits") if weights is None else weights, SHAPES, name)
        super().__init__(**kwargs)
        if not 0 <= self.example <= 9:
            raise WidgetError(f"example={self.example}: there is one for each digit, 0 to 9")
        self.counts, self.first_example = first_of_each_class(), self.example
        self.weights, self.manifest = packed(self.arrays)
        self.examples = self.counts.tobytes()
        self.probabilities = softmax(self.layers()[-1])

    def layers(self) -> list[np.ndarray]:
        """Activations of C1, S2, C3, S4, C5, F6 and the logits for the example that is shown."""
        return forward(self.arrays, enlarge(self.counts[self.example] / 16))


def enlarge(x: np.ndarray) -> np.ndarray:
    """`(8, 8)` -> `(32, 32)` as `cnnkit.data.digits.enlarge` does: thrice, bilinear, black border of 4."""
    at = np.maximum((np.arange(24) + 0.5) / 3 - 0.5, 0)
    low = np.floor(at).astype(int)
    high, part = np.minimum(low + 1, 7), at - low
    rows = x[low] * (1 - part)[:, None] + x[high] * part[:, None]
    return np.pad(rows[:, low] * (1 - part) + rows[:, high] * part, 4).astype(np.float32)


def forward(weights: Mapping[str, np.ndarray], x: np.ndarray) -> list[np.ndarray]:
    """Activations of C1, S2, C3, S4, C5, F6 and the logits for one picture `(32, 32)`."""
    w1, b1, w3, b3, w5, b5, w6, b6, w7, b7 = weights.values()
    c1 = np.tanh(conv2d(x[None], w1, b1))
    s2 = pool2x2(c1, "mean")
    c3 = np.tanh(conv2d(s2, w3, b3))
    s4 = pool2x2(c3, "mean")
    c5 = np.tanh(w5 @ s4.ravel() + b5)
    f6 = np.tanh(w6 @ c5 + b6)
    return [c1, s2, c3, s4, c5, f6, w7 @ f6 + b7]
