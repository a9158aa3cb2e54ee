# ruff: noqa: E501
"""The task `dream_loss` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## What a dream climbs
#
# Deep Dream runs a picture up to a layer and then puts the layer's own output $z$ in the place of its gradient, so that whatever the layer sees it will see more strongly. This is gradient ascent on a number $L$ with $dL/dz_i = z_i$ for every unit $i$ of the layer. Compute that $L$, with $L = 0$ for $z = 0$. About 3 minutes.
#
# `dream_loss(z)`
#
# | | shape or type | |
# |---|---|---|
# | `z` | `(c, h, w)` | what a layer says to one picture, of any sign; float32 or float64 |
# | result | one number | $L$, a Python float or a tensor without axes |
#
# **Example.** A layer of two units that says `3, 1`: $L = 5$. Were the first unit a little larger, 3.01, then $L$ would grow by about 0.03: three times as much, as $z_1 = 3$ asks.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Which function of one number has the number itself as its derivative, and is 0 at 0?</details>
# <details><summary>Hint 2</summary>The derivative with respect to one unit must not depend on how many others there are.</details>


# %% answer
def dream_loss(z):
    ### BEGIN SOLUTION
    return 0.5 * z.square().sum().item()
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "dream_loss",
    lambda: dream_loss,
    [
        checks.Example(5.0, torch.tensor([[[3.0, 1.0]]])),
        checks.Example(10.5, torch.tensor([[[-4.0], [1.0]], [[2.0], [0.0]]], dtype=double)),
        checks.Example(0.0, torch.zeros(2, 1, 3)),
        checks.Example(0.28125, torch.tensor([[[0.5, -0.25, 0.5]]])),
    ],
)


# %% tests
def _grade_dream_loss(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    expected = lambda z: 0.5 * z.square().sum().item()
    mean = "a mean was taken. Then the slope of one unit depends on how many others there are."
    mistakes = [
        Mistake("no-half", "the slope of this is 2z, twice what is asked for.", lambda z: z.square().sum().item()),
        Mistake("mean", mean, lambda z: 0.5 * z.square().mean().item()),
        Mistake("mean", mean, lambda z: z.square().mean().item()),
        Mistake("mean", mean, lambda z: 0.5 * z.square().sum((1, 2)).mean().item()),
        Mistake(
            "sizes-only",
            "the slope of this is 1 or −1, however much a unit says.",
            lambda z: z.abs().sum().item(),
        ),
        Mistake("sizes-only", "the slope of this is ½ or −½, however much a unit says.", lambda z: 0.5 * z.abs().sum().item()),
        Mistake("plain-sum", "the slope of this is 1 in every unit.", lambda z: z.sum().item()),
        Mistake("plain-sum", "the slope of this is ½ in every unit.", lambda z: 0.5 * z.sum().item()),
        Mistake(
            "square-of-the-sum",
            "the sum was squared. Each unit is squared for itself, then they are added.",
            lambda z: 0.5 * z.sum().item() ** 2,
        ),
        Mistake("root", "this is the norm: a root was taken that nobody asked for.", lambda z: z.norm().item()),
        Mistake("root", "this is half the norm: a root was taken that nobody asked for.", lambda z: 0.5 * z.norm().item()),
        Mistake(
            "negative-left-out",
            "units below 0 were left out. They are asked to become more negative.",
            lambda z: 0.5 * z.clamp(min=0).square().sum().item(),
        ),
        Mistake("sign-turned", "the sign is turned: climbing this would quieten the layer.", lambda z: -expected(z)),
        Mistake("gradient", "this is the gradient z itself. Asked for is the number whose gradient it is.", lambda z: z),
        Mistake("one-for-each-map", "there is one number for each map. One for the whole layer is asked for.", lambda z: 0.5 * z.square().sum((1, 2))),
        Mistake("one-for-each-unit", "there is one number for each unit. They have to be added.", lambda z: 0.5 * z.square()),
        Mistake("first-map-only", "only the first map was looked at.", lambda z: expected(z[:1])),
    ]  # fmt: skip
    cases = [
        Case(3, values(1, 3, 4, 5)),
        Case(2, values(2, 1, 6, 2, low=-9, high=9)),
        Case(2, values(3, 4, 3, 3, dtype=torch.float64)),
        Case(2, values(4, 2, 5, 7, low=-5, high=1)),
        Case(1, values(5, 5, 1, 1, low=0, high=3)),
    ]
    return grade(
        "dream_loss",
        lambda: dream_loss,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
