# ruff: noqa: F811
"""Right and wrong answers to `nms`."""

import numpy as np
import torch


def _one(a, b):
    """IoU of two boxes."""
    w = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    both = w * h
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def _all(x):
    """IoU of all pairs."""
    x = x.double()
    side = (torch.minimum(x[:, None, 2:], x[:, 2:]) - torch.maximum(x[:, None, :2], x[:, :2])).clamp(min=0)
    both, size = side.prod(2), (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return both / (size[:, None] + size - both)


# %% right a tensor of places that shrinks
def nms(boxes, scores, thr):
    left = scores.argsort(descending=True, stable=True)
    table = _all(boxes)
    kept = []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(int(best))
        left = left[table[best, left] <= thr]
    return kept


# %% right compared with those that stayed
def nms(boxes, scores, thr):
    edges = boxes.tolist()
    kept = []
    for i in sorted(range(len(edges)), key=lambda i: scores[i].item(), reverse=True):
        if not any(_one(edges[i], edges[j]) > thr for j in kept):
            kept.append(i)
    return kept


# %% right numpy, a mask of the dead
def nms(boxes, scores, thr):
    table, dead = _all(boxes).numpy(), np.zeros(len(scores), dtype=bool)
    order = np.argsort(-scores.numpy(), kind="stable")
    for rank, i in enumerate(order):
        if not dead[i]:
            rest = order[rank + 1 :]
            dead[rest] |= table[i, rest] > thr
    return [int(i) for i in order if not dead[i]]


# %% right recursion
def nms(boxes, scores, thr):
    def keep(left):
        if not left:
            return []
        best, *rest = left
        return [best, *keep([i for i in rest if _one(edges[best], edges[i]) <= thr])]

    edges = boxes.tolist()
    return keep(scores.sort(descending=True, stable=True).indices.tolist())


# %% right the best by a search each time
def nms(boxes, scores, thr):
    edges, given = boxes.tolist(), scores.tolist()
    left, kept = set(range(len(given))), []
    while left:
        best = max(sorted(left), key=lambda i: given[i])
        kept.append(best)
        left = {i for i in left if i != best and _one(edges[best], edges[i]) <= thr}
    return kept


# %% wrong idea [dropped-ones-drop] beside all better ones
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    order = scores.argsort(descending=True, stable=True).tolist()
    for rank, i in enumerate(order):
        if all(table[i, j] <= thr for j in order[:rank]):
            kept.append(i)
    return kept


# %% wrong idea [one-round] no loop
def nms(boxes, scores, thr):
    order = scores.argsort(descending=True, stable=True).tolist()
    if not order:
        return []
    table = _all(boxes)
    return [order[0]] + [i for i in order[1:] if table[order[0], i] <= thr]


# %% wrong idea [only-the-last-one-kept] beside the last
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not kept or table[kept[-1], i] <= thr:
            kept.append(i)
    return kept


# %% wrong idea [worst-first] ascending
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [input-order] not ranked
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in range(len(scores)):
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong edge [sorted-places] in the order of places
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return sorted(kept)


# %% wrong edge [later-of-equals-first] the ranks turned round
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(stable=True).flip(0).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong edge [drops-at-the-threshold] at it
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not any(table[j, i] >= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [no-clamp] sides as they come
def nms(boxes, scores, thr):
    x, kept = boxes.double(), []
    both = (torch.minimum(x[:, None, 2:], x[:, 2:]) - torch.maximum(x[:, None, :2], x[:, :2])).prod(2)
    size = (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    table = both / (size[:, None] + size - both)
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [smaller-area] share of the smaller box
def nms(boxes, scores, thr):
    x, kept = boxes.double(), []
    side = (torch.minimum(x[:, None, 2:], x[:, 2:]) - torch.maximum(x[:, None, :2], x[:, :2])).clamp(min=0)
    size = (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    table = side.prod(2) / torch.minimum(size[:, None], size)
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [plus-one] as if edges were pixels
def nms(boxes, scores, thr):
    x, kept = boxes.double(), []
    side = (torch.minimum(x[:, None, 2:], x[:, 2:]) - torch.maximum(x[:, None, :2], x[:, :2]) + 1).clamp(
        min=0
    )
    size = (x[:, 2] - x[:, 0] + 1) * (x[:, 3] - x[:, 1] + 1)
    table = side.prod(2) / (size[:, None] + size - side.prod(2))
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [ranks] places in the ranked boxes
def nms(boxes, scores, thr):
    table, kept = _all(boxes[scores.argsort(descending=True, stable=True)]), []
    for i in range(len(scores)):
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [the-rivals] those that go
def nms(boxes, scores, thr):
    table, kept, gone = _all(boxes), [], []
    for i in scores.argsort(descending=True, stable=True).tolist():
        (kept if all(table[j, i] <= thr for j in kept) else gone).append(i)
    return gone


# %% wrong idea [turned-round] those that overlap stay
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] > thr for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [half-whatever-the-threshold] 0.5
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= 0.5 for j in kept):
            kept.append(i)
    return kept


# %% wrong idea [threshold-of-scores] scores above it
def nms(boxes, scores, thr):
    return [i for i in scores.argsort(descending=True, stable=True).tolist() if scores[i] > thr]


# %% wrong idea [mask] a verdict for each
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return [i in kept for i in range(len(scores))]


# %% wrong idea [counted] how many
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return len(kept)


# %% wrong idea [boxes-themselves] the boxes that stay
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return boxes[kept]


# %% wrong idea [threshold-of-scores] low scores thrown out as well
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if scores[i] >= thr and all(table[j, i] <= thr for j in kept):
            kept.append(i)
    return kept


# %% wrong edge [removed-while-walked] remove inside the loop
def nms(boxes, scores, thr):
    table, kept = _all(boxes), []
    left = scores.argsort(descending=True, stable=True).tolist()
    while left:
        kept.append(left.pop(0))
        for i in left:
            if table[kept[-1], i] > thr:
                left.remove(i)
    return kept
