"""Three definitions of average precision against cases worked by hand, in fractions."""

import itertools
from fractions import Fraction

import pytest
import torch

from cnnkit.detection import average_precision, precision_recall


def by_hand(hits, n_gt, method):
    """In fractions: the envelope at a recall is the best precision at this recall or a higher one."""
    points, found = [], 0
    for rank, hit in enumerate(hits, 1):
        found += hit
        points.append((Fraction(found, n_gt), Fraction(found, rank)))

    def envelope(recall):
        return max((p for r, p in points if r >= recall), default=Fraction(0))

    if method == "voc10":
        recalls = sorted({r for r, _ in points} | {Fraction(0)})
        return sum((b - a) * envelope(b) for a, b in itertools.pairwise(recalls))
    steps = 10 if method == "voc07" else 100
    return sum(envelope(Fraction(i, steps)) for i in range(steps + 1)) / (steps + 1)


LISTS = {
    "the outline's": ([1, 1, 0, 1, 0, 0, 1], 8),
    "all found": ([1, 1, 1], 3),
    "a false alarm first": ([0, 1], 1),
    "nothing found": ([0, 0], 4),
    "nothing said": ([], 4),
    "recalls at 0.1, 0.2, …": ([1, 0, 1, 0, 1, 1, 0, 0, 1, 1], 10),
    "seven objects": ([1, 0, 1, 1, 0, 1], 7),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("method", ["voc07", "voc10", "coco"])
def test_average_precision_is_the_fraction_worked_by_hand(name, method):
    hits, n_gt = LISTS[name]
    scores = torch.linspace(1, 0.1, len(hits))
    got = average_precision(scores, torch.tensor(hits, dtype=torch.bool), n_gt, method)
    assert got == pytest.approx(float(by_hand(hits, n_gt, method)), abs=1e-12)


def test_one_list_three_numbers():
    hits = torch.tensor([1, 1, 0, 1, 0, 0, 1]).bool()
    got = [average_precision(torch.arange(7, 0, -1), hits, 8, m) for m in ("voc07", "voc10", "coco")]
    assert [round(x, 3) for x in got] == [0.445, 0.415, 0.420]


def test_a_list_is_ranked_first_and_ties_keep_their_order():
    hits = torch.tensor([0, 1, 1]).bool()
    scores = torch.tensor([0.1, 0.9, 0.5])
    assert average_precision(scores, hits, 2, "voc10") == 1
    # two equal scores, the false alarm first in the list: it counts as the better one
    assert average_precision(torch.tensor([0.5, 0.5]), torch.tensor([False, True]), 1, "voc10") == 0.5


def test_the_curve_is_precision_and_recall_after_each_detection():
    precision, recall = precision_recall(torch.tensor([0.2, 0.9, 0.5]), torch.tensor([1, 0, 1]), 4)
    assert precision.tolist() == pytest.approx([0, 1 / 2, 2 / 3])
    assert recall.tolist() == [0, 1 / 4, 1 / 2]
    assert precision_recall(torch.zeros(1), torch.tensor([False]), 0).recall.isnan().all()


def test_where_there_is_nothing_to_find_there_is_no_number():
    assert average_precision(torch.ones(2), torch.tensor([False, False]), 0, "coco") != 0
    assert average_precision(torch.ones(0), torch.zeros(0), 0, "voc07") is not None
    assert str(average_precision(torch.ones(0), torch.zeros(0), 0, "voc10")) == "nan"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((torch.ones(2), torch.tensor([True, True]), 1, "coco"), "2 hits among 1 objects"),
        ((torch.ones(2), torch.tensor([True, True]), 2, "mAP"), "one of voc07, voc10, coco, not 'mAP'"),
        ((torch.ones(3), torch.tensor([True, True]), 2, "coco"), "2 boxes, so scores"),
        ((torch.tensor([torch.nan]), torch.tensor([True]), 2, "coco"), "not a number"),
        ((torch.ones(2), torch.tensor([2, 0]), 2, "coco"), "truth values"),
    ],
)
def test_bad_input_is_refused(args, says):
    with pytest.raises(ValueError, match=says):
        average_precision(*args)
