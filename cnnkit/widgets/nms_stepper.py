"""`NmsStepper`: a real detector's boxes before suppression, and who drops whom, step by step."""

from html import escape
from typing import TYPE_CHECKING, Any

import traitlets as t

from cnnkit.widgets.arrays import check_presets, check_range
from cnnkit.widgets.boxed_photographs import BoxedPhotographs, boxed, raw_of, true_of
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Whole

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["END", "NmsStepper"]

END = -1
"""As `step`: all of them."""
LEAST = 0.15
"""Nothing below is stored."""
MET = 0.5
"""From this IoU on a box of the right class has met an object."""


class NmsStepper(BoxedPhotographs):
    """The reader sets the threshold and walks through suppression, on boxes of a detector that is not ours.

        NmsStepper()                                     # two horses, one of them lost
        NmsStepper(picture="cat", threshold=0.6, blind=True)

    `least` is the score from which on boxes take part; `step` how many boxes have been kept so far, −1 for
    all; `blind` lets classes suppress one another. Raises `WidgetError` for a picture, a threshold, a score
    or a step that cannot be.
    """

    slug = "nms-stepper"

    question = t.Unicode("Two horses stand close. When does suppression kill one of them?").tag(sync=True)

    threshold = t.Float(0.2, help="IoU above which a rival is dropped, 0.05 to 1").tag(sync=True)
    least = t.Float(0.3, help="score from which on a box takes part, 0.15 to 0.9").tag(sync=True)
    step = Whole(END, min=END, max=999, help="how many boxes have been kept so far; −1: all").tag(sync=True)
    blind = t.Bool(False, help="whether classes suppress one another").tag(sync=True)
    truth = t.Bool(False, help="whether the true boxes are drawn").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_range(self.step, "step", END, len(self.kept), f"{len(self.kept)} boxes are kept; −1 is all")

    @t.validate("threshold", "least")
    def _valid_share(self, proposal: Any) -> float:
        low, high = (0.0, 1.0) if proposal.trait.name == "threshold" else (LEAST, 1.0)
        if not low <= proposal.value <= high:
            raise WidgetError(f"{proposal.trait.name}={proposal.value}: legal is {low} to {high}")
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"picture", "threshold", "least", "step", "blind", "truth"})

    @property
    def boxes(self) -> list[tuple[str, float, list[float]]]:
        """Class, score and box of all that take part, best first."""
        boxes, scores, labels = self._ranked()
        return [
            (self.classes[int(k)], float(s), b.tolist())
            for b, s, k in zip(boxes, scores, labels, strict=True)
        ]

    @property
    def kept(self) -> list[int]:
        """Places in `boxes` of those that stay, best first."""
        from cnnkit.detection import batched_nms, nms

        boxes, scores, labels = self._ranked()
        if self.blind:
            return nms(boxes, scores, self.threshold).tolist()
        return batched_nms(boxes, scores, labels, self.threshold).tolist()

    @property
    def met(self) -> dict[str, int]:
        """Of the `objects`, how many a box of the right class meets with IoU ½ or more, `before` and `after`
        suppression; `doubles`: how many kept boxes meet one, less the objects met.
        """
        from cnnkit.detection import box_iou

        boxes, _, labels = self._ranked()
        true, kinds = true_of(self.picture)
        reach = (box_iou(boxes, true) >= MET) & (labels[:, None] == kinds)
        kept = reach[self.kept]
        return {
            "objects": len(true),
            "before": int(reach.any(0).sum()),
            "after": int(kept.any(0).sum()),
            "doubles": int(kept.any(1).sum() - kept.any(0).sum()),
        }

    def _ranked(self) -> tuple["Tensor", "Tensor", "Tensor"]:
        from cnnkit.detection.suppression import ranked

        boxes, scores, labels = raw_of(self.picture, self.least)
        first = ranked(scores, len(boxes))
        return boxes[first], scores[first], labels[first]

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        fresh = {"least": 0.3, "step": END, "blind": False}
        return [
            {"label": "Both stay", **fresh, "picture": "two horses", "threshold": 0.5},
            {"label": "Cup in cup", **fresh, "picture": "coffee", "threshold": 0.6},
            {"label": "Person, cat and dog", **fresh, "picture": "cat", "threshold": 0.6, "least": 0.4},
            {
                "label": "… class-blind",
                **fresh,
                "picture": "cat",
                "threshold": 0.6,
                "least": 0.4,
                "blind": True,
            },
        ]

    @t.default("still")
    def _still(self) -> str:
        one, all_boxes, kept = boxed()[self.picture], self.boxes, self.kept
        told = (
            f"{len(all_boxes)} boxes with a score of {self.least:.2f} or more; at IoU {self.threshold:.2f} "
        )
        told += f"{len(kept)} stay: " + ", ".join(f"{all_boxes[i][0]} {all_boxes[i][1]:.2f}" for i in kept)
        rects = "".join(_rect(box, i in kept) for i, (_, _, box) in reversed(list(enumerate(all_boxes))))
        svg = (
            f'<svg viewBox="0 0 {one["width"]} {one["height"]}" width="360" '
            f'style="max-width:100%;height:auto" role="img" aria-label="{escape(told, quote=True)}">'
            f'<image href="data:image/webp;base64,{one["webp"]}" width="{one["width"]}" '
            f'height="{one["height"]}"/>{rects}</svg>'
        )
        return f"<p><strong>{rich(self.question)}</strong></p>{svg}<p>{escape(told)}.</p>"


def _rect(box: list[float], kept: bool) -> str:
    x0, y0, x1, y1 = box
    look = "stroke:#0067a3;stroke-width:4" if kept else "stroke:#b84e00;stroke-width:1.5;stroke-dasharray:5 4"
    return (
        f'<rect x="{x0:.0f}" y="{y0:.0f}" width="{x1 - x0:.0f}" height="{y1 - y0:.0f}" '
        f'style="fill:none;{look}"/>'
    )
