# ruff: noqa: E501
"""The task `iou` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## How much do two boxes have in common?
#
# The area that two boxes share, divided by the area that they cover together: *intersection over union*. Compute it for every pair of $n$ boxes with $m$ others. About 12 minutes.
#
# `iou(a, b)`
#
# | | shape | |
# |---|---|---|
# | `a` | `(n, 4)` | boxes x0 y0 x1 y1, with x0 ≤ x1 and y0 ≤ y1; float32 or float64 |
# | `b` | `(m, 4)` | other boxes of the same kind and dtype |
# | result | `(n, m)` | row $i$, column $j$: the IoU of `a[i]` and `b[j]`, in the dtype of the boxes |
#
# A box has real edges: from 2 to 6 it is 4 wide, and nothing is added. Boxes that are apart, or only touch, have the IoU 0; so have two boxes of which neither has an area. `n` or `m` may be 0.
#
# **Example.** `a` is `[[0, 0, 4, 4]]`; `b` holds `[2, 0, 6, 4]` and `[5, 5, 7, 7]`. The first shares $2 \cdot 4 = 8$ with it; together they cover $16 + 16 - 8 = 24$. The second is apart. The result is `[[0.3333, 0]]`.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>The shared box begins at the larger of the two beginnings, and ends where? How long is it if it ends before it begins?</details>
# <details><summary>Hint 2</summary>Shapes <code>(n, 1, 2)</code> and <code>(1, m, 2)</code> broadcast to all pairs.</details>
# <details><summary>Hint 3</summary>In the sum of both areas the shared part is counted twice.</details>


# %% answer
def iou(a, b):
    ### BEGIN SOLUTION
    low = torch.maximum(a[:, None, :2], b[None, :, :2])  # n m 2
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).clamp(min=0).prod(2)
    size_a = (a[:, 2:] - a[:, :2]).prod(1)
    size_b = (b[:, 2:] - b[:, :2]).prod(1)
    either = size_a[:, None] + size_b - both
    return torch.where(either > 0, both / either, 0.0)
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "iou",
    lambda: iou,
    [
        checks.Example(
            torch.tensor([[1 / 3, 0.0, 0.0, 1 / 7]]),
            torch.tensor([[0.0, 0.0, 4.0, 4.0]]),
            torch.tensor(
                [[2.0, 0.0, 6.0, 4.0], [5.0, 5.0, 7.0, 7.0], [1.0, 5.0, 3.0, 8.0], [2.0, 2.0, 6.0, 6.0]]
            ),
        ),
        checks.Example(
            torch.tensor([[0.5, 0.25, 0.0], [0.0, 0.5, 0.0]], dtype=double),
            torch.tensor([[-2.0, -1.0, 2.0, 1.0], [0.0, 0.0, 1.0, 1.0]], dtype=double),
            torch.tensor(
                [[-2.0, -1.0, 0.0, 1.0], [-1.0, 0.0, 1.0, 1.0], [3.0, -4.0, 5.0, -2.0]], dtype=double
            ),
        ),
        checks.Example(
            torch.tensor([[0.0, 0.0], [0.0, 1.0]]),
            torch.tensor([[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 2.0, 3.0]]),
            torch.tensor([[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 2.0, 3.0]]),
        ),
        checks.Example(
            torch.zeros(0, 2), torch.zeros(0, 4), torch.tensor([[0.0, 0.0, 2.0, 2.0]]).expand(2, 4)
        ),
    ],
)


# %% tests
def _grade_iou(examples):
    import torch

    from cnnkit.checks import Case, Mistake, Symptom, grade, values

    def pairs(a, b):
        return a[:, None], b[None]

    def sides(a, b):
        a, b = pairs(a, b)
        return torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])

    def areas(a, b, more=0):
        """Of both, each `(n, m)`."""
        each = [(x[..., 2:] - x[..., :2] + more).prod(-1) for x in pairs(a, b)]
        return torch.broadcast_tensors(*each)

    def ratio(part, whole):
        return torch.where(whole != 0, part / whole, torch.zeros((), dtype=part.dtype))

    def over_union(a, b, both, more=0):
        size_a, size_b = areas(a, b, more)
        return ratio(both, size_a + size_b - both)

    def shared(a, b):
        return sides(a, b).clamp(min=0).prod(-1)

    def expected(a, b):
        return over_union(a, b, shared(a, b))

    def with_both(change):
        """The fraction with another intersection, made of the two sides."""
        return lambda a, b: over_union(a, b, change(sides(a, b)))

    def divided(change):
        """The right intersection, divided by something else made of both areas and it."""
        return lambda a, b: ratio(shared(a, b), change(*areas(a, b), shared(a, b)))

    def plus_one(a, b):
        return over_union(a, b, (sides(a, b) + 1).clamp(min=0).prod(-1), 1)

    def plus_one_inside(a, b):
        return over_union(a, b, (sides(a, b) + 1).clamp(min=0).prod(-1))

    def bare(a, b):
        size_a, size_b = areas(a, b)
        return shared(a, b) / (size_a + size_b - shared(a, b))

    def round_both(a, b):
        a, b = pairs(a, b)
        return (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).prod(-1)

    def hull(a, b):
        return ratio(shared(a, b), round_both(a, b))

    def one_by_one(a, b):
        both = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
        each = [(x[:, 2:] - x[:, :2]).prod(1) for x in (a, b)]
        return ratio(both, each[0] + each[1] - both)

    def as_sides(a, b):
        """x, y, w, h were read."""
        return expected(*(torch.cat([x[:, :2], x[:, :2] + x[:, 2:]], 1) for x in (a, b)))

    def not_divided(a, b):
        return shared(a, b)

    mistakes = [
        Mistake("no-clamp", "boxes that are apart in both directions got an overlap: two negative sides multiply to a positive area. Neither side may be below 0.",
                with_both(lambda s: s.prod(-1))),
        Mistake("area-clamped", "the product was kept from below 0, but two negative sides multiply to a positive area. Each side counts from 0 on.",
                with_both(lambda s: s.prod(-1).clamp(min=0))),
        Mistake("distance-for-overlap", "how far boxes are apart was taken for what they share. A negative side is 0, not its size.",
                with_both(lambda s: s.abs().prod(-1))),
        Mistake("plus-one", "one was added to the sides. Edges are real numbers here: a box from 2 to 6 is 4 wide.", plus_one),
        Mistake("plus-one", "one was added to the sides of the intersection. Edges are real numbers here: from 2 to 6 are 4.", plus_one_inside),
        Mistake("smaller-area", "you divide by the smaller of the two areas: a small box inside a large one would count as equal. Divide by what both cover together.",
                divided(lambda size_a, size_b, both: torch.minimum(size_a, size_b))),
        Mistake("larger-area", "you divide by the larger of the two areas. Divide by what both cover together.",
                divided(lambda size_a, size_b, both: torch.maximum(size_a, size_b))),
        Mistake("share-of-a", "this is the share of the box of `a` that is covered. Divide by what both cover together.", divided(lambda size_a, size_b, both: size_a)),
        Mistake("share-of-b", "this is the share of the box of `b` that is covered. Divide by what both cover together.", divided(lambda size_a, size_b, both: size_b)),
        Mistake("zero-by-zero", "two boxes without any area gave 0 / 0. Their IoU is 0.", bare, edge=True),
        Mistake("dice", "twice the intersection over the sum of both areas is Dice. IoU divides by the union.",
                lambda a, b: ratio(2 * shared(a, b), sum(areas(a, b)))),
        Mistake("counted-twice", "you divide by the sum of both areas, in which the shared part counts twice. In the union it counts once.",
                divided(lambda size_a, size_b, both: size_a + size_b)),
        Mistake("without-the-shared", "the shared part was taken off twice: that leaves what is in one box only. The union holds it once.",
                divided(lambda size_a, size_b, both: size_a + size_b - 2 * both)),
        Mistake("hull", "you divide by the smallest box round both. The union leaves out what is in neither.", hull),
        Mistake("turned", "rows and columns are exchanged: row i belongs to `a[i]`.", lambda a, b: expected(b, a)),
        Mistake("one-by-one", "box i of `a` was compared with box i of `b` only. Every box of `a` meets every box of `b`.", one_by_one),
        Mistake("sides-read", "the last two numbers were read as width and height. They are the other corner, x1 and y1.", as_sides),
        Mistake("widths-only", "only the widths were looked at. Areas are compared: width times height.",
                lambda a, b: expected(*(torch.stack([x[:, 0], 0 * x[:, 0], x[:, 2], 0 * x[:, 0] + 1], 1) for x in (a, b)))),
        Mistake("one-added", "one was added to the union against 0 / 0. That changes every IoU.",
                lambda a, b: shared(a, b) / (sum(areas(a, b)) - shared(a, b) + 1)),
        Mistake("hull-for-overlap", "the smaller beginning and the larger end were taken: that is the box round both, not what they share.",
                lambda a, b: over_union(a, b, round_both(a, b))),
        Mistake("not-divided", "this is the intersection. It is divided by the union.", not_divided),
    ]  # fmt: skip
    symptoms = [
        Symptom("above-one", "an IoU above 1 cannot be: the intersection is a part of the union.",
                lambda result, a, b: bool((result > 1.001).any())),
        Symptom("negative", "an IoU below 0 cannot be: look at boxes that are apart.", lambda result, a, b: bool((result < 0).any())),
    ]  # fmt: skip

    def boxes(seed, n, spread, largest, dtype=torch.float32):
        low = values(seed, n, 2, low=-spread, high=spread, dtype=dtype)
        return torch.cat([low, low + values(seed + 50, n, 2, low=0.5, high=largest, dtype=dtype)], 1)

    double = torch.float64
    nest = torch.tensor([[0.0, 0.0, 8.0, 6.0], [1.0, 1.0, 3.0, 2.0], [-4.0, -4.0, 12.0, 12.0]])
    touching = torch.tensor(
        [[0.0, 0.0, 2.0, 2.0], [2.0, 0.0, 5.0, 2.0], [0.0, 2.0, 2.0, 3.0], [2.0, 2.0, 4.0, 4.0]]
    )
    flat = torch.tensor([[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 4.0], [0.0, 0.0, 2.0, 2.0]], dtype=double)
    cases = [
        Case(2, boxes(1, 5, 4, 7), boxes(2, 3, 4, 7)),
        Case(2, boxes(3, 4, 3, 8, double), boxes(4, 6, 3, 8, double)),
        Case(1, boxes(5, 1, 2, 6), boxes(6, 7, 2, 6)),
        Case(1, boxes(7, 6, 20, 5), boxes(8, 9, 20, 5)),
        Case(1, nest, nest[:2]),
        Case(1, touching[:1], touching),
        Case(1, flat, flat[:2]),
        Case(0.5, boxes(9, 8, 2, 0.75), boxes(9, 8, 2, 0.75)),
        Case(0.5, torch.zeros(0, 4), boxes(10, 2, 3, 3)),
    ]  # fmt: skip
    return grade(
        "iou", lambda: iou, cases, examples=examples, expected=expected, mistakes=mistakes, symptoms=symptoms
    )
