"""Corrections of boxes: worked by hand, there and back, the same wherever a box stands and however large it
is."""

import math

import pytest
import torch

from cnnkit.detection import apply_deltas, box_deltas

ANCHOR = torch.tensor([[10.0, 10.0, 20.0, 30.0]])


def test_a_pair_worked_by_hand():
    """Centre 15, 20 to 17, 15 in parts of the sides 10 and 20; twice as wide, half as high."""
    deltas = box_deltas(ANCHOR, torch.tensor([[7.0, 10.0, 27.0, 20.0]]))
    assert deltas[0].tolist() == pytest.approx([0.2, -0.25, math.log(2), -math.log(2)])


def test_there_and_back():
    corner, sides = torch.rand(2, 2, 50, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    a, b = (torch.cat([c, c + s + 0.01], 1) for c, s in zip(corner, sides, strict=True))
    assert torch.allclose(apply_deltas(a, box_deltas(a, b)), b, rtol=0, atol=1e-12)
    moved = box_deltas(a * 7 + 3, b * 7 + 3)
    assert torch.allclose(moved, box_deltas(a, b), rtol=0, atol=1e-9)


def test_a_wild_answer_stays_a_box_and_has_a_slope():
    deltas = torch.tensor([[0.0, 0.0, 1000.0, 0.0]], requires_grad=True)
    box = apply_deltas(ANCHOR, deltas)
    assert (box[0, 2] - box[0, 0]).item() == pytest.approx(10 * 62.5)
    apply_deltas(ANCHOR, torch.zeros(1, 4, requires_grad=True)).sum().backward()


@pytest.mark.parametrize("boxes", [torch.zeros(1, 4), torch.tensor([[0.0, 0, 1, 1]] * 2)])
def test_boxes_without_area_or_of_another_number_are_refused(boxes):
    with pytest.raises(ValueError, match=r"has no area|One target an anchor: there are 1 and 2"):
        box_deltas(ANCHOR, boxes)
