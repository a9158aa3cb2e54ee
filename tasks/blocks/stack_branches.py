# ruff: noqa: E501
"""The task `stack_branches` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Branches become one volume
#
# An Inception module asks four questions at once, and lays the answers behind each other: maps of the first branch, then those of the second, and so on. That works only if all branches see the same pictures and keep the same height and width. About 10 minutes.
#
# `stack_branches(outs)`
#
# | | type | |
# |---|---|---|
# | `outs` | list of tensors `(n, c_i, h, w)` | what each branch gave; the numbers of maps $c_i$ may differ |
# | result | `(n, c_1 + c_2 + …, h, w)` | all maps behind each other, in the order of the branches |
#
# If a branch differs from the first one in $n$, $h$ or $w$, raise a `ValueError` whose message names the branch by its place in the list, counted from 0 (the first such branch, where there are several).
#
# **Example.** Branches of 2 and 3 maps give 5. Branches of 4×4, 4×4 and 2×2: `ValueError("branch 2 does not fit")`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>The axes are pictures, maps, rows, columns. Along which one may the branches differ?</details>
# <details><summary>Hint 2</summary>PyTorch has one function that joins along an axis there is already, and another one that makes a new axis. Which one do you need?</details>
# <details><summary>Hint 3</summary>Compare each branch with the first one before you join, and put its number into the message with an f-string.</details>


# %% answer
def stack_branches(outs):
    ### BEGIN SOLUTION
    n, _, h, w = outs[0].shape
    for i, out in enumerate(outs):
        if (len(out), *out.shape[2:]) != (n, h, w):
            raise ValueError(f"branch {i} is {tuple(out.shape)} and does not fit")
    return torch.cat(outs, dim=1)
    ### END SOLUTION


# %% tries
checks.self_check(
    "stack_branches",
    lambda: stack_branches,
    [
        checks.Example(
            torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]], [[5.0, -6.0]]]]),
            [torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]]]), torch.tensor([[[[5.0, -6.0]]]])],
        ),
        checks.Example(
            torch.tensor([[[[1.0]], [[3.0]]], [[[2.0]], [[4.0]]]], dtype=torch.float64),
            [
                torch.tensor([[[[1.0]]], [[[2.0]]]], dtype=torch.float64),
                torch.tensor([[[[3.0]]], [[[4.0]]]], dtype=torch.float64),
            ],
        ),
        checks.Example(
            ValueError(2), [torch.zeros(1, 3, 4, 4), torch.zeros(1, 2, 4, 4), torch.zeros(1, 3, 2, 2)]
        ),
        checks.Example(ValueError(1), [torch.zeros(2, 3, 4, 4), torch.zeros(1, 3, 4, 4)]),
        checks.Example(
            ValueError(1), [torch.zeros(1, 3, 4, 6), torch.zeros(1, 3, 6, 4), torch.zeros(1, 3, 2, 2)]
        ),
    ],
)


# %% tests
def _grade_stack_branches(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def key(out):
        return (out.shape[0], *out.shape[2:])

    def expected(outs):
        odd = [i for i, out in enumerate(outs) if key(out) != key(outs[0])]
        if odd:
            raise ValueError(odd[0])
        return torch.cat(outs, 1)

    def cropped(outs):
        h, w = (min(out.shape[axis] for out in outs) for axis in (2, 3))
        return torch.cat([out[:, :, :h, :w] for out in outs], 1)

    def from_one(outs):
        odd = [i for i, out in enumerate(outs, 1) if key(out) != key(outs[0])]
        if odd:
            raise ValueError(odd[0])
        return torch.cat(outs, 1)

    def last_odd(outs):
        odd = [i for i, out in enumerate(outs) if key(out) != key(outs[0])]
        if odd:
            raise ValueError(odd[-1])
        return torch.cat(outs, 1)

    def channels_too(outs):
        odd = [i for i, out in enumerate(outs) if out.shape != outs[0].shape]
        if odd:
            raise ValueError(odd[0])
        return torch.cat(outs, 1)

    def area_only(outs):
        odd = [
            i
            for i, out in enumerate(outs)
            if out[0, 0].numel() != outs[0][0, 0].numel() or len(out) != len(outs[0])
        ]
        if odd:
            raise ValueError(odd[0])
        return torch.cat(outs, 1)

    def silent(outs):
        if any(key(out) != key(outs[0]) for out in outs):
            raise ValueError
        return torch.cat(outs, 1)

    mistakes = [
        Mistake(
            "branches-summed",
            "the branches are added. They lie behind each other: each keeps its own maps.",
            lambda outs: sum(outs[1:], outs[0]),
        ),
        Mistake(
            "branches-averaged",
            "the branches are averaged. They lie behind each other: each keeps its own maps.",
            lambda outs: sum(outs[1:], outs[0]) / len(outs),
        ),
        Mistake(
            "joined-along-another-axis",
            "the branches are joined along another axis than that of the maps.",
            lambda outs: torch.cat(outs, -1),
        ),
        Mistake(
            "joined-along-another-axis",
            "the branches are joined along another axis than that of the maps.",
            lambda outs: torch.cat(outs, 2),
        ),
        Mistake(
            "joined-along-another-axis",
            "the branches are joined along another axis than that of the maps: these are more pictures now.",
            lambda outs: torch.cat(outs, 0),
        ),
        Mistake(
            "new-axis",
            "an axis for the branches has been made. The maps lie behind each other in the axis that is there.",
            lambda outs: torch.stack(outs, 1),
        ),
        Mistake(
            "new-axis",
            "an axis for the branches has been made. The maps lie behind each other in the axis that is there.",
            lambda outs: torch.stack(outs),
        ),
        Mistake(
            "cropped",
            "larger maps are cut down to the smallest. A module whose branches differ is built wrongly: say so.",
            cropped,
        ),
        Mistake(
            "order-of-branches",
            "all maps are there, in another order: the first branch comes first.",
            lambda outs: torch.cat(outs[::-1], 1),
        ),
        Mistake(
            "counted-from-one",
            "the branch is counted from 1. Its place in the list is counted from 0.",
            from_one,
            edge=True,
        ),
        Mistake(
            "not-the-first-odd-one",
            "several branches do not fit, and you name the last of them. The first is asked for.",
            last_odd,
            edge=True,
        ),
        Mistake(
            "maps-must-be-alike",
            "you refuse branches with different numbers of maps. That is the one axis along which they may differ.",
            channels_too,
        ),
        Mistake(
            "area-compared",
            "you compare how many pixels the maps have. 4×6 and 6×4 do not fit together.",
            area_only,
            edge=True,
        ),
        Mistake("branch-not-named", "the message does not say which branch does not fit.", silent, edge=True),
        *usual(expected, batch=True),
    ]
    double = torch.float64
    cases = [
        Case(3, [values(1, 2, 3, 2, 3), values(2, 2, 1, 2, 3), values(3, 2, 2, 2, 3)]),
        Case(1, [values(4, 1, 2, 3, 2, dtype=double), values(5, 1, 2, 3, 2, dtype=double)]),
        Case(1, [values(6, 1, 3, 2, 2)]),
        Case(
            1,
            [
                torch.zeros(1, 2, 3, 3),
                torch.zeros(1, 1, 3, 3),
                torch.zeros(1, 1, 3, 3),
                torch.zeros(1, 4, 3, 5),
            ],
        ),
        Case(
            1,
            [
                torch.zeros(3, 2, 4, 4),
                torch.zeros(3, 2, 4, 4),
                torch.zeros(1, 2, 4, 4),
                torch.zeros(2, 2, 4, 4),
            ],
        ),
        Case(1, [torch.zeros(1, 2, 5, 3), torch.zeros(1, 2, 4, 3)]),
        Case(1, [torch.zeros(1, 1, 2, 6), torch.zeros(1, 1, 2, 6), torch.zeros(1, 1, 3, 4)]),
        Case(1, [values(7, 1, 1, 1, 1), values(8, 1, 4, 1, 1)]),
    ]
    return grade(
        "stack_branches",
        lambda: stack_branches,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
