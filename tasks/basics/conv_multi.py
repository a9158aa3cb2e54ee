# ruff: noqa: E501
"""The task `conv_multi` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A convolution layer, all channels
#
# A filter is as deep as its input. At every place it multiplies one patch from each channel with one kernel from each channel, adds everything up, and adds its one bias. That gives one map for each filter.
#
# `conv_multi(x, weight, bias)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(c, h, w)` | one image of $c$ channels |
# | `weight` | `(m, c, k, k)` | $m$ filters of $c$ kernels each |
# | `bias` | `(m,)` | one number per filter |
# | result | `(m, h-k+1, w-k+1)` | one map per filter ; stride 1, no padding |
#
# The kernel is not flipped: its top left number meets the top left pixel of the window.
#
# **Example.** Two channels of $1\times2$ pixels, `[[1, 2]]` and `[[3, 4]]`; one filter with $k = 1$, kernels `[[10]]` and `[[1]]`, bias 100. The map is $1\cdot10 + 3\cdot1 + 100 = 113$ and $2\cdot10 + 4\cdot1 + 100 = 124$.
#
# Off limits: everything in torch with `conv` in its name (also as `nn.Conv2d`).
#
# <details><summary>Hint 1</summary>Start with a single place: a patch <code>x[:, i:i+k, j:j+k]</code> has the same shape as one filter. What do you do with the two?</details>
# <details><summary>Hint 2</summary>How many numbers does one filter give at one place, whatever the number of channels?</details>
# <details><summary>Hint 3</summary>Three nested loops are fine: over filters, rows, columns. Without loops: <code>x.unfold</code> twice gives all windows, <code>torch.einsum</code> adds up.</details>


# %% answer
def conv_multi(x, weight, bias):
    ### BEGIN SOLUTION
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)  # c h' w' k k
    return torch.einsum("chwij,mcij->mhw", windows, weight) + bias[:, None, None]
    ### END SOLUTION


# %% tries
checks.self_check(
    "conv_multi",
    lambda: conv_multi,
    [
        checks.Example(
            torch.tensor([[[113.0, 124.0]]]),
            torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]]),
            torch.tensor([[[[10.0]], [[1.0]]]]),
            torch.tensor([100.0]),
        ),
        checks.Example(
            torch.tensor([[[1.0, 2.0], [4.0, 5.0]], [[14.0, 15.0], [17.0, 18.0]]]),
            torch.tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]),
            torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]], [[[0.0, 0.0], [1.0, 0.0]]]]),
            torch.tensor([0.0, 10.0]),
        ),
        checks.Example(
            torch.tensor([[[-2.0, 10.0]], [[-5.0, 13.0]]], dtype=torch.float64),
            torch.tensor([[[-1.0, 2.0, -5.0], [0.0, 1.0, 3.0]]], dtype=torch.float64),
            torch.tensor([[[[1.0, -1.0], [2.0, 0.0]]], [[[3.0, -1.0], [0.0, 1.0]]]], dtype=torch.float64),
            torch.tensor([1.0, -1.0], dtype=torch.float64),
        ),
    ],
    off_limits=["*conv*"],
)


# %% tests
def _grade_conv_multi(examples):
    import torch
    from torch.nn.functional import conv2d, pad

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(x, weight, bias):
        return conv2d(x, weight, bias)

    def separate(x, weight, bias):  # m c h' w': the products of filter and channel, not added up
        parts = [conv2d(x[None, i : i + 1], weight[:, i : i + 1])[0] for i in range(len(x))]
        return torch.stack(parts, 1)

    def matrix_product(x, weight, bias):
        k = weight.shape[-1]
        windows = x.unfold(1, k, 1).unfold(2, k, 1)
        return torch.einsum("chwij,mcjk->mhw", windows, weight) + bias[:, None, None]

    mistakes = [
        Mistake(
            "channels-not-summed",
            "you keep one map for every pair of filter and channel. A filter adds up over channels: one map.",
            lambda x, weight, bias: separate(x, weight, bias) + bias[:, None, None, None],
        ),
        Mistake(
            "channels-not-summed",
            "you keep one map for every pair of filter and channel. A filter adds up over channels: one map.",
            lambda x, weight, bias: (separate(x, weight, bias) + bias[:, None, None, None]).flatten(0, 1),
        ),
        Mistake(
            "channels-averaged",
            "the channels are averaged. A filter adds them up.",
            lambda x, weight, bias: separate(x, weight, bias).mean(1) + bias[:, None, None],
        ),
        Mistake(
            "bias-once-a-channel",
            "the bias comes in once for every channel. A filter has one bias, added once at every place.",
            lambda x, weight, bias: (separate(x, weight, bias) + bias[:, None, None, None]).sum(1),
        ),
        Mistake(
            "bias-along-columns",
            "the biases lie along the columns of a map. Each belongs to one map.",
            lambda x, weight, bias: conv2d(x, weight) + bias,
        ),
        Mistake(
            "first-channel-only",
            "only the first channel is read.",
            lambda x, weight, bias: conv2d(x[:1], weight[:, :1], bias),
        ),
        Mistake(
            "last-channel-only",
            "only the last channel is left: does each channel overwrite the one before?",
            lambda x, weight, bias: conv2d(x[-1:], weight[:, -1:], bias),
        ),
        Mistake(
            "matrix-product",
            "window and kernel are multiplied as matrices. Here number meets number.",
            matrix_product,
        ),
        Mistake(
            "one-short",
            "the last row and column of windows are missing: count the places on a row of 5 pixels by hand.",
            lambda x, weight, bias: conv2d(x, weight, bias)[:, :-1, :-1],
        ),
        Mistake(
            "size-kept",
            "the result is as large as the image. Only windows that lie inside have a place in it.",
            lambda x, weight, bias: pad(conv2d(x, weight, bias), (0, weight.shape[-1] - 1) * 2),
        ),
        Mistake(
            "padded",
            "zeros were put round the image. Here only windows count that lie inside.",
            lambda x, weight, bias: conv2d(x, weight, bias, padding=weight.shape[-1] // 2),
        ),
        *usual(expected, bias="bias", weight="weight", kernel="weight"),
    ]
    double = torch.float64
    cases = [
        Case(4, values(1, 3, 6, 5), values(2, 2, 3, 3, 3), values(3, 2)),
        Case(2, values(4, 1, 4, 6), values(5, 3, 1, 2, 2), values(6, 3)),
        Case(2, values(7, 2, 3, 2), values(8, 4, 2, 1, 1), values(9, 4)),
        Case(
            2,
            values(10, 2, 4, 7, dtype=double),
            values(11, 3, 2, 2, 2, dtype=double),
            values(12, 3, dtype=double),
        ),
    ]
    return grade(
        "conv_multi",
        lambda: conv_multi,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*conv*"],
    )
