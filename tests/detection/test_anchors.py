"""Anchors by hand and by a slow loop over sections 3.1.1 and 3.1.2 of Faster R-CNN."""

import math

import pytest
import torch

from cnnkit.detection import assign_anchors, box_iou, map_anchors
from cnnkit.detection.anchors import BACKGROUND, IGNORED


def test_two_places_worked_by_hand():
    """Sides 8 and 16, and at half of the ratio of height to width a box of 8√2 × 8/√2."""
    got = map_anchors(1, 2, 16, [8, 16], [1.0], dtype=torch.float64)
    assert got.tolist() == [[4, 4, 12, 12], [0, 0, 16, 16], [20, 4, 28, 12], [16, 0, 32, 16]]
    (wide,) = map_anchors(1, 1, 16, [8], [0.5], dtype=torch.float64).tolist()
    assert wide == pytest.approx([8 - 4 * math.sqrt(2), 8 - 2 * math.sqrt(2), 8 + 4 * math.sqrt(2),
                                  8 + 2 * math.sqrt(2)])  # fmt: skip


def test_a_grid_is_the_slow_loop():
    sizes, ratios, stride = [5.0, 9.0], [0.5, 1.0, 3.0], 4.0
    slow = []
    for i in range(3):
        for j in range(2):
            for size in sizes:
                for ratio in ratios:
                    w, h = size / math.sqrt(ratio), size * math.sqrt(ratio)
                    x, y = (j + 0.5) * stride, (i + 0.5) * stride
                    slow.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    got = map_anchors(3, 2, stride, sizes, ratios, dtype=torch.float64)
    assert torch.allclose(got, torch.tensor(slow, dtype=torch.float64), rtol=0, atol=1e-12)
    areas = (got[:, 2:] - got[:, :2]).prod(1).view(6, 2, 3)
    assert torch.allclose(areas, torch.tensor([25.0, 81.0], dtype=torch.float64)[:, None].expand(6, 2, 3))


def slowly(anchors, truth, positive, negative, frame):
    n, m = len(anchors), len(truth)
    inside = [
        frame is None or (a[0] >= 0 and a[1] >= 0 and a[2] <= frame[1] and a[3] <= frame[0])
        for a in anchors.tolist()
    ]
    iou = box_iou(anchors, truth).tolist()
    result = []
    for a in range(n):
        if not inside[a]:
            result.append(IGNORED)
            continue
        best_of_some = any(
            iou[a][t] > 0 and all(iou[b][t] <= iou[a][t] for b in range(n) if inside[b]) for t in range(m)
        )
        most = max(iou[a], default=0)
        if best_of_some or most > positive:
            result.append(iou[a].index(most))
        else:
            result.append(BACKGROUND if most < negative else IGNORED)
    return result


@pytest.mark.parametrize("m", [0, 1, 4])
@pytest.mark.parametrize("frame", [None, (48, 64)])
@pytest.mark.parametrize("bounds", [(0.7, 0.3), (0.5, 0.5), (0.4, 0.1)])
def test_assignment_is_the_slow_loop(m, frame, bounds):
    anchors = map_anchors(6, 8, 8, [12, 20], dtype=torch.float64)
    generator = torch.Generator().manual_seed(m)
    corner = torch.rand(m, 2, generator=generator, dtype=torch.float64) * 30
    truth = torch.cat([corner, corner + 6 + 16 * torch.rand(m, 2, generator=generator)], 1)
    got = assign_anchors(anchors, truth, *bounds, frame)
    assert got.tolist() == slowly(anchors, truth, *bounds, frame)


def test_the_bounds_themselves_teach_nothing():
    """IoU 0.5 and 0.25 exactly; 'above' and 'below' leave them out, but for an object's best."""
    anchors = torch.tensor([[0.0, 0, 4, 4], [0, 0, 4, 2], [0, 0, 2, 2], [20, 20, 24, 24]])
    truth = anchors[:1]
    assert assign_anchors(anchors, truth, 0.5, 0.25).tolist() == [0, IGNORED, IGNORED, BACKGROUND]
    assert assign_anchors(anchors, truth, 0.49, 0.26).tolist() == [0, 0, BACKGROUND, BACKGROUND]


def test_an_object_that_fits_nobody_takes_its_best_anchors_ties_included():
    anchors = torch.tensor([[0.0, 0, 4, 4], [6, 0, 10, 4], [20, 20, 24, 24]])
    between = torch.tensor([[3.0, 0, 7, 4]])
    assert assign_anchors(anchors, between).tolist() == [0, 0, BACKGROUND]
    far = torch.tensor([[50.0, 50, 54, 54]])
    assert assign_anchors(anchors, far).tolist() == [BACKGROUND] * 3


def test_both_run_on_the_meta_device():
    anchors = map_anchors(3, 4, 8, [12], device="meta")
    assert (anchors.shape, anchors.is_meta) == ((36, 4), True)
    got = assign_anchors(anchors, torch.zeros(2, 4, device="meta"), frame=(24, 32))
    assert (got.shape, got.dtype, got.is_meta) == ((36,), torch.int64, True)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_dtypes(dtype):
    anchors = map_anchors(2, 2, 8, [8], [1.0], dtype=dtype)
    assert anchors.dtype == dtype
    assert assign_anchors(anchors, anchors[1:2]).tolist() == [BACKGROUND, 0, BACKGROUND, BACKGROUND]


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="above 0, at least one of each"):
        map_anchors(2, 2, 8, [])
    with pytest.raises(ValueError, match="above 0"):
        map_anchors(2, 2, 8, [4, -1])
    with pytest.raises(ValueError, match=r"negative ≤ positive ≤ 1 for an IoU, not 0.6 and 0.5"):
        assign_anchors(torch.tensor([[0.0, 0, 1, 1]]), torch.zeros(0, 4), 0.5, 0.6)
