# ruff: noqa: E501
"""The task `dense_channels` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## How many maps does each layer of a dense block read?
#
# In a dense block every layer reads *all* maps that were there before it, the block's own input included, and adds a few of its own. Count the maps. About 5 minutes.
#
# `dense_channels(k0, growth, count)`
#
# | | range | |
# |---|---|---|
# | `k0` | 1 … | maps that enter the block |
# | `growth` | 1 … | maps that each layer adds, the *growth rate* |
# | `count` | 0 … | layers in the block |
# | result | list of `count` + 1 `int`s | what layer 1, 2, … reads, and last what leaves the block |
#
# **Example.** 10 maps enter, three layers add 4 each: the first reads 10, the second 14, the third 18, and 22 leave: `[10, 14, 18, 22]`. Without layers what enters leaves: `[10]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Draw the first two layers. Which maps stand before the second one?</details>
# <details><summary>Hint 2</summary>Each layer adds the same number, whatever it reads. How many layers stand before layer <code>l</code>?</details>
# <details><summary>Hint 3</summary>What leaves the block is what one more layer would read.</details>


# %% answer
def dense_channels(k0, growth, count):
    ### BEGIN SOLUTION
    return [k0 + growth * before for before in range(count + 1)]
    ### END SOLUTION


# %% tries
checks.self_check(
    "dense_channels",
    lambda: dense_channels,
    [
        checks.Example([10, 14, 18, 22], 10, 4, 3),
        checks.Example([10], 10, 4, 0),
        checks.Example([3, 8], 3, 5, 1),
        checks.Example([16, 28, 40, 52, 64], 16, 12, 4),
    ],
)


# %% tests
def _grade_dense_channels(examples):
    from itertools import accumulate

    from cnnkit.checks import Case, Mistake, grade

    def expected(k0, growth, count):
        return list(accumulate([growth] * count, initial=k0))

    start = "the maps that enter the block are missing: every layer reads them as well."
    early = (
        "your list begins one layer too late. The first layer reads what enters the block, and nothing more."
    )
    mistakes = [
        Mistake("input-left-out", start, lambda k0, growth, count: [growth * i for i in range(count + 1)]),
        Mistake(
            "input-left-out",
            start,
            lambda k0, growth, count: [k0] + [growth * i for i in range(1, count + 1)],
        ),
        Mistake(
            "one-layer-late",
            early,
            lambda k0, growth, count: [k0 + growth * i for i in range(1, count + 2)],
        ),
        Mistake(
            "output-left-out",
            "the last number is missing: what leaves the block.",
            lambda k0, growth, count: expected(k0, growth, count)[:-1],
        ),
        Mistake(
            "first-left-out",
            "the first number is missing: what the first layer reads.",
            lambda k0, growth, count: expected(k0, growth, count)[1:],
        ),
        Mistake(
            "only-the-layer-before",
            "this is a plain chain, where each layer reads the one before. Here it reads all of them.",
            lambda k0, growth, count: [k0] + [growth] * count,
        ),
        Mistake(
            "only-input-and-layer-before",
            "each layer reads the input and the layer before it in your count. It reads all layers before it.",
            lambda k0, growth, count: [k0] + [k0 + growth] * count,
        ),
        Mistake(
            "doubled",
            "the number of maps doubles in each of your layers. A layer adds growth maps, whatever it reads.",
            lambda k0, growth, count: [k0 * 2**i for i in range(count + 1)],
        ),
        Mistake(
            "input-counted-again",
            "what a layer reads is added again behind it. It adds growth maps of its own and no copies.",
            lambda k0, growth, count: list(
                accumulate(range(count), lambda total, _: 2 * total + growth, initial=k0)
            ),
        ),
        Mistake(
            "input-once-a-layer",
            "the block's input is counted once for each layer. It is there once.",
            lambda k0, growth, count: [k0 * (i + 1) + growth * i for i in range(count + 1)],
        ),
        Mistake(
            "halved-at-the-end",
            "the last number is halved. That is the work of the transition behind the block.",
            lambda k0, growth, count: [
                *expected(k0, growth, count)[:-1],
                expected(k0, growth, count)[-1] // 2,
            ],
        ),
        Mistake(
            "four-times-growth",
            "each layer adds four times the growth rate. That is the width of its 1×1 squeeze, not of what it adds.",
            lambda k0, growth, count: [k0 + 4 * growth * i for i in range(count + 1)],
        ),
    ]
    cases = [Case(3, 64, 32, 6), Case(3, 7, 3, 4), Case(2, 24, 12, 12), Case(1, 5, 9, 0), Case(1, 1, 1, 2)]
    return grade(
        "dense_channels",
        lambda: dense_channels,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
