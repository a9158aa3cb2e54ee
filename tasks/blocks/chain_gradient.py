# ruff: noqa: E501
"""The task `chain_gradient` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What is left of a slope after many layers?
#
# Take a chain of layers with one number in and one number out. Turn the number that goes in by a little: how much does the number at the end turn? Each layer has a slope of its own at the place where it works, and you have them all. About 5 minutes.
#
# `chain_gradient(slopes, skip)`
#
# | | type | |
# |---|---|---|
# | `slopes` | list of numbers | the slope of each layer, or of each *branch* where there are skips, from the input to the output |
# | `skip` | `bool` | `False`: a plain chain, each layer gives $F(x)$ · `True`: a residual chain, each block gives $x + F(x)$ |
# | result | number | the slope of the whole chain: the change at its end for each unit of change at its start |
#
# A chain without layers hands its input on: its slope is 1.
#
# **Example.** Two layers with slopes 0.5 and 0.5, plain: half of a half arrives, 0.25. The same two slopes in branches beside skips: the first block hands on 1.5 for each unit, the second 1.5 for each of those, so 2.25 arrives. Thirty dead branches, all slopes 0: the plain chain has slope 0, the residual one 1.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Two layers behind each other: the first turns 1 into its slope. What does the second make of that?</details>
# <details><summary>Hint 2</summary>One block alone, $y = x + F(x)$: when $x$ grows by 1, by how much does each of the two terms grow?</details>
# <details><summary>Hint 3</summary>Every block has a skip of its own. Find the slope of one block first, then put blocks behind each other.</details>


# %% answer
def chain_gradient(slopes, skip):
    ### BEGIN SOLUTION
    total = 1.0
    for slope in slopes:
        total *= 1 + slope if skip else slope
    return total
    ### END SOLUTION


# %% tries
checks.self_check(
    "chain_gradient",
    lambda: chain_gradient,
    [
        checks.Example(0.25, [0.5, 0.5], False),
        checks.Example(2.25, [0.5, 0.5], True),
        checks.Example(0.0, [0.0] * 30, False),
        checks.Example(1.0, [0.0] * 30, True),
        checks.Example(-6.0, [2.0, -3.0], False),
        checks.Example(-6.0, [2.0, -3.0], True),
        checks.Example(1.0, [], True),
        checks.Example(1.0, [], False),
    ],
)


# %% tests
def _grade_chain_gradient(examples):
    from math import prod

    from cnnkit.checks import Case, Mistake, grade

    def expected(slopes, skip):
        return float(prod([1 + s for s in slopes] if skip else slopes))

    def plain(slopes):
        return prod([float(s) for s in slopes])

    once = "the skip is counted once for the whole chain. Every block has a skip of its own."
    both = "the plain chain has no skip, and yet its blocks hand on their input as well."
    added = "slopes behind each other are added. Half of a half is a quarter."
    mistakes = [
        Mistake("skip-once", once, lambda slopes, skip: plain(slopes) + bool(skip)),
        Mistake(
            "skip-once",
            "each skip adds 1 at the end of your chain. What it hands on goes through the blocks behind it, too.",
            lambda slopes, skip: plain(slopes) + (len(slopes) if skip else 0),
        ),
        Mistake("skip-always", both, lambda slopes, skip: expected(slopes, True)),
        Mistake(
            "skip-never",
            "this is the plain chain. With skips each block hands on its input beside what the branch makes.",
            lambda slopes, skip: plain(slopes),
        ),
        Mistake(
            "skip-turned-round",
            "the two chains have changed places: skip=False is the plain one.",
            lambda slopes, skip: expected(slopes, not skip),
        ),
        Mistake("slopes-added", added, lambda slopes, skip: sum(slopes) + (len(slopes) if skip else 0)),
        Mistake("slopes-added", added, lambda slopes, skip: sum(slopes) + bool(skip)),
        Mistake("slopes-added", added, lambda slopes, skip: sum(slopes)),
        Mistake(
            "slopes-added",
            "with skips you add the slopes. Blocks stand behind each other here as well.",
            lambda slopes, skip: 1 + sum(slopes) if skip else plain(slopes),
        ),
        Mistake(
            "slopes-averaged",
            "this is a mean. Layers stand behind each other: each one works on what the one before hands on.",
            lambda slopes, skip: sum(slopes) / len(slopes),
        ),
        Mistake(
            "signs-lost",
            "a negative slope turns the direction round. Your sizes are right, your signs are not.",
            lambda slopes, skip: abs(expected(slopes, skip)),
        ),
        Mistake(
            "signs-lost",
            "a negative slope turns the direction round. You lost the signs of the slopes.",
            lambda slopes, skip: expected([abs(s) for s in slopes], skip),
        ),
        Mistake(
            "skip-wins",
            "block by block you keep the larger of skip and branch. The block adds the two.",
            lambda slopes, skip: prod([max(1.0, s) for s in slopes]) if skip else plain(slopes),
        ),
        Mistake(
            "skip-subtracted",
            "the skip is taken off. A block gives $x + F(x)$.",
            lambda slopes, skip: prod([1.0 - s for s in slopes]) if skip else plain(slopes),
        ),
        Mistake(
            "one-layer-left-out",
            "one layer is missing at the end of your chain.",
            lambda slopes, skip: expected(slopes[:-1], skip),
        ),
        Mistake(
            "one-layer-left-out",
            "the first layer is missing in your chain.",
            lambda slopes, skip: expected(slopes[1:], skip),
        ),
        Mistake(
            "power-of-one-slope",
            "one slope stands for all layers. Each has its own.",
            lambda slopes, skip: expected(slopes[:1] * len(slopes), skip),
        ),
        Mistake(
            "starts-at-zero",
            "0 times anything stays 0: with which number does a product begin?",
            lambda slopes, skip: 0.0,
        ),
    ]
    cases = [
        Case(2, [0.5, -0.25, 3.0], False),
        Case(2, [0.5, -0.25, 3.0], True),
        Case(2, [-0.5, 0.1, 0.2, -1.5, 0.4], True),
        Case(1, [1.25, 0.8, -2.0, 0.3], False),
        Case(1, [0.9] * 50 + [1.1], False),
        Case(1, [0.7], True),
        Case(1, [], True),
    ]
    return grade(
        "chain_gradient",
        lambda: chain_gradient,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
