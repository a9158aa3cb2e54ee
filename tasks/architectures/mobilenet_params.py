# ruff: noqa: E501
"""The task `mobilenet_params` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Count all of MobileNet, at any width
#
# One number, $\alpha$, thins every layer of MobileNet. What does it do to the parameters? Count the whole network. About 20 minutes.
#
# `mobilenet_params(alpha, K)`
#
# | | range | |
# |---|---|---|
# | `alpha` | from 0.25 | width multiplier |
# | `K` | 1 … | classes |
# | result | `int` | trainable parameters |
#
# The network: a 3×3 convolution from the picture's 3 channels to 32 maps; then 13 pairs, each a 3×3 *depthwise* convolution (one filter per map) and a 1×1 *pointwise* one to 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024 maps; then the mean of each map and a dense layer with `K` biases. Behind each of the 27 convolutions stands batch norm with two parameters per map; the convolutions themselves have no biases.
#
# With $\alpha$ each of these numbers of maps $c$ becomes `int(c * alpha)`. The picture keeps its 3 channels, and the answer its `K` classes.
#
# **Example.** With $\alpha = 0.25$ the first convolution makes 8 maps: 3 · 9 · 8 = 216 weights, and batch norm has 16 more. The first pair reads 8 maps: 9 · 8 = 72 weights and 16 of batch norm, then 8 · 16 = 128 weights to 16 maps and 32 of batch norm. And so on: 215,642 with 10 classes.
#
# <details><summary>Hint 1</summary>Write the thinned list of maps first: 14 numbers. Every pair reads one of them and makes the next.</details>
# <details><summary>Hint 2</summary>A depthwise filter reads one map, so it has 9 weights. How many such filters are there?</details>
# <details><summary>Hint 3</summary>A pointwise weight joins one map that is read with one that is made. Which of the two does alpha thin?</details>


# %% answer
def mobilenet_params(alpha, K):
    ### BEGIN SOLUTION
    from itertools import pairwise

    maps = [int(c * alpha) for c in (32, 64, 128, 128, 256, 256, *[512] * 6, 1024, 1024)]
    total = 9 * 3 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads  # depthwise
        total += reads * makes + 2 * makes  # pointwise
    return total + maps[-1] * K + K
    ### END SOLUTION


# %% tries
checks.self_check(
    "mobilenet_params",
    lambda: mobilenet_params,
    [
        checks.Example(215_642, 0.25, 10),
        checks.Example(4_231_976, 1.0, 1000),
        checks.Example(303_160, 0.3, 7),
    ],
)


# %% tests
def _grade_mobilenet_params(examples):
    from itertools import pairwise

    from cnnkit.checks import Case, Mistake, grade

    table = (32, 64, 128, 128, 256, 256, *[512] * 6, 1024, 1024)

    def count(
        alpha,
        K,
        thin=lambda c, alpha: int(c * alpha),
        first=3,
        norm=2,
        depthwise=9,
        pointwise=lambda reads, makes: reads * makes,
        bias=True,
        norms=True,
    ):
        maps = [thin(c, alpha) for c in table]
        total = 9 * first * maps[0] + norm * maps[0]
        for reads, makes in pairwise(maps):
            total += (
                depthwise * reads + (norm * reads if norms else 0) + pointwise(reads, makes) + norm * makes
            )
        return total + maps[-1] * K + (K if bias else 0)

    def other(**what):
        return lambda alpha, K: count(alpha, K, **what)

    def full_depthwise(alpha, K):
        maps = [int(c * alpha) for c in table]
        return count(alpha, K, depthwise=0) + sum(9 * c * c for c in maps[:-1])

    def made_depthwise(alpha, K):
        maps = [int(c * alpha) for c in table]
        return count(alpha, K, depthwise=0) + sum(9 * c for c in maps[1:])

    def once(alpha, K):
        maps = [int(c * alpha) for c in table]
        total = 29 * maps[0]
        for i, (reads, makes) in enumerate(pairwise(maps)):
            total += 11 * reads + table[i] * makes + 2 * makes
        return total + maps[-1] * K + K

    def last_pair_missing(alpha, K):
        maps = [int(c * alpha) for c in table]
        return count(alpha, K) - 11 * maps[-2] - maps[-2] * maps[-1] - 2 * maps[-1]

    mistakes = [
        Mistake(
            "alpha-on-one-side",
            "the pointwise layers read as many maps as at alpha 1 in your sum. The layer before them was thinned too.",
            once,
        ),
        Mistake(
            "alpha-on-the-sum",
            "the parameters of the full network were multiplied by alpha. What grows with alpha, and what with its square?",
            lambda alpha, K: int(count(1.0, K) * alpha),
        ),
        Mistake(
            "alpha-on-the-sum",
            "the parameters of the full network were multiplied by the square of alpha. Not all of them fall so fast.",
            lambda alpha, K: int(count(1.0, K) * alpha * alpha),
        ),
        Mistake("alpha-left-out", "alpha changes nothing in your sum.", lambda alpha, K: count(1.0, K)),
        Mistake(
            "picture-thinned",
            "the picture's channels were thinned. It has three, whatever alpha is.",
            lambda alpha, K: count(alpha, K, first=int(3 * alpha)),
        ),
        Mistake(
            "picture-thinned",
            "the picture's channels were thinned, to one at least. It has three, whatever alpha is.",
            lambda alpha, K: count(alpha, K, first=max(1, int(3 * alpha))),
        ),
        Mistake(
            "classes-thinned",
            "the classes were thinned. There are as many answers as before.",
            lambda alpha, K: count(alpha, int(K * alpha)),
        ),
        Mistake("norm-left-out", "the parameters of batch norm are missing.", other(norm=0)),
        Mistake(
            "running-statistics",
            "batch norm's running mean and variance were counted. They are not trained.",
            other(norm=4),
        ),
        Mistake(
            "norm-once",
            "batch norm counts one parameter per map in your sum: it has a scale and a shift.",
            other(norm=1),
        ),
        Mistake(
            "norm-of-pairs",
            "the batch norm between a pair's two layers is missing.",
            other(norms=False),
        ),
        Mistake(
            "depthwise-reads-all",
            "your depthwise filters read all maps. Each reads one.",
            full_depthwise,
        ),
        Mistake(
            "depthwise-too-late",
            "you count a depthwise filter for each map that the pair makes. It has one for each that it reads.",
            made_depthwise,
        ),
        Mistake(
            "depthwise-left-out",
            "the depthwise filters are missing.",
            other(depthwise=0),
        ),
        Mistake(
            "pointwise-is-3x3",
            "the layers that mix the maps are 3×3 in your sum. They are 1×1.",
            other(pointwise=lambda reads, makes: 9 * reads * makes),
        ),
        Mistake("head-bias", "the dense layer's biases are missing.", other(bias=False)),
        Mistake(
            "last-pair-missing",
            "one pair is missing: there are two with 1024 maps.",
            last_pair_missing,
        ),
        Mistake(
            "rounded",
            "numbers of maps were rounded to the nearest. The story cuts them with int.",
            other(thin=lambda c, alpha: round(c * alpha)),
            edge=True,
        ),
        Mistake(
            "rounded",
            "numbers of maps were rounded up. The story cuts them with int.",
            other(thin=lambda c, alpha: -int(-c * alpha // 1)),
            edge=True,
        ),
    ]
    cases = [
        Case(3, 0.5, 1000),
        Case(2, 0.75, 10),
        Case(2, 1.0, 100),
        Case(2, 0.35, 21),
        Case(1, 1.4, 2),
    ]
    return grade(
        "mobilenet_params",
        lambda: mobilenet_params,
        cases,
        examples=examples,
        expected=lambda alpha, K: count(alpha, K),
        mistakes=mistakes,
    )
