# ruff: noqa: E501
"""The task `augment_views` of the set architectures; how such a file is written: tests/exercises/README.md."""

from cnnkit import checks

# %% story [markdown]
# ## How many views has a picture?
#
# AlexNet was trained on crops: out of each square picture a smaller square, cut anywhere, and perhaps mirrored. How many different views of one picture are there? About 5 minutes.
#
# `augment_views(side, crop, flip)`
#
# | | type | |
# |---|---|---|
# | `side` | `int`, ≥ 1 | pixels of the picture in each direction |
# | `crop` | `int`, ≥ 1 | pixels of the crop in each direction |
# | `flip` | `bool` | whether each crop may also be mirrored, left to right |
# | result | `int` | how many views there are |
#
# Every pair of a place and *mirrored or not* counts as a view of its own. If the crop is larger than the picture, raise a `ValueError`.
#
# **Example.** Three pixels and a crop of two, mirrored or not: the crop can start at 0 or 1 in each direction, which makes 4 places and 8 views. For AlexNet's 256 and 224 the paper prints 2,048; you should get 2,178. Which places did it forget?
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Write down where a crop of 2 can start in a row of 4 pixels. How many starts are these?</details>
# <details><summary>Hint 2</summary>The start from above and the start from the left are chosen independently.</details>


# %% answer
def augment_views(side, crop, flip):
    ### BEGIN SOLUTION
    starts = side - crop + 1
    if starts < 1:
        raise ValueError(f"a crop of {crop} does not fit into {side} pixels")
    return starts * starts * (2 if flip else 1)
    ### END SOLUTION


# %% tries
checks.self_check(
    "augment_views",
    lambda: augment_views,
    [
        checks.Example(8, 3, 2, True),
        checks.Example(2178, 256, 224, True),
        checks.Example(9, 10, 8, False),
        checks.Example(1, 5, 5, False),
        checks.Example(ValueError, 4, 5, False),
    ],
)


# %% tests
def _grade_augment_views(examples):
    from cnnkit.checks import Case, Mistake, grade

    def starts(side, crop):
        if crop > side:
            raise ValueError
        return side - crop + 1

    def expected(side, crop, flip):
        return starts(side, crop) ** 2 * (1 + bool(flip))

    def without_check(side, crop, flip):
        return (side - crop + 1) ** 2 * (1 + bool(flip))

    def equal_refused(side, crop, flip):
        if crop >= side:
            raise ValueError
        return expected(side, crop, flip)

    mistakes = [
        Mistake(
            "last-start-forgotten",
            "you count side − crop starts. A crop may also start where it just touches the far edge: write the starts down for 4 and 2. (The printed 2,048 forgets the same.)",
            lambda side, crop, flip: (starts(side, crop) - 1) ** 2 * (1 + bool(flip)),
        ),
        Mistake(
            "one-direction",
            "your crop moves in one direction only. Down and right are chosen independently.",
            lambda side, crop, flip: starts(side, crop) * (1 + bool(flip)),
        ),
        Mistake(
            "directions-added",
            "you add the starts down to the starts right. With each start down, every start right is possible.",
            lambda side, crop, flip: 2 * starts(side, crop) * (1 + bool(flip)),
        ),
        Mistake(
            "mirror-added",
            "you add one view for the mirror. Every crop can be mirrored.",
            lambda side, crop, flip: starts(side, crop) ** 2 + bool(flip),
        ),
        Mistake(
            "mirror-added",
            "you add two views for the mirror. Every crop can be mirrored.",
            lambda side, crop, flip: starts(side, crop) ** 2 + 2 * bool(flip),
        ),
        Mistake(
            "mirror-left-out",
            "mirrored crops are views of their own.",
            lambda side, crop, flip: starts(side, crop) ** 2,
        ),
        Mistake(
            "mirror-always",
            "you mirror even where that is not allowed.",
            lambda side, crop, flip: 2 * starts(side, crop) ** 2,
        ),
        Mistake(
            "both-mirrors",
            "you mirror in two directions. Only left and right are exchanged.",
            lambda side, crop, flip: starts(side, crop) ** 2 * (4 if flip else 1),
        ),
        Mistake(
            "without-overlap",
            "your crops lie side by side. They may overlap: the next one starts a pixel further.",
            lambda side, crop, flip: (side // crop) ** 2 * (1 + bool(flip)) + 0 * starts(side, crop),
        ),
        Mistake(
            "pixels",
            "you count the pixels of the picture, not the places of the crop.",
            lambda side, crop, flip: side**2 * (1 + bool(flip)) + 0 * starts(side, crop),
        ),
        Mistake(
            "pixels",
            "you count the pixels of the crop, not its places.",
            lambda side, crop, flip: crop**2 * (1 + bool(flip)) + 0 * starts(side, crop),
        ),
        Mistake(
            "one-too-many",
            "there is one start too many in each direction. Where does a crop of 2 end that starts at the last of 4 pixels?",
            lambda side, crop, flip: (starts(side, crop) + 1) ** 2 * (1 + bool(flip)),
        ),
        Mistake(
            "whole-picture-refused",
            "a crop as large as the picture fits, at one place.",
            equal_refused,
            edge=True,
        ),
        Mistake(
            "too-large-taken",
            "a crop larger than the picture fits nowhere: that must raise a ValueError.",
            without_check,
            edge=True,
        ),
        Mistake(
            "too-large-taken",
            "a crop larger than the picture fits nowhere: that must raise a ValueError, not give 0.",
            lambda side, crop, flip: 0 if crop > side else expected(side, crop, flip),
            edge=True,
        ),
    ]
    cases = [
        Case(2, 40, 32, True),
        Case(2, 36, 29, False),
        Case(2, 12, 11, True),
        Case(1, 7, 7, True),
        Case(1, 9, 9, False),
        Case(1, 6, 7, True),
        Case(1, 5, 9, False),
    ]
    return grade(
        "augment_views",
        lambda: augment_views,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
