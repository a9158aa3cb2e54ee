"""Ten pictures with what a real detector said of them before suppression, and with boxes drawn by hand.

The detector is NanoDet-g, trained by others on COCO; only its boxes are here (`python -m cnnkit.recipes
nanodet_boxes` makes them anew), not the network. The true boxes stand in `files/true_boxes.json`, with the
words who drew them and how; those of the two pictures made of silhouettes are exact.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.data.coco_names import COCO_NAMES
from cnnkit.data.horses import HERD, PAIR, horses
from cnnkit.data.photos import PHOTOS, photo

__all__ = ["BOXED_PHOTOS", "SIDE", "RawBoxes", "boxed_photo", "raw_boxes", "shows", "true_boxes"]

SIDE = 416
"""px of the longer side: what the detector reads."""
SQUARE = ("cat", "coffee", "astronaut", "camera")  # cut to a square in the middle, the others are whole
COMPOSED = {"two horses": PAIR, "herd": HERD}
PIECES = {
    "lake": ("temple", (356, 244, 508, 306), "boats on a lake, far away: a piece of the temple's photograph")
}
"""name -> (photograph, x0 y0 x1 y1 of the piece in its pixels, what it shows); pieces are enlarged."""
BOXED_PHOTOS = (*SQUARE, "motorcycle", "horse", "flower", *PIECES, *COMPOSED)


class RawBoxes(NamedTuple):
    """`boxes` `(n, 4)` float64, x0 y0 x1 y1 in pixels of the picture, some beyond its edge; `scores` `(n,)`
    float64 in [0, 1]; `labels` `(n,)` int64, places in `COCO_NAMES`. In the network's order, not ranked."""

    boxes: Tensor
    scores: Tensor
    labels: Tensor


def boxed_photo(name: str) -> Tensor:
    """One of `BOXED_PHOTOS` as `(3, h, w)` in [0, 1]; its longer side has 416 pixels."""
    _known(name)
    if name in COMPOSED:
        return horses(COMPOSED[name])[0]
    if name in SQUARE:
        return photo(name, SIDE)
    if name in PIECES:
        whole, (x0, y0, x1, y1), _ = PIECES[name]
        piece = photo(whole)[None, :, y0:y1, x0:x1]
        return F.interpolate(piece, size=_sides(y1 - y0, x1 - x0), mode="bilinear", antialias=True)[0]
    return photo(name, _sides(*photo(name).shape[1:]))


def raw_boxes(name: str, score: float = 0.0) -> RawBoxes:
    """What the detector said of a picture, from `score` on: a row for each place and class, unsuppressed.

    Nothing below 0.15 is stored.
    """
    _known(name)
    rows = torch.tensor(_stored("nanodet_boxes.json")[f"photograph {name}"], dtype=torch.float64).view(-1, 6)
    rows = rows[rows[:, 5] >= score]
    return RawBoxes(rows[:, :4], rows[:, 5], rows[:, 4].long())


def true_boxes(name: str) -> tuple[Tensor, Tensor]:
    """`boxes` `(m, 4)` float64 and `labels` `(m,)` of all objects of the picture that COCO has a name for."""
    _known(name)
    if name in COMPOSED:
        boxes = horses(COMPOSED[name])[1]
        return boxes, torch.full((len(boxes),), COCO_NAMES.index("horse"))
    drawn = _stored("true_boxes.json")["photographs"][name]
    boxes = torch.tensor([box for _, box in drawn], dtype=torch.float64).view(-1, 4)
    labels = torch.tensor([COCO_NAMES.index(kind) for kind, _ in drawn], dtype=torch.int64)
    return boxes, labels


def shows(name: str) -> str:
    """What the picture shows, in words."""
    _known(name)
    made = {
        "two horses": "two horses, made of one silhouette",
        "herd": "eight horses, made of one silhouette",
    }
    if name in PIECES:
        return PIECES[name][2]
    return made[name] if name in made else PHOTOS[name][2]


def _sides(h: int, w: int) -> tuple[int, int]:
    return round(h * SIDE / max(h, w)), round(w * SIDE / max(h, w))


def _known(name: str) -> None:
    if name not in BOXED_PHOTOS:
        raise ValueError(f"no boxes of a photograph named {name!r}; there are {', '.join(BOXED_PHOTOS)}")


@cache
def _stored(name: str) -> dict[str, Any]:
    return json.loads((files("cnnkit") / "data" / "files" / name).read_text("utf8"))
