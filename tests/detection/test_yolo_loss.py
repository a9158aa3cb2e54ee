"""Every term of YOLO's loss against a scene worked by hand, and against loops over cells and boxes."""

import math

import pytest
import torch

from cnnkit.detection import box_convert, box_iou, yolo_encode, yolo_loss


def test_a_scene_worked_by_hand():
    """One cell, two boxes, two classes. The object is the middle half: x y w h = 0.5 0.5 0.5 0.5.

    Box 1 is the object shifted by 0.1 (IoU 0.4·0.5 / (0.5 − 0.2) = 2/3), box 2 covers the picture (IoU 1/4).
    """
    target = yolo_encode(torch.tensor([[0.25, 0.25, 0.75, 0.75]]), torch.tensor([1]), 1, 2, 2)[None]
    predicted = torch.tensor([0.6, 0.5, 0.5, 0.5, 0.9, 0.5, 0.5, 1.0, 1.0, 0.8, 0.3, 0.6]).view(1, 1, 1, 12)
    loss = yolo_loss(predicted, target, 1, 2, 2)
    assert loss.centre.item() == pytest.approx(0.1**2)
    assert loss.sides.item() == pytest.approx(0)
    assert loss.confidence.item() == pytest.approx((0.9 - 2 / 3) ** 2)
    assert loss.no_object.item() == pytest.approx(0.8**2)
    assert loss.classes.item() == pytest.approx(0.3**2 + 0.4**2)
    by_hand = 5 * 0.01 + (0.9 - 2 / 3) ** 2 + 0.5 * 0.64 + 0.25
    assert loss.total().item() == pytest.approx(by_hand)


def slow_loss(predicted, target, S, B):
    terms = dict.fromkeys(("centre", "sides", "confidence", "no_object", "classes"), 0.0)
    for p, t in zip(predicted, target, strict=True):
        for row in range(S):
            for column in range(S):
                cell, true = p[row, column], t[row, column]
                boxes = [cell[5 * b : 5 * b + 5] for b in range(B)]
                mine = None
                if true[4]:

                    def corners(box, row=row, column=column):
                        centre = [(column + box[0]) / S, (row + box[1]) / S]
                        return box_convert(torch.stack([*centre, box[2], box[3]])[None], "cxcywh", "xyxy")

                    overlaps = [float(box_iou(corners(b), corners(true))) for b in boxes]
                    mine = max(range(B), key=lambda b: overlaps[b])
                    box = boxes[mine]
                    terms["centre"] += float((box[0] - true[0]) ** 2 + (box[1] - true[1]) ** 2)
                    terms["sides"] += sum((math.sqrt(box[i]) - math.sqrt(true[i])) ** 2 for i in (2, 3))
                    terms["confidence"] += (float(box[4]) - overlaps[mine]) ** 2
                    terms["classes"] += float((cell[5 * B :] - true[5 * B :]).square().sum())
                terms["no_object"] += sum(float(b[4]) ** 2 for i, b in enumerate(boxes) if i != mine)
    return {name: value / len(predicted) for name, value in terms.items()}


@pytest.mark.parametrize("B", [1, 2, 3])
def test_random_scenes_are_the_loops(B):
    draw = torch.Generator().manual_seed(B)
    S, C = 4, 3
    corner = torch.rand(6, 5, 2, generator=draw, dtype=torch.float64) * 0.6
    boxes = torch.cat(
        [corner, corner + 0.05 + torch.rand(6, 5, 2, generator=draw, dtype=torch.float64) * 0.3], 2
    )
    labels = torch.randint(0, C, (6, 5), generator=draw)
    target = torch.stack([yolo_encode(b, y, S, B, C) for b, y in zip(boxes, labels, strict=True)])
    predicted = (target * 0.8 + 0.2 * torch.rand(target.shape, generator=draw, dtype=torch.float64)).clamp(
        min=0.01
    )
    predicted[..., 2:4] *= 0.9  # so that no two boxes of a cell overlap the object equally
    loss = yolo_loss(predicted, target, S, B, C)
    assert loss._asdict() == pytest.approx(slow_loss(predicted, target, S, B), abs=1e-12)


def test_only_the_responsible_box_feels_the_object_and_all_others_their_confidence():
    target = yolo_encode(torch.tensor([[0.25, 0.25, 0.75, 0.75]]), torch.tensor([0]), 2, 2, 1)[None]
    predicted = torch.full_like(target, 0.3).requires_grad_()
    predicted.data[0, 1, 1, 5:9] = target[0, 1, 1, 5:9]  # the second box is the object itself
    yolo_loss(predicted, target, 2, 2, 1).total().backward()
    slope = predicted.grad[0, 1, 1]
    assert slope[:4].abs().sum() == 0
    assert slope[4] == pytest.approx(0.5 * 2 * 0.3)
    assert slope[9] == pytest.approx(2 * (0.3 - 1))
    empty = predicted.grad[0, 0, 0]
    assert empty[[4, 9]].tolist() == pytest.approx([0.3, 0.3])
    assert empty[[0, 1, 2, 3, 5, 6, 7, 8, 10]].abs().sum() == 0


def test_a_picture_without_objects_and_sides_below_zero_have_finite_slopes():
    target = torch.zeros(1, 2, 2, 6)
    predicted = torch.full((1, 2, 2, 6), -0.2, requires_grad=True)
    yolo_loss(predicted, target, 2, 1, 1).total().backward()
    assert predicted.grad.isfinite().all()
    target[0, 0, 0] = torch.tensor([0.5, 0.5, 0.2, 0.2, 1, 1])
    loss = yolo_loss(predicted, target, 2, 1, 1)
    loss.total().backward()
    assert predicted.grad.isfinite().all()
    assert loss.sides.item() == pytest.approx(2 * (math.sqrt(0.2) - 1e-3) ** 2, abs=1e-6)


def test_another_grid_is_refused():
    with pytest.raises(ValueError, match=r"two tensors \(n, 7, 7, 30\); here are \(1, 7, 7, 25\)"):
        yolo_loss(torch.zeros(1, 7, 7, 25), torch.zeros(1, 7, 7, 30), 7, 2, 20)
