"""Lists in place of tensors, wrong shapes, numbers out of range: each is refused with what came and what is
legal, by a ValueError, never by an error of torch or by a number that means nothing."""

import math
from typing import Any

import pytest
import torch

from cnnkit import detection

d: Any = detection  # nothing here fits what is written at the functions
ROWS = [[0.0, 0.0, 4.0, 4.0], [1.0, 1.0, 3.0, 3.0]]
BOXES, SCORES, LABELS = torch.tensor(ROWS), torch.tensor([0.5, 0.4]), torch.tensor([0, 1])
HITS = torch.tensor([True, False])
MAP = torch.zeros(1, 1, 4, 4)
FOUND, TRUE = [(BOXES, SCORES, LABELS)], [(BOXES, LABELS)]
PIXELS = torch.zeros(1, 2, 2, dtype=torch.int64)
GRID = torch.zeros(2, 2, 7)

WRONG = {
    "nms of lists": (lambda: d.nms(ROWS, [0.5, 0.4], 0.5), "boxes are a tensor .*here is list"),
    "scores in a list": (lambda: d.nms(BOXES, [0.5, 0.4], 0.5), "scores are a tensor .*here is list"),
    "labels in a list": (lambda: d.batched_nms(BOXES, SCORES, [0, 1], 0.5), "2 whole numbers; here is list"),
    "no threshold": (lambda: d.nms(BOXES, SCORES, None), r"iou_threshold lies in \[0, 1\], not at None"),
    "convert a list": (lambda: d.box_convert(ROWS, "xyxy", "xywh"), "tensor .*here is list"),
    "deltas in a list": (lambda: d.apply_deltas(BOXES, ROWS), "deltas are a tensor .*here is list"),
    "whole deltas": (lambda: d.apply_deltas(BOXES, BOXES.long()), "real numbers; here is .*int64"),
    "hits in a list": (lambda: d.average_precision(SCORES, [True, False], 2, "coco"), "is_tp .*here is list"),
    "half an object": (lambda: d.average_precision(SCORES, HITS, 2.5, "coco"), "whole number, not 2.5"),
    "nan objects": (lambda: d.precision_recall(SCORES, HITS, math.nan), "whole number, not nan"),
    "IoU of 2": (lambda: d.evaluate_voc(FOUND, TRUE, 2.0), "iou = 2.0"),
    "IoU of 0": (lambda: d.evaluate_voc(FOUND, TRUE, 0.0), "lies above 0"),
    "IoU of nan": (lambda: d.evaluate_voc(FOUND, TRUE, math.nan), "iou = nan"),
    "found as lists": (
        lambda: d.evaluate_coco([(ROWS, SCORES, LABELS)], TRUE),
        r"detections\[0\].*here is list",
    ),
    "truth as lists": (lambda: d.evaluate_coco(FOUND, [(ROWS, LABELS)]), r"ground_truth\[0\].*here is list"),
    "true labels": (
        lambda: d.error_kinds(FOUND, [(BOXES, [0, 1])]),
        r"ground_truth\[0\]: 2 boxes .*not list",
    ),
    "aside as a list": (
        lambda: d.evaluate_coco(FOUND, [(BOXES, LABELS, [True, False])]),
        "aside .*here is list",
    ),
    "maps as lists": (lambda: d.mean_iou([[0]], [[0]], 2), "predicted is a tensor .*here is list"),
    "half a class": (lambda: d.mean_iou(PIXELS, PIXELS, 2.5), "from 1 on, not 2.5"),
    "no class": (lambda: d.pixel_table(PIXELS, PIXELS, 0), "from 1 on, not 0"),
    "map as a list": (lambda: d.roi_pool(MAP.tolist(), [BOXES], 2), "Maps are .*here is list"),
    "map of whole numbers": (lambda: d.roi_pool(MAP.long(), [BOXES], 2), "real numbers.*int64"),
    "map without rows": (
        lambda: d.roi_align(MAP[:, :, :0], [BOXES], 2),
        r"h and w from 1; here is \(1, 1, 0, 4\)",
    ),
    "no boxes": (lambda: d.roi_pool(MAP, None, 2), "boxes is a list"),
    "scale of nan": (lambda: d.roi_pool(MAP, [BOXES], 2, math.nan), "spatial_scale .*not nan"),
    "scale of 0": (lambda: d.roi_align(MAP, [BOXES], 2, 0), "spatial_scale .*not 0"),
    "no samples": (lambda: d.roi_align(MAP, [BOXES], 2, 1.0, 0), "sampling_ratio .*not 0"),
    "samples and a half": (lambda: d.roi_align(MAP, [BOXES], 2, 1.0, 2.5), "sampling_ratio .*not 2.5"),
    "decode a list": (
        lambda: d.yolo_decode(GRID.tolist(), 2, 1, 2, 0.5),
        r"tensor \(2, 2, 7\); here is list",
    ),
    "encode labels": (lambda: d.yolo_encode(BOXES / 4, [0, 1], 2, 1, 2), "2 whole labels.*here is list"),
    "loss of lists": (lambda: d.yolo_loss(GRID[None], [[0]], 2, 1, 2), "target is a tensor .*here is list"),
    "two heads, lists": (
        lambda: d.two_head_loss(ROWS, LABELS, BOXES, BOXES),
        "logits is a tensor; here is list",
    ),
    "class 5 of 3": (
        lambda: d.two_head_loss(MAP[0, 0, :2], LABELS + 4, BOXES, BOXES),
        r"0 to 3; here are \[4, 5\]",
    ),
    "more logits": (
        lambda: d.two_head_loss(MAP[0, 0], LABELS, BOXES, BOXES),
        r"one a picture; here are \(4, 4\)",
    ),
    "real labels": (lambda: d.two_head_loss(MAP[0, 0, :2], SCORES, BOXES, BOXES), "whole labels .*float32"),
    "picture in 255": (lambda: d.segment_proposals(torch.full((3, 16, 16), 255.0)), r"in \[0, 1\].*to 255"),
    "picture of nan": (lambda: d.segment_proposals(torch.full((3, 16, 16), math.nan)), r"in \[0, 1\].*nan"),
    "picture of nothing": (lambda: d.segment_proposals(torch.zeros(3, 0, 0)), r"here is \(3, 0, 0\)"),
    "no scales": (lambda: d.segment_proposals(torch.zeros(3, 16, 16), ()), r"such as \(100, 400\)"),
    "warp of a batch": (lambda: d.warp(torch.zeros(1, 3, 8, 8), BOXES, 4), r"one picture.*\(1, 3, 8, 8\)"),
    "warp to nothing": (lambda: d.warp(torch.zeros(3, 8, 8), BOXES, 0), "from 1 on, not 0"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_refused_with_what_came_and_what_is_legal(case):
    call, says = WRONG[case]
    with pytest.raises(ValueError, match=says):
        call()


@pytest.mark.parametrize("pool", [d.roi_pool, d.roi_align])
def test_no_picture_gives_no_region(pool):
    assert pool(torch.zeros(0, 5, 4, 4), [], 2).shape == (0, 5, 2, 2)
