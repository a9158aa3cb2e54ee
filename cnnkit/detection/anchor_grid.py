"""One step beyond YOLO v1: a grid whose cells hold a few box shapes, each with a class of its own.

Redmon and Farhadi 2017 (YOLO9000), section 2: an object goes to the cell of its centre, as before, and there
to the *anchor* (prior shape) that it overlaps most, both laid on one centre. A centre stays in its cell,
σ holds it; sides are the anchor's, times e to the power of what is said. So two objects in one cell both
stay, unless their shapes are nearest to the same anchor. The shapes come from k-means over the boxes of
the training set, with 1 − IoU for a distance: with the usual one large boxes would decide.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.detection.boxes import box_convert, check_boxes
from cnnkit.detection.overlap import ratio
from cnnkit.detection.yolo_grid import cells_of_centres, check_labels, first_of_each

__all__ = ["anchor_boxes", "anchor_decode", "anchor_encode", "anchor_lost", "anchor_shapes", "shape_iou"]

_MOST = 4.0  # e⁴ is about 55 times an anchor's side: a wild answer does not become an endless box


def shape_iou(a: Tensor, b: Tensor) -> Tensor:
    """IoU of boxes with one common centre: `a` `(n, 2)` and `b` `(m, 2)`, w and h -> `(n, m)` float64."""
    for name, sides in (("a", a), ("b", b)):
        if sides.ndim != 2 or sides.shape[1] != 2:
            raise ValueError(f"{name} are w and h, a tensor (n, 2); here is {tuple(sides.shape)}.")
    a, b = a.double(), b.double()
    inter = torch.minimum(a[:, None], b[None]).prod(-1)
    return ratio(inter, a.prod(-1)[:, None] + b.prod(-1)[None] - inter)


def anchor_shapes(boxes: Tensor, k: int, *, seed: int = 0, rounds: int = 100) -> Tensor:
    """`k` shapes for `boxes` `(n, 4)`, x0 y0 x1 y1 with area -> `(k, 2)` float64, w and h, smallest area
    first.

    k-means with the distance 1 − IoU of the shapes, from k different ones drawn with `seed`; a shape becomes
    the mean of those nearest to it, until none moves (a mean need not lower this distance: hence `rounds`).

    >>> boxes = torch.tensor([[0., 0., 2., 2.], [1., 1., 3., 3.], [0., 0., 8., 4.]])
    >>> anchor_shapes(boxes, k=2)
    tensor([[2., 2.],
            [8., 4.]], dtype=torch.float64)
    """
    sides = box_convert(check_boxes(boxes, area=True), "xyxy", "cxcywh")[:, 2:]
    different = sides.unique(dim=0)
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= len(different):
        raise ValueError(f"k counts shapes, from 1 to the {len(different)} different ones; not {k!r}.")
    order = torch.randperm(len(different), generator=torch.Generator().manual_seed(seed))[:k]
    shapes = different[order.to(different.device)]
    for _ in range(rounds):
        members = F.one_hot(shape_iou(sides, shapes).argmax(1), k).double()  # n k
        moved = members.T @ sides / members.sum(0)[:, None].clamp(min=1)
        moved = torch.where(members.sum(0)[:, None] > 0, moved, shapes)  # who has no boxes stays
        if torch.equal(moved, shapes):
            break
        shapes = moved
    return shapes[shapes.prod(1).argsort(stable=True)]


def anchor_encode(boxes: Tensor, labels: Tensor, S: int, anchors: Tensor, C: int) -> Tensor:
    """`boxes` `(n, 4)` x0 y0 x1 y1 in [0, 1], `labels` `(n,)`, `anchors` `(A, 2)` -> `(S, S, A, 5 + C)`.

    At its cell and anchor an object has x and y within the cell (σ shall give them), the logarithms of w and
    h in units of the anchor, 1 for the confidence, and a 1 at its class; all else is zero. Of two objects
    with the same cell and anchor the first stays. Refuses what `yolo_encode` refuses; dtype as there.

    >>> box, anchors = torch.tensor([[0.5, 0., 1., 0.5]]), torch.tensor([[0.5, 0.5]])
    >>> anchor_encode(box, torch.tensor([1]), S=2, anchors=anchors, C=2)[0, 1]
    tensor([[0.5000, 0.5000, 0.0000, 0.0000, 1.0000, 0.0000, 1.0000]])
    """
    slot, offset, sides = _slots(boxes, S, anchors)
    check_labels(labels, len(boxes), C)
    dtype = boxes.dtype if boxes.is_floating_point() else torch.float64
    growth = (sides / anchors.to(sides)[slot % len(anchors)]).log()
    classes = torch.arange(C, device=boxes.device) == labels[:, None]
    rows = torch.cat([offset, growth, torch.ones_like(growth[:, :1]), classes.to(growth)], 1)
    rows = torch.cat([rows, rows.new_zeros(1, 5 + C)])  # the last stands for nobody
    return rows[first_of_each(slot, S * S * len(anchors))].view(S, S, len(anchors), 5 + C).to(dtype)


def anchor_lost(boxes: Tensor, S: int, anchors: Tensor) -> Tensor:
    """Places of `boxes` `(n, 4)` whose cell and anchor belong to an earlier one, `(k,)` int64.

    >>> boxes = torch.tensor([[0., 0., 0.4, 0.4], [0.1, 0.1, 0.5, 0.5]])
    >>> anchor_lost(boxes, S=2, anchors=torch.tensor([[0.4, 0.4]]))
    tensor([1])
    """
    slot, _, _ = _slots(boxes, S, anchors)
    first = first_of_each(slot, S * S * len(anchors))
    return (first[slot] != torch.arange(len(boxes), device=boxes.device)).nonzero()[:, 0]


def anchor_boxes(raw: Tensor, anchors: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """What a network says, `(..., S, S, A, 5 + C)`, as boxes `(..., S, S, A, 4)`, their confidences
    `(..., S, S, A)` and their class shares `(..., S, S, A, C)`.

    Boxes are x0 y0 x1 y1, not clipped: the centre is σ of the first two in its cell, the sides are the
    anchor's times e to the next two; the confidence is σ of the fifth, the shares are a softmax.
    """
    if anchors.ndim != 2 or anchors.shape[1] != 2 or not raw.is_floating_point():
        raise ValueError(f"anchors are w and h, (A, 2), and answers are real; here are {raw.dtype}.")
    S, A = raw.shape[-3] if raw.ndim > 3 else 0, len(anchors)
    if raw.ndim < 4 or raw.shape[-4:-1] != (S, S, A) or raw.shape[-1] < 6:
        raise ValueError(f"Answers are (..., S, S, {A}, 5 + C) with {A} anchors; here is {tuple(raw.shape)}.")
    cell = torch.stack(torch.meshgrid(*[torch.arange(S, device=raw.device)] * 2, indexing="xy"), -1)
    centre = (cell[:, :, None] + raw[..., :2].sigmoid()) / S
    half = anchors.to(raw) * raw[..., 2:4].clamp(max=_MOST).exp() / 2
    corners = torch.cat([centre - half, centre + half], -1)
    return corners, raw[..., 4].sigmoid(), raw[..., 5:].softmax(-1)


def anchor_decode(raw: Tensor, anchors: Tensor, conf_threshold: float) -> tuple[Tensor, Tensor, Tensor]:
    """`(S, S, A, 5 + C)` -> boxes `(k, 4)` clipped to [0, 1], scores `(k,)`, labels `(k,)`; none suppressed.

    The score is the confidence times the greatest class share *of that anchor*; from `conf_threshold` on a
    box comes back.

    >>> raw = torch.full((1, 1, 1, 7), -9.0)  # one cell, one anchor, two classes
    >>> raw[0, 0, 0] = torch.tensor([0., 0., 0., 0., 9., -9., 9.])
    >>> anchor_decode(raw, torch.tensor([[0.5, 0.5]]), conf_threshold=0.5)
    (tensor([[0.2500, 0.2500, 0.7500, 0.7500]]), tensor([0.9999]), tensor([1]))
    """
    if raw.ndim != 4:
        raise ValueError(f"One picture's answers are (S, S, A, 5 + C); here is {tuple(raw.shape)}.")
    boxes, confidence, shares = anchor_boxes(raw, anchors)
    share, label = shares.max(-1)
    score = confidence * share
    keep = score >= conf_threshold
    return boxes[keep].clamp(0, 1), score[keep], label[keep]


def _slots(boxes: Tensor, S: int, anchors: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Cell times A plus anchor of each box `(n,)`, its place in the cell `(n, 2)`, its sides `(n, 2)`."""
    row, column, offset, sides = cells_of_centres(boxes, S)
    if not anchors.is_meta and not (anchors > 0).all():
        raise ValueError(f"An anchor has sides above 0; here are {anchors.tolist()}.")
    nearest = shape_iou(sides, anchors.to(sides)).argmax(1)
    return (row * S + column) * len(anchors) + nearest, offset, sides
