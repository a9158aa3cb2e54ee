# ruff: noqa: E501
"""The task `lenet_subsample` of the set basics; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## LeNet's trainable subsampling
#
# LeNet (1998) did not only average. Its subsampling layer takes windows of 2×2 pixels that do not overlap and, in each map, adds up the four pixels, multiplies the sum by one trainable weight, adds one trainable bias, and sends the result through a sigmoid, $\sigma(z) = 1/(1 + e^{-z})$. Each map has a weight and a bias of its own.
#
# `lenet_subsample(x, weight, bias)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(c, h, w)` | $c$ maps, height and width even |
# | `weight` | `(c,)` | one number per map |
# | `bias` | `(c,)` | one number per map |
# | result | `(c, h/2, w/2)` | between 0 and 1 |
#
# **Example.** The window `[[1, 2], [0, 1]]` with weight 3 and bias −12: $\sigma(3 \cdot 4 - 12) = \sigma(0) = 0.5$.
#
# Off limits: everything in torch with `pool` in its name. `torch.sigmoid` is allowed.
#
# <details><summary>Hint 1</summary>Do it in four steps, in the order of the text: sum, weight, bias, sigmoid.</details>
# <details><summary>Hint 2</summary>The four pixels of all windows at once: rows 0, 2, 4, … are <code>x[:, 0::2]</code>, rows 1, 3, 5, … are <code>x[:, 1::2]</code>. Columns alike.</details>
# <details><summary>Hint 3</summary>A tensor of shape <code>(c,)</code> lines up with the last axis. To reach the first one it needs two more axes behind it.</details>


# %% answer
def lenet_subsample(x, weight, bias):
    ### BEGIN SOLUTION
    total = x[:, 0::2, 0::2] + x[:, 0::2, 1::2] + x[:, 1::2, 0::2] + x[:, 1::2, 1::2]
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])
    ### END SOLUTION


# %% tries
log3 = 1.0986122886681098
checks.self_check(
    "lenet_subsample",
    lambda: lenet_subsample,
    [
        checks.Example(
            torch.tensor([[[0.5]]]),
            torch.tensor([[[1.0, 2.0], [0.0, 1.0]]]),
            torch.tensor([3.0]),
            torch.tensor([-12.0]),
        ),
        checks.Example(
            torch.tensor([[[0.5, 1.0]], [[0.0, 0.5]]]),
            torch.tensor([[[1.0, 1.0, 9.0, 9.0], [1.0, 1.0, 9.0, 9.0]]] * 2),
            torch.tensor([1.0, 2.0]),
            torch.tensor([-4.0, -72.0]),
        ),
        checks.Example(
            torch.tensor([[[0.25, 0.75]], [[0.75, 1 / 28]]], dtype=torch.float64),
            torch.tensor([[[-2.0, 1.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]]] * 2, dtype=torch.float64),
            torch.tensor([log3, -2 * log3], dtype=torch.float64),
            torch.tensor([0.0, -log3], dtype=torch.float64),
        ),
    ],
    off_limits=["*pool*"],
)


# %% tests
def _grade_lenet_subsample(examples):
    import torch

    from cnnkit.checks import Case, Mistake, Symptom, grade, usual, values

    def windows(x, step=2):
        return x.unfold(1, 2, step).unfold(2, 2, step).flatten(3)

    def affine(total, weight, bias):
        return total * weight[:, None, None] + bias[:, None, None]

    def expected(x, weight, bias):
        return affine(windows(x).sum(3), weight, bias).sigmoid()

    def blocks(x):  # halves joined instead of neighbours
        c, h, w = x.shape
        return x.reshape(c, 2, h // 2, 2, w // 2).sum((1, 3))

    mistakes = [
        Mistake(
            "mean-for-sum",
            "the four pixels are averaged. LeNet adds them up; the trained weight does the rest.",
            lambda x, weight, bias: affine(windows(x).mean(3), weight, bias).sigmoid(),
        ),
        Mistake(
            "max-for-sum",
            "the largest of the four pixels is taken. LeNet adds up all four.",
            lambda x, weight, bias: affine(windows(x).amax(3), weight, bias).sigmoid(),
        ),
        Mistake(
            "one-weight-for-all-maps",
            "all maps are treated with the numbers of the first. Each map has its own weight and bias.",
            lambda x, weight, bias: (windows(x).sum(3) * weight[0] + bias[0]).sigmoid(),
        ),
        Mistake(
            "one-weight-for-all-maps",
            "all maps share one weight. Each map has its own.",
            lambda x, weight, bias: (windows(x).sum(3) * weight[0] + bias[:, None, None]).sigmoid(),
        ),
        Mistake(
            "weight-along-columns",
            "weight and bias run along the columns of the maps. Each belongs to one map.",
            lambda x, weight, bias: (windows(x).sum(3) * weight + bias).sigmoid(),
        ),
        Mistake(
            "sigmoid-left-out",
            "the last step is missing: values outside 0 to 1 cannot come out of a sigmoid.",
            lambda x, weight, bias: affine(windows(x).sum(3), weight, bias),
        ),
        Mistake(
            "sigmoid-sign",
            "large sums come out near 0 and small ones near 1: look at the sign in the exponent.",
            lambda x, weight, bias: 1 - expected(x, weight, bias),
        ),
        Mistake(
            "tanh-for-sigmoid",
            "these values come from tanh, between −1 and 1. The task asks for the sigmoid.",
            lambda x, weight, bias: affine(windows(x).sum(3), weight, bias).tanh(),
        ),
        Mistake(
            "relu-for-sigmoid",
            "these values come from a ReLU. The task asks for the sigmoid.",
            lambda x, weight, bias: affine(windows(x).sum(3), weight, bias).relu(),
        ),
        Mistake(
            "bias-before-weight",
            "the bias was added before multiplying, so it is multiplied too.",
            lambda x, weight, bias: (
                (windows(x).sum(3) + bias[:, None, None]) * weight[:, None, None]
            ).sigmoid(),
        ),
        Mistake(
            "bias-once-a-pixel",
            "the bias comes in with each of the four pixels. It is added once.",
            lambda x, weight, bias: affine(windows(x).sum(3), weight, 4 * bias).sigmoid(),
        ),
        Mistake(
            "windows-overlap",
            "the windows overlap: they move on by one pixel. These move by two.",
            lambda x, weight, bias: affine(windows(x, 1).sum(3), weight, bias).sigmoid(),
        ),
        Mistake(
            "windows-overlap",
            "the windows overlap: they move on by one pixel. These move by two.",
            lambda x, weight, bias: affine(
                windows(x, 1).sum(3)[:, : x.shape[1] // 2, : x.shape[2] // 2], weight, bias
            ).sigmoid(),
        ),
        Mistake(
            "sigmoid-first",
            "the sigmoid acts before weight and bias. It is the last step.",
            lambda x, weight, bias: affine(windows(x).sum(3).sigmoid(), weight, bias),
        ),
        Mistake(
            "sigmoid-first",
            "the sigmoid acts on the pixels. It is the last step.",
            lambda x, weight, bias: affine(windows(x.sigmoid()).sum(3), weight, bias),
        ),
        Mistake(
            "far-apart-pixels",
            "the four pixels that you add are not neighbours: they lie half a map apart.",
            lambda x, weight, bias: affine(blocks(x), weight, bias).sigmoid(),
        ),
        *usual(expected, bias="bias", weight="weight"),
    ]
    double = torch.float64

    def inputs(seed, c, h, w, dtype=torch.float32):
        x = values(seed, c, h, w, low=-1, high=1, dtype=dtype)
        return (
            x,
            values(seed + 1, c, low=0.3, high=1, dtype=dtype),
            values(seed + 2, c, low=-1, high=1, dtype=dtype),
        )

    symptoms = [
        Symptom(
            "no-sigmoid-value",
            "there are values outside 0 to 1, and none can come out of a sigmoid.",
            lambda result, x, weight, bias: not bool(((result >= 0) & (result <= 1)).all()),
        ),
    ]
    cases = [
        Case(4, *inputs(1, 3, 4, 8)),
        Case(2, *inputs(4, 1, 2, 6)),
        Case(2, *inputs(7, 4, 6, 8)),
        Case(2, *inputs(10, 2, 8, 2, double)),
    ]
    return grade(
        "lenet_subsample",
        lambda: lenet_subsample,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
        off_limits=["*pool*"],
    )
