"""What a box is, its three usual formats, and its area.

A box has real sides: x0 y0 x1 y1 are edges, not pixels, so that a box of one pixel reaches from j to j + 1
and no "+ 1" is ever needed.
"""

from typing import Literal, get_args

import torch
from torch import Tensor

__all__ = ["Format", "box_area", "box_convert", "came", "check_boxes"]

Format = Literal["xyxy", "xywh", "cxcywh"]
"""Two corners; the upper left corner and both sides; the centre and both sides."""


def check_boxes(boxes: Tensor, name: str = "boxes", *, area: bool = False) -> Tensor:
    """`boxes` `(n, 4)`, x0 y0 x1 y1, as float64.

    Raises ValueError for another shape, numbers that are not finite, corners in the wrong order, and with
    `area` for boxes without any. On the meta device there is nothing to look at but the shape.
    """
    if not isinstance(boxes, Tensor) or boxes.ndim != 2 or boxes.shape[1] != 4:
        what = tuple(boxes.shape) if isinstance(boxes, Tensor) else came(boxes)
        raise ValueError(
            f"{name} are a tensor (n, 4) of x0, y0, x1, y1, for none torch.zeros(0, 4); here is {what}."
        )
    if boxes.is_complex() or boxes.dtype == torch.bool:
        raise ValueError(f"{name} are numbers on an axis; {boxes.dtype} is not.")
    boxes = boxes.double()
    if boxes.is_meta:
        return boxes
    _refuse(~boxes.isfinite().all(1), boxes, name, "has an edge that is not finite")
    sides = boxes[:, 2:] - boxes[:, :2]
    _refuse(
        (sides < 0).any(1),
        boxes,
        name,
        "ends before it begins: x1 ≥ x0 and y1 ≥ y0, as box_convert makes them",
    )
    if area:
        _refuse((sides == 0).any(1), boxes, name, "has no area")
    return boxes


def came(value: object) -> str:
    """What somebody gave in place of a tensor of another kind, for messages."""
    return f"{tuple(value.shape)}, {value.dtype}" if isinstance(value, Tensor) else type(value).__name__


def _refuse(bad: Tensor, boxes: Tensor, name: str, why: str) -> None:
    if bad.any():
        i = int(bad.nonzero()[0])
        raise ValueError(f"{name}[{i}] = {[round(v, 6) for v in boxes[i].tolist()]} {why}.")


def box_area(boxes: Tensor) -> Tensor:
    """`(n, 4)` x0 y0 x1 y1 -> `(n,)` float64, in the boxes' unit squared.

    >>> box_area(torch.tensor([[1., 2., 5., 8.]]))
    tensor([24.], dtype=torch.float64)
    """
    x0, y0, x1, y1 = check_boxes(boxes).unbind(1)
    return (x1 - x0) * (y1 - y0)


def box_convert(boxes: Tensor, in_fmt: Format, out_fmt: Format) -> Tensor:
    """`(n, 4)` in one format -> `(n, 4)` in another, same dtype (whole numbers with a centre become float64).

    Differentiable. Sides below zero are left as they are: `check_boxes` refuses them where boxes are used.

    Args:
        in_fmt, out_fmt: `"xyxy"` (two corners), `"xywh"` (upper left corner and sides) or `"cxcywh"` (centre
            and sides).

    Raises:
        ValueError: another format, or boxes of another shape.

    >>> box_convert(torch.tensor([[1., 2., 5., 8.]]), "xyxy", "cxcywh")
    tensor([[3., 5., 4., 6.]])
    """
    for fmt in (in_fmt, out_fmt):
        if fmt not in get_args(Format):
            raise ValueError(f"A format is one of {', '.join(get_args(Format))}, not {fmt!r}.")
    if not isinstance(boxes, Tensor) or boxes.ndim != 2 or boxes.shape[1] != 4:
        what = tuple(boxes.shape) if isinstance(boxes, Tensor) else came(boxes)
        raise ValueError(f"boxes are a tensor (n, 4), for none torch.zeros(0, 4); here is {what}.")
    if not boxes.is_floating_point() and "cxcywh" in (in_fmt, out_fmt):
        boxes = boxes.double()
    if in_fmt == out_fmt:
        return boxes
    first, second = boxes[:, :2], boxes[:, 2:]
    if in_fmt == "xyxy":
        sides, corner = second - first, first
    else:
        sides = second
        corner = first if in_fmt == "xywh" else first - sides / 2
    if out_fmt == "xyxy":
        return torch.cat([corner, corner + sides], 1)
    return torch.cat([corner if out_fmt == "xywh" else corner + sides / 2, sides], 1)
