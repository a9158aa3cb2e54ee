"""Non-maximum suppression against a slow loop; ties, thresholds, classes."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnkit.detection import batched_nms, box_iou, nms


def slow_nms(boxes, scores, labels, threshold):
    """Box by box, from the best down; Python's sort keeps equal scores in order."""
    iou = box_iou(boxes, boxes)
    kept = []
    for i in sorted(range(len(boxes)), key=lambda i: -float(scores[i])):
        if all(labels[i] != labels[j] or iou[i, j] <= threshold for j in kept):
            kept.append(i)
    return kept


def crowd(seed, n=40, classes=3):
    draw = torch.Generator().manual_seed(seed)
    corner = torch.randint(0, 12, (n, 2), generator=draw)
    boxes = torch.cat([corner, corner + torch.randint(1, 9, (n, 2), generator=draw)], 1).float()
    return (
        boxes,
        torch.randint(0, 8, (n,), generator=draw) / 8,
        torch.randint(0, classes, (n,), generator=draw),
    )


@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([0, 0.25, 1 / 3, 0.5, 0.75, 1]))
@settings(max_examples=120, deadline=None)
def test_the_same_boxes_stay_as_in_a_slow_loop(seed, threshold):
    boxes, scores, labels = crowd(seed)
    assert nms(boxes, scores, threshold).tolist() == slow_nms(boxes, scores, [0] * 40, threshold)
    assert batched_nms(boxes, scores, labels, threshold).tolist() == slow_nms(
        boxes, scores, labels, threshold
    )


def test_a_box_at_the_threshold_stays_and_a_little_above_it_goes():
    boxes = torch.tensor([[0.0, 0, 2, 2], [1, 0, 3, 2]])  # IoU 1/3
    scores = torch.tensor([0.9, 0.8])
    assert nms(boxes, scores, 1 / 3).tolist() == [0, 1]
    assert nms(boxes, scores, 0.333333).tolist() == [0]
    half = torch.tensor([[0.0, 0, 4, 4], [0, 0, 4, 2]])
    assert nms(half, scores, 0.5).tolist() == [0, 1]


def test_what_has_gone_suppresses_nobody():
    chain = torch.tensor([[0.0, 0, 4, 1], [2, 0, 6, 1], [4, 0, 8, 1]])
    assert nms(chain, torch.tensor([0.9, 0.8, 0.7]), 0.3).tolist() == [0, 2]


def test_equal_scores_keep_their_order_and_classes_far_apart_do_not_mix():
    same = torch.tensor([[0.0, 0, 1, 1]]).repeat(20, 1)
    assert nms(same, torch.ones(20), 0.5).tolist() == [0]
    # an offset per class would lose these sides: 1e8 + 0.5 in float32 is 1e8
    boxes = torch.tensor([[0.0, 0, 0.5, 0.5], [0.2, 0, 0.7, 0.5]])
    assert batched_nms(boxes, torch.tensor([0.9, 0.8]), torch.tensor([10**8, 10**8]), 0.2).tolist() == [0]
    assert batched_nms(boxes, torch.tensor([0.9, 0.8]), torch.tensor([10**8, 10**8 + 1]), 0.2).tolist() == [
        0,
        1,
    ]


def test_nothing_in_nothing_out():
    assert nms(torch.zeros(0, 4), torch.zeros(0), 0.5).tolist() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"scores": torch.ones(3)}, r"2 boxes, so scores have shape \(2,\), not \(3,\)"),
        ({"scores": torch.tensor([0.5, torch.nan])}, r"scores\[1\] is not a number"),
        ({"iou_threshold": 50}, r"lies in \[0, 1\], not at 50"),
        ({"labels": torch.zeros(2)}, "whole numbers; here is .* torch.float32"),
    ],
)
def test_bad_input_is_refused(change, says):
    good = {
        "boxes": torch.tensor([[0.0, 0, 1, 1]] * 2),
        "scores": torch.ones(2),
        "labels": torch.tensor([0, 0]),
    }
    with pytest.raises(ValueError, match=says):
        batched_nms(**(good | {"iou_threshold": 0.5} | change))
