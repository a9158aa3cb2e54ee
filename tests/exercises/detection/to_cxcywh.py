# ruff: noqa: F811
"""Right and wrong answers to `to_cxcywh`."""

import numpy as np
import torch


# %% right column by column
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0], dim=1)


# %% right box by box
def to_cxcywh(xyxy):
    rows = [[(a + c) / 2, (b + d) / 2, c - a, d - b] for a, b, c, d in xyxy.tolist()]
    return torch.tensor(rows, dtype=xyxy.dtype)


# %% right in place on a copy
def to_cxcywh(xyxy):
    out = xyxy.clone()
    out[:, 2:] -= out[:, :2]
    out[:, :2] += 0.5 * out[:, 2:]
    return out


# %% right a matrix
def to_cxcywh(xyxy):
    m = torch.tensor([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]], dtype=xyxy.dtype)
    return xyxy @ m


# %% right numpy
def to_cxcywh(xyxy):
    corners = xyxy.numpy().reshape(-1, 2, 2)
    return torch.from_numpy(np.concatenate([corners.mean(1), corners[:, 1] - corners[:, 0]], 1))


# %% right corner and half a side
def to_cxcywh(xyxy):
    sides = xyxy[:, 2:4] - xyxy[:, 0:2]
    return torch.hstack((xyxy[:, 0:2] + sides / 2, sides))


# %% wrong idea [corner-kept] x y w h
def to_cxcywh(xyxy):
    return torch.cat([xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]], 1)


# %% wrong idea [sides-swapped] h before w
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, y1 - y0, x1 - x0], 1)


# %% wrong idea [axes-swapped] rows before columns
def to_cxcywh(xyxy):
    y0, x0, y1, x1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0], 1)


# %% wrong idea [half-sides] radius
def to_cxcywh(xyxy):
    half = (xyxy[:, 2:] - xyxy[:, :2]) / 2
    return torch.cat([xyxy[:, :2] + half, half], 1)


# %% wrong idea [centre-is-half-a-side] where it begins forgotten
def to_cxcywh(xyxy):
    sides = xyxy[:, 2:] - xyxy[:, :2]
    return torch.cat([sides / 2, sides], 1)


# %% wrong idea [edges-added] not halved
def to_cxcywh(xyxy):
    return torch.cat([xyxy[:, :2] + xyxy[:, 2:], xyxy[:, 2:] - xyxy[:, :2]], 1)


# %% wrong idea [half-of-one-edge] brackets
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([x0 + x1 / 2, y0 + y1 / 2, x1 - x0, y1 - y0], 1)


# %% wrong idea [sides-negative] near minus far
def to_cxcywh(xyxy):
    return torch.cat([(xyxy[:, :2] + xyxy[:, 2:]) / 2, xyxy[:, :2] - xyxy[:, 2:]], 1)


# %% wrong idea [plus-one] pixels counted
def to_cxcywh(xyxy):
    sides = xyxy[:, 2:] - xyxy[:, :2] + 1
    return torch.cat([(xyxy[:, :2] + xyxy[:, 2:]) / 2, sides], 1)


# %% wrong idea [wrong-pairs] neighbours paired
def to_cxcywh(xyxy):
    a, b, c, d = xyxy.unbind(1)
    return torch.stack([(a + b) / 2, (c + d) / 2, b - a, d - c], 1)


# %% wrong idea [rounded] whole centres
def to_cxcywh(xyxy):
    return torch.cat([(xyxy[:, :2] + xyxy[:, 2:]) // 2, xyxy[:, 2:] - xyxy[:, :2]], 1)


# %% wrong idea [read-as-cxcywh] the way back
def to_cxcywh(xyxy):
    return torch.cat([xyxy[:, :2] - xyxy[:, 2:] / 2, xyxy[:, :2] + xyxy[:, 2:] / 2], 1)


# %% wrong idea [sides-first] w h cx cy
def to_cxcywh(xyxy):
    return torch.cat([xyxy[:, 2:] - xyxy[:, :2], (xyxy[:, :2] + xyxy[:, 2:]) / 2], 1)


# %% wrong idea [far-corner-kept] only the centre made
def to_cxcywh(xyxy):
    return torch.cat([(xyxy[:, :2] + xyxy[:, 2:]) / 2, xyxy[:, 2:]], 1)


# %% wrong idea [input-changed] in place
def to_cxcywh(xyxy):
    xyxy[:, 2:] -= xyxy[:, :2]
    xyxy[:, :2] += xyxy[:, 2:] / 2
    return xyxy


# %% wrong idea [order] axis by axis
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, x1 - x0, (y0 + y1) / 2, y1 - y0], 1)


# %% wrong idea [far-corner] from the far corner on
def to_cxcywh(xyxy):
    sides = xyxy[:, 2:] - xyxy[:, :2]
    return torch.cat([xyxy[:, 2:] + sides / 2, sides], 1)


# %% wrong idea [near-corner-back] from the near corner back
def to_cxcywh(xyxy):
    sides = xyxy[:, 2:] - xyxy[:, :2]
    return torch.cat([xyxy[:, :2] - sides / 2, sides], 1)


# %% wrong idea [centre-swapped] cy cx
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(y0 + y1) / 2, (x0 + x1) / 2, x1 - x0, y1 - y0], 1)


# %% wrong idea [first-for-all] no batch
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy[0].tolist()
    row = [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0]
    return torch.tensor([row] * len(xyxy), dtype=xyxy.dtype)
