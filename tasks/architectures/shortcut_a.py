# ruff: noqa: E501
"""The task `shortcut_a` of the set architectures; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A shortcut without weights
#
# Where a residual block halves the sides and makes more channels, the input cannot be added as it is. *Option A* of the paper brings it into shape without a single weight: every `stride`-th pixel is kept, and the channels that are missing are zeros. About 10 minutes.
#
# `shortcut_a(x, c_out, stride)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | what enters the block; float32 or float64 |
# | `c_out` | `int`, `c` or more | channels that the branch makes |
# | `stride` | `int`, 1 or more | of the branch |
# | result | `(n, c_out, h', w')` | rows 0, `stride`, 2·`stride`, … and the same columns of `x`; behind its channels as many of zeros as are missing |
#
# $h' = \lceil h/\text{stride} \rceil$, as of a 3×3 convolution with padding 1 and this stride.
#
# **Example.** One channel of 3×3 pixels, 1 to 9, row by row. With `c_out` = 2 and `stride` = 2 the first channel of the result is `[[1, 3], [7, 9]]`, the second `[[0, 0], [0, 0]]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>A slice has a third number, its step.</details>
# <details><summary>Hint 2</summary>Make the zeros with the right shape, dtype and place, and put them behind the channels that are there. Which axis is that?</details>


# %% answer
def shortcut_a(x, c_out, stride):
    ### BEGIN SOLUTION
    kept = x[:, :, ::stride, ::stride]
    n, c, h, w = kept.shape
    return torch.cat([kept, kept.new_zeros(n, c_out - c, h, w)], dim=1)
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "shortcut_a",
    lambda: shortcut_a,
    [
        checks.Example(
            torch.tensor([[[[1.0, 3.0], [7.0, 9.0]], [[0.0, 0.0], [0.0, 0.0]]]]),
            torch.tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]]),
            2,
            2,
        ),
        checks.Example(
            torch.tensor([[[[5.0]], [[-1.0]], [[0.0]], [[0.0]], [[0.0]]], [[[2.0]], [[8.0]], [[0.0]], [[0.0]], [[0.0]]]], dtype=double),
            torch.tensor([[[[5.0, 6.0], [7.0, 8.0]], [[-1.0, -2.0], [-3.0, -4.0]]], [[[2.0, 1.0], [4.0, 3.0]], [[8.0, 9.0], [6.0, 7.0]]]], dtype=double),
            5,
            2,
        ),
        checks.Example(torch.tensor([[[[1.0, -2.0, 3.0]]]]), torch.tensor([[[[1.0, -2.0, 3.0]]]]), 1, 1),
    ],
)  # fmt: skip


# %% tests
def _grade_shortcut_a(examples):
    import torch
    import torch.nn.functional as F

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def padded(kept, c_out, front=0):
        missing = c_out - kept.shape[1]
        return F.pad(kept, (0, 0, 0, 0, front, missing - front))

    def expected(x, c_out, stride):
        return padded(x[:, :, ::stride, ::stride], c_out)

    def repeated(x, c_out, stride):
        kept = x[:, :, ::stride, ::stride]
        return kept[:, torch.arange(c_out) % kept.shape[1]]

    def both_ends(x, c_out, stride):
        kept = x[:, :, ::stride, ::stride]
        return padded(kept, c_out, (c_out - kept.shape[1]) // 2)

    def cut_short(x, c_out, stride):
        h, w = x.shape[2] // stride, x.shape[3] // stride
        return padded(x[:, :, : h * stride : stride, : w * stride : stride], c_out)

    def block_of_zeros(x, c_out, stride):
        kept = x[:, :, ::stride, ::stride]
        return torch.cat([kept, torch.zeros(len(kept), c_out, *kept.shape[2:], dtype=x.dtype)], 1)

    pooled = "each pixel of your result is made of a whole window. Option A keeps one pixel of it and drops the others."
    two = "every second pixel is kept whatever the stride. It may be another number than 2."
    mistakes = [
        Mistake("averaged-windows", pooled, lambda x, c_out, stride: padded(F.avg_pool2d(x, stride), c_out)),
        Mistake("averaged-windows", pooled, lambda x, c_out, stride: padded(F.avg_pool2d(x, stride, ceil_mode=True), c_out)),
        Mistake("largest-of-windows", pooled, lambda x, c_out, stride: padded(F.max_pool2d(x, stride), c_out)),
        Mistake("largest-of-windows", pooled, lambda x, c_out, stride: padded(F.max_pool2d(x, stride, ceil_mode=True), c_out)),
        Mistake("channels-repeated", "the missing channels are copies of those that are there. They are zeros.", repeated),
        Mistake("zeros-in-front", "the zeros stand in front. What enters keeps its channels, and the zeros come behind.", lambda x, c_out, stride: padded(x[:, :, ::stride, ::stride], c_out, c_out - x.shape[1])),
        Mistake("zeros-at-both-ends", "half of the zeros stand in front. All of them come behind.", both_ends),
        Mistake("starts-at-one", "you keep pixels 1, 1 + stride, … The first one kept is pixel 0.", lambda x, c_out, stride: padded(x[:, :, stride - 1 :: stride, stride - 1 :: stride], c_out)),
        Mistake("stride-left-out", "all pixels are kept: the sides do not get smaller.", lambda x, c_out, stride: padded(x, c_out)),
        Mistake("always-two", two, lambda x, c_out, stride: padded(x[:, :, :: min(stride, 2), :: min(stride, 2)], c_out), edge=True),
        Mistake("always-two", two, lambda x, c_out, stride: padded(x[:, :, ::2, ::2], c_out), edge=True),
        Mistake("first-pixels-kept", "this is the upper left corner of the map. Every stride-th pixel of all of it is asked for.", lambda x, c_out, stride: padded(x[:, :, : -(-x.shape[2] // stride), : -(-x.shape[3] // stride)], c_out)),
        Mistake("stride-one-way", "the stride acts in one direction only.", lambda x, c_out, stride: padded(x[:, :, ::stride], c_out)),
        Mistake("stride-one-way", "the stride acts in one direction only.", lambda x, c_out, stride: padded(x[:, :, :, ::stride], c_out)),
        Mistake("channels-left-out", "the channels stay as many as they were. The missing ones are zeros.", lambda x, c_out, stride: x[:, :, ::stride, ::stride]),
        Mistake("too-many-zeros", "c_out channels of zeros were added. So many channels should be there in all.", block_of_zeros),
        Mistake("space-padded", "the zeros stand round the picture. They are channels of their own.", lambda x, c_out, stride: F.pad(x[:, :, ::stride, ::stride], (0, c_out - x.shape[1]) * 2)),
        Mistake("cut-at-the-end", "where the side is no multiple of the stride, the last row or column is missing.", cut_short, edge=True),
        *usual(expected, batch=True),
    ]  # fmt: skip
    double = torch.float64
    cases = [
        Case(3, values(1, 2, 3, 4, 6), 7, 2),
        Case(2, values(2, 1, 2, 6, 9, dtype=double), 4, 3),
        Case(3, values(3, 3, 2, 5, 8), 5, 2),
        Case(1, values(4, 1, 4, 3, 2), 6, 1),
        Case(1, values(5, 2, 3, 7, 5), 3, 2),
    ]
    return grade(
        "shortcut_a",
        lambda: shortcut_a,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
