"""YOLO's grid: a target worked by hand, round trips, edges, objects that share a cell."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnkit.detection import nms, yolo_decode, yolo_encode, yolo_lost


def test_a_target_worked_by_hand():
    """Centre (0.4, 0.7) on a 2×2 grid: column 0, row 1; 0.8 of the cell to the right, 0.4 down."""
    target = yolo_encode(torch.tensor([[0.3, 0.5, 0.5, 0.9]]), torch.tensor([2]), S=2, B=2, C=3)
    assert target.shape == (2, 2, 13)
    box = [0.8, 0.4, 0.2, 0.4, 1.0]
    assert target[1, 0].tolist() == pytest.approx([*box, *box, 0, 0, 1], abs=1e-6)
    target[1, 0] = 0
    assert not target.any()


def test_the_papers_grid_has_1470_numbers():
    assert yolo_encode(torch.zeros(0, 4), torch.zeros(0).long(), 7, 2, 20).numel() == 1470


@given(seed=st.integers(0, 10**6), S=st.integers(1, 9), B=st.integers(1, 3), C=st.integers(1, 6))
@settings(max_examples=80, deadline=None)
def test_what_is_encoded_is_decoded_again(seed, S, B, C):
    draw = torch.Generator().manual_seed(seed)
    n = 5
    corner = torch.rand(n, 2, generator=draw, dtype=torch.float64) * 0.8
    boxes = torch.cat(
        [corner, corner + 0.01 + torch.rand(n, 2, generator=draw, dtype=torch.float64) * 0.19], 1
    )
    labels = torch.randint(0, C, (n,), generator=draw)
    stays = [i for i in range(n) if i not in yolo_lost(boxes, S).tolist()]
    found, scores, classes = yolo_decode(yolo_encode(boxes, labels, S, B, C), S, B, C, 0.5)
    assert len(found) == B * len(stays)
    assert (scores == 1).all()
    expected = {(*(round(v, 9) for v in boxes[i].tolist()), int(labels[i])) for i in stays}
    got = {(*(round(v, 9) for v in b.tolist()), int(c)) for b, c in zip(found, classes, strict=True)}
    assert got == expected
    if B > 1:  # each of a cell's boxes says the same: suppression leaves one
        assert len(nms(found, scores, 0.999999)) == len(stays)


def test_a_centre_at_one_belongs_to_the_last_cell():
    boxes = torch.tensor([[1 - 1e-9, 0.5, 1.0, 1.0]], dtype=torch.float64)
    assert yolo_encode(boxes, torch.tensor([0]), 4, 1, 1)[3, 3, 0] == pytest.approx(1, abs=1e-6)
    thin = torch.tensor([[1 - 2**-24, 0.25, 1.0, 0.75]])  # in float32 its centre is 1.0
    assert thin[0, [0, 2]].mean() == 1
    assert yolo_encode(thin, torch.tensor([0]), 2, 1, 1)[1, 1, 0] == pytest.approx(1, abs=1e-6)


def test_of_two_objects_in_one_cell_the_first_stays_and_the_others_are_named():
    boxes = torch.tensor(
        [[0.1, 0.1, 0.3, 0.3], [0.6, 0.6, 0.9, 0.9], [0.15, 0.1, 0.25, 0.4], [0.1, 0.2, 0.2, 0.3]]
    )
    assert yolo_lost(boxes, 2).tolist() == [2, 3]
    assert yolo_encode(boxes, torch.tensor([1, 0, 2, 0]), 2, 1, 3)[0, 0, 5:].tolist() == [0, 1, 0]
    assert yolo_lost(boxes, 100).tolist() == []


def test_a_score_is_confidence_times_class_and_boxes_are_clipped():
    tensor = torch.zeros(2, 2, 7)
    tensor[0, 1] = torch.tensor([0.5, 0.5, 1.0, 0.5, 0.8, 0.25, 0.75])
    boxes, scores, labels = yolo_decode(tensor, 2, 1, 2, 0.6)
    assert scores.tolist() == pytest.approx([0.6])
    assert labels.tolist() == [1]
    assert boxes.tolist() == [[0.25, 0.0, 1.0, 0.5]]
    assert len(yolo_decode(tensor, 2, 1, 2, 0.61)[0]) == 0
    assert len(yolo_decode(tensor, 2, 1, 2, 0.0)[0]) == 1  # cells without anything say nothing


def test_whole_numbers_are_boxes_too():
    target = yolo_encode(torch.tensor([[0, 0, 1, 1]]), torch.tensor([0]), 1, 1, 1)
    assert target.flatten().tolist() == [0.5, 0.5, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("boxes", "labels", "grid", "says"),
    [
        ([[0.5, 0.5, 1.5, 0.9]], [0], (2, 1, 1), r"boxes\[0\] = \[0.5, 0.5, 1.5, 0.9\] leaves the picture"),
        ([[-0.1, 0.5, 0.5, 0.9]], [0], (2, 1, 1), "leaves the picture"),
        ([[0.5, 0.5, 0.5, 0.9]], [0], (2, 1, 1), "has no area"),
        ([[0.6, 0.5, 0.5, 0.9]], [0], (2, 1, 1), "ends before it begins"),
        ([[0.1, 0.1, 0.2, 0.2]], [3], (2, 1, 3), r"labels 0 to 2; here are \[3\]"),
        ([[0.1, 0.1, 0.2, 0.2]], [-1], (2, 1, 3), r"here are \[-1\]"),
        ([[0.1, 0.1, 0.2, 0.2]], [0, 1], (2, 1, 3), "1 boxes need 1 whole labels"),
        ([[0.1, 0.1, 0.2, 0.2]], [0], (0, 1, 3), "S counts cells.*not 0"),
        ([[0.1, 0.1, 0.2, 0.2]], [0], (2, 1.5, 3), "B counts cells.*not 1.5"),
    ],
)
def test_bad_input_is_refused(boxes, labels, grid, says):
    with pytest.raises(ValueError, match=says):
        yolo_encode(torch.tensor(boxes), torch.tensor(labels), *grid)


def test_a_tensor_of_another_grid_is_refused():
    with pytest.raises(ValueError, match=r"make a tensor \(7, 7, 30\); here is \(7, 30, 7\)"):
        yolo_decode(torch.zeros(7, 30, 7), 7, 2, 20, 0.5)
    with pytest.raises(ValueError, match=r"not torch.int64"):
        yolo_decode(torch.zeros(1, 1, 6, dtype=torch.int64), 1, 1, 1, 0.5)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused_and_not_taken_for_an_empty_picture(value):
    grid = torch.zeros(3, 3, 7)
    grid[1, 2, 4:6] = value
    with pytest.raises(ValueError, match=rf"tensor\[1, 2, 4\] = {value:g}, and 2 of its 63 numbers"):
        yolo_decode(grid, 3, 1, 2, 0.25)


def test_a_target_has_its_shape_on_the_meta_device():
    target = yolo_encode(torch.zeros(3, 4, device="meta"), torch.zeros(3, device="meta").long(), 7, 2, 20)
    assert target.is_meta
    assert target.shape == (7, 7, 30)
