"""Numbers for maps of classes against a slow count and against cases worked by hand."""

import math

import pytest
import torch

from cnnkit.detection import class_dice, class_iou, mean_iou, pixel_accuracy, pixel_table

TRUTH = torch.tensor([[0, 0, 1], [0, 1, 1]])
SAID = torch.tensor([[0, 1, 1], [0, 1, 0]])


def test_a_map_worked_by_hand():
    table = pixel_table(SAID, TRUTH, 2)
    assert table.tolist() == [[2, 1], [1, 2]]
    assert pixel_accuracy(table) == pytest.approx(4 / 6)
    assert class_iou(table).tolist() == pytest.approx([2 / 4, 2 / 4])
    assert class_dice(table).tolist() == pytest.approx([4 / 6, 4 / 6])


def test_everything_called_background_is_right_often_and_good_never():
    truth = torch.zeros(10, 10, dtype=torch.int64)
    truth[0, :5] = 1
    table = pixel_table(torch.zeros_like(truth), truth, 2)
    assert pixel_accuracy(table) == pytest.approx(0.95)
    assert class_iou(table).tolist() == pytest.approx([0.95, 0])
    assert mean_iou(torch.zeros_like(truth), truth, 2) == pytest.approx(0.475)


def test_a_class_that_does_not_occur_has_no_iou_and_a_false_alarm_gives_it_zero():
    truth = torch.tensor([0, 0, 1])
    assert math.isnan(class_iou(pixel_table(truth, truth, 3))[2])
    assert mean_iou(truth, truth, 3) == 1
    assert class_iou(pixel_table(torch.tensor([0, 2, 1]), truth, 3))[2] == 0
    assert mean_iou(torch.tensor([0, 2, 1]), truth, 3) == pytest.approx((0.5 + 1 + 0) / 3)


def test_batches_are_counted_together_and_what_is_ignored_is_left_out():
    draw = torch.Generator().manual_seed(0)
    said, truth = torch.randint(0, 4, (2, 3, 8, 8), generator=draw)
    truth[:, 0] = 255
    slow = [[0] * 4 for _ in range(4)]
    for a, b in zip(said.flatten().tolist(), truth.flatten().tolist(), strict=True):
        if b != 255:
            slow[b][a] += 1
    table = pixel_table(said, truth, 4, ignore=255)
    assert table.tolist() == slow
    assert torch.allclose(class_dice(table), 2 * class_iou(table) / (1 + class_iou(table)))


@pytest.mark.parametrize(
    ("said", "truth", "says"),
    [
        (SAID, TRUTH[:1], r"\(2, 3\) was said and \(1, 3\) is true"),
        (SAID.float(), TRUTH, "take the argmax"),
        (SAID + 2, TRUTH, r"predicted holds \[2, 3\]; 2 classes are 0 to 1"),
        (SAID, TRUTH - 1, r"truth holds \[-1, 0\]"),
    ],
)
def test_bad_maps_are_refused(said, truth, says):
    with pytest.raises(ValueError, match=says):
        pixel_table(said, truth, 2)
