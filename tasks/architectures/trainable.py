# ruff: noqa: E501
"""The task `trainable` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## How many weights are left to train?
#
# A trained network gets a new head, and everything from the picture up to a certain layer is frozen. Count the weights that still learn. About 4 minutes.
#
# `trainable(sizes, frozen_upto)`
#
# | | type | |
# |---|---|---|
# | `sizes` | list of pairs `(name, n)` | the layers in their order, from the picture to the head, and the number of weights of each; no name comes twice |
# | `frozen_upto` | `str` or `None` | the last frozen layer; it and all layers before it keep their weights. `None`: nothing is frozen |
# | result | `int` | weights that are trained |
#
# A name that no layer has must raise a `ValueError`: else a slip of the pen would thaw the whole network, and nobody would notice.
#
# **Example.** `sizes` is `[("conv2", 30), ("conv10", 200), ("head", 5)]`. With `frozen_upto="conv2"` the last two learn: 205. With `"conv10"` only the head does: 5.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Find the place of the last frozen layer in the list. Which places come after it?</details>
# <details><summary>Hint 2</summary>The order that counts is that of the list. The alphabet puts conv10 before conv2.</details>
# <details><summary>Hint 3</summary>What does <code>list.index</code> do with a value that is not there?</details>


# %% answer
def trainable(sizes, frozen_upto):
    ### BEGIN SOLUTION
    if frozen_upto is None:
        return sum(n for _, n in sizes)
    last = [name for name, _ in sizes].index(frozen_upto)
    return sum(n for _, n in sizes[last + 1 :])
    ### END SOLUTION


# %% tries
checks.self_check(
    "trainable",
    lambda: trainable,
    [
        checks.Example(205, [("conv2", 30), ("conv10", 200), ("head", 5)], "conv2"),
        checks.Example(5, [("conv2", 30), ("conv10", 200), ("head", 5)], "conv10"),
        checks.Example(235, [("conv2", 30), ("conv10", 200), ("head", 5)], None),
        checks.Example(0, [("stem", 7), ("body", 11), ("head", 13)], "head"),
        checks.Example(31, [("stem", 7), ("body", 11), ("arm", 0), ("head", 13), ("bias", 18)], "arm"),
        checks.Example(ValueError, [("stem", 7), ("body", 11)], "head"),
    ],
)


# %% tests
def _grade_trainable(examples):
    from cnnkit.checks import Case, Mistake, grade

    def place(sizes, name):
        names = [one for one, _ in sizes]
        if name is not None and name not in names:
            raise ValueError
        return -1 if name is None else names.index(name)

    def expected(sizes, frozen_upto):
        learns, total = frozen_upto is None, 0
        place(sizes, frozen_upto)
        for name, n in sizes:
            total += n if learns else 0
            learns = learns or name == frozen_upto
        return total

    def all_of(sizes):
        return sum(n for _, n in sizes)

    def checked(function):
        """The mistake, where the name is there."""

        def answer(sizes, frozen_upto):
            place(sizes, frozen_upto)
            return function(sizes, frozen_upto)

        return answer

    def by_name(sizes, frozen_upto):
        return expected(sorted(sizes), frozen_upto)

    mistakes = [
        Mistake(
            "boundary-trained",
            "the last frozen layer is among those that learn. It is frozen, too.",
            checked(lambda sizes, name: sum(n for _, n in sizes[max(0, place(sizes, name)) :])),
        ),
        Mistake(
            "one-layer-too-many-frozen",
            "the layer behind the last frozen one is missing.",
            checked(lambda sizes, name: sum(n for _, n in sizes[place(sizes, name) + 2 :])),
        ),
        Mistake(
            "frozen-counted",
            "you count the weights that stay as they are. Asked for are the others.",
            checked(lambda sizes, name: all_of(sizes) - expected(sizes, name)),
        ),
        Mistake(
            "frozen-counted",
            "you count weights that stay as they are. Asked for are the others.",
            checked(lambda sizes, name: sum(n for _, n in sizes[: max(0, place(sizes, name))])),
        ),
        Mistake(
            "only-one-frozen",
            "only the layer that is named is left out. Those before it are frozen as well.",
            checked(lambda sizes, name: sum(n for one, n in sizes if one != name)),
        ),
        Mistake(
            "sorted-by-name",
            "layers were put into the order of the alphabet, where conv10 comes before conv2. Take the order of the list.",
            checked(by_name),
        ),
        Mistake(
            "sorted-by-name",
            "names were compared as words, where conv10 comes before conv2. Take the order of the list.",
            checked(lambda sizes, name: sum(n for one, n in sizes if name is None or one > name)),
        ),
        Mistake(
            "head-alone",
            "only the last layer counts here. Between the frozen ones and the head others may learn, too.",
            checked(lambda sizes, name: sizes[-1][1]),
        ),
        Mistake(
            "all-but-the-head",
            "the last layer is left out. The head is new and learns.",
            checked(lambda sizes, name: expected(sizes[:-1], name) if name != sizes[-1][0] else 0),
        ),
        Mistake(
            "all-trained",
            "this is the whole network. What is frozen does not learn.",
            checked(lambda sizes, name: all_of(sizes)),
        ),
        Mistake(
            "layers-counted",
            "you count layers. Asked for are their weights.",
            checked(lambda sizes, name: len(sizes) - 1 - place(sizes, name)),
        ),
        Mistake(
            "none-freezes-all",
            "with None nothing is frozen, so all weights learn.",
            lambda sizes, name: 0 if name is None else expected(sizes, name),
            edge=True,
        ),
        Mistake(
            "name-not-found",
            "this name belongs to no layer. Raise a ValueError, or a slip of the pen changes what learns.",
            lambda sizes, name: (
                all_of(sizes) if name not in [None, *(one for one, _ in sizes)] else expected(sizes, name)
            ),
            edge=True,
        ),
        Mistake(
            "name-not-found",
            "this name belongs to no layer. Raise a ValueError, or a slip of the pen changes what learns.",
            lambda sizes, name: (
                0 if name not in [None, *(one for one, _ in sizes)] else expected(sizes, name)
            ),
            edge=True,
        ),
    ]
    plain = [("conv1", 1792), ("conv2", 11408), ("conv10", 9000), ("norm", 128), ("fc", 5130)]
    longer = [("z", 17), ("fire9", 400), ("fire10", 50), ("a", 3000), ("m", 9), ("k", 81), ("head", 640)]
    cases = [
        Case(3, plain, "conv2"),
        Case(2, longer, "fire10"),
        Case(1, longer, "m"),
        Case(1, plain, "conv1"),
        Case(1, longer, None),
        Case(1, [("only", 12)], "only"),
        Case(1, plain, "conv3"),
    ]
    return grade(
        "trainable",
        lambda: trainable,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
