"""What YOLO v1 is punished for: five sums of squares, each over its own cells and boxes.

Redmon et al. 2016, equation 3. In a cell with an object the box that overlaps it most is *responsible*: it
alone pays for its place, its sides (as roots: a pixel too many matters more on a small box) and its
confidence, which should be its IoU. Every other box of every cell pays for being confident at all, half as
much. The class is the cell's.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from cnnkit.detection.boxes import came
from cnnkit.detection.overlap import intersection_and_union, ratio

__all__ = ["YoloLoss", "responsible", "yolo_loss"]


class YoloLoss(NamedTuple):
    """Five scalars, each the sum over cells and boxes of its squares, a picture on average, not yet
    weighted."""

    centre: Tensor
    sides: Tensor
    confidence: Tensor
    no_object: Tensor
    classes: Tensor

    def total(self, coord: float = 5.0, noobj: float = 0.5) -> Tensor:
        """The paper's sum: λ_coord for place and sides, λ_noobj for boxes that answer for nothing."""
        return coord * (self.centre + self.sides) + self.confidence + noobj * self.no_object + self.classes


def yolo_loss(predicted: Tensor, target: Tensor, S: int, B: int, C: int) -> YoloLoss:
    """`predicted` and `target` `(n, S, S, 5B + C)`, laid out as `yolo_encode` does, w and h of the picture.

    The IoU that a confidence should reach is taken as it is: no slope runs through it. A predicted side below
    1e-6 counts as 1e-6, whose root still has one.

    >>> target = torch.zeros(1, 2, 2, 7)  # S = 2, B = 1, C = 2: one object, in the upper left cell
    >>> target[0, 0, 0] = torch.tensor([0.5, 0.5, 0.25, 0.25, 1., 0., 1.])
    >>> loss = yolo_loss(torch.zeros_like(target), target, S=2, B=1, C=2)
    >>> loss.centre, loss.no_object, loss.classes
    (tensor(0.5000), tensor(0.), tensor(1.))
    """
    for name, tensor in (("predicted", predicted), ("target", target)):
        if not isinstance(tensor, Tensor):
            raise ValueError(f"{name} is a tensor (n, S, S, 5B + C); here is {came(tensor)}.")
    shape = (S, S, 5 * B + C)
    if predicted.shape != target.shape or predicted.ndim != 4 or predicted.shape[1:] != shape:
        here = f"{tuple(predicted.shape)} and {tuple(target.shape)}"
        raise ValueError(
            f"S = {S}, B = {B} and C = {C} make two tensors (n, {S}, {S}, {5 * B + C}); here are {here}."
        )
    n = max(len(predicted), 1)
    boxes, shares = predicted[..., : 5 * B].unflatten(-1, (B, 5)), predicted[..., 5 * B :]
    true, classes = target[..., :5], target[..., 5 * B :]
    busy = (true[..., 4] > 0).to(predicted)  # n S S, 1 where a cell has an object
    mine, overlap = responsible(boxes, true, S)
    box = boxes.gather(-2, mine[..., None, None].expand(*mine.shape, 1, 5)).squeeze(-2)
    roots = box[..., 2:4].clamp(min=1e-6).sqrt() - true[..., 2:4].sqrt()
    paid = (busy * box[..., 4].square()).sum()
    return YoloLoss(
        centre=(busy[..., None] * (box[..., :2] - true[..., :2]).square()).sum() / n,
        sides=(busy[..., None] * roots.square()).sum() / n,
        confidence=(busy * (box[..., 4] - overlap).square()).sum() / n,
        no_object=(boxes[..., 4].square().sum() - paid) / n,
        classes=(busy[..., None] * (shares - classes).square()).sum() / n,
    )


@torch.no_grad()
def responsible(boxes: Tensor, truth: Tensor, S: int) -> tuple[Tensor, Tensor]:
    """Of the `boxes` `(..., B, 5)` of cells, the one that overlaps the cell's object `(..., 5)` most, `(...)`
    int64, and its IoU `(...)`. Where none overlaps it, or several equally, the nearest by its four
    numbers."""
    corners, object_corners = _corners(boxes, S), _corners(truth[..., None, :], S)
    overlap = ratio(*intersection_and_union(corners, object_corners))
    distance = (corners - object_corners).square().sum(-1)
    tied = overlap == overlap.amax(-1, keepdim=True)
    mine = distance.masked_fill(~tied, torch.inf).argmin(-1)
    return mine, overlap.gather(-1, mine[..., None]).squeeze(-1)


def _corners(boxes: Tensor, S: int) -> Tensor:
    """x0 y0 x1 y1 from x and y in the cell and w and h of the picture; cells cancel where both share one."""
    middle, half = boxes[..., :2] / S, boxes[..., 2:4].clamp(min=0) / 2
    return torch.cat([middle - half, middle + half], -1)
