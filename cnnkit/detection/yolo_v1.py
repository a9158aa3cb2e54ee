"""You Only Look Once: Unified, Real-Time Object Detection (Redmon, Divvala, Girshick, Farhadi; CVPR 2016),
section 2.

One pass over the picture gives every box: a body whose maps have as many places as the grid has cells, and
one 1×1 convolution that says of each place 5B + C numbers.

Unlike the paper: any body; cells see their surroundings through its convolutions and not through two dense
layers (4,096 wide there); what is learned of w and h is their root, squared on the way out, so that none is
negative.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnnkit.detection.suppression import batched_nms
from cnnkit.detection.yolo_grid import yolo_decode

__all__ = ["Found", "YoloV1"]


class Found(NamedTuple):
    """In one picture, best first: `boxes` `(k, 4)` x0 y0 x1 y1 in [0, 1], `scores` `(k,)`, `labels`
    `(k,)`."""

    boxes: Tensor
    scores: Tensor
    labels: Tensor


class YoloV1(nn.Module):
    """`(n, 3, h, w)` -> `(n, S, S, 5B + C)`, laid out as `yolo_encode` does; `body` gives `(n, channels, S,
    S)`."""

    def __init__(self, body: nn.Module, channels: int, S: int, B: int, C: int) -> None:
        super().__init__()
        self.S, self.B, self.C = S, B, C
        self.body = body
        self.head = nn.Conv2d(channels, 5 * B + C, 1)
        nn.init.zeros_(self.head.bias)  # pyright: ignore[reportArgumentType]
        with (
            torch.no_grad()
        ):  # at first every box has a quarter of the side and stands in the middle of its cell
            self.head.bias[: 5 * B].view(B, 5)[:, :4] = 0.5  # pyright: ignore[reportOptionalSubscript]

    def forward(self, x: Tensor) -> Tensor:
        maps = self.body(x)  # n channels S S
        if maps.shape[2:] != (self.S, self.S):
            came, cells = "×".join(map(str, x.shape[2:])), "×".join(map(str, maps.shape[2:]))
            grid = f"{self.S}×{self.S}"
            raise ValueError(f"Pictures of {came} pixels give a map of {cells}; the grid has {grid} cells.")
        out = self.head(maps).movedim(1, -1)  # n S S 5B+C
        boxes, classes = out[..., : 5 * self.B].unflatten(-1, (self.B, 5)), out[..., 5 * self.B :]
        boxes = torch.cat([boxes[..., :2], boxes[..., 2:4].square(), boxes[..., 4:]], -1)
        return torch.cat([boxes.flatten(-2), classes], -1)

    @torch.no_grad()
    def find(self, x: Tensor, conf_threshold: float = 0.25, iou_threshold: float = 0.5) -> list[Found]:
        """What is in each of the pictures `x` `(n, 3, h, w)`: decoded, then suppressed class by class.

        The model answers in the mode that it is in: call `eval()` first.
        """
        found = []
        for answer in self(x):
            boxes, scores, labels = yolo_decode(answer.float(), self.S, self.B, self.C, conf_threshold)
            kept = batched_nms(boxes, scores, labels, iou_threshold)
            found.append(Found(boxes[kept], scores[kept], labels[kept]))
        return found
