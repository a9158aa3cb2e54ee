"""What a detector finds in a picture: the small YOLO that ships, or a detector of the lecturer's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from cnnkit.data import scene_sets
from cnnkit.data.shapes import standardize
from cnnkit.demo.live.base import Answer, Dial, Live, shown, slider
from cnnkit.demo.live.maps import coloured
from cnnkit.demo.live.network import Network
from cnnkit.detection import ready
from cnnkit.detection.suppression import batched_nms

__all__ = ["Boxes", "read_boxes"]


class Boxes(Live):
    """Boxes with names and scores, the best of those that overlap.

    A network of one's own answers `(boxes, scores, labels)` for one picture, or torchvision's list with a
    dictionary of these; boxes are xyxy in pixels, or in parts of the sides. What a network answers that finds
    no boxes is said.
    """

    settings = ("threshold", "iou")
    threshold = Dial(25, 1, 99, help="least score, in hundredths").tag(sync=True)
    iou = Dial(50, 1, 99, help="from which overlap on the weaker box goes, in hundredths").tag(sync=True)

    def __init__(self, network: Network | None = None, **kwargs: Any) -> None:
        self._own = network is not None
        side = ready.SIDES["yolo"]
        super().__init__(
            network or Network(ready.yolo("scenes"), (3, side, side), scene_sets.CLASSES), **kwargs
        )

    def made_controls(self) -> list[dict[str, Any]]:
        return [slider(Boxes.threshold, "Score from, %"), slider(Boxes.iou, "Overlap up to, %")]

    def answer(self, x: Tensor) -> Answer:
        least, most = self.threshold / 100, self.iou / 100
        with torch.no_grad():
            if self._own:
                boxes, scores, labels = read_boxes(self.network.model(x), x.shape[3], x.shape[2])
                kept = scores >= least
                boxes, scores, labels = boxes[kept], scores[kept], labels[kept]
                best = batched_nms(boxes, scores, labels, most)
                boxes, scores, labels = boxes[best], scores[best], labels[best]
            else:
                boxes, scores, labels = self.network.model.find(standardize(x), least, most)[0]  # type: ignore
        found = [
            [*map(float, box), f"{self.network.class_name(int(label))} {float(score):.2f}"]
            for box, score, label in zip(boxes, scores, labels, strict=True)
        ]
        says = ", ".join(words for *_, words in found) or "Nothing, at this score."
        return Answer(says, [shown(coloured(x), f"{len(found)} found", boxes=found)])

    def pixels(self) -> Tensor:
        if self._own or self.picture:
            return super().pixels()
        return scene_sets.detection_scenes(1, seed=scene_sets.UNSEEN + 6).images


def read_boxes(answer: Any, width: int, height: int) -> tuple[Tensor, Tensor, Tensor]:
    """Boxes in parts of the sides, scores and labels from what a detector answers to one picture."""
    one = answer[0] if isinstance(answer, (list, tuple)) and len(answer) == 1 else answer
    if isinstance(one, Mapping) and {"boxes", "scores", "labels"} <= set(one):
        boxes, scores, labels = one["boxes"], one["scores"], one["labels"]
    elif isinstance(one, (list, tuple)) and len(one) == 3 and all(isinstance(part, Tensor) for part in one):
        boxes, scores, labels = one
    else:
        raise ValueError(
            f"a detector answers (boxes, scores, labels); this one answers {type(answer).__name__}"
        )
    if boxes.ndim != 2 or boxes.shape[1] != 4 or not len(boxes) == len(scores) == len(labels):
        raise ValueError(f"want boxes (k, 4), scores (k,), labels (k,); got {tuple(boxes.shape)}, "
                         f"{tuple(scores.shape)}, {tuple(labels.shape)}")  # fmt: skip
    boxes = boxes.float()
    if len(boxes) and float(boxes.max()) > 1.5:
        boxes = boxes / torch.tensor([width, height, width, height])
    return boxes, scores.float(), labels.long()
