# ruff: noqa: E501
"""The task `total_variation` of the set visualization; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## How rough is a picture?
#
# Who asks a network for a picture and says nothing else gets noise. The cure is a price on roughness, and this is the price: at each pixel the differences to the neighbour on the right and to the one below, squared, added, raised to $\beta/2$; and all of that summed,
#
# $$ R_V(x) = \sum_{c}\sum_{i<h-1}\ \sum_{j<w-1} \left((x_{c,i,j+1} - x_{c,i,j})^2 + (x_{c,i+1,j} - x_{c,i,j})^2\right)^{\beta/2}. $$
#
# About 10 minutes.
#
# `total_variation(x, beta)`
#
# | | shape or type | |
# |---|---|---|
# | `x` | `(c, h, w)` | one picture, any real numbers, float32 or float64 |
# | `beta` | number above 0 | 1 tolerates sharp edges, 2 does not |
# | result | one number | a Python float or a tensor without axes |
#
# Only pixels with both neighbours count: $(h-1)(w-1)$ in each channel. A picture of one row or one column has none, so 0.
#
# **Example.** Of the rows `0 3 3` and `4 3 3` two pixels have both neighbours. The first differs by 3 and by 4: with $\beta = 2$ it pays $9 + 16 = 25$, with $\beta = 1$ the root of that, 5. The second differs by nothing and pays nothing.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>The difference to the right of all pixels at once is a slice of the picture less another slice. How wide is it? And how wide must it be, so that it fits the differences downwards?</details>
# <details><summary>Hint 2</summary>What is raised to β/2: a difference, the sum at one pixel, or the sum of everything?</details>


# %% answer
def total_variation(x, beta):
    ### BEGIN SOLUTION
    corner = x[:, :-1, :-1]  # c h-1 w-1: all pixels with both neighbours
    right = x[:, :-1, 1:] - corner
    below = x[:, 1:, :-1] - corner
    return (right**2 + below**2).pow(beta / 2).sum().item()
    ### END SOLUTION


# %% tries
checks.self_check(
    "total_variation",
    lambda: total_variation,
    [
        checks.Example(25.0, torch.tensor([[[0.0, 3, 3], [4, 3, 3]]]), 2),
        checks.Example(5.0, torch.tensor([[[0.0, 3, 3], [4, 3, 3]]]), 1),
        checks.Example(
            18.0,
            torch.tensor([[[0.0, 3], [4, 9]], [[-5.0, 0], [7, 8]]], dtype=torch.float64),
            1.0,
        ),
        checks.Example(125.0, torch.tensor([[[0.0, 3], [4, 9]]]), 3),
        checks.Example(0.0, torch.tensor([[[1.0, 5.0, 2.0]]]), 2),
    ],
)


# %% tests
def _grade_total_variation(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def steps(x):
        corner = x[:, :-1, :-1]
        return x[:, :-1, 1:] - corner, x[:, 1:, :-1] - corner

    def squares(x):
        right, below = steps(x)
        return right**2 + below**2

    def expected(x, beta):
        return squares(x).pow(beta / 2).sum().item()

    def of(change):
        """Something else made of the squares at each pixel."""
        return lambda x, beta: change(squares(x), beta)

    def wrapped(x, beta):
        right, below = x.roll(-1, 2) - x, x.roll(-1, 1) - x
        return (right**2 + below**2).pow(beta / 2).sum()

    def edges_too(x, beta):
        right, below = torch.zeros_like(x), torch.zeros_like(x)
        right[:, :, :-1], below[:, :-1] = x.diff(dim=2), x.diff(dim=1)
        return (right**2 + below**2).pow(beta / 2).sum()

    def each_for_itself(x, beta):
        return x.diff(dim=2).abs().pow(beta).sum() + x.diff(dim=1).abs().pow(beta).sum()

    def each_on_the_grid(x, beta):
        right, below = steps(x)
        return right.abs().pow(beta).sum() + below.abs().pow(beta).sum()

    def added_first(x, beta):
        right, below = steps(x)
        return (right + below).abs().pow(beta).sum()

    def sizes_added_first(x, beta):
        right, below = steps(x)
        return (right.abs() + below.abs()).pow(beta).sum()

    def one_way(axis):
        return lambda x, beta: steps(x)[axis].abs().pow(beta).sum()

    def diagonal(x, beta):
        return (x[:, 1:, 1:] - x[:, :-1, :-1]).abs().pow(beta).sum()

    def two_apart(x, beta):
        right, below = x[:, 1:-1, 2:] - x[:, 1:-1, :-2], x[:, 2:, 1:-1] - x[:, :-2, 1:-1]
        return (right**2 + below**2).pow(beta / 2).sum()

    def beyond_the_edge(x, beta):
        wide = torch.nn.functional.pad(x, (0, 1, 0, 1))
        return ((wide[:, :-1, 1:] - x).square() + (wide[:, 1:, :-1] - x).square()).pow(beta / 2).sum()

    def other_corner(x, beta):
        corner = x[:, 1:, 1:]
        return ((corner - x[:, 1:, :-1]).square() + (corner - x[:, :-1, 1:]).square()).pow(beta / 2).sum()

    mistakes = [
        Mistake(
            "sizes-of-grids",
            "the differences to the right and those downwards lie on grids of two sizes. Which pixels have both?",
            lambda x, beta: (x.diff(dim=2).square() + x.diff(dim=1).square()).pow(beta / 2).sum(),
        ),
        Mistake(
            "beta-rounded",
            "beta/2 was rounded to a whole number: with beta = 1 nothing is left of it.",
            of(lambda q, beta: q.pow(beta // 2).sum()),
        ),
        Mistake(
            "power-before-half",
            "the power was taken before beta was halved: brackets are missing.",
            of(lambda q, beta: (q.pow(beta) / 2).sum()),
        ),
        Mistake(
            "one-or-two",
            "only beta = 1 and beta = 2 are handled. It may be any number above 0.",
            of(lambda q, beta: q.sqrt().sum() if beta == 1 else q.sum()),
        ),
        Mistake(
            "other-corner",
            "the two differences of a bracket end at the same pixel. They must start at the same one.",
            other_corner,
        ),
        Mistake("beyond-the-edge", "pixels at the edge are compared with a 0 outside.", beyond_the_edge),
        Mistake(
            "wraps-around",
            "the last column is compared with the first, or the last row with the first: roll goes round. A picture has edges.",
            wrapped,
        ),
        Mistake(
            "edges-counted",
            "pixels of the last row or column pay for the one neighbour that they have. Only those with both count.",
            edges_too,
        ),
        Mistake(
            "power-left-out",
            "beta plays no part: these are the sums of squares as for beta = 2.",
            of(lambda q, beta: q.sum()),
        ),
        Mistake(
            "root-at-all-beta",
            "beta plays no part: each pixel pays the root of its squares, as for beta = 1.",
            of(lambda q, beta: q.sqrt().sum()),
        ),
        Mistake(
            "half-left-out",
            "the sum of squares was raised to beta. It is a square already: look at the exponent again.",
            of(lambda q, beta: q.pow(beta).sum()),
        ),
        Mistake(
            "half-left-out",
            "the root of the squares was raised to beta/2. The half in the exponent is that root.",
            of(lambda q, beta: q.sqrt().pow(beta / 2).sum()),
        ),
        Mistake(
            "root-at-the-end",
            "the power was taken of the sum over all pixels. Each pixel has a power of its own.",
            of(lambda q, beta: q.sum().pow(beta / 2)),
        ),
        Mistake(
            "root-at-the-end",
            "after the sum over all pixels one more power was taken. The sum is the result.",
            of(lambda q, beta: q.pow(beta / 2).sum().pow(1 / beta)),
        ),
        Mistake(
            "channels-in-one-root",
            "the channels were added before the power. Each channel pays for itself.",
            of(lambda q, beta: q.sum(0).pow(beta / 2).sum()),
        ),
        Mistake(
            "directions-apart",
            "right and down were raised to powers one by one. Both squares of a pixel stand in one bracket.",
            each_on_the_grid,
        ),
        Mistake(
            "directions-apart",
            "right and down were raised to powers one by one, on grids of two sizes. Both squares of a pixel stand in one bracket.",
            each_for_itself,
        ),
        Mistake(
            "squares-left-out",
            "differences were added as they are, so that up and down cancel. Each is squared first.",
            added_first,
        ),
        Mistake(
            "squares-left-out",
            "sizes of differences were added. Each is squared first, as in Pythagoras.",
            sizes_added_first,
        ),
        Mistake("one-direction", "only differences to the right were counted.", one_way(0)),
        Mistake("one-direction", "only differences downwards were counted.", one_way(1)),
        Mistake(
            "diagonal",
            "each pixel was compared with the one right below. It has two neighbours, not one.",
            diagonal,
        ),
        Mistake(
            "two-apart",
            "pixels two apart were compared. Neighbours are one apart.",
            two_apart,
        ),
        Mistake(
            "mean-for-sum",
            "this is the mean over the pixels and channels. Asked for is the sum.",
            of(lambda q, beta: q.pow(beta / 2).mean()),
        ),
        Mistake(
            "mean-for-sum",
            "the sum was divided by the numbers in the picture. Asked for is the sum.",
            lambda x, beta: expected(x, beta) / x.numel(),
        ),
        Mistake(
            "mean-for-sum",
            "the channels were averaged. Asked for is the sum over them.",
            lambda x, beta: expected(x, beta) / len(x),
        ),
        Mistake(
            "first-channel-only",
            "only the first channel was counted.",
            lambda x, beta: expected(x[:1], beta),
        ),
        Mistake(
            "grey-first",
            "the channels were averaged into one picture before its differences were taken.",
            lambda x, beta: expected(x.mean(0, keepdim=True), beta),
        ),
        Mistake(
            "not-summed",
            "there is a number for each channel. The sum runs over channels too.",
            of(lambda q, beta: q.pow(beta / 2).sum((1, 2))),
        ),
        Mistake(
            "not-summed",
            "these are the prices pixel by pixel. Asked for is their sum.",
            of(lambda q, beta: q.pow(beta / 2)),
        ),
    ]
    double = torch.float64
    cases = [
        Case(2, values(1, 3, 5, 7), 2),
        Case(2, values(2, 2, 6, 4), 1),
        Case(2, values(3, 1, 4, 5, low=0, high=1), 1.5),
        Case(2, values(4, 4, 3, 8, dtype=double), 3.0),
        Case(1, values(5, 2, 5, 1, dtype=double), 2),
        Case(1, 5 + values(6, 3, 2, 9), 0.5),
    ]
    return grade(
        "total_variation",
        lambda: total_variation,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
