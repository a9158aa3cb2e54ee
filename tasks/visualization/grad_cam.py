# ruff: noqa: E501
"""The task `grad_cam` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Where does a layer speak for the class?
#
# Grad-CAM makes one map of the many of a layer. It asks how much the class's score would rise if a whole map rose a little (the mean of the slopes at all its places), adds the maps up with these weights, and keeps what speaks *for* the class. About 5 minutes.
#
# $$ \alpha_k = \frac{1}{hw}\sum_{i,j} G_{k,i,j}, \qquad M_{i,j} = \max\Big(0, \sum_k \alpha_k A_{k,i,j}\Big) $$
#
# `grad_cam(acts, grads)`
#
# | | shape | |
# |---|---|---|
# | `acts` | `(c, h, w)` | $A$: what the layer said; float32 or float64 |
# | `grads` | `(c, h, w)` | $G$: the slope of the class's score at each of these numbers |
# | result | `(h, w)` | $M$, not rescaled |
#
# **Example.** Two maps of 1×2: `acts = [[[1, 2]], [[5, 1]]]`, `grads = [[[3, 5]], [[-2, 0]]]`. The weights are 4 and −1. At the first place $4\cdot1 - 1\cdot5 = -1$, which is cut off; at the second $4\cdot2 - 1\cdot1 = 7$. The result is `[[0, 7]]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>How many weights are there: one for each map, or one for each place?</details>
# <details><summary>Hint 2</summary>Maps that speak against the class must be able to take off what others say, before anything is cut off.</details>


# %% answer
def grad_cam(acts, grads):
    ### BEGIN SOLUTION
    weights = grads.mean((1, 2))
    return torch.einsum("c,chw->hw", weights, acts).clamp(min=0)
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "grad_cam",
    lambda: grad_cam,
    [
        checks.Example(
            torch.tensor([[0.0, 7.0]]),
            torch.tensor([[[1.0, 2.0]], [[5.0, 1.0]]]),
            torch.tensor([[[3.0, 5.0]], [[-2.0, 0.0]]]),
        ),
        checks.Example(
            torch.tensor([[0.0, 4.0], [2.0, 0.0]], dtype=double),
            torch.tensor([[[0.0, 2.0], [1.0, -1.0]]], dtype=double),
            torch.tensor([[[5.0, 1.0], [-1.0, 3.0]]], dtype=double),
        ),
        checks.Example(
            torch.tensor([[2.0], [2.0], [14.0]]),
            torch.tensor([[[2.0], [0.0], [-3.0]], [[3.0], [1.0], [4.0]]]),
            torch.tensor([[[-9.0], [3.0], [0.0]], [[0.0], [2.0], [4.0]]]),
        ),
    ],
)


# %% tests
def _grade_grad_cam(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def total(acts, grads):
        found = torch.zeros(acts.shape[1:], dtype=acts.dtype)
        for maps, slopes in zip(acts, grads, strict=True):
            found = found + maps * (slopes.sum() / slopes.numel())
        return found

    def expected(acts, grads):
        return total(acts, grads).relu()

    def rescaled(acts, grads):
        found = expected(acts, grads)
        return found / found.max() if found.max() > 0 else found

    def cut_each_time(acts, grads):
        found = torch.zeros_like(acts[0])
        for maps, slopes in zip(acts, grads, strict=True):
            found = (found + maps * slopes.mean()).relu()
        return found

    mistakes = [
        Mistake(
            "no-relu", "numbers below 0 are left: what speaks against the class is cut off at the end.", total
        ),
        Mistake(
            "relu-too-early",
            "maps that speak against the class are cut off before the sum, so they take nothing off.",
            lambda acts, grads: (acts * grads.mean((1, 2), keepdim=True)).relu().sum(0),
        ),
        Mistake(
            "weights-cut",
            "weights below 0 are cut off. They belong into the sum.",
            lambda acts, grads: expected(acts, grads.mean((1, 2), keepdim=True).relu().expand_as(acts)),
        ),
        Mistake(
            "weights-from-acts",
            "your weights are means of what the layer said. They are means of the slopes.",
            lambda acts, grads: expected(acts, acts),
        ),
        Mistake(
            "swapped",
            "slopes and activations have changed places.",
            lambda acts, grads: expected(grads, acts),
        ),
        Mistake(
            "by-place",
            "every place has a weight of its own. A map has one weight, the mean of its slopes.",
            lambda acts, grads: (acts * grads).sum(0).relu(),
        ),
        Mistake(
            "sum-of-slopes",
            "your weights are sums of the slopes. They are their means.",
            lambda acts, grads: expected(acts, grads * grads[0].numel()),
        ),
        Mistake(
            "largest-slope",
            "your weights are the largest slopes of the maps. They are the means over all places.",
            lambda acts, grads: expected(acts, grads.amax((1, 2), keepdim=True).expand_as(acts)),
        ),
        Mistake(
            "mean-of-maps",
            "the maps are averaged. They are added up.",
            lambda acts, grads: expected(acts, grads) / len(acts),
        ),
        Mistake("rescaled", "your map is stretched to 1. Wanted are the numbers as they are.", rescaled),
        Mistake(
            "absolute",
            "signs are lost: below 0 is cut off, not turned.",
            lambda acts, grads: total(acts, grads).abs(),
        ),
        Mistake(
            "slopes-alone",
            "the activations are missing.",
            lambda acts, grads: grads.sum(0).relu(),
        ),
        Mistake(
            "cut-at-each-map",
            "numbers below 0 were cut off after each map. Cut once, when all maps are added.",
            cut_each_time,
        ),
        Mistake(
            "one-weight-for-all",
            "all maps have the same weight, the mean of all slopes. Each map has its own.",
            lambda acts, grads: expected(acts, grads.mean().expand_as(grads)),
        ),
        Mistake(
            "mean-over-maps",
            "the slopes were averaged over the maps, place by place. Average over the places, map by map.",
            lambda acts, grads: (acts * grads.mean(0)).sum(0).relu(),
        ),
        Mistake(
            "slopes-cut",
            "slopes below 0 were cut off before their mean.",
            lambda acts, grads: expected(acts, grads.relu()),
        ),
        Mistake(
            "slopes-cut",
            "the signs of the slopes were lost before their mean.",
            lambda acts, grads: expected(acts, grads.abs()),
        ),
        *usual(expected, top=False),
    ]
    cases = [
        Case(3, values(1, 4, 3, 5), values(2, 4, 3, 5)),
        Case(2, values(3, 2, 6, 4), values(4, 2, 6, 4)),
        Case(2, values(5, 7, 2, 3), values(6, 7, 2, 3)),
        Case(1, values(7, 1, 4, 7), values(8, 1, 4, 7)),
        Case(1, values(9, 3, 5, 2, dtype=torch.float64), values(10, 3, 5, 2, dtype=torch.float64)),
        Case(1, values(11, 5, 1, 8, dtype=torch.float64), values(12, 5, 1, 8, dtype=torch.float64)),
    ]
    return grade(
        "grad_cam",
        lambda: grad_cam,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
