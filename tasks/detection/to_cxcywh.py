# ruff: noqa: E501
"""The task `to_cxcywh` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## Four numbers, another four
#
# The same box can be told by two opposite corners, $x_0\ y_0\ x_1\ y_1$, or by its centre and its sides, $c_x\ c_y\ w\ h$. Data sets like corners; networks often predict centres and sides. Turn the first into the second. About 5 minutes.
#
# `to_cxcywh(xyxy)`
#
# | | shape | |
# |---|---|---|
# | `xyxy` | `(n, 4)` | boxes: left, upper, right and lower edge; y grows downwards |
# | result | `(n, 4)` | centre x, centre y, width, height; same type of numbers |
#
# **Example.** Left 2, top 1, right 6, bottom 9: the centre is at $(4, 5)$, the box is 4 wide and 8 high, so `4 5 4 8`.
#
# Nothing is off limits, but torch alone is there: no torchvision.
#
# <details><summary>Hint 1</summary>Which two of the four numbers lie on the x axis?</details>
# <details><summary>Hint 2</summary>The centre lies half-way between two edges: half of what?</details>
# <details><summary>Hint 3</summary><code>xyxy[:, :2]</code> are all first corners at once.</details>


# %% answer
def to_cxcywh(xyxy):
    ### BEGIN SOLUTION
    first, second = xyxy[:, :2], xyxy[:, 2:]
    return torch.cat([(first + second) / 2, second - first], 1)
    ### END SOLUTION


# %% tries
rows = lambda *numbers, dtype=torch.float32: torch.tensor(numbers, dtype=dtype).view(-1, 4)
checks.self_check(
    "to_cxcywh",
    lambda: to_cxcywh,
    [
        checks.Example(rows(4.0, 5.0, 4.0, 8.0), rows(2.0, 1.0, 6.0, 9.0)),
        checks.Example(
            rows(0.5, 0.375, 1.0, 0.25, 0.5, 0.625, 0.5, 0.75, dtype=torch.float64),
            rows(0.0, 0.25, 1.0, 0.5, 0.25, 0.25, 0.75, 1.0, dtype=torch.float64),
        ),
        checks.Example(
            rows(-1.0, 2.5, 4.0, 3.0, 7.5, 3.0, 1.0, 0.0), rows(-3.0, 1.0, 1.0, 4.0, 7.0, 3.0, 8.0, 3.0)
        ),
    ],
)


# %% tests
def _grade_to_cxcywh(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def of(change):
        """Four columns made of the four edges."""
        return lambda xyxy: torch.stack(change(*xyxy.unbind(1)), 1)

    expected = of(lambda a, b, c, d: [(a + c) / 2, (b + d) / 2, c - a, d - b])
    half = "sides are halved: this is the way from the centre to an edge. w and h reach from edge to edge."
    mistakes = [
        Mistake(
            "corner-kept",
            "the first two numbers are still the corner. The centre lies half a side further.",
            of(lambda a, b, c, d: [a, b, c - a, d - b]),
        ),
        Mistake(
            "sides-swapped",
            "width and height are exchanged: w belongs to the x axis.",
            of(lambda a, b, c, d: [(a + c) / 2, (b + d) / 2, d - b, c - a]),
        ),
        Mistake(
            "centre-swapped",
            "the centre's x and y are exchanged.",
            of(lambda a, b, c, d: [(b + d) / 2, (a + c) / 2, c - a, d - b]),
        ),
        Mistake(
            "axes-swapped",
            "x and y are exchanged throughout.",
            of(lambda a, b, c, d: [(b + d) / 2, (a + c) / 2, d - b, c - a]),
        ),
        Mistake(
            "half-sides", half, of(lambda a, b, c, d: [(a + c) / 2, (b + d) / 2, (c - a) / 2, (d - b) / 2])
        ),
        Mistake(
            "centre-is-half-a-side",
            "half a side is a length and no place: where does the box begin?",
            of(lambda a, b, c, d: [(c - a) / 2, (d - b) / 2, c - a, d - b]),
        ),
        Mistake(
            "edges-added",
            "the edges are added up and not halved: that lies twice as far as the centre.",
            of(lambda a, b, c, d: [a + c, b + d, c - a, d - b]),
        ),
        Mistake(
            "half-of-one-edge",
            "only one edge is halved. The centre lies half-way between two: brackets.",
            of(lambda a, b, c, d: [a + c / 2, b + d / 2, c - a, d - b]),
        ),
        Mistake(
            "half-of-one-edge",
            "half of the far edge is no half side. It reaches from edge to edge.",
            of(lambda a, b, c, d: [c / 2, d / 2, c - a, d - b]),
        ),
        Mistake(
            "far-corner",
            "this starts at the far corner and goes on. Go half a side back, or start at the near one.",
            of(lambda a, b, c, d: [c + (c - a) / 2, d + (d - b) / 2, c - a, d - b]),
        ),
        Mistake(
            "near-corner-back",
            "from the near corner the centre lies half a side on, and you go back.",
            of(lambda a, b, c, d: [a - (c - a) / 2, b - (d - b) / 2, c - a, d - b]),
        ),
        Mistake(
            "sides-negative",
            "sides are negative: far edge minus near edge.",
            of(lambda a, b, c, d: [(a + c) / 2, (b + d) / 2, a - c, b - d]),
        ),
        Mistake(
            "plus-one",
            "sides are 1 too long. Edges are places on an axis, not pixels to be counted.",
            of(lambda a, b, c, d: [(a + c) / 2, (b + d) / 2, c - a + 1, d - b + 1]),
        ),
        Mistake(
            "wrong-pairs",
            "x0 goes with x1 and y0 with y1: columns 0 and 2, 1 and 3.",
            of(lambda a, b, c, d: [(a + b) / 2, (c + d) / 2, b - a, d - c]),
        ),
        Mistake(
            "far-corner-kept",
            "width and height are still the far corner.",
            of(lambda a, b, c, d: [(a + c) / 2, (b + d) / 2, c, d]),
        ),
        Mistake(
            "rounded",
            "the centre was rounded down to a whole number. It may lie between two.",
            of(
                lambda a, b, c, d: [
                    torch.div(a + c, 2, rounding_mode="floor"),
                    torch.div(b + d, 2, rounding_mode="floor"),
                    c - a,
                    d - b,
                ]
            ),
        ),
        Mistake(
            "read-as-cxcywh",
            "this is the way back: you read the four numbers as centre and sides.",
            of(lambda a, b, c, d: [a - c / 2, b - d / 2, a + c / 2, b + d / 2]),
        ),
        Mistake(
            "sides-first",
            "sides come first here. Asked for is the centre, then the sides.",
            of(lambda a, b, c, d: [c - a, d - b, (a + c) / 2, (b + d) / 2]),
        ),
        Mistake(
            "order",
            "the order is centre x, width, centre y, height. Asked for is the centre, then the sides.",
            of(lambda a, b, c, d: [(a + c) / 2, c - a, (b + d) / 2, d - b]),
        ),
        Mistake(
            "first-for-all",
            "the first box's numbers stand in every row.",
            lambda xyxy: expected(xyxy[:1]).expand(len(xyxy), 4),
        ),
        *usual(expected, batch=True, item="box", top=False),
    ]

    def boxes(seed, n, **kind):
        near, sides = (
            values(seed, n, 2, low=-4.0, high=4.0, **kind),
            values(seed + 50, n, 2, low=0.1, high=5.0, **kind),
        )
        return torch.cat([near, near + sides], 1)

    cases = [
        Case(4, boxes(1, 5)),
        Case(2, boxes(2, 1)),
        Case(2, boxes(3, 7, dtype=torch.float64)),
        Case(1, torch.tensor([[0.0, 0.0, 1.0, 1.0], [3.0, 2.0, 3.0, 6.0]])),
        Case(1, boxes(4, 3) / 8),
    ]
    return grade(
        "to_cxcywh", lambda: to_cxcywh, cases, examples=examples, expected=expected, mistakes=mistakes
    )
