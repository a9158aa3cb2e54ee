# ruff: noqa: E501
"""The task `yolo_encode` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## What YOLO should say
#
# YOLO cuts the picture into $S \times S$ cells, and the cell in which the *centre* of an object lies answers for it. Write the tensor that the network should give for a picture whose objects are known: its target. About 15 minutes.
#
# `yolo_encode(boxes, labels, S, B, C)`
#
# | | shape or type | |
# |---|---|---|
# | `boxes` | `(m, 4)` | x0 y0 x1 y1 of each object in parts of the picture: 0 is its left or upper edge, 1 the right or lower. The centre lies in the picture, a corner may lie outside; float32 or float64 |
# | `labels` | `(m,)` | classes, whole numbers from 0 to `C` − 1 |
# | `S`, `B`, `C` | whole numbers, 1 or more | cells a side, boxes a cell, classes |
# | result | `(S, S, 5B + C)` | indexed `[row, column]` |
#
# - A cell with an object holds `B` times the same five numbers, then `C` numbers that are 0 but for a 1 at its class. The five are x and y of the centre *within the cell* (0 is its left or upper edge, 1 the right or lower), w and h *of the picture*, and 1 for the confidence.
# - A cell without an object holds zeros.
# - A centre on the line between two cells belongs to the one on the right, or below. A centre at exactly 1 has nobody on the right: it belongs to the last cell, where it lies at 1.
# - Of two objects in one cell the first stays, and nothing is written down of the other.
#
# **Example.** `S` = 2, `B` = 1, `C` = 3, one box `[0.25, 0.5, 0.5, 1]` of class 2. Its centre is (0.375, 0.75): in cells (0.75, 1.5). So column 0 and row 1 answer, `[0.75, 0.5, 0.25, 0.5, 1, 0, 0, 1]`, and the other three cells hold zeros.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Multiply the centre by S. What stands before the point names the cell, what stands behind it is the place in the cell.</details>
# <details><summary>Hint 2</summary>x runs to the right, so it says which column. Which index comes first in a tensor of rows?</details>
# <details><summary>Hint 3</summary>How does a cell show that somebody lives there? Look before you write.</details>


# %% answer
def yolo_encode(boxes, labels, S, B, C):
    ### BEGIN SOLUTION
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for i, (x0, y0, x1, y1) in enumerate(boxes.tolist()):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        column, row = min(int(x), S - 1), min(int(y), S - 1)
        if not target[row, column].any():
            answer = [x - column, y - row, x1 - x0, y1 - y0, 1.0]
            target[row, column, : 5 * B] = torch.tensor(answer * B)
            target[row, column, 5 * B + labels[i]] = 1
    return target
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "yolo_encode",
    lambda: yolo_encode,
    [
        checks.Example(
            torch.tensor(
                [
                    [[0.0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]],
                    [[0.75, 0.5, 0.25, 0.5, 1, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0]],
                ]
            ),
            torch.tensor([[0.25, 0.5, 0.5, 1.0]]),
            torch.tensor([2]),
            2,
            1,
            3,
        ),
        checks.Example(
            torch.tensor(
                [
                    [[0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0.25, 0.5, 0.5, 0.25, 1] * 2 + [1, 0]],
                    [[0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
                ],
                dtype=double,
            ),
            torch.tensor([[0.375, 0.125, 0.875, 0.375], [0.5, 0.0, 1.0, 0.5]], dtype=double),
            torch.tensor([0, 1]),
            2,
            2,
            2,
        ),
        checks.Example(
            torch.tensor(
                [
                    [[0.0, 0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0, 0]],
                    [[0.25, 0.5, 1.0, 0.5, 1, 1], [1, 0, 0.5, 0.75, 1, 1]],
                ]
            ),
            torch.tensor([[-0.375, 0.5, 0.625, 1.0], [0.75, 0.125, 1.25, 0.875]]),
            torch.tensor([0, 0]),
            2,
            1,
            1,
        ),
    ],
)


# %% tests
def _grade_yolo_encode(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade

    def corner_to_five(x0, y0, x1, y1, column, row, x, y, S):
        return [x - column, y - row, x1 - x0, y1 - y0, 1.0]

    def made(
        five=corner_to_five,
        centre=lambda a, b: (a + b) / 2,
        cell=lambda x, y: (int(y), int(x)),
        last=lambda index, S: min(index, S - 1),
        repeats=lambda B: B,
        taken=lambda target, row, column: bool(target[row, column].any()),
        classes=lambda target, row, column, start, label: target[row, column].__setitem__(start + label, 1),
        start=lambda B: 5 * B,
    ):
        """The target with one of its steps done in another way."""

        def encode(boxes, labels, S, B, C):
            target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
            for (x0, y0, x1, y1), label in zip(boxes.tolist(), labels.tolist(), strict=True):
                x, y = centre(x0, x1) * S, centre(y0, y1) * S
                row, column = (last(index, S) for index in cell(x, y))
                if taken(target, row, column):
                    continue
                answer = five(x0, y0, x1, y1, column, row, x, y, S) * repeats(B)
                at = start(B) - 5 * B
                target[row, column, at : at + len(answer)] = torch.tensor(answer, dtype=target.dtype)
                classes(target, row, column, start(B), label)
            return target

        return encode

    expected = made()

    def fives(change):
        """`change` of the five numbers of a box, from what is known of it."""
        return made(five=lambda *known: change(*known, corner_to_five(*known)))

    def classes_first(boxes, labels, S, B, C):
        right = expected(boxes, labels, S, B, C)
        return torch.cat([right[..., 5 * B :], right[..., : 5 * B]], -1)

    def classes_a_box(boxes, labels, S, B, C):
        right = expected(boxes, labels, S, B, C)
        return torch.cat([right[..., :5], right[..., 5 * B :]], -1).repeat(1, 1, B)

    def not_repeated(boxes, labels, S, B, C):
        right = expected(boxes, labels, S, B, C)
        return torch.cat([right[..., :5], right[..., 5 * B :]], -1)

    def last_stays(boxes, labels, S, B, C):
        return expected(boxes.flip(0), labels.flip(0), S, B, C)

    def both_classes(boxes, labels, S, B, C, overwrite=False):
        target = expected(*((boxes.flip(0), labels.flip(0)) if overwrite else (boxes, labels)), S, B, C)
        for box, label in zip(boxes, labels, strict=True):
            alone = expected(box[None], label[None], S, B, C)
            target[..., 5 * B :] = torch.maximum(target[..., 5 * B :], alone[..., 5 * B :])
        return target

    def beyond(boxes, labels, S, B, C):
        """A centre at 1 names a cell that is not there."""
        return made(last=lambda index, S: index)(boxes, labels, S, B, C)

    def moved_off(boxes, labels, S, B, C):
        """A centre at 1 is put into the last cell, at its left edge."""
        target = expected(boxes, labels, S, B, C)
        for side in (0, 1):
            where = target[..., side : 5 * B : 5]
            where[where == 1] = 0
        return target

    def left_out(boxes, labels, S, B, C):
        inside = ((boxes[:, :2] + boxes[:, 2:]) / 2 < 1).all(1)
        return expected(boxes[inside], labels[inside], S, B, C)

    def cell_of_the_corner(boxes, labels, S, B, C):
        target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
        for (x0, y0, x1, y1), label in zip(boxes.tolist(), labels.tolist(), strict=True):
            column, row = (min(max(int(v * S), 0), S - 1) for v in (x0, y0))
            if not target[row, column].any():
                five = [(x0 + x1) / 2 * S - column, (y0 + y1) / 2 * S - row, x1 - x0, y1 - y0, 1.0]
                target[row, column, : 5 * B] = torch.tensor(five * B, dtype=target.dtype)
                target[row, column, 5 * B + label] = 1
        return target

    swapped = "rows and columns are swapped: x runs to the right and says which column, and the row is the first index."
    mistakes = [
        Mistake("row-and-column-swapped", swapped, made(cell=lambda x, y: (int(x), int(y)))),
        Mistake(
            "row-and-column-swapped",
            swapped,
            lambda boxes, labels, S, B, C: expected(boxes, labels, S, B, C).transpose(0, 1),
        ),
        Mistake(
            "sides-in-cells",
            "w and h count cells. They are parts of the picture, as they came; only the centre is seen from the cell.",
            fives(
                lambda x0, y0, x1, y1, column, row, x, y, S, five: [*five[:2], five[2] * S, five[3] * S, 1.0]
            ),
        ),
        Mistake(
            "centre-of-the-picture",
            "x and y are parts of the picture. They are places within the cell, from 0 to 1.",
            fives(lambda x0, y0, x1, y1, column, row, x, y, S, five: [x / S, y / S, *five[2:]]),
        ),
        Mistake(
            "cell-not-taken-off",
            "x and y count cells from the edge of the picture. What is left once the number of the cell is taken off?",
            fives(lambda x0, y0, x1, y1, column, row, x, y, S, five: [x, y, *five[2:]]),
        ),
        Mistake(
            "offset-in-the-picture",
            "x and y are distances from the edge of the cell, but in parts of the picture: a cell is 1 wide here, not 1/S.",
            fives(lambda x0, y0, x1, y1, column, row, x, y, S, five: [five[0] / S, five[1] / S, *five[2:]]),
        ),
        Mistake(
            "corner-for-centre",
            "the upper left corner stands where the centre belongs.",
            made(centre=lambda a, b: a),
        ),
        Mistake(
            "corner-for-centre",
            "x and y are the place of the upper left corner. The cell is right; its numbers tell of the centre.",
            fives(
                lambda x0, y0, x1, y1, column, row, x, y, S, five: [x0 * S - column, y0 * S - row, *five[2:]]
            ),
        ),
        Mistake(
            "cell-of-the-corner",
            "the cell is that of the upper left corner. The one in which the centre lies answers.",
            cell_of_the_corner,
        ),
        Mistake(
            "clipped-first",
            "the box was cut off at the edge of the picture, and that moves its centre. A corner may lie outside.",
            lambda boxes, labels, S, B, C: expected(boxes.clamp(0, 1), labels, S, B, C),
            edge=True,
        ),
        Mistake(
            "corners-kept",
            "the five numbers are the corners of the box. A centre and two sides are asked for.",
            fives(lambda x0, y0, x1, y1, column, row, x, y, S, five: [x0, y0, x1, y1, 1.0]),
        ),
        Mistake(
            "sides-halved",
            "w and h are half of the sides.",
            fives(
                lambda x0, y0, x1, y1, column, row, x, y, S, five: [*five[:2], five[2] / 2, five[3] / 2, 1.0]
            ),
        ),
        Mistake(
            "sides-swapped",
            "w and h are swapped.",
            fives(lambda x0, y0, x1, y1, column, row, x, y, S, five: [*five[:2], five[3], five[2], 1.0]),
        ),
        Mistake(
            "roots-taken",
            "w and h are roots. The loss takes them; the target holds the sides themselves.",
            fives(
                lambda x0, y0, x1, y1, column, row, x, y, S, five: [
                    *five[:2],
                    five[2] ** 0.5,
                    five[3] ** 0.5,
                    1.0,
                ]
            ),
        ),
        Mistake(
            "confidence-left-out",
            "the confidence is 0. In the cell of an object it is 1.",
            fives(lambda x0, y0, x1, y1, column, row, x, y, S, five: [*five[:4], 0.0]),
        ),
        Mistake(
            "confidence-first",
            "the confidence comes first. It is the last of the five.",
            fives(lambda x0, y0, x1, y1, column, row, x, y, S, five: [1.0, *five[:4]]),
        ),
        Mistake(
            "first-box-only",
            "only the first of the B boxes is filled. All of them hold the same five numbers.",
            made(repeats=lambda B: 1),
        ),
        Mistake(
            "classes-first",
            "the classes stand before the boxes. They come last.",
            classes_first,
        ),
        Mistake(
            "classes-left-out",
            "the classes are missing: after the boxes there are only zeros.",
            made(classes=lambda target, row, column, start, label: None),
        ),
        Mistake(
            "classes-a-box",
            "every box has classes of its own. In YOLO the cell has them, once.",
            classes_a_box,
        ),
        Mistake("not-repeated", "a cell holds one box. It holds B, all alike.", not_repeated),
        Mistake(
            "both-classes",
            "two objects share a cell, and both classes are marked. Of the second nothing is written down.",
            both_classes,
            edge=True,
        ),
        Mistake(
            "last-stays",
            "of two objects in one cell the last stays. The first was there before.",
            last_stays,
            edge=True,
        ),
        Mistake(
            "last-stays",
            "of two objects in one cell the last stays, with the classes of both. The first was there before.",
            lambda boxes, labels, S, B, C: both_classes(boxes, labels, S, B, C, overwrite=True),
            edge=True,
        ),
        Mistake(
            "beyond-the-last-cell",
            "a centre at exactly 1 is given to a cell beyond the last.",
            beyond,
            edge=True,
        ),
        Mistake(
            "beyond-the-last-cell",
            "a centre at exactly 1 belongs to the last cell, and lies at 1 there, not at 0.",
            moved_off,
            edge=True,
        ),
        Mistake(
            "beyond-the-last-cell",
            "an object whose centre lies at exactly 1 is left out. It belongs to the last cell.",
            left_out,
            edge=True,
        ),
        Mistake(
            "border-to-the-left",
            "a centre on the line between two cells is given to the cell on the left or above.",
            made(
                cell=lambda x, y: (max(-(-y // 1) - 1, 0).__int__(), max(-(-x // 1) - 1, 0).__int__()),
            ),
            edge=True,
        ),
        Mistake(
            "rounded-to-a-cell",
            "the number of the cell is rounded. A centre at 1.6 lies in cell 1.",
            made(cell=lambda x, y: (round(y), round(x))),
        ),
    ]
    double = torch.float64
    some = torch.tensor(
        [[0.125, 0.25, 0.4375, 0.5], [0.55, 0.1, 0.95, 0.2], [0.0, 0.6, 0.3, 0.98], [0.35, 0.62, 0.6, 0.88]]
    )
    cases = [
        Case(2, some, torch.tensor([3, 0, 4, 1]), 3, 2, 5),
        Case(2, some[[2, 0]].double() * 0.9, torch.tensor([1, 2]), 5, 1, 3),
        Case(2, some * 0.8 + 0.15, torch.tensor([6, 2, 5, 6]), 7, 3, 7),
        Case(1, some[[1, 3]], torch.tensor([0, 0]), 4, 2, 1),
        # two in one cell, and one on a line between four
        Case(
            2,
            torch.tensor([[0.125, 0.25, 0.875, 0.75], [0.1, 0.1, 0.25, 0.3], [0.0, 0.0, 0.375, 0.45]]),
            torch.tensor([1, 3, 0]),
            2,
            3,
            4,
        ),
        # centres at 1
        Case(
            1,
            torch.tensor(
                [[0.5, 0.75, 1.5, 1.25], [-0.25, 0.5, 0.75, 1.5], [0.75, 0.0, 1.25, 0.5]], dtype=double
            ),
            torch.tensor([5, 2, 0]),
            4,
            1,
            6,
        ),
    ]
    return grade(
        "yolo_encode",
        lambda: yolo_encode,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
