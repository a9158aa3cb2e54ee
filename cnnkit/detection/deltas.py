"""From one box to another in four numbers that do not depend on where it stands or how large it is.

Girshick et al. 2014 (R-CNN), appendix C: the shift of the centre in parts of the sides, and the logarithms of
the growth. A network that corrects boxes learns these.
"""

import math

import torch
from torch import Tensor

from cnnkit.detection.boxes import box_convert, came, check_boxes

__all__ = ["apply_deltas", "box_deltas"]

_MOST = math.log(
    1000 / 16
)  # torchvision's and Detectron's bound: a wild answer does not become an endless box


def box_deltas(anchors: Tensor, targets: Tensor) -> Tensor:
    """`(n, 4)` and `(n, 4)`, x0 y0 x1 y1 with area -> `(n, 4)` float64: (t_x, t_y, t_w, t_h) of each pair.

    >>> anchor = torch.tensor([[0., 0., 10., 10.]])
    >>> box_deltas(anchor, anchor + torch.tensor([5., 0., 5., 0.]))  # half a width to the right
    tensor([[0.5000, 0.0000, 0.0000, 0.0000]], dtype=torch.float64)
    """
    before = box_convert(check_boxes(anchors, "anchors", area=True), "xyxy", "cxcywh")
    after = box_convert(check_boxes(targets, "targets", area=True), "xyxy", "cxcywh")
    if before.shape != after.shape:
        raise ValueError(f"One target an anchor: there are {len(before)} and {len(after)}.")
    shift = (after[:, :2] - before[:, :2]) / before[:, 2:]
    return torch.cat([shift, (after[:, 2:] / before[:, 2:]).log()], 1)


def apply_deltas(anchors: Tensor, deltas: Tensor) -> Tensor:
    """The boxes `(n, 4)` that `deltas` `(n, 4)` make of `anchors` `(n, 4)`; the deltas' dtype. Undoes
    `box_deltas`.

    Growth is held to 62.5 times, as in the reference implementations.

    >>> apply_deltas(torch.tensor([[0., 0., 10., 10.]]), torch.tensor([[0.5, 0., 0., 0.]]))
    tensor([[ 5.,  0., 15., 10.]])
    """
    if not isinstance(deltas, Tensor) or not deltas.is_floating_point():
        raise ValueError(f"deltas are a tensor (n, 4) of real numbers; here is {came(deltas)}.")
    before = box_convert(check_boxes(anchors, "anchors", area=True).to(deltas.dtype), "xyxy", "cxcywh")
    if before.shape != deltas.shape:
        raise ValueError(f"Four deltas an anchor: {tuple(before.shape)} and {tuple(deltas.shape)}.")
    centre = before[:, :2] + deltas[:, :2] * before[:, 2:]
    sides = before[:, 2:] * deltas[:, 2:].clamp(max=_MOST).exp()
    return box_convert(torch.cat([centre, sides], 1), "cxcywh", "xyxy")
