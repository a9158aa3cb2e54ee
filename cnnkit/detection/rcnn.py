"""R-CNN in the small (Girshick, Donahue, Darrell, Malik 2014): propose, warp, classify, correct, suppress.

Every step is a function of its own, so that it can be seen. Unlike the paper: one network gives features,
classes and corrections and is trained at once, where the paper has a network, support vector machines and a
regression; the correction does not depend on the class.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.detection.boxes import came, check_boxes
from cnnkit.detection.deltas import apply_deltas
from cnnkit.detection.suppression import batched_nms
from cnnkit.detection.yolo_v1 import Found

__all__ = ["RCNN", "Judged", "warp"]


class Judged(NamedTuple):
    """Of k boxes: `shares` `(k, classes + 1)` of each class, the last of none; `boxes` `(k, 4)` corrected, in
    pixels."""

    shares: Tensor
    boxes: Tensor


def warp(image: Tensor, boxes: Tensor, size: int, context: float = 1.3) -> Tensor:
    """The parts `boxes` `(k, 4)`, in pixels, of one picture `(3, h, w)`, stretched to squares -> `(k, 3,
    size, size)`.

    Each box is enlarged `context` times about its centre first: what is round an object helps to name it.
    Beyond the frame its last pixels are repeated.

    >>> warp(torch.zeros(3, 40, 40), torch.tensor([[0., 0., 10., 20.], [5., 5., 9., 9.]]), size=8).shape
    torch.Size([2, 3, 8, 8])
    """
    if not isinstance(image, Tensor) or image.ndim != 3:
        raise ValueError(f"warp cuts one picture, a tensor (3, h, w); here is {came(image)}.")
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise ValueError(f"size is the side of the squares, a whole number from 1 on, not {size!r}.")
    boxes = check_boxes(boxes, area=True).to(image)
    sides = _sides(image)
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2 * context
    theta = image.new_zeros(len(boxes), 2, 3)
    theta[:, 0, 0], theta[:, 1, 1] = (2 * half / sides).unbind(1)
    theta[:, :, 2] = 2 * centre / sides - 1
    if not len(boxes):
        return image.new_zeros(0, image.shape[0], size, size)
    grid = F.affine_grid(theta, [len(boxes), image.shape[0], size, size], align_corners=False)
    whole = image.expand(len(boxes), -1, -1, -1)
    return F.grid_sample(whole, grid, padding_mode="border", align_corners=False)


class RCNN(nn.Module):
    """Crops `(k, 3, size, size)` -> logits `(k, classes + 1)`, the last class being none, and deltas `(k,
    4)`.

    `body` gives `(k, channels, side, side)`.
    """

    def __init__(
        self, body: nn.Module, channels: int, side: int, classes: int, size: int, hidden: int = 128
    ) -> None:
        super().__init__()
        self.classes, self.size = classes, size
        self.body = body
        self.features = nn.Sequential(nn.Flatten(), nn.Linear(channels * side**2, hidden), nn.ReLU())
        self.label = nn.Linear(hidden, classes + 1)
        self.delta = nn.Linear(hidden, 4)

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        features = self.features(self.body(crops))
        return self.label(features), self.delta(features)

    @torch.no_grad()
    def judge(self, image: Tensor, proposals: Tensor) -> Judged:
        """What each of the `proposals` `(k, 4)`, in pixels, of a picture `(3, h, w)` is, and the box it
        should be."""
        logits, deltas = self(warp(image, proposals, self.size))
        boxes = apply_deltas(proposals, deltas)
        return Judged(logits.softmax(1), boxes.clamp(min=0).minimum(_sides(image).repeat(2)))

    @torch.no_grad()
    def find(
        self, image: Tensor, proposals: Tensor, conf_threshold: float = 0.25, iou_threshold: float = 0.3
    ) -> Found:
        """Boxes with a share of at least `conf_threshold`, suppressed class by class; in [0, 1] as YOLO's
        are."""
        shares, boxes = self.judge(image, proposals)
        at, labels = (shares[:, : self.classes] >= conf_threshold).nonzero(as_tuple=True)
        scores = shares[at, labels]
        kept = batched_nms(boxes[at], scores, labels, iou_threshold)
        return Found(boxes[at][kept] / _sides(image).repeat(2), scores[kept], labels[kept])


def _sides(image: Tensor) -> Tensor:
    """Width and height of a picture `(3, h, w)`, `(2,)`, of its dtype."""
    return image.new_tensor([image.shape[2], image.shape[1]])
