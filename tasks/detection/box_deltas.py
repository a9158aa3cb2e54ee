# ruff: noqa: E501
"""The task `box_deltas` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## What a box regressor learns
#
# A proposal lies a little beside its object. The network is to say how to mend it, and four pixels more are much for a small box and little for a large one. So it does not learn pixels: it learns by how much of its *own* sides the box must move, and by what *factor* it must grow. Write what it is to learn. About 10 minutes.
#
# `box_deltas(anchors, targets)`
#
# | | shape | |
# |---|---|---|
# | `anchors` | `(n, 4)` | the boxes that are there: $x_0, y_0, x_1, y_1$ in pixels, all with area, float32 or float64 |
# | `targets` | `(n, 4)` | the boxes that they should be, in the same order and form |
# | result | `(n, 4)` | $t_x, t_y, t_w, t_h$ of each pair, same dtype |
#
# With the centre $(x, y)$ and the sides $w, h$ of a target and those of its anchor, $x_a, y_a, w_a, h_a$:
#
# $$ t_x = \frac{x - x_a}{w_a}, \qquad t_y = \frac{y - y_a}{h_a}, \qquad t_w = \ln\frac{w}{w_a}, \qquad t_h = \ln\frac{h}{h_a}. $$
#
# **Example.** The anchor `0 0 10 20` has its centre at 5, 10 and the sides 10 and 20. The target `5 10 15 30` has its centre at 10, 20 and the same sides. So it lies half of a width to the right and half of a height below, and does not grow: `0.5 0.5 0 0`. Twice as wide about the same centre, `-5 0 15 20`, would be `0 0 0.6931 0`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>First the centres and sides of both, each a tensor (n,) or (n, 2); then the formulas are one line each.</details>
# <details><summary>Hint 2</summary>Whose sides stand below the fractions? When the network answers, only the anchor is known.</details>


# %% answer
def box_deltas(anchors, targets):
    ### BEGIN SOLUTION
    before = anchors[:, 2:] - anchors[:, :2]  # n 2: w, h
    after = targets[:, 2:] - targets[:, :2]
    moved = (targets[:, :2] + targets[:, 2:]) / 2 - (anchors[:, :2] + anchors[:, 2:]) / 2
    return torch.cat([moved / before, (after / before).log()], 1)
    ### END SOLUTION


# %% tries
checks.self_check(
    "box_deltas",
    lambda: box_deltas,
    [
        checks.Example(
            torch.tensor([[0.5, 0.5, 0, 0], [0, 0, 0.6931472, 0]]),
            torch.tensor([[0.0, 0, 10, 20], [0, 0, 10, 20]]),
            torch.tensor([[5.0, 10, 15, 30], [-5, 0, 15, 20]]),
        ),
        checks.Example(
            torch.tensor([[-0.2, 0.25, 0.6931471805599453, -0.6931471805599453]], dtype=torch.float64),
            torch.tensor([[10.0, 10, 20, 30]], dtype=torch.float64),
            torch.tensor([[3.0, 20, 23, 30]], dtype=torch.float64),
        ),
    ],
)


# %% tests
def _grade_box_deltas(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, usual, values

    def parts(boxes):
        """Centres and sides, each `(n, 2)`."""
        return (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]

    def of(change):
        """What `change(middle, side, its middle, its side)` makes of anchor and target: shift and growth."""

        def wrong(anchors, targets):
            return torch.cat(change(*parts(anchors), *parts(targets)), 1)

        return wrong

    expected = of(lambda m, s, n, t: ((n - m) / s, (t / s).log()))
    shift = lambda change: of(lambda m, s, n, t: (change(m, s, n, t), (t / s).log()))
    growth = lambda change: of(lambda m, s, n, t: ((n - m) / s, change(s, t)))

    def corners_for_centres(at):
        return lambda anchors, targets: torch.cat(
            [
                (targets[:, at] - anchors[:, at]) / parts(anchors)[1],
                (parts(targets)[1] / parts(anchors)[1]).log(),
            ],
            1,
        )

    def all_corners(anchors, targets):
        return (targets - anchors) / parts(anchors)[1].repeat(1, 2)

    def as_cxcywh(anchors, targets):
        """The four numbers taken for centre and sides."""
        return torch.cat(
            [(targets[:, :2] - anchors[:, :2]) / anchors[:, 2:], (targets[:, 2:] / anchors[:, 2:]).log()], 1
        )

    mistakes = [
        Mistake(
            "inverted",
            "you lead from the target to the anchor. Asked for is the way from the anchor to the target.",
            lambda anchors, targets: expected(targets, anchors),
        ),
        Mistake(
            "targets-sides",
            "the shift is measured in sides of the target. Which box is known when the network answers?",
            shift(lambda m, s, n, t: (n - m) / t),
        ),
        Mistake(
            "not-scaled",
            "the shift is in pixels. It is counted in sides of the anchor, each in its own.",
            shift(lambda m, s, n, t: n - m),
        ),
        Mistake(
            "centre-not-halved",
            "the shift is twice as large. The centre is half of the sum of two edges.",
            shift(lambda m, s, n, t: 2 * (n - m) / s),
        ),
        Mistake(
            "shift-by-width-only",
            "both shifts were divided by the width. y is counted in heights.",
            shift(lambda m, s, n, t: (n - m) / s[:, :1]),
        ),
        Mistake(
            "shift-by-width-only",
            "the shift along x was divided by the height and that along y by the width.",
            shift(lambda m, s, n, t: (n - m) / s.flip(1)),
        ),
        Mistake(
            "linear-growth",
            "the growth is a plain ratio. Its logarithm is missing.",
            growth(lambda s, t: t / s),
        ),
        Mistake(
            "linear-growth",
            "the growth is a difference in parts of the side. Asked for is the logarithm of the ratio.",
            growth(lambda s, t: (t - s) / s),
        ),
        Mistake(
            "other-logarithm",
            "this logarithm has base 2. ln has base e.",
            growth(lambda s, t: (t / s).log2()),
        ),
        Mistake(
            "other-logarithm",
            "this logarithm has base 10. ln has base e.",
            growth(lambda s, t: (t / s).log10()),
        ),
        Mistake(
            "root-for-logarithm",
            "this is the root of the ratio: YOLO's way with sides. Here it is a logarithm.",
            growth(lambda s, t: (t / s).sqrt()),
        ),
        Mistake(
            "corners-for-centres",
            "the upper left corners were compared. The shift is that of the centres.",
            corners_for_centres([0, 1]),
        ),
        Mistake(
            "corners-for-centres",
            "the lower right corners were compared. The shift is that of the centres.",
            corners_for_centres([2, 3]),
        ),
        Mistake(
            "corners-for-centres",
            "corners less corners: centres and growth are asked for.",
            all_corners,
        ),
        Mistake("differences-only", "these are the differences of the coordinates.", lambda a, b: b - a),
        Mistake(
            "half-the-side-for-centre",
            "half of the side was taken for the centre. A centre also depends on where the box begins.",
            shift(lambda m, s, n, t: (t / 2 - s / 2) / s),
        ),
        Mistake(
            "taken-for-cxcywh",
            "the four numbers were taken for centre and sides. They are two corners.",
            as_cxcywh,
        ),
        Mistake(
            "plus-one",
            "sides are one pixel too long: x1 less x0, and nothing more. These edges are real numbers, not pixels.",
            of(lambda m, s, n, t: ((n - m) / (s + 1), ((t + 1) / (s + 1)).log())),
        ),
        Mistake(
            "other-order",
            "the four numbers stand in another order: t_x, t_y, t_w, t_h.",
            lambda anchors, targets: expected(anchors, targets)[:, [0, 2, 1, 3]],
        ),
        Mistake(
            "other-order",
            "the growth stands before the shift. The order is t_x, t_y, t_w, t_h.",
            lambda anchors, targets: expected(anchors, targets)[:, [2, 3, 0, 1]],
        ),
        Mistake(
            "x-and-y-swapped",
            "x and y changed places: the boxes are x0 y0 x1 y1.",
            lambda anchors, targets: expected(anchors, targets)[:, [1, 0, 3, 2]],
        ),
        *usual(expected, batch=True),
    ]

    def boxes(seed, n, dtype=torch.float32):
        corner = values(seed, n, 2, low=-20, high=60, dtype=dtype)
        return torch.cat([corner, corner + values(seed + 50, n, 2, low=3, high=40, dtype=dtype)], 1)

    double = torch.float64
    cases = [
        Case(2, boxes(1, 4), boxes(2, 4)),
        Case(2, boxes(3, 1), boxes(4, 1)),
        Case(2, boxes(5, 6, double), boxes(6, 6, double)),
        Case(2, boxes(7, 2), boxes(7, 2)),
        Case(2, boxes(8, 9), boxes(8, 9) + torch.tensor([2.0, -3, 5, 1])),
    ]
    return grade(
        "box_deltas",
        lambda: box_deltas,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
