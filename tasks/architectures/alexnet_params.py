# ruff: noqa: E501
"""The task `alexnet_params` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Count AlexNet both ways
#
# "AlexNet has 62,369,152 parameters", says one table, and it has forgotten something. Write a count that can be asked: one tower or two, with biases or without, for any number of classes. About 15 minutes.
#
# `alexnet_params(grouped, bias, K, c_in)`
#
# | | type | |
# |---|---|---|
# | `grouped` | `bool` | whether layers 2, 4 and 5 are convolutions in two groups |
# | `bias` | `bool` | whether filters and dense units have biases, in all layers or in none |
# | `K` | `int`, ≥ 1 | classes: outputs of the last dense layer |
# | `c_in` | `int`, ≥ 1 | channels of the picture |
# | result | `int` | all weights and biases |
#
# The layers, in their order:
#
# | | filters or units | kernel | reads |
# |---|---|---|---|
# | 1 | 96 | 11×11 | the picture |
# | 2 | 256 | 5×5 | 96 maps |
# | 3 | 384 | 3×3 | 256 maps |
# | 4 | 384 | 3×3 | 384 maps |
# | 5 | 256 | 3×3 | 384 maps |
# | 6 | 4096, dense | | all that is left: 256 maps of 6×6 |
# | 7 | 4096, dense | | 4096 numbers |
# | 8 | `K`, dense | | 4096 numbers |
#
# Pools, ReLUs, response normalization and dropout learn nothing.
#
# **Example.** The first layer alone, on a picture of one channel: 96·(11·11·1) = 11,616 weights and 96 biases. The whole network of the contest, two groups and biases, 1000 classes, three channels: 60,965,224.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>How many maps does a filter read if its layer is split into two groups? How many filters are there then?</details>
# <details><summary>Hint 2</summary>How many numbers enter the first dense layer? A map still has places.</details>
# <details><summary>Hint 3</summary>If your sum is 62,369,152 where 62,378,344 is asked, which layers have no biases in it?</details>


# %% answer
def alexnet_params(grouped, bias, K, c_in):
    ### BEGIN SOLUTION
    g = 2 if grouped else 1
    layers = [
        (96, 11 * 11 * c_in),
        (256, 25 * 96 // g),
        (384, 9 * 256),
        (384, 9 * 384 // g),
        (256, 9 * 384 // g),
        (4096, 256 * 36),
        (4096, 4096),
        (K, 4096),
    ]
    return sum(units * (reads + bool(bias)) for units, reads in layers)
    ### END SOLUTION


# %% tries
checks.self_check(
    "alexnet_params",
    lambda: alexnet_params,
    [
        checks.Example(60_965_224, True, True, 1000, 3),
        checks.Example(62_378_344, False, True, 1000, 3),
        checks.Example(56_843_616, True, False, 2, 1),
        checks.Example(58_294_310, False, True, 6, 2),
    ],
)


# %% tests
def _grade_alexnet_params(examples):
    from cnnkit.checks import Case, Mistake, grade

    def count(
        K,
        c_in,
        bias=True,
        split=(1, 1, 1, 1, 1),
        first=96,
        places=36,
        biased=8,
        filters=None,
        dense_split=1,
    ):
        """All layers; `split` has the groups of the convolutions, `biased` how many layers have biases."""
        widths = filters or [first, 256, 384, 384, 256]
        reads = [121 * c_in, 25 * widths[0], 9 * 256, 9 * 384, 9 * 384]
        layers = [(m, n // g) for m, n, g in zip(widths, reads, split, strict=True)]
        layers += [(4096, 256 * places // dense_split), (4096, 4096 // dense_split), (K, 4096)]
        return sum(m * n for m, n in layers) + bool(bias) * sum(m for m, _ in layers[:biased])

    TWO = (1, 2, 1, 2, 2)

    def of(grouped):
        return TWO if grouped else (1,) * 5

    def expected(grouped, bias, K, c_in):
        return count(K, c_in, bias, of(grouped))

    mistakes = [
        Mistake(
            "dense-without-biases",
            "the convolutions have biases and the dense layers have none. The printed 62,369,152 makes the same slip.",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, of(grouped), biased=5),
        ),
        Mistake(
            "convolutions-without-biases",
            "the dense layers have biases and the convolutions have none. Each filter has one.",
            lambda grouped, bias, K, c_in: expected(grouped, bias, K, c_in) - (1376 if bias else 0),
        ),
        Mistake(
            "third-layer-split",
            "the third layer is split too. It reads the maps of both cards.",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, (1, 2, 2, 2, 2) if grouped else of(False)),
        ),
        Mistake(
            "all-split",
            "more layers are split than the table says. Which three are in groups?",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, (2, 2, 2, 2, 2) if grouped else of(False)),
        ),
        Mistake(
            "all-split",
            "more layers are split than the table says. Which three are in groups?",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, of(grouped), dense_split=1 + bool(grouped)),
        ),
        Mistake(
            "groups-left-out",
            "the two groups make no difference in your count. Each filter of such a layer reads half of the maps.",
            lambda grouped, bias, K, c_in: count(K, c_in, bias),
        ),
        Mistake(
            "always-grouped",
            "you split the layers even where one tower is asked for.",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, TWO),
        ),
        Mistake(
            "quartered",
            "a layer in two groups has half of the weights. In yours a filter reads half of the maps, and half of the filters are gone as well.",
            lambda grouped, bias, K, c_in: (
                count(K, c_in, bias, (1, 4, 1, 4, 4)) if grouped else expected(grouped, bias, K, c_in)
            ),
        ),
        Mistake(
            "quartered",
            "a layer in two groups has half of the weights. In yours a filter reads half of the maps, and half of the filters are gone as well.",
            lambda grouped, bias, K, c_in: (
                count(K, c_in, bias, (1, 4, 1, 4, 4)) - bool(bias) * 448
                if grouped
                else expected(grouped, bias, K, c_in)
            ),
        ),
        Mistake(
            "biases-halved",
            "two groups halve the weights of a filter. How many filters are there, and has each its bias?",
            lambda grouped, bias, K, c_in: (
                expected(grouped, bias, K, c_in) - (448 if grouped and bias else 0)
            ),
        ),
        Mistake(
            "sixty-four",
            "your first layer has 64 filters. That is a later variant, whose weights libraries ship.",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, of(grouped), first=64),
        ),
        Mistake(
            "places-forgotten",
            "the first dense layer reads one number of each map in your count. Each map still has its places.",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, of(grouped), places=1),
        ),
        Mistake(
            "places-forgotten",
            "the first dense layer reads one row of each map in your count. Each map still has all its places.",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, of(grouped), places=6),
        ),
        Mistake(
            "pool-forgotten",
            "the maps that are flattened are larger in your count than 6×6. What stands behind the last convolution?",
            lambda grouped, bias, K, c_in: count(K, c_in, bias, of(grouped), places=169),
        ),
        Mistake(
            "a-thousand",
            "your network always ends in a thousand classes. How many are asked for?",
            lambda grouped, bias, K, c_in: count(1000, c_in, bias, of(grouped)),
        ),
        Mistake(
            "ten",
            "your network always ends in ten classes. How many are asked for?",
            lambda grouped, bias, K, c_in: count(10, c_in, bias, of(grouped)),
        ),
        Mistake(
            "always-colour",
            "your first layer always reads three channels.",
            lambda grouped, bias, K, c_in: count(K, 3, bias, of(grouped)),
        ),
        Mistake(
            "bias-always",
            "biases are counted even where there are none.",
            lambda grouped, bias, K, c_in: count(K, c_in, True, of(grouped)),
        ),
        Mistake(
            "bias-left-out",
            "the biases are missing: one for each filter and each dense unit.",
            lambda grouped, bias, K, c_in: count(K, c_in, False, of(grouped)),
        ),
        Mistake(
            "one-bias",
            "you count one bias for a whole layer. Each filter and each unit adds a number of its own.",
            lambda grouped, bias, K, c_in: count(K, c_in, False, of(grouped)) + 8 * bool(bias),
        ),
        Mistake(
            "last-layer-missing",
            "the layer that gives the classes is missing.",
            lambda grouped, bias, K, c_in: count(0, c_in, bias, of(grouped)),
        ),
    ]
    cases = [
        Case(2, True, True, 7, 4),
        Case(2, False, True, 23, 1),
        Case(2, True, False, 102, 2),
        Case(1, False, False, 5, 5),
        Case(2, True, True, 1, 1),
        Case(1, True, True, 365, 6),
    ]
    return grade(
        "alexnet_params",
        lambda: alexnet_params,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
