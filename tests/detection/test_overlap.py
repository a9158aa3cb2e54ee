"""IoU and its three relatives against definitions written slowly, box by box."""

import math

import pytest
import torch

from cnnkit.detection import box_iou, complete_iou, distance_iou, generalized_iou


def slow(kind, a, b):
    """One pair, from the papers' formulas."""
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = a, b
    w, h = min(ax1, bx1) - max(ax0, bx0), min(ay1, by1) - max(ay0, by0)
    inter = w * h if w > 0 and h > 0 else 0.0
    union = (ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - inter
    iou = inter / union if union else 0.0
    hull_w, hull_h = max(ax1, bx1) - min(ax0, bx0), max(ay1, by1) - min(ay0, by0)
    if kind is box_iou:
        return iou
    if kind is generalized_iou:
        return iou - (hull_w * hull_h - union) / (hull_w * hull_h)
    apart = ((ax0 + ax1 - bx0 - bx1) / 2) ** 2 + ((ay0 + ay1 - by0 - by1) / 2) ** 2
    diou = iou - apart / (hull_w**2 + hull_h**2)
    if kind is distance_iou:
        return diou
    v = 4 / math.pi**2 * (math.atan((bx1 - bx0) / (by1 - by0)) - math.atan((ax1 - ax0) / (ay1 - ay0))) ** 2
    return diou - (v * v / (1 - iou + v) if v else 0)


def boxes(n, seed):
    corner, sides = torch.rand(2, n, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return torch.cat([corner, corner + sides + 1e-3], 1)


@pytest.mark.parametrize("kind", [box_iou, generalized_iou, distance_iou, complete_iou])
def test_each_pair_is_what_its_formula_says(kind):
    a, b = boxes(30, 0), boxes(25, 1)
    b[0] = a[0]
    expected = [[slow(kind, x, y) for y in b.tolist()] for x in a.tolist()]
    assert torch.allclose(kind(a, b), torch.tensor(expected, dtype=torch.float64), rtol=0, atol=1e-12)
    assert kind(a, b)[0, 0] == pytest.approx(1)


@pytest.mark.parametrize("kind", [box_iou, generalized_iou, distance_iou, complete_iou])
def test_dtypes_empty_sets_and_the_meta_device(kind):
    a, b = (
        torch.tensor([[0, 0, 200, 200]], dtype=torch.uint8),
        torch.tensor([[100, 0, 200, 200]], dtype=torch.uint8),
    )
    assert kind(a, b).dtype == torch.float64
    assert box_iou(a, b).item() == 0.5  # 40,000 would not fit into a byte
    assert kind(torch.zeros(0, 4), boxes(3, 0)).shape == (0, 3)
    assert kind(boxes(2, 0).to("meta"), boxes(3, 0).to("meta")).shape == (2, 3)


def test_half_an_overlap_is_a_third():
    assert box_iou(torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[1.0, 0, 3, 2]])).item() == pytest.approx(
        1 / 3
    )


def test_boxes_without_area_have_nothing_in_common_and_no_slope_is_lost():
    points = torch.tensor([[1.0, 1, 1, 1]], requires_grad=True)
    for kind in (box_iou, generalized_iou, distance_iou, complete_iou):
        assert kind(points, points).item() == 0
    other = torch.tensor([[0.0, 0, 2, 2]])
    generalized_iou(points, other).sum().backward()
    assert points.grad.isfinite().all()


def test_boxes_apart_are_told_by_the_relatives_alone():
    here, near, far = (torch.tensor([[x, 0.0, x + 1, 1]]) for x in (0.0, 2.0, 9.0))
    assert box_iou(here, near) == box_iou(here, far) == 0
    for kind in (generalized_iou, distance_iou, complete_iou):
        assert kind(here, far) < kind(here, near) < 0
