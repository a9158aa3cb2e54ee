"""`IouDrag` and `NmsStepper`: what they answer is what cnnkit.detection says, and what they refuse."""

import pytest
import torch

from cnnkit.data.boxed_photos import raw_boxes, true_boxes
from cnnkit.data.coco_names import COCO_NAMES
from cnnkit.detection import batched_nms, box_iou
from cnnkit.widgets import IouDrag, NmsStepper
from cnnkit.widgets.items import WidgetError


def test_half_of_the_width_shared_is_a_third():
    widget = IouDrag()
    assert widget.areas == {"a": 64, "b": 64, "both": 32, "either": 96}
    assert widget.iou == 1 / 3
    assert "32 / 96 = 0.33" in widget.still


def test_apart_in_both_directions_two_negative_sides():
    widget = IouDrag(a=[2, 1, 8, 6], b=[11, 8, 17, 13])
    assert widget.sides == (-3, -2)
    assert widget.areas["both"] == 0 == widget.iou


@pytest.mark.parametrize("box", [[3, 3, 3, 8], [0, 0, 21, 4], [0, 0, 2], [5, 4, 2, 8]])
def test_a_box_without_area_or_beyond_the_paper_is_refused(box):
    with pytest.raises(WidgetError, match=r"a=\[.*\]: legal is 0 ≤ x0 < x1 ≤ 20"):
        IouDrag(a=box)


def test_it_opens_with_a_killed_horse():
    widget = NmsStepper()
    boxes = widget.boxes
    assert [boxes[i][0] for i in widget.kept] == ["horse"]
    assert widget.met == {"objects": 2, "before": 2, "after": 1, "doubles": 0}
    overlap = box_iou(*(torch.tensor([boxes[i][2]]) for i in (0, 2))).item()
    assert widget.threshold < overlap < 0.4  # the best box of the other horse was a rival
    assert NmsStepper(threshold=0.5).met["after"] == 2


@pytest.mark.parametrize("picture", ["cat", "coffee", "herd"])
def test_what_stays_is_what_batched_nms_keeps(picture):
    boxes, scores, labels = raw_boxes(picture, 0.2)
    widget = NmsStepper(picture=picture, threshold=0.45, least=0.2)
    kept = batched_nms(boxes, scores, labels, 0.45)
    mine = [widget.boxes[i] for i in widget.kept]
    assert mine == [(COCO_NAMES[int(labels[i])], scores[i].item(), boxes[i].tolist()) for i in kept]
    true, kinds = true_boxes(picture)
    reach = (box_iou(boxes[kept], true) >= 0.5) & (labels[kept][:, None] == kinds)
    assert widget.met["after"] == reach.any(0).sum()
    assert widget.met["doubles"] == reach.any(1).sum() - reach.any(0).sum()


def test_class_blind_the_person_kills_the_cat():
    aware = NmsStepper(picture="cat", threshold=0.6, least=0.4)
    blind = NmsStepper(picture="cat", threshold=0.6, least=0.4, blind=True)
    assert [aware.boxes[i][0] for i in aware.kept] == ["person", "cat", "dog"]
    assert [blind.boxes[i][0] for i in blind.kept] == ["person"]
    assert (aware.met["after"], blind.met["after"]) == (1, 0)


@pytest.mark.parametrize(
    ("given", "legal"),
    [
        ({"threshold": 1.5}, "threshold=1.5: legal is 0.0 to 1.0"),
        ({"least": 0.1}, "least=0.1: legal is 0.15 to 1.0"),
        ({"step": 2}, "step=2: legal is -1 to 1; 1 boxes are kept"),
        ({"picture": "dog"}, "picture='dog': the pictures are cat"),
        ({"presets": [{"label": "x", "mode": 1}]}, "it needs a label"),
    ],
)
def test_it_says_what_would_be_legal(given, legal):
    with pytest.raises(WidgetError, match=legal):
        NmsStepper(**given)
