"""The grid with anchors: targets and answers against slow loops, round trips, k-means, who is lost."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnkit.detection import anchor_decode, anchor_encode, anchor_lost, anchor_shapes, box_iou, yolo_lost
from cnnkit.detection.anchor_grid import anchor_boxes, shape_iou

ANCHORS = torch.tensor([[0.1, 0.3], [0.3, 0.1], [0.4, 0.4]], dtype=torch.float64)


def some_boxes(seed, n, dtype=torch.float64):
    draw = torch.Generator().manual_seed(seed)
    corner = torch.rand(n, 2, generator=draw, dtype=dtype) * 0.6
    sides = 0.02 + torch.rand(n, 2, generator=draw, dtype=dtype) * 0.38
    return torch.cat([corner, corner + sides], 1), torch.randint(0, 3, (n,), generator=draw)


def slow_shape_iou(w, h, pw, ph):
    inter = min(w, pw) * min(h, ph)
    return inter / (w * h + pw * ph - inter)


def slow_encode(boxes, labels, S, anchors, C):
    """One object after the other, one number after the other."""
    target = torch.zeros(S, S, len(anchors), 5 + C, dtype=torch.float64)
    lost = []
    for i, ((x0, y0, x1, y1), label) in enumerate(zip(boxes.tolist(), labels.tolist(), strict=True)):
        x, y, w, h = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S, x1 - x0, y1 - y0
        row, column = min(int(y), S - 1), min(int(x), S - 1)
        overlaps = [slow_shape_iou(w, h, pw, ph) for pw, ph in anchors.tolist()]
        mine = overlaps.index(max(overlaps))
        if target[row, column, mine, 4]:
            lost.append(i)
            continue
        pw, ph = anchors[mine].tolist()
        answer = [x - column, y - row, math.log(w / pw), math.log(h / ph), 1.0]
        target[row, column, mine, :5] = torch.tensor(answer, dtype=torch.float64)
        target[row, column, mine, 5 + label] = 1
    return target, lost


def test_two_objects_in_one_cell_by_hand():
    """A standing and a lying box about one middle, (0.4, 0.7): row 1, column 0, and both stay."""
    boxes = torch.tensor([[0.35, 0.5, 0.45, 0.9], [0.2, 0.65, 0.6, 0.75]], dtype=torch.float64)
    assert yolo_lost(boxes, 2).tolist() == [1]
    assert anchor_lost(boxes, 2, ANCHORS).tolist() == []
    target = anchor_encode(boxes, torch.tensor([2, 0]), 2, ANCHORS, 3)
    assert target.shape == (2, 2, 3, 8)
    longer = math.log(4 / 3)
    assert target[1, 0, 0].tolist() == pytest.approx([0.8, 0.4, 0, longer, 1, 0, 0, 1])
    assert target[1, 0, 1].tolist() == pytest.approx([0.8, 0.4, longer, 0, 1, 1, 0, 0])
    target[1, 0, :2] = 0
    assert not target.any()


@given(seed=st.integers(0, 10**6), S=st.integers(1, 6), n=st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_targets_are_the_loops(seed, S, n):
    boxes, labels = some_boxes(seed, n)
    target, lost = slow_encode(boxes, labels, S, ANCHORS, 3)
    torch.testing.assert_close(anchor_encode(boxes, labels, S, ANCHORS, 3), target, rtol=0, atol=1e-12)
    assert anchor_lost(boxes, S, ANCHORS).tolist() == lost
    assert set(lost) <= set(yolo_lost(boxes, S).tolist())


@given(seed=st.integers(0, 10**6), S=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_what_a_network_would_have_to_say_is_decoded_again(seed, S):
    boxes, labels = some_boxes(seed, 8)
    stays = [i for i in range(8) if i not in anchor_lost(boxes, S, ANCHORS).tolist()]
    target = anchor_encode(boxes, labels, S, ANCHORS, 3)
    raw = target.clone()
    raw[..., :2] = target[..., :2].logit(1e-15)
    raw[..., 4:] = (target[..., 4:] - 0.5) * 100
    found, scores, classes = anchor_decode(raw, ANCHORS, 0.5)
    assert len(found) == len(stays)
    assert scores.tolist() == pytest.approx([1.0] * len(stays))
    expected = sorted((*(round(v, 6) for v in boxes[i].tolist()), int(labels[i])) for i in stays)
    got = sorted(
        (*(round(v, 6) for v in b), c) for b, c in zip(found.tolist(), classes.tolist(), strict=True)
    )
    for one, other in zip(got, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-5)


def test_answers_are_the_loops_and_a_centre_never_leaves_its_cell():
    S, C = 3, 2
    raw = 3 * torch.randn(2, S, S, 3, 5 + C, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    boxes, confidence, shares = anchor_boxes(raw, ANCHORS)
    for i in range(2):
        for row in range(S):
            for column in range(S):
                for a, (pw, ph) in enumerate(ANCHORS.tolist()):
                    tx, ty, tw, th, to, *z = raw[i, row, column, a].tolist()
                    x, y = (column + 1 / (1 + math.exp(-tx))) / S, (row + 1 / (1 + math.exp(-ty))) / S
                    w, h = pw * math.exp(min(tw, 4.0)), ph * math.exp(min(th, 4.0))
                    corners = [x - w / 2, y - h / 2, x + w / 2, y + h / 2]
                    assert boxes[i, row, column, a].tolist() == pytest.approx(corners)
                    assert confidence[i, row, column, a].item() == pytest.approx(1 / (1 + math.exp(-to)))
                    total = sum(math.exp(v) for v in z)
                    assert shares[i, row, column, a].tolist() == pytest.approx(
                        [math.exp(v) / total for v in z]
                    )
    middle = (boxes[..., :2] + boxes[..., 2:]) / 2 * S
    column = torch.arange(S)[:, None].double()
    assert (middle[..., 0] >= column).all()
    assert (middle[..., 0] <= column + 1).all()


def test_a_score_at_the_threshold_stays():
    raw = torch.zeros(1, 1, 1, 6)  # confidence 1/2, one class: its share is 1
    for threshold, left in ((0.5, 1), (0.5000001, 0)):
        boxes, scores, labels = anchor_decode(raw, torch.tensor([[0.5, 2.0]]), threshold)
        assert len(boxes) == len(scores) == len(labels) == left
    assert anchor_decode(raw, torch.tensor([[0.5, 2.0]]), 0.5)[0].tolist() == [[0.25, 0.0, 0.75, 1.0]]


def test_the_iou_of_shapes_is_that_of_boxes_with_one_centre():
    a, b = some_boxes(3, 6)[0], some_boxes(4, 5)[0]
    at_zero = lambda x: torch.cat([(x[:, :2] - x[:, 2:]) / 2, (x[:, 2:] - x[:, :2]) / 2], 1)
    got = shape_iou(a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2])
    torch.testing.assert_close(got, box_iou(at_zero(a), at_zero(b)), rtol=0, atol=1e-12)


def test_shapes_are_found_again_where_there_are_two_kinds():
    draw = torch.Generator().manual_seed(0)
    thin = torch.tensor([0.1, 0.4]) * (1 + 0.02 * torch.randn(40, 2, generator=draw))
    flat = torch.tensor([0.5, 0.2]) * (1 + 0.02 * torch.randn(60, 2, generator=draw))
    sides = torch.cat([thin, flat])
    boxes = torch.cat([torch.zeros(100, 2), sides], 1)
    for seed in range(5):
        shapes = anchor_shapes(boxes, 2, seed=seed)
        want = torch.stack([thin.double().mean(0), flat.double().mean(0)])
        torch.testing.assert_close(shapes, want, rtol=1e-6, atol=0)
    assert anchor_shapes(boxes, 1)[0].tolist() == pytest.approx(sides.double().mean(0).tolist())


def test_more_shapes_fit_better_and_a_seed_gives_the_same():
    boxes = some_boxes(5, 300)[0]
    sides = boxes[:, 2:] - boxes[:, :2]
    fit = [float(shape_iou(sides, anchor_shapes(boxes, k)).amax(1).mean()) for k in (1, 2, 4, 8)]
    assert fit == sorted(fit)
    assert torch.equal(anchor_shapes(boxes, 4, seed=1), anchor_shapes(boxes, 4, seed=1))
    areas = anchor_shapes(boxes, 5).prod(1).tolist()
    assert areas == sorted(areas)


def test_dtypes_and_the_meta_device():
    boxes, labels = some_boxes(1, 4, torch.float32)
    assert anchor_encode(boxes, labels, 4, ANCHORS, 3).dtype == torch.float32
    assert (
        anchor_encode(torch.tensor([[0, 0, 1, 1]]), torch.tensor([0]), 1, ANCHORS, 1).dtype == torch.float64
    )
    target = anchor_encode(boxes.to("meta"), labels.to("meta"), 4, ANCHORS.to("meta"), 3)
    assert target.is_meta
    assert target.shape == (4, 4, 3, 8)
    corners, confidence, shares = anchor_boxes(torch.zeros(2, 4, 4, 3, 8, device="meta"), ANCHORS.to("meta"))
    assert [t.shape[-1] for t in (corners, shares)] == [4, 3]
    assert corners.shape[:-1] == confidence.shape == shares.shape[:-1] == (2, 4, 4, 3)
    assert shape_iou(torch.ones(2, 2, device="meta"), torch.ones(3, 2, device="meta")).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: anchor_shapes(some_boxes(0, 4)[0], 5), "from 1 to the 4 different ones; not 5"),
        (lambda: anchor_shapes(torch.tensor([[0.0, 0, 0, 1]]), 1), "has no area"),
        (lambda: anchor_lost(some_boxes(0, 4)[0], 3, torch.zeros(1, 2)), "sides above 0"),
        (lambda: anchor_lost(torch.tensor([[0.5, 0.5, 1.5, 0.9]]), 3, ANCHORS), "leaves the picture"),
        (lambda: anchor_encode(some_boxes(0, 1)[0], torch.tensor([3]), 3, ANCHORS, 3), "labels 0 to 2"),
        (lambda: anchor_decode(torch.zeros(2, 2, 4, 8), ANCHORS, 0.5), r"\(2, 2, 4, 8\)"),
        (lambda: anchor_decode(torch.zeros(1, 2, 2, 3, 8), ANCHORS, 0.5), "One picture's answers"),
        (lambda: anchor_boxes(torch.zeros(2, 2, 3, 8).long(), ANCHORS), "torch.int64"),
        (lambda: shape_iou(torch.zeros(3, 4), torch.zeros(1, 2)), r"a are w and h.*\(3, 4\)"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()
