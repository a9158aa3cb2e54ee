# ruff: noqa: E501
"""The task `ascent_step` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## One step towards what a class wants
#
# A picture $I$ climbs: the score $S$ of a class is to become large, while pixels far from 0 cost something. What grows is
#
# $$L = S - \lambda \lVert I \rVert^2,$$
#
# where $\lVert I \rVert^2$ is the sum of all squared pixels. Take one step of gradient *ascent* on $L$. About 6 minutes.
#
# `ascent_step(x, grad, lr, l2)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(n, c, h, w)` | the pictures $I$, zero-centred: of any sign; float32 or float64 |
# | `grad` | `(n, c, h, w)` | $dS/dI$, the gradient of the **score** alone |
# | `lr` | a number > 0 | the rate $\eta$: how much of the gradient of $L$ is added |
# | `l2` | a number ≥ 0 | $\lambda$ |
# | result | `(n, c, h, w)` | the pictures after the step; nothing is cut off |
#
# **Example.** Pixels `1, -2` with `grad` = `3, 0`, $\eta = 0.5$ and $\lambda = 0.25$. For the first pixel $dL/dI = 3 - 2 \cdot 0.25 \cdot 1 = 2.5$, so it becomes $1 + 0.5 \cdot 2.5 = 2.25$. The second is drawn towards 0: $-2 + 0.5 \cdot (0 + 1) = -1.5$.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>What is the derivative of $-\lambda I^2$ for one pixel? Which way does it push a pixel that is above 0?</details>
# <details><summary>Hint 2</summary>In training a step goes down a loss. Here something is to become large.</details>
# <details><summary>Hint 3</summary>The rate multiplies the gradient of all of $L$.</details>


# %% answer
def ascent_step(x, grad, lr, l2):
    ### BEGIN SOLUTION
    return x + lr * (grad - 2 * l2 * x)
    ### END SOLUTION


# %% tries
double = torch.float64
row = lambda *pixels, dtype=torch.float32: torch.tensor(pixels, dtype=dtype).view(1, 1, 1, -1)
checks.self_check(
    "ascent_step",
    lambda: ascent_step,
    [
        checks.Example(row(2.25, -1.5), row(1.0, -2.0), row(3.0, 0.0), 0.5, 0.25),
        checks.Example(row(5.5, -3.0, 0.25), row(0.5, -1.0, 0.25), row(2.5, -1.0, 0.0), 2.0, 0),
        checks.Example(
            torch.cat([row(0.5, 4.25, dtype=double), row(-7.0, 3.0, dtype=double)]),
            torch.cat([row(1.0, 0.5, dtype=double), row(-2.0, 6.0, dtype=double)]),
            torch.cat([row(0.0, 16.0, dtype=double), row(-24.0, 0.0, dtype=double)]),
            0.25,
            1.0,
        ),
    ],
)


# %% tests
def _grade_ascent_step(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    expected = lambda x, grad, lr, l2: x + lr * (grad - 2 * l2 * x)
    downhill = "the step goes down: what is to grow falls. Ascent moves a pixel the way of its gradient."
    half = "the price pulls half as hard as it should. What is the derivative of a square?"
    outside = "the price is not multiplied by the rate. The step is the rate times the gradient of all of L."
    cut = "pixels were cut off to a range. Zero-centred pictures are only shifted back at the very end."
    scaled = "the score's gradient was scaled to one size first. Here it is added as it comes."
    sizes = "the price pulls equally hard everywhere: that is the slope of a sum of sizes. Here squares are summed."
    mistakes = [
        Mistake("downhill", downhill, lambda x, grad, lr, l2: x - lr * (grad - 2 * l2 * x)),
        Mistake("downhill", downhill, lambda x, grad, lr, l2: x - lr * grad),
        Mistake(
            "downhill",
            "the score falls: its gradient was taken off. Both terms of L are climbed together.",
            lambda x, grad, lr, l2: x - lr * (grad + 2 * l2 * x),
        ),
        Mistake(
            "price-added",
            "pixels are driven away from 0: the price was added. L grows where the squares become smaller.",
            lambda x, grad, lr, l2: x + lr * (grad + 2 * l2 * x),
        ),
        Mistake("half-the-price", half, lambda x, grad, lr, l2: x + lr * (grad - l2 * x)),
        Mistake("price-outside-the-rate", outside, lambda x, grad, lr, l2: x + lr * grad - 2 * l2 * x),
        Mistake("price-outside-the-rate", outside, lambda x, grad, lr, l2: x + lr * grad - l2 * x),
        Mistake(
            "price-of-the-new-picture",
            "the price pulls at the picture that has moved already. Both slopes belong to the picture before the step.",
            lambda x, grad, lr, l2: (x + lr * grad) * (1 - 2 * lr * l2),
        ),
        Mistake(
            "norm-without-square",
            "this is the slope of the norm. The price is its square.",
            lambda x, grad, lr, l2: x + lr * (grad - l2 * x / x.norm()),
        ),
        Mistake(
            "price-is-a-number",
            "the same number was taken off every pixel. Each has its own slope.",
            lambda x, grad, lr, l2: x + lr * (grad - l2 * x.square().sum()),
        ),
        Mistake(
            "square-of-the-pixel",
            "the square itself was taken off, and not its slope.",
            lambda x, grad, lr, l2: x + lr * (grad - l2 * x**2),
        ),
        Mistake("no-price", "`l2` has no effect: the score is climbed alone.", lambda x, grad, lr, l2: x + lr * grad),
        Mistake("rate-forgotten", "the rate has no effect.", lambda x, grad, lr, l2: x + grad - 2 * l2 * x),
        Mistake(
            "only-the-step",
            "this is the step alone. Return the pictures after it.",
            lambda x, grad, lr, l2: lr * (grad - 2 * l2 * x),
        ),
        Mistake(
            "sign-of-the-gradient",
            "all pixels moved equally far: only the gradient's sign was used.",
            lambda x, grad, lr, l2: x + lr * (grad - 2 * l2 * x).sign(),
        ),
        Mistake("gradient-rescaled", scaled, lambda x, g, lr, l2: expected(x, g / g.norm(), lr, l2)),
        Mistake("gradient-rescaled", scaled, lambda x, g, lr, l2: expected(x, g / g.abs().mean(), lr, l2)),
        Mistake("gradient-rescaled", scaled, lambda x, g, lr, l2: expected(x, g / g.abs().max(), lr, l2)),
        Mistake("cut-off", cut, lambda *given: expected(*given).clamp(0, 1)),
        Mistake("cut-off", cut, lambda *given: expected(*given).clamp(-1, 1)),
        Mistake(
            "cut-off",
            "pixels were cut off in between, before the price was taken.",
            lambda x, grad, lr, l2: (x + lr * grad).clamp(0, 1) - 2 * lr * l2 * x,
        ),
        Mistake("price-of-sizes", sizes, lambda x, grad, lr, l2: x + lr * (grad - 2 * l2 * x.sign())),
        Mistake("price-of-sizes", sizes, lambda x, grad, lr, l2: x + lr * (grad - l2 * x.sign())),
        Mistake(
            "sign-of-the-pixel-lost",
            "a pixel below 0 is pushed further down. Which way does it have to go to get nearer to 0?",
            lambda x, grad, lr, l2: x + lr * (grad - 2 * l2 * x.abs()),
        ),
        Mistake(
            "shrunk-at-the-end",
            "the picture was made smaller after its step. The price is a part of the gradient that is added.",
            lambda x, grad, lr, l2: (1 - l2) * (x + lr * grad),
        ),
        *usual(expected, batch=True, item="picture", top=False),
    ]  # fmt: skip
    double = torch.float64
    cases = [
        Case(3, values(1, 2, 3, 4, 5), values(2, 2, 3, 4, 5, low=-6, high=6), 0.2, 0.7),
        Case(2, values(3, 1, 1, 6, 3, low=-5, high=5), values(4, 1, 1, 6, 3), 1.5, 0.125),
        Case(2, values(5, 3, 2, 5, 4, dtype=double), values(6, 3, 2, 5, 4, dtype=double), 0.4, 2.0),
        Case(1, values(7, 2, 4, 3, 2), values(8, 2, 4, 3, 2), 0.9, 0),
        Case(2, values(9, 4, 1, 2, 7), torch.zeros(4, 1, 2, 7), 0.25, 0.5),
    ]
    return grade(
        "ascent_step",
        lambda: ascent_step,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
