"""Non-maximum suppression: of boxes that mean the same object, the best one stays."""

import torch
from torch import Tensor

from cnnkit.detection.boxes import came, check_boxes
from cnnkit.detection.overlap import box_iou

__all__ = ["batched_nms", "nms", "ranked"]


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Places of the boxes that stay, best first, `(k,)` int64.

    `boxes` `(n, 4)` x0 y0 x1 y1, `scores` `(n,)`. The best box stays and every box left whose IoU with it is
    *above* `iou_threshold` goes; a box at the threshold stays. What has gone suppresses nobody. Equal scores
    keep their order.

    Raises:
        ValueError: boxes or scores are not as said, a score is NaN, or the threshold lies outside [0, 1].

    >>> boxes = torch.tensor([[0., 0., 10., 10.], [0., 0., 10., 8.], [0., 0., 10., 5.]])
    >>> nms(boxes, torch.tensor([0.9, 0.8, 0.7]), iou_threshold=0.5)  # IoU with the first: 0.8 and 0.5
    tensor([0, 2])
    """
    boxes = check_boxes(boxes)
    return batched_nms(
        boxes, scores, torch.zeros(len(boxes), dtype=torch.int64, device=boxes.device), iou_threshold
    )


def batched_nms(boxes: Tensor, scores: Tensor, labels: Tensor, iou_threshold: float) -> Tensor:
    """`nms` within each class, `(k,)` int64, best first over all classes: a cat does not suppress a dog.

    `labels` `(n,)` whole numbers. Classes are compared, not moved apart: adding an offset per class to the
    boxes, as some do, costs digits of their coordinates.

    Args:
        boxes: `(n, 4)`, x0 y0 x1 y1.
        scores: `(n,)`.
        iou_threshold: in [0, 1]; of one class, a box above it goes, a box at it stays.

    Raises:
        ValueError: as `nms`, and for labels that are not n whole numbers.

    >>> boxes = torch.tensor([[0., 0., 10., 10.], [0., 0., 10., 9.], [0., 0., 10., 9.]])
    >>> batched_nms(boxes, torch.tensor([0.9, 0.8, 0.7]), labels=torch.tensor([0, 0, 1]), iou_threshold=0.5)
    tensor([0, 2])
    """
    boxes = check_boxes(boxes)
    order = ranked(scores, len(boxes))
    if not isinstance(labels, Tensor) or labels.shape != scores.shape or labels.is_floating_point():
        raise ValueError(f"labels are a tensor of {len(boxes)} whole numbers; here is {came(labels)}.")
    if not isinstance(iou_threshold, int | float) or not 0 <= iou_threshold <= 1:
        raise ValueError(f"iou_threshold lies in [0, 1], not at {iou_threshold}: IoU does.")
    kept = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(best)
        overlap = box_iou(boxes[best][None], boxes[order])[0]
        order = order[(overlap <= iou_threshold) | (labels[order] != labels[best])]
    return torch.stack(kept) if kept else order


def ranked(scores: Tensor, n: int) -> Tensor:
    """Places of `scores` `(n,)` from the best down, equal ones in their order. Raises for NaN and another
    length."""
    if not isinstance(scores, Tensor):
        raise ValueError(f"scores are a tensor ({n},); here is {came(scores)}.")
    if scores.shape != (n,):
        raise ValueError(f"There are {n} boxes, so scores have shape ({n},), not {tuple(scores.shape)}.")
    if scores.isnan().any():
        raise ValueError(
            f"scores[{int(scores.isnan().nonzero()[0])}] is not a number; nothing can be ranked by it."
        )
    return scores.argsort(descending=True, stable=True)
