# ruff: noqa: E501
"""The task `se_extra_params` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What do the gates of SE-ResNet weigh?
#
# Squeeze and excitation puts a gate at the end of *every* residual block. Multiplications hardly grow. And parameters? About 10 minutes.
#
# `se_extra_params(widths, blocks, ratio)`
#
# | | | |
# |---|---|---|
# | `widths` | list of whole numbers | for each stage the maps that a block *hands on* |
# | `blocks` | list, as long | blocks in each stage |
# | `ratio` | from 1 | the first dense layer of a gate leads from $c$ maps to $c$ divided by `ratio`, without the rest |
# | result | `int` | parameters of all gates together |
#
# A gate is two dense layers, from $c$ to fewer and back to $c$, both *with biases*.
#
# **Example.** One stage of 3 blocks that hand on 20 maps, ratio 4. A gate leads from 20 to 5: 20 · 5 + 5 = 105 parameters, and back: 5 · 20 + 20 = 120. Three gates: `se_extra_params([20], [3], 4)` is 675.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Draw one gate with its numbers. Each dense layer has a matrix and a bias.</details>
# <details><summary>Hint 2</summary>Both layers of a gate have the same two sides, turned round. What does <code>ratio</code> divide?</details>
# <details><summary>Hint 3</summary>ResNet-50 hands on 256, 512, 1024 and 2048 maps in 3, 4, 6 and 3 blocks. With ratio 16 you should get more than two and a half million.</details>


# %% answer
def se_extra_params(widths, blocks, ratio):
    ### BEGIN SOLUTION
    total = 0
    for stage, c in enumerate(widths):
        few = c // ratio
        total += blocks[stage] * (c * few + few + few * c + c)
    return total
    ### END SOLUTION


# %% tries
checks.self_check(
    "se_extra_params",
    lambda: se_extra_params,
    [
        checks.Example(675, [20], [3], 4),
        checks.Example(2_530_992, [256, 512, 1024, 2048], [3, 4, 6, 3], 16),
        checks.Example(2 * (2 * 11 * 3 + 3 + 11) + (2 * 23 * 7 + 7 + 23), [11, 23], [2, 1], 3),
    ],
)


# %% tests
def _grade_se_extra_params(examples):
    from cnnkit.checks import Case, Mistake, grade

    def gates(widths, blocks, one):
        return sum(count * one(c) for c, count in zip(widths, blocks, strict=True))

    def other(one):
        return lambda widths, blocks, ratio: gates(widths, blocks, lambda c: one(c, c // ratio, ratio))

    def input_widths(widths, blocks, ratio):
        """The first block of a stage by what it reads."""
        total, before = 0, widths[0]
        for c, count in zip(widths, blocks, strict=True):
            for read in [before] + [c] * (count - 1):
                few = read // ratio
                total += 2 * read * few + few + read
            before = c
        return total

    def middle(c, few, ratio):
        c = c // 4
        few = c // ratio
        return 2 * c * few + few + c

    def expected(widths, blocks, ratio):
        return gates(widths, blocks, lambda c: 2 * c * (c // ratio) + c // ratio + c)

    mistakes = [
        Mistake(
            "biases",
            "the biases are missing. Each of a gate's two layers has them.",
            other(lambda c, few, ratio: 2 * c * few),
        ),
        Mistake(
            "one-bias",
            "one of the two layers has no biases in your sum.",
            other(lambda c, few, ratio: 2 * c * few + few),
        ),
        Mistake(
            "one-bias",
            "the first of the two layers has no biases in your sum.",
            other(lambda c, few, ratio: 2 * c * few + c),
        ),
        Mistake(
            "biases-alike",
            "both layers have equally many biases in your sum. A bias belongs to a number that comes out: how many come out of each?",
            other(lambda c, few, ratio: 2 * c * few + 2 * c),
        ),
        Mistake(
            "one-matrix",
            "one layer of each gate is missing: there is a way down and a way back.",
            other(lambda c, few, ratio: c * few + few),
        ),
        Mistake(
            "one-matrix",
            "one matrix of each gate is missing: there is a way down and a way back.",
            other(lambda c, few, ratio: c * few + few + c),
        ),
        Mistake(
            "ratio-on-both-sides",
            "both sides of your matrices were divided by the ratio. A gate begins and ends with all maps.",
            other(lambda c, few, ratio: 2 * few * few + 2 * few),
        ),
        Mistake(
            "ratio-ignored",
            "your gates lead from all maps to all maps: nothing is divided by the ratio.",
            other(lambda c, few, ratio: 2 * c * c + 2 * c),
        ),
        Mistake(
            "input-width",
            "the first gate of each stage has the width that its block reads. A gate stands at the block's end.",
            input_widths,
        ),
        Mistake(
            "middle-width",
            "your gates have the width of the bottleneck's middle, a quarter. They stand behind the last 1×1.",
            other(middle),
        ),
        Mistake(
            "one-gate-a-stage",
            "each stage has one gate in your sum. Each block has one.",
            lambda widths, blocks, ratio: expected(widths, [1] * len(blocks), ratio),
        ),
        Mistake(
            "widths-added-first",
            "the widths were added up before they were multiplied. Each gate sees the maps of its own block.",
            lambda widths, blocks, ratio: expected(
                [sum(c * b for c, b in zip(widths, blocks, strict=True))], [1], ratio
            ),
        ),
        Mistake(
            "rest-kept",
            "where the ratio does not divide the maps you rounded up. The rest is left out.",
            lambda widths, blocks, ratio: gates(
                widths, blocks, lambda c: 2 * c * -(-c // ratio) - (-c // ratio) + c
            ),
            edge=True,
        ),
        Mistake(
            "divided-at-the-end",
            "where the ratio does not divide the maps your sum differs: the rest is left out before anything is multiplied.",
            lambda widths, blocks, ratio: gates(
                widths, blocks, lambda c: 2 * c * c // ratio + c // ratio + c
            ),
            edge=True,
        ),
        Mistake(
            "divided-at-the-end",
            "where the ratio does not divide the maps your sum differs: the rest is left out before anything is multiplied.",
            lambda widths, blocks, ratio: gates(
                widths, blocks, lambda c: 2 * (c * c // ratio) + c // ratio + c
            ),
            edge=True,
        ),
        Mistake(
            "divided-at-the-end",
            "where the ratio does not divide the maps your sum differs: the rest is left out before anything is multiplied.",
            lambda widths, blocks, ratio: int(
                gates(widths, blocks, lambda c: 2 * c * c / ratio + c / ratio + c)
            ),
            edge=True,
        ),
    ]
    cases = [
        Case(3, [64, 128, 256, 512], [2, 2, 2, 2], 16),
        Case(2, [40, 80], [5, 1], 8),
        Case(2, [30, 70, 50], [1, 3, 2], 7),
        Case(1, [19], [4], 1),
        Case(2, [256, 512, 1024, 2048], [3, 4, 23, 3], 32),
    ]
    return grade(
        "se_extra_params",
        lambda: se_extra_params,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
