# ruff: noqa: F811
"""Right and wrong answers to `box_deltas`."""

import math

import numpy as np
import torch


# %% right four columns
def box_deltas(anchors, targets):
    ax0, ay0, ax1, ay1 = anchors.unbind(1)
    bx0, by0, bx1, by1 = targets.unbind(1)
    aw, ah, bw, bh = ax1 - ax0, ay1 - ay0, bx1 - bx0, by1 - by0
    tx = ((bx0 + bw / 2) - (ax0 + aw / 2)) / aw
    ty = ((by0 + bh / 2) - (ay0 + ah / 2)) / ah
    return torch.stack([tx, ty, torch.log(bw / aw), torch.log(bh / ah)], dim=1)


# %% right pair by pair with math
def box_deltas(anchors, targets):
    rows = []
    for (a0, b0, a1, b1), (c0, d0, c1, d1) in zip(anchors.tolist(), targets.tolist(), strict=True):
        w, h = a1 - a0, b1 - b0
        rows.append(
            [
                ((c0 + c1) - (a0 + a1)) / (2 * w),
                ((d0 + d1) - (b0 + b1)) / (2 * h),
                math.log((c1 - c0) / w),
                math.log((d1 - d0) / h),
            ]
        )
    return torch.tensor(rows, dtype=anchors.dtype)


# %% right numpy
def box_deltas(anchors, targets):
    a, b = anchors.numpy(), targets.numpy()
    s, t = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    shift = (b[:, :2] + t / 2 - a[:, :2] - s / 2) / s
    return torch.from_numpy(np.concatenate([shift, np.log(t) - np.log(s)], axis=1))


# %% right a matrix that makes centres and sides
def box_deltas(anchors, targets):
    make = torch.tensor(
        [[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]], dtype=anchors.dtype
    )
    a, b = anchors @ make, targets @ make
    out = torch.empty_like(a)
    out[:, :2] = (b[:, :2] - a[:, :2]) / a[:, 2:]
    out[:, 2:] = b[:, 2:].log() - a[:, 2:].log()
    return out


# %% right a helper
def to_centre(boxes):
    return torch.cat([(boxes[:, :2] + boxes[:, 2:]) * 0.5, boxes[:, 2:] - boxes[:, :2]], 1)


def box_deltas(anchors, targets):
    a, b = to_centre(anchors), to_centre(targets)
    return torch.cat([(b - a)[:, :2] / a[:, 2:], torch.log(b[:, 2:] / a[:, 2:])], 1)


# %% wrong idea [linear-growth] a plain ratio
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / s
    return torch.cat([shift, t / s], 1)


# %% wrong idea [linear-growth] growth in parts of the side
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / s
    return torch.cat([shift, (t - s) / s], 1)


# %% wrong idea [not-scaled] the shift in pixels
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2
    return torch.cat([shift, (t / s).log()], 1)


# %% wrong idea [inverted] from the target to the anchor
def box_deltas(anchors, targets):
    anchors, targets = targets, anchors
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / s
    return torch.cat([shift, (t / s).log()], 1)


# %% wrong idea [targets-sides] the shift in sides of the target
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / t
    return torch.cat([shift, (t / s).log()], 1)


# %% wrong idea [corners-for-centres] upper left corners
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    return torch.cat([(targets[:, :2] - anchors[:, :2]) / s, (t / s).log()], 1)


# %% wrong idea [taken-for-cxcywh] corners read as centre and sides
def box_deltas(anchors, targets):
    shift = (targets[:, :2] - anchors[:, :2]) / anchors[:, 2:]
    return torch.cat([shift, torch.log(targets[:, 2:] / anchors[:, 2:])], 1)


# %% wrong idea [half-the-side-for-centre] half of the side is taken for the centre
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    return torch.cat([(t / 2 - s / 2) / s, (t / s).log()], 1)


# %% wrong idea [shift-by-width-only] y in widths
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / s[:, :1]
    return torch.cat([shift, (t / s).log()], 1)


# %% wrong idea [other-order] tx tw ty th
def box_deltas(anchors, targets):
    rows = []
    for i in (0, 1):
        s, t = anchors[:, i + 2] - anchors[:, i], targets[:, i + 2] - targets[:, i]
        rows.append((targets[:, i] + t / 2 - anchors[:, i] - s / 2) / s)
        rows.append((t / s).log())
    return torch.stack(rows, 1)


# %% wrong idea [other-logarithm] base 2
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / s
    return torch.cat([shift, torch.log2(t / s)], 1)


# %% wrong idea [first-image-only] one pair
def box_deltas(anchors, targets):
    a, b = anchors[0], targets[0]
    s, t = a[2:] - a[:2], b[2:] - b[:2]
    shift = ((b[:2] + b[2:]) - (a[:2] + a[2:])) / 2 / s
    return torch.cat([shift, (t / s).log()])


# %% wrong idea [differences-only] target less anchor
def box_deltas(anchors, targets):
    return targets - anchors


# %% wrong idea [x-and-y-swapped] y first
def box_deltas(anchors, targets):
    ay0, ax0, ay1, ax1 = anchors.unbind(1)
    by0, bx0, by1, bx1 = targets.unbind(1)
    w, h = ax1 - ax0, ay1 - ay0
    tx = (bx0 + bx1 - ax0 - ax1) / 2 / w
    ty = (by0 + by1 - ay0 - ay1) / 2 / h
    return torch.stack([tx, ty, ((bx1 - bx0) / w).log(), ((by1 - by0) / h).log()], 1)


# %% wrong idea [root-for-logarithm] as in YOLO
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / s
    return torch.cat([shift, (t / s) ** 0.5], 1)


# %% wrong idea [plus-one] sides counted in pixels
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2] + 1, targets[:, 2:] - targets[:, :2] + 1
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / 2 / s
    return torch.cat([shift, (t / s).log()], 1)


# %% wrong idea [centre-not-halved] the edges only added
def box_deltas(anchors, targets):
    s, t = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    shift = ((targets[:, :2] + targets[:, 2:]) - (anchors[:, :2] + anchors[:, 2:])) / s
    return torch.cat([shift, (t / s).log()], 1)
