# ruff: noqa: E501
"""The task `nms` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## The best box stays, its rivals go
#
# A detector says the same object many times over. *Non-maximum suppression* keeps one box for each: of all boxes that are left the one with the best score stays, and every other one whose IoU with it is *above* the threshold goes. Then the same again with those that are left, until none is. About 15 minutes.
#
# `nms(boxes, scores, thr)`
#
# | | shape or type | |
# |---|---|---|
# | `boxes` | `(n, 4)` | x0 y0 x1 y1, all with an area, all of one class; float32 or float64 |
# | `scores` | `(n,)` | any numbers, more is better; of two equal ones the box that stands first is the better |
# | `thr` | number | an IoU *equal* to it is still allowed |
# | result | list of ints | the places in `boxes` of those that stay, best first |
#
# A box that has gone drives nobody out. `n` may be 0. What comes in stays as it was.
#
# **Example.** Three boxes in a row, each 4 by 4: they begin at 0, 1 and 3. Scores `0.875, 0.75, 0.5`, `thr = 0.25`. The first stays. It shares $3 \cdot 4$ of 20 with the second, IoU 0.6: that one goes. With the third it shares $1 \cdot 4$ of 28, IoU 0.14. The third overlaps the *second* by more, but that is gone: `[0, 2]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Keep a list of the places that are left, best first. What do you take from it, and what do you throw out?</details>
# <details><summary>Hint 2</summary>With whom is a box compared: with all better ones, or with those that stayed?</details>
# <details><summary>Hint 3</summary><code>argsort(descending=True, stable=True)</code> keeps equal scores in their order.</details>


# %% answer
def nms(boxes, scores, thr):
    ### BEGIN SOLUTION
    def overlap(a, b):
        w = min(a[2], b[2]) - max(a[0], b[0])
        h = min(a[3], b[3]) - max(a[1], b[1])
        both = max(w, 0) * max(h, 0)
        size_a, size_b = (a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])
        return both / (size_a + size_b - both)

    edges, given = boxes.tolist(), scores.tolist()
    left = sorted(range(len(given)), key=lambda i: -given[i])
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        left = [i for i in left if overlap(edges[best], edges[i]) <= thr]
    return kept
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "nms",
    lambda: nms,
    [
        checks.Example(
            [0, 2],
            torch.tensor([[0.0, 0.0, 4.0, 4.0], [1.0, 0.0, 5.0, 4.0], [3.0, 0.0, 7.0, 4.0]]),
            torch.tensor([0.875, 0.75, 0.5]),
            0.25,
        ),
        checks.Example(
            [3, 1, 0],
            torch.tensor(
                [[-4.0, -4.0, 0.0, 0.0], [0.0, 0.0, 4.0, 2.0], [1.0, 0.0, 5.0, 4.0], [0.0, 0.0, 4.0, 4.0]],
                dtype=double,
            ),
            torch.tensor([-3.0, 0.25, 0.125, 1.5], dtype=double),
            0.5,
        ),
        checks.Example(
            [1, 3],
            torch.tensor(
                [[2.0, 0.0, 6.0, 4.0], [0.0, 0.0, 4.0, 4.0], [1.0, 0.0, 5.0, 4.0], [8.0, 8.0, 12.0, 12.0]]
            ),
            torch.tensor([0.25, 0.75, 0.75, 0.125]),
            0.25,
        ),
        checks.Example(
            [2, 0],
            torch.tensor([[0.0, 0.0, 8.0, 8.0], [0.0, 0.0, 8.0, 7.0], [1.0, 1.0, 4.0, 5.0]]),
            torch.tensor([0.5, 0.25, 0.875]),
            0.75,
        ),
        checks.Example([], torch.zeros(0, 4), torch.zeros(0), 0.5),
    ],
)


# %% tests
def _grade_nms(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def sizes(x):
        return (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])

    def sides(x):
        return torch.minimum(x[:, None, 2:], x[None, :, 2:]) - torch.maximum(x[:, None, :2], x[None, :, :2])

    def iou(x):
        x = x.double()
        both = sides(x).clamp(min=0).prod(2)
        return both / (sizes(x)[:, None] + sizes(x) - both)

    def of_smaller(x):
        x = x.double()
        return sides(x).clamp(min=0).prod(2) / torch.minimum(sizes(x)[:, None], sizes(x))

    def no_clamp(x):
        x = x.double()
        both = sides(x).prod(2)
        return both / (sizes(x)[:, None] + sizes(x) - both)

    def plus_one(x):
        x = x.double()
        size = (x[:, 2] - x[:, 0] + 1) * (x[:, 3] - x[:, 1] + 1)
        both = (sides(x) + 1).clamp(min=0).prod(2)
        return both / (size[:, None] + size - both)

    def ranked(scores):
        given = scores.tolist()
        return sorted(range(len(given)), key=lambda i: -given[i])

    def late_ties(scores):
        given = scores.tolist()
        return sorted(range(len(given)), key=lambda i: (given[i], i), reverse=True)

    def going(
        boxes,
        scores,
        thr,
        order=None,
        overlap=iou,
        stays=lambda v, thr: v <= thr,
        rivals=lambda kept, seen: kept,
    ):
        """The best first: a box stays if it may beside all of its `rivals`."""
        table, kept, seen = overlap(boxes).tolist(), [], []
        for i in ranked(scores) if order is None else order:
            if all(stays(table[j][i], thr) for j in rivals(kept, seen)):
                kept.append(i)
            seen.append(i)
        return kept

    def expected(boxes, scores, thr):
        return going(boxes, scores, thr)

    def with_(**change):
        return lambda boxes, scores, thr: going(boxes, scores, thr, **change)

    def of_rank(boxes, scores, thr):
        order = ranked(scores)
        return [order.index(i) for i in expected(boxes, scores, thr)]

    def of_dropped(boxes, scores, thr):
        kept = expected(boxes, scores, thr)
        return [i for i in ranked(scores) if i not in kept]

    def mask(boxes, scores, thr):
        kept = expected(boxes, scores, thr)
        return [i in kept for i in range(len(scores))]

    def by_score(boxes, scores, thr):
        given = scores.tolist()
        return [i for i in ranked(scores) if given[i] > thr]

    def removed_while_walked(boxes, scores, thr):
        table, left, kept = iou(boxes).tolist(), ranked(scores), []
        while left:
            best = left.pop(0)
            kept.append(best)
            for i in left:
                if table[best][i] > thr:
                    left.remove(i)
        return kept

    def good_scores_only(boxes, scores, thr):
        given = scores.tolist()
        return going(boxes, scores, thr, order=[i for i in ranked(scores) if given[i] >= thr])

    def first_only(boxes, scores, thr):
        """One round: the best, and all that may stay beside it."""
        table, order = iou(boxes).tolist(), ranked(scores)
        return order[:1] + [i for i in order[1:] if table[order[0]][i] <= thr]

    mistakes = [
        Mistake("dropped-ones-drop", "a box went because of one that has gone itself. Only those that stayed drive others out.",
                with_(rivals=lambda kept, seen: seen)),
        Mistake("one-round", "only the best box drove its rivals out. The same is done again with the best of those that are left.", first_only),
        Mistake("only-the-last-one-kept", "each box was compared with the one kept last. It must stay beside all that were kept.",
                with_(rivals=lambda kept, seen: kept[-1:])),
        Mistake("worst-first", "the worst score went first. The best one does.",
                lambda boxes, scores, thr: going(boxes, scores, thr, order=ranked(-scores))),
        Mistake("input-order", "the boxes were taken in the order in which they stand. The best score goes first.",
                lambda boxes, scores, thr: going(boxes, scores, thr, order=range(len(scores)))),
        Mistake("sorted-places", "these are the right boxes, in the order of their places. Asked for is the best first.",
                lambda boxes, scores, thr: sorted(expected(boxes, scores, thr)), edge=True),
        Mistake("later-of-equals-first", "of equal scores yours takes the later box first. The one that stands first goes first.",
                lambda boxes, scores, thr: going(boxes, scores, thr, order=late_ties(scores)), edge=True),
        Mistake("drops-at-the-threshold", "a box whose IoU equals the threshold was dropped. Only above it a box goes.",
                with_(stays=lambda v, thr: v < thr), edge=True),
        Mistake("no-clamp", "boxes that are apart in both directions were taken for rivals: two negative sides multiply to a positive area.",
                with_(overlap=no_clamp)),
        Mistake("smaller-area", "the overlap was divided by the smaller area, so that a small box inside a large one always goes. IoU divides by the union.",
                with_(overlap=of_smaller)),
        Mistake("plus-one", "one was added to the sides of boxes. Their edges are real numbers: from 2 to 6 are 4.", with_(overlap=plus_one)),
        Mistake("ranks", "these are places in the ranked list. Asked for are places in `boxes` as it came in.", of_rank),
        Mistake("the-rivals", "these are the boxes that go. Asked for are those that stay.", of_dropped),
        Mistake("turned-round", "boxes that overlap much stay in your answer and the others go. It is the other way round.",
                with_(stays=lambda v, thr: v > thr)),
        Mistake("half-whatever-the-threshold", "0.5 was taken as the threshold, whatever `thr` is.",
                lambda boxes, scores, thr: going(boxes, scores, 0.5)),
        Mistake("threshold-of-scores", "the scores were compared with the threshold. It is one for overlaps.", by_score),
        Mistake("threshold-of-scores", "boxes with a low score were left out too. The threshold is one for overlaps, and any score may stay.",
                good_scores_only),
        Mistake("removed-while-walked", "boxes were taken out of a list while a loop walked it. What moves up is passed over: make a new list of those that stay.",
                removed_while_walked, edge=True),
        Mistake("mask", "there is a True or False for each box. Asked for are the places of those that stay, best first.", mask),
        Mistake("counted", "this is how many stay. Asked for are their places.", lambda boxes, scores, thr: len(expected(boxes, scores, thr))),
        Mistake("boxes-themselves", "these are boxes. Asked for are their places, as a list of whole numbers.",
                lambda boxes, scores, thr: boxes[expected(boxes, scores, thr)]),
        Mistake("boxes-themselves", "these are boxes. Asked for are their places, as a list of whole numbers.",
                lambda boxes, scores, thr: boxes[expected(boxes, scores, thr)].tolist()),
    ]  # fmt: skip

    def crowd(seed, n, spread, dtype=torch.float32):
        """Boxes of all sizes that mostly overlap."""
        low = values(seed, n, 2, low=-spread, high=spread, dtype=dtype)
        return torch.cat([low, low + values(seed + 50, n, 2, low=3, high=9, dtype=dtype)], 1)

    double = torch.float64
    chain = torch.tensor([[3.0 * i, 0.0, 3.0 * i + 8, 5.0] for i in range(6)])
    # thin ones beside each other: no width that they share, and one would seem to be all of it
    apart = torch.tensor([[0.0, 0, 1, 9], [3, 0, 4, 9], [6, 0, 15, 1], [6, 3, 15, 4]])
    halves = torch.tensor(
        [
            [0.0, 0.0, 4.0, 4.0],
            [0.0, 2.0, 4.0, 4.0],
            [0.0, 0.0, 4.0, 1.0],
            [6.0, 6.0, 8.0, 8.0],
            [6.0, 6.0, 8.0, 7.0],
        ]
    )
    cases = [
        Case(1.5, crowd(1, 12, 4), values(2, 12), 0.3),
        Case(2, crowd(3, 20, 5, double), values(4, 20, dtype=double), 0.45),
        Case(1, crowd(5, 9, 3), values(6, 9), 0.6),
        Case(1, crowd(7, 16, 8), values(8, 16), 0.05),
        Case(1, chain, torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]), 0.25),
        Case(1, halves, torch.tensor([4.0, 3.0, 2.0, 1.0, 0.5]), 0.5),
        Case(1, crowd(9, 7, 2), torch.tensor([1.0, 2.0, 2.0, 1.0, 2.0, 1.0, 2.0]), 0.35),
        Case(0.5, crowd(11, 1, 2), torch.tensor([-2.0]), 0.5),
        Case(0.5, torch.zeros(0, 4), torch.zeros(0), 0.75),
        Case(0.5, apart, torch.tensor([0.9, 0.8, 0.7, 0.6]), 0.75),
    ]  # fmt: skip
    return grade(
        "nms",
        lambda: nms,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        places=True,
    )
