# ruff: noqa: E501
"""The task `global_pool_head` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A head that does not mind where
#
# Global pooling makes one number of each map, over all of its places. A dense layer then reads these numbers. However large the image, the head needs only `k·c` weights and `k` biases.
#
# `global_pool_head(maps, weight, bias, mode)`
#
# | | shape | |
# |---|---|---|
# | `maps` | `(n, c, h, w)` | what the last convolution left, for $n$ images |
# | `weight` | `(k, c)` | one row per class |
# | `bias` | `(k,)` | one number per class |
# | `mode` | a string | `"average"` or `"max"` |
# | result | `(n, k)` | one score for every image and class |
#
# Any other `mode` must raise a `ValueError`.
#
# **Example.** One image with two maps, `[[3, 1]]` and `[[0, 8]]`: the averages are 2 and 4, the maxima 3 and 8. With the weights `[[10, 1]]` and the bias `[0]` the score is $10\cdot2 + 1\cdot4 = 24$, or $10\cdot3 + 1\cdot8 = 38$.
#
# Off limits: everything in torch with `pool` in its name.
#
# <details><summary>Hint 1</summary>Images must stay apart, and so must maps. Which axes are left to pool over?</details>
# <details><summary>Hint 2</summary>After pooling you have a tensor of shape <code>(n, c)</code>. Task 1 turns it into scores.</details>


# %% answer
def global_pool_head(maps, weight, bias, mode):
    ### BEGIN SOLUTION
    if mode == "average":
        pooled = maps.mean((2, 3))
    elif mode == "max":
        pooled = maps.amax((2, 3))
    else:
        raise ValueError(f"mode is {mode!r}; legal: 'average', 'max'")
    return pooled @ weight.T + bias
    ### END SOLUTION


# %% tries
two_maps = torch.tensor([[[[3.0, 1.0]], [[0.0, 8.0]]]])
square = torch.tensor([[[[1.0, 5.0], [3.0, -1.0]]]])
double = torch.float64
two_images = torch.tensor([[[[-1.0, -3.0]], [[4.0, 0.0]]], [[[2.0, 6.0]], [[-9.0, -1.0]]]], dtype=double)
head = torch.tensor([[1.0, 0.0], [-2.0, 1.0]], dtype=double), torch.tensor([1.0, -4.0], dtype=double)
checks.self_check(
    "global_pool_head",
    lambda: global_pool_head,
    [
        checks.Example(
            torch.tensor([[24.0]]), two_maps, torch.tensor([[10.0, 1.0]]), torch.tensor([0.0]), "average"
        ),
        checks.Example(
            torch.tensor([[38.0]]), two_maps, torch.tensor([[10.0, 1.0]]), torch.tensor([0.0]), "max"
        ),
        checks.Example(torch.tensor([[-1.0, 2.0], [5.0, -17.0]], dtype=double), two_images, *head, "average"),
        checks.Example(torch.tensor([[0.0, 2.0], [7.0, -17.0]], dtype=double), two_images, *head, "max"),
        checks.Example(torch.tensor([[11.0]]), square, torch.tensor([[2.0]]), torch.tensor([1.0]), "max"),
        checks.Example(torch.tensor([[5.0]]), square, torch.tensor([[2.0]]), torch.tensor([1.0]), "average"),
        checks.Example(ValueError, two_maps, torch.tensor([[10.0, 1.0]]), torch.tensor([0.0]), "minimum"),
    ],
    off_limits=["*pool*"],
)


# %% tests
def _grade_global_pool_head(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    pools = {"average": lambda maps, axes: maps.mean(axes), "max": lambda maps, axes: maps.amax(axes)}

    def head(axes=(2, 3), pools=pools):
        def run(maps, weight, bias, mode):
            if mode not in pools:
                raise ValueError(mode)
            return pools[mode](maps, axes) @ weight.T + bias

        return run

    expected = head()

    def over_channels_flat(maps, weight, bias, mode):
        return pools[mode](maps, 1).flatten(1) @ weight.T + bias

    def one_axis_left(maps, weight, bias, mode, axis=3):
        return torch.einsum("ncp,kc->nkp", pools[mode](maps, axis), weight) + bias[:, None]

    def flatten_and_cut(maps, weight, bias, mode):
        return maps.flatten(1)[:, : weight.shape[1]] @ weight.T + bias

    def softmaxed(maps, weight, bias, mode):
        return expected(maps, weight, bias, mode).softmax(1)

    over_channels = (
        "the maps were pooled together, place by place. Each map becomes a number; places disappear."
    )
    over_images = "images were mixed. Axis 0 counts images, and they must stay apart."
    one_axis = "only rows or only columns were pooled. Every place of a map goes into its number."
    unchecked = "a mode that does not exist gave a result. It must raise a ValueError."
    mistakes = [
        Mistake("over-channels", over_channels, over_channels_flat),
        Mistake("over-channels", over_channels, head(axes=1)),
        Mistake("over-images", over_images, head(axes=(0, 2, 3))),
        Mistake(
            "over-images",
            over_images,
            lambda *args: expected(*args).mean(0, keepdim=True).expand(len(args[0]), -1),
        ),
        Mistake("over-images", over_images, lambda *args: head(axes=0)(*args)),
        Mistake("one-axis-only", one_axis, head(axes=3)),
        Mistake("one-axis-only", one_axis, head(axes=2)),
        Mistake("one-axis-only", one_axis, one_axis_left),
        Mistake("one-axis-only", one_axis, lambda *args: one_axis_left(*args, axis=2)),
        Mistake(
            "flatten-and-cut",
            "only the first few pixels are read. Every place of every map goes in.",
            flatten_and_cut,
        ),
        Mistake(
            "flatten-and-cut",
            "one pixel of each map is read. Every place goes in.",
            lambda maps, weight, bias, mode: maps[:, :, 0, 0] @ weight.T + bias,
        ),
        Mistake(
            "scores-pooled",
            "every place got scores, and the largest was taken. Pool the maps first, then score once.",
            lambda maps, weight, bias, mode: pools[mode](
                torch.einsum("nchw,kc->nkhw", maps, weight) + bias[:, None, None], (2, 3)
            ),
        ),
        Mistake(
            "sum-for-mean",
            "the average is not divided by the number of places, so larger images score higher.",
            head(pools={**pools, "average": lambda maps, axes: maps.sum(axes)}),
        ),
        Mistake(
            "modes-swapped",
            "average and max changed places.",
            head(pools={"average": pools["max"], "max": pools["average"]}),
        ),
        Mistake(
            "mode-ignored",
            "the mode has no effect: always the average.",
            head(pools=dict.fromkeys(pools, pools["average"])),
        ),
        Mistake(
            "mode-ignored",
            "the mode has no effect: always the maximum.",
            head(pools=dict.fromkeys(pools, pools["max"])),
        ),
        Mistake(
            "maxima-averaged",
            "the maxima of the rows are averaged. The maximum of a map is one of its own numbers.",
            head(pools={**pools, "max": lambda maps, axes: maps.amax(3).mean(2)}),
        ),
        Mistake(
            "max-by-size",
            "you take the largest absolute value. The maximum knows signs.",
            head(pools={**pools, "max": lambda maps, axes: maps.abs().amax(axes)}),
        ),
        Mistake(
            "relu-after-pooling",
            "a pooled number below zero becomes 0 before it is scored. Nobody asked for that.",
            head(
                pools={
                    "average": lambda maps, axes: maps.mean(axes).relu(),
                    "max": lambda maps, axes: maps.amax(axes).relu(),
                }
            ),
        ),
        Mistake(
            "max-starts-at-zero",
            "where a map is negative everywhere your maximum is 0. What did the search start with?",
            head(pools={**pools, "max": lambda maps, axes: maps.amax(axes).clamp(min=0)}),
            edge=True,
        ),
        Mistake(
            "mode-unchecked",
            unchecked,
            lambda *args: expected(*args[:3], "average" if args[3] == "average" else "max"),
            edge=True,
        ),
        Mistake(
            "mode-unchecked",
            unchecked,
            lambda *args: expected(*args[:3], "max" if args[3] == "max" else "average"),
            edge=True,
        ),
        *usual(expected, bias="bias", weight="weight", batch=True),
    ]
    double = torch.float64
    cases = [
        Case(3, values(1, 3, 4, 5, 6), values(2, 2, 4), values(3, 2), "average"),
        Case(2, values(4, 2, 6, 2, 3, low=-3, high=-1), values(5, 5, 6), values(6, 5), "max"),
        Case(2, values(7, 1, 3, 7, 4), values(8, 4, 3), values(9, 4), "average"),
        Case(
            2,
            values(10, 5, 4, 4, 4, dtype=double),
            values(11, 3, 4, dtype=double),
            values(12, 3, dtype=double),
            "max",
        ),
        Case(1, values(13, 1, 2, 2, 2), values(14, 3, 2), values(15, 3), "sum"),
    ]
    return grade(
        "global_pool_head",
        lambda: global_pool_head,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*pool*"],
    )
