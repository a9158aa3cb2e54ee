# ruff: noqa: E501
"""The task `grouped_conv` of the set blocks; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Convolution in groups
#
# A grouped convolution deals the maps into $g$ groups of neighbours, the first maps into the first group. The filters are dealt out in the same way, and each reads the maps of its own group only. About 15 minutes.
#
# `grouped_conv(x, w, groups)`
#
# | | shape | |
# |---|---|---|
# | `x` | `(c, h, w)` | one picture of $c$ maps |
# | `w` | `(m, c/g, k, k)` | $m$ filters, those of the first group first |
# | `groups` | a whole number | $g$; it divides $c$ and $m$ |
# | result | `(m, h', w')` | no bias, stride 1, no padding: $h' = h - k + 1$, $w' = w - k + 1$ |
#
# If `groups` does not divide both $c$ and $m$, raise a `ValueError`.
#
# **Example.** Four maps of one pixel, 1, 2, 3 and 4; two filters of 1×1 with all weights 1; two groups. The first filter reads 1 and 2, the second 3 and 4: the result is 3 and 7.
#
# Off limits: everything in torch whose name begins with `conv`.
#
# <details><summary>Hint 1</summary>Which maps does filter number 5 read, with 8 maps, 8 filters and 4 groups? First find its group.</details>
# <details><summary>Hint 2</summary>The second index of <code>w</code> counts the maps <i>within</i> a group. Where in <code>x</code> does that group begin?</details>
# <details><summary>Hint 3</summary><code>x.unfold(1, k, 1).unfold(2, k, 1)</code> has the shape <code>(c, h', w', k, k)</code>: all windows of all maps.</details>


# %% answer
def grouped_conv(x, w, groups):
    ### BEGIN SOLUTION
    c, m, k = x.shape[0], w.shape[0], w.shape[-1]
    if c % groups or m % groups:
        raise ValueError(f"{groups} groups do not divide {c} maps and {m} filters")
    windows = x.unfold(1, k, 1).unfold(2, k, 1)  # c h' w' k k
    answers = [
        torch.einsum("cijab,mcab->mij", part, own)
        for part, own in zip(windows.chunk(groups), w.chunk(groups), strict=True)
    ]
    return torch.cat(answers)
    ### END SOLUTION


# %% tries
pixels = torch.tensor([[[1.0]], [[2.0]], [[3.0]], [[4.0]]])
rows = torch.tensor(
    [[[1.0, -2.0, 3.0], [0.0, 1.0, 0.0]], [[2.0, 0.0, 1.0], [1.0, 1.0, -1.0]]], dtype=torch.float64
)
corners = torch.tensor([[[[1.0, 0.0], [0.0, 2.0]]], [[[0.0, 1.0], [-1.0, 0.0]]]], dtype=torch.float64)
checks.self_check(
    "grouped_conv",
    lambda: grouped_conv,
    [
        checks.Example(torch.tensor([[[3.0]], [[7.0]]]), pixels, torch.ones(2, 2, 1, 1), 2),
        checks.Example(
            torch.tensor([[[3.0]], [[6.0]], [[21.0]], [[28.0]]]),
            pixels,
            torch.tensor([1.0, 2.0, 3.0, 4.0]).view(4, 1, 1, 1).expand(4, 2, 1, 1),
            2,
        ),
        checks.Example(torch.tensor([[[3.0, -2.0]], [[-1.0, 0.0]]], dtype=torch.float64), rows, corners, 2),
        checks.Example(torch.tensor([[[10.0]]]), pixels, torch.ones(1, 4, 1, 1), 1),
        checks.Example(ValueError, pixels, torch.ones(3, 2, 1, 1), 2),
        checks.Example(ValueError, pixels[:3], torch.ones(2, 1, 1, 1), 2),
    ],
    off_limits=["conv*"],
)


# %% tests
def _grade_grouped_conv(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def windows(x, w):
        k = w.shape[-1]
        return x.unfold(1, k, 1).unfold(2, k, 1)

    def check(x, w, groups):
        if len(x) % groups or len(w) % groups:
            raise ValueError("groups must divide maps and filters")

    def each(x, w, groups):
        check(x, w, groups)
        parts = zip(windows(x, w).chunk(groups), w.chunk(groups), strict=True)
        return [torch.einsum("cijab,mcab->mij", part, own) for part, own in parts]

    def expected(x, w, groups):
        return torch.cat(each(x, w, groups))

    def interleaved_maps(x, w, groups):
        check(x, w, groups)
        c = len(x)
        return expected(torch.cat([x[g::groups] for g in range(groups)]).reshape(c, *x.shape[1:]), w, groups)

    def interleaved_filters(x, w, groups):
        check(x, w, groups)
        out = [
            torch.einsum("cijab,cab->ij", windows(x, w).chunk(groups)[o % groups], w[o])
            for o in range(len(w))
        ]
        return torch.stack(out)

    def interleaved_answers(x, w, groups):
        return torch.stack(each(x, w, groups), 1).flatten(0, 1)

    def all_maps(x, w, groups):
        check(x, w, groups)
        full = w.repeat(1, groups, 1, 1)
        return torch.einsum("cijab,mcab->mij", windows(x, w), full)

    def first_maps(x, w, groups):
        check(x, w, groups)
        return torch.einsum("cijab,mcab->mij", windows(x, w)[: w.shape[1]], w)

    def summed(x, w, groups):
        return torch.stack(each(x, w, groups)).sum(0)

    def by_input(x, w, groups):
        check(x, w, groups)
        per, v = w.shape[1], windows(x, w)
        out = torch.zeros(len(w), *v.shape[1:3], dtype=x.dtype)
        for o in range(len(w)):
            group = o // (len(w) // groups)
            for i in range(per):
                at = (group * per + i) % len(w)
                out[o] += torch.einsum("ijab,ab->ij", v[group * per + i], w[at, o % per])
        return out

    def flipped(x, w, groups):
        return expected(x, w.flip(2, 3), groups)

    def one_output_a_group(x, w, groups):
        check(x, w, groups)
        return torch.stack([answers[0] for answers in each(x, w, groups)])

    def unchecked(x, w, groups):
        per, v = w.shape[1], windows(x, w)
        share = max(1, len(w) // groups)
        out = []
        for o in range(len(w)):
            start = min(o // share, groups - 1) * per
            out.append(torch.einsum("cijab,cab->ij", v[start : start + per], w[o]))
        return torch.stack(out)

    mistakes = [
        Mistake(
            "interleaved",
            "the maps are dealt out in turns, like cards. A group is a block of neighbours: the first maps make the first group.",
            interleaved_maps,
        ),
        Mistake(
            "interleaved",
            "the filters are dealt out in turns: the second filter reads the second group. The filters of a group are neighbours too.",
            interleaved_filters,
        ),
        Mistake(
            "interleaved",
            "the answers of the groups are shuffled into each other. All maps of the first group come first.",
            interleaved_answers,
        ),
        Mistake(
            "all-maps",
            "every filter reads all maps. It has weights for the maps of its own group only.",
            all_maps,
        ),
        Mistake(
            "first-group-only",
            "every filter reads the first maps. Where does the group of a later filter begin?",
            first_maps,
        ),
        Mistake(
            "summed",
            "the groups' answers are added up. They stand side by side: as many maps come out as there are filters.",
            summed,
        ),
        Mistake(
            "index-by-input",
            "a filter is picked by the map that is read. The first index of <code>w</code> counts the maps that come out.",
            by_input,
        ),
        Mistake(
            "one-a-group",
            "each group gives one map. It gives as many as it has filters.",
            one_output_a_group,
        ),
        Mistake(
            "flipped",
            "the kernels are turned by 180 degrees. The course slides them as they are.",
            flipped,
        ),
        Mistake(
            "groups-unchecked",
            "groups that do not divide maps and filters are accepted. They must raise a ValueError.",
            unchecked,
            edge=True,
        ),
        *usual(expected, weight="w"),
    ]
    cases = [
        Case(2, values(1, 4, 5, 4), values(2, 6, 2, 3, 3), 2),
        Case(2, values(3, 6, 3, 5), values(4, 6, 2, 2, 2), 3),
        Case(1, values(5, 4, 4, 3), values(6, 4, 1, 2, 2), 4),
        Case(1, values(7, 3, 4, 6), values(8, 2, 3, 3, 3), 1),
        Case(1, values(9, 6, 4, 5, dtype=torch.float64), values(10, 9, 2, 2, 2, dtype=torch.float64), 3),
        Case(1, values(11, 4, 3, 4), values(12, 3, 2, 2, 2), 2),
        Case(1, values(13, 5, 4, 3), values(14, 4, 2, 2, 2), 2),
        Case(1, values(15, 8, 3, 7), values(16, 4, 4, 1, 1), 2),
    ]
    return grade(
        "grouped_conv",
        lambda: grouped_conv,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["conv*"],
    )
