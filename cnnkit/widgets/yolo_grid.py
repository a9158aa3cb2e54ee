"""`YoloGrid`: objects on YOLO's grid, the numbers that a cell must say of them, and numbers back to boxes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_presets, check_range
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import OneOf, Whole
from cnnkit.widgets.yolo_guess import guess

if TYPE_CHECKING:
    from torch import Tensor

Box = list[float]

CLASSES = ("disc", "star", "cross")
BOXES = 2
"""Each cell has so many; YOLO v1 has two."""
MOST_OBJECTS = 4
SHARED = [[0, 0.36, 0.40, 0.60, 0.64], [1, 0.44, 0.52, 0.66, 0.72], [2, 0.06, 0.08, 0.26, 0.28]]
"""A disc and a star whose centres share a cell of a 3×3 grid, and a cross."""
AT_ONE = [[0, 0.36, 0.40, 0.60, 0.64], [1, 1 - 2**-53, 0.30, 1.0, 0.70]]
"""A disc, and a sliver at the right edge so thin that its centre is 1.0 in 64 bits."""
PAIR = [[0.38, 0.38, 0.64, 0.60], [0.28, 0.46, 0.50, 0.74]]
"""Of two predicted boxes the first fits the disc better."""


class YoloGrid(Widget):
    """The reader places objects and reads the target of a cell, drags its two predicted boxes, and decodes.

        YoloGrid()                                   # two centres in one cell of 3×3
        YoloGrid(cells=7)                            # each has a cell of its own
        YoloGrid(mode="decode", threshold=0.2)       # a made-up prediction and its boxes

    `objects` are lists of a class (0 disc, 1 star, 2 cross) and x0, y0, x1, y1 in parts of the side; `pair`
    are the two predicted boxes. What the page computes, `target`, `lost`, `responsible`, `prediction` and
    `found` compute by `cnnkit.detection`. Raises WidgetError for boxes that leave the picture or have no
    area, a class that is none, and a cell that is not there.
    """

    slug = "yolo-grid"

    question = t.Unicode("Two centres lie in one cell. Who is lost?").tag(sync=True)

    mode = OneOf(("target", "pair", "decode"), help="what is shown of the selected cell").tag(sync=True)
    cells = Whole(3, min=3, max=7, help="S: cells a side").tag(sync=True)
    objects = t.List(SHARED, help="[[class, x0, y0, x1, y1], …] in parts of the side").tag(sync=True)
    row = Whole(1, min=0, max=6, help="of the selected cell").tag(sync=True)
    column = Whole(1, min=0, max=6, help="of the selected cell").tag(sync=True)
    pair = t.List(PAIR, help="two predicted boxes [x0, y0, x1, y1]").tag(sync=True)
    threshold = t.Float(0.25, help="least score of a box, 0.05 to 0.95").tag(sync=True)
    overlap = t.Float(0.5, help="IoU above which a rival is suppressed, 0.1 to 1").tag(sync=True)
    classes = t.List(t.Unicode(), list(CLASSES)).tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_range(self.row, "row", 0, self.cells - 1, f"there are {self.cells} rows of cells")
        check_range(self.column, "column", 0, self.cells - 1, f"there are {self.cells} columns of cells")

    @t.validate("objects")
    def _valid_objects(self, proposal: Any) -> Any:
        if len(proposal.value) > MOST_OBJECTS:
            raise WidgetError(f"{len(proposal.value)} objects: the picture takes {MOST_OBJECTS} at most")
        for label, *box in proposal.value:
            if label not in range(len(CLASSES)):
                raise WidgetError(f"class {label!r}: the classes are 0 to {len(CLASSES) - 1}")
            _check_box(box, "objects")
        return proposal.value

    @t.validate("pair")
    def _valid_pair(self, proposal: Any) -> Any:
        if len(proposal.value) != BOXES:
            raise WidgetError(f"pair holds {len(proposal.value)} boxes; a cell has {BOXES}")
        for box in proposal.value:
            _check_box(box, "pair")
        return proposal.value

    @t.validate("threshold", "overlap")
    def _valid_share(self, proposal: Any) -> float:
        if not 0 < proposal.value <= 1:
            raise WidgetError(f"{proposal.trait.name}={proposal.value}: legal is above 0, up to 1")
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        legal = {"mode", "cells", "objects", "row", "column", "pair", "threshold", "overlap"}
        return check_presets(proposal.value, legal)

    @property
    def target(self) -> "Tensor":
        """`(S, S, 13)` float64: what the network must learn to say."""
        from cnnkit.detection import yolo_encode

        return yolo_encode(*self._truth(), self.cells, BOXES, len(CLASSES))

    @property
    def lost(self) -> list[int]:
        """Places in `objects` whose cell belongs to an earlier one."""
        from cnnkit.detection import yolo_lost

        return yolo_lost(self._truth()[0], self.cells).tolist()

    @property
    def responsible(self) -> tuple[int, list[float]] | None:
        """Which of the pair answers for the object of the selected cell, and both IoUs; None where it is
        empty."""
        import torch

        from cnnkit.detection import box_iou
        from cnnkit.detection.yolo_loss import responsible

        truth = self.target[self.row, self.column, :5]
        if not truth[4]:
            return None
        sides = [[x1 - x0, y1 - y0] for x0, y0, x1, y1 in self.pair]
        corner = torch.tensor([self.column, self.row], dtype=torch.float64)
        pair = torch.tensor(self.pair, dtype=torch.float64)
        centres = (pair[:, :2] + pair[:, 2:]) / 2 * self.cells - corner
        boxes = torch.cat([centres, torch.tensor(sides, dtype=torch.float64), torch.zeros(2, 1)], 1)
        mine, _ = responsible(boxes[None], truth[None], self.cells)
        here = (self.row, self.column)
        first = next(i for i, (_, *box) in enumerate(self.objects) if self._cell(box) == here)
        return int(mine[0]), box_iou(pair, self._truth()[0][first : first + 1])[:, 0].tolist()

    @property
    def prediction(self) -> "Tensor":
        """`(S, S, 13)`: made up for the objects, as a network might say it."""
        import torch

        boxes = [box for _, *box in self.objects]
        return torch.from_numpy(guess(boxes, [o[0] for o in self.objects], self.cells, len(CLASSES)))

    @property
    def found(self) -> list[tuple[str, float, Box]]:
        """What is decoded from `prediction`, best first: class, score and box, after suppression."""
        from cnnkit.detection import batched_nms, yolo_decode

        boxes, scores, labels = yolo_decode(self.prediction, self.cells, BOXES, len(CLASSES), self.threshold)
        kept = batched_nms(boxes, scores, labels, self.overlap).tolist()
        return [(CLASSES[labels[i]], float(scores[i]), boxes[i].tolist()) for i in kept]

    def _truth(self) -> tuple["Tensor", "Tensor"]:
        import torch

        boxes = torch.tensor([box for _, *box in self.objects], dtype=torch.float64).reshape(-1, 4)
        return boxes, torch.tensor([int(o[0]) for o in self.objects], dtype=torch.int64)

    def _cell(self, box: Sequence[float]) -> tuple[int, int]:
        x0, y0, x1, y1 = box
        last = self.cells - 1
        return (
            min(last, int((y0 + (y1 - y0) / 2) * self.cells)),
            min(last, int((x0 + (x1 - x0) / 2) * self.cells)),
        )

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        first = {"objects": SHARED, "row": 1, "column": 1, "cells": 3}
        return [
            {"label": "Two in a cell", **first, "mode": "target"},
            {"label": "7×7 cells", **first, "mode": "target", "cells": 7, "row": 3, "column": 3},
            {"label": "Centre at 1.0", **first, "mode": "target", "objects": AT_ONE, "column": 2},
        ]

    @t.default("still")
    def _still(self) -> str:
        lost = self.lost
        names = [CLASSES[int(o[0])] for o in self.objects]
        told = f"{len(names)} objects on {self.cells}×{self.cells} cells. " + (
            f"Lost, because an earlier object has their cell: {', '.join(names[i] for i in lost)}."
            if lost
            else "Each has a cell of its own."
        )
        side = 240
        picture = Drawing(side + 2, side + 2, told)
        picture.rect(1, 1, side, side, fill="paper")
        for k in range(1, self.cells):
            at = 1 + side * k / self.cells
            picture.line(at, 1, at, side + 1).line(1, at, side + 1, at)
        for i, (_, *box) in enumerate(self.objects):
            x0, y0, x1, y1 = (1 + side * v for v in box)
            hue = "orange" if i in lost else "blue"
            picture.rect(x0, y0, x1 - x0, y1 - y0, fill="none", stroke=hue, width=2.5)
            picture.circle((x0 + x1) / 2, (y0 + y1) / 2, 4, fill=hue, stroke=hue)
            picture.text(min(max(x0 + 18, 20), side - 20), max(y0 - 8, 10), names[i], fill=hue)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"


def _check_box(box: Sequence[float], name: str) -> None:
    if len(box) != 4 or not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
        raise WidgetError(f"{name} holds the box {list(box)}; legal is 0 ≤ x0 < x1 ≤ 1, and so for y")
