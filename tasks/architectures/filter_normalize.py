# ruff: noqa: E501
"""The task `filter_normalize` of the set architectures; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A direction that may be compared
#
# A picture of the loss round a network's weights walks along a random direction. One step of it means more to small weights than to large ones, so two networks can be compared only when each filter of the direction is as long as the network's own filter. About 10 minutes.
#
# `filter_normalize(direction, w)`
#
# | | shape or type | |
# |---|---|---|
# | `direction` | `(m, c, k, k)` | random numbers; float32 or float64 |
# | `w` | `(m, c, k, k)` | the weights of a convolution |
# | result | `(m, c, k, k)` | filter $i$, `direction[i]`, keeps its direction and gets the length of `w[i]` |
#
# The length of a filter is the root of the sum of the squares of all its $c \cdot k \cdot k$ numbers. A filter of the direction that is all zeros has no direction: it stays zeros.
#
# **Example.** Two filters of one channel and 1×2 weights (the kernels may be of any size). `direction[0]` is `[3, 4]`, of length 5, and `w[0]` is `[0, 10]`, of length 10: the result is `[6, 8]`. `direction[1]` is `[0, 2]`, `w[1]` is `[−1, 0]`: the result is `[0, 1]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>How many lengths are there, one for each what? Keep the other axes with length 1, so that you can divide.</details>
# <details><summary>Hint 2</summary>First make every filter of the direction 1 long, then as long as the weights' filter.</details>
# <details><summary>Hint 3</summary>0/0 is not a number. What should stand there?</details>


# %% answer
def filter_normalize(direction, w):
    ### BEGIN SOLUTION
    ours = (direction**2).sum((1, 2, 3), keepdim=True).sqrt()
    theirs = (w**2).sum((1, 2, 3), keepdim=True).sqrt()
    return direction * theirs / torch.where(ours > 0, ours, torch.ones_like(ours))
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "filter_normalize",
    lambda: filter_normalize,
    [
        checks.Example(
            torch.tensor([[[[6.0, 8.0]]], [[[0.0, 1.0]]]]),
            torch.tensor([[[[3.0, 4.0]]], [[[0.0, 2.0]]]]),
            torch.tensor([[[[0.0, 10.0]]], [[[-1.0, 0.0]]]]),
        ),
        checks.Example(
            torch.tensor([[[[3.0]], [[-4.0]]], [[[0.0]], [[0.0]]]], dtype=double),
            torch.tensor([[[[0.6]], [[-0.8]]], [[[0.0]], [[0.0]]]], dtype=double),
            torch.tensor([[[[5.0]], [[0.0]]], [[[2.0]], [[1.0]]]], dtype=double),
        ),
        checks.Example(
            torch.tensor([[[[0.0, 0.0]], [[0.0, 0.0]]], [[[1.0, -1.0]], [[1.0, -1.0]]]]),
            torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]], [[[3.0, -3.0]], [[3.0, -3.0]]]]),
            torch.tensor([[[[0.0, 0.0]], [[0.0, 0.0]]], [[[0.0, 0.0]], [[-2.0, 0.0]]]]),
        ),
    ],
)


# %% tests
def _grade_filter_normalize(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def length(t, axes=(1, 2, 3), power=2):
        return (t.abs() ** power).sum(axes, keepdim=True) ** (1 / power)

    def scaled(direction, factor):
        return torch.where(factor.isfinite(), direction * factor, 0 * direction)

    def expected(direction, w):
        return scaled(direction, length(w) / length(direction))

    def over(axes, power=2):
        return lambda direction, w: scaled(direction, length(w, axes, power) / length(direction, axes, power))

    def with_nan(direction, w):
        return direction / length(direction) * length(w)

    layer = "the whole layer has one length in your answer. Each of its filters gets the length of its own."
    kernel = "each 2-D kernel has a length of its own in your answer. A filter is all kernels that one output reads."
    squares = "you divide by squares of lengths. The length is the root of that sum."
    mistakes = [
        Mistake("whole-layer", layer, over((0, 1, 2, 3))),
        Mistake("per-kernel", kernel, over((2, 3))),
        Mistake("per-input-channel", "the filters are taken along the wrong axis: filter i is direction[i].", over((0, 2, 3))),
        Mistake("own-length-left", "the direction's own length is still in it. Divide it out first.", lambda direction, w: direction * length(w)),
        Mistake("unit-length", "all filters have length 1. Each gets the length of the weights' filter.", lambda direction, w: scaled(direction, 1 / length(direction))),
        Mistake("other-way-round", "the two lengths changed places.", lambda direction, w: scaled(direction, length(direction) / length(w))),
        Mistake("weights-scaled", "this is the network's own filter with another length. The direction's filter is asked for.", lambda direction, w: scaled(w, length(direction) / length(w))),
        Mistake("weights-scaled", "this is the network's own filter. The direction's filter is asked for, with its length.", lambda direction, w: w.clone()),
        Mistake("no-root", squares, lambda direction, w: scaled(direction, length(w) ** 2 / length(direction) ** 2)),
        Mistake("sum-of-sizes", "this is the sum of the absolute values. The length is the root of the sum of squares.", over((1, 2, 3), 1)),
        Mistake("weight-by-weight", "each number gets the size of the weight at its place, so the direction is lost: only signs of it are left.", lambda direction, w: direction.sign() * w.abs()),
        Mistake("product", "direction and weights are multiplied number by number. Only the length of each filter comes from the weights.", lambda direction, w: direction * w),
        Mistake("zero-by-zero", "a filter of the direction is all zeros, and 0/0 is not a number. It stays zeros.", with_nan, edge=True),
        *usual(expected, batch=True, item="filter"),
    ]  # fmt: skip
    zeros = values(5, 3, 2, 2, 2)
    zeros[1] = 0
    double = torch.float64
    cases = [
        Case(3, values(1, 3, 2, 3, 3), values(2, 3, 2, 3, 3)),
        Case(3, values(3, 4, 3, 1, 1, dtype=double), values(4, 4, 3, 1, 1, dtype=double)),
        Case(2, zeros, values(6, 3, 2, 2, 2)),
        Case(2, 0.01 * values(7, 1, 4, 5, 5), 30 * values(8, 1, 4, 5, 5)),
    ]
    return grade(
        "filter_normalize",
        lambda: filter_normalize,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
