"""`LiveDetector`: a scene that the reader composes, and what the chapter's YOLO finds in it, in the page."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import traitlets as t

from cnnkit.visualize.drawing import colour
from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import OneOf, Whole

if TYPE_CHECKING:
    from torch import Tensor

    from cnnkit.detection import YoloV1
    from cnnkit.widgets.scene_painter import Painted

BACKGROUNDS = ("stripes", "checks", "clouds")
SIDE = 112
MOST = 6
RADIUS = (8, 28)
"""px; in training an object's radius lay between 11 and 22."""
CLASSES = (
    "disc", "square", "triangle", "star", "heart",
    "digit 2", "digit 3", "digit 4", "digit 6", "digit 7",
)  # fmt: skip
"""As `cnnkit.data.scene_sets` names them; a test holds the two together."""
NEAR = [[0, 42, 44, 17, 0, 5], [0, 60, 56, 17, 0, 2], [3, 84, 28, 14, 20, 9], [7, 30, 88, 16, 0, 4]]
"""Two discs of which one hides part of the other, a star, and a handwritten 4."""


class Answer(NamedTuple):
    """One box that the network found: `name` of its class, score, and x0 y0 x1 y1 in pixels."""

    name: str
    score: float
    box: list[float]


class LiveDetector(Widget):
    """Ten kinds of objects are put on a background, moved, turned and resized; YOLO finds them, live.

        LiveDetector()                       # the weights that ship with cnnkit
        LiveDetector(model, threshold=0.1)   # your own `YoloV1` of 112 pixels, S = 7, B = 2, C = 10

    `objects` are lists of class, x, y, radius (pixels of 112), degrees and a seed for the colours; later ones
    hide earlier ones. The picture is painted in the page; the first answer is computed here, and the weights
    come when the reader first touches the widget. `painted`, `answers` and `raw` are what the page shows.
    Raises WidgetError for objects, backgrounds and shares that the page cannot show, and for another network.
    """

    slug = "live-detector"
    engine = True

    question = t.Unicode("What does the network miss, and what does it invent?").tag(sync=True)

    network = t.Dict(help="the layers, as the engine takes them").tag(sync=True)
    weights = t.Bytes(b"", help="a safetensors file, filters as bytes with a step each").tag(sync=True)
    hands = t.Bytes(b"", help="10 digits × 3 examples × 64 counts from 0 to 16").tag(sync=True)
    first = t.Bytes(b"", help="the network's 20×7×7 answers to the first scene, float32").tag(sync=True)
    classes = t.List(t.Unicode(), list(CLASSES)).tag(sync=True)

    objects = t.List(NEAR, help="[[class, x, y, radius, degrees, seed], …], farthest first").tag(sync=True)
    chosen = Whole(-1, min=-1, max=MOST - 1, help="the object that is chosen, −1 for none").tag(sync=True)
    background = OneOf(BACKGROUNDS).tag(sync=True)
    seed = Whole(1, min=0, max=9999, help="of the background's colours and noise").tag(sync=True)
    strokes = t.Bool(False, help="whether stray strokes lie on the background").tag(sync=True)
    threshold = t.Float(0.25, help="least score of a box").tag(sync=True)
    overlap = t.Float(0.5, help="IoU above which a rival is dropped").tag(sync=True)
    dropped = t.Bool(False, help="whether boxes that suppression drops are shown").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, model: "YoloV1 | None" = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if model is None:
            from cnnkit.detection.ready import yolo

            model = yolo("scenes")
        self._model = _checked(model)
        self.network, self.weights = _carried(self._model)
        from cnnkit.widgets.scene_painter import handwriting

        self.hands = handwriting().tobytes()
        self.first = self.raw.tobytes()
        if not self.still:
            self.still = self._first_still()

    @t.validate("objects")
    def _valid_objects(self, proposal: Any) -> Any:
        if len(proposal.value) > MOST:
            raise WidgetError(f"{len(proposal.value)} objects: the scene takes {MOST} at most")
        for one in proposal.value:
            whole = len(one) == 6 and all(isinstance(v, int) and not isinstance(v, bool) for v in one)
            if not whole or one[0] not in range(len(CLASSES)):
                raise WidgetError(
                    f"object {one}: legal are [class 0 to {len(CLASSES) - 1}, x, y, radius, degrees, seed], "
                    "whole numbers"
                )
            if not (all(0 <= v <= SIDE for v in one[1:3]) and RADIUS[0] <= one[3] <= RADIUS[1]):
                raise WidgetError(
                    f"object {one}: its middle lies in 0 to {SIDE} pixels, its radius in "
                    f"{RADIUS[0]} to {RADIUS[1]}"
                )
            if not (-180 <= one[4] <= 180 and 0 <= one[5] <= 9999):
                raise WidgetError(f"object {one}: degrees lie in -180 to 180, a seed in 0 to 9999")
        return proposal.value

    @t.validate("threshold", "overlap")
    def _valid_share(self, proposal: Any) -> float:
        if not 0 < proposal.value <= 1:
            raise WidgetError(f"{proposal.trait.name}={proposal.value}: legal is above 0, up to 1")
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        legal = {"objects", "chosen", "background", "seed", "strokes", "threshold", "overlap", "dropped"}
        return check_presets(proposal.value, legal)

    @property
    def painted(self) -> "Painted":
        """The picture, and what is seen of each object."""
        from cnnkit.widgets.scene_painter import Placed, paint

        placed = [Placed(*one) for one in self.objects]
        return paint(placed, self.background, self.seed, self.strokes, self.classes)

    @property
    def raw(self) -> np.ndarray:
        """What the last layer answers, `(20, 7, 7)` float32: sides still as roots."""
        import torch

        x = torch.from_numpy(self.painted.picture)[None]
        with torch.no_grad():
            return self._model.head(self._model.body((x - 0.5) / 0.25))[0].numpy()

    @property
    def answers(self) -> list[Answer]:
        """What is found, best first."""
        import torch

        x = torch.from_numpy(self.painted.picture)[None]
        found = self._model.find((x - 0.5) / 0.25, self.threshold, self.overlap)[0]
        return [
            Answer(self.classes[label], score, [SIDE * v for v in box])
            for box, score, label in zip(*(field.tolist() for field in found), strict=True)
        ]

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        plain = {
            "objects": NEAR, "chosen": -1, "background": "stripes", "seed": 1, "strokes": False,
            "threshold": 0.25, "overlap": 0.5, "dropped": False,
        }  # fmt: skip
        small = [[label, x, y, RADIUS[0], turn, seed] for label, x, y, _, turn, seed in NEAR]
        return [
            {"label": "Suppressed", **plain, "overlap": 0.1, "dropped": True},
            {"label": "Too small", **plain, "objects": small},
            {"label": "Upside down", **plain, "objects": [[7, 56, 56, 18, 180, 3]]},
            {"label": "Empty", **plain, "objects": [], "strokes": True, "threshold": 0.05},
        ]

    def _first_still(self) -> str:
        from cnnkit.widgets.real_network import webp_img

        found = self.answers
        told = ", ".join(f"{one.name} {one.score:.2f}" for one in found) or "nothing"
        there = ", ".join(self.classes[one[0]] for one in self.objects) or "no object"
        words = f"On the scene: {there}. The network finds: {told}."
        width = 336
        image = webp_img(np.kron(self.painted.picture, np.ones((3, 3), np.float32)), words, width)
        marks = "".join(_mark(one, width / SIDE) for one in found)
        over = f'<svg viewBox="0 0 {width} {width}" style="position:absolute;inset:0" aria-hidden="true">'
        frame = (
            f'<div style="position:relative;width:{width}px;max-width:100%">{image}{over}{marks}</svg></div>'
        )
        return f"<p><strong>{rich(self.question)}</strong></p>{frame}<p>{words}</p>"


def _mark(one: Answer, scale: float) -> str:
    x0, y0, x1, y1 = (scale * v for v in one.box)
    rect = f'x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" fill="none"'
    return (
        f'<rect {rect} stroke="{colour("paper")}" stroke-width="5"/>'
        f'<rect {rect} stroke="{colour("blue")}" stroke-width="2.5"/>'
    )


def _checked(model: "YoloV1") -> "YoloV1":
    wanted = {"S": 7, "B": 2, "C": len(CLASSES)}
    came = {key: getattr(model, key, None) for key in wanted}
    if came != wanted:
        raise WidgetError(f"LiveDetector takes a YoloV1 with {wanted}; here is one with {came}")
    return model.eval()


def _carried(model: "YoloV1") -> tuple[dict[str, Any], bytes]:
    """The network's layers up to the last convolution, and its weights as the file that the page reads."""
    from safetensors.torch import save
    from torch import nn

    from cnnkit.blocks.int8 import to_int8
    from cnnkit.widgets.engine import describe

    class Plain(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = model.body, model.head

        def forward(self, x: "Tensor") -> "Tensor":
            return self.head(self.body(x))

    state = {
        key: tensor for key, tensor in model.state_dict().items() if not key.endswith("num_batches_tracked")
    }
    return describe(Plain().eval(), (3, SIDE, SIDE)), save(to_int8(state))
