# ruff: noqa: E501
"""The task `topk_error` of the set architectures; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## How often are all k guesses wrong?
#
# A network gives each picture $K$ scores, one for each class. Its $k$ guesses are the classes with the $k$ highest scores. The picture counts as wrong if the true class is *none* of them. How many pictures in a hundred are wrong? About 8 minutes.
#
# `topk_error(logits, y, k)`
#
# | | shape or type | |
# |---|---|---|
# | `logits` | `(n, K)` | scores of $n$ pictures; float32 or float64; no two of a picture are equal |
# | `y` | `(n,)` | the true classes, whole numbers from 0 |
# | `k` | 1 to $K$ | guesses for each picture |
# | result | one number | a Python float or a tensor without axes: the top-k error in per cent, from 0 to 100, not rounded |
#
# **Example.** Two pictures, three classes: the scores are `[5, 1, 3]` and `[0, 2, 1]`, the truth is 2 and 0. With $k = 1$ the guesses are class 0 and class 1: both wrong, 100. With $k = 2$ the first picture's guesses are 0 and 2, and 2 is true; the second one's are 1 and 2, and 0 is not among them: 50. With $k = 3$ every class is guessed: 0.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>For one picture: which classes score higher than the true one? How many may there be, so that it is still among the guesses?</details>
# <details><summary>Hint 2</summary><code>topk</code> gives classes of shape <code>(n, k)</code>, and <code>y</code> has the shape <code>(n,)</code>. What has to be done before each row can be compared with its own truth?</details>
# <details><summary>Hint 3</summary>The network has k tries for a picture, but the picture is counted once.</details>


# %% answer
def topk_error(logits, y, k):
    ### BEGIN SOLUTION
    truth = logits.gather(1, y[:, None])  # n 1
    higher = (logits > truth).sum(1)  # n classes that come before the true one
    return 100 * (higher >= k).double().mean().item()
    ### END SOLUTION


# %% tries
double = torch.float64
small = torch.tensor([[5.0, 1.0, 3.0], [0.0, 2.0, 1.0]])
four = torch.tensor(
    [
        [0.5, -1.0, 2.0, 3.0, 1.5, 0.0],
        [9.0, 2.0, 1.0, 4.0, -3.0, -2.0],
        [-0.5, -4.0, -1.5, -2.5, -3.5, -0.75],
        [1.0, 7.0, 2.0, 3.0, 4.0, 5.0],
    ],
    dtype=double,
)
checks.self_check(
    "topk_error",
    lambda: topk_error,
    [
        checks.Example(100.0, small, torch.tensor([2, 0]), 1),
        checks.Example(50.0, small, torch.tensor([2, 0]), 2),
        checks.Example(0.0, small, torch.tensor([2, 0]), 3),
        checks.Example(75.0, four, torch.tensor([4, 2, 2, 1]), 2),
        checks.Example(25.0, four, torch.tensor([4, 2, 2, 1]), 3),
        checks.Example(
            100 / 3, torch.tensor([[0.25, -0.5], [3.0, 1.0], [-1.0, -2.0]]), torch.tensor([0, 0, 1]), 1
        ),
    ],
)


# %% tests
def _grade_topk_error(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def before(logits, y):
        """How many classes score higher than the true one."""
        return (logits > logits.gather(1, y[:, None])).sum(1)

    def share(wrong):
        return 100 * wrong.double().mean().item()

    def expected(logits, y, k):
        return share(before(logits, y) >= k)

    def hits_of_all(logits, y, k):
        return (before(logits, y) < k).double().mean().item()

    def places_for_classes(logits, y, k):
        order = logits.argsort(1, descending=True).gather(1, y[:, None])
        return share(order.flatten() >= k)

    def any_truth(logits, y, k):
        """Whether a guess is the truth of any picture."""
        return share(~torch.isin(logits.topk(k).indices, y).any(1))

    fraction = "this is a share from 0 to 1. Per cent are asked for."
    accuracy = "this is how often the truth *is* among the guesses. The error is the rest."
    divided = "the pictures were divided by the guesses as well. Each picture is counted once, however many guesses it has."
    lowest = "these are the guesses with the lowest scores."
    mistakes = [
        Mistake("accuracy", accuracy, lambda x, y, k: 100 - expected(x, y, k)),
        Mistake("accuracy", accuracy, lambda x, y, k: hits_of_all(x, y, k)),
        Mistake("fraction", fraction, lambda x, y, k: expected(x, y, k) / 100),
        Mistake(
            "counted",
            "wrong pictures were counted. How many are that in a hundred?",
            lambda x, y, k: int((before(x, y) >= k).sum()),
        ),
        Mistake(
            "counted",
            "wrong pictures were counted. How many are that in a hundred?",
            lambda x, y, k: float((before(x, y) >= k).sum()),
        ),
        Mistake("divided-by-k", divided, lambda x, y, k: 100 - 100 * hits_of_all(x, y, k) / k),
        Mistake("divided-by-k", divided, lambda x, y, k: expected(x, y, k) / k),
        Mistake("divided-by-k", divided, lambda x, y, k: expected(x, y, 1) / k),
        Mistake(
            "last-guess-only",
            "only the guess number k was compared. The truth may be any of the k.",
            lambda x, y, k: share(before(x, y) != k - 1),
        ),
        Mistake(
            "first-guess-only",
            "only the highest score was looked at, whatever k is.",
            lambda x, y, k: expected(x, y, 1),
        ),
        Mistake(
            "always-five",
            "five guesses were taken, whatever k is.",
            lambda x, y, k: expected(x, y, min(5, x.shape[1])),
        ),
        Mistake(
            "one-guess-too-many",
            "one guess too many was allowed: k guesses are beaten by k higher scores.",
            lambda x, y, k: expected(x, y, k + 1),
        ),
        Mistake(
            "one-guess-too-few",
            "one guess is missing. How many classes may score higher than the truth, if it is guess number k?",
            lambda x, y, k: expected(x, y, k - 1),
        ),
        Mistake("lowest-scores", lowest, lambda x, y, k: expected(-x, y, k)),
        Mistake(
            "places-for-classes",
            "the order of the classes was read as if it were their ranks: what stands at place 3 of the order is a class, not the rank of class 3.",
            places_for_classes,
        ),
        Mistake(
            "any-truth",
            "a guess counted as right if it is the truth of *any* picture. Compare each picture with its own.",
            any_truth,
        ),
        Mistake(
            "sizes-of-scores",
            "scores were compared by their size, without their sign. A score of −3 is lower than one of 1.",
            lambda x, y, k: expected(x.abs(), y, k),
        ),
        Mistake(
            "rounded",
            "the error was rounded. Return it as it is.",
            lambda x, y, k: float(round(expected(x, y, k))),
        ),
        Mistake(
            "rounded",
            "the error was rounded. Return it as it is.",
            lambda x, y, k: round(expected(x, y, k) / 100, 2) * 100,
        ),
        Mistake(
            "rounded",
            "the error was rounded. Return it as it is.",
            lambda x, y, k: round(expected(x, y, k), 1),
        ),
        Mistake(
            "one-for-each-picture",
            "there is one answer for each picture. One number for all of them is asked for.",
            lambda x, y, k: 100 * (before(x, y) >= k).double(),
        ),
    ]

    def truths(seed, n, classes):
        return values(seed, n, low=0, high=classes).long()

    double = torch.float64
    cases = [
        Case(2, values(1, 7, 6), truths(2, 7, 6), 2),
        Case(2, values(3, 11, 8), truths(4, 11, 8), 3),
        Case(1, values(5, 9, 5, dtype=double), truths(6, 9, 5), 1),
        Case(1, 3 * values(7, 13, 12), truths(8, 13, 12), 5),
        Case(1, values(9, 1, 4), torch.tensor([int(values(9, 1, 4).argsort()[0, 1])]), 3),
        Case(1, values(10, 3, 7), values(10, 3, 7).argsort(descending=True)[:, 3], 3),
        Case(1, values(11, 6, 9, low=-5, high=0, dtype=double), truths(12, 6, 9), 7),
        Case(1, values(13, 17, 10), truths(14, 17, 10), 4),
    ]
    return grade(
        "topk_error",
        lambda: topk_error,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
