# ruff: noqa: E501
"""The task `smooth_labels` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Smoothed labels
#
# A one-hot label asks for a probability of exactly 1, which no softmax reaches. A smoothed label gives the share $\varepsilon$ to all $K$ classes alike, the right one among them, and keeps the rest for the right one. About 6 minutes.
#
# `smooth_labels(y, k, eps)`
#
# | | shape or type | |
# |---|---|---|
# | `y` | `(n,)`, whole numbers | right classes, 0 to `k - 1` |
# | `k` | ≥ 1 | number of classes $K$ |
# | `eps` | a number | $\varepsilon$, the share that is spread, $0 \le \varepsilon \le 1$ |
# | result | `(n, k)`, float32 | one row per label |
#
# An `eps` outside of $0 \le \varepsilon \le 1$ must raise a `ValueError`.
#
# **Example.** Class 1 of 4 with $\varepsilon = 0.2$: each class gets 0.05, the right one 0.8 more: `[0.05, 0.85, 0.05, 0.05]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>What must each row add up to? Check yours.</details>
# <details><summary>Hint 2</summary>Begin with rows that are all alike, then add what the right class gets more.</details>


# %% answer
def smooth_labels(y, k, eps):
    ### BEGIN SOLUTION
    if not 0 <= eps <= 1:
        raise ValueError(f"eps={eps}: a share is from 0 to 1")
    return (1 - eps) * torch.eye(k)[y] + eps / k
    ### END SOLUTION


# %% tries
checks.self_check(
    "smooth_labels",
    lambda: smooth_labels,
    [
        checks.Example(torch.tensor([[0.05, 0.85, 0.05, 0.05]]), torch.tensor([1]), 4, 0.2),
        checks.Example(
            torch.tensor([[0.75, 0.25], [0.25, 0.75], [0.75, 0.25]]), torch.tensor([0, 1, 0]), 2, 0.5
        ),
        checks.Example(torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]), torch.tensor([2, 0]), 3, 0),
        checks.Example(ValueError, torch.tensor([1]), 4, 1.25),
        checks.Example(ValueError, torch.tensor([1]), 4, -0.25),
    ],
)


# %% tests
def _grade_smooth_labels(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual

    def made(right, other, legal=lambda eps: 0 <= eps <= 1):
        def smooth(y, k, eps):
            if not legal(eps):
                raise ValueError
            hot = torch.eye(k)[y]
            return hot * right(k, eps) + (1 - hot) * other(k, eps)

        return smooth

    def share(k, eps):
        return 1 - eps + eps / k

    def even(k, eps):
        return eps / k

    def others(k, eps):
        return eps / max(1, k - 1)

    expected = made(share, even)
    unchecked = "a share below 0 or above 1 is let through. It must raise a ValueError."
    mistakes = [
        Mistake(
            "right-class-forgotten",
            "the rows do not add up to 1: the right class gets its part of the spread share as well.",
            made(lambda k, eps: 1 - eps, even),
        ),
        Mistake(
            "others-only",
            "the share is spread over the other classes only. Here all of them get a part, the right one too.",
            made(lambda k, eps: 1 - eps, others),
        ),
        Mistake(
            "others-mixed",
            "two ways are mixed, and the rows do not add up to 1: over how many classes do you spread?",
            made(share, others),
        ),
        Mistake(
            "nothing-taken",
            "the right class gives nothing away, and the rows add up to more than 1.",
            made(lambda k, eps: 1 + eps / k, even),
        ),
        Mistake(
            "eps-for-each",
            "every class gets all of eps. It is the share of all classes together.",
            made(lambda k, eps: 1 - eps, lambda k, eps: eps),
        ),
        Mistake(
            "eps-for-each",
            "every class gets all of eps. It is the share of all classes together.",
            made(lambda k, eps: 1.0, lambda k, eps: eps),
        ),
        Mistake(
            "eps-reversed",
            "the right class keeps eps, and the rest is spread: the other way round.",
            made(lambda k, eps: eps + (1 - eps) / k, lambda k, eps: (1 - eps) / k),
        ),
        Mistake(
            "not-smoothed",
            "these are the plain labels; eps has no effect.",
            made(lambda k, e: 1, lambda k, e: 0),
        ),
        Mistake(
            "transposed",
            "rows and columns have changed places: a row belongs to a label, a column to a class.",
            lambda y, k, eps: expected(y, k, eps).T,
        ),
        Mistake("eps-unchecked", unchecked, made(share, even, lambda eps: True), edge=True),
        Mistake("eps-unchecked", unchecked, made(share, even, lambda eps: eps >= 0), edge=True),
        Mistake("eps-unchecked", unchecked, made(share, even, lambda eps: eps <= 1), edge=True),
        Mistake(
            "ends-refused",
            "eps = 0 or eps = 1 is refused. Both are legal shares.",
            made(share, even, lambda eps: 0 < eps < 1),
            edge=True,
        ),
        Mistake(
            "ends-refused",
            "eps = 1 is refused. It is a legal share.",
            made(share, even, lambda eps: 0 <= eps < 1),
            edge=True,
        ),
        *usual(expected, batch=True, item="label", top=False),
    ]
    cases = [
        Case(3, torch.tensor([2, 0, 4, 4, 1, 3]), 5, 0.1),
        Case(2, torch.tensor([7]), 10, 0.3),
        Case(1, torch.tensor([0, 1, 2, 1]), 3, 0.0),
        Case(1, torch.tensor([3, 1]), 6, 1),
        Case(1, torch.tensor([0, 0, 0, 0, 0]), 1, 0.4),
        Case(1, torch.tensor([1, 0, 1]), 2, 1.01),
        Case(1, torch.tensor([1, 3, 2]), 7, -0.01),
    ]
    return grade(
        "smooth_labels",
        lambda: smooth_labels,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
