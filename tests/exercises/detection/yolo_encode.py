# ruff: noqa: E501, F811
"""Right and wrong answers to `yolo_encode`."""

import math

import torch


def written(boxes, labels, S, B, C, five, cell=None, keep_first=True, last_cell=True, classes=True):
    """The usual loop; `five` gives the numbers of a box from its corners, cell and centre in cells."""
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for i in range(len(boxes)):
        x0, y0, x1, y1 = boxes[i].tolist()
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        row, column = (math.floor(y), math.floor(x)) if cell is None else cell(x, y)
        if last_cell:
            row, column = min(row, S - 1), min(column, S - 1)
        if keep_first and target[row, column, 4] != 0:
            continue
        answer = five(x0, y0, x1, y1, row, column, x, y)
        for b in range(B):
            target[row, column, 5 * b : 5 * b + 5] = torch.tensor(answer, dtype=boxes.dtype)
        if classes:
            target[row, column, 5 * B + int(labels[i])] = 1
    return target


def usual(x0, y0, x1, y1, row, column, x, y):
    return [x - column, y - row, x1 - x0, y1 - y0, 1]


# %% right a loop
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, usual)


# %% right backwards, the first written last
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, 5 * B + C)
    for box, label in zip(boxes.flip(0), labels.flip(0), strict=True):
        centre = (box[:2] + box[2:]) / 2 * S
        cell = centre.floor().clamp(max=S - 1)
        column, row = cell.long().tolist()
        target[row, column] = 0
        target[row, column, : 5 * B] = torch.cat([centre - cell, box[2:] - box[:2], torch.ones(1)]).repeat(B)
        target[row, column, 5 * B + label] = 1
    return target


# %% right cells taken are remembered
def yolo_encode(boxes, labels, S, B, C):
    answers = {}
    for box, label in zip(boxes.double(), labels, strict=True):
        x, y = ((box[0] + box[2]) / 2 * S).item(), ((box[1] + box[3]) / 2 * S).item()
        place = min(int(y), S - 1), min(int(x), S - 1)
        one_hot = [0.0] * C
        one_hot[label] = 1.0
        five = [x - place[1], y - place[0], (box[2] - box[0]).item(), (box[3] - box[1]).item(), 1.0]
        answers.setdefault(place, five * B + one_hot)
    target = torch.zeros(S, S, 5 * B + C, dtype=torch.float64)
    for (row, column), answer in answers.items():
        target[row, column] = torch.tensor(answer, dtype=torch.float64)
    return target


# %% right all objects at once
def yolo_encode(boxes, labels, S, B, C):
    centre, sides = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    cell = (centre * S).floor().clamp(0, S - 1)
    rows = torch.cat([centre * S - cell, sides, torch.ones_like(sides[:, :1])], 1).repeat(1, B)
    rows = torch.cat([rows, torch.nn.functional.one_hot(labels, C).to(rows)], 1).flip(0)
    place = (cell[:, 1] * S + cell[:, 0]).long().flip(0)
    target = boxes.new_zeros(S * S, 5 * B + C)
    for i in range(len(rows)):
        target[place[i]] = rows[i]
    return target.view(S, S, -1)


# %% right every cell asks who lies in it
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros((S, S, 5 * B + C), dtype=boxes.dtype)
    x, y = (boxes[:, 0] + boxes[:, 2]) * S / 2, (boxes[:, 1] + boxes[:, 3]) * S / 2
    for row in range(S):
        for column in range(S):
            right, below = column + 1 + (column == S - 1), row + 1 + (row == S - 1)
            here = ((x >= column) & (x < right) & (y >= row) & (y < below)).nonzero()
            if len(here):
                i = int(here[0])
                w, h = boxes[i, 2] - boxes[i, 0], boxes[i, 3] - boxes[i, 1]
                for b in range(B):
                    for k, value in enumerate((x[i] - column, y[i] - row, w, h, 1)):
                        target[row, column, 5 * b + k] = value
                target[row, column, 5 * B + labels[i]] = 1
    return target


# %% wrong idea [row-and-column-swapped] x first
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, usual, cell=lambda x, y: (int(x), int(y)))  # fmt: skip


# %% wrong idea [sides-in-cells] everything times S
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x - column, y - row, (x1 - x0) * S, (y1 - y0) * S, 1])  # fmt: skip


# %% wrong idea [centre-of-the-picture] x and y as they are
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0, 1])  # fmt: skip


# %% wrong idea [cell-not-taken-off] in cells
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x, y, x1 - x0, y1 - y0, 1])  # fmt: skip


# %% wrong idea [offset-in-the-picture] modulo of the width of a cell
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [(x0 + x1) / 2 - column / S, (y0 + y1) / 2 - row / S, x1 - x0, y1 - y0, 1])  # fmt: skip


# %% wrong idea [corner-for-centre] the corner's cell
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        column, row = min(int(x0 * S), S - 1), min(int(y0 * S), S - 1)
        if target[row, column, 4] == 0:
            five = [x0 * S - column, y0 * S - row, x1 - x0, y1 - y0, 1.0]
            target[row, column, : 5 * B] = torch.tensor(five * B, dtype=boxes.dtype)
            target[row, column, 5 * B + label] = 1
    return target


# %% wrong idea [corners-kept] corners in the tensor
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x0, y0, x1, y1, 1])  # fmt: skip


# %% wrong idea [sides-halved] from the centre to the edge
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x - column, y - row, (x1 - x0) / 2, (y1 - y0) / 2, 1])  # fmt: skip


# %% wrong idea [sides-swapped] height before width
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x - column, y - row, y1 - y0, x1 - x0, 1])  # fmt: skip


# %% wrong idea [roots-taken] roots of the sides
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x - column, y - row, math.sqrt(x1 - x0), math.sqrt(y1 - y0), 1])  # fmt: skip


# %% wrong idea [confidence-left-out] four numbers a box
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        column, row = min(int(x), S - 1), min(int(y), S - 1)
        if target[row, column].sum() == 0:
            for b in range(B):
                target[row, column, 5 * b : 5 * b + 4] = torch.tensor([x - column, y - row, x1 - x0, y1 - y0])
            target[row, column, 5 * B + label] = 1
    return target


# %% wrong idea [confidence-first] confidence before the box
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        column, row = min(int(x), S - 1), min(int(y), S - 1)
        if target[row, column, 0] == 0:
            target[row, column, : 5 * B] = torch.tensor([1, x - column, y - row, x1 - x0, y1 - y0]).repeat(B)
            target[row, column, 5 * B + label] = 1
    return target


# %% wrong idea [first-box-only] the other boxes stay empty
def yolo_encode(boxes, labels, S, B, C):
    target = written(boxes, labels, S, B, C, usual)
    target[..., 5 : 5 * B] = 0
    return target


# %% wrong idea [classes-first] classes in front
def yolo_encode(boxes, labels, S, B, C):
    target = written(boxes, labels, S, B, C, usual)
    return target.roll(C, -1)


# %% wrong idea [classes-left-out] no class
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, usual, classes=False)


# %% wrong idea [classes-a-box] classes behind each box
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, B * (5 + C), dtype=boxes.dtype)
    one = written(boxes, labels, S, 1, C, usual)
    for b in range(B):
        target[..., b * (5 + C) : (b + 1) * (5 + C)] = one
    return target


# %% wrong idea [not-repeated] one box a cell
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, 1, C, usual)


# %% wrong idea [rounded-to-a-cell] round
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, usual, cell=lambda x, y: (round(y), round(x)))


# %% wrong edge [both-classes] the class is written before the look
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        column, row = min(int(x), S - 1), min(int(y), S - 1)
        target[row, column, 5 * B + label] = 1
        if target[row, column, 4] == 0:
            target[row, column, : 5 * B] = torch.tensor([x - column, y - row, x1 - x0, y1 - y0, 1] * B)
    return target


# %% wrong edge [last-stays] overwrites
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        column, row = min(int(x), S - 1), min(int(y), S - 1)
        target[row, column] = 0
        target[row, column, : 5 * B] = torch.tensor([x - column, y - row, x1 - x0, y1 - y0, 1] * B)
        target[row, column, 5 * B + label] = 1
    return target


# %% wrong edge [last-stays] overwrites the boxes and adds the class
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, usual, keep_first=False)


# %% wrong edge [beyond-the-last-cell] no bound
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, usual, last_cell=False)


# %% wrong edge [beyond-the-last-cell] modulo
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x % 1, y % 1, x1 - x0, y1 - y0, 1])  # fmt: skip


# %% wrong edge [beyond-the-last-cell] skipped
def yolo_encode(boxes, labels, S, B, C):
    keep = [i for i in range(len(boxes)) if max(boxes[i, 0] + boxes[i, 2], boxes[i, 1] + boxes[i, 3]) < 2]
    return written(boxes[keep], labels[keep], S, B, C, usual)


# %% wrong edge [border-to-the-left] ceil less one
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, usual, cell=lambda x, y: (max(math.ceil(y) - 1, 0), max(math.ceil(x) - 1, 0)))  # fmt: skip


# %% wrong idea [corner-for-centre] the corner told in the centre's cell
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes, labels, S, B, C, lambda x0, y0, x1, y1, row, column, x, y: [x0 * S - column, y0 * S - row, x1 - x0, y1 - y0, 1])  # fmt: skip


# %% wrong idea [cell-of-the-corner] the corner's cell, the centre told
def yolo_encode(boxes, labels, S, B, C):
    target = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    cells = (boxes[:, :2] * S).long().clamp(0, S - 1)
    for box, (column, row), label in zip(boxes, cells.tolist(), labels, strict=True):
        if target[row, column, 4] == 0:
            x, y = (box[:2] + box[2:]) / 2 * S
            w, h = box[2:] - box[:2]
            target[row, column, : 5 * B] = torch.stack(
                [x - column, y - row, w, h, torch.ones_like(w)]
            ).repeat(B)
            target[row, column, 5 * B + label] = 1
    return target


# %% wrong edge [clipped-first] cut off at 0 and 1 first
def yolo_encode(boxes, labels, S, B, C):
    return written(boxes.clamp(0, 1), labels, S, B, C, usual)
