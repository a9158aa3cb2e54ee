"""`PrBuilder`: finds, best first; who of them is a hit, precision and recall, and three averages."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import traitlets as t

from cnnkit.data.coco_names import COCO_NAMES
from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.boxed_photographs import BoxedPhotographs, boxed, raw_of, true_of
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Numbers, OneOf, Whole

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["FINDS", "LEAST", "METHODS", "SUPPRESS", "PrBuilder"]

METHODS = {"voc07": "11 recalls (VOC 2007)", "voc10": "every hit (VOC 2010)", "coco": "101 recalls (COCO)"}
FINDS = [
    [0.95, 0, 0.92], [0.90, 1, 0.81], [0.85, 0, 0.74], [0.75, 2, 0.66], [0.60, -1, 0.0], [0.50, 3, 0.42],
    [0.40, 4, 0.78],
]  # fmt: skip
"""Score, the object that it lies on (-1: none), their IoU: a duplicate third, a loose box sixth."""
LEAST = 0.25
"""Score from which on the detector's boxes are shown, after suppression."""
SUPPRESS = 0.6
"""IoU above which a box of one class suppresses another."""
MOST_OBJECTS = 12
MOST_OWN = 12


class PrBuilder(BoxedPhotographs):
    """The reader relabels finds, cuts the list at a score and chooses how much overlap is enough.

        PrBuilder()                                          # seven finds, eight objects, a duplicate
        PrBuilder(source="photographs", picture="herd")      # a real detector, eight horses
        PrBuilder(source="photographs", truth="own")         # with boxes that the reader draws

    `finds` are `[score, object, IoU]`, best first; `own` boxes `[x0, y0, x1, y1, class]` in pixels of the
    picture. On photographs a find takes objects of its own class; `counted` says whether one class makes the
    list, as papers average, or all classes together do (-1, the default). `hits`,
    `kinds`, `precision_recall` and `averages` are computed by `cnnkit.detection`, as the page does. Raises
    WidgetError for scores out of order, an object that is not there, and IoUs and limits out of range.
    """

    slug = "pr-builder"

    question = t.Unicode("Relabel a find: which of the three averages moves most?").tag(sync=True)

    source = OneOf(("list", "photographs"), help="a list of finds, or a detector's").tag(sync=True)
    finds = Numbers(
        FINDS, min=-1, max=MOST_OBJECTS - 1, help="[[score, object or -1, IoU], …] of the list, best first"
    ).tag(sync=True)
    objects = Whole(8, min=1, max=MOST_OBJECTS, help="true objects of the list").tag(sync=True)
    limit = t.Float(0.5, help="IoU that is enough, 0.3 to 0.95").tag(sync=True)
    threshold = t.Float(0.0, help="finds with lower scores are cut off, 0 to 1").tag(sync=True)
    truth = OneOf(("shipped", "own"), help="whose boxes are true on photographs").tag(sync=True)
    counted = Whole(-1, min=-1, max=len(COCO_NAMES) - 1, help="class listed of photographs; -1: all").tag(
        sync=True
    )
    own = Numbers([], min=0, max=999, help="[[x0, y0, x1, y1, class], …] that the reader drew").tag(
        sync=True, like=[[0, 0, 9, 9, 0]] * MOST_OWN
    )
    chosen = Whole(2, min=0, max=999, help="rank from 0 of the find that is looked at").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"picture": "herd", **kwargs})

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        for score, its, iou in self.finds:
            if its not in range(-1, self.objects):
                raise WidgetError(f"object {its!r}: there are 0 to {self.objects - 1}, and -1 for none")
            if not (0 <= score <= 1 and 0 <= iou <= 1):
                raise WidgetError(f"score {score!r} and IoU {iou!r}: both lie from 0 to 1")
        super().open()

    @property
    def form(self) -> str:
        return "pr-builder" if self.source == "list" else "pr-builder.photographs"

    @t.validate("own")
    def _valid_own(self, proposal: Any) -> Any:
        if len(proposal.value) > MOST_OWN or any(len(box) != 5 for box in proposal.value):
            raise WidgetError(f"own: at most {MOST_OWN} boxes [x0, y0, x1, y1, class]")
        return proposal.value

    @t.validate("finds")
    def _valid_finds(self, proposal: Any) -> Any:
        scores = [score for score, *_ in proposal.value]
        if scores != sorted(scores, reverse=True) or not scores:
            raise WidgetError(f"finds come best first, at least one; their scores are {scores}")
        return proposal.value

    @t.validate("limit")
    def _valid_limit(self, proposal: Any) -> float:
        if not 0.3 <= proposal.value <= 0.95:
            raise WidgetError(f"limit={proposal.value}: legal is 0.3 to 0.95")
        return proposal.value

    @t.validate("threshold")
    def _valid_threshold(self, proposal: Any) -> float:
        if not 0 <= proposal.value <= 1:
            raise WidgetError(f"threshold={proposal.value}: scores lie from 0 to 1")
        return proposal.value

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        legal = {"source", "finds", "objects", "limit", "threshold", "truth", "own", "picture", "chosen"} | {
            "counted"
        }
        return check_presets(proposal.value, legal)

    @property
    def kinds(self) -> list[str]:
        """Of each find that is left, best first: hit, or what kind of mistake (`error_kinds`)."""
        import torch

        from cnnkit.detection.error_kinds import _kind
        from cnnkit.detection.matching import match_coco

        overlap, scores, labels, truth = self._scene()
        found = torch.full((len(scores),), -1)
        for label in labels.unique():
            mine = (labels == label).nonzero()[:, 0]
            found[mine] = match_coco(overlap[mine][:, truth == label], scores[mine], self.limit)
        rows = zip(found.tolist(), overlap, labels, strict=True)
        return [
            "hit" if at >= 0 else _kind(row, truth == label, self.limit, 0.1)[0]
            for at, row, label in rows
            if self._counts(label)
        ]

    @property
    def hits(self) -> list[bool]:
        """Of each find that is left, best first."""
        return [kind == "hit" for kind in self.kinds]

    @property
    def n_gt(self) -> int:
        """All true objects that count, found or not."""
        return sum(self._counts(label) for label in self._scene()[3])

    def _counts(self, label: "Tensor") -> bool:
        return self.source == "list" or self.counted in (-1, int(label))

    @property
    def precision_recall(self) -> list[tuple[float, float]]:
        """After each find that is left."""
        import torch

        from cnnkit.detection import precision_recall

        ranks = torch.arange(len(self.hits), 0, -1)
        points = precision_recall(ranks, torch.tensor(self.hits, dtype=torch.bool), self.n_gt)
        return list(zip(points.precision.tolist(), points.recall.tolist(), strict=True))

    @property
    def averages(self) -> dict[str, float]:
        """Average precision by each definition; NaN without objects."""
        import torch

        from cnnkit.detection import average_precision

        hits = torch.tensor(self.hits, dtype=torch.bool)
        ranks = torch.arange(len(hits), 0, -1)
        return {
            "voc07": average_precision(ranks, hits, self.n_gt, "voc07"),
            "voc10": average_precision(ranks, hits, self.n_gt, "voc10"),
            "coco": average_precision(ranks, hits, self.n_gt, "coco"),
        }

    def _scene(self) -> tuple["Tensor", "Tensor", "Tensor", "Tensor"]:
        """IoUs `(n, m)`, scores `(n,)` and labels `(n,)` of the finds that are left, labels `(m,)` of the
        objects."""
        import torch

        from cnnkit.detection import batched_nms, box_iou

        if self.source == "list":
            left = [one for one in self.finds if one[0] >= self.threshold]
            overlap = torch.zeros(len(left), self.objects, dtype=torch.float64)
            for row, (_, its, iou) in zip(overlap, left, strict=True):
                if its >= 0:
                    row[its] = iou
            zeros = torch.zeros(len(left), dtype=torch.int64)
            scores = torch.tensor([score for score, *_ in left], dtype=torch.float64)
            return overlap, scores, zeros, torch.zeros(self.objects, dtype=torch.int64)
        boxes, scores, labels = raw_of(self.picture, LEAST)
        kept = batched_nms(boxes, scores, labels, SUPPRESS)
        kept = kept[scores[kept] >= self.threshold]
        if self.truth == "shipped":
            true, kinds = true_of(self.picture)
        else:
            own = torch.tensor(self.own, dtype=torch.float64).reshape(-1, 5)
            true, kinds = own[:, :4], own[:, 4].long()
        return box_iou(boxes[kept], true), scores[kept], labels[kept], kinds

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        mended = [[score, 5 if i == 2 else its, iou] for i, (score, its, iou) in enumerate(FINDS)]
        lost = [[score, -1 if i == 6 else its, iou] for i, (score, its, iou) in enumerate(FINDS)]
        first = {"source": "list", "objects": 8, "limit": 0.5, "threshold": 0.0}
        return [
            {"label": "The duplicate, mended", **first, "finds": mended, "chosen": 2},
            {"label": "The last hit, lost", **first, "finds": lost, "chosen": 6},
        ]

    @t.default("still")
    def _still(self) -> str:
        kinds, points = self.kinds, self.precision_recall
        signs = " ".join("✓" if kind == "hit" else "✗" for kind in kinds)
        where = "a list" if self.source == "list" else boxed()[self.picture]["shows"]
        averages = self.averages
        three = (
            ", ".join(f"{name} {averages[key]:.3f}" for key, name in METHODS.items())
            if self.n_gt
            else "none, for nothing is to be found"
        )
        told = f"Finds of {where}, best first: {signs}, with {self.n_gt} objects. Average precision: {three}."
        picture = Drawing(300, 190, told)
        reached = points if self.n_gt else []
        at = [(40 + 240 * recall, 150 - 130 * precision) for precision, recall in reached]
        picture.line(40, 20, 40, 150).line(40, 150, 280, 150)
        picture.text(160, 176, "recall", anchor="middle").text(34, 20, "1", anchor="end")
        picture.text(40, 166, "0", anchor="middle").text(280, 166, "1", anchor="middle")
        for (x0, y0), (x1, y1) in pairwise(at):
            picture.line(x0, y0, x1, y1, stroke="blue", width=2)
        for (x, y), kind in zip(at, kinds, strict=False):
            hue = "blue" if kind == "hit" else "orange"
            picture.circle(x, y, 4, fill=hue, stroke=hue)
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"
