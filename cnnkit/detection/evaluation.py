"""Evaluation over a data set: detections and true boxes, picture by picture, to the figures that papers
print.

Detections are a list with `(boxes (n, 4), scores (n,), labels (n,))` a picture, the truth one with `(boxes
(m, 4), labels (m,))`, in the same order. Classes and objects need no ids: they are told apart by place, so
that no id means anything special. A class without an object has AP NaN and is left out of the mean; what was
detected of it is counted in `error_kinds`.

A picture's truth may have a third part, `aside` `(m,)` bool, as `cnnkit.data.boxed.Boxed` has it: objects
that nobody has to find, and whoever finds one is left out too. In VOC they are *difficult*; in COCO they are
*crowds*, and there it is not the IoU that counts but what part of the *detection* lies inside.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from cnnkit.detection.boxes import came, check_boxes
from cnnkit.detection.matching import match_coco, match_voc
from cnnkit.detection.overlap import box_iou, intersection_and_union, ratio
from cnnkit.detection.precision import Method, average_precision
from cnnkit.detection.suppression import ranked

__all__ = [
    "CocoResult",
    "Detections",
    "Truth",
    "VocResult",
    "checked",
    "coco_by_iou",
    "evaluate_coco",
    "evaluate_voc",
    "overlap_with_crowds",
    "whole_truth",
]

Detections = Sequence[tuple[Tensor, Tensor, Tensor]]
Truth = Sequence[tuple[Tensor, Tensor] | tuple[Tensor, Tensor, Tensor]]
_COCO_THRESHOLDS = tuple(0.5 + 0.05 * i for i in range(10))
_COCO_MOST = 100  # detections of a class in a picture that count


class VocResult(NamedTuple):
    """`AP`: mean over the classes that occur, in [0, 1]; `per_class`: label -> AP, NaN where nothing is to be
    found."""

    AP: float
    per_class: dict[int, float]


class CocoResult(NamedTuple):
    """In [0, 1]: `AP` is the mean over IoU thresholds 0.5, 0.55, …, 0.95, the others at one; means over
    classes all."""

    AP: float
    AP50: float
    AP75: float


class _Met(NamedTuple):
    """Detections of one class in one picture: `scores` `(n,)`, their overlaps `(n, m)` with its objects, and
    which of these are left out, `aside` `(m,)`."""

    scores: Tensor
    overlap: Tensor
    aside: Tensor


def evaluate_voc(
    detections: Detections, ground_truth: Truth, iou: float = 0.5, method: Method = "voc10"
) -> VocResult:
    """PASCAL VOC's mean average precision, `method` `"voc07"` or `"voc10"`, with its rule of matching.

    Args:
        detections: `(boxes, scores, labels)` a picture, of shapes `(n, 4)` (x0 y0 x1 y1), `(n,)` and `(n,)`.
        ground_truth: `(boxes, labels)` a picture, in the same order, `(m, 4)` and `(m,)`; a third tensor
            `(m,)` of bool says which are *difficult*: to find one is neither a hit nor a false alarm, to miss
            one costs nothing.
        iou: from this overlap on a detection is a hit; above 0, at most 1.

    Raises:
        ValueError: names the picture whose tensors are not as said; another iou or method.

    >>> box, label = torch.tensor([[0., 0., 10., 10.]]), torch.tensor([3])
    >>> detections = [(box, torch.tensor([0.9]), label), (box, torch.tensor([0.8]), label)]
    >>> evaluate_voc(detections, [(box, label), (box + 20, label)])
    VocResult(AP=0.5, per_class={3: 0.5})
    """
    if not 0 < iou <= 1:
        raise ValueError(f"iou = {iou}: what makes a hit lies above 0, and at 1 at most.")
    labels = checked(detections, ground_truth)
    met = {label: _met(detections, ground_truth, label, _iou) for label in labels}
    per_class = {label: _average(met[label], iou, match_voc, method) for label in labels}
    return VocResult(_mean(per_class.values()), per_class)


def evaluate_coco(detections: Detections, ground_truth: Truth) -> CocoResult:
    """COCO's three leading figures, with its rule of matching; of each class the best 100 detections a
    picture count.

    Args:
        detections, ground_truth: as for `evaluate_voc`; the third tensor of a truth says which boxes are a
            *crowd*.

    Raises:
        ValueError: names the picture whose tensors are not as said.

    >>> true, label = torch.tensor([[0., 0., 10., 10.]]), torch.tensor([3])
    >>> found = torch.tensor([[0., 0., 10., 7.]])  # IoU 0.7: a hit at five of ten thresholds
    >>> evaluate_coco([(found, torch.tensor([0.9]), label)], [(true, label)])
    CocoResult(AP=0.5, AP50=1.0, AP75=0.0)
    """
    at = list(coco_by_iou(detections, ground_truth).values())
    return CocoResult(_mean(at), at[0], at[5])


def coco_by_iou(detections: Detections, ground_truth: Truth) -> dict[float, float]:
    """IoU threshold 0.5, 0.55, …, 0.95 -> COCO's mean over the classes there; their mean is COCO's AP.

    >>> true, label = torch.tensor([[0., 0., 10., 10.]]), torch.tensor([3])
    >>> found = torch.tensor([[0., 0., 10., 7.]])  # IoU 0.7: a hit at five of ten thresholds
    >>> by_iou = coco_by_iou([(found, torch.tensor([0.9]), label)], [(true, label)])
    >>> by_iou[0.7], by_iou[0.75]
    (1.0, 0.0)
    """
    labels = checked(detections, ground_truth)
    met = [_met(detections, ground_truth, label, overlap_with_crowds, _COCO_MOST) for label in labels]
    return {
        round(iou, 2): _mean(_average(one, iou, match_coco, "coco") for one in met)
        for iou in _COCO_THRESHOLDS
    }


def _iou(boxes: Tensor, true: Tensor, _: Tensor) -> Tensor:
    return box_iou(boxes, true)


def overlap_with_crowds(boxes: Tensor, true: Tensor, aside: Tensor) -> Tensor:
    """IoU, and with objects `aside` the part of the *detection* that lies inside, `(n, m)`."""
    inter, _ = intersection_and_union(boxes.double()[:, None], true.double()[None])
    area = (boxes[:, 2:] - boxes[:, :2]).double().prod(1)[:, None].expand_as(inter)
    return torch.where(aside, ratio(inter, area), box_iou(boxes, true))


def whole_truth(true: tuple[Tensor, ...]) -> tuple[Tensor, Tensor, Tensor]:
    """Boxes, labels, and which are left out: none where the picture does not say."""
    boxes, labels = true[:2]
    aside = true[2] if len(true) == 3 else torch.zeros(len(boxes), dtype=torch.bool, device=boxes.device)
    return boxes, labels, aside


def _met(
    detections: Detections,
    ground_truth: Truth,
    label: int,
    overlap: Callable[[Tensor, Tensor, Tensor], Tensor],
    most: int | None = None,
) -> list[_Met]:
    """One class, picture by picture; of each the best `most` detections only."""
    met = []
    for (boxes, scores, labels), true in zip(detections, ground_truth, strict=True):
        true_boxes, true_labels, aside = whole_truth(true)
        mine = (labels == label).nonzero()[:, 0]
        mine = mine[ranked(scores[mine], len(mine))[:most]]
        its = true_labels == label
        met.append(_Met(scores[mine], overlap(boxes[mine], true_boxes[its], aside[its]), aside[its]))
    return met


def _average(
    met: list[_Met], iou: float, match: Callable[[Tensor, Tensor, float, Tensor], Tensor], method: Method
) -> float:
    """Average precision of one class, each picture matched by itself."""
    scores = torch.cat([one.scores for one in met])
    found = torch.cat([match(one.overlap, one.scores, iou, one.aside) for one in met])
    counts = found != -2
    return average_precision(
        scores[counts], found[counts] >= 0, sum(int((~one.aside).sum()) for one in met), method
    )


def checked(detections: Detections, ground_truth: Truth) -> list[int]:
    """The labels that occur, in order, after a look at every picture; raises ValueError with the place of
    what is wrong."""
    if len(detections) != len(ground_truth):
        raise ValueError(
            f"{len(detections)} pictures have detections and {len(ground_truth)} a truth: one each."
        )
    seen: set[int] = set()
    for i, (found, true) in enumerate(zip(detections, ground_truth, strict=True)):
        if len(found) != 3 or len(true) not in (2, 3):
            raise ValueError(
                f"Picture {i}: detections are (boxes, scores, labels) and the truth is (boxes, labels) or "
                "(boxes, labels, aside)."
            )
        boxes, scores, labels = found
        check_boxes(boxes, f"detections[{i}]")
        check_boxes(true[0], f"ground_truth[{i}]")
        true_boxes, true_labels, aside = whole_truth(true)
        try:
            ranked(scores, len(boxes))
        except ValueError as error:
            raise ValueError(f"Picture {i}: {error}") from None
        for what, ids, n in (
            ("detections", labels, len(boxes)),
            ("ground_truth", true_labels, len(true_boxes)),
        ):
            if not isinstance(ids, Tensor) or ids.shape != (n,) or ids.is_floating_point():
                raise ValueError(f"{what}[{i}]: {n} boxes need {n} whole labels, not {came(ids)}.")
            seen.update(ids.tolist())
        if not isinstance(aside, Tensor) or aside.shape != (len(true_boxes),) or aside.dtype != torch.bool:
            raise ValueError(
                f"ground_truth[{i}]: aside says True or False of each of {len(true_boxes)} boxes; here is "
                f"{came(aside)}."
            )
    return sorted(seen)


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else torch.nan
