"""Which detection found which object: each object once, best detections first, within one picture and one
class."""

from typing import NamedTuple

import torch
from torch import Tensor

from cnnkit.detection.overlap import box_iou
from cnnkit.detection.suppression import ranked

__all__ = ["Matches", "match_coco", "match_voc"]


class Matches(NamedTuple):
    """Of one picture and one class. `truth` `(n,)` int64: the object that each detection found, −1 for a
    false alarm. `overlap` `(n, m)`: the IoUs."""

    truth: Tensor
    overlap: Tensor


def match_voc(boxes: Tensor, scores: Tensor, truth: Tensor, iou_threshold: float) -> Matches:
    """PASCAL's rule: a detection asks for the object that it overlaps *most*, from `iou_threshold` on.

    Has a better detection found that object already, this one is a false alarm (a duplicate), even where it
    reaches another object too. `boxes` `(n, 4)`, `scores` `(n,)`, `truth` `(m, 4)`.
    """
    overlap = box_iou(boxes, truth)
    found = torch.full((len(boxes),), -1, dtype=torch.int64, device=boxes.device)
    if not len(truth):
        return Matches(found, overlap)
    most, which = overlap.max(1)
    taken = torch.zeros(len(truth), dtype=torch.bool, device=boxes.device)
    for i in ranked(scores, len(boxes)):
        if most[i] >= iou_threshold and not taken[which[i]]:
            taken[which[i]] = True
            found[i] = which[i]
    return Matches(found, overlap)


def match_coco(boxes: Tensor, scores: Tensor, truth: Tensor, iou_threshold: float) -> Matches:
    """COCO's rule: a detection takes the object that it overlaps most *of those still free*, from
    `iou_threshold` on.

    Of two objects with equal IoU the later one is taken, as COCO's tool does.
    """
    overlap = box_iou(boxes, truth)
    found = torch.full((len(boxes),), -1, dtype=torch.int64, device=boxes.device)
    if not len(truth):
        return Matches(found, overlap)
    free = overlap.clone()
    for i in ranked(scores, len(boxes)):
        j = free.shape[1] - 1 - int(free[i].flip(0).argmax())
        if free[i, j] >= min(iou_threshold, 1 - 1e-10):
            free[:, j] = -1
            found[i] = j
    return Matches(found, overlap)
