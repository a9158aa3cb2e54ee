"""Anchors: boxes of a few sizes and shapes at every place of a map, and which of them are to answer for an
object.

Faster R-CNN (Ren, He, Girshick, Sun 2015), sections 3.1.1 and 3.1.2. Nothing here is learned.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from cnnkit.detection.boxes import check_boxes
from cnnkit.detection.overlap import box_iou

__all__ = ["BACKGROUND", "IGNORED", "assign_anchors", "map_anchors"]

BACKGROUND, IGNORED = -1, -2


def map_anchors(
    height: int,
    width: int,
    stride: float,
    sizes: Sequence[float],
    ratios: Sequence[float] = (0.5, 1.0, 2.0),
    *,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str | None = None,
) -> Tensor:
    """`(height · width · k, 4)`, x0 y0 x1 y1 in pixels, k = sizes · ratios at each place of a map.

    Row by row, and at a place size by size. The anchors of place (i, j) stand around ((j + 0.5) · stride, (i
    + 0.5) · stride), its middle. Each of the `sizes` is the side of a square of the same area, each of the
    `ratios` height by width.

    >>> map_anchors(1, 2, stride=16, sizes=[32], ratios=[1.0])
    tensor([[-8., -8., 24., 24.],
            [ 8., -8., 40., 24.]])
    """
    if not sizes or not ratios or min(*sizes, *ratios, stride) <= 0:
        raise ValueError(
            f"stride, sizes and ratios are above 0, at least one of each: {stride}, {sizes}, {ratios}."
        )
    where = {"dtype": torch.float64, "device": device}
    size = torch.tensor(sizes, **where).repeat_interleave(len(ratios))
    root = torch.tensor(ratios, **where).sqrt().repeat(len(sizes))
    half = torch.stack([size / root, size * root], 1) / 2  # k 2: w, h
    y, x = (stride * (torch.arange(n, **where) + 0.5) for n in (height, width))
    middle = torch.stack([x.expand(height, -1), y[:, None].expand(-1, width)], -1)[:, :, None]
    return torch.cat([middle - half, middle + half], -1).flatten(0, 2).to(dtype)


def assign_anchors(
    anchors: Tensor,
    truth: Tensor,
    positive: float = 0.7,
    negative: float = 0.3,
    frame: tuple[float, float] | None = None,
) -> Tensor:
    """For each anchor the object that it answers for, `BACKGROUND` or `IGNORED`, `(n,)` int64.

    `anchors` `(n, 4)`, `truth` `(m, 4)`. An anchor answers for the object that it overlaps most, if (i) no
    anchor overlaps *some* object more, equal ones all, or (ii) its IoU is above `positive`. The others are
    background if their IoU with every object is below `negative`; what is left teaches nothing. With `frame`
    (height, width) anchors that reach beyond the picture teach nothing either (section 3.1.3).

    >>> anchors = torch.tensor([[0., 0., 10., 10.], [0., 0., 10., 4.], [50., 50., 60., 60.]])
    >>> assign_anchors(anchors, torch.tensor([[0., 0., 10., 9.]])).tolist(), IGNORED, BACKGROUND
    ([0, -2, -1], -2, -1)
    """
    if not 0 <= negative <= positive <= 1:
        raise ValueError(f"0 ≤ negative ≤ positive ≤ 1 for an IoU, not {negative} and {positive}.")
    anchors, truth = check_boxes(anchors, "anchors", area=True), check_boxes(truth, "truth")
    allowed = torch.ones(len(anchors), dtype=torch.bool, device=anchors.device)
    if frame is not None:
        h, w = frame
        allowed = (anchors[:, :2] >= 0).all(1) & (anchors[:, 2] <= w) & (anchors[:, 3] <= h)
    if not len(truth) or not len(anchors):
        return torch.where(allowed, BACKGROUND, IGNORED)
    overlap = torch.where(allowed[:, None], box_iou(anchors, truth), 0.0)
    most, which = overlap.max(1)
    best = overlap.amax(0)
    # an object that nothing touches has a best overlap of 0, and no anchor answers for it
    answers = ((overlap == best) & (best > 0)).any(1) | (most > positive)
    rest = torch.where(most < negative, BACKGROUND, IGNORED)
    return torch.where(allowed, torch.where(answers, which, rest), IGNORED)
