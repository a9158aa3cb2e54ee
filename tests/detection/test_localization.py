"""Two heads and their loss, worked by hand."""

import pytest
import torch
from torch import nn

from cnnkit.detection import TwoHeads, two_head_loss


def test_the_loss_worked_by_hand():
    """Two classes equally likely: log 2. Boxes that are off by 2 in one number: smooth L1 is 1.5, a quarter
    of it."""
    logits, y = torch.zeros(1, 2), torch.tensor([0])
    boxes, target = torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[0.0, 0, 2, 4]])
    assert two_head_loss(logits, y, boxes, target, lam=2).item() == pytest.approx(
        0.693147 + 2 * 1.5 / 4, abs=1e-6
    )


def test_background_pays_for_the_class_alone():
    logits, y = torch.zeros(3, 2), torch.tensor([0, 1, 0])
    boxes = torch.tensor([[0.0] * 4, [9.0] * 4, [1.0] * 4])
    target = torch.zeros(3, 4)
    with_it = two_head_loss(logits, y, boxes, target, lam=1, background=1)
    assert with_it.item() == pytest.approx(
        0.693147 + 0.25, abs=1e-6
    )  # the mean over two boxes: (0 + 0.5) / 2
    nothing = two_head_loss(logits, torch.ones(3, dtype=torch.int64), boxes, target, background=1)
    assert nothing.item() == pytest.approx(0.693147, abs=1e-6)


def test_two_heads_train_one_body():
    body = nn.Sequential(nn.Conv2d(3, 8, 3, 4, 1), nn.ReLU())
    model = TwoHeads(body, channels=8, side=4, classes=5)
    logits, boxes = model(torch.rand(2, 3, 16, 16))
    assert (logits.shape, boxes.shape) == ((2, 5), (2, 4))
    two_head_loss(logits, torch.tensor([0, 4]), boxes, torch.rand(2, 4)).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_boxes_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"here are \(2, 4\), \(3, 4\) and 2 labels"):
        two_head_loss(torch.zeros(2, 3), torch.zeros(2).long(), torch.zeros(2, 4), torch.zeros(3, 4))
