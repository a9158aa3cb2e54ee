# ruff: noqa: E501
"""The task `average_precision` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Three averages of one list
#
# All finds of one class, from all pictures, with their scores; which of them are hits is known. Put them in a row from the best score down. After each find two numbers can be said: *precision*, the share of hits among the finds so far, and *recall*, the hits so far divided by *all* `n_gt` objects, found or not. The *envelope* at a recall $r$ is the largest precision at any place of the row whose recall is at least $r$, and 0 if there is none. Average precision is a mean of the envelope. Of which recalls, three definitions say differently. About 16 minutes.
#
# `average_precision(scores, is_tp, n_gt, method)`
#
# | | shape or type | |
# |---|---|---|
# | `scores` | `(n,)` | more is better; no two are equal; float32 or float64 |
# | `is_tp` | `(n,)` | bool: whether each find is a hit |
# | `n_gt` | whole number from 1 | all true objects; at least as many as there are hits |
# | `method` | string | `"voc07"`: the mean over 11 recalls, 0, 0.1, …, 1. `"coco"`: over 101, 0, 0.01, …, 1. `"voc10"`: the area under the envelope, a staircase: each hit adds a step of width 1/`n_gt`, as high as the envelope at its recall |
# | result | one number | a Python float or a tensor without axes, from 0 to 1, not rounded |
#
# **Example.** In the order of the scores: hit, false alarm, hit; 4 objects. Precision 1, 1/2, 2/3 and recall 1/4, 1/4, 1/2. The envelope is 1 up to a recall of 1/4, then 2/3 up to 1/2, then 0. `"voc10"`: 1/4 · 1 + 1/4 · 2/3 = 0.4167. `"voc07"`: 1 at 0, 0.1, 0.2 and 2/3 at 0.3, 0.4, 0.5, so (3 + 3 · 2/3) / 11 = 0.4545. `"coco"`: (26 + 25 · 2/3) / 101 = 0.4224.
#
# Nothing is off limits. `n` may be 0.
#
# <details><summary>Hint 1</summary>Sort first, both lists by the scores. What gives the hits so far at every place?</details>
# <details><summary>Hint 2</summary>The envelope looks to the right: from a place on, the best precision that still comes.</details>
# <details><summary>Hint 3</summary>A detector that misses half of the objects never reaches a recall above 0.5. What do these recalls add to the mean, and do they count in it?</details>


# %% answer
def average_precision(scores, is_tp, n_gt, method):
    ### BEGIN SOLUTION
    hit = is_tp[scores.argsort(descending=True)].double()
    hits = hit.cumsum(0)
    precision = hits / torch.arange(1, len(hit) + 1)
    recall = hits / n_gt

    def envelope(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(envelope(r) for r in recall[hit > 0].tolist()) / n_gt
    steps = 10 if method == "voc07" else 100
    heights = [envelope(i / steps) for i in range(steps + 1)]
    return sum(heights) / len(heights)
    ### END SOLUTION


# %% tries
double = torch.float64
three = torch.tensor([0.75, 0.5, 0.25]), torch.tensor([True, False, True])
mixed = (
    torch.tensor([-0.5, 3.0, 1.5, 2.5, -1.0, 0.5, 2.0], dtype=double),
    torch.tensor([False, True, True, False, True, False, True]),
)
checks.self_check(
    "average_precision",
    lambda: average_precision,
    [
        checks.Example(5 / 12, *three, 4, "voc10"),
        checks.Example(5 / 11, *three, 4, "voc07"),
        checks.Example((26 + 50 / 3) / 101, *three, 4, "coco"),
        checks.Example((1 + 2 * 3 / 4 + 4 / 7) / 8, *mixed, 8, "voc10"),
        checks.Example((2 + 2 * 3 / 4 + 8 / 7) / 11, *mixed, 8, "voc07"),
        checks.Example((13 + 25 * 3 / 4 + 13 * 4 / 7) / 101, *mixed, 8, "coco"),
        checks.Example(0.0, torch.zeros(0), torch.zeros(0, dtype=torch.bool), 3, "voc10"),
    ],
)


# %% tests
def _grade_average_precision(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def ranks(scores):
        return scores.double().argsort(descending=True)

    def points(method):
        steps = 10 if method == "voc07" else 100
        return [i / steps for i in range(steps + 1)]

    def curve(scores, is_tp, n_gt, order=None):
        hit = is_tp[ranks(scores) if order is None else order].double()
        hits = hit.cumsum(0)
        return hits / torch.arange(1, len(hit) + 1), hits / n_gt, hit > 0

    def at_least(precision, recall, r):
        return max(precision[recall >= r].tolist(), default=0.0)

    def first_at(precision, recall, r):
        return next(iter(precision[recall >= r].tolist()), 0.0)

    def strictly(precision, recall, r):
        return max(precision[recall > r].tolist(), default=0.0)

    def to_the_left(precision, recall, r):
        """The best precision up to here."""
        at = next((i for i, x in enumerate(recall.tolist()) if x >= r), None)
        return 0.0 if at is None else max(precision[: at + 1].tolist())

    def held(precision, recall, r):
        """The last height goes on to the end."""
        return at_least(precision, recall, min(r, float(recall[-1]))) if len(recall) else 0.0

    def averaged(scores, is_tp, n_gt, method, height=at_least, order=None, skip=0):
        precision, recall, hit = curve(scores, is_tp, n_gt, order)
        if method == "voc10":
            return sum(height(precision, recall, r) for r in recall[hit].tolist()) / n_gt
        heights = [height(precision, recall, r) for r in points(method)[skip:]]
        return sum(heights) / len(heights)

    def expected(scores, is_tp, n_gt, method):
        return averaged(scores, is_tp, n_gt, method)

    def strict(scores, is_tp, n_gt, method):
        return averaged(scores, is_tp, n_gt, method, at_least if method == "voc10" else strictly)

    def of_found(scores, is_tp, n_gt, method):
        return expected(scores, is_tp, max(1, int(is_tp.sum())), method)

    def trapezoid(scores, is_tp, n_gt, method, raw=False):
        if method != "voc10":
            return expected(scores, is_tp, n_gt, method)
        precision, recall, hit = curve(scores, is_tp, n_gt)
        if not len(recall):
            return 0.0
        height = precision if raw else precision.flip(0).cummax(0).values.flip(0)[hit]
        recall = recall if raw else recall[hit]
        height = torch.cat([height[:1], height])
        return float(torch.trapezoid(height, torch.cat([recall.new_zeros(1), recall])))

    def held_to_one(scores, is_tp, n_gt, method):
        if method != "voc10" or not is_tp.any():
            return averaged(scores, is_tp, n_gt, method, held)
        precision, recall, _ = curve(scores, is_tp, n_gt)
        last = at_least(precision, recall, float(recall[-1]))
        return expected(scores, is_tp, n_gt, method) + (1 - float(recall[-1])) * last

    def mean_precision(scores, is_tp, n_gt, method):
        precision, _, _ = curve(scores, is_tp, n_gt)
        return float(precision.mean()) if len(precision) else 0.0

    def mean_at_hits(scores, is_tp, n_gt, method):
        precision, _, hit = curve(scores, is_tp, n_gt)
        return float(precision[hit].mean()) if hit.any() else 0.0

    def of_heights(scores, is_tp, n_gt, method):
        """The mean over the recalls that are reached."""
        precision, recall, _ = curve(scores, is_tp, n_gt)
        if method == "voc10":
            return of_found(scores, is_tp, n_gt, method) if is_tp.any() else 0.0
        reached = [h for r in points(method) if (h := at_least(precision, recall, r)) > 0]
        return sum(reached) / len(reached) if reached else 0.0

    def last_precision(scores, is_tp, n_gt, method):
        return float(is_tp.double().mean()) if len(is_tp) else 0.0

    def input_order(scores, is_tp, n_gt, method, height=at_least):
        return averaged(scores, is_tp, n_gt, method, height, range(len(scores)))

    def only_voc10(area):
        """Right but for `voc10`, where the area is that of steps of `area(precision, recall, hit)`."""

        def wrong(scores, is_tp, n_gt, method):
            if method != "voc10":
                return expected(scores, is_tp, n_gt, method)
            return float(area(*curve(scores, is_tp, n_gt), n_gt)) if len(scores) else 0.0

        return wrong

    def steps_for_all(precision, recall, hit, n_gt):
        return sum(at_least(precision, recall, r) for r in recall.tolist()) / n_gt

    def rising(precision, recall, r):
        """The best precision at any recall of at most r."""
        return max(precision[recall <= r + 1e-9].tolist(), default=0.0)

    def reached_only(scores, is_tp, n_gt, method):
        return (expected if method == "voc10" else of_heights)(scores, is_tp, n_gt, method)

    def found_in_voc10(scores, is_tp, n_gt, method):
        return (of_found if method == "voc10" else expected)(scores, is_tp, n_gt, method)

    def without_one(scores, is_tp, n_gt, method):
        if method == "voc10":
            return expected(scores, is_tp, n_gt, method)
        precision, recall, _ = curve(scores, is_tp, n_gt)
        heights = [at_least(precision, recall, r) for r in points(method)[:-1]]
        return sum(heights) / len(heights)

    no_envelope = "precision was read where the recall is first reached. The envelope is the best precision from there on, so it never rises to the right."
    other_method = "every `method` gives the same definition in your answer. There are three."
    area = "straight lines were drawn between the points of the curve. The envelope is a staircase: each hit adds width times height."
    found_only = "recall was divided by the objects that were found. It is divided by all `n_gt`: what nobody finds counts."
    mistakes = [
        Mistake(
            "unsorted",
            "the finds were taken in the order in which they came. The best score goes first.",
            input_order,
        ),
        Mistake(
            "worst-first",
            "the row begins with the worst score. The best one goes first.",
            lambda s, t, n, m: averaged(s, t, n, m, order=ranks(-s)),
        ),
        Mistake("found-only", found_only, of_found),
        Mistake(
            "found-only",
            "`voc10` was divided by the objects that were found. A step is 1/`n_gt` wide: what nobody finds counts.",
            found_in_voc10,
            edge=True,
        ),
        Mistake(
            "recall-of-finds",
            "recall was divided by the number of finds. It is divided by the true objects, `n_gt`.",
            lambda s, t, n, m: expected(s, t, max(1, len(s)), m),
        ),
        Mistake(
            "no-envelope",
            "`voc10` adds the precision at each hit as it is. A step is as high as the envelope there: the best precision from there on.",
            only_voc10(lambda precision, recall, hit, n_gt: precision[hit].sum() / n_gt),
            edge=True,
        ),
        Mistake(
            "step-for-every-find",
            "`voc10` adds a step for every find. A false alarm adds none: the recall stays where it was.",
            only_voc10(steps_for_all),
            edge=True,
        ),
        Mistake("no-envelope", no_envelope, lambda s, t, n, m: averaged(s, t, n, m, first_at)),
        Mistake("straight-lines", area, trapezoid),
        Mistake("straight-lines", area, lambda s, t, n, m: trapezoid(s, t, n, m, raw=True)),
        Mistake(
            "strictly-above",
            "a recall equal to $r$ counts: at least, not more.",
            strict,
            edge=True,
        ),
        Mistake(
            "zero-left-out",
            "recall 0 is missing: the recalls begin at 0, and there are 11, or 101.",
            lambda s, t, n, m: averaged(s, t, n, m, skip=1),
        ),
        Mistake(
            "one-left-out",
            "recall 1 is missing: the recalls end at 1, and there are 11, or 101.",
            without_one,
        ),
        Mistake(
            "mean-over-reached",
            "the mean was taken over the recalls that are reached. The others count too, with 0.",
            reached_only,
        ),
        Mistake(
            "mean-over-reached",
            "the mean was taken over the recalls that are reached. The others count too, with 0.",
            of_heights,
        ),
        Mistake(
            "held-to-the-end",
            "the last height was held to a recall of 1. Beyond the last hit the envelope is 0.",
            held_to_one,
        ),
        Mistake(
            "envelope-from-the-left",
            "your envelope is the best precision so far. It looks the other way: the best from here on.",
            lambda s, t, n, m: averaged(s, t, n, m, to_the_left),
        ),
        Mistake(
            "envelope-from-the-left",
            "your envelope is the best precision of the smaller recalls. It looks the other way: recalls of at least r.",
            lambda s, t, n, m: averaged(s, t, n, m, rising),
        ),
        Mistake(
            "mean-precision",
            "this is the mean of the precision after each find. The mean is over recalls, and what was missed counts.",
            mean_precision,
        ),
        Mistake(
            "mean-at-hits",
            "this is the mean of the precision at the hits. What nobody found is left out of it, and so is the envelope.",
            mean_at_hits,
        ),
        Mistake(
            "last-precision",
            "this is the precision of the whole list: hits among all finds. It does not read the scores.",
            last_precision,
        ),
        Mistake(
            "11-and-101-swapped",
            "101 recalls for `voc07` and 11 for `coco`: it is the other way round.",
            lambda s, t, n, m: expected(s, t, n, {"voc07": "coco", "coco": "voc07"}.get(m, m)),
        ),
        Mistake("one-for-all", other_method, lambda s, t, n, m: expected(s, t, n, "voc10")),
        Mistake("one-for-all", other_method, lambda s, t, n, m: expected(s, t, n, "voc07")),
        Mistake("one-for-all", other_method, lambda s, t, n, m: expected(s, t, n, "coco")),
        Mistake(
            "per-cent",
            "this is in per cent. A share from 0 to 1 is asked for.",
            lambda s, t, n, m: 100 * expected(s, t, n, m),
        ),
        Mistake(
            "rounded",
            "the number was rounded. Return it as it is.",
            lambda s, t, n, m: round(expected(s, t, n, m), 3),
        ),
    ]

    def row(seed, n, share, dtype=torch.float32):
        """Scores in no order, and hits that come more often where scores are high."""
        scores = values(seed, n, dtype=dtype)
        luck = values(seed + 100, n, low=0, high=1)
        return scores, luck < share + 0.15 * scores.float()

    double = torch.float64
    cases = [
        Case(1, *row(1, 9, 0.6), 8, "voc07"),
        Case(1, *row(1, 9, 0.6), 8, "coco"),
        Case(1, *row(1, 9, 0.6), 8, "voc10"),
        Case(1, *row(2, 14, 0.5, double), 11, "voc07"),
        Case(1, *row(3, 16, 0.55), 13, "coco"),
        Case(1, *row(4, 12, 0.5), 9, "voc10"),
        Case(1, *row(5, 15, 0.4, double), 14, "coco"),
        Case(1, *row(6, 13, 0.6), 12, "voc07"),
        Case(
            0.5, torch.tensor([0.25, 0.5, 0.125, 0.75]), torch.tensor([True, False, True, True]), 3, "voc07"
        ),
        Case(0.5, torch.tensor([-1.0]), torch.tensor([True]), 1, "coco"),
        Case(0.5, values(7, 4), torch.zeros(4, dtype=torch.bool), 5, "voc10"),
        Case(0.5, torch.zeros(0), torch.zeros(0, dtype=torch.bool), 2, "voc07"),
    ]
    return grade(
        "average_precision",
        lambda: average_precision,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
