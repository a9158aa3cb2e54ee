"""Kinds of errors, one scene each where only that mistake is made, and what mending it gains."""

import pytest
import torch

from cnnkit.detection import error_kinds, evaluate_coco
from cnnkit.detection.error_kinds import KINDS

SQUARE = [0.0, 0.0, 10.0, 10.0]
AWAY = [50.0, 50.0, 60.0, 60.0]
LOOSE = [0.0, 0.0, 10.0, 30.0]  # IoU 1/3


def scene(found, true):
    """Lists of (box, score, label) and (box, label) as detections and truth of one picture."""
    return (
        [
            (
                torch.tensor([b for b, *_ in found]).reshape(-1, 4),
                torch.tensor([s for _, s, _ in found]),
                torch.tensor([c for *_, c in found], dtype=torch.int64),
            )
        ],
        [
            (
                torch.tensor([b for b, _ in true]).reshape(-1, 4),
                torch.tensor([c for _, c in true], dtype=torch.int64),
            )
        ],
    )


MISTAKES = {
    "localization": ([(LOOSE, 0.9, 0)], [(SQUARE, 0)], 1.0),
    "class": ([(SQUARE, 0.9, 1)], [(SQUARE, 0), (AWAY, 1)], 0.5),
    "both": ([(LOOSE, 0.9, 1), (AWAY, 0.8, 1)], [(SQUARE, 0), (AWAY, 1)], 0.25),
    "duplicate": ([(SQUARE, 0.9, 0), (SQUARE, 0.8, 0), (AWAY, 0.7, 0)], [(SQUARE, 0), (AWAY, 0)], None),
    "background": ([(AWAY, 0.9, 0), (SQUARE, 0.8, 0)], [(SQUARE, 0)], 0.5),
    "missed": ([(SQUARE, 0.9, 0)], [(SQUARE, 0), (AWAY, 0)], None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_mistake_is_named_and_mending_it_gains(kind):
    found, true, gain = MISTAKES[kind]
    result = error_kinds(*scene(found, true))
    assert result.counts[kind] == 1
    others = {k: n for k, n in result.counts.items() if k != kind and n}
    assert others.keys() <= {"missed"}  # where a class has an object that is not found, it is missed
    assert result.gains[kind] > 0
    if gain is not None:
        assert result.gains[kind] == pytest.approx(gain)
    if kind in ("duplicate", "background", "missed"):
        assert result.AP + result.gains[kind] == pytest.approx(1)


def test_ap_is_that_of_coco_at_this_threshold():
    found, true = scene(*MISTAKES["background"][:2])
    assert error_kinds(found, true).AP == evaluate_coco(found, true).AP50
    assert error_kinds(found, true, iou=0.75).AP == evaluate_coco(found, true).AP75


def test_an_object_found_already_makes_no_second_hit_when_a_box_is_mended():
    """Two loose boxes of one object, both below the threshold: mended, the better one hits and the other
    goes."""
    found, true = scene([(LOOSE, 0.9, 0), (LOOSE, 0.8, 0)], [(SQUARE, 0)])
    result = error_kinds(found, true)
    assert result.counts["localization"] == 2
    assert result.AP + result.gains["localization"] == pytest.approx(1)


def test_a_perfect_list_gains_nothing_and_strangers_are_counted():
    result = error_kinds(*scene([(SQUARE, 0.9, 0)], [(SQUARE, 0)]))
    assert pytest.approx(1) == result.AP
    assert set(result.gains.values()) == {0.0}
    assert not any(result.counts.values())
    result = error_kinds(*scene([(SQUARE, 0.9, 0), (AWAY, 0.8, 7)], [(SQUARE, 0)]))
    assert result.strangers == 1
    assert pytest.approx(1) == result.AP


def test_thresholds_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match=r"0 ≤ background < iou ≤ 1; here they are 0.6 and 0.5"):
        error_kinds(*scene([], []), background=0.6)
