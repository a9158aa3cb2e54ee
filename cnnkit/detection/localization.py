"""One object: what it is and where, from two heads on one body, and the sum that trains both."""

from collections.abc import Callable

import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.detection.boxes import came

__all__ = ["TwoHeads", "ordered", "two_head_loss"]


class TwoHeads(nn.Module):
    """A class and a box from the maps of any body: `(n, 3, h, w)` -> logits `(n, classes)`, boxes `(n, 4)`.

    `body` gives `(n, channels, side, side)`. The class is asked of the largest value of each map: where it
    stands does not matter. The box is asked of the whole maps, for where is all that matters there; it comes
    as x0 y0 x1 y1 in parts of the picture, not held to [0, 1].
    """

    def __init__(self, body: nn.Module, channels: int, side: int, classes: int, hidden: int = 128) -> None:
        super().__init__()
        self.body = body
        self.label = nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(channels, classes))
        self.box = nn.Sequential(
            nn.Flatten(), nn.Linear(channels * side**2, hidden), nn.ReLU(), nn.Linear(hidden, 4)
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        maps = self.body(x)  # n channels side side
        return self.label(maps), self.box(maps)


def ordered(boxes: Tensor) -> Tensor:
    """Boxes `(n, 4)` whose corners may have come exchanged, for nothing holds a head's x0 below its x1 -> the
    upper left and the lower right one."""
    return boxes.view(-1, 2, 2).sort(1).values.flatten(1)


def two_head_loss(
    logits: Tensor,
    y: Tensor,
    boxes: Tensor,
    target: Tensor,
    lam: float = 5.0,
    background: int | None = None,
    distance: Callable[..., Tensor] = F.smooth_l1_loss,
) -> Tensor:
    """Cross-entropy plus `lam` times the distance of the boxes, both means over pictures, a scalar.

    `logits` `(n, classes)`, `y` `(n,)`, `boxes` and `target` `(n, 4)` in the same unit. Where `y` is
    `background` there is no box to be wrong about: such pictures pay for the class alone, and the boxes' mean
    is over the others.

    >>> box = torch.tensor([[0.2, 0.2, 0.6, 0.6]])
    >>> two_head_loss(torch.tensor([[0., 0.]]), torch.tensor([0]), box, box)  # log 2, for the class alone
    tensor(0.6931)
    """
    every = {"logits": logits, "y": y, "boxes": boxes, "target": target}
    for name, tensor in every.items():
        if not isinstance(tensor, Tensor):
            raise ValueError(f"{name} is a tensor; here is {came(tensor)}.")
    if boxes.shape != target.shape or boxes.ndim != 2 or boxes.shape[1] != 4 or len(boxes) != len(y):
        here = f"{tuple(boxes.shape)}, {tuple(target.shape)} and {len(y)} labels"
        raise ValueError(f"Every picture has a label, a box (4 numbers) and a true one; here are {here}.")
    if y.ndim != 1 or y.is_floating_point() or logits.ndim != 2 or len(logits) != len(y):
        raise ValueError(
            f"logits (n, classes) and whole labels y (n,), one a picture; here are {came(logits)} and "
            f"{came(y)}."
        )
    if not y.is_meta and len(y) and not (int(y.min()) >= 0 and int(y.max()) < logits.shape[1]):
        classes = logits.shape[1]
        raise ValueError(f"{classes} classes have labels 0 to {classes - 1}; here are {y.unique().tolist()}.")
    what = F.cross_entropy(logits, y)
    if background is not None:
        objects = y != background
        if not objects.any():
            return what
        boxes, target = boxes[objects], target[objects]
    return what + lam * distance(boxes, target)
