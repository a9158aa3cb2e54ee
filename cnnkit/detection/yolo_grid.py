"""The grid of YOLO v1: boxes to the tensor that a network learns, and a predicted tensor back to boxes.

Redmon et al. 2016, section 2: the picture is cut into S×S cells, and the cell that holds the centre of an
object answers for it. A cell holds B boxes of five numbers and C class shares *of the cell*: S·S·(5B + C)
numbers, for 7, 2 and 20 they are 1,470. Indexed [row, column].
"""

import torch
from torch import Tensor

from cnnkit.detection.boxes import box_convert, came, check_boxes

__all__ = ["cells_of_centres", "check_labels", "first_of_each", "yolo_decode", "yolo_encode", "yolo_lost"]


def yolo_encode(boxes: Tensor, labels: Tensor, S: int, B: int, C: int) -> Tensor:
    """`boxes` `(n, 4)` x0 y0 x1 y1 in [0, 1], `labels` `(n,)` below C -> `(S, S, 5B + C)`, the boxes' dtype.

    A cell with an object holds B times x and y of the centre *within the cell*, w and h *of the picture*, and
    1 for the confidence, then a 1 at its class; a cell without one holds zeros. A centre at exactly 1.0
    belongs to the last cell (offset 1.0). Of two objects in one cell the first stays: `yolo_lost` names the
    others. Raises ValueError for boxes outside of [0, 1] or without area, and for labels that are no class.

    >>> grid = yolo_encode(torch.tensor([[0.5, 0., 1., 0.5]]), torch.tensor([1]), S=2, B=1, C=2)
    >>> grid[0, 1]  # row 0, column 1: x, y, w, h, confidence, two classes
    tensor([0.5000, 0.5000, 0.5000, 0.5000, 1.0000, 0.0000, 1.0000])
    """
    _check_grid(S, B, C)
    row, column, offset, sides = cells_of_centres(boxes, S)
    check_labels(labels, len(boxes), C)
    dtype = boxes.dtype if boxes.is_floating_point() else torch.float64
    box = torch.cat([offset, sides, torch.ones_like(sides[:, :1])], 1)
    classes = torch.arange(C, device=boxes.device) == labels[:, None]
    answers = torch.cat([box.repeat(1, B), classes.to(box)], 1)
    answers = torch.cat([answers, answers.new_zeros(1, 5 * B + C)])  # the last is an empty cell's
    return answers[first_of_each(row * S + column, S * S)].view(S, S, 5 * B + C).to(dtype)


def yolo_lost(boxes: Tensor, S: int) -> Tensor:
    """Places of `boxes` `(n, 4)` whose cell belongs to an earlier one, `(k,)` int64: no target holds them.

    Raises ValueError for boxes outside of [0, 1] or without area.

    >>> yolo_lost(torch.tensor([[0., 0., 0.4, 0.4], [0.1, 0.1, 0.3, 0.3], [0.5, 0.5, 1., 1.]]), S=2)
    tensor([1])
    """
    _check_grid(S, 1, 1)
    row, column, _, _ = cells_of_centres(boxes, S)
    cell = row * S + column
    first = first_of_each(cell, S * S)
    return (first[cell] != torch.arange(len(boxes), device=boxes.device)).nonzero()[:, 0]


def yolo_decode(
    tensor: Tensor, S: int, B: int, C: int, conf_threshold: float
) -> tuple[Tensor, Tensor, Tensor]:
    """`(S, S, 5B + C)` -> boxes `(k, 4)` x0 y0 x1 y1 clipped to [0, 1], scores `(k,)`, labels `(k,)`.

    The score of a box is its confidence times the greatest class share of its cell, and that class is its
    label (equation 1 of the paper). Boxes with a score of at least `conf_threshold`, and above 0, come back;
    none is suppressed: `batched_nms` does that.

    Raises ValueError for a tensor of another shape, of whole numbers, or with numbers that are not finite.

    >>> grid = yolo_encode(torch.tensor([[0.5, 0., 1., 0.5]]), torch.tensor([1]), S=2, B=1, C=2)
    >>> yolo_decode(grid, S=2, B=1, C=2, conf_threshold=0.5)
    (tensor([[0.5000, 0.0000, 1.0000, 0.5000]]), tensor([1.]), tensor([1]))
    """
    _check_grid(S, B, C)
    if not isinstance(tensor, Tensor):
        raise ValueError(f"An answer is a tensor {(S, S, 5 * B + C)}; here is {came(tensor)}.")
    if tensor.shape != (S, S, 5 * B + C):
        raise ValueError(
            f"S = {S}, B = {B} and C = {C} make a tensor {(S, S, 5 * B + C)}; here is {tuple(tensor.shape)}."
        )
    if not tensor.is_floating_point():
        raise ValueError(f"The tensor holds places and scores, not {tensor.dtype}.")
    if not tensor.is_meta and not tensor.isfinite().all():
        wrong = (~tensor.isfinite()).nonzero()
        row, column, i = wrong[0].tolist()
        raise ValueError(
            f"tensor[{row}, {column}, {i}] = {tensor[row, column, i]:g}, and {len(wrong)} of its "
            f"{tensor.numel()} numbers are not finite: no score can be "
            "read from it. Has the network diverged?"
        )
    share, label = tensor[..., 5 * B :].max(-1, keepdim=True)
    answers = tensor[..., : 5 * B].reshape(S, S, B, 5)
    score = answers[..., 4] * share
    cell = torch.stack(torch.meshgrid(*[torch.arange(S, device=tensor.device)] * 2, indexing="xy"), -1)
    centre = (cell[:, :, None] + answers[..., :2]) / S
    boxes = box_convert(torch.cat([centre, answers[..., 2:4]], -1).reshape(-1, 4), "cxcywh", "xyxy").clamp(
        0, 1
    )
    keep = ((score >= conf_threshold) & (score > 0)).flatten()
    return boxes[keep], score.flatten()[keep], label.expand(S, S, B).flatten()[keep]


def cells_of_centres(boxes: Tensor, S: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Row and column `(n,)` of the cell of each centre, its place in there `(n, 2)`, and the sides `(n,
    2)`."""
    boxes = check_boxes(boxes, area=True)
    if not boxes.is_meta and len(boxes) and not (float(boxes.min()) >= 0 and float(boxes.max()) <= 1):
        i = int(((boxes < 0) | (boxes > 1)).any(1).nonzero()[0])
        raise ValueError(
            f"boxes[{i}] = {[round(v, 6) for v in boxes[i].tolist()]} leaves the picture, from 0 to 1: "
            "divide by its sides, and clip."
        )
    place = box_convert(boxes, "xyxy", "cxcywh")
    cell = (place[:, :2] * S).floor().clamp(max=S - 1)
    column, row = cell.long().unbind(1)
    return row, column, place[:, :2] * S - cell, place[:, 2:]


def check_labels(labels: Tensor, n: int, C: int) -> None:
    """Raises ValueError unless `labels` are n whole numbers below C."""
    if not isinstance(labels, Tensor) or labels.shape != (n,) or labels.is_floating_point():
        raise ValueError(f"{n} boxes need {n} whole labels, a tensor; here is {came(labels)}.")
    if not labels.is_meta and n and not (int(labels.min()) >= 0 and int(labels.max()) < C):
        raise ValueError(f"{C} classes have labels 0 to {C - 1}; here are {labels.unique().tolist()}.")


def first_of_each(places: Tensor, count: int) -> Tensor:
    """For each of `count` places which of the n objects at `places` `(n,)` is first there, n for nobody;
    `(count,)`."""
    n = len(places)
    nobody = torch.full((count,), n, dtype=torch.int64, device=places.device)
    return nobody.scatter_reduce(0, places, torch.arange(n, device=places.device), "amin")


def _check_grid(S: int, B: int, C: int) -> None:
    for name, value in (("S", S), ("B", B), ("C", C)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(
                f"{name} counts cells, boxes or classes: a whole number from 1 on, not {value!r}."
            )
