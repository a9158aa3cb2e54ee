"""Which detection found which object: each object once, best detections first, within one picture and one
class.

Both rules read the IoUs `(n, m)` of n detections and m objects and the `scores` `(n,)`, and return for each
detection the object that it found, −1 for a false alarm, `(n,)` int64.
"""

import torch
from torch import Tensor

from cnnkit.detection.suppression import ranked

__all__ = ["match_coco", "match_voc"]


def match_voc(overlap: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """PASCAL's rule: a detection asks for the object that it overlaps *most*, from `iou_threshold` on.

    Has a better detection found that object already, this one is a false alarm (a duplicate), even where it
    reaches another object too.
    """
    found = scores.new_full((len(scores),), -1, dtype=torch.int64)
    if not overlap.shape[1]:
        return found
    most, which = overlap.max(1)
    taken: set[int] = set()
    for i in ranked(scores, len(overlap)):
        asked = int(which[i])
        if most[i] >= iou_threshold and asked not in taken:
            taken.add(asked)
            found[i] = asked
    return found


def match_coco(overlap: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """COCO's rule: a detection takes the object that it overlaps most *of those still free*, from
    `iou_threshold` on.

    Of two objects with equal IoU the later one is taken, as COCO's tool does.
    """
    found = scores.new_full((len(scores),), -1, dtype=torch.int64)
    if not overlap.shape[1]:
        return found
    free = overlap.clone()
    for i in ranked(scores, len(overlap)):
        j = free.shape[1] - 1 - int(free[i].flip(0).argmax())
        if free[i, j] >= min(iou_threshold, 1 - 1e-10):
            free[:, j] = -1
            found[i] = j
    return found
