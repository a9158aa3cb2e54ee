# ruff: noqa: E501
"""The task `match` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Which finds are hits?
#
# In one picture a detector has found $n$ things of one class, and $m$ true objects of this class are there. Which of the finds are hits? The finds are asked *from the best score down*. Each takes, of the objects that are *still free*, the one with which its IoU is largest, if that is at least the limit; it is a hit, and the object is free no longer. Who gets no object is a false alarm. About 12 minutes.
#
# `match(ious, scores, thr)`
#
# | | shape or type | |
# |---|---|---|
# | `ious` | `(n, m)` | IoU of each find with each object; float32 or float64; in a row no two above 0 are equal |
# | `scores` | `(n,)` | any numbers, more is better; of two equal ones the find that stands first is asked first |
# | `thr` | number | the limit, above 0; an IoU equal to it is enough |
# | result | list of $n$ bools | `True` for a hit, in the order of `scores` as given |
#
# **Example.** Two finds, one object: `ious` is `[[0.75], [0.625]]`, `scores` `[0.5, 0.875]`, `thr = 0.5`. The second find has the better score, is asked first and takes the object. The first one overlaps it even better, but comes too late: `[False, True]`.
#
# Nothing is off limits. `n` or `m` may be 0. What comes in stays as it was.
#
# <details><summary>Hint 1</summary>In which order do you go through the finds, and at which place of the result does each answer belong?</details>
# <details><summary>Hint 2</summary>Keep the objects that are free. When does one stop being free?</details>
# <details><summary>Hint 3</summary>If the object that a find overlaps most is gone, it may take another one, if their IoU is enough.</details>


# %% answer
def match(ious, scores, thr):
    ### BEGIN SOLUTION
    table, given = ious.tolist(), scores.tolist()
    free = list(range(ious.shape[1]))
    hit = [False] * len(given)
    for i in sorted(range(len(given)), key=lambda find: -given[find]):
        best = max(free, key=lambda j: table[i][j], default=None)
        if best is not None and table[i][best] >= thr:
            hit[i] = True
            free.remove(best)
    return hit
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "match",
    lambda: match,
    [
        checks.Example([False, True], torch.tensor([[0.75], [0.625]]), torch.tensor([0.5, 0.875]), 0.5),
        checks.Example(
            [True, True, False, False],
            torch.tensor([[0.25, 0.875], [0.5, 0.75], [0.625, 0.0], [0.125, 0.375]], dtype=double),
            torch.tensor([2.0, 1.5, -1.0, -0.5], dtype=double),
            0.5,
        ),
        checks.Example(
            [False, True, True],
            torch.tensor([[0.5, 0.625], [0.875, 0.75], [0.25, 0.8125]]),
            torch.tensor([-3.0, -2.0, -1.0]),
            0.75,
        ),
        checks.Example(
            [True, False, True],
            torch.tensor([[0.75, 0.0], [0.875, 0.0], [0.25, 0.375]]),
            torch.tensor([0.5, 0.5, 0.5]),
            0.25,
        ),
        checks.Example(
            [True, True, False],
            torch.tensor([[0.625, 0.875], [0.75, 0.25], [0.5, 0.8125]]),
            torch.tensor([0.875, 0.25, 0.125]),
            0.5,
        ),
        checks.Example([False, False], torch.zeros(2, 0), torch.tensor([0.5, 0.25]), 0.5),
    ],
)


# %% tests
def _grade_match(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def ranked(scores):
        given = scores.tolist()
        return sorted(range(len(given)), key=lambda i: -given[i])

    def going(ious, scores, thr, order=None, enough=lambda a, b: a >= b, pick=None, gone=lambda ok: ok):
        """The loop of the reference, with a part of it replaced."""
        table = ious.tolist()
        free = list(range(ious.shape[-1]))
        hit = [False] * len(table)
        for i in ranked(scores) if order is None else order:
            at = (pick or largest)(table[i], free, thr)
            ok = at is not None and enough(table[i][at], thr)
            hit[i] = ok
            if at is not None and gone(ok):
                free.remove(at)
        return hit

    def largest(row, free, thr):
        return max(free, key=lambda j: row[j], default=None)

    def first_enough(row, free, thr):
        return next((j for j in free if row[j] >= thr), None)

    def expected(ious, scores, thr):
        return going(ious, scores, thr)

    def duplicates(ious, scores, thr):
        return [any(v >= thr for v in row) for row in ious.tolist()]

    def pascal(ious, scores, thr):
        taken, hit = set(), [False] * len(ious)
        for i in ranked(scores):
            row = ious[i].tolist()
            at = max(range(len(row)), key=lambda j: row[j], default=None)
            if at is not None and row[at] >= thr and at not in taken:
                taken.add(at)
                hit[i] = True
        return hit

    def objects_choose(ious, scores, thr):
        """Each object calls the find that overlaps it most a hit."""
        hit = [False] * len(ious)
        for j in range(ious.shape[-1] if len(ious) else 0):
            at = int(ious[:, j].argmax())
            hit[at] = hit[at] or bool(ious[at, j] >= thr)
        return hit

    def pairs_by_overlap(ious, scores, thr):
        rows, columns, hit = set(), set(), [False] * len(ious)
        table = ious.tolist()
        pairs = [(v, i, j) for i, row in enumerate(table) for j, v in enumerate(row) if v >= thr]
        for _, i, j in sorted(pairs, key=lambda pair: -pair[0]):
            if i not in rows and j not in columns:
                rows.add(i)
                columns.add(j)
                hit[i] = True
        return hit

    def stopped(ious, scores, thr):
        hit, order = expected(ious, scores, thr), ranked(scores)
        first = next((at for at, i in enumerate(order) if not hit[i]), len(order))
        return [i in order[:first] for i in range(len(order))]

    def in_ranks(ious, scores, thr):
        hit = expected(ious, scores, thr)
        return [hit[i] for i in ranked(scores)]

    def of_objects(ious, scores, thr):
        free = going_free(ious, scores, thr)
        return [j not in free for j in range(ious.shape[-1])]

    def going_free(ious, scores, thr):
        table, free = ious.tolist(), list(range(ious.shape[-1]))
        for i in ranked(scores):
            at = largest(table[i], free, thr)
            if at is not None and table[i][at] >= thr:
                free.remove(at)
        return free

    def late_ties(scores):
        given = scores.tolist()
        return sorted(range(len(given)), key=lambda i: (given[i], i), reverse=True)

    mistakes = [
        Mistake(
            "duplicates",
            "every find that overlaps some object enough is a hit in your answer. An object can be found once; who comes later is a false alarm.",
            duplicates,
        ),
        Mistake(
            "input-order",
            "the finds were asked in the order in which they stand. The best score is asked first.",
            lambda ious, scores, thr: going(ious, scores, thr, order=range(len(scores))),
        ),
        Mistake(
            "worst-first",
            "the worst score was asked first. The best one is.",
            lambda ious, scores, thr: going(ious, scores, thr, order=ranked(scores)[::-1]),
        ),
        Mistake(
            "later-of-equals-first",
            "of finds with equal scores yours asks the later one first. The one that stands first goes first.",
            lambda ious, scores, thr: going(ious, scores, thr, order=late_ties(scores)),
            edge=True,
        ),
        Mistake(
            "ranked-order",
            "the answers stand in the order of the ranks. Put each at the place of its find in what came in.",
            in_ranks,
        ),
        Mistake(
            "asks-once",
            "a find whose favourite object is gone got nothing. (That is PASCAL's rule.) Here it takes the best of those that are still free.",
            pascal,
        ),
        Mistake(
            "first-that-is-enough",
            "the first free object whose IoU is enough was taken, or each object took the best find that is enough for it. A find takes, of all free objects, the one with the largest IoU.",
            lambda ious, scores, thr: going(ious, scores, thr, pick=first_enough),
        ),
        Mistake(
            "taken-in-vain",
            "an object was crossed out although its IoU with the find was too small. Only a hit takes an object away.",
            lambda ious, scores, thr: going(ious, scores, thr, gone=lambda ok: True),
        ),
        Mistake(
            "objects-choose",
            "each object chose the find that overlaps it most. The finds choose, and the best score goes first, even if its box fits less well.",
            objects_choose,
        ),
        Mistake(
            "overlap-ranks",
            "the pair with the largest IoU went first. The score says who is asked first.",
            pairs_by_overlap,
        ),
        Mistake(
            "strictly-above",
            "an IoU equal to the limit is enough.",
            lambda ious, scores, thr: going(ious, scores, thr, enough=lambda a, b: a > b),
            edge=True,
        ),
        Mistake(
            "of-the-objects",
            "these are the objects that were found, one answer for each. One for each find is asked for.",
            of_objects,
        ),
        Mistake(
            "half-whatever-the-limit",
            "0.5 was taken as the limit, whatever `thr` is.",
            lambda ious, scores, thr: going(ious, scores, 0.5),
        ),
        Mistake(
            "limit-for-scores",
            "finds whose score is below the limit were not asked. The limit is one for overlaps, and scores may be any numbers.",
            lambda ious, scores, thr: going(
                ious, scores, thr, order=[i for i in ranked(scores) if scores[i] >= thr]
            ),
        ),
        Mistake(
            "stops-at-a-miss",
            "after the first false alarm nobody was asked. The finds that come later may still be hits.",
            stopped,
        ),
        Mistake(
            "places",
            "these are the places of the hits. A True or False for each find is asked for.",
            lambda ious, scores, thr: [i for i in ranked(scores) if expected(ious, scores, thr)[i]],
        ),
        Mistake(
            "places",
            "these are the places of the hits. A True or False for each find is asked for.",
            lambda ious, scores, thr: [i for i, hit in enumerate(expected(ious, scores, thr)) if hit],
        ),
        Mistake(
            "turned-round",
            "these are the false alarms. True stands for a hit.",
            lambda ious, scores, thr: [not hit for hit in expected(ious, scores, thr)],
        ),
        Mistake(
            "counted",
            "this is a number of hits. Say of each find whether it is one.",
            lambda ious, scores, thr: sum(expected(ious, scores, thr)),
        ),
    ]

    def crowd(seed, n, m, dtype=torch.float32):
        """Every find overlaps every object somehow."""
        return values(seed, n, m, low=0, high=1, dtype=dtype)

    double = torch.float64
    cases = [
        Case(2, crowd(1, 9, 5), values(2, 9), 0.6),
        Case(2, crowd(3, 12, 6, double), values(4, 12, dtype=double), 0.45),
        Case(1, crowd(5, 7, 4), values(6, 7), 0.7),
        Case(1, crowd(7, 15, 8), values(8, 15), 0.75),
        Case(1, crowd(9, 6, 6), values(10, 6), 0.3),
        Case(1, crowd(11, 8, 3), values(12, 8), 0.8),
        Case(0.5, torch.tensor([[0.625, 0.25]]), torch.tensor([-1.0]), 0.625),
        Case(
            0.5,
            torch.tensor([[0.75, 0.25], [0.875, 0.125], [0.8125, 0.5], [0.0, 0.625]], dtype=double),
            torch.tensor([1.0, 2.0, 2.0, 1.0], dtype=double),
            0.5,
        ),
        Case(0.5, torch.zeros(0, 2), torch.zeros(0), 0.5),
        Case(0.5, torch.zeros(3, 0), values(13, 3), 0.5),
    ]
    return grade("match", lambda: match, cases, examples=examples, expected=expected, mistakes=mistakes)
