# ruff: noqa: E501
"""The task `bottleneck_cost` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What a bottleneck costs
#
# Three layers in a row: a 1×1 layer squeezes $c$ channels to `mid`, a $k\times k$ layer works on these, and a 1×1 layer expands them to $c$ again. No layer has biases; padding keeps the maps at $h\times w$. Count what is learnt and what is computed. (About 5 minutes.)
#
# `bottleneck_cost(c, mid, k, h, w)`
#
# | | range | |
# |---|---|---|
# | `c` | ≥ 1 | channels that come in, and that go out |
# | `mid` | ≥ 1 | channels between the 1×1 layers |
# | `k` | odd, ≥ 1 | side of the kernels in the middle |
# | `h`, `w` | ≥ 1 | height and width of every map |
# | result | `(params, macs)` | two whole numbers: weights, and multiplications for one picture |
#
# **Example.** $c = 4$, `mid` 2, $k = 3$ on maps of 2×5: $4\cdot2 + 9\cdot2\cdot2 + 2\cdot4 = 52$ weights, each used at 10 places: `(52, 520)`.
#
# <details><summary>Hint 1</summary>Write down the three layers with their channels in and out before you count any of them.</details>
# <details><summary>Hint 2</summary>Does a filter know how large the map is? At how many places is each of its weights used?</details>


# %% answer
def bottleneck_cost(c, mid, k, h, w):
    ### BEGIN SOLUTION
    params = c * mid + k * k * mid * mid + mid * c
    return params, params * h * w
    ### END SOLUTION


# %% tries
checks.self_check(
    "bottleneck_cost",
    lambda: bottleneck_cost,
    [
        checks.Example((52, 520), 4, 2, 3, 2, 5),
        checks.Example((35, 35), 1, 5, 1, 1, 1),
        checks.Example((112, 1344), 3, 2, 5, 3, 4),
    ],
)


# %% tests
def _grade_bottleneck_cost(examples):
    from cnnkit.checks import Case, Mistake, grade

    def at(params, h, w):
        return params, params * h * w

    def expected(c, mid, k, h, w):
        return at(2 * c * mid + (k * mid) ** 2, h, w)

    mistakes = [
        Mistake(
            "one-1x1-missing",
            "one of the two 1×1 layers is missing: squeeze and expand both have weights.",
            lambda c, mid, k, h, w: at(c * mid + (k * mid) ** 2, h, w),
        ),
        Mistake(
            "middle-expands",
            "your middle layer already goes to c channels. It works at the squeezed width, in and out.",
            lambda c, mid, k, h, w: at(c * mid + k**2 * mid * c, h, w),
        ),
        Mistake(
            "middle-expands",
            "your middle layer has c channels on one side. It works at the squeezed width, in and out.",
            lambda c, mid, k, h, w: at(2 * c * mid + k**2 * mid * c, h, w),
        ),
        Mistake(
            "middle-at-full-width",
            "your middle layer works on all c channels. What was the squeeze for?",
            lambda c, mid, k, h, w: at(2 * c * mid + (k * c) ** 2, h, w),
        ),
        Mistake(
            "last-stays-squeezed",
            "your last layer goes from mid to mid. It leads back to c channels.",
            lambda c, mid, k, h, w: at(c * mid + (k * mid) ** 2 + mid**2, h, w),
        ),
        Mistake(
            "biases-counted",
            "there are biases in it. These layers have none.",
            lambda c, mid, k, h, w: (
                expected(c, mid, k, h, w)[0] + 2 * mid + c,
                expected(c, mid, k, h, w)[1],
            ),
        ),
        Mistake(
            "biases-counted",
            "there are biases in it. These layers have none.",
            lambda c, mid, k, h, w: at(expected(c, mid, k, h, w)[0] + 2 * mid + c, h, w),
        ),
        Mistake(
            "places-in-params",
            "your weights depend on the size of the map. A filter is the same at every place.",
            lambda c, mid, k, h, w: 2 * expected(c, mid, k, h, w)[1:],
        ),
        Mistake(
            "places-left-out",
            "each weight is used at every place of the map, not once.",
            lambda c, mid, k, h, w: 2 * expected(c, mid, k, h, w)[:1],
        ),
        Mistake(
            "square-maps",
            "the map need not be square: it has h rows of w places.",
            lambda c, mid, k, h, w: at(expected(c, mid, k, h, w)[0], h, h),
        ),
        Mistake(
            "side-once",
            "a kernel is a square, and k is its side.",
            lambda c, mid, k, h, w: at(2 * c * mid + k * mid**2, h, w),
        ),
        Mistake(
            "width-once",
            "the middle layer has mid filters, and each of them reads mid maps.",
            lambda c, mid, k, h, w: at(2 * c * mid + k**2 * mid, h, w),
        ),
        Mistake(
            "plain-layer",
            "this is the plain layer on c channels, without any squeeze.",
            lambda c, mid, k, h, w: at((k * c) ** 2, h, w),
        ),
        Mistake(
            "flops",
            "you count additions too. One multiplication with its addition is one MAC.",
            lambda c, mid, k, h, w: (expected(c, mid, k, h, w)[0], 2 * expected(c, mid, k, h, w)[1]),
        ),
        Mistake(
            "order-swapped",
            "weights come first, multiplications second.",
            lambda c, mid, k, h, w: expected(c, mid, k, h, w)[::-1],
        ),
    ]
    cases = [
        Case(3, 8, 3, 3, 4, 6),
        Case(3, 6, 4, 5, 7, 3),
        Case(2, 5, 9, 1, 2, 3),
        Case(2, 256, 64, 3, 28, 14),
    ]
    return grade(
        "bottleneck_cost",
        lambda: bottleneck_cost,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
