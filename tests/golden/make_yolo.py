"""Golden vectors of `front/lib/yolo.js` and `front/lib/yolo-guess.js`: what cnnkit.detection says.

`python tests/golden/make_yolo.py` rewrites yolo.json.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from cnnkit.detection import batched_nms, box_iou, yolo_decode, yolo_encode, yolo_loss, yolo_lost
from cnnkit.detection.yolo_loss import responsible
from cnnkit.widgets.yolo_grid import AT_ONE, SHARED
from cnnkit.widgets.yolo_guess import guess

TARGET = Path(__file__).with_name("yolo.json")
B, C = 2, 3
AT_A_LINE = [[1, 0.25, 0.25, 0.75, 0.75], [0, 0.0, 0.0, 1.0, 1.0], [2, 0.4, 0.0, 0.6, 0.5]]
SCENES = [SHARED, AT_ONE, AT_A_LINE, [[2, 0.01, 0.9, 0.07, 1.0]], []]


def boxes_of(scene: list[list[float]]) -> tuple[Tensor, Tensor]:
    boxes = torch.tensor([box for _, *box in scene], dtype=torch.float64).reshape(-1, 4)
    return boxes, torch.tensor([int(o[0]) for o in scene], dtype=torch.int64)


def encoded(scene: list[list[float]], S: int) -> dict[str, Any]:
    boxes, labels = boxes_of(scene)
    target = yolo_encode(boxes, labels, S, B, C).flatten().tolist()
    return {"scene": scene, "S": S, "target": target, "lost": yolo_lost(boxes, S).tolist()}


def decoded(tensor: Tensor, threshold: float, overlap: float) -> dict[str, Any]:
    S = len(tensor)
    boxes, scores, labels = yolo_decode(tensor, S, B, C, threshold)
    kept = batched_nms(boxes, scores, labels, overlap)
    return {
        "S": S, "tensor": tensor.flatten().tolist(), "threshold": threshold, "overlap": overlap,
        "boxes": boxes.tolist(), "scores": scores.tolist(), "labels": labels.tolist(), "kept": kept.tolist(),
    }  # fmt: skip


def answered(draw: torch.Generator, S: int, *, apart: bool = False) -> dict[str, Any]:
    """A pair of boxes in one cell, which of them is responsible, and what it pays."""
    pair = torch.rand(2, 4, generator=draw, dtype=torch.float64).mul(100).round() / 100
    truth = torch.rand(4, generator=draw, dtype=torch.float64).mul(80).round() / 100 + 0.1
    if apart:
        pair[:, 2:], truth[2:] = 0.02, 0.02
    boxes = torch.cat([pair, torch.zeros(2, 1)], 1)
    mine, overlap = responsible(boxes[None], torch.cat([truth, torch.ones(1)])[None], S)
    corners = lambda box: torch.cat(
        [box[..., :2] / S - box[..., 2:] / 2, box[..., :2] / S + box[..., 2:] / 2], -1
    )
    overlaps = box_iou(corners(pair), corners(truth[None]))[:, 0]
    predicted, target = (torch.zeros(1, S, S, 5 * B + C, dtype=torch.float64) for _ in range(2))
    predicted[0, 0, 0, :10] = boxes.flatten()
    target[0, 0, 0, :10] = torch.cat([truth, torch.ones(1)]).repeat(2)
    loss = yolo_loss(predicted, target, S, B, C)
    assert abs(float(overlap[0] - overlaps.max())) < 1e-12
    return {
        "pair": pair.tolist(), "truth": truth.tolist(), "S": S, "mine": int(mine[0]),
        "overlaps": overlaps.tolist(), "centre": loss.centre.item(), "sides": loss.sides.item(),
    }  # fmt: skip


def guessed(scene: list[list[float]], S: int) -> dict[str, Any]:
    made = guess([o[1:] for o in scene], [int(o[0]) for o in scene], S, C)
    return {"scene": scene, "S": S, "want": made.flatten().tolist()}


def vectors() -> dict[str, Any]:
    draw = torch.Generator().manual_seed(15)
    guesses = [guessed(scene, S) for scene in SCENES for S in (3, 5)]
    random = [
        torch.rand(S, S, 5 * B + C, generator=draw, dtype=torch.float64).mul(100).round() / 100
        for S in (3, 4)
    ]
    told = [
        torch.tensor(one["want"], dtype=torch.float64).view(one["S"], one["S"], -1) for one in guesses[:4]
    ]
    return {
        "encode": [encoded(scene, S) for scene in SCENES for S in (3, 4, 7)],
        "decode": [decoded(t, thr, cut) for t in (*random, *told) for thr, cut in ((0.0, 0.3), (0.25, 0.5))],
        "responsible": [
            answered(draw, S, apart=apart) for S in (3, 7) for apart in (False, True) for _ in range(3)
        ],
        "guess": guesses,
    }


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
