# ruff: noqa: E501
"""The task `yolo_loss` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## What YOLO pays for
#
# Five sums of squares tell YOLO how far its answer is from the target. Most numbers of an answer are free, and that is the point: write down who pays for what. About 25 minutes.
#
# `yolo_loss(pred, target, S, B, C)`
#
# | | shape or type | |
# |---|---|---|
# | `pred` | `(S, S, 5B + C)` | the answer for one picture, laid out as in `yolo_encode`; w and h are above 0, the rest may be anything; float32 or float64 |
# | `target` | `(S, S, 5B + C)` | what `yolo_encode` wrote |
# | result | a list of five numbers | centre, sides, confidence, no object, classes: each *with its weight* |
#
# In a cell with an object one of the $B$ boxes is *responsible*: the one whose IoU with the object is greatest, of equal ones the first. Then, summed over the cells:
#
# | | weight | squares of | paid by |
# |---|---|---|---|
# | centre | 5 | differences of x and of y | the responsible box |
# | sides | 5 | differences of $\sqrt w$ and of $\sqrt h$ | the responsible box |
# | confidence | 1 | confidence − its IoU with the object | the responsible box |
# | no object | 0.5 | the confidence | every other box: in cells with an object and in cells without |
# | classes | 1 | differences of the `C` class shares | cells with an object |
#
# x and y are places within the cell, w and h parts of the picture: bring them to one unit before you compute an IoU. Nothing is divided by the number of cells or objects.
#
# **Example.** One cell, two boxes, one class. The target is the middle of the picture, `[0.5, 0.5, 0.5, 0.5, 1]` twice, then `[1]`. The answer: first box `[0.5, 0.5, 1, 1, 0.5]`, IoU 0.25 / 1 = 0.25; second box `[0.5, 0.25, 0.5, 0.5, 0.75]`, IoU 0.125 / 0.375 = 1/3, so it is responsible; class share 0.5. Centre: 5 · 0.25² = 0.3125. Sides: 0. Confidence: (0.75 − 1/3)² = 0.1736. No object: 0.5 · 0.5² = 0.125. Classes: 0.25. (The second box reaches from 0.25 to 0.75 and from 0 to 0.5.)
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Two boxes of one cell: the number of the cell moves both alike, so it plays no part in their IoU. What remains to be done to x and y?</details>
# <details><summary>Hint 2</summary>Five sums, all 0 at first; one loop over the cells. What does a cell pay that has no object? Only then think of those with one.</details>
# <details><summary>Hint 3</summary>The target says with the fifth number of a cell whether somebody lives there.</details>


# %% answer
def yolo_loss(pred, target, S, B, C):
    ### BEGIN SOLUTION
    def corners(box):
        x, y, w, h = box[0] / S, box[1] / S, box[2], box[3]
        return x - w / 2, y - h / 2, x + w / 2, y + h / 2

    def iou(a, b):
        (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = corners(a), corners(b)
        wide = max(min(ax1, bx1) - max(ax0, bx0), 0)
        high = max(min(ay1, by1) - max(ay0, by0), 0)
        return wide * high / (a[2] * a[3] + b[2] * b[3] - wide * high)

    centre = sides = confidence = no_object = classes = 0.0
    for row in range(S):
        for column in range(S):
            said, true = pred[row, column].tolist(), target[row, column].tolist()
            boxes = [said[5 * b :] for b in range(B)]
            no_object += sum(box[4] ** 2 for box in boxes)
            if any(true):
                overlaps = [iou(box, true) for box in boxes]
                best = max(overlaps)
                box = boxes[overlaps.index(best)]
                centre += (box[0] - true[0]) ** 2 + (box[1] - true[1]) ** 2
                sides += (box[2] ** 0.5 - true[2] ** 0.5) ** 2 + (box[3] ** 0.5 - true[3] ** 0.5) ** 2
                confidence += (box[4] - best) ** 2
                no_object -= box[4] ** 2
                classes += sum((said[k] - true[k]) ** 2 for k in range(5 * B, 5 * B + C))
    return [5 * centre, 5 * sides, confidence, 0.5 * no_object, classes]
    ### END SOLUTION


# %% tries
double = torch.float64
middle = [0.5, 0.5, 0.5, 0.5, 1.0]
checks.self_check(
    "yolo_loss",
    lambda: yolo_loss,
    [
        checks.Example(
            [0.3125, 0.0, 25 / 144, 0.125, 0.25],
            torch.tensor([[[0.5, 0.5, 1.0, 1.0, 0.5, 0.5, 0.25, 0.5, 0.5, 0.75, 0.5]]]),
            torch.tensor([[[*middle, *middle, 1.0]]]),
            1,
            2,
            1,
        ),
        # an object in the second of four cells; its one box is a quarter of it
        checks.Example(
            [0.0, 0.625, 0.0625, 0.90625, 3.25],
            torch.tensor(
                [
                    [[0.25, 0.5, 0.75, 0.25, -1.0, 0.5, 0.5], [0.5, 0.5, 0.0625, 0.0625, 0.3125, 1.0, -0.5]],
                    [[0.5, 0.5, 0.25, 0.25, 0.75, 0.0, 1.0], [0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 0.0]],
                ],
                dtype=double,
            ),
            torch.tensor(
                [
                    [[0.0] * 7, [0.5, 0.5, 0.25, 0.25, 1.0, 0.0, 1.0]],
                    [[0.0] * 7, [0.0] * 7],
                ],
                dtype=double,
            ),
            2,
            1,
            2,
        ),
        checks.Example(
            [0.0, 0.0, 0.0, 0.625, 0.0],
            torch.tensor([[[0.5, 0.5, 0.25, 0.25, 1.0, 0.25, 0.5, 0.5, 0.25, 0.5, 0.75, -0.25]]]),
            torch.zeros(1, 1, 12),
            1,
            2,
            2,
        ),
        # two objects; of the boxes of one of them both overlap it equally
        checks.Example(
            [0.625, 1.25, 25 / 144 + 0.0625, 0.3125, 0.25],
            torch.tensor(
                [
                    [
                        [*middle[:4], 0.0, *middle[:4], 0.0, 1.0],
                        [0.5, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 0.5, 0.75, 0.5],
                    ],
                    [
                        [0.25, 0.5, 0.25, 0.5, 0.75, 0.75, 0.5, 0.25, 0.5, -0.25, 1.0],
                        [0.25] * 4 + [0.0] + [0.25] * 4 + [0.0, 1.0],
                    ],
                ]
            ),
            torch.tensor(
                [
                    [[0.0] * 11, [0.5, 0.5, 0.25, 1.0, 1.0, 0.5, 0.5, 0.25, 1.0, 1.0, 1.0]],
                    [[0.5, 0.5, 0.25, 0.5, 1.0, 0.5, 0.5, 0.25, 0.5, 1.0, 1.0], [0.0] * 11],
                ]
            ),
            2,
            2,
            1,
        ),
    ],
)


# %% tests
def _grade_yolo_loss(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def overlap(a, b, S):
        """IoU of boxes x y w h, x and y in cells S of which fill the picture."""
        sides = []
        for i in (0, 1):
            low = max(a[i] / S - a[i + 2] / 2, b[i] / S - b[i + 2] / 2)
            high = min(a[i] / S + a[i + 2] / 2, b[i] / S + b[i + 2] / 2)
            sides.append(max(high - low, 0.0))
        inter = sides[0] * sides[1]
        return inter / (a[2] * a[3] + b[2] * b[3] - inter)

    def most(overlaps, boxes):
        return [overlaps.index(max(overlaps))]

    def made(
        iou=overlap,
        pays=most,
        goal=lambda overlap: overlap,
        side=lambda value: value**0.5,
        weights=(5, 5, 1, 0.5, 1),
        idle="all",
        where="busy",
        shares=lambda said, true: sum((a - b) ** 2 for a, b in zip(said, true, strict=True)),
        square=lambda value: value**2,
        per=lambda S, B, C, objects: (1, 1, 1, 1, 1),
        last=None,
    ):
        """The five terms with one thing done in another way."""

        def loss(pred, target, S, B, C):
            terms, objects = [0.0] * 5, 0
            for said, true in zip(
                pred.reshape(S * S, -1).tolist(), target.reshape(S * S, -1).tolist(), strict=True
            ):
                boxes = [said[5 * b : 5 * b + 5] for b in range(B)]
                busy = true[4] > 0
                objects += busy
                mine = []
                if busy:
                    overlaps = [iou(box, true, S) for box in boxes]
                    mine = pays(overlaps, boxes)
                    for b in mine:
                        box = boxes[b]
                        terms[0] += square(box[0] - true[0]) + square(box[1] - true[1])
                        terms[1] += square(side(box[2]) - side(true[2])) + square(
                            side(box[3]) - side(true[3])
                        )
                        terms[2] += square(box[4] - goal(overlaps[b]))
                for b, box in enumerate(boxes):
                    if idle == "everybody" or (b not in mine and (idle == "all" or busy == (idle == "busy"))):
                        terms[3] += square(box[4])
                if busy or where == "everywhere":
                    terms[4] += shares(said[5 * B :], true[5 * B :])
            divisors = per(S, B, C, max(objects, 1))
            result = [w * term / d for w, term, d in zip(weights, terms, divisors, strict=True)]
            return result if last is None else last(result)

        return loss

    expected = made()

    def cell_iou(a, b, S):
        return overlap(a, b, 1)

    def cells_both(a, b, S):
        """x and y in cells, w and h too, but counted in parts: all four divided by S."""
        return overlap([a[0], a[1], a[2] / S, a[3] / S], [b[0], b[1], b[2] / S, b[3] / S], S)

    def corner_iou(a, b, S):
        """x and y taken for the upper left corner."""
        shift = lambda box: [box[0] + box[2] * S / 2, box[1] + box[3] * S / 2, *box[2:]]
        return overlap(shift(a), shift(b), S)

    def no_clamp(a, b, S):
        """Two negative overlaps multiply to an area."""
        sides = []
        for i in (0, 1):
            low = max(a[i] / S - a[i + 2] / 2, b[i] / S - b[i + 2] / 2)
            high = min(a[i] / S + a[i + 2] / 2, b[i] / S + b[i + 2] / 2)
            sides.append(high - low)
        inter = sides[0] * sides[1]
        return inter / (a[2] * a[3] + b[2] * b[3] - inter)

    def root_of_difference(*given):
        terms = expected(*given)
        terms[1] = made(side=lambda value: value, square=abs)(*given)[1]
        return terms

    def log_loss(said, true):
        z = torch.tensor(said, dtype=torch.float64)
        return float(z.logsumexp(0) - z[true.index(max(true))])

    units = "the IoU was computed with x and y in cells and w and h in parts of the picture. One unit for all: a cell is 1/S."
    mistakes = [
        Mistake(
            "all-boxes-pay",
            "every box of a cell pays for the object. One of them is responsible, the others pay for their confidence only.",
            made(pays=lambda overlaps, boxes: list(range(len(boxes)))),
        ),
        Mistake(
            "first-box-responsible",
            "the first box of a cell is always responsible. It is the one with the greatest IoU.",
            made(pays=lambda overlaps, boxes: [0]),
        ),
        Mistake(
            "confident-box-responsible",
            "the box with the greatest confidence is responsible. The greatest IoU with the object decides.",
            made(pays=lambda overlaps, boxes: [max(range(len(boxes)), key=lambda b: boxes[b][4])]),
        ),
        Mistake(
            "worst-box-responsible",
            "the box that overlaps least is responsible. It should be the one that overlaps most.",
            made(pays=lambda overlaps, boxes: [overlaps.index(min(overlaps))]),
        ),
        Mistake(
            "last-of-equals",
            "of boxes with the same IoU the last is responsible. The first is.",
            made(pays=lambda overlaps, boxes: [max(range(len(boxes)), key=lambda b: (overlaps[b], b))]),
            edge=True,
        ),
        Mistake(
            "confidence-should-be-1",
            "the confidence of the responsible box is compared with 1. It should say its IoU with the object.",
            made(goal=lambda overlap: 1.0),
        ),
        Mistake(
            "no-roots",
            "w and h are compared as they are. Their roots are.",
            made(side=lambda value: value),
        ),
        Mistake(
            "weights-swapped",
            "the weights 5 and 0.5 are swapped. Places count more, the many boxes without an object less.",
            made(weights=(0.5, 0.5, 1, 5, 1)),
        ),
        Mistake(
            "weights-left-out",
            "the sums have no weights.",
            made(weights=(1, 1, 1, 1, 1)),
        ),
        Mistake(
            "weight-for-the-centre-alone",
            "the sides have no weight. 5 belongs to the centre and to the sides.",
            made(weights=(5, 1, 1, 0.5, 1)),
        ),
        Mistake(
            "no-object-left-out",
            "boxes without an object pay nothing. Then nothing keeps them from being sure of themselves.",
            made(weights=(5, 5, 1, 0, 1)),
        ),
        Mistake(
            "idle-boxes-of-busy-cells",
            "in a cell with an object the other boxes pay nothing. They too answer for nothing, and pay for their confidence.",
            made(idle="empty"),
        ),
        Mistake(
            "responsible-pays-twice",
            "the responsible box pays for its confidence as if there were no object, too. Only the other boxes do.",
            made(idle="everybody"),
        ),
        Mistake(
            "centre-in-the-picture",
            "x and y were compared in parts of the picture. Here they are compared as they stand, within the cell.",
            made(per=lambda S, B, C, objects: (S * S, 1, 1, 1, 1)),
        ),
        Mistake(
            "root-of-the-difference",
            "the root was taken of the difference of the sides. Each side has its own root, and then comes the difference.",
            root_of_difference,
        ),
        Mistake(
            "classes-a-box",
            "the classes are paid for once a box. The cell has them, once.",
            made(per=lambda S, B, C, objects: (1, 1, 1, 1, 1 / B)),
        ),
        Mistake(
            "empty-cells-left-out",
            "cells without an object pay nothing. All of their boxes pay for their confidence.",
            made(idle="busy"),
        ),
        Mistake(
            "classes-everywhere",
            "cells without an object pay for their class shares. They are free to say anything there.",
            made(where="everywhere"),
        ),
        Mistake(
            "cross-entropy-for-squares",
            "the classes pay a cross-entropy. YOLO v1 takes squares here too.",
            made(shares=log_loss),
        ),
        Mistake("units-mixed", units, made(iou=cell_iou)),
        Mistake("units-mixed", units, made(iou=cells_both)),
        Mistake(
            "corner-for-centre",
            "in the IoU x and y are taken for a corner. They are the centre: half of the side on each hand.",
            made(iou=corner_iou),
        ),
        Mistake(
            "overlap-below-zero",
            "boxes that lie apart in both directions have an IoU above 0: two negative sides multiply to an area.",
            made(iou=no_clamp),
            edge=True,
        ),
        Mistake(
            "averaged",
            "sums were divided by the number of objects, cells or boxes. Nothing is divided.",
            made(per=lambda S, B, C, objects: (objects,) * 5),
        ),
        Mistake(
            "averaged",
            "sums were divided by the number of objects, cells or boxes. Nothing is divided.",
            made(per=lambda S, B, C, objects: (S * S,) * 5),
        ),
        Mistake(
            "averaged",
            "squares were averaged, each term by itself. Asked for are sums.",
            made(
                per=lambda S, B, C, objects: (
                    2 * objects,
                    2 * objects,
                    objects,
                    S * S * B - objects,
                    C * objects,
                )
            ),
        ),
        Mistake(
            "not-squared",
            "sizes of differences were added. Their squares are.",
            made(
                square=abs, shares=lambda said, true: sum(abs(a - b) for a, b in zip(said, true, strict=True))
            ),
        ),
        Mistake(
            "one-sum",
            "the terms were added up. The five are asked for one by one.",
            made(last=sum),
        ),
        Mistake(
            "order-of-the-terms",
            "these are the right five in another order: centre, sides, confidence, no object, classes.",
            made(last=lambda terms: [*terms[:2], terms[4], *terms[2:4]]),
        ),
    ]
    double = torch.float64

    def picture(seed, S, B, C, busy, dtype=torch.float32, near=0.25):
        """An answer and a target with objects in the cells `busy`; boxes `near` the object."""
        pred = values(seed, S, S, 5 * B + C, low=-0.3, high=1.0, dtype=double)
        pred[..., 2 : 5 * B : 5], pred[..., 3 : 5 * B : 5] = (
            0.05 + 0.5 * values(seed + i, S, S, B, low=0, high=1, dtype=double) for i in (1, 2)
        )
        target = torch.zeros(S, S, 5 * B + C, dtype=double)
        for number, (row, column) in enumerate(busy):
            five = values(seed + 3 + number, 5, low=0.1, high=0.9, dtype=double)
            five[2:4] = 0.1 + 0.5 * five[2:4]
            five[4] = 1
            target[row, column, : 5 * B] = five.repeat(B)
            target[row, column, 5 * B + (seed + number) % C] = 1
            for b in range(B):
                moved = five[:4] * (
                    1 + near * values(seed + 20 + number + 7 * b, 4, low=-1, high=1, dtype=double)
                )
                pred[row, column, 5 * b : 5 * b + 4] = moved
        return pred.to(dtype), target.to(dtype)

    # boxes that miss their object to the side, below, and both
    apart = picture(9, 4, 2, 2, [(3, 1), (0, 0), (1, 2)])
    for place, x, y in ((0, 4.0, 0.5), (1, 0.5, 5.0), (2, -3.0, -3.5)):
        row, column = ((3, 1), (0, 0), (1, 2))[place]
        apart[0][row, column, :10] = torch.tensor([x, y, 0.25, 0.2, 0.5, x, y, 0.15, 0.25, 0.75])
    equal = picture(13, 2, 2, 5, [(1, 0)], double)
    equal[0][1, 0, :10] = torch.tensor([0.25, 0.5, 0.25, 0.5, 0.75, 0.75, 0.5, 0.25, 0.5, -0.25])
    equal[1][1, 0, :10] = torch.tensor([0.5, 0.5, 0.25, 0.5, 1.0]).repeat(2)
    cases = [
        Case(2, *picture(1, 3, 2, 4, [(0, 1), (2, 2)]), 3, 2, 4),
        Case(2, *picture(2, 2, 3, 2, [(1, 0), (0, 0), (1, 1)], double, near=0.4), 2, 3, 2),
        Case(2, *picture(3, 7, 2, 5, [(3, 3), (6, 0), (2, 5), (1, 1)]), 7, 2, 5),
        Case(1, *picture(5, 5, 1, 3, [(4, 2), (0, 3)]), 5, 1, 3),
        Case(1, *apart, 4, 2, 2),
        Case(1, *equal, 2, 2, 5),
        Case(1, *picture(7, 3, 3, 1, []), 3, 3, 1),
    ]
    return grade(
        "yolo_loss",
        lambda: yolo_loss,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
