"""COCO's figures against pycocotools (recorded, with its version); VOC's against a slow loop; seven odd
cases."""

import json
import math
from pathlib import Path

import pytest
import torch

from cnnkit.detection import box_iou, error_kinds, evaluate_coco, evaluate_voc

RECORDED = json.loads((Path(__file__).parents[1] / "golden" / "coco.json").read_text())


def as_tensors(case):
    """The recorded lists as detections and truth, a picture each."""
    found, true = [], []
    for image in range(case["images"]):
        its = [(box, score, label) for i, label, box, score in case["detections"] if i == image]
        truth = [(box, label) for i, label, box in case["truth"] if i == image]
        found.append(
            (
                torch.tensor([b for b, *_ in its], dtype=torch.float64).reshape(-1, 4),
                torch.tensor([s for _, s, _ in its], dtype=torch.float64),
                torch.tensor([label for *_, label in its], dtype=torch.int64),
            )
        )
        true.append(
            (
                torch.tensor([b for b, _ in truth], dtype=torch.float64).reshape(-1, 4),
                torch.tensor([label for _, label in truth], dtype=torch.int64),
            )
        )
    return found, true


@pytest.mark.parametrize("i", range(len(RECORDED["cases"])))
def test_cocos_figures_are_those_of_its_own_tool(i):
    assert RECORDED["pycocotools"] == "2.0.11"
    case = RECORDED["cases"][i]
    assert evaluate_coco(*as_tensors(case)) == pytest.approx(case["says"], abs=1e-6)


def test_where_the_tool_answers_oddly_we_do_not():
    """Its answers are recorded beside: 0 for an object whose id is 0, −1 for what it cannot say, silence on
    strangers."""
    odd = {name: says[0] for name, says in RECORDED["odd"].items()}
    assert odd["one object, found"] == pytest.approx(1)
    assert odd["the object's id is 0"] == 0
    assert odd["maxDets is [1, 10, 50]"] == odd["the object's area is given as -1"] == -1
    assert (
        odd["five false alarms of a class without object"]
        == odd["the object's area is given as 0"]
        == pytest.approx(1)
    )
    assert odd["a false alarm above the hit"] == 0.5
    box = torch.tensor([[0.0, 0, 10, 10]])
    truth = [(box, torch.tensor([0]))]
    hit = (box, torch.tensor([0.9]), torch.tensor([0]))
    # no ids and no areas come in, so none can be odd; a hit is a hit
    assert evaluate_coco([hit], truth) == pytest.approx((1, 1, 1))
    alarms = torch.tensor([[20.0 + i, 20, 30 + i, 30] for i in range(5)])
    strange = (torch.cat([box, alarms]), torch.tensor([0.9] + [0.8] * 5), torch.tensor([0] + [1] * 5))
    assert pytest.approx(1) == evaluate_coco([strange], truth).AP
    assert math.isnan(evaluate_voc([strange], truth).per_class[1])
    assert error_kinds([strange], truth).strangers == 5
    # nothing to be found anywhere: not a number, never −1
    assert all(
        math.isnan(x)
        for x in evaluate_coco([strange], [(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))])
    )


def slow_voc(detections, truth, label, iou):
    """Hits of one class in ranked order, from the rule of the development kit."""
    ranked = [
        (float(score), i, box)
        for i, (boxes, scores, labels) in enumerate(detections)
        for box, score, its in zip(boxes, scores, labels, strict=True)
        if its == label
    ]
    ranked.sort(key=lambda entry: -entry[0])
    taken, hits = set(), []
    for _, i, box in ranked:
        mine = [(j, b) for j, (b, its) in enumerate(zip(*truth[i], strict=True)) if its == label]
        overlaps = [(float(box_iou(box[None], b[None])), j) for j, b in mine]
        best = max(overlaps, key=lambda pair: pair[0], default=(0.0, -1))
        hit = best[0] >= iou and (i, best[1]) not in taken
        if hit:
            taken.add((i, best[1]))
        hits.append(hit)
    return hits, sum(int((labels == label).sum()) for _, labels in truth)


@pytest.mark.parametrize("i", range(5))
@pytest.mark.parametrize("method", ["voc07", "voc10"])
def test_vocs_figures_are_those_of_its_rule_followed_slowly(i, method):
    from cnnkit.detection import average_precision

    found, true = as_tensors(RECORDED["cases"][i])
    result = evaluate_voc(found, true, 0.5, method)
    for label, ap in result.per_class.items():
        hits, n_gt = slow_voc(found, true, label, 0.5)
        expected = average_precision(
            torch.arange(len(hits), 0, -1), torch.tensor(hits, dtype=torch.bool), n_gt, method
        )
        assert ap == pytest.approx(expected, abs=1e-12, nan_ok=True)
    known = [ap for ap in result.per_class.values() if not math.isnan(ap)]
    assert pytest.approx(sum(known) / len(known)) == result.AP


def test_the_two_rules_part_where_the_best_object_is_taken():
    """VOC: the second detection asks for the object that the first has; COCO gives it the one that is
    free."""
    truth = [(torch.tensor([[0.0, 0, 10, 10], [3, 0, 13, 10]]), torch.tensor([0, 0]))]
    found = [
        (torch.tensor([[0.0, 0, 10, 10], [1, 0, 11, 10]]), torch.tensor([0.9, 0.8]), torch.tensor([0, 0]))
    ]
    assert pytest.approx(0.5) == evaluate_voc(found, truth).AP
    assert pytest.approx(1) == evaluate_coco(found, truth).AP50


@pytest.mark.parametrize(
    ("detections", "truth", "says"),
    [
        (
            [],
            [(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))],
            "0 pictures have detections and 1 a truth",
        ),
        ([(torch.zeros(1, 4), torch.ones(1))], [(torch.zeros(0, 4), torch.zeros(0).long())], "Picture 0"),
        (
            [(torch.tensor([[0.0, 0, 1, 1]]), torch.ones(1), torch.zeros(1))],
            [(torch.zeros(0, 4), torch.zeros(0).long())],
            r"detections\[0\]: 1 boxes need 1 whole labels",
        ),
        (
            [(torch.tensor([[5.0, 0, 1, 1]]), torch.ones(1), torch.zeros(1).long())],
            [(torch.zeros(0, 4), torch.zeros(0).long())],
            r"detections\[0\]\[0\].*ends before it begins",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place(detections, truth, says):
    with pytest.raises(ValueError, match=says):
        evaluate_coco(detections, truth)
