# ruff: noqa: E501
"""The task `inception_row` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Check a row of GoogLeNet's table
#
# Each row of the paper's table lists six filter counts and prints what should follow from them: weights, multiplications, and the maps that leave. Write the function that computes all three. About 10 minutes.
#
# `inception_row(h, w, c, spec)`
#
# | | type | |
# |---|---|---|
# | `h`, `w` | `int`, ≥ 1 | height and width of the maps, before and behind the module |
# | `c` | `int`, ≥ 1 | maps that enter |
# | `spec` | six `int`s | in the table's order: 1×1 · squeeze before the 3×3 · 3×3 · squeeze before the 5×5 · 5×5 · 1×1 behind the pool |
# | result | `(params, macs, c_out)` | weights and biases · multiplications of one picture · maps that leave |
#
# All six layers have biases here, one per filter; a bias is added and multiplies nothing. Padding keeps height and width.
#
# **Example.** Four maps of 1×2 pixels and `(2, 1, 2, 1, 1, 1)`: weights 4·2 = 8, then 4·1 + 9·1·2 = 22, then 4·1 + 25·1·1 = 29, then 4·1 = 4, together 63. The six layers have 2 + 1 + 2 + 1 + 1 + 1 = 8 biases: 71. Each weight is used at 2 places: 126. And 2 + 2 + 1 + 1 = 6 maps leave. So `(71, 126, 6)`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Write down the six layers: how many maps does each read, how many does it give, how large is its kernel?</details>
# <details><summary>Hint 2</summary>Four of the six read what enters the module. Which two do not?</details>
# <details><summary>Hint 3</summary>Follow each branch to its end. What the squeezes give is read inside and never leaves.</details>


# %% answer
def inception_row(h, w, c, spec):
    ### BEGIN SOLUTION
    n1, r3, n3, r5, n5, last = spec
    weights = c * (n1 + r3 + r5 + last) + 9 * r3 * n3 + 25 * r5 * n5
    return weights + sum(spec), h * w * weights, n1 + n3 + n5 + last
    ### END SOLUTION


# %% tries
checks.self_check(
    "inception_row",
    lambda: inception_row,
    [
        checks.Example((71, 126, 6), 1, 2, 4, (2, 1, 2, 1, 1, 1)),
        checks.Example((163_696, 128_049_152, 256), 28, 28, 192, (64, 96, 128, 16, 32, 32)),
        checks.Example((655, 18_870, 20), 6, 5, 7, (3, 4, 8, 2, 5, 4)),
    ],
)


# %% tests
def _grade_inception_row(examples):
    from cnnkit.checks import Case, Mistake, grade

    def row(h, w, c, spec, weights=None, biases=None, places=None, leaves=None):
        """The three numbers, with one thought of them exchanged."""
        n1, r3, n3, r5, n5, last = spec
        kernels = c * (n1 + r3 + r5 + last) + 9 * r3 * n3 + 25 * r5 * n5 if weights is None else weights
        return (
            kernels + (sum(spec) if biases is None else biases),
            kernels * (h * w if places is None else places),
            n1 + n3 + n5 + last if leaves is None else leaves,
        )

    def expected(h, w, c, spec):
        return row(h, w, c, spec)

    def weighed(by):
        """Other weights: `by(c, n1, r3, n3, r5, n5, last)` in their place."""
        return lambda h, w, c, spec: row(h, w, c, spec, weights=by(c, *spec))

    def left(by):
        return lambda h, w, c, spec: row(h, w, c, spec, leaves=by(c, *spec))

    def macs_with_biases(h, w, c, spec):
        params, _, leaves = expected(h, w, c, spec)
        return params, h * w * params, leaves

    def shrunk(h, w, c, spec):
        _, r3, n3, r5, n5, _ = spec
        params, macs, leaves = expected(h, w, c, spec)
        lost3, lost5 = h * w - (h - 2) * (w - 2), h * w - (h - 4) * (w - 4)
        return params, macs - lost3 * 9 * r3 * n3 - lost5 * 25 * r5 * n5, leaves

    squeezed = "a squeeze's maps are read inside the module: they never leave it."
    free = "a squeeze is a 1×1 layer with weights of its own; it reads all c maps."
    ignored = "behind a squeeze a kernel reads only what the squeeze has left, not all c maps."
    places = "every weight is used at each of the h·w places."
    last_missing = "the 1×1 behind the pool is missing."
    mistakes = [
        Mistake("squeezes-leave", squeezed, left(lambda c, n1, r3, n3, r5, n5, last: n1 + r3 + n3 + r5 + n5 + last)),
        Mistake("pool-keeps-all", "a 1×1 stands behind the pool: its filters leave, not the c maps that were pooled.", left(lambda c, n1, r3, n3, r5, n5, last: n1 + n3 + n5 + c)),
        Mistake("pool-left-out", "the fourth branch gives maps as well.", left(lambda c, n1, r3, n3, r5, n5, last: n1 + n3 + n5)),
        Mistake("pool-left-out", last_missing, weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + r3 + r5) + 9 * r3 * n3 + 25 * r5 * n5)),
        Mistake(
            "pool-left-out",
            last_missing,
            lambda h, w, c, spec: row(h, w, c, (*spec[:5], 0)),
        ),
        Mistake("pool-left-out", last_missing, lambda h, w, c, spec: row(h, w, c, (*spec[:5], 0), leaves=spec[0] + spec[2] + spec[4] + c)),
        Mistake("three-for-five", "the 5×5 has 25 numbers for each pair of maps. A known library has 3×3 there; the paper has not.", weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + r3 + r5 + last) + 9 * r3 * n3 + 9 * r5 * n5)),
        Mistake("squeeze-free", free, weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + last) + 9 * r3 * n3 + 25 * r5 * n5)),
        Mistake("squeeze-ignored", ignored, weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + r3 + r5 + last) + 9 * c * n3 + 25 * c * n5)),
        Mistake("squeeze-ignored", ignored, weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + last + 9 * n3 + 25 * n5))),
        Mistake("side-once", "a kernel is a square: 3×3 is nine numbers, 5×5 is 25.", weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + r3 + r5 + last) + 3 * r3 * n3 + 5 * r5 * n5)),
        Mistake("pool-multiplies", "a pool compares; it has no weights. Only the 1×1 behind it has.", weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + r3 + r5 + 9 * last) + 9 * r3 * n3 + 25 * r5 * n5)),
        Mistake("one-squeeze-for-both", "each of the two large kernels has a squeeze of its own.", weighed(lambda c, n1, r3, n3, r5, n5, last: c * (n1 + 2 * r3 + last) + 9 * r3 * n3 + 25 * r3 * n5)),
        Mistake("branches-in-a-row", "the branches stand side by side: each reads the c maps that enter.", weighed(lambda c, n1, r3, n3, r5, n5, last: c * n1 + n1 * r3 + 9 * r3 * n3 + n3 * r5 + 25 * r5 * n5 + n5 * last)),
        Mistake("no-bias", "the biases are missing: one for each filter of all six layers.", lambda h, w, c, spec: row(h, w, c, spec, biases=0)),
        Mistake("few-biases", "the two squeezes have biases, too.", lambda h, w, c, spec: row(h, w, c, spec, biases=sum(spec) - spec[1] - spec[3])),
        Mistake("biases-multiply", "a bias is added. It multiplies nothing.", macs_with_biases),
        Mistake("side-shrinks", "padding keeps all maps at h×w; yours become smaller behind a 3×3 or a 5×5.", shrunk),
        Mistake("places-left-out", places, lambda h, w, c, spec: row(h, w, c, spec, places=1)),
        Mistake("square-maps", "the maps need not be square: they have h rows of w places.", lambda h, w, c, spec: row(h, w, c, spec, places=h * h)),
        Mistake("square-maps", "the maps need not be square: they have h rows of w places.", lambda h, w, c, spec: row(h, w, c, spec, places=w * w)),
        Mistake("flops", "you count additions, too. One multiplication with its addition is one MAC.", lambda h, w, c, spec: row(h, w, c, spec, places=2 * h * w)),
        Mistake("swapped", "the order is weights and biases, multiplications, maps.", lambda *args: (expected(*args)[1], expected(*args)[0], expected(*args)[2])),
        Mistake("swapped", "the order is weights and biases, multiplications, maps.", lambda *args: (expected(*args)[2], *expected(*args)[:2])),
    ]  # fmt: skip
    cases = [
        Case(3, 14, 13, 480, (192, 96, 208, 16, 48, 64)),
        Case(2, 7, 8, 21, (5, 9, 12, 4, 6, 10)),
        Case(2, 9, 6, 6, (8, 2, 3, 5, 7, 4)),
        Case(2, 10, 5, 528, (256, 160, 320, 32, 128, 100)),
        Case(1, 5, 11, 1, (3, 2, 6, 4, 5, 7)),
    ]
    return grade(
        "inception_row",
        lambda: inception_row,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
