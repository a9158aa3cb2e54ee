"""Pictures with a real detector's boxes and with true ones: shapes, names, and that both fit the pictures."""

import pytest
import torch

from cnnkit.data.boxed_photos import BOXED_PHOTOS, boxed_photo, raw_boxes, shows, true_boxes
from cnnkit.data.coco_names import COCO_NAMES
from cnnkit.data.horses import HERD, PAIR, horses
from cnnkit.detection import batched_nms, box_iou


@pytest.mark.parametrize("name", BOXED_PHOTOS)
def test_boxes_and_picture_belong_together(name):
    x = boxed_photo(name)
    _, h, w = x.shape
    assert max(h, w) == 416
    assert 0 <= x.min() <= x.max() <= 1
    assert shows(name)
    boxes, scores, labels = raw_boxes(name)
    assert len(boxes) == len(scores) == len(labels) > 0
    assert (scores >= 0.15).all()
    assert (scores < 1).all()
    assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert (labels < len(COCO_NAMES)).all()
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    assert (centre > 0).all()
    assert (centre < torch.tensor([w, h])).all()
    true, kinds = true_boxes(name)
    assert len(true) == len(kinds)
    assert (true[:, 2:] > true[:, :2]).all()
    assert (true >= 0).all()
    assert (true[:, 2:] <= torch.tensor([w, h])).all()


def test_a_score_cuts_the_boxes():
    assert len(raw_boxes("cat", 0.4).boxes) < len(raw_boxes("cat").boxes)
    assert (raw_boxes("cat", 0.4).scores >= 0.4).all()


def test_the_eighty_names_are_in_order():
    assert len(set(COCO_NAMES)) == 80
    assert [COCO_NAMES.index(name) for name in ("person", "cat", "dog", "horse", "cup")] == [
        0,
        15,
        16,
        17,
        41,
    ]


def test_a_true_box_is_met_where_the_detector_is_sure():
    """The best box of each of these is the object that was drawn by hand: the two were made apart."""
    for name, kind in [
        ("coffee", "cup"),
        ("camera", "person"),
        ("motorcycle", "motorcycle"),
        ("horse", "horse"),
    ]:
        boxes, scores, labels = raw_boxes(name)
        best = scores.argmax()
        true, kinds = true_boxes(name)
        assert COCO_NAMES[int(labels[best])] == kind
        found = box_iou(boxes[best][None], true[kinds == labels[best]])
        assert found.max() > 0.8


def test_boxes_of_silhouettes_are_tight():
    for those in (PAIR, HERD):
        picture, boxes = horses(those)
        assert picture.shape == (3, 288, 416)
        front, horse = boxes[-1].long().tolist(), those[-1]
        assert front[:2] == [horse.left, horse.top]  # nobody covers the nearest
        assert front[3] - front[1] == horse.height
        inside = picture[:, front[1] : front[3], front[0] : front[2]]
        near = (inside - torch.tensor(horse.colour)[:, None, None]).abs().amax(0) < 0.45  # half covered
        assert near.any(0)[[0, -1]].all()
        assert near.any(1)[[0, -1]].all()
    far = horses(HERD)[1][3]  # looks in from the right
    assert far[2] == 416


def test_two_neighbours_are_two_until_the_threshold_is_low():
    boxes, scores, labels = raw_boxes("two horses", 0.5)
    horse = COCO_NAMES.index("horse")
    for threshold, left in [(0.5, 2), (0.3, 1)]:
        kept = batched_nms(boxes, scores, labels, threshold)
        assert (labels[kept] == horse).sum() == left


def test_an_unknown_name_is_refused():
    for function in (boxed_photo, raw_boxes, true_boxes, shows):
        with pytest.raises(ValueError, match=r"no boxes of a photograph named 'dog'; there are cat, coffee"):
            function("dog")
