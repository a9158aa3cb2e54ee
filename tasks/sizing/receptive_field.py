# ruff: noqa: E501
"""The task `receptive_field` of the set sizing; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## How far does a unit see?
#
# Stack a few layers and pick one unit at the end. Only some pixels of the image can change it: its receptive field. Three numbers say all about it, for all units of the layer at once.
#
# `receptive_field(layers)`
#
# | | range or type | |
# |---|---|---|
# | `layers` | list of `(k, s, p)` | kernel, stride and padding of each layer, the first one first; convolutions and poolings alike |
# | result | `(size, jump, start)` | `size` (`int`): width of the field in pixels · `jump` (`int`): distance in pixels between the fields of two neighbouring units · `start`: where the centre of the first unit's field lies |
#
# Positions are measured from the left edge of the image, so the first pixel's centre is at 0.5, the second at 1.5. Fields may reach into the padding; there they count in full, and the centre may even lie left of the image. An empty list stands for the image itself: `(1, 1, 0.5)`.
#
# **Example.** One layer `(3, 1, 0)`: a unit sees 3 pixels, its neighbour's field is 1 pixel further, and the first field spans 0 to 3 with its centre at 1.5: `(3, 1, 1.5)`. With padding 1 the first field begins one pixel earlier: `(3, 1, 0.5)`. A pooling `(2, 2, 0)` after the first layer: two neighbouring fields together, `(4, 2, 2.0)`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Go through the layers and carry three numbers along. Before the first layer they are those of the empty list.</details>
# <details><summary>Hint 2</summary>A new unit reads <code>k</code> neighbouring old units. How far apart are these, in pixels? How much wider is the field therefore?</details>
# <details><summary>Hint 3</summary>A stride makes the <em>next</em> units lie further apart. In which order do you change width and distance?</details>
# <details><summary>Hint 4</summary>The first new unit has its centre in the middle of the first <code>k</code> old units, padding included. How many old steps is that from the first real one? It may be half a step, and it may be negative.</details>


# %% answer
def receptive_field(layers):
    ### BEGIN SOLUTION
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, start
    ### END SOLUTION


# %% tries
checks.self_check(
    "receptive_field",
    lambda: receptive_field,
    [
        checks.Example((1, 1, 0.5), []),
        checks.Example((3, 1, 1.5), [(3, 1, 0)]),
        checks.Example((3, 1, 0.5), [(3, 1, 1)]),
        checks.Example((4, 2, 2.0), [(3, 1, 0), (2, 2, 0)]),
        checks.Example((6, 2, 1.0), [(2, 2, 0), (3, 1, 1)]),
        checks.Example((8, 2, 4.0), [(3, 1, 0), (2, 2, 0), (3, 1, 0)]),
        checks.Example((4, 4, 2.0), [(2, 2, 0), (2, 2, 0)]),
        checks.Example((1, 1, -0.5), [(1, 1, 1)]),
    ],
)


# %% tests
def _grade_receptive_field(examples):
    from math import prod

    from cnnkit.checks import Case, Mistake, grade

    def field(layers, units):
        """First and last pixel that the first so many units read, from the last layer down to the image."""
        low, high = 0, units - 1
        for k, s, p in reversed(layers):
            low, high = low * s - p, high * s - p + k - 1
        return low, high

    def expected(layers):
        low, high = field(layers, 1)
        return high - low + 1, field(layers, 2)[1] - high, (low + high + 1) / 2

    def size(layers):
        return expected(layers)[0]

    def jump(layers):
        return expected(layers)[1]

    def start(layers):
        return expected(layers)[2]

    def along(
        layers,
        width=1,
        step=1,
        centre=0.5,
        *,
        early=False,
        added=False,
        less=0,
        last=False,
        fixed=False,
        whole=False,
    ):
        for k, s, p in layers:
            after = step + s - less if added else s if last else step * s
            now = 1 if fixed else after if early else step
            width, centre = (
                width + (k - 1) * now,
                centre + ((k - 1) // 2 if whole else (k - 1) / 2) * now - p * now,
            )
            step = after
        return width, step, centre

    def no_pooling(layers):
        return along([(1 if k == s else k, s, p) for k, s, p in layers])

    def pooling_skipped(layers):
        return along([(k, s, p) for k, s, p in layers if k != s or k == 1])

    order = "you use the new distance too early. The units that a layer reads are as far apart as before it."
    pooling = "a pooling widens the view, too: it reads k units, like any other layer."
    stays = "the units of deeper layers lie further apart, and your width does not know it."
    padding = "the padding plays no part in the start. It moves the first field to the left."
    product = "distances of several strides: two steps of two make how many pixels?"
    mistakes = [
        Mistake("jump-changed-too-early", order, lambda layers: along(layers, early=True)),
        Mistake(
            "jump-changed-too-early",
            order,
            lambda layers: (along(layers, early=True)[0], jump(layers), start(layers)),
        ),
        Mistake(
            "start-with-the-new-jump",
            "the width is right, but the start moves by the new distance instead of the old one.",
            lambda layers: (size(layers), jump(layers), along(layers, early=True)[2]),
        ),
        Mistake("pooling-left-out", pooling, no_pooling),
        Mistake("pooling-left-out", pooling, pooling_skipped),
        Mistake(
            "kernels-added", stays, lambda layers: (sum(k for k, *_ in layers), jump(layers), start(layers))
        ),
        Mistake(
            "kernels-added",
            stays,
            lambda layers: (sum(k for k, *_ in layers), *along(layers, fixed=True)[1:]),
        ),
        Mistake("jump-not-used", stays, lambda layers: along(layers, fixed=True)),
        Mistake(
            "jump-not-used", stays, lambda layers: (along(layers, fixed=True)[0], jump(layers), start(layers))
        ),
        Mistake("jumps-added", product, lambda layers: along(layers, added=True)),
        Mistake("jumps-added", product, lambda layers: along(layers, added=True, less=1)),
        Mistake(
            "jumps-added", product, lambda layers: (size(layers), sum(s for _, s, _ in layers), start(layers))
        ),
        Mistake("last-stride", product, lambda layers: along(layers, last=True)),
        Mistake(
            "last-stride",
            product,
            lambda layers: (size(layers), layers[-1][1] if layers else 1, start(layers)),
        ),
        Mistake("start-without-padding", padding, lambda layers: along([(k, s, 0) for k, s, _ in layers])),
        Mistake(
            "start-from-zero",
            "everything lies half a pixel too far left: the first pixel's centre is not at 0.",
            lambda layers: along(layers, centre=0),
        ),
        Mistake(
            "start-rounded",
            "with an even kernel the centre lies between two units. You rounded that away.",
            lambda layers: (size(layers), jump(layers), along(layers, whole=True)[2]),
        ),
        Mistake(
            "start-rounded",
            "the start is cut down to a whole number. Centres of pixels lie at halves.",
            lambda layers: (size(layers), jump(layers), int(start(layers))),
        ),
        Mistake(
            "left-edge",
            "this is where the first field begins. Asked is its centre.",
            lambda layers: (size(layers), jump(layers), field(layers, 1)[0]),
        ),
        Mistake(
            "padding-enlarges",
            "padding makes the row longer, and no field wider.",
            lambda layers: (size([(k + 2 * p, s, 0) for k, s, p in layers]), jump(layers), start(layers)),
        ),
        Mistake(
            "padding-enlarges",
            "your padding makes fields smaller. They count in full where they reach into the padding.",
            lambda layers: (size([(k - 2 * p, s, 0) for k, s, p in layers]), jump(layers), start(layers)),
        ),
        Mistake(
            "kernel-without-minus-one",
            "each layer adds a whole kernel. One of its units lies where you were already.",
            lambda layers: (size([(k + 1, s, 0) for k, s, _ in layers]), jump(layers), start(layers)),
        ),
        Mistake(
            "kernels-multiplied",
            "kernels are multiplied. The fields of neighbouring units overlap.",
            lambda layers: (prod(k for k, *_ in layers), jump(layers), start(layers)),
        ),
        Mistake(
            "last-kernel",
            "this is what the last layer reads of the layer before it. The field lies in the image.",
            lambda layers: (layers[-1][0] if layers else 1, jump(layers), start(layers)),
        ),
        Mistake(
            "layers-reversed",
            "the layers came in from last to first with the rule for first to last.",
            lambda layers: along(layers[::-1]),
        ),
    ]
    cases = [
        Case(2, [(3, 1, 1), (3, 1, 1), (2, 2, 0), (3, 1, 1)]),
        Case(2, [(7, 2, 3), (3, 2, 1), (3, 1, 0)]),
        Case(2, [(5, 1, 0), (2, 2, 0), (5, 1, 0), (2, 2, 0)]),
        Case(2, [(4, 3, 1), (1, 2, 0), (3, 1, 2)]),
        Case(1, [(6, 4, 2)]),
        Case(1, []),
    ]
    return grade(
        "receptive_field",
        lambda: receptive_field,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
