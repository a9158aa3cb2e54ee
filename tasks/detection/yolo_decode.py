# ruff: noqa: E501
"""The task `yolo_decode` of the set detection; how such a file is written: tests/exercises/README.md."""

import torch

from cnnkit import checks

# %% story [markdown]
# ## What YOLO has said
#
# A network has answered with a tensor of the kind that you wrote in the task before. Now read it: which boxes does it mean, how sure is it of each, and what is in them? Suppression comes later and elsewhere. About 12 minutes.
#
# `yolo_decode(t, S, B, C, thr)`
#
# | | shape or type | |
# |---|---|---|
# | `t` | `(S, S, 5B + C)` | the answer, indexed `[row, column]`: `B` times (x and y within the cell, w and h of the picture, confidence), then `C` class shares of the cell; float32 or float64 |
# | `S`, `B`, `C` | whole numbers, 1 or more | cells a side, boxes a cell, classes |
# | `thr` | above 0 | the least score that counts |
# | result | three tensors `(boxes, scores, labels)` | `(k, 4)` x0 y0 x1 y1 in parts of the picture, `(k,)`, and `(k,)` whole numbers |
#
# - The *score* of a box is its confidence times the greatest class share of its cell, and the class of that share is its label.
# - Boxes with a score of at least `thr` come back: row by row, in a row from left to right, in a cell in their order.
# - What reaches out of the picture is cut off at 0 and 1.
# - If no box is good enough, the three tensors are empty: `(0, 4)`, `(0,)`, `(0,)`.
#
# The network is not perfect: places may lie outside of their cell, and confidences may be negative.
#
# **Example.** `S` = 2, `B` = 1, `C` = 2. Cell `[0, 1]` says `[0.5, 0.5, 0.25, 0.5, 0.8, 0.25, 0.75]`. The centre is at ((1 + 0.5)/2, (0 + 0.5)/2) = (0.75, 0.25), so the box is `[0.625, 0, 0.875, 0.5]`. Its class is 1 and its score 0.8 · 0.75 = 0.6.
#
# Nothing is off limits.
#
# <details><summary>Hint 1</summary>Begin with one box of one cell. The task before turned a centre into a cell and a place in it; here it goes back.</details>
# <details><summary>Hint 2</summary>From the centre to an edge it is half a side.</details>
# <details><summary>Hint 3</summary>What does <code>torch.tensor([])</code> have for a shape and a dtype, and what is asked for?</details>


# %% answer
def yolo_decode(t, S, B, C, thr):
    ### BEGIN SOLUTION
    boxes, scores, labels = [], [], []
    for row in range(S):
        for column in range(S):
            shares = t[row, column, 5 * B :]
            label = shares.argmax()
            for b in range(B):
                x, y, w, h, confidence = t[row, column, 5 * b : 5 * (b + 1)]
                score = confidence * shares[label]
                if score >= thr:
                    x, y = (column + x) / S, (row + y) / S
                    boxes.append(torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2]).clamp(0, 1))
                    scores.append(score)
                    labels.append(label)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.int64)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)
    ### END SOLUTION


# %% tries
double = torch.float64
checks.self_check(
    "yolo_decode",
    lambda: yolo_decode,
    [
        checks.Example(
            (torch.tensor([[0.625, 0.0, 0.875, 0.5]]), torch.tensor([0.6]), torch.tensor([1])),
            torch.tensor(
                [
                    [[0.0, 0, 0, 0, 0, 0, 0], [0.5, 0.5, 0.25, 0.5, 0.8, 0.25, 0.75]],
                    [[0.0, 0, 0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0, 0, 0]],
                ]
            ),
            2,
            1,
            2,
            0.5,
        ),
        checks.Example(
            (
                torch.tensor(
                    [
                        [0.125, 0.0, 1.0, 0.75],
                        [0.5, 0.0, 1.0, 0.5],
                        [0.125, 0.625, 0.375, 0.875],
                        [0.0, 0.75, 0.125, 1.0],
                    ],
                    dtype=double,
                ),
                torch.tensor([0.25, 0.375, 0.375, 0.75], dtype=double),
                torch.tensor([2, 2, 0, 0]),
            ),
            torch.tensor(
                [
                    [
                        [0.5, 0.5, 0.5, 0.5, 0.125, 0.5, 0.5, 0.5, 0.5, -1.0, 0.25, 0.0, 0.5],
                        [0.25, 0.5, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.75, 0.0, 0.25, 0.5],
                    ],
                    [
                        [0.5, 0.5, 0.25, 0.25, 0.5, -0.125, 0.75, 0.375, 0.25, 1, 0.75, 0.25, 0.0],
                        [0.0] * 13,
                    ],
                ],
                dtype=double,
            ),
            2,
            2,
            3,
            0.25,
        ),
        checks.Example(
            (torch.zeros(0, 4), torch.zeros(0), torch.zeros(0, dtype=torch.int64)),
            torch.tensor([[[0.5, 0.5, 0.5, 0.5, 0.75, 0.5]]]),
            1,
            1,
            1,
            0.5,
        ),
    ],
)


# %% tests
def _grade_yolo_decode(examples):
    import torch

    from cnnkit.checks import Case, Mistake, grade, values

    def made(
        centre=lambda x, y, row, column, S: ((column + x) / S, (row + y) / S),
        corners=lambda x, y, w, h: [x - w / 2, y - h / 2, x + w / 2, y + h / 2],
        score=lambda confidence, shares, b: (confidence * shares.max()).item(),
        label=lambda shares: int(shares.argmax()),
        good=lambda score, confidence, thr: score >= thr,
        sides=lambda w, h, S: (w, h),
        cells=lambda S: [(row, column) for row in range(S) for column in range(S)],
        clip=(0, 1),
        best_of_cell=False,
        classes=lambda cell, B: cell[5 * B :],
    ):
        """The answer read with one of its steps done in another way."""

        def decode(t, S, B, C, thr):
            boxes, scores, labels = [], [], []
            for row, column in cells(S):
                shares = classes(t[row, column], B)
                found = []
                for b in range(B):
                    x, y, w, h, confidence = t[row, column, 5 * b : 5 * b + 5].tolist()
                    its = score(confidence, shares, b)
                    if good(its, confidence, thr):
                        box = corners(*centre(x, y, row, column, S), *sides(w, h, S))
                        found.append((its, box))
                if best_of_cell:
                    found = sorted(found, key=lambda one: -one[0])[:1]
                for its, box in found:
                    boxes.append(box)
                    scores.append(its)
                    labels.append(label(shares))
            boxes = torch.tensor(boxes, dtype=t.dtype).reshape(-1, 4)
            boxes = boxes if clip is None else boxes.clamp(*clip)
            return boxes, torch.tensor(scores, dtype=t.dtype), torch.tensor(labels, dtype=torch.int64)

        return decode

    expected = made()

    def by_score(t, S, B, C, thr):
        boxes, scores, labels = expected(t, S, B, C, thr)
        order = scores.argsort(descending=True)
        return boxes[order], scores[order], labels[order]

    def box_by_box(t, S, B, C, thr):
        """All first boxes, then all second ones."""
        parts = [
            expected(torch.cat([t[..., 5 * b : 5 * b + 5], t[..., 5 * B :]], -1), S, 1, C, thr)
            for b in range(B)
        ]
        return tuple(torch.cat(part) for part in zip(*parts, strict=True))

    def every_class(t, S, B, C, thr):
        boxes, scores, labels = [], [], []
        for row in range(S):
            for column in range(S):
                for b in range(B):
                    for k in range(C):
                        one = torch.cat([t[row, column, 5 * b : 5 * b + 5], t[row, column, 5 * B + k :][:1]])
                        alone = torch.zeros(S, S, 6, dtype=t.dtype)
                        alone[row, column] = one
                        box, score, _ = expected(alone, S, 1, 1, thr)
                        boxes.append(box)
                        scores.append(score)
                        labels += [k] * len(box)
        return torch.cat(boxes), torch.cat(scores), torch.tensor(labels, dtype=torch.int64)

    def nothing(answer):
        """Right, but where no box is good enough."""

        def decode(t, S, B, C, thr):
            found = expected(t, S, B, C, thr)
            return found if len(found[0]) else answer()

        return decode

    swapped = "rows and columns are swapped: the first index is the row, and it says how far down."
    mistakes = [
        Mistake(
            "class-left-out",
            "the score is the confidence alone. How sure is the cell of the class?",
            made(score=lambda confidence, shares, b: confidence),
        ),
        Mistake(
            "confidence-left-out",
            "the score is the class share alone. How sure is the box that there is anything?",
            made(score=lambda confidence, shares, b: shares.max().item()),
        ),
        Mistake(
            "threshold-on-confidence",
            "boxes are chosen by their confidence. The score decides.",
            made(good=lambda score, confidence, thr: confidence >= thr),
        ),
        Mistake(
            "softmax-of-the-shares",
            "the class shares went through a softmax. They are shares as they stand.",
            made(score=lambda confidence, shares, b: (confidence * shares.softmax(0).max()).item()),
        ),
        Mistake(
            "cell-left-out",
            "x and y are taken for places in the picture. They are places within the cell: which cell?",
            made(centre=lambda x, y, row, column, S: (x, y)),
        ),
        Mistake(
            "cell-left-out",
            "the cell plays no part: all centres lie in the first one.",
            made(centre=lambda x, y, row, column, S: (x / S, y / S)),
        ),
        Mistake(
            "place-not-divided",
            "the number of the cell is divided by S, the place in it is not: a cell is 1/S wide.",
            made(centre=lambda x, y, row, column, S: (column / S + x, row / S + y)),
        ),
        Mistake(
            "still-in-cells",
            "centres count cells. Parts of the picture are asked for.",
            made(centre=lambda x, y, row, column, S: (column + x, row + y)),
        ),
        Mistake(
            "held-in-the-cell",
            "a place outside of its cell was moved to the cell's edge. The network may say so: the box lies where it says.",
            made(
                centre=lambda x, y, row, column, S: (
                    (column + min(max(x, 0), 1)) / S,
                    (row + min(max(y, 0), 1)) / S,
                )
            ),
        ),
        Mistake(
            "row-and-column-swapped",
            swapped,
            made(centre=lambda x, y, row, column, S: ((row + x) / S, (column + y) / S)),
        ),
        Mistake(
            "column-by-column",
            "the boxes are the right ones, but come column by column. Go row by row.",
            made(cells=lambda S: [(row, column) for column in range(S) for row in range(S)]),
        ),
        Mistake(
            "best-first", "the boxes come sorted by score. Asked for is the order of the cells.", by_score
        ),
        Mistake(
            "box-by-box",
            "first come the first boxes of all cells, then the second ones. A cell's boxes come together.",
            box_by_box,
        ),
        Mistake(
            "sides-in-cells",
            "w and h are divided by S. They are parts of the picture already.",
            made(sides=lambda w, h, S: (w / S, h / S)),
        ),
        Mistake(
            "sides-squared",
            "w and h are squared. It is the loss that takes roots; the tensor holds the sides.",
            made(sides=lambda w, h, S: (w * w, h * h)),
        ),
        Mistake(
            "centre-for-corner",
            "the centre is taken for the upper left corner.",
            made(corners=lambda x, y, w, h: [x, y, x + w, y + h]),
        ),
        Mistake(
            "sides-not-halved",
            "from the centre to the edge it is half a side, not a whole one.",
            made(corners=lambda x, y, w, h: [x - w, y - h, x + w, y + h]),
        ),
        Mistake(
            "centre-and-sides",
            "these are centre and sides. The corners are asked for.",
            made(corners=lambda x, y, w, h: [x, y, w, h]),
        ),
        Mistake(
            "corners-out-of-order",
            "the order of the four numbers is x0 y0 x1 y1.",
            made(corners=lambda x, y, w, h: [x - w / 2, x + w / 2, y - h / 2, y + h / 2]),
        ),
        Mistake(
            "not-clipped",
            "boxes reach out of the picture. Cut them off at 0 and 1.",
            made(clip=None),
            edge=True,
        ),
        Mistake(
            "not-clipped", "boxes begin before 0. Cut them off there too.", made(clip=(None, 1)), edge=True
        ),
        Mistake(
            "not-clipped", "boxes end beyond 1. Cut them off there too.", made(clip=(0, None)), edge=True
        ),
        Mistake(
            "best-box-of-the-cell",
            "a cell gives its best box only. All that are good enough come back; suppression is not asked for.",
            made(best_of_cell=True),
        ),
        Mistake(
            "every-class",
            "a box comes back once for every class that is good enough. It has one label, that of the greatest share.",
            every_class,
        ),
        Mistake(
            "at-the-threshold",
            "a score of exactly thr counts as too low. At least thr is asked for.",
            made(good=lambda score, confidence, thr: score > thr),
            edge=True,
        ),
        Mistake(
            "labels-from-1",
            "the labels count from 1, or from the first number of the cell. Class 0 comes first.",
            made(label=lambda shares: int(shares.argmax()) + 1),
        ),
        Mistake(
            "nothing-found",
            "where no box is good enough, the shapes or dtypes are wrong. What does the story ask for?",
            nothing(lambda: tuple(torch.tensor([]) for _ in range(3))),
            edge=True,
        ),
        Mistake(
            "nothing-found",
            "where no box is good enough, torch.stack has nothing to stack. What does the story ask for?",
            nothing(lambda: torch.stack([])),
            edge=True,
        ),
    ]
    double = torch.float64

    def answer(seed, S, B, C, dtype=torch.float32):
        """Confidences and shares in eighths, so that a score is exact; places a little beyond the cell."""
        t = values(seed, S, S, 5 * B + C, low=-0.1, high=1.1, dtype=double)
        for b in range(B):
            t[..., 5 * b + 2 : 5 * b + 4] = 0.05 + 0.4 * t[..., 5 * b + 2 : 5 * b + 4].abs()
            t[..., 5 * b + 4] = (t[..., 5 * b + 4] * 8).round() / 8
        order = values(seed + 50, S, S, C).argsort(-1)  # no two shares of a cell alike
        t[..., 5 * B :] = (order + 1) / (8 if C < 8 else 16)
        return t.to(dtype)

    cases = [
        Case(2, answer(1, 3, 2, 4), 3, 2, 4, 0.25),
        Case(2, answer(2, 4, 1, 5, double), 4, 1, 5, 0.3),
        Case(2, answer(3, 2, 3, 7), 2, 3, 7, 0.4),
        Case(1, answer(4, 5, 2, 1), 5, 2, 1, 0.0625),
        Case(2, answer(5, 7, 2, 3), 7, 2, 3, 0.28125),
        Case(1, answer(6, 6, 1, 2), 6, 1, 2, 0.9),
    ]
    return grade(
        "yolo_decode",
        lambda: yolo_decode,
        cases,
        examples=examples,
        expected=expected,
        mistakes=mistakes,
    )
