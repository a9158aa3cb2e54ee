# ruff: noqa: E501
"""The task `pool2d` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Pooling
#
# Pooling makes one number of each window, in every map for itself. It has no weights.
#
# `pool2d(x, k, stride, mode)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(c, h, w)` | one image of $c$ maps |
# | `k` | a whole number | side of the square window |
# | `stride` | a whole number | step of the window; need not be `k` |
# | `mode` | a string | `"max"`: the largest value · `"average"`: the mean · `"l2"`: the root of the sum of squares |
# | result | `(c, h', w')` | $h' = \lfloor (h - k)/s \rfloor + 1$, $w'$ alike; what does not fit is left away |
#
# Any other `mode` must raise a `ValueError`.
#
# **Example.** One window `[[1, 5], [1, 3]]`: the maximum is 5, the mean 2.5, the L2 value $\sqrt{1 + 25 + 1 + 9} = 6$.
#
# Off limits: everything in torch with `pool` in its name.
#
# <details><summary>Hint 1</summary>Cut out the window of all channels at once: <code>x[:, top:bottom, left:right]</code>. Over which axes do you take the maximum?</details>
# <details><summary>Hint 2</summary>If you look for the maximum with a loop: what is the maximum of −3 and −5, and what did you start with?</details>
# <details><summary>Hint 3</summary><code>k</code> says how large a window is, <code>stride</code> where the next one begins.</details>


# %% answer
def pool2d(x, k, stride, mode):
    ### BEGIN SOLUTION
    windows = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)  # c h' w' k·k
    if mode == "max":
        return windows.amax(3)
    if mode == "average":
        return windows.mean(3)
    if mode == "l2":
        return windows.square().sum(3).sqrt()
    raise ValueError(f"mode is {mode!r}; legal: 'max', 'average', 'l2'")
    ### END SOLUTION


# %% tries
window = torch.tensor([[[1.0, 5.0], [1.0, 3.0]]])
two_rows = torch.tensor([[[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0]], [[9.0, 8.0, 7.0], [6.0, 5.0, 4.0]]])
three_rows = torch.tensor([[[1.0, 2.0, 9.0], [3.0, -6.0, 9.0], [9.0, 9.0, 9.0]]], dtype=torch.float64)
checks.self_check(
    "pool2d",
    lambda: pool2d,
    [
        checks.Example(torch.tensor([[[5.0]]]), window, 2, 2, "max"),
        checks.Example(torch.tensor([[[2.5]]]), window, 2, 2, "average"),
        checks.Example(torch.tensor([[[6.0]]]), window, 2, 2, "l2"),
        checks.Example(torch.tensor([[[-1.0, -2.0]], [[9.0, 8.0]]]), two_rows, 2, 1, "max"),
        checks.Example(torch.tensor([[[5.0, 2.0]]]), torch.cat([window, 0 * window + 2], 2), 2, 2, "max"),
        checks.Example(torch.zeros(1, 1, 1, dtype=torch.float64), three_rows, 2, 2, "average"),
        checks.Example(torch.tensor([[[3.0]]], dtype=torch.float64), three_rows, 2, 2, "max"),
        checks.Example(ValueError, window, 2, 2, "median"),
    ],
    off_limits=["*pool*"],
)


# %% tests
def _grade_pool2d(examples):
    import torch
    from torch.nn.functional import pad

    from cnnkit.checks import Case, Mistake, grade, usual, values

    reduce = {
        "max": lambda v: v.amax(-1),
        "average": lambda v: v.mean(-1),
        "l2": lambda v: v.square().sum(-1).sqrt(),
    }

    def windows(x, k, stride):
        return x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)

    def expected(x, k, stride, mode):
        if mode not in reduce:
            raise ValueError(mode)
        return reduce[mode](windows(x, k, stride))

    def with_mode(**other):  # one mode replaced
        return lambda x, k, stride, mode: {**reduce, **other}[mode](windows(x, k, stride))

    def across_channels(x, k, stride, mode):
        return reduce[mode](windows(x, k, stride).permute(1, 2, 0, 3).flatten(2))

    def stride_one_corner(x, k, stride, mode):
        _, rows, columns = expected(x, k, stride, mode).shape
        return expected(x, k, 1, mode)[:, :rows, :columns]

    def rounded_up(x, k, stride, mode):
        (_, h, w), fill = x.shape, -torch.inf if mode == "max" else 0.0
        return expected(pad(x, (0, -(w - k) % stride, 0, -(h - k) % stride), value=fill), k, stride, mode)

    def rounded_up_mean_of_rest(x, k, stride, mode):
        _, h, w = x.shape
        rows, columns = -(-(h - k) // stride) + 1, -(-(w - k) // stride) + 1
        out = torch.zeros(len(x), rows, columns, dtype=x.dtype)
        for i in range(rows):
            for j in range(columns):
                part = x[:, i * stride :, j * stride :][:, :k, :k]
                out[:, i, j] = reduce[mode](part.flatten(1))
        return out

    mistakes = [
        Mistake(
            "across-channels",
            "the maps were pooled together. Every map is pooled for itself: as many come out as went in.",
            across_channels,
        ),
        Mistake(
            "across-channels",
            "the maps were pooled together. Every map is pooled for itself.",
            lambda x, k, stride, mode: across_channels(x, k, stride, mode)[None].expand(len(x), -1, -1),
        ),
        Mistake(
            "across-channels",
            "the maps were pooled together. Every map is pooled for itself: as many come out as went in.",
            lambda x, k, stride, mode: across_channels(x, k, stride, mode)[None],
        ),
        Mistake(
            "stride-always-k",
            "the windows move on by their own width. The step is an argument of its own.",
            lambda x, k, stride, mode: expected(x, k, k, mode),
        ),
        Mistake(
            "one-short",
            "the last row and column of windows are missing: count the stops on a row of 5 pixels by hand.",
            lambda x, k, stride, mode: expected(x, k, stride, mode)[:, :-1, :-1],
        ),
        Mistake(
            "mode-ignored",
            "the mode has no effect: always the maximum.",
            lambda x, k, stride, mode: expected(x, k, stride, "max"),
        ),
        Mistake(
            "mode-ignored",
            "the mode has no effect: always the average.",
            lambda x, k, stride, mode: expected(x, k, stride, "average"),
        ),
        Mistake(
            "max-starts-at-zero",
            "where all values are negative your maximum is 0. What did the search start with?",
            with_mode(max=lambda v: v.amax(-1).clamp(min=0)),
            edge=True,
        ),
        Mistake(
            "max-by-size",
            "you take the largest absolute value. The maximum knows signs.",
            with_mode(max=lambda v: v.abs().amax(-1)),
        ),
        Mistake(
            "l2-without-root",
            "this is the sum of the squares; the root is missing.",
            with_mode(l2=lambda v: v.square().sum(-1)),
        ),
        Mistake(
            "l2-as-mean",
            "the squares are averaged. L2 pooling takes the root of their sum.",
            with_mode(l2=lambda v: v.square().mean(-1).sqrt()),
        ),
        Mistake(
            "l2-as-l1",
            "this is the sum of absolute values. L2 has squares and a root.",
            with_mode(l2=lambda v: v.abs().sum(-1)),
        ),
        Mistake(
            "sum-for-mean",
            "the average is not divided by the number of pixels in a window.",
            with_mode(average=lambda v: v.sum(-1)),
        ),
        Mistake(
            "divided-by-k",
            "the sum is divided by the side of the window. How many pixels does it hold?",
            with_mode(average=lambda v: v.sum(-1) / v.shape[-1] ** 0.5),
        ),
        Mistake("rounded-up", "there are windows that stick out of the map. They are left away.", rounded_up),
        Mistake(
            "rounded-up",
            "there are windows that stick out of the map, made of what is left. They are left away.",
            rounded_up_mean_of_rest,
        ),
        Mistake(
            "mode-unchecked",
            "a mode that does not exist is treated as if it were average. It must raise a ValueError.",
            lambda x, k, stride, mode: reduce.get(mode, reduce["average"])(windows(x, k, stride)),
            edge=True,
        ),
        Mistake(
            "mode-unchecked",
            "a mode that does not exist is treated as if it were L2. It must raise a ValueError.",
            lambda x, k, stride, mode: reduce.get(mode, reduce["l2"])(windows(x, k, stride)),
            edge=True,
        ),
        *usual(expected, stride="stride"),
    ]
    cases = [
        Case(2, values(1, 2, 6, 4), 2, 2, "max"),
        Case(2, values(2, 3, 7, 5, low=-3, high=-1), 3, 2, "max"),
        Case(1, values(3, 2, 5, 8), 2, 1, "average"),
        Case(1, values(4, 2, 4, 7), 2, 2, "l2"),
        Case(1, values(5, 1, 5, 7), 2, 2, "max"),
        Case(1, values(6, 3, 6, 8, dtype=torch.float64), 3, 2, "average"),
        Case(1, values(7, 1, 4, 4), 2, 2, "minimum"),
        Case(1, values(8, 1, 5, 5), 2, 3, "l2"),
    ]
    return grade(
        "pool2d",
        lambda: pool2d,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*pool*"],
    )
