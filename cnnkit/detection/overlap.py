"""How much two boxes have in common: intersection over union, and three forms that also say how far apart
they are.

Everything is computed in float64, whatever comes in: a threshold such as 0.5 is then met exactly by boxes
that meet it.
"""

import math

import torch
from torch import Tensor

from cnnkit.detection.boxes import check_boxes

__all__ = ["box_iou", "complete_iou", "distance_iou", "generalized_iou", "intersection_and_union", "ratio"]


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of every box of `a` `(n, 4)` with every box of `b` `(m, 4)` -> `(n, m)` float64
    in [0, 1].

    Boxes are x0 y0 x1 y1. Two boxes without area have nothing in common: 0, not 0/0.

    Raises:
        ValueError: another shape, edges that are not finite, or a box that ends before it begins.

    >>> a = torch.tensor([[0., 0., 2., 2.]])
    >>> box_iou(a, torch.tensor([[0., 0., 2., 2.], [1., 0., 3., 2.], [5., 5., 6., 6.]]))
    tensor([[1.0000, 0.3333, 0.0000]], dtype=torch.float64)
    """
    a, b = check_boxes(a, "a"), check_boxes(b, "b")
    return ratio(*intersection_and_union(a[:, None], b[None]))


def generalized_iou(a: Tensor, b: Tensor) -> Tensor:
    """IoU − (hull − union) / hull, `(n, m)` float64 in (−1, 1] (Rezatofighi et al. 2019, algorithm 1).

    `hull` is the smallest box round both: boxes that do not touch are told apart by how far they are.

    >>> a, b = torch.tensor([[0., 0., 1., 1.]]), torch.tensor([[1., 0., 2., 1.], [3., 0., 4., 1.]])
    >>> generalized_iou(a, b)  # IoU is 0 for both; the second lies farther away
    tensor([[ 0.0000, -0.5000]], dtype=torch.float64)
    """
    a, b = check_boxes(a, "a"), check_boxes(b, "b")
    inter, union = intersection_and_union(a[:, None], b[None])
    hull = _hull(a, b).prod(-1)
    return ratio(inter, union) - ratio(hull - union, hull)


def distance_iou(a: Tensor, b: Tensor) -> Tensor:
    """IoU − (distance of the centres / diagonal of the hull)², `(n, m)` float64 (Zheng et al. 2020, equation
    7).

    >>> distance_iou(torch.tensor([[0., 0., 1., 1.]]), torch.tensor([[0., 0., 1., 1.], [0., 2., 1., 3.]]))
    tensor([[ 1.0000, -0.4000]], dtype=torch.float64)
    """
    a, b = check_boxes(a, "a"), check_boxes(b, "b")
    inter, union = intersection_and_union(a[:, None], b[None])
    apart = (_centres(a)[:, None] - _centres(b)[None]).square().sum(-1)
    return ratio(inter, union) - ratio(apart, _hull(a, b).square().sum(-1))


def complete_iou(a: Tensor, b: Tensor) -> Tensor:
    """Distance IoU − α v, `(n, m)` float64: v compares the shapes, w to h (Zheng et al. 2020, equations 8 to
    11).

    v = 4/π² (atan(w_b / h_b) − atan(w_a / h_a))² and α = v / (1 − IoU + v); where v is 0, so is the term.

    >>> complete_iou(torch.tensor([[0., 0., 2., 2.]]), torch.tensor([[0., 0., 2., 2.], [0., 0., 2., 1.]]))
    tensor([[1.0000, 0.4655]], dtype=torch.float64)
    """
    slant_a, slant_b = _slants(check_boxes(a, "a")), _slants(check_boxes(b, "b"))
    v = (slant_b[None] - slant_a[:, None]).square() * (4 / math.pi**2)
    return distance_iou(a, b) - ratio(v.square(), 1 - box_iou(a, b) + v)


def intersection_and_union(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both areas of each pair of boxes `(..., 4)`, x0 y0 x1 y1; other axes broadcast, nothing is checked."""
    low = torch.maximum(a[..., :2], b[..., :2])
    high = torch.minimum(a[..., 2:], b[..., 2:])
    inter = (
        (high - low).clamp(min=0).prod(-1)
    )  # each side clamped: two negative sides would multiply to an area
    area_a, area_b = ((x[..., 2:] - x[..., :2]).prod(-1) for x in (a, b))
    return inter, area_a + area_b - inter


def _hull(a: Tensor, b: Tensor) -> Tensor:
    """Both sides of the smallest box round each pair, `(n, m, 2)`."""
    low = torch.minimum(a[:, None, :2], b[None, :, :2])
    return torch.maximum(a[:, None, 2:], b[None, :, 2:]) - low


def _centres(boxes: Tensor) -> Tensor:
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def _slants(boxes: Tensor) -> Tensor:
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    return torch.atan2(w, h)


def ratio(part: Tensor, whole: Tensor) -> Tensor:
    """part / whole, and 0 where the whole is 0; the slope stays finite there too."""
    return torch.where(whole > 0, part / torch.where(whole > 0, whole, 1.0), 0.0)
