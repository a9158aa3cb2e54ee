"""COCO's figures against pycocotools (recorded, with its version); VOC's against a slow loop; seven odd
cases."""

import json
import math
from pathlib import Path

import pytest
import torch

from cnnkit.detection import box_iou, coco_by_iou, error_kinds, evaluate_coco, evaluate_voc

RECORDED = json.loads((Path(__file__).parents[1] / "golden" / "coco.json").read_text())


def as_tensors(case):
    """The recorded lists as detections and truth, a picture each."""
    found, true = [], []
    for image in range(case["images"]):
        its = [(box, score, label) for i, label, box, score in case["detections"] if i == image]
        truth = [(box, label, *crowd) for i, label, box, *crowd in case["truth"] if i == image]
        found.append(
            (
                torch.tensor([b for b, *_ in its], dtype=torch.float64).reshape(-1, 4),
                torch.tensor([s for _, s, _ in its], dtype=torch.float64),
                torch.tensor([label for *_, label in its], dtype=torch.int64),
            )
        )
        true.append(
            (
                torch.tensor([b for b, *_ in truth], dtype=torch.float64).reshape(-1, 4),
                torch.tensor([label for _, label, *_ in truth], dtype=torch.int64),
                torch.tensor([any(crowd) for _, _, *crowd in truth], dtype=torch.bool),
            )
        )
    return found, true


@pytest.mark.parametrize("i", range(len(RECORDED["cases"])))
def test_cocos_figures_are_those_of_its_own_tool(i):
    assert RECORDED["pycocotools"] == "2.0.11"
    case = RECORDED["cases"][i]
    assert evaluate_coco(*as_tensors(case)) == pytest.approx(case["says"], abs=1e-6)


def test_its_figures_by_threshold_are_what_is_averaged():
    found, true = as_tensors(RECORDED["cases"][2])
    at = coco_by_iou(found, true)
    assert list(at) == [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]
    result = evaluate_coco(found, true)
    assert (sum(at.values()) / 10, at[0.5], at[0.75]) == pytest.approx(result)
    # a perfect box counts at each of them, one with IoU 0.6 at the first three
    box, loose = torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([[0.0, 0, 10, 6]])
    alone = coco_by_iou([(loose, torch.ones(1), torch.zeros(1).long())], [(box, torch.zeros(1).long())])
    assert list(alone.values()) == pytest.approx([1] * 3 + [0] * 7)


@pytest.mark.parametrize("i", range(len(RECORDED["crowds"])))
def test_crowds_count_for_nobody_as_in_cocos_own_tool(i):
    case = RECORDED["crowds"][i]
    says = [math.nan if x == -1 else x for x in case["says"]]
    assert evaluate_coco(*as_tensors(case)) == pytest.approx(says, abs=1e-6, nan_ok=True)


BOX, AWAY = [0.0, 0, 10, 10], [50.0, 50, 60, 60]
SMALL = [2.0, 2, 6, 6]  # inside BOX, IoU 0.16


def one_picture(found, true):
    """(box, score) and (box, aside) of one class as detections and truth."""
    return [
        (
            torch.tensor([b for b, _ in found]),
            torch.tensor([s for _, s in found]),
            torch.zeros(len(found)).long(),
        )
    ], [
        (
            torch.tensor([b for b, _ in true]),
            torch.zeros(len(true)).long(),
            torch.tensor([a for _, a in true]),
        )
    ]


def test_a_difficult_object_may_be_found_or_not_and_found_twice():
    """VOC: 'neither', however often; it is asked for where it overlaps most, and an object beside stays
    free."""
    alone = one_picture([(AWAY, 0.8)], [(AWAY, False), (BOX, True)])
    doubled = one_picture([(BOX, 0.9), (BOX, 0.85), (AWAY, 0.8)], [(AWAY, False), (BOX, True)])
    for case in (alone, doubled):
        assert pytest.approx(1) == evaluate_voc(*case).AP
        assert sum(error_kinds(*case).counts.values()) == 0
    # a small box inside is no detection of a difficult object: its IoU is too small
    small = one_picture([(SMALL, 0.9), (AWAY, 0.8)], [(AWAY, False), (BOX, True)])
    assert pytest.approx(0.5) == evaluate_voc(*small).AP


def test_what_lies_inside_of_a_crowd_is_no_false_alarm():
    """COCO: the share of the detection that lies inside counts, not the IoU."""
    inside = one_picture([(SMALL, 0.9), (AWAY, 0.8)], [(AWAY, False), (BOX, True)])
    assert pytest.approx(1) == evaluate_coco(*inside).AP
    assert evaluate_coco(inside[0], [(t[0], t[1], torch.zeros(2).bool()) for t in inside[1]]).AP50 < 0.6
    result = error_kinds(*inside)
    assert pytest.approx(1) == result.AP
    assert sum(result.counts.values()) == 0
    # where a real object is free, it goes before the crowd
    both = one_picture([(BOX, 0.9)], [(BOX, False), (BOX, True)])
    assert pytest.approx(1) == evaluate_coco(*both).AP


def test_a_class_of_crowds_alone_has_no_number():
    only = one_picture([(BOX, 0.9)], [(BOX, True)])
    assert math.isnan(evaluate_coco(*only).AP)
    assert math.isnan(evaluate_voc(*only).AP)


def test_a_truth_of_two_parts_leaves_nobody_out():
    found, true = as_tensors(RECORDED["crowds"][1])
    none = [(b, c, torch.zeros(len(b)).bool()) for b, c, _ in true]
    assert evaluate_coco(found, none) == evaluate_coco(found, [(b, c) for b, c, _ in true])


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
    assert odd["another object, not found, is marked ignore"] == pytest.approx(51 / 101)  # as if unmarked
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
    # who is marked is left out
    marked = (torch.cat([box, box + 50]), torch.tensor([0, 0]), torch.tensor([False, True]))
    assert evaluate_coco([hit], [marked]) == pytest.approx((1, 1, 1))
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
        mine = [(j, b) for j, (b, its) in enumerate(zip(*truth[i][:2], strict=True)) if its == label]
        overlaps = [(float(box_iou(box[None], b[None])), j) for j, b in mine]
        best = max(overlaps, key=lambda pair: pair[0], default=(0.0, -1))
        hit = best[0] >= iou and (i, best[1]) not in taken
        if hit:
            taken.add((i, best[1]))
        hits.append(hit)
    return hits, sum(int((labels == label).sum()) for _, labels, _ in truth)


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
        (
            [(torch.zeros(0, 4), torch.zeros(0), torch.zeros(0).long())],
            [(torch.zeros(1, 4), torch.zeros(1).long(), torch.zeros(2).bool())],
            r"ground_truth\[0\]: aside says True or False of each of 1 boxes; here is \(2,\), torch.bool",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place(detections, truth, says):
    with pytest.raises(ValueError, match=says):
        evaluate_coco(detections, truth)


def test_the_book_quotes_the_tool_as_it_was_recorded():
    path = Path(__file__).parents[2] / "book" / "detection" / "results" / "referee.json"
    shown = json.loads(path.read_text())
    assert shown["pycocotools"] == RECORDED["pycocotools"]
    assert shown["AP"] == {name: says[0] for name, says in RECORDED["odd"].items()}
