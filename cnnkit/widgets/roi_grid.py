"""`RoiGrid`: a box over a map of 6×6 cells; what RoI pooling reads of it, and what RoIAlign."""

from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_depth, check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Numbers, Whole

SIDE = 6
"""Cells a side of the map."""
STRIDE = 16
"""Pixels of the picture a cell stands for, as in the networks of the papers."""
SAMPLES = 2
"""A side of a bin, of RoIAlign."""
ADDRESSES = [[10 * row + column for column in range(SIDE)] for row in range(SIDE)]
"""Each cell holds its own row and column, so that a result says where it was read."""


class RoiGrid(Widget):
    """The reader drags a box and compares what two ways of pooling read.

        RoiGrid()                                  # off the grid: rounding reads another region
        RoiGrid(box=[1, 1, 4, 4], out=3)           # its edges on those of cells
        RoiGrid(aligned=False)                     # RoIAlign as first released

    `box` is x0, y0, x1, y1 in cells, inside of the 6×6 `map`. Answers are those of `cnnkit.detection`.
    Raises WidgetError (a ValueError) for a map of another size and a box that leaves it or has no area.
    """

    slug = "roi-grid"

    question = t.Unicode("What does rounding cost?").tag(sync=True)

    map = Numbers(ADDRESSES, min=-999, max=999, help="[6][6] numbers").tag(sync=True)
    box = t.List(t.Float(), [1.3, 0.6, 4.2, 3.9], help="x0, y0, x1, y1 in cells").tag(sync=True)
    out = Whole(2, min=1, max=3, help="bins a side").tag(sync=True)
    aligned = t.Bool(True, help="whether RoIAlign takes off the half cell").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("map")
    def _valid_map(self, proposal: Any) -> Any:
        shape = check_depth(proposal.value, "map", (2,), "[6][6]: one channel")
        if shape != (SIDE, SIDE):
            raise WidgetError(f"map has shape {shape}; the page draws ({SIDE}, {SIDE})")
        return proposal.value

    @t.validate("box")
    def _valid_box(self, proposal: Any) -> list[float]:
        if len(proposal.value) != 4:
            raise WidgetError(f"box={proposal.value}: a box is x0, y0, x1, y1")
        x0, y0, x1, y1 = proposal.value
        if not (0 <= x0 < x1 <= SIDE and 0 <= y0 < y1 <= SIDE):
            raise WidgetError(f"box={proposal.value}: legal is 0 ≤ x0 < x1 ≤ {SIDE}, and so for y")
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"map", "box", "out", "aligned"})

    @property
    def pooled(self) -> list[list[float]]:
        """What RoI pooling gives, `[out][out]`."""
        from cnnkit.detection import roi_pool

        return roi_pool(*self._tensors(), self.out)[0, 0].tolist()

    @property
    def sampled(self) -> list[list[float]]:
        """What RoIAlign gives with four samples a bin, `[out][out]`."""
        from cnnkit.detection import roi_align

        values = roi_align(*self._tensors(), self.out, sampling_ratio=SAMPLES, aligned=self.aligned)
        return values[0, 0].tolist()

    @property
    def read(self) -> list[float]:
        """The region whose cells RoI pooling reads, x0, y0, x1, y1 in cells."""
        x0, y0, x1, y1 = (int(edge + 0.5) for edge in self.box)
        return [x0, y0, min(x1 + 1, SIDE), min(y1 + 1, SIDE)]

    @property
    def iou(self) -> float:
        """Of the box and the region that RoI pooling reads."""
        import torch

        from cnnkit.detection import box_iou

        double = torch.float64
        return box_iou(torch.tensor([self.box], dtype=double), torch.tensor([self.read], dtype=double)).item()

    @property
    def worst(self) -> float:
        """By how many pixels of the picture an edge of that region lies beside the box's, at most."""
        return STRIDE * max(abs(a - b) for a, b in zip(self.box, self.read, strict=True))

    def _tensors(self) -> tuple[Any, Any]:
        import torch

        double = torch.float64
        return torch.tensor([[self.map]], dtype=double), [torch.tensor([self.box], dtype=double)]

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "A fifth of a cell further", "box": [1.5, 0.6, 4.4, 3.9], "aligned": True},
            {"label": "On the lines of the grid", "box": [1.0, 1.0, 4.0, 4.0], "aligned": True},
            {"label": "A small object", "box": [2.6, 2.6, 3.4, 3.4], "aligned": True},
            {"label": "Not aligned", "box": [1.0, 1.0, 4.0, 4.0], "aligned": False},
        ]

    @t.default("still")
    def _still(self) -> str:
        x0, y0, x1, y1 = (round(edge, 1) for edge in self.box)
        told = (
            f"A box from ({x0:g}, {y0:g}) to ({x1:g}, {y1:g}). RoI pooling reads whole cells: their IoU with "
            f"the box is {self.iou:.2f}, and an edge is off by {self.worst:.1f} pixels of the picture. "
            "RoIAlign reads the box itself."
        )
        return f"<p><strong>{rich(self.question)}</strong></p>{self._drawing(told).svg()}<p>{rich(told)}</p>"

    def _drawing(self, told: str) -> Drawing:
        cell, top = 40, 26
        right = SIDE * cell + 40
        picture = Drawing(right + 3 * 58 + 4, SIDE * cell + top + 6, alt=told)
        picture.grid(4, top, [[f"{v:g}" for v in row] for row in self.map], cell=cell)
        for (x0, y0, x1, y1), tone, dash in ((self.read, "pink", "6 4"), (self.box, "blue", "")):
            picture.rect(
                4 + x0 * cell, top + y0 * cell, (x1 - x0) * cell, (y1 - y0) * cell,
                fill="none", stroke=tone, width=3, dash=dash,
            )  # fmt: skip
        picture.text(4, 12, "map, box and what is read", anchor="start", fill="muted")
        for y, name, values in ((12, "RoI pooling", self.pooled), (140, "RoIAlign", self.sampled)):
            picture.text(right, y, name, anchor="start", fill="muted")
            picture.grid(right, y + 14, [[f"{v:.3g}" for v in row] for row in values], cell=34, size=13)
        return picture
