# ruff: noqa: E501
"""The task `factor_cost` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## One large kernel, or several small ones?
#
# A 5×5 convolution can be taken apart: into two 3×3 ones behind each other, or into one that is five wide and one high and one that is five high. Count the weights of all three. About 5 minutes.
#
# `factor_cost(c, k)`
#
# | | range | |
# |---|---|---|
# | `c` | 1 … | channels, in and out of every layer alike |
# | `k` | odd, 1 … | side of the large kernel |
# | result | `(full, stacked, pair)`, `int`s | weights without biases of: one $k×k$ layer · as many 3×3 layers as see $k×k$ together · one $1×k$ layer and one $k×1$ layer |
#
# A stack of 3×3 layers sees 3, 5, 7 … pixels, two more with each layer. For `k` = 1 there is nothing to stack: 0.
#
# **Example.** One channel, `k` = 5: 25 weights, or 2·9 = 18, or 5 + 5 = 10. Seven channels, `k` = 3: 9·49 = 441 in full, the same in a "stack" of one, and 6·49 = 294 as a pair.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>A layer from <code>c</code> to <code>c</code> channels has <code>c·c</code> kernels, whatever their size.</details>
# <details><summary>Hint 2</summary>How many 3×3 layers see 5 pixels, how many see 7? Write the number with <code>k</code>.</details>
# <details><summary>Hint 3</summary>The pair consists of two whole layers. How many numbers does one kernel of each hold?</details>


# %% answer
def factor_cost(c, k):
    ### BEGIN SOLUTION
    layers = k // 2
    return k * k * c * c, layers * 9 * c * c, 2 * k * c * c
    ### END SOLUTION


# %% tries
checks.self_check(
    "factor_cost",
    lambda: factor_cost,
    [
        checks.Example((25, 18, 10), 1, 5),
        checks.Example((441, 441, 294), 7, 3),
        checks.Example((196, 108, 56), 2, 7),
        checks.Example((9, 0, 18), 3, 1),
    ],
)


# %% tests
def _grade_factor_cost(examples):
    from cnnkit.checks import Case, Mistake, grade

    def expected(c, k):
        return c * c * k**2, c * c * 9 * ((k - 1) // 2), c * c * 2 * k

    one = lambda place, count: (
        lambda c, k: tuple(count(c, k) if i == place else v for i, v in enumerate(expected(c, k)))
    )
    layers = "the number of 3×3 layers is not right: two see 5 pixels, three see 7."
    half = "the pair has two layers, $1×k$ and $k×1$. Only one of them is counted."
    mistakes = [
        Mistake(
            "one-channel",
            "a layer has c·c kernels: each filter has one for each channel.",
            lambda c, k: tuple(v // c for v in expected(c, k)),
        ),
        Mistake(
            "one-channel",
            "a layer has c·c kernels. You count a single one.",
            lambda c, k: tuple(v // c // c for v in expected(c, k)),
        ),
        Mistake(
            "biases-counted",
            "biases are in your counts. Only weights are asked for.",
            lambda c, k: tuple(v + n * c for v, n in zip(expected(c, k), (1, (k - 1) // 2, 2), strict=True)),
        ),
        Mistake("stack-of-k-thirds", layers, one(1, lambda c, k: 9 * c * c * (k // 3))),
        Mistake("stack-of-k-thirds", layers, one(1, lambda c, k: 9 * c * c * -(-k // 3))),
        Mistake("stack-of-k-thirds", layers, one(1, lambda c, k: 9 * c * c * (k - 3))),
        Mistake("stack-of-k-thirds", layers, one(1, lambda c, k: 9 * c * c * ((k + 1) // 2))),
        Mistake("stack-of-k-thirds", layers, one(1, lambda c, k: 9 * c * c * (k // 2 - 1))),
        Mistake(
            "stack-of-k-thirds",
            "for k = 1 there is nothing to stack.",
            one(1, lambda c, k: 9 * c * c * max(1, (k - 1) // 2)),
            edge=True,
        ),
        Mistake(
            "stack-as-one-layer", "the stack is counted as one layer of 3×3.", one(1, lambda c, k: 9 * c * c)
        ),
        Mistake(
            "stack-always-two",
            "two 3×3 layers see 5 pixels. A larger kernel needs more of them.",
            one(1, lambda c, k: 18 * c * c),
        ),
        Mistake("half-of-the-pair", half, one(2, lambda c, k: k * c * c)),
        Mistake(
            "square-in-the-pair",
            "a $1×k$ kernel holds $k$ numbers, not $k·k$.",
            one(2, lambda c, k: 2 * k * k * c * c),
        ),
        Mistake(
            "square-in-the-pair",
            "the two layers of the pair stand behind each other: their weights are added, not multiplied.",
            one(2, lambda c, k: k * k * c * c),
        ),
        Mistake(
            "ratios",
            "these are ratios. The numbers of weights are asked for.",
            lambda c, k: tuple(v / expected(c, k)[0] for v in expected(c, k)),
        ),
        Mistake(
            "ratios",
            "these are ratios. The numbers of weights are asked for.",
            lambda c, k: tuple(expected(c, k)[0] / v for v in expected(c, k)),
        ),
        Mistake(
            "order",
            "the three numbers stand in another order: full, stacked, pair.",
            lambda c, k: (expected(c, k)[0], expected(c, k)[2], expected(c, k)[1]),
        ),
        Mistake(
            "order",
            "the three numbers stand in another order: full, stacked, pair.",
            lambda c, k: expected(c, k)[::-1],
        ),
    ]
    cases = [Case(2, 64, 5), Case(2, 3, 9), Case(2, 10, 7), Case(2, 5, 3), Case(1, 4, 1), Case(1, 1, 15)]
    return grade(
        "factor_cost", lambda: factor_cost, cases, examples=examples, expected=expected, mistakes=mistakes
    )
