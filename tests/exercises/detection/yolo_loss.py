# ruff: noqa: F811
"""Right and wrong answers to `yolo_loss`."""

import torch


def corners(box, S):
    """x0 y0 x1 y1 of boxes `(…, 4)`, up to the cell."""
    centre, half = box[..., :2] / S, box[..., 2:4] / 2
    return torch.cat([centre - half, centre + half], -1)


def overlap(a, b, S):
    """IoU of boxes `(…, 4)`."""
    a, b = corners(a, S), corners(b, S)
    inter = (
        (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1)
    )
    area = lambda box: (box[..., 2:] - box[..., :2]).prod(-1)
    return inter / (area(a) + area(b) - inter)


def terms(
    pred, target, S, B, C, iou=overlap, choose=None, goal=None, side=torch.sqrt,
    busy_idle=True, empty_idle=True, everywhere=False,
):  # fmt: skip
    """The five sums without their weights, with a step in another way."""
    boxes = pred[..., : 5 * B].reshape(S, S, B, 5)
    true = target[..., None, :5]
    busy = target[..., 4] == 1
    ious = iou(boxes[..., :4], true[..., :4], S)
    mine = torch.zeros(S, S, B, dtype=torch.bool)
    for row, column in busy.nonzero().tolist():
        overlaps = ious[row, column].tolist()
        best = overlaps.index(max(overlaps)) if choose is None else choose(overlaps, boxes[row, column])
        mine[row, column, best] = True
    box, obj = boxes[mine], true.expand(S, S, B, 5)[mine]
    wanted = ious[mine] if goal is None else goal(ious[mine])
    idle = ~mine & ((busy[..., None] & busy_idle) | (~busy[..., None] & empty_idle))
    paying = torch.ones_like(busy) if everywhere else busy
    return [
        ((box[:, :2] - obj[:, :2]) ** 2).sum().item(),
        ((side(box[:, 2:4]) - side(obj[:, 2:4])) ** 2).sum().item(),
        ((box[:, 4] - wanted) ** 2).sum().item(),
        (boxes[..., 4][idle] ** 2).sum().item(),
        ((pred - target)[..., 5 * B :][paying] ** 2).sum().item(),
    ]


def weighted(five, weights=(5, 5, 1, 0.5, 1)):
    return [w * value for w, value in zip(weights, five, strict=True)]


# %% right masks
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C))


# %% right cell by cell in plain numbers
def yolo_loss(pred, target, S, B, C):
    def edges(box, row, column):
        x, y = (column + box[0]) / S, (row + box[1]) / S
        return x - box[2] / 2, y - box[3] / 2, x + box[2] / 2, y + box[3] / 2

    def iou(a, b):
        w = min(a[2], b[2]) - max(a[0], b[0])
        h = min(a[3], b[3]) - max(a[1], b[1])
        if w <= 0 or h <= 0:
            return 0.0
        return w * h / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h)

    loss = [0.0, 0.0, 0.0, 0.0, 0.0]
    for row in range(S):
        for column in range(S):
            cell, true = pred[row, column].tolist(), target[row, column].tolist()
            best, at = -1.0, -1
            if true[4] == 1:
                for b in range(B):
                    now = iou(edges(cell[5 * b :], row, column), edges(true, row, column))
                    if now > best + 1e-9:
                        best, at = now, b
                x, y, w, h, c = cell[5 * at : 5 * at + 5]
                loss[0] += 5 * ((x - true[0]) ** 2 + (y - true[1]) ** 2)
                loss[1] += 5 * ((w**0.5 - true[2] ** 0.5) ** 2 + (h**0.5 - true[3] ** 0.5) ** 2)
                loss[2] += (c - best) ** 2
                for k in range(C):
                    loss[4] += (cell[5 * B + k] - true[5 * B + k]) ** 2
            for b in range(B):
                if b != at:
                    loss[3] += 0.5 * cell[5 * b + 4] ** 2
    return loss


# %% right busy cells picked out
def yolo_loss(pred, target, S, B, C):
    busy = target[..., 4] > 0
    p, t = pred[busy], target[busy]
    boxes, true = p[:, : 5 * B].view(-1, B, 5), t[:, None, :5]
    iou = overlap(boxes[..., :4], true[..., :4], S)
    best, at = iou.double().max(1) if len(p) else (torch.zeros(0), torch.zeros(0).long())
    box = boxes[torch.arange(len(p)), at]
    all_confidences = sum((pred[..., 5 * b + 4] ** 2).sum() for b in range(B))
    return [
        5 * (box[:, :2] - t[:, :2]).pow(2).sum(),
        5 * (box[:, 2:4].sqrt() - t[:, 2:4].sqrt()).pow(2).sum(),
        (box[:, 4] - best).pow(2).sum(),
        0.5 * (all_confidences - box[:, 4].pow(2).sum()),
        (p[:, 5 * B :] - t[:, 5 * B :]).pow(2).sum(),
    ]


# %% right in float64, a tuple
def yolo_loss(pred, target, S, B, C):
    return tuple(weighted(terms(pred.double(), target.double(), S, B, C)))


# %% right boxes in cells instead of parts
def yolo_loss(pred, target, S, B, C):
    def iou(a, b, S):
        def big(box):
            return torch.cat([box[..., :2], box[..., 2:4] * S], -1)

        return overlap(big(a), big(b), 1)

    return weighted(terms(pred, target, S, B, C, iou=iou))


# %% wrong idea [all-boxes-pay] everybody pays
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, choose=lambda overlaps, boxes: slice(None)))


# %% wrong idea [first-box-responsible] the first
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, choose=lambda overlaps, boxes: 0))


# %% wrong idea [confident-box-responsible] the surest
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, choose=lambda overlaps, boxes: int(boxes[:, 4].argmax())))


# %% wrong idea [worst-box-responsible] min
def yolo_loss(pred, target, S, B, C):
    return weighted(
        terms(pred, target, S, B, C, choose=lambda overlaps, boxes: overlaps.index(min(overlaps)))
    )


# %% wrong edge [last-of-equals] at least as good
def yolo_loss(pred, target, S, B, C):
    def choose(overlaps, boxes):
        at = 0
        for b in range(B):
            if overlaps[b] >= overlaps[at]:
                at = b
        return at

    return weighted(terms(pred, target, S, B, C, choose=choose))


# %% wrong idea [confidence-should-be-1] the target's confidence
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, goal=torch.ones_like))


# %% wrong idea [no-roots] sides as they are
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, side=lambda value: value))


# %% wrong idea [weights-swapped] lambdas
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C), (0.5, 0.5, 1, 5, 1))


# %% wrong idea [weights-left-out] plain sums
def yolo_loss(pred, target, S, B, C):
    return terms(pred, target, S, B, C)


# %% wrong idea [weight-for-the-centre-alone] the sides are not weighted
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C), (5, 1, 1, 0.5, 1))


# %% wrong idea [no-object-left-out] only objects matter
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, busy_idle=False, empty_idle=False))


# %% wrong idea [idle-boxes-of-busy-cells] only empty cells
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, busy_idle=False))


# %% wrong idea [empty-cells-left-out] only cells with an object
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, empty_idle=False))


# %% wrong idea [classes-everywhere] all cells pay for classes
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, everywhere=True))


# %% wrong idea [cross-entropy-for-squares] as in classification
def yolo_loss(pred, target, S, B, C):
    five = weighted(terms(pred, target, S, B, C))
    busy = target[..., 4] > 0
    true = target[busy][:, 5 * B :].argmax(1)
    loss = (
        torch.nn.functional.cross_entropy(pred[busy][:, 5 * B :], true, reduction="sum")
        if busy.any()
        else 0.0
    )
    return [*five[:4], float(loss)]


# %% wrong idea [units-mixed] cells and parts in one IoU
def yolo_loss(pred, target, S, B, C):
    return weighted(terms(pred, target, S, B, C, iou=lambda a, b, S: overlap(a, b, 1)))


# %% wrong idea [units-mixed] everything divided by S
def yolo_loss(pred, target, S, B, C):
    def iou(a, b, S):
        return overlap(
            torch.cat([a[..., :2], a[..., 2:4] / S], -1), torch.cat([b[..., :2], b[..., 2:4] / S], -1), S
        )

    return weighted(terms(pred, target, S, B, C, iou=iou))


# %% wrong idea [corner-for-centre] x + w
def yolo_loss(pred, target, S, B, C):
    def iou(a, b, S):
        a, b = (torch.cat([box[..., :2] / S, box[..., :2] / S + box[..., 2:4]], -1) for box in (a, b))
        inter = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0)
        inter = inter.prod(-1)
        return inter / ((a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - inter)

    return weighted(terms(pred, target, S, B, C, iou=iou))


# %% wrong edge hidden [overlap-below-zero] no clamp
def yolo_loss(pred, target, S, B, C):
    def iou(a, b, S):
        a, b = corners(a, S), corners(b, S)
        inter = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).prod(-1)
        return inter / ((a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - inter)

    return weighted(terms(pred, target, S, B, C, iou=iou))


# %% wrong idea [averaged] by the number of objects
def yolo_loss(pred, target, S, B, C):
    objects = max(int((target[..., 4] > 0).sum()), 1)
    return [value / objects for value in weighted(terms(pred, target, S, B, C))]


# %% wrong idea [averaged] by the number of cells
def yolo_loss(pred, target, S, B, C):
    return [value / S**2 for value in weighted(terms(pred, target, S, B, C))]


# %% wrong idea [averaged] means of squares
def yolo_loss(pred, target, S, B, C):
    objects = int((target[..., 4] > 0).sum())
    counts = [2 * objects, 2 * objects, objects, S * S * B - objects, C * objects]
    return [
        value / max(n, 1) for value, n in zip(weighted(terms(pred, target, S, B, C)), counts, strict=True)
    ]


# %% wrong idea [not-squared] absolute values
def yolo_loss(pred, target, S, B, C):
    boxes = pred[..., : 5 * B].reshape(S, S, B, 5)
    busy = target[..., 4] == 1
    loss = [0.0] * 5
    for row in range(S):
        for column in range(S):
            ious = (
                overlap(boxes[row, column, :, :4], target[row, column, None, :4], S).tolist()
                if busy[row, column]
                else []
            )
            mine = ious.index(max(ious)) if ious else None
            for b in range(B):
                if b == mine:
                    true, box = target[row, column, :5], boxes[row, column, b]
                    loss[0] += 5 * (box[:2] - true[:2]).abs().sum().item()
                    loss[1] += 5 * (box[2:4].sqrt() - true[2:4].sqrt()).abs().sum().item()
                    loss[2] += abs(box[4].item() - ious[b])
                    loss[4] += (pred - target)[row, column, 5 * B :].abs().sum().item()
                else:
                    loss[3] += 0.5 * abs(boxes[row, column, b, 4].item())
    return loss


# %% wrong idea [one-sum] added up
def yolo_loss(pred, target, S, B, C):
    return sum(weighted(terms(pred, target, S, B, C)))


# %% wrong idea [order-of-the-terms] classes in the middle
def yolo_loss(pred, target, S, B, C):
    centre, sides, confidence, idle, classes = weighted(terms(pred, target, S, B, C))
    return [centre, sides, classes, confidence, idle]


# %% wrong idea [responsible-pays-twice] no object for every box
def yolo_loss(pred, target, S, B, C):
    centre, sides, confidence, _, classes = weighted(terms(pred, target, S, B, C))
    every = pred[..., : 5 * B].reshape(-1, 5)[:, 4]
    return [centre, sides, confidence, (0.5 * every**2).sum().item(), classes]


# %% wrong idea [centre-in-the-picture] divided by S
def yolo_loss(pred, target, S, B, C):
    centre, *rest = weighted(terms(pred, target, S, B, C))
    return [centre / S**2, *rest]


# %% wrong idea [root-of-the-difference] absolute differences of sides
def yolo_loss(pred, target, S, B, C):
    five = weighted(terms(pred, target, S, B, C))
    boxes, true = pred[..., : 5 * B].reshape(-1, B, 5), target[..., :5].reshape(-1, 5)
    five[1] = 0.0
    for box, obj in zip(boxes, true, strict=True):
        if obj[4] == 1:
            best = box[overlap(box[:, :4], obj[None, :4], S).argmax()]
            five[1] += 5 * (best[2:4] - obj[2:4]).abs().sqrt().square().sum().item()
    return five


# %% wrong idea [classes-a-box] in the loop over the boxes
def yolo_loss(pred, target, S, B, C):
    *rest, classes = weighted(terms(pred, target, S, B, C))
    return [*rest, sum(classes for _ in range(B))]
