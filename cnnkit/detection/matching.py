"""Which detection found which object: each object once, best detections first, within one picture and one
class.

Both rules read the overlaps `(n, m)` of n detections and m objects and the `scores` `(n,)`, and return for
each detection the object that it found, −1 for a false alarm, −2 for what does not count, `(n,)` int64.
`aside` `(m,)` bool marks objects that evaluation leaves out: who finds one is neither a hit nor a false
alarm, however many do.
"""

import torch
from torch import Tensor

from cnnkit.detection.suppression import ranked

__all__ = ["match_coco", "match_voc"]


def match_voc(overlap: Tensor, scores: Tensor, iou_threshold: float, aside: Tensor | None = None) -> Tensor:
    """PASCAL's rule: a detection asks for the object that it overlaps *most*, from `iou_threshold` on.

    Has a better detection found that object already, this one is a false alarm (a duplicate), even where it
    reaches another object too. Objects `aside` (*difficult* there) are asked for like others.
    """
    found = scores.new_full((len(scores),), -1, dtype=torch.int64)
    if not overlap.shape[1]:
        return found
    left_out = set() if aside is None else set(aside.nonzero()[:, 0].tolist())
    most, which = overlap.max(1)
    taken: set[int] = set()
    for i in ranked(scores, len(overlap)):
        asked = int(which[i])
        if most[i] < iou_threshold:
            continue
        if asked in left_out:
            found[i] = -2
        elif asked not in taken:
            taken.add(asked)
            found[i] = asked
    return found


def match_coco(overlap: Tensor, scores: Tensor, iou_threshold: float, aside: Tensor | None = None) -> Tensor:
    """COCO's rule: a detection takes the object that it overlaps most *of those still free*, from
    `iou_threshold` on; only who takes none may lie on one that is `aside` (a *crowd* there).

    Of two objects with equal IoU the later one is taken, as COCO's tool does.
    """
    found = scores.new_full((len(scores),), -1, dtype=torch.int64)
    if not overlap.shape[1]:
        return found
    enough = min(iou_threshold, 1 - 1e-10)
    free = overlap.clone()
    on_aside = torch.zeros(len(scores), dtype=torch.bool, device=overlap.device)
    if aside is not None and aside.any():
        on_aside = (overlap[:, aside] >= enough).any(1)
        free[:, aside] = -1
    for i in ranked(scores, len(overlap)):
        j = free.shape[1] - 1 - int(free[i].flip(0).argmax())
        if free[i, j] >= enough:
            free[:, j] = -1
            found[i] = j
        elif on_aside[i]:
            found[i] = -2
    return found
