# ruff: noqa: E501
"""The task `densenet_channels` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## The staircase of a whole DenseNet
#
# Inside a dense block the maps only grow. Between two blocks stands a transition, which keeps half of them, and the staircase goes down a step. Follow a whole network, from its stem to its head. About 10 minutes.
#
# `densenet_channels(k0, growth, blocks)`
#
# | | range | |
# |---|---|---|
# | `k0` | 1 … | maps behind the stem |
# | `growth` | 1 … | maps that each layer adds |
# | `blocks` | a list of whole numbers from 1 | layers in each dense block, at least one block |
# | result | list of `int`s | `k0`, then the maps behind block 1, behind transition 1, behind block 2, … |
#
# A transition halves the maps; of an odd number it keeps the smaller half. Behind the last block comes the head: no transition.
#
# **Example.** 8 maps, growth 3, blocks of 2 and 4 layers. The first block leaves 8 + 2 · 3 = 14, the transition 7, the second block 7 + 4 · 3 = 19: `[8, 14, 7, 19]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Walk through the example with a pencil. Which number does the second block begin with?</details>
# <details><summary>Hint 2</summary>Three blocks have two transitions. How do you notice that a block is the last?</details>
# <details><summary>Hint 3</summary>The 1×1 inside a layer makes four times the growth, but only for the 3×3 behind it. What is laid beside the old maps?</details>


# %% answer
def densenet_channels(k0, growth, blocks):
    ### BEGIN SOLUTION
    steps = [k0]
    for number, layers in enumerate(blocks, start=1):
        steps.append(steps[-1] + growth * layers)
        if number < len(blocks):
            steps.append(steps[-1] // 2)
    return steps
    ### END SOLUTION


# %% tries
checks.self_check(
    "densenet_channels",
    lambda: densenet_channels,
    [
        checks.Example([8, 14, 7, 19], 8, 3, [2, 4]),
        checks.Example([10, 16], 10, 2, [3]),
        checks.Example([5, 12, 6, 13, 6, 20], 5, 7, [1, 1, 2]),
    ],
)


# %% tests
def _grade_densenet_channels(examples):
    from cnnkit.checks import Case, Mistake, grade

    def walk(k0, growth, blocks, grow=lambda maps, growth, layers: maps + growth * layers, halve=None):
        halve = halve or (lambda maps: maps // 2)
        steps = [k0]
        for number, layers in enumerate(blocks, start=1):
            steps.append(grow(steps[-1], growth, layers))
            if number < len(blocks):
                steps.append(halve(steps[-1]))
        return steps

    def expected(k0, growth, blocks):
        return walk(k0, growth, blocks)

    def last_too(k0, growth, blocks):
        steps = expected(k0, growth, blocks)
        return [*steps, steps[-1] // 2]

    def halved_before(k0, growth, blocks):
        steps = [k0]
        for layers in blocks:
            steps.append(steps[-1] // 2)
            steps.append(steps[-1] + growth * layers)
        return steps

    def blocks_alone(k0, growth, blocks):
        steps = expected(k0, growth, blocks)
        return [steps[0], *steps[1::2]]

    def layer_by_layer(k0, growth, blocks):
        steps = [k0]
        for number, layers in enumerate(blocks, start=1):
            steps += [steps[-1] + growth * (i + 1) for i in range(layers)]
            if number < len(blocks):
                steps.append(steps[-1] // 2)
        return steps

    mistakes = [
        Mistake(
            "last-transition",
            "your list ends with a transition behind the last block. There the head reads all maps.",
            last_too,
        ),
        Mistake(
            "halved-before-the-block",
            "a transition stands before your first block. It stands between two blocks.",
            halved_before,
        ),
        Mistake(
            "squeeze-counted",
            "each layer adds four times the growth in your walk. That many maps leave its 1×1, not the layer.",
            lambda k0, growth, blocks: walk(k0, 4 * growth, blocks),
        ),
        Mistake(
            "never-halved",
            "the transitions hand on all maps. They keep half of them.",
            lambda k0, growth, blocks: walk(k0, growth, blocks, halve=lambda maps: maps),
        ),
        Mistake(
            "transitions-left-out",
            "the maps behind the transitions are not in your list.",
            blocks_alone,
        ),
        Mistake(
            "transitions-left-out",
            "there is no transition in your walk, and no number for one.",
            lambda k0, growth, blocks: [k0 + growth * sum(blocks[:i]) for i in range(len(blocks) + 1)],
        ),
        Mistake(
            "stem-left-out",
            "your list begins behind the first block. It begins with the stem's maps.",
            lambda k0, growth, blocks: expected(k0, growth, blocks)[1:],
        ),
        Mistake(
            "one-layer-a-block",
            "each block adds the growth once in your walk. Each of its layers adds it.",
            lambda k0, growth, blocks: walk(k0, growth, blocks, grow=lambda maps, g, layers: maps + g),
        ),
        Mistake(
            "starts-anew",
            "each block begins with the stem's maps in your walk. It begins with what the transition left.",
            lambda k0, growth, blocks: walk(k0, growth, blocks, grow=lambda maps, g, layers: k0 + g * layers),
        ),
        Mistake(
            "old-maps-forgotten",
            "behind a block only the new maps are left in your walk. A dense block keeps what it has read.",
            lambda k0, growth, blocks: walk(k0, growth, blocks, grow=lambda maps, g, layers: g * layers),
        ),
        Mistake(
            "every-layer-listed",
            "your list has a number for every layer. One for each block and each transition is asked for.",
            layer_by_layer,
        ),
        Mistake(
            "odd-rounded-up",
            "of an odd number of maps your transition keeps the larger half.",
            lambda k0, growth, blocks: walk(k0, growth, blocks, halve=lambda maps: (maps + 1) // 2),
            edge=True,
        ),
        Mistake(
            "odd-rounded-up",
            "of an odd number of maps your transition keeps sometimes the larger and sometimes the smaller half.",
            lambda k0, growth, blocks: walk(k0, growth, blocks, halve=lambda maps: round(maps / 2)),
            edge=True,
        ),
    ]
    cases = [
        Case(4, 64, 32, [6, 12, 24, 16]),
        Case(2, 24, 12, [16, 16, 16]),
        Case(1, 9, 5, [3]),
        Case(2, 11, 3, [2, 1, 4, 3, 2]),
        Case(1, 1, 1, [1, 1]),
    ]
    return grade(
        "densenet_channels",
        lambda: densenet_channels,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
