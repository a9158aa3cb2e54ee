# ruff: noqa: E501
"""The task `conv_macs` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What a convolution layer costs
#
# A multiplication and the addition that follows it are counted as one *MAC*. One set of lecture notes gives $h'w'k^2$ of them for a layer, which is far too few. Count them all.
#
# `conv_macs(c_in, c_out, k, h_out, w_out, groups=1)`
#
# | | range or type | |
# |---|---|---|
# | `c_in`, `c_out`, `k`, `groups` | `int` | as in the task before; `groups` divides both |
# | `h_out`, `w_out` | ≥ 1 | height and width of the layer's *output* |
# | result | `int` | MACs for one image; biases are left out |
#
# **Example.** 2 channels, 3 filters, $k = 2$, an output of $4\times5$: one number of one map takes $2\cdot2\cdot2 = 8$ MACs, there are 20 numbers in a map and 3 maps, so the result is 480.
#
# Off limits: everything in torch with `conv` in its name.
#
# <details><summary>Hint 1</summary>How many numbers does the layer give out? And how many products are in each?</details>
# <details><summary>Hint 2</summary>Every weight is used at every place. So you can begin with the number of weights.</details>
# <details><summary>Hint 3</summary>Size of the input, stride and padding play no part any more: the output knows how many places there are.</details>


# %% answer
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    ### BEGIN SOLUTION
    products = (c_in // groups) * k * k
    return products * c_out * h_out * w_out
    ### END SOLUTION


# %% tries
checks.self_check(
    "conv_macs",
    lambda: conv_macs,
    [
        checks.Example(480, 2, 3, 2, 4, 5),
        checks.Example(8, 2, 1, 2, 1, 1),
        checks.Example(960, 4, 6, 2, 4, 5, groups=2),
        checks.Example(600, 3, 10, 1, 4, 5),
    ],
    off_limits=["*conv*"],
)


# %% tests
def _grade_conv_macs(examples):
    from math import prod

    from cnnkit.checks import Case, Mistake, Symptom, grade

    def expected(c_in, c_out, k, h_out, w_out, groups=1):
        return prod([c_in, c_out, k, k, h_out, w_out]) // groups

    mistakes = [
        Mistake(
            "filters-left-out",
            "this is the cost of one map. The layer has as many as filters.",
            lambda i, o, k, h, w, groups=1: i // groups * k * k * h * w,
        ),
        Mistake(
            "input-channels-left-out",
            "this reads one channel. A filter is as deep as what it reads.",
            lambda i, o, k, h, w, groups=1: o * k * k * h * w,
        ),
        Mistake(
            "channels-left-out",
            "this is one filter on one channel. Count the channels that it reads, and the filters.",
            lambda i, o, k, h, w, groups=1: k * k * h * w,
        ),
        Mistake(
            "doubled",
            "a product and its addition together are one MAC. You count them as two operations.",
            lambda *layer, **options: 2 * expected(*layer, **options),
        ),
        Mistake(
            "biases-in",
            "biases are in your number. They are left out here.",
            lambda i, o, k, h, w, groups=1: (i // groups * k * k + 1) * o * h * w,
        ),
        Mistake(
            "biases-in",
            "biases are in your number. They are left out here.",
            lambda i, o, k, h, w, groups=1: i // groups * k * k * o * h * w + o,
        ),
        Mistake(
            "biases-in",
            "a bias with every kernel is in your number. Biases are left out here.",
            lambda i, o, k, h, w, groups=1: i // groups * (k * k + 1) * o * h * w,
        ),
        Mistake(
            "input-places",
            "you count places on the input. There the kernel does not stand everywhere.",
            lambda i, o, k, h, w, groups=1: i * o * k * k * (h + k - 1) * (w + k - 1) // groups,
        ),
        Mistake(
            "places-once-more",
            "you take windows off the output as if it were the input. It is the output already.",
            lambda i, o, k, h, w, groups=1: i * o * k * k * (h - k + 1) * (w - k + 1) // groups,
        ),
        Mistake(
            "places-left-out",
            "these are the weights. Each of them works at many places.",
            lambda i, o, k, h, w, groups=1: i * o * k * k // groups,
        ),
        Mistake(
            "height-squared",
            "you take the output for a square. Height and width may differ.",
            lambda i, o, k, h, w, groups=1: i * o * k * k * h * h // groups,
        ),
        Mistake(
            "height-squared",
            "you take the output for a square. Height and width may differ.",
            lambda i, o, k, h, w, groups=1: i * o * k * k * w * w // groups,
        ),
        Mistake(
            "kernel-side-once",
            "a kernel is a square, and k is its side.",
            lambda i, o, k, h, w, groups=1: i * o * k * h * w // groups,
        ),
        Mistake(
            "groups-left-out",
            "the groups play no part. A filter reads only the channels of its own group.",
            lambda i, o, k, h, w, groups=1: i * o * k * k * h * w,
        ),
        Mistake(
            "both-divided",
            "channels and filters are both divided by the groups. But the filters of all groups work.",
            lambda i, o, k, h, w, groups=1: (i // groups) * (o // groups) * k * k * h * w,
        ),
        Mistake(
            "groups-multiplied",
            "every group costs you as much as all channels. A group reads only its own.",
            lambda i, o, k, h, w, groups=1: i * o * k * k * h * w * groups,
        ),
        Mistake(
            "dense-layer",
            "you join every number of the input with every number of the output, as a dense layer does.",
            lambda i, o, k, h, w, groups=1: i * o * (h * w) ** 2,
        ),
    ]
    symptoms = [
        Symptom(
            "places-unlike",
            "the result is no multiple of the number of places, and every place costs the same.",
            lambda result, i, o, k, h_out, w_out, groups=1: result % (h_out * w_out),
        ),
        Symptom(
            "no-whole-kernels",
            "the result is no multiple of k·k, and every kernel has that many products.",
            lambda result, i, o, k, h_out, w_out, groups=1: result % (k * k),
        ),
    ]
    cases = [
        Case(3, 3, 8, 5, 6, 7),
        Case(2, 6, 12, 3, 5, 8, groups=3),
        Case(2, 16, 5, 1, 9, 4),
        Case(2, 64, 128, 3, 112, 56),
        Case(1, 7, 7, 3, 4, 10, 7),
    ]
    return grade(
        "conv_macs",
        lambda: conv_macs,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
        off_limits=["*conv*"],
    )
