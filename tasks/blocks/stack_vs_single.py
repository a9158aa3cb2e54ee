# ruff: noqa: E501
"""The task `stack_vs_single` of the set blocks; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## Many small filters or one large one
#
# A layer of $k\times k$ filters is to be replaced by a stack of 3×3 layers that sees exactly as far. All layers have stride 1, $c$ channels in and $c$ channels out. How many layers does the stack need, and what do both have to learn? (About 10 minutes.)
#
# `stack_vs_single(c, k, bias)`
#
# | | range or type | |
# |---|---|---|
# | `c` | ≥ 1 | channels, the same everywhere |
# | `k` | ≥ 1 | side of the large kernel |
# | `bias` | `bool` | whether every filter has a bias |
# | result | `(layers, params_stack, params_single)` | three whole numbers |
#
# If no stack of one or more 3×3 layers sees exactly $k$ pixels ($k$ is even, or 1), raise a `ValueError`.
#
# **Example.** One channel and $k = 5$, with biases: two 3×3 layers see 5 pixels. They hold $2\cdot(9 + 1) = 20$ numbers, the 5×5 filter $25 + 1 = 26$: `(2, 20, 26)`.
#
# <details><summary>Hint 1</summary>How far do one, two and three layers of 3×3 see? By how much does the field grow from one to the next?</details>
# <details><summary>Hint 2</summary>How many filters does one layer have, and how many kernels does one filter have?</details>


# %% answer
def stack_vs_single(c, k, bias):
    ### BEGIN SOLUTION
    if k == 1 or k % 2 == 0:
        raise ValueError(f"no stack of 3×3 layers sees exactly {k} pixels")
    layers = k // 2
    biases = c if bias else 0
    return layers, layers * (9 * c * c + biases), k * k * c * c + biases
    ### END SOLUTION


# %% tries
checks.self_check(
    "stack_vs_single",
    lambda: stack_vs_single,
    [
        checks.Example((2, 20, 26), 1, 5, True),
        checks.Example((3, 108, 196), 2, 7, False),
        checks.Example((4, 152, 326), 2, 9, True),
        checks.Example((1, 84, 84), 3, 3, True),
        checks.Example(ValueError, 2, 4, True),
        checks.Example(ValueError, 2, 1, True),
    ],
)


# %% tests
def _grade_stack_vs_single(examples):
    from cnnkit.checks import Case, Mistake, grade

    def checked(k):
        if k == 1 or k % 2 == 0:
            raise ValueError
        return (k - 1) // 2

    def costs(c, k, bias, layers):
        b = c * bool(bias)
        return layers, layers * (9 * c**2 + b), k**2 * c**2 + b

    def expected(c, k, bias):
        return costs(c, k, bias, checked(k))

    def product(c, k, bias):
        checked(k)
        layers = 1
        while 3**layers < k:
            layers += 1
        return costs(c, k, bias, layers)

    mistakes = [
        Mistake(
            "field-multiplies",
            "your fields multiply: 3, 9, 27. A second layer sees the pixels of three neighbours, and they share most of them.",
            product,
        ),
        Mistake(
            "three-each",
            "each layer is given three pixels of its own. What a layer adds is only what its neighbours see that is new.",
            lambda c, k, bias: costs(c, k, bias, k // 3 + 0 * checked(k)),
        ),
        Mistake(
            "three-each",
            "each layer is given three pixels of its own. What a layer adds is only what its neighbours see that is new.",
            lambda c, k, bias: costs(c, k, bias, -(-k // 3) + 0 * checked(k)),
        ),
        Mistake(
            "two-less",
            "a layer adds two pixels to the field, not one. Go on from 3 by hand: 3, 5, …",
            lambda c, k, bias: costs(c, k, bias, k - 2 + 0 * checked(k)),
        ),
        Mistake(
            "one-too-many",
            "there is one layer more than the field needs. What does the first layer see?",
            lambda c, k, bias: costs(c, k, bias, checked(k) + 1),
        ),
        Mistake(
            "biases-once",
            "the stack has the biases of one layer. Each of its layers has some.",
            lambda c, k, bias: (
                checked(k),
                checked(k) * 9 * c**2 + c * bool(bias),
                k**2 * c**2 + c * bool(bias),
            ),
        ),
        Mistake(
            "channels-once",
            "c channels come in and c filters read them all: how many kernels are that?",
            lambda c, k, bias: (
                checked(k),
                checked(k) * (9 * c + c * bool(bias)),
                k**2 * c + c * bool(bias),
            ),
        ),
        Mistake(
            "bias-always",
            "a layer without biases has none.",
            lambda c, k, bias: expected(c, k, True),
        ),
        Mistake(
            "bias-left-out",
            "the biases are missing: one for every filter.",
            lambda c, k, bias: expected(c, k, False),
        ),
        Mistake(
            "one-bias",
            "a layer has one bias for each of its filters.",
            lambda c, k, bias: (
                checked(k),
                checked(k) * (9 * c**2 + bool(bias)),
                k**2 * c**2 + bool(bias),
            ),
        ),
        Mistake(
            "bias-by-kernel",
            "you count a bias for every kernel. A filter adds up its kernels first, and then adds one number.",
            lambda c, k, bias: (
                checked(k),
                checked(k) * (9 * c**2 + c**2 * bool(bias)),
                k**2 * c**2 + c**2 * bool(bias),
            ),
        ),
        Mistake(
            "one-layer-counted",
            "the second number is that of a single 3×3 layer. The stack has more of them.",
            lambda c, k, bias: (checked(k), 9 * c**2 + c * bool(bias), expected(c, k, bias)[2]),
        ),
        Mistake(
            "side-once",
            "a kernel is a square, and k is its side.",
            lambda c, k, bias: (*expected(c, k, bias)[:2], k * c**2 + c * bool(bias)),
        ),
        Mistake(
            "order-swapped",
            "the stack comes before the single layer.",
            lambda c, k, bias: (checked(k), *expected(c, k, bias)[:0:-1]),
        ),
        Mistake(
            "even-unchecked",
            "an even field cannot be reached: 3, 5, 7 … That must raise a ValueError.",
            lambda c, k, bias: costs(c, k, bias, k // 2) if k > 1 else checked(k),
            edge=True,
        ),
        Mistake(
            "even-unchecked",
            "an even field cannot be reached: 3, 5, 7 … That must raise a ValueError.",
            lambda c, k, bias: costs(c, k, bias, (k - 1) // 2) if k > 1 else checked(k),
            edge=True,
        ),
        Mistake(
            "one-unchecked",
            "a 1×1 layer sees one pixel, which a 3×3 layer is too large for. That must raise a ValueError.",
            lambda c, k, bias: costs(c, k, bias, k // 2 if k == 1 else checked(k)),
            edge=True,
        ),
        Mistake(
            "nothing-refused",
            "no stack sees exactly an even number of pixels, nor one. Both must raise a ValueError.",
            lambda c, k, bias: costs(c, k, bias, k // 2),
            edge=True,
        ),
        Mistake(
            "nothing-refused",
            "no stack sees exactly an even number of pixels, nor one. Both must raise a ValueError.",
            lambda c, k, bias: costs(c, k, bias, (k - 1) // 2),
            edge=True,
        ),
    ]
    cases = [
        Case(2, 5, 7, True),
        Case(2, 4, 9, False),
        Case(2, 3, 11, True),
        Case(1, 6, 3, True),
        Case(1, 8, 5, False),
        Case(1, 3, 6, True),
        Case(1, 4, 1, False),
    ]
    return grade(
        "stack_vs_single",
        lambda: stack_vs_single,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
