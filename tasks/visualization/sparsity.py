# ruff: noqa: E501
"""The task `sparsity` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## How silent is a layer?
#
# A ReLU lets positive numbers pass and makes 0 of all others. Which share of a layer's maps is 0 *behind* the ReLU? You are given the maps *before* it. About 4 minutes.
#
# `sparsity(z)`
#
# | | shape or type | |
# |---|---|---|
# | `z` | `(c, h, w)` | $c$ maps before the ReLU, of any sign; float32 or float64 |
# | result | one number | a Python float or a tensor without axes: the share of all $c \cdot h \cdot w$ numbers that the ReLU leaves at 0, from 0 to 1, not rounded |
#
# **Example.** One map with the rows `3 -1` and `0 0.5`. Behind the ReLU it is `3 0` and `0 0.5`: two of four are 0, so the result is 0.5.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Which numbers does a ReLU leave at 0? Two kinds.</details>
# <details><summary>Hint 2</summary>A comparison gives a tensor of True and False. What is the mean of ones and zeros?</details>


# %% answer
def sparsity(z):
    ### BEGIN SOLUTION
    return (z <= 0).double().mean().item()
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "sparsity",
    lambda: sparsity,
    [
        checks.Example(0.5, torch.tensor([[[3.0, -1.0], [0.0, 0.5]]])),
        checks.Example(5 / 6, torch.tensor([[[-2.0, -0.5, 4.0]], [[0.0, -0.5, -3.0]]], dtype=double)),
        checks.Example(0.0, torch.tensor([[[0.25]], [[9.0]]])),
        checks.Example(0.8, torch.tensor([[[-1.0, -7.0, 0.0, 0.0, 0.0005]]])),
    ],
)


# %% tests
def _grade_sparsity(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def share(test):
        return lambda z: test(z).double().mean().item()

    expected = share(lambda z: z <= 0)
    each = lambda z, test: test(z).double().mean((1, 2))
    rounded = "the share was rounded on the way. Return it as it is."
    mistakes = [
        Mistake(
            "relu-left-out",
            "only numbers that are 0 already were counted. The ReLU makes zeros of the negative ones.",
            share(lambda z: z == 0),
        ),
        Mistake(
            "zeros-left-out",
            "only negative numbers were counted. A 0 stays 0 behind the ReLU.",
            share(lambda z: z < 0),
            edge=True,
        ),
        Mistake(
            "share-of-non-zeros", "this is the share of the numbers that are *not* 0.", share(lambda z: z > 0)
        ),
        Mistake(
            "share-of-non-zeros",
            "this is the share of the numbers that are not 0 before the ReLU.",
            share(lambda z: z != 0),
        ),
        Mistake(
            "counted",
            "zeros were counted. Which share of all numbers are they?",
            lambda z: float((z <= 0).sum()),
        ),
        Mistake(
            "counted",
            "zeros were counted. Which share of all numbers are they?",
            lambda z: int((z <= 0).sum()),
        ),
        Mistake("per-cent", "this is in per cent. A share of a half is 0.5.", lambda z: 100 * expected(z)),
        Mistake(
            "silent-maps",
            "this is the share of maps without any positive number. Asked for is the share of numbers.",
            lambda z: (z <= 0).flatten(1).all(1).double().mean().item(),
        ),
        Mistake("first-map-only", "only the first map was looked at.", lambda z: expected(z[:1])),
        Mistake("first-map-only", "only the last map was looked at.", lambda z: expected(z[-1:])),
        Mistake(
            "one-for-each-map",
            "there is one number for each map. One for all of them is asked for.",
            lambda z: each(z, lambda z: z <= 0),
        ),
        Mistake(
            "one-for-each-map",
            "there is one number for each map. One for all of them is asked for.",
            lambda z: each(z, lambda z: z <= 0).tolist(),
        ),
        Mistake("rounded", rounded, lambda z: round(expected(z), 2)),
        Mistake("rounded", rounded, lambda z: round(expected(z), 1)),
        Mistake(
            "rounded",
            "the share of each map was rounded, and then the mean was taken. Return it as it is.",
            lambda z: sum(round(v, 1) for v in each(z, lambda z: z <= 0).tolist()) / len(z),
        ),
        Mistake(
            "divided-by-one-map",
            "the zeros of all maps were divided by the size of one.",
            lambda z: (z <= 0).sum().item() / z[0].numel(),
        ),
        Mistake(
            "nearly-zero",
            "small positive numbers were counted as 0. They pass the ReLU.",
            share(lambda z: z < 0.01),
            edge=True,
        ),
        Mistake(
            "nearly-zero",
            "small positive numbers were counted as 0. They pass the ReLU.",
            share(lambda z: z < 1e-3),
            edge=True,
        ),
        Mistake(
            "mean-of-the-map",
            "this is the mean of what the ReLU lets pass, not the share of zeros.",
            lambda z: z.relu().double().mean().item(),
        ),
        Mistake(
            "mean-of-the-map",
            "this is the mean of the map, not the share of zeros.",
            lambda z: z.double().mean().item(),
        ),
    ]
    double = torch.float64
    some_zeros = values(2, 4, 5, 3).relu() - values(3, 4, 5, 3).relu()
    small = values(4, 3, 4, 4, low=-0.01, high=0.01)
    small[0, 0, 0] = 0.0005
    small[1, 2] = 0
    silent = values(5, 6, 2, 7, low=-3, high=1)
    silent[[0, 4]] = -silent[[0, 4]].abs()
    silent[2] = 0
    cases = [
        Case(3, values(1, 3, 7, 9)),
        Case(2, some_zeros),
        Case(2, silent),
        Case(1, small),
        Case(2, values(6, 1, 6, 1, low=-1, high=5, dtype=double)),
    ]
    return grade("sparsity", lambda: sparsity, cases, examples=examples, expected=expected, mistakes=mistakes)
