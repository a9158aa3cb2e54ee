# ruff: noqa: F811
"""Right and wrong answers to `iou`."""

import numpy as np
import torch


def _areas(x):
    return (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])


def _sides(a, b):
    w = torch.minimum(a[:, None, 2], b[:, 2]) - torch.maximum(a[:, None, 0], b[:, 0])
    h = torch.minimum(a[:, None, 3], b[:, 3]) - torch.maximum(a[:, None, 1], b[:, 1])
    return w, h


# %% right width and height apart
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    either = _areas(a)[:, None] + _areas(b)[None] - both
    return torch.where(either == 0, torch.zeros_like(both), both / either)


# %% right two loops
def iou(a, b):
    out = torch.zeros(len(a), len(b), dtype=a.dtype)
    for i, (ax0, ay0, ax1, ay1) in enumerate(a.tolist()):
        for j, (bx0, by0, bx1, by1) in enumerate(b.tolist()):
            w, h = min(ax1, bx1) - max(ax0, bx0), min(ay1, by1) - max(ay0, by0)
            if w > 0 and h > 0:
                both = w * h
                out[i, j] = both / ((ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - both)
    return out


# %% right numpy
def iou(a, b):
    x, y = a.numpy()[:, None], b.numpy()[None]
    sides = np.maximum(0, np.minimum(x[..., 2:], y[..., 2:]) - np.maximum(x[..., :2], y[..., :2]))
    both = sides.prod(-1)
    size = lambda z: (z[..., 2] - z[..., 0]) * (z[..., 3] - z[..., 1])
    either = size(x) + size(y) - both
    return torch.from_numpy(np.divide(both, either, out=np.zeros_like(both), where=either > 0))


# %% right a small number below
def iou(a, b):
    w, h = _sides(a, b)
    both = w.relu() * h.relu()
    return both / (_areas(a)[:, None] + _areas(b) - both).clamp(min=1e-9)


# %% right nan to 0
def iou(a, b):
    low = torch.max(a.unsqueeze(1)[:, :, :2], b.unsqueeze(0)[:, :, :2])
    high = torch.min(a.unsqueeze(1)[:, :, 2:], b.unsqueeze(0)[:, :, 2:])
    side = (high - low).clamp_min(0)
    both = side[:, :, 0] * side[:, :, 1]
    return (both / (_areas(a).unsqueeze(1) + _areas(b).unsqueeze(0) - both)).nan_to_num(0.0)


# %% right a row at a time
def iou(a, b):
    rows = [b.new_zeros(len(b))]
    for box in a:
        w = (torch.minimum(box[2], b[:, 2]) - torch.maximum(box[0], b[:, 0])).clamp(min=0)
        h = (torch.minimum(box[3], b[:, 3]) - torch.maximum(box[1], b[:, 1])).clamp(min=0)
        either = _areas(box[None]) + _areas(b) - w * h
        rows.append(torch.where(either > 0, w * h / either, torch.zeros_like(either)))
    return torch.stack(rows)[1:]


# %% wrong idea [no-clamp] sides as they come
def iou(a, b):
    w, h = _sides(a, b)
    either = _areas(a)[:, None] + _areas(b) - w * h
    return torch.where(either != 0, w * h / either, 0.0)


# %% wrong idea [area-clamped] the product is clamped
def iou(a, b):
    w, h = _sides(a, b)
    both = (w * h).clamp(min=0)
    either = _areas(a)[:, None] + _areas(b) - both
    return torch.where(either > 0, both / either, 0.0)


# %% wrong idea [distance-for-overlap] absolute values
def iou(a, b):
    w, h = _sides(a, b)
    both = w.abs() * h.abs()
    either = _areas(a)[:, None] + _areas(b) - both
    return torch.where(either != 0, both / either, 0.0)


# %% wrong idea [plus-one] as if edges were pixels
def iou(a, b):
    w, h = _sides(a, b)
    both = (w + 1).clamp(min=0) * (h + 1).clamp(min=0)
    size = lambda x: (x[:, 2] - x[:, 0] + 1) * (x[:, 3] - x[:, 1] + 1)
    return both / (size(a)[:, None] + size(b) - both)


# %% wrong idea [plus-one] in the intersection only
def iou(a, b):
    w, h = _sides(a, b)
    both = (w + 1).clamp(min=0) * (h + 1).clamp(min=0)
    either = _areas(a)[:, None] + _areas(b) - both
    return torch.where(either != 0, both / either, 0.0)


# %% wrong idea [smaller-area] share of the smaller box
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    least = torch.minimum(_areas(a)[:, None], _areas(b))
    return torch.where(least > 0, both / least, 0.0)


# %% wrong idea [larger-area] share of the larger box
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    most = torch.maximum(_areas(a)[:, None], _areas(b))
    return torch.where(most > 0, both / most, 0.0)


# %% wrong idea [share-of-a] how much of a is covered
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    return (both / _areas(a)[:, None]).nan_to_num(0.0)


# %% wrong idea [share-of-b] how much of b is covered
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    return (both / _areas(b)).nan_to_num(0.0)


# %% wrong edge [zero-by-zero] nothing is asked about the union
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    return both / (_areas(a)[:, None] + _areas(b) - both)


# %% wrong idea [dice] twice the intersection over both
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    return (2 * both / (_areas(a)[:, None] + _areas(b))).nan_to_num(0.0)


# %% wrong idea [counted-twice] the sum for the union
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    return (both / (_areas(a)[:, None] + _areas(b))).nan_to_num(0.0)


# %% wrong idea [without-the-shared] taken off twice
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    rest = _areas(a)[:, None] + _areas(b) - 2 * both
    return torch.where(rest > 0, both / rest, 0.0)


# %% wrong idea [hull] the box round both
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    wide = torch.maximum(a[:, None, 2], b[:, 2]) - torch.minimum(a[:, None, 0], b[:, 0])
    high = torch.maximum(a[:, None, 3], b[:, 3]) - torch.minimum(a[:, None, 1], b[:, 1])
    return (both / (wide * high)).nan_to_num(0.0)


# %% wrong idea [turned] a row for each box of b
def iou(a, b):
    w, h = _sides(b, a)
    both = w.clamp(min=0) * h.clamp(min=0)
    either = _areas(b)[:, None] + _areas(a) - both
    return torch.where(either > 0, both / either, 0.0)


# %% wrong idea [one-by-one] box i with box i
def iou(a, b):
    low, high = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    both = (high - low).clamp(min=0).prod(1)
    return both / (_areas(a) + _areas(b) - both)


# %% wrong idea [sides-read] x, y, w, h
def iou(a, b):
    w = torch.minimum((a[:, 0] + a[:, 2])[:, None], b[:, 0] + b[:, 2]) - torch.maximum(a[:, None, 0], b[:, 0])
    h = torch.minimum((a[:, 1] + a[:, 3])[:, None], b[:, 1] + b[:, 3]) - torch.maximum(a[:, None, 1], b[:, 1])
    both = w.clamp(min=0) * h.clamp(min=0)
    either = (a[:, 2] * a[:, 3])[:, None] + b[:, 2] * b[:, 3] - both
    return torch.where(either != 0, both / either, 0.0)


# %% wrong idea [not-divided] the intersection
def iou(a, b):
    w, h = _sides(a, b)
    return w.clamp(min=0) * h.clamp(min=0)


# %% wrong idea [widths-only] one axis
def iou(a, b):
    w = _sides(a, b)[0].clamp(min=0)
    either = (a[:, 2] - a[:, 0])[:, None] + (b[:, 2] - b[:, 0]) - w
    return torch.where(either != 0, w / either, 0.0)


# %% wrong idea [one-added] one below
def iou(a, b):
    w, h = _sides(a, b)
    both = w.clamp(min=0) * h.clamp(min=0)
    return both / (_areas(a)[:, None] + _areas(b) - both + 1)


# %% wrong idea [hull-for-overlap] min and max exchanged
def iou(a, b):
    low = torch.minimum(a[:, None, :2], b[None, :, :2])
    high = torch.maximum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).prod(-1)
    either = _areas(a)[:, None] + _areas(b) - both
    return torch.where(either != 0, both / either, torch.zeros_like(both))
