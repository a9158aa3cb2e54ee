# ruff: noqa: E501
"""The task `squash` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Squash a vector
#
# A capsule speaks in vectors: the direction says how a thing lies, the length says how sure the capsule is that it is there. So a length must stay below 1, and the direction must stay what it was. Squashing does both: a vector of length $l$ keeps its direction and gets the length $l^2/(1 + l^2)$. About 5 minutes.
#
# `squash(x)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(n, d)` | $n$ vectors of $d$ numbers, one in each row; float32 or float64 |
# | result | `(n, d)` | each row squashed; a row of zeros stays a row of zeros |
#
# **Example.** `[3, 4]` has the length 5. It becomes a vector of length $25/26$ in the same direction: `[3, 4]` times $5/26$, that is `[0.577, 0.769]`.
#
# <details><summary>Hint 1</summary>A direction is a vector of length 1. How do you get it from <code>x</code>, and by what do you multiply it then?</details>
# <details><summary>Hint 2</summary>Write both steps as one factor for each row, and cancel what can be cancelled. Is there still a division that can go wrong?</details>


# %% answer
def squash(x):
    ### BEGIN SOLUTION
    length = x.square().sum(1, keepdim=True).sqrt()  # n 1
    return x * length / (1 + length**2)
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "squash",
    lambda: squash,
    [
        checks.Example(torch.tensor([[15.0, 20.0]]) / 26, torch.tensor([[3.0, 4.0]])),
        checks.Example(
            torch.tensor([[0.0, -0.5, 0.0], [6.0, 3.0, -6.0]], dtype=double)
            / torch.tensor([[1.0], [10.0]], dtype=double),
            torch.tensor([[0.0, -1.0, 0.0], [2.0, 1.0, -2.0]], dtype=double),
        ),
        checks.Example(torch.tensor([[0.0, 0.0], [0.0, 0.8]]), torch.tensor([[0.0, 0.0], [0.0, 2.0]])),
    ],
)


# %% tests
def _grade_squash(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def norm(x):
        return x.square().sum(1, keepdim=True).sqrt()

    def scaled(factor):  # each row times a function of its length
        return lambda x: x * factor(norm(x))

    expected = scaled(lambda l: l / (1 + l**2))

    mistakes = [
        Mistake(
            "zero-over-zero",
            "a row of zeros became something that is no number. What is its length, and what did you divide by it?",
            lambda x: x / norm(x) * norm(x) ** 2 / (1 + norm(x) ** 2),
            edge=True,
        ),
        Mistake(
            "unit-vectors",
            "all rows have the length 1. The length is what a capsule has to say.",
            lambda x: torch.where(norm(x) > 0, x / norm(x), 0 * x),
        ),
        Mistake(
            "unit-vectors",
            "all rows have the length 1. The length is what a capsule has to say.",
            lambda x: x / norm(x),
        ),
        Mistake(
            "per-component",
            "each number was squashed for itself, and the directions changed. One factor serves a whole row.",
            lambda x: x * x.abs() / (1 + x**2),
        ),
        Mistake(
            "per-component",
            "each number was squashed for itself, and the sign was lost as well. One factor serves a whole row.",
            lambda x: x**2 / (1 + x**2),
        ),
        Mistake(
            "per-component",
            "each number was squashed for itself, and the directions changed. One factor serves a whole row.",
            torch.tanh,
        ),
        Mistake(
            "not-a-direction",
            "the vector was shrunk as if it had the length 1 already. First make a direction of it.",
            scaled(lambda l: l**2 / (1 + l**2)),
        ),
        Mistake(
            "square-left-out",
            "the new lengths are l/(1 + l). Look at the formula again.",
            scaled(lambda l: 1 / (1 + l)),
        ),
        Mistake(
            "square-left-out",
            "the new lengths are l/(1 + l²): they fall again for long vectors.",
            scaled(lambda l: 1 / (1 + l**2)),
        ),
        Mistake(
            "square-left-out",
            "the new lengths are l²/(1 + l): they go past 1.",
            scaled(lambda l: l / (1 + l)),
        ),
        Mistake(
            "down-the-columns",
            "lengths were taken down the columns. A vector is a row.",
            lambda x: x * x.norm(dim=0, keepdim=True) / (1 + x.norm(dim=0, keepdim=True) ** 2),
        ),
        Mistake(
            "one-length-for-all",
            "all rows were divided by the same length. Each vector has its own.",
            lambda x: x * x.norm() / (1 + x.norm() ** 2),
        ),
        Mistake(
            "sum-for-length",
            "the sum of absolute values is not the length. Think of Pythagoras.",
            lambda x: x * x.abs().sum(1, keepdim=True) / (1 + x.abs().sum(1, keepdim=True) ** 2),
        ),
        Mistake(
            "root-left-out",
            "the sum of the squares was taken for the length.",
            scaled(lambda l: l**2 / (1 + l**4)),
        ),
        Mistake(
            "mean-for-length",
            "the mean of the squares was taken where their sum makes the length.",
            lambda x: x * x.square().mean(1, keepdim=True).sqrt() / (1 + x.square().mean(1, keepdim=True)),
        ),
        Mistake(
            "only-the-lengths",
            "these are the new lengths alone. The directions are gone.",
            lambda x: norm(x) ** 2 / (1 + norm(x) ** 2),
        ),
        Mistake(
            "only-the-lengths",
            "these are the new lengths alone. The directions are gone.",
            lambda x: (norm(x) ** 2 / (1 + norm(x) ** 2))[:, 0],
        ),
        Mistake("softmax", "the numbers of a row add to 1. Nobody asked for shares.", lambda x: x.softmax(1)),
        Mistake(
            "cut-at-one",
            "only vectors longer than 1 were changed, and all of them to the length 1.",
            lambda x: x / norm(x).clamp(min=1),
        ),
        *usual(expected, batch=True, item="vector", top=False),
    ]
    double = torch.float64
    with_zeros = values(3, 4, 3)
    with_zeros[2] = 0
    short = 0.01 * values(5, 3, 4, dtype=double)
    cases = [
        Case(3, values(1, 5, 4)),
        Case(2, values(2, 1, 6, low=-9, high=9)),
        Case(2, with_zeros),
        Case(2, values(4, 3, 2, dtype=double)),
        Case(1, short),
    ]
    return grade(
        "squash",
        lambda: squash,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
