# ruff: noqa: E501
"""The task `inception_macs` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## The bill of an Inception module
#
# Four branches read the same `c` maps: a 1×1 layer · a 1×1 squeeze, then a 3×3 layer · a 1×1 squeeze, then a 5×5 layer · a 3×3 max pool, then a 1×1 layer. A widely copied slide adds this up to 358 million where 271 is right. Write the function that would have noticed. About 10 minutes.
#
# `inception_macs(h, w, c, spec)`
#
# | | type | |
# |---|---|---|
# | `h`, `w` | `int`, ≥ 1 | height and width of every map, before the module and behind it |
# | `c` | `int`, ≥ 1 | maps that each branch reads |
# | `spec["1x1"]` | `int` | filters of the 1×1 layer |
# | `spec["3x3"]` | `(squeeze, filters)` | of the 1×1 layer before the 3×3, and of the 3×3 |
# | `spec["5x5"]` | `(squeeze, filters)` | of the 1×1 layer before the 5×5, and of the 5×5 |
# | `spec["pool"]` | `int` | filters of the 1×1 layer behind the pool |
# | result | `int` | multiplications of the whole module for one picture |
#
# Padding keeps every map at $h\times w$, and no layer has biases. A pool compares; it multiplies nothing.
#
# **Example.** Four maps of 1×1 pixel and `{"1x1": 2, "3x3": (1, 2), "5x5": (2, 1), "pool": 3}`: the branches need 4·2 = 8, then 4·1 + 9·1·2 = 22, then 4·2 + 25·2·1 = 58, then 4·3 = 12. Together 100. On maps of 2×3 pixels each weight is used at 6 places: 600.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Six layers multiply. Write down for each of them how many maps come in and how many go out.</details>
# <details><summary>Hint 2</summary>How many multiplications does one place of the map cost in a layer? How many places are there?</details>
# <details><summary>Hint 3</summary>What the 3×3 reads is what its squeeze has left of the maps.</details>


# %% answer
def inception_macs(h, w, c, spec):
    ### BEGIN SOLUTION
    place = c * spec["1x1"]
    for name, k in (("3x3", 3), ("5x5", 5)):
        squeeze, filters = spec[name]
        place += c * squeeze + k * k * squeeze * filters
    place += c * spec["pool"]
    return h * w * place
    ### END SOLUTION


# %% tries
checks.self_check(
    "inception_macs",
    lambda: inception_macs,
    [
        checks.Example(100, 1, 1, 4, {"1x1": 2, "3x3": (1, 2), "5x5": (2, 1), "pool": 3}),
        checks.Example(600, 2, 3, 4, {"1x1": 2, "3x3": (1, 2), "5x5": (2, 1), "pool": 3}),
        checks.Example(16_044, 7, 6, 5, {"1x1": 3, "3x3": (2, 4), "5x5": (3, 3), "pool": 9}),
    ],
)


# %% tests
def _grade_inception_macs(examples):
    from cnnkit.checks import Case, Mistake, grade

    def branches(c, spec):
        (s3, f3), (s5, f5) = spec["3x3"], spec["5x5"]
        return c * spec["1x1"], c * s3 + 9 * s3 * f3, c * s5 + 25 * s5 * f5, c * spec["pool"]

    def expected(h, w, c, spec):
        return h * w * sum(branches(c, spec))

    def off(by):
        """What `by(c, s3, f3, s5, f5, f1, last)` puts on top at each place."""

        def wrong(h, w, c, spec):
            return expected(h, w, c, spec) + h * w * by(
                c, *spec["3x3"], *spec["5x5"], spec["1x1"], spec["pool"]
            )

        return wrong

    def unpadded(h, w, c, spec):
        (s3, f3), (s5, f5) = spec["3x3"], spec["5x5"]
        kept = expected(h, w, c, spec) - h * w * (9 * s3 * f3 + 25 * s5 * f5)
        return kept + (h - 2) * (w - 2) * 9 * s3 * f3 + (h - 4) * (w - 4) * 25 * s5 * f5

    ignored = (
        "a kernel reads all c maps in your count. Behind a squeeze it reads only what the squeeze has left."
    )
    free = "a squeeze is not free: it is a 1×1 layer that reads all c maps."
    twice = "a branch stands twice in your sum. That is how 358 million came about."
    biases = "there are biases in it. These layers have none."
    one = "the 1×1 branch has no squeeze: its filters read all c maps."
    mistakes = [
        Mistake(
            "pool-left-out",
            "the fourth branch is missing: behind the pool stands a 1×1 layer.",
            off(lambda c, s3, f3, s5, f5, f1, last: -c * last),
        ),
        Mistake("counted-twice", twice, off(lambda c, s3, f3, s5, f5, f1, last: 9 * s3 * f3)),
        Mistake("counted-twice", twice, off(lambda c, s3, f3, s5, f5, f1, last: c * s3 + 9 * s3 * f3)),
        Mistake("counted-twice", twice, off(lambda c, s3, f3, s5, f5, f1, last: 25 * s5 * f5)),
        Mistake("counted-twice", twice, off(lambda c, s3, f3, s5, f5, f1, last: c * s5 + 25 * s5 * f5)),
        Mistake("squeeze-ignored", ignored, off(lambda c, s3, f3, s5, f5, f1, last: 25 * (c - s5) * f5)),
        Mistake(
            "squeeze-ignored", ignored, off(lambda c, s3, f3, s5, f5, f1, last: 25 * (c - s5) * f5 - c * s5)
        ),
        Mistake("squeeze-ignored", ignored, off(lambda c, s3, f3, s5, f5, f1, last: 9 * (c - s3) * f3)),
        Mistake(
            "squeeze-ignored", ignored, off(lambda c, s3, f3, s5, f5, f1, last: 9 * (c - s3) * f3 - c * s3)
        ),
        Mistake(
            "squeeze-ignored",
            ignored,
            off(lambda c, s3, f3, s5, f5, f1, last: 9 * (c - s3) * f3 + 25 * (c - s5) * f5),
        ),
        Mistake(
            "squeeze-ignored",
            ignored,
            off(lambda c, s3, f3, s5, f5, f1, last: 9 * (c - s3) * f3 - c * s3 + 25 * (c - s5) * f5 - c * s5),
        ),
        Mistake("squeeze-free", free, off(lambda c, s3, f3, s5, f5, f1, last: -c * (s3 + s5))),
        Mistake("squeeze-free", free, off(lambda c, s3, f3, s5, f5, f1, last: -c * s3)),
        Mistake("squeeze-free", free, off(lambda c, s3, f3, s5, f5, f1, last: -c * s5)),
        Mistake("squeeze-on-1x1", one, off(lambda c, s3, f3, s5, f5, f1, last: (s3 - c) * f1)),
        Mistake("squeeze-on-1x1", one, off(lambda c, s3, f3, s5, f5, f1, last: c * s3 + (s3 - c) * f1)),
        Mistake("squeeze-on-1x1", one, off(lambda c, s3, f3, s5, f5, f1, last: c * f1)),
        Mistake(
            "one-squeeze-for-both",
            "each of the two large kernels has a squeeze of its own, and their widths may differ.",
            off(lambda c, s3, f3, s5, f5, f1, last: (s3 - s5) * (c + 25 * f5)),
        ),
        Mistake(
            "one-squeeze-for-both",
            "each of the two large kernels has a squeeze of its own, and its own bill.",
            off(lambda c, s3, f3, s5, f5, f1, last: (s3 - s5) * 25 * f5 - c * s5),
        ),
        Mistake(
            "pool-multiplies",
            "a pool compares nine numbers and multiplies none. Only the 1×1 behind it multiplies.",
            off(lambda c, s3, f3, s5, f5, f1, last: 9 * c),
        ),
        Mistake(
            "pool-multiplies",
            "behind the pool stands a 1×1 layer, not a 3×3 one.",
            off(lambda c, s3, f3, s5, f5, f1, last: 8 * c * last),
        ),
        Mistake(
            "biases-counted", biases, off(lambda c, s3, f3, s5, f5, f1, last: s3 + f3 + s5 + f5 + f1 + last)
        ),
        Mistake(
            "biases-counted",
            biases,
            lambda h, w, c, spec: (
                expected(h, w, c, spec) + sum(spec["3x3"]) + sum(spec["5x5"]) + spec["1x1"] + spec["pool"]
            ),
        ),
        Mistake(
            "side-shrinks",
            "your maps become smaller behind a 3×3 or a 5×5. Padding keeps all of them at h×w.",
            unpadded,
        ),
        Mistake(
            "side-once",
            "a kernel is a square: 3×3 is nine numbers, 5×5 is 25.",
            off(lambda c, s3, f3, s5, f5, f1, last: -6 * s3 * f3 - 20 * s5 * f5),
        ),
        Mistake(
            "branches-in-a-row",
            "the branches stand side by side: each of them reads the c maps that enter, not what another one gave.",
            off(lambda c, s3, f3, s5, f5, f1, last: (f1 - c) * s3 + (f3 - c) * s5 + (f5 - c) * last),
        ),
        Mistake(
            "places-left-out",
            "these are weights. Each of them is used at every place of the map.",
            lambda h, w, c, spec: sum(branches(c, spec)),
        ),
        Mistake(
            "square-maps",
            "the map need not be square: it has h rows of w places.",
            lambda h, w, c, spec: h * h * sum(branches(c, spec)),
        ),
        Mistake(
            "square-maps",
            "the map need not be square: it has h rows of w places.",
            lambda h, w, c, spec: w * w * sum(branches(c, spec)),
        ),
        Mistake(
            "flops",
            "you count additions too. One multiplication with its addition is one MAC.",
            lambda h, w, c, spec: 2 * expected(h, w, c, spec),
        ),
        Mistake(
            "in-millions",
            "the number itself is asked for, not millions.",
            lambda h, w, c, spec: expected(h, w, c, spec) / 1e6,
        ),
        Mistake(
            "branch-by-branch",
            "these are the four branches. Their sum is asked for.",
            lambda h, w, c, spec: [h * w * macs for macs in branches(c, spec)],
        ),
    ]
    cases = [
        Case(3, 28, 27, 256, {"1x1": 128, "3x3": (64, 192), "5x5": (48, 96), "pool": 40}),
        Case(2, 14, 15, 192, {"1x1": 64, "3x3": (96, 128), "5x5": (16, 32), "pool": 24}),
        Case(2, 6, 9, 7, {"1x1": 5, "3x3": (3, 8), "5x5": (2, 4), "pool": 11}),
        Case(2, 8, 5, 12, {"1x1": 1, "3x3": (14, 3), "5x5": (13, 2), "pool": 10}),
        Case(1, 5, 11, 1, {"1x1": 2, "3x3": (4, 5), "5x5": (3, 7), "pool": 6}),
    ]
    return grade(
        "inception_macs",
        lambda: inception_macs,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
