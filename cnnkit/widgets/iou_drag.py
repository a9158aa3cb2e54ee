"""`IouDrag`: two boxes to be dragged; their areas, what they share, and the fraction of both."""

from typing import TYPE_CHECKING, Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.stills import page

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["HEIGHT", "WIDTH", "IouDrag"]

WIDTH, HEIGHT = 20, 14
"""Cells of the plane."""
HALF = ([3, 3, 11, 11], [7, 3, 15, 11])
"""Two squares of 8 by 8 that overlap by half of their width."""


class IouDrag(Widget):
    """The reader drags two boxes over squared paper and sees both areas, intersection, union and IoU.

        IouDrag()                                        # equal squares that overlap by half their width
        IouDrag(a=[2, 2, 18, 12], b=[7, 5, 13, 9])       # one inside the other

    Boxes are x0, y0, x1, y1, whole numbers within 20 by 14, at least 1 wide and high; else `WidgetError`.
    """

    slug = "iou-drag"

    question = t.Unicode("Half of each square is shared. Why is the IoU not one half?").tag(sync=True)

    a = t.List(t.Int(), HALF[0], help="x0, y0, x1, y1").tag(sync=True)
    b = t.List(t.Int(), HALF[1], help="x0, y0, x1, y1").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("a", "b")
    def _valid_box(self, proposal: Any) -> list[int]:
        box = proposal.value
        if len(box) != 4 or not (0 <= box[0] < box[2] <= WIDTH and 0 <= box[1] < box[3] <= HEIGHT):
            raise WidgetError(
                f"{proposal.trait.name}={box}: legal is 0 ≤ x0 < x1 ≤ {WIDTH}, 0 ≤ y0 < y1 ≤ {HEIGHT}"
            )
        return box

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"a", "b"})

    @property
    def areas(self) -> dict[str, int]:
        """`a`, `b`, `both` (the intersection) and `either` (the union)."""
        from cnnkit.detection.overlap import intersection_and_union

        both, either = (int(v) for v in intersection_and_union(*self._boxes()))
        (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = self.a, self.b
        return {
            "a": (ax1 - ax0) * (ay1 - ay0),
            "b": (bx1 - bx0) * (by1 - by0),
            "both": both,
            "either": either,
        }

    @property
    def iou(self) -> float:
        from cnnkit.detection import box_iou

        a, b = self._boxes()
        return float(box_iou(a[None], b[None]))

    @property
    def sides(self) -> tuple[int, int]:
        """Width and height of what is shared, before anything is clamped: below 0 where the boxes are
        apart."""
        (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = self.a, self.b
        return min(ax1, bx1) - max(ax0, bx0), min(ay1, by1) - max(ay0, by0)

    def _boxes(self) -> tuple["Tensor", "Tensor"]:
        import torch

        a, b = torch.tensor([self.a, self.b], dtype=torch.float64)
        return a, b

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "One inside the other", "a": [2, 2, 18, 12], "b": [7, 4, 15, 9]},
            {"label": "Apart in both directions", "a": [2, 1, 8, 6], "b": [11, 8, 17, 13]},
            {"label": "Off by one", "a": [3, 3, 11, 11], "b": [4, 4, 12, 12]},
        ]

    @t.default("still")
    def _still(self) -> str:
        areas = self.areas
        told = (
            f"{areas['both']} cells are in both, {areas['a']} + {areas['b']} − {areas['both']} = "
            f"{areas['either']} in at least one. IoU = {areas['both']} / {areas['either']} = {self.iou:.2f}."
        )
        cell = 16
        picture = Drawing(WIDTH * cell, HEIGHT * cell, told)
        picture.rect(0, 0, WIDTH * cell, HEIGHT * cell, fill="paper")
        for box, hue, dash in ((self.a, "blue", ""), (self.b, "orange", "7 4")):
            x0, y0, x1, y1 = (v * cell for v in box)
            picture.rect(x0, y0, x1 - x0, y1 - y0, fill=hue, opacity=0.15, stroke=hue, width=2.5, dash=dash)
        return page(self.question, picture.svg(), words=told)
