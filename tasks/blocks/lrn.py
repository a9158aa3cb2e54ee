# ruff: noqa: E501
"""The task `lrn` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Local response normalization
#
# Before batch norm, AlexNet let neighbouring *maps* quieten each other: a value is divided by a power of the squares that stand at the same pixel in the maps around it. About 12 minutes.
#
# `lrn(x, n, k, alpha, beta)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(c, h, w)` | one image of $c$ maps |
# | `n` | odd, ≥ 1 | how many maps the sum runs over: the map itself and $\lfloor n/2 \rfloor$ on each side, fewer at the first and the last |
# | `k`, `alpha`, `beta` | numbers | the constants of the formula |
# | result | `(c, h, w)` | $b_i = a_i \,/\, \big(k + \alpha \sum_j a_j^2\big)^\beta$, where $j$ runs over the neighbours of map $i$ |
#
# `alpha` is the *paper's*: it multiplies the sum as it is.
#
# **Example.** Three maps of one pixel, 2, 1 and 2, with $n = 3$, $k = 0$, $\alpha = 1$, $\beta = 1$: the sums are 5, 9 and 5, so the result is 0.4, 1/9 and 0.4.
#
# Off limits: everything in torch with `norm` in its name.
#
# <details><summary>Hint 1</summary>Which axis counts the maps? Height and width take no part in the sum.</details>
# <details><summary>Hint 2</summary>Which maps are the neighbours of map 0 when <code>n</code> is 5? Write down the first and the last of them.</details>
# <details><summary>Hint 3</summary>A slice that begins below 0 counts from the end.</details>


# %% answer
def lrn(x, n, k, alpha, beta):
    ### BEGIN SOLUTION
    sums = torch.stack([x[max(0, i - n // 2) : i + n // 2 + 1].square().sum(0) for i in range(len(x))])
    return x / (k + alpha * sums) ** beta
    ### END SOLUTION


# %% tries
maps = torch.tensor([2.0, 1.0, 2.0]).view(3, 1, 1)
five = torch.tensor([1.0, -1.0, 1.0, 1.0, 2.0], dtype=torch.float64).view(5, 1, 1)
wide = torch.tensor([[[3.0, 6.0], [-5.0, 0.0]], [[4.0, 8.0], [12.0, 2.0]]])
checks.self_check(
    "lrn",
    lambda: lrn,
    [
        checks.Example(torch.tensor([0.4, 1 / 9, 0.4]).view(3, 1, 1), maps, 3, 0, 1, 1),
        checks.Example(torch.tensor([1.0, 1.0, 1.0]).view(3, 1, 1), maps, 1, 0, 1, 0.5),
        checks.Example(torch.tensor([0.5, 1 / 3, 0.5]).view(3, 1, 1), maps * 0 + 2, 3, 0, 0.5, 1),
        checks.Example(
            torch.tensor([[[0.6, 0.6], [-5 / 13, 0.0]], [[0.8, 0.8], [12 / 13, 1.0]]]), wide, 3, 0, 1, 0.5
        ),
        checks.Example(
            torch.tensor([1 / 3, -0.25, 0.25, 1 / 7, 1 / 3], dtype=torch.float64).view(5, 1, 1),
            five,
            3,
            1,
            1,
            1,
        ),
    ],
    off_limits=["*norm*"],
)


# %% tests
def _grade_lrn(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def around(x, below, above):
        rows = [x[max(0, i - below) : max(0, i + above + 1)].sum(0) for i in range(len(x))]
        return torch.stack(rows)

    def made(
        sums=lambda x, n: around(x.square(), n // 2, n // 2),
        share=lambda alpha, n: alpha,
        divide=lambda x, z, beta: x / z**beta,
    ):
        return lambda x, n, k, alpha, beta: divide(x, k + share(alpha, n) * sums(x, n), beta)

    def in_space(x, n, axis):
        moved = x.square().transpose(0, axis)
        return around(moved, n // 2, n // 2).transpose(0, axis)

    def wrapped(x, n):
        return sum(x.square().roll(s, 0) for s in range(-(n // 2), n // 2 + 1))

    def counts(x, n):
        return around(torch.ones_like(x), n // 2, n // 2)

    expected = made()
    mistakes = [
        Mistake(
            "alpha-divided",
            "alpha is divided by n, as torch does. Here it is the paper's and multiplies the sum as it is.",
            made(share=lambda alpha, n: alpha / n),
        ),
        Mistake(
            "alpha-divided",
            "the squares are averaged over the neighbours. Here their sum counts.",
            made(lambda x, n: around(x.square(), n // 2, n // 2) / counts(x, n)),
        ),
        Mistake(
            "window-too-wide",
            "the sum runs over n maps on each side. It has n in all.",
            made(lambda x, n: around(x.square(), n, n)),
        ),
        Mistake(
            "slice-below-zero",
            "at the first maps the sum is not that of the neighbours: a slice that begins below 0 counts from the end.",
            made(
                lambda x, n: torch.stack(
                    [x.square()[i - n // 2 : i + n // 2 + 1].sum(0) for i in range(len(x))]
                )
            ),
        ),
        Mistake(
            "one-side-only",
            "the neighbours on one side are missing.",
            made(lambda x, n: around(x.square(), n // 2, 0)),
        ),
        Mistake(
            "one-side-only",
            "the neighbours on one side are missing.",
            made(lambda x, n: around(x.square(), 0, n // 2)),
        ),
        Mistake(
            "last-neighbour-missing",
            "the last neighbour is missing: where does a slice end?",
            made(lambda x, n: around(x.square(), n // 2, n // 2 - 1)),
        ),
        Mistake(
            "over-space",
            "the neighbours are pixels of the same map. They are the same pixel in the maps around it.",
            made(lambda x, n: in_space(x, n, 1)),
        ),
        Mistake(
            "over-space",
            "the neighbours are pixels of the same map. They are the same pixel in the maps around it.",
            made(lambda x, n: in_space(x, n, 2)),
        ),
        Mistake(
            "wraps-round",
            "the first map takes the last ones for neighbours. At the ends there are fewer.",
            made(wrapped),
        ),
        Mistake(
            "all-maps",
            "the sum runs over all maps. It runs over n of them.",
            made(lambda x, n: x.square().sum(0, keepdim=True)),
        ),
        Mistake(
            "own-map-left-out",
            "the map itself is not in the sum.",
            made(lambda x, n: around(x.square(), n // 2, n // 2) - x.square()),
        ),
        Mistake(
            "no-squares",
            "the values are added up, not their squares.",
            made(lambda x, n: around(x, n // 2, n // 2)),
        ),
        Mistake("beta-left-out", "the power beta is missing.", made(divide=lambda x, z, beta: x / z)),
        Mistake(
            "multiplied",
            "you multiply by the power. A strong neighbourhood should make the value smaller.",
            made(divide=lambda x, z, beta: x * z**beta),
        ),
        *usual(expected),
    ]

    def inputs(seed, c, h, w, n, k, alpha, beta, dtype=torch.float32):
        return values(seed, c, h, w, low=-3, high=3, dtype=dtype), n, k, alpha, beta

    cases = [
        Case(3, *inputs(1, 7, 3, 4, 5, 2.0, 0.3, 0.75)),
        Case(2, *inputs(2, 4, 5, 2, 3, 1.0, 0.5, 0.5, torch.float64)),
        Case(2, *inputs(3, 2, 2, 3, 5, 1.5, 0.2, 0.75)),
        Case(1, *inputs(4, 3, 1, 6, 1, 1.0, 2.0, 1.0)),
        Case(1, *inputs(5, 1, 4, 4, 3, 0.5, 1.0, 0.6)),
        Case(1, *inputs(6, 9, 2, 1, 7, 1.0, 0.1, 0.9)),
    ]
    return grade(
        "lrn",
        lambda: lrn,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*norm*"],
    )
