# ruff: noqa: E501
"""The task `nearest` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## The nearest neighbours
#
# A network has turned $n$ pictures into codes of $d$ numbers, one code a row of the *bank*. Which of them lie nearest to the code of a new picture? Distance is the ordinary one between two points: the root of the sum of the squared differences (L2). About 6 minutes.
#
# `nearest(query, bank, k)`
#
# | | shape or type | |
# |---|---|---|
# | `query` | `(d,)` | one code; float32 or float64 |
# | `bank` | `(n, d)` | the codes to search |
# | `k` | 1 to `n` | how many to find |
# | result | list of `k` whole numbers | rows of the bank, counted from 0, the nearest first; of two that are equally near the one that comes first in the bank |
#
# **Example.** `query` is `[0, 0]`, the bank `[[3, 4], [0, -2], [2, 1]]`, `k = 2`. The distances are 5, 2 and 2.24, so the result is `[1, 2]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Take the query off the whole bank at once: the shapes <code>(n, d)</code> and <code>(d,)</code> fit. Over which axis do you add then?</details>
# <details><summary>Hint 2</summary>You need the order of the distances, not the distances: what gives the places that would sort them?</details>
# <details><summary>Hint 3</summary>Not every way of sorting keeps the order of equal ones. Look for <code>stable</code>.</details>


# %% answer
def nearest(query, bank, k):
    ### BEGIN SOLUTION
    apart = torch.linalg.vector_norm(bank - query, dim=1).tolist()  # n numbers
    return sorted(range(len(apart)), key=lambda row: apart[row])[:k]
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "nearest",
    lambda: nearest,
    [
        checks.Example(
            [1, 2], torch.tensor([0.0, 0.0]), torch.tensor([[3.0, 4.0], [0.0, -2.0], [2.0, 1.0]]), 2
        ),
        checks.Example(
            [2, 4, 1],
            torch.tensor([3.0, 3.0], dtype=double),
            torch.tensor([[9.0, 9.0], [3.0, -1.5], [1.0, 1.0], [8.0, 3.0], [3.0, 0.0]], dtype=double),
            3,
        ),
        checks.Example(
            [1, 3, 0, 2, 4],
            torch.tensor([1.0, 0.0]),
            torch.tensor([[2.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]),
            5,
        ),
        checks.Example(
            [2, 0],
            torch.tensor([4.0, 4.0, 0.0]),
            torch.tensor([[7.0, 7.0, 0.0], [4.0, 4.0, 4.5], [7.5, 4.0, 0.0]]),
            2,
        ),
        # enough rows for a way of sorting that turns equal ones round to show it
        checks.Example(
            [1, 3, 6, 8, 11, 13, 16, 18, 0, 2, 4, 5],
            torch.tensor([1.0, 0.0]),
            torch.tensor([[2.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]).repeat(4, 1),
            12,
        ),
        checks.Example([1], torch.tensor([0.5, 0.5]), torch.tensor([[5.0, 5.0], [0.5, -0.5]]), 1),
    ],
)


# %% tests
def _grade_nearest(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def by(measure, end=lambda order, k: order[:k]):
        """The k first places of the bank in the order of a measure, as a list."""
        return lambda query, bank, k: end(measure(query, bank).sort(stable=True).indices.tolist(), k)

    def l2(query, bank):
        return torch.linalg.vector_norm(bank - query, dim=1)

    def unit(x):
        return x / torch.linalg.vector_norm(x, dim=-1, keepdim=True)

    def swapped(far):
        """The places sorted by exchanges: the smallest that is left changes places with the first."""
        order = list(range(len(far)))
        for i in range(len(order)):
            best = min(range(i, len(order)), key=lambda j: far[order[j]])
            order[i], order[best] = order[best], order[i]
        return order

    expected = by(l2)
    anyhow = "equally near ones do not come in the order of the bank: what you sort with may turn them round."
    once = "of equally near ones only one was found, once or again and again: a distance does not tell whose it is."
    half = "lengths were made 1 on one side and not on the other. What is compared then lies in two different spaces."
    mistakes = [
        Mistake("farthest", "these are the farthest, the farthest first.", by(lambda q, b: -l2(q, b))),
        Mistake("one-side-normalised", half, by(lambda q, b: l2(q, unit(b)))),
        Mistake("one-side-normalised", half, by(lambda q, b: l2(unit(q), b))),
        Mistake(
            "angles-compared",
            "these are nearest by the angle alone (cosine): how long a code is did not count. Here it does.",
            by(lambda q, b: l2(unit(q), unit(b))),
        ),
        Mistake(
            "largest-product",
            "the codes with the largest products with the query are not the nearest: a long code has a large product with everything.",
            by(lambda q, b: -(b @ q)),
        ),
        Mistake(
            "largest-product",
            "a small product with the query is no small distance.",
            by(lambda q, b: b @ q),
        ),
        Mistake(
            "sizes-added",
            "the sizes of the differences were added (L1). The distance between two points adds their squares.",
            by(lambda q, b: (b - q).abs().sum(1)),
        ),
        Mistake(
            "largest-difference",
            "only the largest difference of each code counted. All of them do.",
            by(lambda q, b: (b - q).abs().amax(1)),
        ),
        Mistake(
            "signs-cancel",
            "differences of opposite sign cancelled each other: they were added as they are.",
            by(lambda q, b: (b - q).sum(1).abs()),
        ),
        Mistake(
            "signs-cancel",
            "differences of opposite sign cancelled each other: they were added as they are.",
            by(lambda q, b: (b - q).sum(1)),
        ),
        Mistake(
            "length-of-the-code",
            "the query was not taken off: these are the codes nearest to zero.",
            by(lambda q, b: torch.linalg.vector_norm(b, dim=1)),
        ),
        Mistake(
            "nearest-skipped",
            "the nearest is missing and one comes in from behind. It is skipped only where the query itself lies in the bank.",
            by(l2, lambda order, k: order[1 : k + 1]),
        ),
        Mistake("one-too-many", "there is one too many at the end.", by(l2, lambda order, k: order[: k + 1])),
        Mistake("one-too-few", "the last one is missing.", by(l2, lambda order, k: order[: k - 1])),
        Mistake(
            "k-left-out",
            "the whole bank came back in order. How many are asked for?",
            by(l2, lambda order, k: order),
        ),
        Mistake(
            "order-of-the-bank",
            "the right ones, in the order of the bank. The nearest comes first.",
            by(l2, lambda order, k: sorted(order[:k])),
        ),
        Mistake(
            "nearest-last", "the right ones, the nearest last.", by(l2, lambda order, k: order[:k][::-1])
        ),
        Mistake(
            "ranks-for-places",
            "these are the ranks of the first rows: the how-manieth each is. Asked for are the rows, in order.",
            by(lambda q, b: l2(q, b).sort(stable=True).indices),
        ),
        Mistake(
            "counted-from-one",
            "rows are counted from 0.",
            by(l2, lambda order, k: [place + 1 for place in order[:k]]),
        ),
        Mistake(
            "distances-for-places",
            "these are the distances. Asked for are the rows where they are smallest.",
            lambda q, b, k: l2(q, b).sort().values[:k].tolist(),
        ),
        Mistake(
            "distances-for-places",
            "these are the squared distances. Asked for are the rows where they are smallest.",
            lambda q, b, k: l2(q, b).square().sort().values[:k].tolist(),
        ),
        Mistake(
            "ties-turned-round",
            "of equally near ones the later came first.",
            lambda q, b, k: [len(b) - 1 - i for i in l2(q, b.flip(0)).sort(stable=True).indices.tolist()][:k],
            edge=True,
        ),
        Mistake("ties-in-any-order", anyhow, lambda q, b, k: l2(q, b).argsort()[:k].tolist(), edge=True),
        Mistake(
            "ties-in-any-order",
            anyhow,
            lambda q, b, k: l2(q, b).topk(k, largest=False).indices.tolist(),
            edge=True,
        ),
        Mistake("ties-in-any-order", anyhow, lambda q, b, k: swapped(l2(q, b).tolist())[:k], edge=True),
        Mistake(
            "one-for-equal-ones",
            once,
            lambda q, b, k: (lambda far: [far.index(v) for v in sorted(far)[:k]])(l2(q, b).tolist()),
            edge=True,
        ),
        Mistake(
            "one-for-equal-ones",
            once,
            lambda q, b, k: (lambda far: [far[v] for v in sorted(far)][:k])(
                {v: i for i, v in enumerate(l2(q, b).tolist())}
            ),
            edge=True,
        ),
        Mistake(
            "one-for-equal-ones",
            once,
            lambda q, b, k: (lambda far: [far.index(v) for v in sorted(set(far))][:k])(l2(q, b).tolist()),
            edge=True,
        ),
        Mistake(
            "added-over-the-bank",
            "the squares were added over the bank, number by number. Add over the numbers of a code.",
            lambda q, b, k: (b - q).square().sum(0).sort(stable=True).indices.tolist()[:k],
        ),
    ]
    double = torch.float64
    spread = values(1, 9, 4) * torch.tensor([[0.2], [1], [3], [0.5], [2], [1], [0.3], [1.5], [1]])
    ties = torch.tensor([[1.0, 2.0], [3.0, 0.0], [0.0, 0.0], [1.0, -2.0], [5.0, 5.0], [-1.0, 0.0]])
    own = values(7, 6, 5, dtype=double)
    cases = [
        Case(3, values(2, 4), spread, 4),
        Case(2, 3 * values(3, 6), 2 * values(4, 11, 6), 5),
        Case(2, values(5, 3, low=0, high=1, dtype=double), values(6, 8, 3, low=0, high=2, dtype=double), 3),
        Case(1, own[3].clone(), own, 2),
        Case(1, torch.tensor([1.0, 0.0]), ties.repeat(7, 1), 29),
        Case(1, values(8, 7), values(9, 1, 7), 1),
    ]
    return grade(
        "nearest",
        lambda: nearest,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        places=True,
    )
