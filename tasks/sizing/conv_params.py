# ruff: noqa: E501
"""The task `conv_params` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## What a convolution layer has to learn
#
# One lecture note counts, for a layer of $c_\text{out}$ filters, $c_\text{out}(c_\text{in}k^2 + 1)$ weights "and $c_\text{out}$ biases". Something in there is counted twice. Count right, in two separate numbers.
#
# `conv_params(c_in, c_out, k, bias=True, groups=1)`
#
# | | range or type | |
# |---|---|---|
# | `c_in`, `c_out` | ≥ 1 | channels of the input, filters (channels of the output) |
# | `k` | ≥ 1 | side of the square kernels |
# | `bias` | `bool` | whether the filters have biases |
# | `groups` | ≥ 1 | the channels are cut into so many equal groups, the filters too; a filter reads the channels of its own group only |
# | result | `(weights, biases)` | two whole numbers |
#
# If `groups` does not divide both `c_in` and `c_out`, there is no such layer: raise a `ValueError`.
#
# **Example.** 2 channels, 3 filters, $k = 2$: a filter has $2\cdot2\cdot2 = 8$ weights, so the layer has 24 weights and 3 biases: `(24, 3)`. With 4 channels, 6 filters and 2 groups each filter reads 2 channels: 8 weights per filter, `(48, 6)`.
#
# Off limits: building the layer with `nn.Conv2d` and counting what is in it. (The test sees names with `conv` and `kaiming`, which torch uses to make such a layer.)
#
# <details><summary>Hint 1</summary>Begin with one filter: how many channels does it read, how many weights for each?</details>
# <details><summary>Hint 2</summary>What comes once for each filter, whatever its size?</details>
# <details><summary>Hint 3</summary>Groups change what one filter reads. They do not change how many filters there are.</details>


# %% answer
def conv_params(c_in, c_out, k, bias=True, groups=1):
    ### BEGIN SOLUTION
    if c_in % groups or c_out % groups:
        raise ValueError(f"{groups} groups do not divide {c_in} channels and {c_out} filters")
    return c_out * (c_in // groups) * k * k, c_out if bias else 0
    ### END SOLUTION


# %% tries
checks.self_check(
    "conv_params",
    lambda: conv_params,
    [
        checks.Example((24, 3), 2, 3, 2),
        checks.Example((24, 0), 2, 3, 2, bias=False),
        checks.Example((18, 2), 1, 2, 3),
        checks.Example((48, 6), 4, 6, 2, groups=2),
        checks.Example(ValueError, 4, 6, 2, groups=4),
        checks.Example(ValueError, 3, 4, 1, groups=2),
    ],
    off_limits=["*conv*", "kaiming*"],
)


# %% tests
def _grade_conv_params(examples):
    from cnnkit.checks import Case, Mistake, Symptom, grade

    def expected(c_in, c_out, k, bias=True, groups=1):
        if c_in % groups or c_out % groups:
            raise ValueError
        per_group = (c_in // groups) * (c_out // groups) * k**2
        return groups * per_group, int(bias) * c_out

    def weights(*layer, **options):
        return expected(*layer, **options)[0]

    twice = "the biases are in both numbers. Once is enough."
    kernels = "you count biases by kernels. A filter adds up its kernels first, and then adds one number."
    unchecked = "these groups leave channels or filters over. Such a layer must raise a ValueError."
    mistakes = [
        Mistake(
            "biases-twice",
            twice,
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups) + o, o),
        ),
        Mistake(
            "biases-twice",
            twice,
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups) + o * bias, o * bias),
        ),
        Mistake(
            "bias-always",
            "a layer without biases has none.",
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups), o),
        ),
        Mistake(
            "bias-by-input",
            "you count one bias for each input channel. Who adds the bias?",
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups), i * bias),
        ),
        Mistake(
            "bias-by-kernel",
            kernels,
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups), i * o // groups * bias),
        ),
        Mistake(
            "bias-by-kernel",
            kernels,
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups), i * o * bias),
        ),
        Mistake(
            "one-bias",
            "you count one bias for the whole layer. Every filter has its own.",
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups), int(bias)),
        ),
        Mistake(
            "bias-divided",
            "groups divide what a filter reads. Are there fewer filters now?",
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups), o // groups * bias),
        ),
        Mistake(
            "both-divided",
            "channels and filters are both divided by the groups. But the filters of all groups are there.",
            lambda i, o, k, bias=True, groups=1: (
                weights(i, o, k, groups=groups) // groups,
                o // groups * bias,
            ),
        ),
        Mistake(
            "both-divided",
            "channels and filters are both divided by the groups. But the filters of all groups are there.",
            lambda i, o, k, bias=True, groups=1: (weights(i, o, k, groups=groups) // groups, o * bias),
        ),
        Mistake(
            "groups-unchecked",
            unchecked,
            lambda i, o, k, bias=True, groups=1: (o * (i // groups) * k * k, o * bias),
            edge=True,
        ),
        Mistake(
            "groups-unchecked",
            unchecked,
            lambda i, o, k, bias=True, groups=1: (o * i * k * k // groups, o * bias),
            edge=True,
        ),
        Mistake(
            "only-input-checked",
            "the channels of the input are looked at, the filters are not. Groups must divide both.",
            lambda i, o, k, bias=True, groups=1: (
                weights(i, groups, k, groups=groups) // groups * o,
                o * bias,
            ),
            edge=True,
        ),
        Mistake(
            "only-filters-checked",
            "the filters are looked at, the channels of the input are not. Groups must divide both.",
            lambda i, o, k, bias=True, groups=1: (
                weights(groups, o, k, groups=groups) * (i // groups),
                o * bias,
            ),
            edge=True,
        ),
        Mistake(
            "groups-left-out",
            "the groups play no part. A filter reads only the channels of its own group.",
            lambda i, o, k, bias=True, groups=1: (o * i * k * k, o * bias),
        ),
        Mistake(
            "groups-multiplied",
            "you multiply by the groups. With more groups each filter reads fewer channels.",
            lambda i, o, k, bias=True, groups=1: (o * i * k * k * groups, expected(i, o, k, bias, groups)[1]),
        ),
        Mistake(
            "input-channels-left-out",
            "a filter is as deep as what it reads. Here it has a single kernel.",
            lambda i, o, k, bias=True, groups=1: (o * k * k, o * bias),
        ),
        Mistake(
            "filters-left-out",
            "these are the weights of one filter. The layer has more of them.",
            lambda i, o, k, bias=True, groups=1: (i // groups * k * k, o * bias),
        ),
        Mistake(
            "kernel-side-once",
            "a kernel is a square, and k is its side.",
            lambda i, o, k, bias=True, groups=1: (o * i * k // groups, o * bias),
        ),
        Mistake(
            "order-swapped",
            "weights come first, biases second.",
            lambda *layer, **options: expected(*layer, **options)[::-1],
        ),
        Mistake(
            "added-up",
            "this is one number, the sum. Return weights and biases as two.",
            lambda *layer, **options: sum(expected(*layer, **options)),
        ),
    ]
    symptoms = [
        Symptom(
            "no-whole-kernels",
            "the weights are no multiple of k·k, and every kernel has that many.",
            lambda result, c_in, c_out, k, bias=True, groups=1: result[0] % (k * k),
        ),
        Symptom(
            "filters-unlike",
            "the weights are no multiple of the number of filters, and every filter has as many as the others.",
            lambda result, c_in, c_out, k, bias=True, groups=1: result[0] % c_out,
        ),
        Symptom(
            "more-biases-than-filters",
            "there are more biases than filters.",
            lambda result, c_in, c_out, k, bias=True, groups=1: result[1] > c_out,
        ),
    ]
    cases = [
        Case(2, 5, 7, 3),
        Case(1, 4, 6, 5, bias=False),
        Case(3, 8, 12, 3, groups=4),
        Case(2, 6, 6, 3, True, 6),
        Case(0.5, 8, 6, 2, groups=4),
        Case(0.5, 3, 8, 1, groups=2),
        Case(1, 3, 5, 1, groups=2),
    ]
    return grade(
        "conv_params",
        lambda: conv_params,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        symptoms=symptoms,
        off_limits=["*conv*", "kaiming*"],
    )
