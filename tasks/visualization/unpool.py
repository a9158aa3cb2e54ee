# ruff: noqa: E501
"""The task `unpool` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Back through a pool, along the switches
#
# Max pooling keeps the largest number of each window and forgets where it stood. Who wants to come back notes the place on the way up, the *switch*. On the way down each number goes to its switch, and all other places get 0. About 10 minutes.
#
# `unpool(v, index, size)`
#
# | | shape or type | |
# |---|---|---|
# | `v` | `(c, h, w)` | a number for each window of each channel; float32 or float64 |
# | `index` | `(c, h, w)` | its switch, a whole number: the place in its channel's map, counted row by row from 0 |
# | `size` | `(H, W)` | of the maps before pooling |
# | result | `(c, H, W)` | |
#
# A map of 4×5 has the places 0 to 19; row 2, column 3 is place 13. Where windows overlap, two can have the same switch: then what they bring is added.
#
# **Example.** One channel, `v = [[[7, 8]]]`, `index = [[[1, 5]]]`, `size = (2, 4)`: the 7 goes to row 0, column 1, the 8 to row 1, column 1. The result is `[[[0, 7, 0, 0], [0, 8, 0, 0]]]`.
#
# Off limits: everything in torch with `unpool` in its name.
#
# <details><summary>Hint 1</summary>In a channel that is laid out as one row, a place is an index. What shape has the result then, and how do you get rows and columns back?</details>
# <details><summary>Hint 2</summary><code>a[index] = v</code> writes; of two values for one place only one survives. Torch has ways to add at places. Each channel has places of its own.</details>


# %% answer
def unpool(v, index, size):
    ### BEGIN SOLUTION
    c = len(v)
    rows = v.new_zeros(c, size[0] * size[1])
    rows = rows.scatter_add(1, index.reshape(c, -1), v.reshape(c, -1))
    return rows.view(c, *size)
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "unpool",
    lambda: unpool,
    [
        checks.Example(
            torch.tensor([[[0.0, 7, 0, 0], [0, 8, 0, 0]]]),
            torch.tensor([[[7.0, 8.0]]]),
            torch.tensor([[[1, 5]]]),
            (2, 4),
        ),
        checks.Example(
            torch.tensor([[[0.0, 0, 0], [0, -2, 0]], [[0, 0, 5], [0, 0, 0]]], dtype=double),
            torch.tensor([[[-2.0]], [[5.0]]], dtype=double),
            torch.tensor([[[4]], [[2]]]),
            (2, 3),
        ),
        checks.Example(
            torch.tensor([[[0.0, 0, 7, 0, 1]]]),
            torch.tensor([[[3.0, 4.0, 1.0]]]),
            torch.tensor([[[2, 2, 4]]]),
            (1, 5),
        ),
    ],
    off_limits=["*unpool*"],
)


# %% tests
def _grade_unpool(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def expected(v, index, size):
        height, width = size
        out = torch.zeros(len(v), height, width, dtype=v.dtype)
        for k in range(len(v)):
            for value, place in zip(v[k].flatten(), index[k].flatten().tolist(), strict=True):
                out[k, place // width, place % width] += value
        return out

    def written(v, index, size):
        out = torch.zeros(len(v), size[0] * size[1], dtype=v.dtype)
        for k in range(len(v)):
            for value, place in zip(v[k].flatten(), index[k].flatten().tolist(), strict=True):
                out[k, place] = value
        return out.view(len(v), *size)

    def filled(v, index, size):
        steps = [side // n for side, n in zip(size, v.shape[1:], strict=True)]
        wide = v.repeat_interleave(steps[0], 1).repeat_interleave(steps[1], 2)
        return torch.nn.functional.pad(wide, (0, size[1] - wide.shape[2], 0, size[0] - wide.shape[1]))

    def first_map(v, index, size):
        out = torch.zeros(len(v) * size[0] * size[1], dtype=v.dtype)
        return out.index_add(0, index.flatten(), v.flatten()).view(len(v), *size)

    def by_columns(v, index, size):
        return expected(v, index, (size[1], size[0])).transpose(1, 2)

    def in_its_window(v, index, size):
        high, wide = (side // n for side, n in zip(size, v.shape[1:], strict=True))
        out = torch.zeros(len(v), *size, dtype=v.dtype)
        for k in range(len(v)):
            for i in range(v.shape[1]):
                for j in range(v.shape[2]):
                    place = int(index[k, i, j]) % (high * wide)
                    out[k, i * high + place // wide, j * wide + place % wide] += v[k, i, j]
        return out

    def one_further(v, index, size):
        return expected(v, (index + 1) % (size[0] * size[1]), size)

    def by(high, wide):
        """Rows and columns counted by other lengths than the width of the map."""

        def placed(v, index, size):
            channel = torch.arange(len(v))[:, None, None].expand_as(index)
            out = torch.zeros(len(v), *size, dtype=v.dtype)
            rows, columns = index // high(v, size), index % wide(v, size)
            return out.index_put((channel, rows, columns), v, accumulate=True)

        return placed

    def averaged(v, index, size):
        count = expected(torch.ones_like(v), index, size)
        return expected(v, index, size) / count.clamp(min=1)

    height = "a place was divided by the height of the map. Count row by row: how many places has a row?"
    mistakes = [
        Mistake(
            "overwritten",
            "where two windows share a switch, one value has overwritten the other. They are added.",
            written,
            edge=True,
        ),
        Mistake(
            "averaged",
            "where two windows share a switch, the mean of their values stands. They are added.",
            averaged,
            edge=True,
        ),
        Mistake(
            "first-map",
            "all channels write into the first places: a switch counts within its own channel's map.",
            first_map,
        ),
        Mistake(
            "filled", "each value fills its whole window. It goes to one place, the others get 0.", filled
        ),
        Mistake(
            "by-columns",
            "rows and columns are mixed up: places are counted row by row, so by the width of the map.",
            by_columns,
        ),
        Mistake(
            "by-columns",
            "rows and columns are mixed up: places are counted row by row, so by the width of the map.",
            lambda v, index, size: (
                expected(v, index, (size[1], size[0]))
                .reshape(len(v), *size)
                .transpose(1, 2)
                .reshape(len(v), *size)
            ),
        ),
        Mistake(
            "within-the-window",
            "you read a switch as a place within its window. It is a place in the whole map.",
            in_its_window,
        ),
        Mistake("one-further", "places are counted from 0; yours are one off.", one_further),
        Mistake(
            "switch-instead-of-value",
            "the switches themselves stand in your map. They say where; what goes there is v.",
            lambda v, index, size: expected(index.to(v.dtype), index, size),
        ),
        Mistake(
            "ones",
            "a 1 stands where a value belongs.",
            lambda v, index, size: expected(torch.ones_like(v), index, size),
        ),
        Mistake("by-height", height, by(lambda v, size: size[0], lambda v, size: size[0])),
        Mistake("by-height", height, by(lambda v, size: size[0], lambda v, size: size[1])),
        Mistake(
            "by-the-pooled-width",
            "a place was divided by the width behind the pool. It counts in the map before it.",
            by(lambda v, size: v.shape[2], lambda v, size: v.shape[2]),
        ),
        Mistake(
            "one-map-for-all",
            "what belongs to one channel stands in all of them. Each channel has a map of its own.",
            lambda v, index, size: expected(v.reshape(1, 1, -1), index.reshape(1, 1, -1), size).repeat(
                len(v), 1, 1
            ),
        ),
        *usual(expected),
    ]

    def pooled(seed, c, height, width, k, step, dtype=torch.float32):
        """Switches of a real pool, and values to bring back."""
        below = values(seed, c, height, width, dtype=dtype)
        _, index = torch.nn.functional.max_pool2d(below[None], k, step, return_indices=True)
        return Case, values(seed + 1, *index.shape[1:], dtype=dtype), index[0], (height, width)

    def case(points, *how, **kind):
        _, v, index, size = pooled(*how, **kind)
        return Case(points, v, index, size)

    cases = [
        case(2, 1, 2, 4, 6, 2, 2),
        case(2, 3, 3, 5, 7, 2, 2),
        case(2, 5, 1, 6, 4, 2, 2, dtype=torch.float64),
        case(2, 7, 4, 6, 9, 3, 3),
        Case(1, torch.tensor([[[2.0, 3.0], [-5.0, 4.0]]]), torch.tensor([[[4, 4], [4, 8]]]), (3, 3)),
        Case(1, torch.tensor([[[1.0, 6.0]], [[2.0, -3.0]]]), torch.tensor([[[3, 3]], [[0, 4]]]), (1, 5)),
    ]
    return grade(
        "unpool",
        lambda: unpool,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
        off_limits=["*unpool*"],
    )
