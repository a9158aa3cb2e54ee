# ruff: noqa: E501
"""The task `conv1d` of the set sizing; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Sliding along a sentence
#
# A sentence of $l$ words, each a column of $c$ numbers, is a picture $l$ wide with $c$ channels and no height. A filter covers $k$ neighbouring words with all their numbers, and it moves in one direction only.
#
# `conv1d(x, weight, bias, stride=1)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(c, l)` | one sequence: $c$ channels, $l$ places |
# | `weight` | `(m, c, k)` | $m$ filters |
# | `bias` | `(m,)` | one number per filter |
# | `stride` | `int` | step along the sequence |
# | result | `(m, l')` | $l' = \lfloor (l - k)/s \rfloor + 1$; what does not fit is left away |
#
# The filter is not flipped: its first column meets the first place of the window.
#
# **Example.** Two channels, three places: `[[1, 2, 3], [4, 5, 6]]`. One filter of width 2, `[[1, 10], [0, 100]]`, bias 7. At the first place $1\cdot1 + 2\cdot10 + 4\cdot0 + 5\cdot100 + 7 = 528$, at the second $2\cdot1 + 3\cdot10 + 5\cdot0 + 6\cdot100 + 7 = 639$.
#
# Off limits: everything in torch with `conv` in its name (also as `nn.Conv1d`).
#
# <details><summary>Hint 1</summary>Begin with one filter at one place: which part of <code>x</code> has the same shape as <code>weight[0]</code>?</details>
# <details><summary>Hint 2</summary>The colon that takes everything belongs to the channels, the window to the places.</details>
# <details><summary>Hint 3</summary>Output number <code>t</code> belongs to a window that begins at <code>t * stride</code>. Without loops: <code>x.unfold</code> and <code>torch.einsum</code>.</details>


# %% answer
def conv1d(x, weight, bias, stride=1):
    ### BEGIN SOLUTION
    windows = x.unfold(1, weight.shape[2], stride)  # c l' k
    return torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]
    ### END SOLUTION


# %% tries
two_channels = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
one_filter = torch.tensor([[[1.0, 10.0], [0.0, 100.0]]])
checks.self_check(
    "conv1d",
    lambda: conv1d,
    [
        checks.Example(torch.tensor([[528.0, 639.0]]), two_channels, one_filter, torch.tensor([7.0])),
        checks.Example(torch.tensor([[528.0]]), two_channels, one_filter, torch.tensor([7.0]), stride=2),
        checks.Example(
            torch.tensor([[5.0, 7.0, 9.0], [1.0, 1.0, 1.0]]),
            two_channels,
            torch.tensor([[[1.0], [1.0]], [[0.0], [0.0]]]),
            torch.tensor([0.0, 1.0]),
        ),
        checks.Example(
            torch.tensor([[-4.0, -6.0], [5.0, 7.0]], dtype=torch.float64),
            torch.tensor([[1.0, -2.0, 3.0, -4.0, 5.0]], dtype=torch.float64),
            torch.tensor([[[1.0, 2.0]], [[-1.0, -2.0]]], dtype=torch.float64),
            torch.tensor([-1.0, 2.0], dtype=torch.float64),
            stride=2,
        ),
    ],
    off_limits=["*conv*"],
)


# %% tests
def _grade_conv1d(examples):
    import torch
    from torch.nn.functional import conv1d as slide

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(x, weight, bias, stride=1):
        return slide(x[None], weight, bias, stride=stride)[0]

    def separate(x, weight, stride):  # m c l': the products of filter and channel, not added up
        return torch.stack(
            [slide(x[None, i : i + 1], weight[:, i : i + 1], stride=stride)[0] for i in range(len(x))], 1
        )

    def over_channels(x, weight, bias, stride=1):
        rows = [
            [(x[t : t + weight.shape[2], :] * weight[m]).sum() + bias[m] for t in range(0, len(x), stride)]
            for m in range(len(weight))
        ]
        return torch.tensor(rows)

    def turned(x, weight, bias, stride=1):
        return torch.einsum("clk,mck->ml", x.T.unfold(1, weight.shape[2], stride), weight) + bias[:, None]

    def all_together(x, weight, bias, stride=1):
        return torch.stack([separate(x, weight, stride).sum(1).sum(0) + bias.sum()])

    apart = "you keep one row for every pair of filter and channel. A filter adds up over channels: one row."
    mistakes = [
        Mistake(
            "slides-over-channels",
            "your window moves over the channels. It moves along the places and takes all channels.",
            over_channels,
        ),
        Mistake(
            "slides-over-channels",
            "your window moves over the channels. It moves along the places and takes all channels.",
            turned,
        ),
        Mistake(
            "channels-not-summed",
            apart,
            lambda x, weight, bias, stride=1: separate(x, weight, stride) + bias[:, None, None],
        ),
        Mistake(
            "channels-not-summed",
            apart,
            lambda x, weight, bias, stride=1: (separate(x, weight, stride) + bias[:, None, None]).flatten(
                0, 1
            ),
        ),
        Mistake(
            "channels-averaged",
            "the channels are averaged. A filter adds them up.",
            lambda x, weight, bias, stride=1: separate(x, weight, stride).mean(1) + bias[:, None],
        ),
        Mistake(
            "first-channel-only",
            "only the first channel is read.",
            lambda x, weight, bias, stride=1: separate(x, weight, stride)[:, 0] + bias[:, None],
        ),
        Mistake(
            "bias-once-a-channel",
            "the bias comes in once for every channel. A filter has one bias, added once at every place.",
            lambda x, weight, bias, stride=1: expected(x, weight, bias * len(x), stride),
        ),
        Mistake(
            "bias-along-places",
            "the biases run along the places. They belong to the filters, one a row.",
            lambda x, weight, bias, stride=1: expected(x, weight, None, stride) + bias,
        ),
        Mistake(
            "padded",
            "zeros were put at both ends. Here only windows count that lie inside.",
            lambda x, weight, bias, stride=1: slide(x[None], weight, bias, stride, weight.shape[2] // 2)[0],
        ),
        Mistake(
            "last-window-left-out",
            "the last window is missing. The fence has one post more than gaps.",
            lambda x, weight, bias, stride=1: expected(x, weight, bias, stride)[:, :-1],
        ),
        Mistake(
            "filters-summed",
            "the filters are added up. Every filter gives a row of its own.",
            lambda x, weight, bias, stride=1: expected(x, weight, bias, stride).sum(0),
        ),
        Mistake(
            "filters-summed", "the filters are added up. Every filter gives a row of its own.", all_together
        ),
        Mistake(
            "windows-side-by-side",
            "your windows do not overlap: from one to the next it is the stride alone, however long the kernel.",
            lambda x, weight, bias, stride=1: expected(x, weight, bias, stride * weight.shape[2]),
        ),
        *usual(expected, bias="bias", weight="weight", kernel="weight", stride="stride"),
    ]
    double = torch.float64
    cases = [
        Case(3, values(1, 3, 7), values(2, 2, 3, 4), values(3, 2)),
        Case(2, values(4, 4, 10), values(5, 3, 4, 3), values(6, 3), stride=2),
        Case(2, values(13, 5, 5), values(14, 3, 5, 3), values(15, 3)),
        Case(1, values(7, 1, 5), values(8, 4, 1, 2), values(9, 4)),
        Case(
            2,
            values(10, 2, 11, dtype=double),
            values(11, 1, 2, 2, dtype=double),
            values(12, 1, dtype=double),
            3,
        ),
    ]
    return grade(
        "conv1d",
        lambda: conv1d,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*conv*"],
    )
