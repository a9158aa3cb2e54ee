# ruff: noqa: E501
"""The task `resnext_params` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What does a ResNeXt block weigh?
#
# ResNeXt cuts the 3×3 of a bottleneck into many thin paths. How many weights has the block, and what do the paths save? About 10 minutes.
#
# `resnext_params(c, width, card)`
#
# | | range | |
# |---|---|---|
# | `c` | 1 … | maps that enter the block, and as many that leave it |
# | `width` | 1 … | maps of *one* path (the 4 of 32×4d) |
# | `card` | 1 … | paths, the *cardinality* (the 32 of 32×4d) |
# | result | `int` | weights of the three convolutions; no biases, no batch norm |
#
# A 1×1 leads from the `c` maps to all paths together, a 3×3 works inside each path and sees no other, a 1×1 leads from all paths back to `c` maps.
#
# **Example.** 10 maps, two paths of 3. The first 1×1 has 10 · 6 = 60 weights. Each path's 3×3 has 9 · 3 · 3 = 81, both have 162. The last 1×1 has 6 · 10 = 60: 282 in all.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>How many maps have all paths together?</details>
# <details><summary>Hint 2</summary>A filter of the 3×3 reads only its own path. How many maps is that?</details>
# <details><summary>Hint 3</summary>With one path the block is an ordinary bottleneck. Does your formula say so?</details>


# %% answer
def resnext_params(c, width, card):
    ### BEGIN SOLUTION
    inner = width * card
    return c * inner + 9 * width * inner + inner * c
    ### END SOLUTION


# %% tries
checks.self_check(
    "resnext_params",
    lambda: resnext_params,
    [
        checks.Example(282, 10, 3, 2),
        checks.Example(2 * 64 * 16 + 9 * 16 * 16, 64, 16, 1),
        checks.Example(2 * 7 * 15 + 9 * 15 * 3, 7, 3, 5),
    ],
)


# %% tests
def _grade_resnext_params(examples):
    from cnnkit.checks import Case, Mistake, grade

    def expected(c, width, card):
        return 2 * c * width * card + 9 * width * width * card

    def of_total(c, total, card):
        """`total` maps in all paths together."""
        return 2 * c * total + 9 * total * total // card

    mistakes = [
        Mistake(
            "paths-see-each-other",
            "each filter of your 3×3 reads all paths. A path sees only its own maps.",
            lambda c, width, card: 2 * c * width * card + 9 * (width * card) ** 2,
        ),
        Mistake(
            "width-of-all",
            "the width was taken for that of all paths together. It is the width of one.",
            of_total,
        ),
        Mistake(
            "width-of-all",
            "the width was divided among the paths. It is the width of one.",
            lambda c, width, card: 2 * c * width + 9 * width * (width // card),
        ),
        Mistake(
            "one-path-counted",
            "one path alone was counted. There are as many as the cardinality says.",
            lambda c, width, card: 2 * c * width + 9 * width * width,
        ),
        Mistake(
            "one-path-in-the-middle",
            "the 3×3 of one path was counted. Each path has its own.",
            lambda c, width, card: 2 * c * width * card + 9 * width * width,
        ),
        Mistake(
            "thin-ends",
            "the two 1×1 lead to and from a single path. They serve all of them.",
            lambda c, width, card: 2 * c * width + 9 * width * width * card,
        ),
        Mistake(
            "biases",
            "a bias was counted for each filter. The three convolutions have none.",
            lambda c, width, card: expected(c, width, card) + 2 * width * card + c,
        ),
        Mistake(
            "batch-norm",
            "batch norm was counted. Only the weights of the convolutions are asked for.",
            lambda c, width, card: expected(c, width, card) + 4 * width * card + 2 * c,
        ),
        Mistake(
            "last-layer-missing",
            "the way back to the block's maps is missing: a second 1×1.",
            lambda c, width, card: c * width * card + 9 * width * width * card,
        ),
        Mistake(
            "kernel-not-squared",
            "the 3×3 kernel counts as 3 weights in your sum. How many has it?",
            lambda c, width, card: 2 * c * width * card + 3 * width * width * card,
        ),
        Mistake(
            "ends-are-3x3",
            "your first and last convolution are 3×3. Only the middle one is.",
            lambda c, width, card: 18 * c * width * card + 9 * width * width * card,
        ),
        Mistake(
            "depthwise",
            "each filter of your 3×3 reads one map. It reads all maps of its path.",
            lambda c, width, card: 2 * c * width * card + 9 * width * card,
        ),
    ]
    cases = [
        Case(4, 256, 4, 32),
        Case(2, 24, 6, 5),
        Case(2, 128, 64, 1),
        Case(1, 30, 1, 12),
        Case(1, 5, 2, 3),
    ]
    return grade(
        "resnext_params",
        lambda: resnext_params,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
