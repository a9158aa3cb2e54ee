"""R-CNN step by step: proposals find what is there, warping is right, boxes are judged, corrected,
suppressed."""

import pytest
import torch
from torch import nn

from cnnkit.data.scenes import load_scenes
from cnnkit.detection import RCNN, apply_deltas, box_iou, segment_proposals, warp


def picture():
    """Two squares on grey, one of them of two colours."""
    image = torch.full((3, 64, 80), 0.5)
    image[:, 10:26, 8:24] = torch.tensor([1.0, 0, 0])[:, None, None]
    image[:, 30:50, 40:50] = torch.tensor([0.0, 0, 1])[:, None, None]
    image[:, 30:50, 50:60] = torch.tensor([0.0, 1, 0])[:, None, None]
    return image


def test_segments_and_pairs_of_them_are_proposed():
    boxes = segment_proposals(picture())
    wanted = torch.tensor([[8.0, 10, 24, 26], [40.0, 30, 60, 50], [40.0, 30, 50, 50]])
    assert (box_iou(wanted, boxes).amax(1) > 0.8).all()
    assert len(boxes.unique(dim=0)) == len(boxes)
    sides = boxes[:, 2:] - boxes[:, :2]
    assert (sides >= 5).all()
    assert (sides <= torch.tensor([40.0, 32.0])).all()


def test_nearly_every_object_of_a_scene_has_a_proposal():
    _, scenes = load_scenes(1, 12, size=112, objects=(1, 4))
    offered = [segment_proposals(image) for image in scenes.images]
    best = torch.cat([box_iou(t, p).amax(1) for p, (t, _) in zip(offered, scenes.truth(), strict=True)])
    assert (best >= 0.5).double().mean() > 0.9


def test_a_warped_box_is_that_part_of_the_picture():
    image = torch.rand(3, 20, 30, generator=torch.Generator().manual_seed(0))
    (part,) = warp(image, torch.tensor([[6.0, 4, 14, 12]]), 8, context=1.0)
    assert torch.allclose(part, image[:, 4:12, 6:14], atol=1e-5)
    wide = warp(image, torch.tensor([[6.0, 4, 14, 12]]), 16, context=2.0)[0]
    assert torch.allclose(wide, image[:, 0:16, 2:18], atol=1e-5)
    assert warp(image, torch.zeros(0, 4), 8).shape == (0, 3, 8, 8)


def tiny():
    torch.manual_seed(0)
    return RCNN(nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU()), 8, 4, classes=2, size=8).eval()


def test_what_is_judged_is_a_share_of_each_class_and_a_corrected_box():
    model, proposals = tiny(), torch.tensor([[8.0, 10, 24, 26], [40.0, 30, 60, 50]])
    shares, boxes = model.judge(picture(), proposals)
    assert shares.sum(1).tolist() == pytest.approx([1, 1])
    _, deltas = model(warp(picture(), proposals, 8))
    assert torch.allclose(boxes, apply_deltas(proposals, deltas).clamp(min=0))


def test_found_boxes_are_suppressed_class_by_class_and_lie_in_the_picture():
    model = tiny()
    nn.init.zeros_(model.delta.weight)
    nn.init.zeros_(model.delta.bias)
    nn.init.zeros_(model.label.weight)
    model.label.bias.data = torch.tensor([2.0, 2.0, -5.0])
    twice = torch.tensor([[8.0, 10, 24, 26], [9.0, 10, 25, 26], [60.0, 30, 90, 50]])
    found = model.find(picture(), twice, conf_threshold=0.4)
    assert sorted(found.labels.tolist()) == [0, 0, 1, 1]  # the doubled box once in each class, and the other
    assert found.boxes.amax() == 1
    assert model.find(picture(), twice, conf_threshold=0.6).boxes.shape == (0, 4)
    assert model.find(picture(), torch.zeros(0, 4)).boxes.shape == (0, 4)
