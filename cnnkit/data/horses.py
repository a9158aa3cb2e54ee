"""Pictures with several horses: the bundled silhouette put down again and again, in other sizes and browns.

Two of one kind that stand close are missing from the bundled photographs, and a detector's boxes of them are
what suppression is about. The true boxes are known without drawing: what is seen of each silhouette.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.photos import photo

__all__ = ["HERD", "PAIR", "Horse", "horses"]

SIZE = (288, 416)
BACKGROUND = (0.93, 0.93, 0.90)
INSIDE = 0.5  # from this cover on a pixel belongs to the horse


class Horse(NamedTuple):
    """Left, top and height in pixels; whether it looks to the left; its colour in [0, 1]."""

    left: int
    top: int
    height: int
    looks_left: bool
    colour: tuple[float, float, float]


PAIR = (Horse(152, 55, 130, False, (0.10, 0.10, 0.10)), Horse(104, 79, 130, True, (0.45, 0.30, 0.20)))
HERD = (
    Horse(8, 16, 92, False, (0.45, 0.38, 0.30)),
    Horse(136, 10, 92, True, (0.25, 0.20, 0.20)),
    Horse(256, 20, 100, False, (0.50, 0.35, 0.25)),
    Horse(356, 64, 100, True, (0.20, 0.16, 0.14)),
    Horse(196, 92, 56, False, (0.50, 0.42, 0.35)),
    Horse(8, 130, 126, True, (0.10, 0.10, 0.10)),
    Horse(120, 140, 134, False, (0.38, 0.25, 0.18)),
    Horse(246, 136, 132, False, (0.12, 0.10, 0.09)),
)


def horses(those: tuple[Horse, ...]) -> tuple[Tensor, Tensor]:
    """A picture `(3, 288, 416)` in [0, 1] of `those`, farthest first, and the boxes `(n, 4)` of what is seen
    of each, x0 y0 x1 y1 in pixels. What lies beyond the frame is cut off.
    """
    height, width = SIZE
    picture = torch.tensor(BACKGROUND)[:, None, None].expand(3, height, width).clone()
    outline, seen = _silhouette(), torch.full(SIZE, -1)
    for i, horse in enumerate(those):
        wide = round(horse.height * outline.shape[1] / outline.shape[0])
        sized = F.interpolate(outline[None, None], size=(horse.height, wide), mode="bilinear", antialias=True)
        cover = sized[0].flip(2) if horse.looks_left else sized[0]
        right, bottom = min(horse.left + wide, width), min(horse.top + horse.height, height)
        cover = cover[:, : bottom - horse.top, : right - horse.left]
        place = (slice(horse.top, bottom), slice(horse.left, right))
        colour = torch.tensor(horse.colour)[:, None, None]
        picture[:, *place] = picture[:, *place] * (1 - cover) + colour * cover
        seen[place] = torch.where(cover[0] >= INSIDE, i, seen[place])
    boxes = [_round_mask(seen == i) for i in range(len(those))]
    return picture, torch.tensor(boxes, dtype=torch.float64)


def _silhouette() -> Tensor:
    """1 on the horse, 0 beside it, cut to its edges."""
    x = 1 - photo("horse")[0]
    left, top, right, bottom = _round_mask(x >= INSIDE)
    return x[top:bottom, left:right]


def _round_mask(mask: Tensor) -> list[int]:
    rows, columns = mask.any(1).nonzero(), mask.any(0).nonzero()
    return [int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1]
