"""What kind of mistake costs how much: AP as it would be, were one kind mended, minus AP as it is.

Bolya et al. 2020 (TIDE), section 2, at one IoU threshold. A false alarm is of one kind, tried in this order:

- localization: the right class, but its IoU with the object lies between `background` and the threshold;
- class: the IoU is enough, but the object is of another class;
- duplicate: right, but a better detection has found the object;
- background: nothing is there, all IoUs are at most `background`;
- both: what is left, another class and too little overlap;

and an object that nobody found and no false alarm of the first two kinds lies on is *missed*. The gains do
not add up to 1 − AP: mended together, kinds help each other.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from cnnkit.detection.evaluation import Detections, Truth, checked, overlap_with_crowds, whole_truth
from cnnkit.detection.matching import match_coco
from cnnkit.detection.precision import Method, average_precision

__all__ = ["KINDS", "ErrorKinds", "error_kinds"]

KINDS = ("class", "localization", "both", "duplicate", "background", "missed")


class ErrorKinds(NamedTuple):
    """`AP` at the threshold; `gains`: kind -> AP with this kind mended − AP; `counts`: kind -> how often.

    `strangers`: false alarms of classes that have no object anywhere: no AP can show them.
    """

    AP: float
    gains: dict[str, float]
    counts: dict[str, int]
    strangers: int


class _Alarm(NamedTuple):
    """One detection: its picture and score, its label, what it found, else what kind of mistake it is and
    about what."""

    score: Tensor
    label: int
    hit: bool
    kind: str
    about: tuple[int, int] | None


def error_kinds(
    detections: Detections,
    ground_truth: Truth,
    iou: float = 0.5,
    background: float = 0.1,
    method: Method = "coco",
) -> ErrorKinds:
    """Input as for `evaluate_coco`; what lies on an object `aside` is no mistake, and that object is not
    missed.

    Mending makes a hit of a localization or class error, unless its object is found already (then it goes),
    removes doubles, background and both, and takes what is missed off the list of objects.

    Args:
        iou: from this overlap with an object on, a detection is well placed.
        background: below this overlap it has met nothing; 0 ≤ background < iou ≤ 1.
        method: how AP is taken, as in `average_precision`.

    Raises:
        ValueError: names the picture whose tensors are not as said; thresholds in another order.

    >>> true, label = torch.tensor([[0., 0., 10., 10.]]), torch.tensor([3])
    >>> found = torch.tensor([[0., 0., 10., 3.]])  # IoU 0.3: badly placed
    >>> kinds = error_kinds([(found, torch.tensor([0.9]), label)], [(true, label)])
    >>> kinds.AP, kinds.gains["localization"], kinds.counts["localization"]
    (0.0, 1.0, 1)
    """
    labels = checked(detections, ground_truth)
    if not 0 <= background < iou <= 1:
        raise ValueError(f"0 ≤ background < iou ≤ 1; here they are {background} and {iou}.")
    alarms: list[_Alarm] = []
    missed: dict[int, int] = dict.fromkeys(labels, 0)
    n_gt: dict[int, int] = dict.fromkeys(labels, 0)
    found: set[tuple[int, int]] = set()
    truth_labels: dict[tuple[int, int], int] = {}
    for i, (found_here, truth) in enumerate(zip(detections, ground_truth, strict=True)):
        true, true_labels, aside = whole_truth(truth)
        its = _of_picture(i, *found_here, true, true_labels, aside, iou, background)
        alarms += its
        found |= {a.about for a in its if a.hit and a.about}
        for j, label in enumerate(true_labels.tolist()):
            if not aside[j]:
                truth_labels[i, j] = label
                n_gt[label] += 1
    touched = {a.about for a in alarms if a.kind in ("class", "localization")}
    for place, label in truth_labels.items():
        missed[label] += place not in found and place not in touched
    counts = {kind: sum(a.kind == kind for a in alarms) for kind in KINDS} | {"missed": sum(missed.values())}
    known = [label for label in labels if n_gt[label]]

    def mean_ap(kind: str) -> float:
        total = 0.0
        now = _mended(alarms, kind, found, truth_labels)
        for label in known:
            mine = [a for a in now if a.label == label]
            scores = torch.stack([a.score for a in mine]) if mine else torch.zeros(0)
            hits = torch.tensor([a.hit for a in mine], dtype=torch.bool)
            left = n_gt[label] - (missed[label] if kind == "missed" else 0)
            total += average_precision(scores, hits, left, method) if left else 1.0
        return total / len(known) if known else torch.nan

    ap = mean_ap("")
    strangers = sum(not n_gt[a.label] for a in alarms)
    return ErrorKinds(ap, {kind: mean_ap(kind) - ap for kind in KINDS}, counts, strangers)


def _of_picture(
    i: int,
    boxes: Tensor,
    scores: Tensor,
    labels: Tensor,
    true: Tensor,
    true_labels: Tensor,
    aside: Tensor,
    iou: float,
    low: float,
) -> list[_Alarm]:
    """Every detection of picture `i` that counts, matched within its class and named."""
    alarms = []
    counting = (~aside).nonzero()[:, 0]
    for label in labels.unique().tolist():
        mine = (labels == label).nonzero()[:, 0]
        theirs = (true_labels == label).nonzero()[:, 0]
        overlap = overlap_with_crowds(boxes[mine], true, aside)
        same = true_labels[counting] == label
        matches = match_coco(overlap[:, theirs], scores[mine], iou, aside[theirs])
        for row, at, its in zip(matches.tolist(), mine, overlap[:, counting], strict=True):
            if row == -2:
                continue
            if row >= 0:
                kind, about = "", (i, int(theirs[row]))
            else:
                kind, place = _kind(its, same, iou, low)
                about = None if place is None else (i, int(counting[place]))
            alarms.append(_Alarm(scores[at], label, row >= 0, kind, about))
    return alarms


def _kind(overlap: Tensor, same: Tensor, iou: float, low: float) -> tuple[str, int | None]:
    """Of one false alarm, from its IoUs with all objects of the picture; the second is the object it is
    about."""
    if not len(overlap) or overlap.max() <= low:
        return "background", None
    right, other = overlap.where(same, -1.0), overlap.where(~same, -1.0)
    if low < right.max() < iou:
        return "localization", int(right.argmax())
    if other.max() >= iou:
        return "class", int(other.argmax())
    if right.max() >= iou:
        return "duplicate", None
    return "both", None


def _mended(
    alarms: list[_Alarm], kind: str, found: set[tuple[int, int]], truth_labels: dict[tuple[int, int], int]
) -> list[_Alarm]:
    if kind not in KINDS[:5]:
        return alarms
    if kind not in ("class", "localization"):
        return [a for a in alarms if a.kind != kind]
    now, taken = [], set(found)
    for alarm in sorted(alarms, key=lambda a: -float(a.score)):
        if alarm.kind != kind:
            now.append(alarm)
        elif alarm.about is not None and alarm.about not in taken:
            taken.add(alarm.about)
            now.append(alarm._replace(hit=True, label=truth_labels[alarm.about]))
    return now
