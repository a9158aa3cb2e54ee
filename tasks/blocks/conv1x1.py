# ruff: noqa: E501
"""The task `conv1x1` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A convolution that sees one pixel
#
# A 1×1 layer looks at no neighbour. At every pixel it takes the $c$ numbers that stand there, one from each map, and makes $m$ new ones of them: the same matrix everywhere. (About 10 minutes.)
#
# `conv1x1(x, w, b)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(c, h, w)` | one picture of $c$ maps |
# | `w` | `(m, c)` | a row of weights for each of $m$ filters |
# | `b` | `(m,)` | a bias for each filter |
# | result | `(m, h, w)` | one map for each filter; no activation |
#
# **Example.** Two maps of 1×2 pixels, `[[1, 2]]` and `[[10, 20]]`, one filter with weights `[3, 1]` and bias 4: the first pixel gives $3\cdot1 + 1\cdot10 + 4 = 17$, the second $3\cdot2 + 1\cdot20 + 4 = 30$. The result is `[[[17, 30]]]`.
#
# Off limits: everything in torch with `conv` in its name.
#
# <details><summary>Hint 1</summary>Write the rule for one pixel first: a matrix, a vector, a bias. Which numbers are the vector?</details>
# <details><summary>Hint 2</summary>If you do all pixels in one matrix product: which axis of <code>x</code> must meet the axis of length c in <code>w</code>? Changing a shape does not move an axis.</details>


# %% answer
def conv1x1(x, w, b):
    ### BEGIN SOLUTION
    return torch.einsum("mc,chw->mhw", w, x) + b[:, None, None]
    ### END SOLUTION


# %% tries
checks.self_check(
    "conv1x1",
    lambda: conv1x1,
    [
        checks.Example(
            torch.tensor([[[17.0, 30.0]]]),
            torch.tensor([[[1.0, 2.0]], [[10.0, 20.0]]]),
            torch.tensor([[3.0, 1.0]]),
            torch.tensor([4.0]),
        ),
        checks.Example(
            torch.tensor([[[-4.0, -3.0], [-2.0, -1.0]], [[12.0, 14.0], [16.0, 18.0]]], dtype=torch.float64),
            torch.tensor([[[1.0, 2.0], [3.0, 4.0]]], dtype=torch.float64),
            torch.tensor([[1.0], [2.0]], dtype=torch.float64),
            torch.tensor([-5.0, 10.0], dtype=torch.float64),
        ),
        checks.Example(
            torch.tensor([[[6.0], [8.0], [10.0]], [[-4.0], [-4.0], [-4.0]]]),
            torch.tensor([[[1.0], [2.0], [3.0]], [[5.0], [6.0], [7.0]]]),
            torch.tensor([[1.0, 1.0], [1.0, -1.0]]),
            torch.tensor([0.0, 0.0]),
        ),
    ],
    off_limits=["*conv*"],
)


# %% tests
def _grade_conv1x1(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(x, w, b):
        return torch.tensordot(w, x, 1) + b.view(-1, 1, 1)

    def pixels_by_reshape(x, w, b):
        c, h, wide = x.shape
        return (x.reshape(h * wide, c) @ w.T + b).T.reshape(len(w), h, wide)

    def result_by_reshape(x, w, b):
        c, h, wide = x.shape
        return (x.reshape(c, -1).T @ w.T + b).reshape(len(w), h, wide)

    def both_by_reshape(x, w, b):
        c, h, wide = x.shape
        return (x.reshape(h * wide, c) @ w.T + b).reshape(len(w), h, wide)

    moved = "pixels and channels got mixed: changing a shape does not move an axis. Look at the third example, or ask which numbers stand at one pixel."
    mistakes = [
        Mistake("axes-not-moved", moved, pixels_by_reshape),
        Mistake("axes-not-moved", moved, result_by_reshape),
        Mistake("axes-not-moved", moved, both_by_reshape),
        Mistake(
            "channels-last",
            "the channels stand in the last axis of your result. They come first.",
            lambda x, w, b: expected(x, w, b).permute(1, 2, 0),
        ),
        Mistake(
            "mean",
            "you take a mean over the channels. A filter adds its products up, and its weights need not sum to 1.",
            lambda x, w, b: expected(x, w / x.shape[0], b),
        ),
        Mistake(
            "weights-normalised",
            "you divide by the sum of the weights, as for a weighted average. A filter only adds its products up.",
            lambda x, w, b: expected(x, w / w.sum(1, keepdim=True), b),
        ),
        Mistake(
            "bias-by-channel",
            "the bias is added for every channel. A filter has one, added once at every pixel.",
            lambda x, w, b: expected(x, w, b * x.shape[0]),
        ),
        Mistake(
            "bias-along-the-width",
            "the biases are spread along the width of the map. Each belongs to one whole map.",
            lambda x, w, b: expected(x, w, 0 * b) + b.repeat(x.shape[2])[: x.shape[2]],
        ),
        Mistake(
            "one-map",
            "all filters are added up into one map. Every filter makes a map of its own.",
            lambda x, w, b: expected(x, w, b).sum(0, keepdim=True),
        ),
        *usual(expected, bias="b", weight="w"),
    ]
    cases = [
        Case(3, values(1, 3, 4, 5), values(2, 2, 3), values(3, 2)),
        Case(2, values(4, 2, 3, 3), values(5, 3, 2), values(6, 3)),
        Case(2, values(7, 5, 1, 6), values(8, 4, 5), values(9, 4)),
        Case(1, values(10, 1, 2, 7), values(11, 3, 1), values(12, 3)),
        Case(1, values(13, 4, 4, 2), values(14, 1, 4), values(15, 1)),
        Case(
            1, *(values(s, *n, dtype=torch.float64) for s, n in ((16, (3, 2, 4)), (17, (6, 3)), (18, (6,))))
        ),
    ]
    return grade(
        "conv1x1",
        lambda: conv1x1,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*conv*"],
    )
