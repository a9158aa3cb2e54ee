"""What a detector finds in unseen scenes, in the chapter's figures: APs, kinds of error, trivial rivals."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from cnnkit.data.scene_sets import CLASSES
from cnnkit.data.scenes import Scenes
from cnnkit.detection import (
    box_iou,
    error_kinds,
    evaluate_coco,
    evaluate_voc,
    yolo_lost,
)
from cnnkit.detection.evaluation import Detections
from cnnkit.detection.matching import match_coco
from cnnkit.detection.yolo_v1 import Found

__all__ = ["in_pixels", "mean_box_everywhere", "scores", "scores_of_lost"]

Truths = list[tuple[Tensor, Tensor]]


def in_pixels(found: Sequence[Found], side: int) -> Detections:
    """What networks find, boxes in [0, 1], as evaluation wants it."""
    return [(boxes * side, scores, labels) for boxes, scores, labels in found]


def scores(found: Detections, truth: Truths) -> dict[str, Any]:
    """COCO's three figures, both of VOC's, AP50 when the class does not count, and what each kind of error
    costs."""
    coco = evaluate_coco(found, truth)
    voc10, voc07 = (evaluate_voc(found, truth, 0.5, method) for method in ("voc10", "voc07"))
    kinds = error_kinds(found, truth)
    blind = evaluate_coco(
        [(boxes, scores, torch.zeros_like(labels)) for boxes, scores, labels in found],
        [(boxes, torch.zeros_like(labels)) for boxes, labels in truth],
    )
    return {
        "AP50": coco.AP50,
        "AP": coco.AP,
        "AP75": coco.AP75,
        "AP50_voc10": voc10.AP,
        "AP50_voc07": voc07.AP,
        "AP50_by_class": {CLASSES[label]: ap for label, ap in voc10.per_class.items()},
        "AP50_classes_ignored": blind.AP50,
        "gains": kinds.gains,
    }


def mean_box_everywhere(train: Scenes, pictures: int, side: int, cells: int = 7) -> Detections:
    """Without a look at any picture: in the middle of every cell the mean box of the training objects, and
    the commonest class."""
    there = train.labels >= 0
    sides = (train.boxes[..., 2:] - train.boxes[..., :2])[there].mean(0)
    at = (torch.arange(cells) + 0.5) * side / cells
    centres = torch.cartesian_prod(at, at)
    boxes = torch.cat([centres - sides / 2, centres + sides / 2], 1)
    label = train.labels[there].mode().values
    row = (boxes, torch.full((len(boxes),), 0.5), label.expand(len(boxes)))
    return [row] * pictures


def scores_of_lost(found: Detections, truth: Truths, side: int, cells: int = 7) -> dict[str, Any]:
    """Objects whose cell an earlier one has, and the others: how many, and the share that is found at IoU 0.5
    with its class, whatever the score."""
    seen: dict[bool, list[bool]] = {True: [], False: []}
    for (boxes, values, labels), (true, true_labels) in zip(found, truth, strict=True):
        hit = torch.zeros(len(true), dtype=torch.bool)
        for label in true_labels.unique():
            mine, theirs = labels == label, (true_labels == label).nonzero()[:, 0]
            match = match_coco(box_iou(boxes[mine], true[theirs]), values[mine], 0.5)
            hit[theirs[match[match >= 0]]] = True
        lost = torch.zeros(len(true), dtype=torch.bool)
        lost[yolo_lost(true / side, cells)] = True
        for was_lost, was_hit in zip(lost.tolist(), hit.tolist(), strict=True):
            seen[was_lost].append(was_hit)
    return {
        "objects": len(seen[True]) + len(seen[False]),
        "lost": len(seen[True]),
        "recall_of_lost": sum(seen[True]) / max(len(seen[True]), 1),
        "recall_of_others": sum(seen[False]) / max(len(seen[False]), 1),
    }
