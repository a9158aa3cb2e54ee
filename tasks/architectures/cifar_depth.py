# ruff: noqa: E501
"""The task `cifar_depth` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## How many layers has it?
#
# For CIFAR the paper builds thin networks out of one number $n$: a first 3×3 convolution, three stages of $n$ basic blocks each, the mean of each map, and a dense layer. About 3 minutes.
#
# `cifar_depth(n)`
#
# | | | |
# |---|---|---|
# | `n` | 1, 2, … | blocks in each of the three stages |
# | result | `int` | the depth in the network's name |
#
# The name counts layers with weights one behind the other: convolutions and the dense layer. Batch norm, pooling, ReLU and what stands on a skip are not counted.
#
# **Example.** `cifar_depth(1)` is 8. `cifar_depth(5)` is 32: ResNet-32.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>How many convolutions stand in one basic block, one behind the other?</details>
# <details><summary>Hint 2</summary>Three stages of those, and which two layers belong to no block?</details>


# %% answer
def cifar_depth(n):
    ### BEGIN SOLUTION
    return 1 + 3 * n * 2 + 1
    ### END SOLUTION


# %% tries
checks.self_check(
    "cifar_depth",
    lambda: cifar_depth,
    [checks.Example(8, 1), checks.Example(32, 5)],
)


# %% tests
def _grade_cifar_depth(examples):
    from cnnkit.checks import Case, Mistake, grade

    def expected(n):
        return 6 * n + 2

    mistakes = [
        Mistake("ends-left-out", "the first convolution and the dense layer belong to no block, and count.", lambda n: 6 * n),
        Mistake("one-end-left-out", "two layers belong to no block: one in front, one behind.", lambda n: 6 * n + 1),
        Mistake("bottlenecks", "this counts three convolutions a block, as in a bottleneck. These are basic blocks.", lambda n: 9 * n + 2),
        Mistake("block-counts-once", "this counts each block as one layer. Two convolutions stand in it.", lambda n: 3 * n + 2),
        Mistake("one-stage", "this counts one stage. There are three, with n blocks each.", lambda n: 2 * n + 2),
        Mistake("four-stages", "this has four stages. The networks for CIFAR have three.", lambda n: 8 * n + 2),
        Mistake("projections-counted", "two blocks change the shape, and what stands on their skips does not count: it lies beside the others, not behind them.", lambda n: 6 * n + 4),
        Mistake("pool-counted", "the mean of each map has no weights, and is not counted.", lambda n: 6 * n + 3),
        Mistake("norms-counted", "normalizations count as layers in your answer. Convolutions and the dense layer alone are counted.", lambda n: 12 * n + 3),
        Mistake("n-from-depth", "this goes the other way, from the depth to n.", lambda n: (n - 2) // 6),
    ]  # fmt: skip
    cases = [Case(3, 3), Case(3, 18), Case(2, 9), Case(2, 200)]
    return grade(
        "cifar_depth",
        lambda: cifar_depth,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
