# ruff: noqa: E501
"""The task `se_gate` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## A gate for every channel
#
# Squeeze and excitation: look at all of a picture's maps, then turn each of them up or down. Every map is squeezed into one number, its mean over all places. Two small dense layers make of these $c$ numbers one gate per map, between 0 and 1, and the map is multiplied by its gate. About 15 minutes.
#
# `se_gate(x, w1, b1, w2, b2)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | the maps of $n$ pictures |
# | `w1`, `b1` | `(r, c)`, `(r,)` | first dense layer, one row for each of $r$ hidden numbers; ReLU follows |
# | `w2`, `b2` | `(c, r)`, `(c,)` | second dense layer, one row for each channel; the sigmoid $1/(1 + e^{-z})$ follows |
# | result | `(n, c, h, w)` | `x`, each map times its gate |
#
# Each picture has its own gates.
#
# **Example.** One picture with the maps `[[3, 5]]` and `[[0, 2]]`: the means are 4 and 1. With `w1` `[[1, -1]]` and `b1` `[0]` the hidden number is $4 - 1 = 3$. With `w2` `[[1], [1]]` and `b2` `[-3, 97]` the second layer gives 0 and 100, so the gates are 0.5 and 1, and the maps become `[[1.5, 2.5]]` and `[[0, 2]]`.
#
# <details><summary>Hint 1</summary>What are the shapes after the squeeze, after the first layer, after the second? Write them down beside your lines.</details>
# <details><summary>Hint 2</summary>One gate serves all places of a map. <code>[:, :, None, None]</code> adds the two axes that a product with <code>x</code> needs.</details>
# <details><summary>Hint 3</summary>A row of <code>w1</code> meets all $c$ means. Which matrix has to be turned for that?</details>


# %% answer
def se_gate(x, w1, b1, w2, b2):
    ### BEGIN SOLUTION
    means = x.mean((2, 3))  # n c
    hidden = (means @ w1.T + b1).relu()  # n r
    gates = (hidden @ w2.T + b2).sigmoid()  # n c
    return x * gates[:, :, None, None]
    ### END SOLUTION


# %% tries
two_maps = torch.tensor([[[[3.0, 5.0]], [[0.0, 2.0]]]])
first = torch.tensor([[1.0, -1.0]]), torch.tensor([0.0])
double = torch.float64
pictures = torch.tensor(
    [
        [[[1.0, 3.0], [0.0, 4.0]], [[-2.0, 0.0], [2.0, 4.0]]],
        [[[1.0, 1.0], [0.0, 2.0]], [[9.0, 0.0], [0.0, 3.0]]],
    ],
    dtype=double,
)
layers = (
    torch.tensor([[1.0, 1.0], [-2.0, 1.0]], dtype=double), torch.tensor([-2.0, 1.0], dtype=double),
    torch.tensor([[1.0, 0.0], [2.0, 3.0]], dtype=double), torch.tensor([-1.0, -2.0], dtype=double),
)  # fmt: skip
gates = torch.tensor([[0.0, 0.0], [1.0, 8.0]], dtype=double).sigmoid()
checks.self_check(
    "se_gate",
    lambda: se_gate,
    [
        checks.Example(
            torch.tensor([[[[1.5, 2.5]], [[0.0, 2.0]]]]),
            two_maps, *first, torch.tensor([[1.0], [1.0]]), torch.tensor([-3.0, 97.0]),
        ),
        checks.Example(
            torch.tensor([[[[0.0, 1.0]], [[3.0, 5.0]]]]),
            two_maps.flip(1), *first, torch.tensor([[1.0], [1.0]]), torch.tensor([0.0, 100.0]),
        ),
        checks.Example(pictures * gates[:, :, None, None], pictures, *layers),
    ],
)  # fmt: skip


# %% tests
def _grade_se_gate(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def parts(x, w1, b1, w2, b2, squeeze=lambda x: x.mean((2, 3)), relu=torch.relu, gate=torch.sigmoid):
        return gate(relu(squeeze(x) @ w1.T + b1) @ w2.T + b2)

    def expected(x, w1, b1, w2, b2):
        return x * parts(x, w1, b1, w2, b2)[:, :, None, None]

    def other(**what):
        return lambda x, w1, b1, w2, b2: x * parts(x, w1, b1, w2, b2, **what)[:, :, None, None]

    def over_channels(x, *layers):
        squeezed = x.mean((1, 2, 3))[:, None].expand(x.shape[:2])
        return other(squeeze=lambda x: squeezed)(x, *layers)

    same = lambda x: x
    mistakes = [
        Mistake(
            "over-channels",
            "all channels were squeezed into the same number. Each map has a mean of its own.",
            over_channels,
        ),
        Mistake(
            "over-the-batch",
            "the means were taken over all pictures together. Each picture has its own gates.",
            other(squeeze=lambda x: x.mean((0, 2, 3)).expand(x.shape[:2])),
        ),
        Mistake(
            "added",
            "the gates were added to the maps. What turns a map up or down?",
            lambda x, *layers: x + parts(x, *layers)[:, :, None, None],
        ),
        Mistake(
            "shortcut",
            "the maps came through a second time, beside the gated ones. The gate decides about all of a map.",
            lambda x, *layers: x + expected(x, *layers),
        ),
        Mistake(
            "gates-alone",
            "these are the gates themselves. They are there to change the maps.",
            lambda x, *layers: parts(x, *layers),
        ),
        Mistake(
            "gates-alone",
            "these are the gates themselves. They are there to change the maps.",
            lambda x, *layers: parts(x, *layers)[:, :, None, None],
        ),
        Mistake(
            "softmax",
            "the gates of a picture add to 1, so the channels compete. Here each gate is open or shut on its own.",
            other(gate=lambda z: z.softmax(1)),
        ),
        Mistake(
            "softmax",
            "your gates add to 1 over the pictures. Each gate is open or shut on its own.",
            other(gate=lambda z: z.softmax(0)),
        ),
        Mistake(
            "no-relu",
            "between the two layers a negative number stayed negative. Two dense layers in a row are only one.",
            other(relu=same),
        ),
        Mistake(
            "relu-in-the-means",
            "the activation came before the first layer. It stands behind it.",
            other(squeeze=lambda x: x.mean((2, 3)).relu(), relu=same),
        ),
        Mistake(
            "sigmoid-twice",
            "the hidden numbers lie between 0 and 1. Only the gates do.",
            other(relu=torch.sigmoid),
        ),
        Mistake(
            "no-sigmoid",
            "the second layer's numbers were taken as they are. A gate lies between 0 and 1.",
            other(gate=same),
        ),
        Mistake(
            "gate-not-a-sigmoid",
            "your gates are cut off at 0 and 1, or reach below 0. Look at the function in the table.",
            other(gate=torch.tanh),
        ),
        Mistake(
            "gate-not-a-sigmoid",
            "your gates are cut off at 0. Look at the function in the table.",
            other(gate=torch.relu),
        ),
        Mistake(
            "gate-not-a-sigmoid",
            "your gates are cut off at 0 and 1. Look at the function in the table.",
            other(gate=lambda z: z.clamp(0, 1)),
        ),
        Mistake(
            "sum-for-mean",
            "the squeeze is not divided by the number of places.",
            other(squeeze=lambda x: x.sum((2, 3))),
        ),
        Mistake(
            "divided-by-one-side",
            "the squeeze is divided by one side of the map. How many places has it?",
            other(squeeze=lambda x: x.mean(2).sum(2)),
        ),
        Mistake(
            "divided-by-one-side",
            "the squeeze is divided by one side of the map. How many places has it?",
            other(squeeze=lambda x: x.sum(2).mean(2)),
        ),
        Mistake(
            "max-for-mean",
            "the squeeze took the largest value of each map. Its mean is asked for.",
            other(squeeze=lambda x: x.amax((2, 3))),
        ),
        Mistake(
            "bias-left-out",
            "the bias of the first layer is missing.",
            lambda x, w1, b1, w2, b2: expected(x, w1, 0 * b1, w2, b2),
        ),
        Mistake(
            "bias-left-out",
            "the bias of the second layer is missing.",
            lambda x, w1, b1, w2, b2: expected(x, w1, b1, w2, 0 * b2),
        ),
        Mistake(
            "bias-left-out",
            "both biases are missing.",
            lambda x, w1, b1, w2, b2: expected(x, w1, 0 * b1, w2, 0 * b2),
        ),
        Mistake(
            "gate-reversed",
            "an open gate shuts and a shut one opens.",
            other(gate=lambda z: torch.sigmoid(-z)),
        ),
        Mistake(
            "first-picture-for-all",
            "all pictures were gated as the first one. Each has its own gates.",
            lambda x, *layers: x * parts(x, *layers)[:1, :, None, None],
        ),
        *usual(expected, batch=True),
    ]
    double = torch.float64

    def layers(seed, c, r, dtype=torch.float32):
        shapes = ((r, c), (r,), (c, r), (c,))
        return [values(seed + i, *shape, dtype=dtype) for i, shape in enumerate(shapes)]

    cases = [
        Case(3, values(1, 3, 4, 5, 6), *layers(2, 4, 2)),
        Case(2, values(11, 1, 6, 2, 3, low=-1, high=5), *layers(12, 6, 3)),
        Case(2, values(21, 4, 3, 7, 2, low=-4, high=1), *layers(22, 3, 5)),
        Case(2, values(31, 2, 5, 4, 8, dtype=double), *layers(32, 5, 2, double)),
        Case(1, values(41, 2, 2, 1, 1), *layers(42, 2, 4)),
    ]
    return grade(
        "se_gate",
        lambda: se_gate,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
