# ruff: noqa: E501
"""The task `separable_ratio` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What a separable layer costs
#
# A depthwise separable layer does in two steps what a plain convolution does in one: a $k × k$ kernel in each map alone, then a 1×1 convolution to $m$ maps. How much of the plain layer's work is left? About 5 minutes.
#
# `separable_ratio(k, m)`
#
# | | | |
# |---|---|---|
# | `k` | a whole number, at least 1 | side of the kernel |
# | `m` | a whole number, at least 1 | maps that come out |
# | result | a number | multiplications of both steps together, divided by those of the plain $k × k$ layer to $m$ maps |
#
# Number of maps in, height and width are the same for both layers; no biases are counted.
#
# **Example.** A 2×2 kernel, 3 maps in, 4 out. At each place the plain layer multiplies $2·2·3·4 = 48$ times. The separable one: $2·2·3 = 12$ in the maps, then $3·4 = 12$ across them, 24 in all. The ratio is 0.5.
#
# <details><summary>Hint 1</summary>Write down the multiplications at one place: of the plain layer, of the first step, of the second.</details>
# <details><summary>Hint 2</summary>The number of maps that come in stands in all three. What is left when it is cancelled?</details>


# %% answer
def separable_ratio(k, m):
    ### BEGIN SOLUTION
    return 1 / m + 1 / k**2
    ### END SOLUTION


# %% tries
checks.self_check(
    "separable_ratio",
    lambda: separable_ratio,
    [
        checks.Example(0.5, 2, 4),
        checks.Example(1 / 9 + 1 / 32, 3, 32),
        checks.Example(1.25, 1, 4),
        checks.Example(1.04, 5, 1),
    ],
)


# %% tests
def _grade_separable_ratio(examples):
    from cnnkit.checks import Case, Mistake, grade

    mistakes = [
        Mistake(
            "ninth",
            "this is the depthwise step alone, divided by the plain layer. The 1×1 step that mixes the maps costs something too.",
            lambda k, m: 1 / m,
        ),
        Mistake(
            "pointwise-only",
            "this is the 1×1 step alone, divided by the plain layer. The kernels in the single maps cost something too.",
            lambda k, m: 1 / k**2,
        ),
        Mistake(
            "product",
            "the two steps are multiplied. One is done after the other: what does that do to their costs?",
            lambda k, m: 1 / (m * k**2),
        ),
        Mistake(
            "inverse",
            "this says how many times cheaper the layer is. Asked is what is left of the work.",
            lambda k, m: 1 / (1 / m + 1 / k**2),
        ),
        Mistake(
            "k-not-squared",
            "the kernel has been counted by its side. How many numbers does it hold?",
            lambda k, m: 1 / m + 1 / k,
        ),
        Mistake(
            "saved",
            "this is the share that is saved. Asked is the share that is left.",
            lambda k, m: 1 - 1 / m - 1 / k**2,
        ),
        Mistake(
            "not-divided",
            "these are multiplications, not yet divided by those of the plain layer.",
            lambda k, m: float(k**2 + m),
        ),
        Mistake(
            "whole-number",
            "the result has lost its digits after the point: a ratio is no whole number.",
            lambda k, m: (k**2 + m) // (k**2 * m),
        ),
        Mistake(
            "k-and-m-swapped",
            "kernel side and number of maps have changed places. Which of them is squared?",
            lambda k, m: 1 / k + 1 / m**2,
        ),
    ]
    cases = [
        Case(3, 3, 256),
        Case(2, 5, 12),
        Case(2, 3, 2),
        Case(1, 7, 3),
        Case(1, 1, 10),
        Case(1, 4, 1),
    ]
    return grade(
        "separable_ratio",
        lambda: separable_ratio,
        cases,
        examples=examples,
        expected=lambda k, m: 1 / m + 1 / k**2,
        mistakes=mistakes,
    )
