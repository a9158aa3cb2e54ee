# ruff: noqa: F811, RUF059
"""Answers to all tasks of the set detection, by somebody who had read the stories and none of the banks."""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% two_head_loss right a loop over pictures
def two_head_loss(logits, y, box, target, lam):
    cls, loc, found = 0.0, 0.0, 0
    for i in range(len(y)):
        cls += -torch.log_softmax(logits[i], 0)[y[i]]
        if y[i] != 0:
            loc += sum((box[i, j] - target[i, j]) ** 2 for j in range(4))
            found += 1
    return cls / len(y) + (lam * loc / found if found else 0)


# %% two_head_loss right the mask multiplied by weights
def two_head_loss(logits, y, box, target, lam):
    has = y > 0
    diff = torch.where(has[:, None], box - target, torch.zeros_like(box))
    return F.cross_entropy(logits, y) + lam * diff.square().sum() / has.sum().clamp(min=1)


# %% two_head_loss wrong [helpful background-pays] every picture pays for its box
def two_head_loss(logits, y, box, target, lam):
    return F.cross_entropy(logits, y) + lam * ((box - target) ** 2).sum(dim=1).mean()


# %% two_head_loss wrong [helpful four-averaged] mse_loss of the boxes
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    loc = F.mse_loss(box[m], target[m]) if m.any() else 0
    return F.cross_entropy(logits, y) + lam * loc


# %% two_head_loss wrong [helpful divided-by-all] masked, and divided by all
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    return F.cross_entropy(logits, y) + lam * ((box[m] - target[m]) ** 2).sum() / len(y)


# %% two_head_loss wrong [helpful objects-only] the class too only of pictures with an object
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    if not m.any():
        return 0.0
    return F.cross_entropy(logits[m], y[m]) + lam * ((box[m] - target[m]) ** 2).sum(1).mean()


# %% two_head_loss wrong [helpful softmax-twice] softmax before cross_entropy
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    p = logits.softmax(1)
    loc = ((box[m] - target[m]) ** 2).sum(1).mean() if m.any() else 0
    return F.cross_entropy(p, y) + lam * loc


# %% two_head_loss wrong [helpful no-objects] the mean of no picture
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    return F.cross_entropy(logits, y) + lam * ((box[m] - target[m]) ** 2).sum(1).mean()


# %% two_head_loss wrong [helpful boxes-summed] the sum over the objects
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    return F.cross_entropy(logits, y) + lam * ((box[m] - target[m]) ** 2).sum()


# %% two_head_loss wrong [helpful not-squared] absolute differences
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    loc = (box[m] - target[m]).abs().sum(1).mean() if m.any() else 0
    return F.cross_entropy(logits, y) + lam * loc


# %% to_cxcywh right a matrix
def to_cxcywh(xyxy):
    m = torch.tensor([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]], dtype=xyxy.dtype)
    return xyxy @ m


# %% to_cxcywh right box by box
def to_cxcywh(xyxy):
    out = torch.empty_like(xyxy)
    for row, (a, b, c, d) in zip(out, xyxy, strict=True):
        w, h = c - a, d - b
        row[0], row[1], row[2], row[3] = a + w / 2, b + h / 2, w, h
    return out


# %% to_cxcywh wrong [helpful centre-is-half-a-side] half the sides as the centre
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x1 - x0) / 2, (y1 - y0) / 2, x1 - x0, y1 - y0], 1)


# %% to_cxcywh wrong [helpful corner-kept] the corner kept in place of the centre
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([x0, y0, x1 - x0, y1 - y0], 1)


# %% to_cxcywh wrong [helpful rounded] whole division
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.T
    return torch.stack([(x0 + x1) // 2, (y0 + y1) // 2, x1 - x0, y1 - y0], 1)


# %% to_cxcywh wrong [helpful plus-one] pixels counted, both ends
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0 + 1, y1 - y0 + 1], 1)


# %% to_cxcywh wrong [helpful wrong-pairs] numbers paired as neighbours
def to_cxcywh(xyxy):
    a, b, c, d = xyxy.unbind(1)
    return torch.stack([(a + b) / 2, (c + d) / 2, b - a, d - c], 1)


# %% to_cxcywh wrong [helpful axes-swapped] stacked on the first axis
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0])


# %% to_cxcywh wrong [helpful half-sides] half the sides told
def to_cxcywh(xyxy):
    c = (xyxy[:, :2] + xyxy[:, 2:]) / 2
    return torch.cat([c, xyxy[:, 2:] - c], 1)


# %% to_cxcywh wrong [helpful sides-swapped] width and height turned
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, y1 - y0, x1 - x0], 1)


# %% to_cxcywh wrong [helpful value] y upwards
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y0 - y1], 1)


# %% pixel_loss right one_hot and einsum
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    logp = logits.log_softmax(dim=1)
    hot = F.one_hot(torch.where(keep, y, 0), logits.shape[1]).to(logits.dtype)
    return -torch.einsum("nkhw,nhwk,nhw->", logp, hot, keep.to(logits.dtype)) / keep.sum()


# %% pixel_loss right pixel by pixel, the greatest taken off
def pixel_loss(logits, y, ignore):
    total, count = 0.0, 0
    n, _, h, w = logits.shape
    for i in range(n):
        for r in range(h):
            for c in range(w):
                t = int(y[i, r, c])
                if t == ignore:
                    continue
                s = logits[i, :, r, c].double()
                s = s - s.max()
                total += float(torch.log(torch.exp(s).sum()) - s[t])
                count += 1
    return total / count if count else 0.0


# %% pixel_loss wrong [helpful view-mixes-pixels] reshaped without moving the classes
def pixel_loss(logits, y, ignore):
    rows = logits.reshape(-1, logits.shape[1])
    t = y.reshape(-1)
    keep = t != ignore
    if keep.sum() == 0:
        return 0.0
    lp = rows[keep].log_softmax(1)
    return -lp[torch.arange(len(lp)), t[keep]].mean()


# %% pixel_loss wrong [helpful ignored-in-the-mean] divided by all pixels
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    lp = logits.log_softmax(1).permute(0, 2, 3, 1)[keep]
    t = y[keep]
    return -lp[torch.arange(len(t)), t].sum() / y.numel()


# %% pixel_loss wrong [helpful log-of-zero] softmax, then log
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return torch.tensor(0.0)
    p = logits.softmax(1).permute(0, 2, 3, 1)[keep]
    t = y[keep]
    return -p[torch.arange(len(t)), t].log().mean()


# %% pixel_loss wrong [helpful softmax-over-the-batch] softmax over the batch
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0
    lp = logits.log_softmax(0).permute(0, 2, 3, 1)[keep]
    return -lp.gather(1, y[keep][:, None]).mean()


# %% pixel_loss wrong [helpful nothing-left] mean of no pixel
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    lp = logits.permute(0, 2, 3, 1)[keep].log_softmax(1)
    return -lp.gather(1, y[keep].unsqueeze(1)).mean()


# %% pixel_loss wrong [helpful mean-of-means] a mean for each picture first
def pixel_loss(logits, y, ignore):
    losses = []
    for L, t in zip(logits, y, strict=True):
        keep = t != ignore
        if keep.any():
            lp = L.permute(1, 2, 0)[keep].log_softmax(1)
            losses.append(-lp.gather(1, t[keep].unsqueeze(1)).mean())
    return sum(losses) / len(losses) if losses else 0


# %% pixel_loss wrong [helpful ignored-as-a-class] ignored pixels set to class 0 and counted
def pixel_loss(logits, y, ignore):
    t = y.clone()
    t[t == ignore] = 0
    lp = logits.log_softmax(1)
    return -lp.gather(1, t.unsqueeze(1)).mean()


# %% pixel_loss wrong [helpful no-softmax] softmax forgotten
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0
    s = logits.permute(0, 2, 3, 1)[keep]
    return -s.gather(1, y[keep].unsqueeze(1)).mean()


# %% pixel_loss wrong [helpful other-logarithm] logarithm of base 2
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0
    lp = logits.permute(0, 2, 3, 1)[keep].log_softmax(1) / math.log(2)
    return -lp.gather(1, y[keep].unsqueeze(1)).mean()


# %% mean_iou right bincount
def mean_iou(pred, y, K):
    table = torch.bincount((y * K + pred).flatten().long(), minlength=K * K).reshape(K, K).double()
    inter = table.diag()
    union = table.sum(0) + table.sum(1) - inter
    return float((inter[union > 0] / union[union > 0]).mean())


# %% mean_iou right sets of places in plain Python
def mean_iou(pred, y, K):
    p, t = pred.flatten().tolist(), y.flatten().tolist()
    values = []
    for c in set(p) | set(t):
        a = {i for i, v in enumerate(p) if v == c}
        b = {i for i, v in enumerate(t) if v == c}
        values.append(len(a & b) / len(a | b))
    return sum(values) / len(values)


# %% mean_iou wrong [helpful absent-is-0] divided by K
def mean_iou(pred, y, K):
    total = 0
    for c in range(K):
        inter = ((pred == c) & (y == c)).sum()
        union = ((pred == c) | (y == c)).sum()
        if union > 0:
            total += inter / union
    return total / K


# %% mean_iou wrong [helpful absent-is-1] an absent class counts as 1
def mean_iou(pred, y, K):
    ious = []
    for c in range(K):
        inter = ((pred == c) & (y == c)).sum().item()
        union = ((pred == c) | (y == c)).sum().item()
        ious.append(inter / union if union else 1.0)
    return sum(ious) / K


# %% mean_iou wrong [helpful invented-class-left-out] only classes of the truth
def mean_iou(pred, y, K):
    ious = []
    for c in range(K):
        if (y == c).any():
            inter = ((pred == c) & (y == c)).sum().item()
            union = ((pred == c) | (y == c)).sum().item()
            ious.append(inter / union)
    return sum(ious) / len(ious)


# %% mean_iou wrong [helpful accuracy] the share of right pixels
def mean_iou(pred, y, K):
    return (pred == y).float().mean()


# %% mean_iou wrong [helpful false-alarms-left-out] the share of each class that was found
def mean_iou(pred, y, K):
    r = []
    for c in range(K):
        t = y == c
        if t.sum() > 0:
            r.append(((pred == c) & t).sum() / t.sum())
    return torch.stack(r).mean()


# %% mean_iou wrong [helpful counted-twice] the union as the sum of both
def mean_iou(pred, y, K):
    ious = []
    for c in range(K):
        inter = ((pred == c) & (y == c)).sum().item()
        both = (pred == c).sum().item() + (y == c).sum().item()
        if both:
            ious.append(inter / both)
    return sum(ious) / len(ious)


# %% mean_iou wrong [helpful dice] Dice
def mean_iou(pred, y, K):
    ious = []
    for c in range(K):
        inter = ((pred == c) & (y == c)).sum().item()
        both = (pred == c).sum().item() + (y == c).sum().item()
        if both:
            ious.append(2 * inter / both)
    return sum(ious) / len(ious)


# %% mean_iou wrong [helpful background-left-out] background left out
def mean_iou(pred, y, K):
    ious = []
    for c in range(1, K):
        inter = ((pred == c) & (y == c)).sum().item()
        union = ((pred == c) | (y == c)).sum().item()
        if union:
            ious.append(inter / union)
    return sum(ious) / len(ious) if ious else 0.0


# %% mean_iou wrong [helpful picture-by-picture] picture by picture
def mean_iou(pred, y, K):
    per = []
    for p, t in zip(pred, y, strict=True):
        ious = []
        for c in range(K):
            union = ((p == c) | (t == c)).sum()
            if union:
                ious.append(((p == c) & (t == c)).sum() / union)
        per.append(sum(ious) / len(ious))
    return sum(per) / len(per)


# %% mean_iou wrong [helpful absent-is-nan] 0 by 0 not caught
def mean_iou(pred, y, K):
    ious = [((pred == c) & (y == c)).sum() / ((pred == c) | (y == c)).sum() for c in range(K)]
    return torch.stack(ious).mean()


# %% iou right pair by pair
def iou(a, b):
    out = torch.zeros(len(a), len(b), dtype=a.dtype)
    for i in range(len(a)):
        for j in range(len(b)):
            ax0, ay0, ax1, ay1 = a[i]
            bx0, by0, bx1, by1 = b[j]
            w = min(ax1, bx1) - max(ax0, bx0)
            h = min(ay1, by1) - max(ay0, by0)
            if w > 0 and h > 0:
                s = w * h
                out[i, j] = s / ((ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - s)
    return out


# %% iou right broadcast with nan_to_num
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return (s / (area(a)[:, None] + area(b) - s)).nan_to_num(0)


# %% iou wrong [helpful no-clamp] not clamped
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).prod(-1)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return (s / (area_a[:, None] + area_b - s)).nan_to_num(0)


# %% iou wrong [helpful area-clamped] clamped after the product
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).prod(-1).clamp(min=0)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return (s / (area_a[:, None] + area_b - s)).nan_to_num(0)


# %% iou wrong [helpful counted-twice] the shared area counted twice
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    total = area_a[:, None] + area_b
    return torch.where(total > 0, s / total, torch.zeros_like(s))


# %% iou wrong [helpful plus-one] plus one as with pixels
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo + 1).clamp(min=0).prod(-1)
    area_a = (a[:, 2] - a[:, 0] + 1) * (a[:, 3] - a[:, 1] + 1)
    area_b = (b[:, 2] - b[:, 0] + 1) * (b[:, 3] - b[:, 1] + 1)
    return s / (area_a[:, None] + area_b - s)


# %% iou wrong [helpful zero-by-zero] zero by zero
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return s / (area_a[:, None] + area_b - s)


# %% iou wrong [helpful hull] the union as the box round both
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    big = (torch.max(a[:, None, 2:], b[None, :, 2:]) - torch.min(a[:, None, :2], b[None, :, :2])).prod(-1)
    return torch.where(big > 0, s / big, torch.zeros_like(s))


# %% iou wrong [helpful smaller-area] divided by the smaller box
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return (s / torch.min(area_a[:, None], area_b)).nan_to_num(0)


# %% iou wrong [helpful one-by-one] boxes compared in pairs, one row
def iou(a, b):
    lo = torch.max(a[:, :2], b[:, :2])
    hi = torch.min(a[:, 2:], b[:, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return (s / (area_a + area_b - s)).nan_to_num(0)


# %% iou wrong [helpful turned] rows and columns turned
def iou(a, b):
    lo = torch.max(a[None, :, :2], b[:, None, :2])
    hi = torch.min(a[None, :, 2:], b[:, None, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return (s / (area_b[:, None] + area_a - s)).nan_to_num(0)


# %% iou wrong [helpful sides-read] boxes read as x y w h
def iou(a, b):
    out = torch.zeros(len(a), len(b), dtype=a.dtype)
    for i, (x, y, w, h) in enumerate(a):
        for j, (u, v, p, q) in enumerate(b):
            iw = min(x + w, u + p) - max(x, u)
            ih = min(y + h, v + q) - max(y, v)
            if iw > 0 and ih > 0:
                out[i, j] = iw * ih / (w * h + p * q - iw * ih)
    return out


# %% nms right a list that shrinks
def nms(boxes, scores, thr):
    def overlap(p, q):
        w = min(p[2], q[2]) - max(p[0], q[0])
        h = min(p[3], q[3]) - max(p[1], q[1])
        if w <= 0 or h <= 0:
            return 0.0
        return w * h / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - w * h)

    s = scores.tolist()
    left = sorted(range(len(s)), key=lambda i: -s[i])
    stay = []
    while left:
        best, *left = left
        stay.append(best)
        left = [i for i in left if overlap(boxes[best], boxes[i]) <= thr]
    return stay


# %% nms right a matrix and a mask of the alive
def nms(boxes, scores, thr):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    m = w * h / (area[:, None] + area - w * h)
    alive = torch.ones(len(boxes), dtype=torch.bool)
    keep = []
    for i in torch.argsort(scores, descending=True, stable=True).tolist():
        if alive[i]:
            keep.append(i)
            alive &= m[i] <= thr
    return keep


# %% nms wrong [helpful dropped-ones-drop] one that has gone drives others out
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    order = torch.argsort(scores, descending=True, stable=True)
    m = _iou(boxes[order])
    return [int(order[i]) for i in range(len(order)) if not (m[i, :i] > thr).any()]


# %% nms wrong [helpful drops-at-the-threshold] equal to the threshold goes
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in torch.argsort(scores, descending=True, stable=True).tolist():
        if all(m[i, j] < thr for j in keep):
            keep.append(i)
    return keep


# %% nms wrong [helpful input-order] in the order given
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in range(len(boxes)):
        if all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return keep


# %% nms wrong [helpful ranks] places in the sorted list
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    order = torch.argsort(scores, descending=True, stable=True)
    m = _iou(boxes[order])
    keep = []
    for i in range(len(order)):
        if all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return keep


# %% nms wrong [helpful worst-first] sorted upwards
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in torch.argsort(scores).tolist():
        if all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return keep


# %% nms wrong [helpful threshold-of-scores] the threshold taken for one of scores
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in torch.argsort(scores, descending=True, stable=True).tolist():
        if scores[i] >= thr and all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return keep


# %% nms wrong [helpful sorted-places] the places sorted in the end
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in torch.argsort(scores, descending=True, stable=True).tolist():
        if all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return sorted(keep)


# %% nms wrong [helpful one-round] compared with the best box alone
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    if len(boxes) == 0:
        return []
    m = _iou(boxes)
    order = torch.argsort(scores, descending=True, stable=True).tolist()
    return [order[0]] + [i for i in order[1:] if m[order[0], i] <= thr]


# %% nms wrong [helpful later-of-equals-first] ties broken backwards
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in reversed(torch.argsort(scores, stable=True).tolist()):
        if all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return keep


# %% nms wrong [helpful type] a tensor given back
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in torch.argsort(scores, descending=True, stable=True).tolist():
        if all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return torch.tensor(keep)


# %% nms wrong [helpful boxes-themselves] the boxes themselves
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    keep = []
    for i in torch.argsort(scores, descending=True, stable=True).tolist():
        if all(m[i, j] <= thr for j in keep):
            keep.append(i)
    return boxes[keep]


# %% nms wrong [helpful removed-while-walked] the list changed while it is walked
def _iou(boxes):
    x0, y0, x1, y1 = boxes.unbind(1)
    area = (x1 - x0) * (y1 - y0)
    w = (torch.min(x1[:, None], x1) - torch.max(x0[:, None], x0)).clamp(min=0)
    h = (torch.min(y1[:, None], y1) - torch.max(y0[:, None], y0)).clamp(min=0)
    return w * h / (area[:, None] + area - w * h)


def nms(boxes, scores, thr):
    m = _iou(boxes)
    order = torch.argsort(scores, descending=True, stable=True).tolist()
    keep = []
    while order:
        best = order.pop(0)
        keep.append(best)
        for i in order:
            if m[best, i] > thr:
                order.remove(i)
    return keep


# %% roi_pool right fractions and slices
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = (math.floor(float(v) + 0.5) for v in box)
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        top, low = y0 + i * m // out, y0 + ((i + 1) * m + out - 1) // out
        for j in range(out):
            left, right = x0 + j * n // out, x0 + ((j + 1) * n + out - 1) // out
            piece = fmap[:, top:low, left:right]
            if piece.numel():
                res[:, i, j] = piece.flatten(1).max(1).values
    return res


# %% roi_pool right padded with minus infinity
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = torch.floor(box + 0.5).long().tolist()
    full = torch.full((c, max(h, y1 + 1), max(w, x1 + 1)), -math.inf, dtype=fmap.dtype)
    full[:, :h, :w] = fmap
    full = full[:, y0 : y1 + 1, x0 : x1 + 1]
    for axis in (1, 2):
        n = full.shape[axis]
        bins = [full.narrow(axis, i * n // out, -(-(i + 1) * n // out) - i * n // out) for i in range(out)]
        full = torch.stack([b.amax(axis) for b in bins], axis)
    return torch.where(torch.isinf(full), torch.zeros_like(full), full)


# %% roi_pool wrong [helpful half-to-even] torch's round
def roi_pool(fmap, box, out):
    c = fmap.shape[0]
    x0, y0, x1, y1 = [round(float(v)) for v in box]
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :,
                y0 + i * m // out : y0 - (-(i + 1) * m // out),
                x0 + j * n // out : x0 - (-(j + 1) * n // out),
            ]
            if p.numel():
                res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful end-cell-left-out] the end cell left out
def roi_pool(fmap, box, out):
    c = fmap.shape[0]
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    n, m = max(x1 - x0, 1), max(y1 - y0, 1)
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :,
                y0 + i * m // out : y0 - (-(i + 1) * m // out),
                x0 + j * n // out : x0 - (-(j + 1) * n // out),
            ]
            if p.numel():
                res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful bins-floored] both ends rounded down
def roi_pool(fmap, box, out):
    c = fmap.shape[0]
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :, y0 + i * m // out : y0 + (i + 1) * m // out, x0 + j * n // out : x0 + (j + 1) * n // out
            ]
            if p.numel():
                res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful clipped-first] the box cut at the edge before the bins
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    x1, y1 = min(x1, w - 1), min(y1, h - 1)
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :,
                y0 + i * m // out : y0 - (-(i + 1) * m // out),
                x0 + j * n // out : x0 - (-(j + 1) * n // out),
            ]
            if p.numel():
                res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful axes-swapped] x and y turned
def roi_pool(fmap, box, out):
    c = fmap.shape[0]
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :,
                x0 + i * n // out : x0 - (-(i + 1) * n // out),
                y0 + j * m // out : y0 - (-(j + 1) * m // out),
            ]
            if p.numel():
                res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful averaged] the mean of a bin
def roi_pool(fmap, box, out):
    c = fmap.shape[0]
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :,
                y0 + i * m // out : y0 - (-(i + 1) * m // out),
                x0 + j * n // out : x0 - (-(j + 1) * n // out),
            ]
            if p.numel():
                res[:, i, j] = p.mean((1, 2))
    return res


# %% roi_pool wrong [helpful padded-with-zeros] zeros round the map
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    n, m = x1 - x0 + 1, y1 - y0 + 1
    big = F.pad(fmap, (0, max(0, x1 + 1 - w), 0, max(0, y1 + 1 - h)))
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = big[
                :,
                y0 + i * m // out : y0 - (-(i + 1) * m // out),
                x0 + j * n // out : x0 - (-(j + 1) * n // out),
            ]
            res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful empty-bin] empty bins not thought of
def roi_pool(fmap, box, out):
    c = fmap.shape[0]
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :,
                y0 + i * m // out : y0 - (-(i + 1) * m // out),
                x0 + j * n // out : x0 - (-(j + 1) * n // out),
            ]
            res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful edges-floored] edges cut to whole numbers
def roi_pool(fmap, box, out):
    c = fmap.shape[0]
    x0, y0, x1, y1 = box.int().tolist()
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for i in range(out):
        for j in range(out):
            p = fmap[
                :,
                y0 + i * m // out : y0 - (-(i + 1) * m // out),
                x0 + j * n // out : x0 - (-(j + 1) * n // out),
            ]
            if p.numel():
                res[:, i, j] = p.amax((1, 2))
    return res


# %% roi_pool wrong [helpful starts-at-zero] the largest begins at zero
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = [math.floor(float(v) + 0.5) for v in box]
    n, m = x1 - x0 + 1, y1 - y0 + 1
    res = torch.zeros(c, out, out, dtype=fmap.dtype)
    for k in range(c):
        for i in range(out):
            for j in range(out):
                for r in range(y0 + i * m // out, y0 - (-(i + 1) * m // out)):
                    for s in range(x0 + j * n // out, x0 - (-(j + 1) * n // out)):
                        if r < h and s < w and fmap[k, r, s] > res[k, i, j]:
                            res[k, i, j] = fmap[k, r, s]
    return res


# %% box_deltas right numpy, number by number
def box_deltas(anchors, targets):
    out = np.zeros(tuple(anchors.shape), dtype=anchors.numpy().dtype)
    for i, (a, t) in enumerate(zip(anchors.numpy(), targets.numpy(), strict=True)):
        wa, ha, w, h = a[2] - a[0], a[3] - a[1], t[2] - t[0], t[3] - t[1]
        out[i] = [
            (t[0] + w / 2 - a[0] - wa / 2) / wa,
            (t[1] + h / 2 - a[1] - ha / 2) / ha,
            np.log(w / wa),
            np.log(h / ha),
        ]
    return torch.from_numpy(out)


# %% box_deltas right both halves at once
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    move = (targets[:, 2:] + targets[:, :2] - anchors[:, 2:] - anchors[:, :2]) / 2
    return torch.hstack([move / sa, st.log() - sa.log()])


# %% box_deltas wrong [helpful targets-sides] divided by the target's sides
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = (anchors[:, 2:] + anchors[:, :2]) / 2, (targets[:, 2:] + targets[:, :2]) / 2
    return torch.cat([(ct - ca) / st, torch.log(st / sa)], 1)


# %% box_deltas wrong [helpful inverted] the direction turned
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = (anchors[:, 2:] + anchors[:, :2]) / 2, (targets[:, 2:] + targets[:, :2]) / 2
    return torch.cat([(ca - ct) / st, torch.log(sa / st)], 1)


# %% box_deltas wrong [helpful corners-for-centres] corners in place of centres
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    return torch.cat([(targets[:, :2] - anchors[:, :2]) / sa, torch.log(st / sa)], 1)


# %% box_deltas wrong [helpful linear-growth] the logarithm forgotten
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = (anchors[:, 2:] + anchors[:, :2]) / 2, (targets[:, 2:] + targets[:, :2]) / 2
    return torch.cat([(ct - ca) / sa, st / sa], 1)


# %% box_deltas wrong [helpful other-logarithm] logarithm of base 2
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = (anchors[:, 2:] + anchors[:, :2]) / 2, (targets[:, 2:] + targets[:, :2]) / 2
    return torch.cat([(ct - ca) / sa, torch.log2(st / sa)], 1)


# %% box_deltas wrong [helpful taken-for-cxcywh] boxes taken for centres and sides
def box_deltas(anchors, targets):
    xa, ya, wa, ha = anchors.unbind(1)
    x, y, w, h = targets.unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(w / wa), torch.log(h / ha)], 1)


# %% box_deltas wrong [helpful linear-growth] the difference of sides by the side
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = (anchors[:, 2:] + anchors[:, :2]) / 2, (targets[:, 2:] + targets[:, :2]) / 2
    return torch.cat([(ct - ca) / sa, (st - sa) / sa], 1)


# %% box_deltas wrong [helpful not-scaled] in pixels
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = (anchors[:, 2:] + anchors[:, :2]) / 2, (targets[:, 2:] + targets[:, :2]) / 2
    return torch.cat([ct - ca, torch.log(st / sa)], 1)


# %% box_deltas wrong [helpful centre-not-halved] the centre not halved
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = anchors[:, 2:] + anchors[:, :2], targets[:, 2:] + targets[:, :2]
    return torch.cat([(ct - ca) / sa, torch.log(st / sa)], 1)


# %% box_deltas wrong [helpful half-the-side-for-centre] half the side taken for the centre
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    return torch.cat([(st / 2 - sa / 2) / sa, torch.log(st / sa)], 1)


# %% box_deltas wrong [helpful shift-by-width-only] x divided by the height
def box_deltas(anchors, targets):
    sa, st = anchors[:, 2:] - anchors[:, :2], targets[:, 2:] - targets[:, :2]
    ca, ct = (anchors[:, 2:] + anchors[:, :2]) / 2, (targets[:, 2:] + targets[:, :2]) / 2
    return torch.cat([(ct - ca) / sa.flip(1), torch.log(st / sa)], 1)


# %% yolo_encode right written from behind
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for k in reversed(range(len(boxes))):
        x0, y0, x1, y1 = boxes[k]
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        cell = torch.stack([x - col, y - row, x1 - x0, y1 - y0, torch.ones_like(x)])
        t[row, col] = torch.cat([cell.repeat(B), F.one_hot(labels[k].long(), C).to(t.dtype)])
    return t


# %% yolo_encode right lists and divmod
def yolo_encode(boxes, labels, S, B, C):
    taken = {}
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        at = []
        for v in ((x0 + x1) / 2, (y0 + y1) / 2):
            cell, inside = divmod(v * S, 1)
            if cell >= S:
                cell, inside = S - 1, 1.0
            at.append((int(cell), inside))
        (col, u), (row, v) = at
        if (row, col) not in taken:
            taken[row, col] = [u, v, x1 - x0, y1 - y0, 1.0] * B + [float(c == lab) for c in range(C)]
    empty = [0.0] * (5 * B + C)
    return torch.tensor([[taken.get((r, c), empty) for c in range(S)] for r in range(S)], dtype=boxes.dtype)


# %% yolo_encode wrong [helpful row-and-column-swapped] row and column turned
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[col, row, 4] == 1:
            continue
        t[col, row, : 5 * B] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[col, row, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful centre-of-the-picture] the centre of the picture
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[row, col, 4] == 1:
            continue
        t[row, col, : 5 * B] = torch.tensor([x / S, y / S, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful sides-in-cells] sides in cells
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[row, col, 4] == 1:
            continue
        t[row, col, : 5 * B] = torch.tensor(
            [x - col, y - row, (x1 - x0) * S, (y1 - y0) * S, 1] * B, dtype=t.dtype
        )
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful last-stays] the last object stays
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        t[row, col, : 5 * B] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B :] = F.one_hot(torch.tensor(lab), C)
    return t


# %% yolo_encode wrong [helpful last-stays] written over, the class of both
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        t[row, col, : 5 * B] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful first-box-only] only the first of the B boxes
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[row, col, 4] == 1:
            continue
        t[row, col, :5] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1], dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful classes-first] the class first
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[row, col, C + 4] == 1:
            continue
        t[row, col, C:] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, lab] = 1
    return t


# %% yolo_encode wrong [helpful corner-for-centre] the corner in place of the centre
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[row, col, 4] == 1:
            continue
        t[row, col, : 5 * B] = torch.tensor(
            [x0 * S - col, y0 * S - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype
        )
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful first-box-only] the second fills the second box
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        for b in range(B):
            if t[row, col, 5 * b + 4] == 0:
                t[row, col, 5 * b : 5 * b + 5] = torch.tensor(
                    [x - col, y - row, x1 - x0, y1 - y0, 1], dtype=t.dtype
                )
                t[row, col, 5 * B + lab] = 1
                break
    return t


# %% yolo_encode wrong [helpful beyond-the-last-cell] a centre at 1 leaves the tensor
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = int(x), int(y)
        if t[row, col, 4] == 1:
            continue
        t[row, col, : 5 * B] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful beyond-the-last-cell] the remainder after the last cell
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[row, col, 4] == 1:
            continue
        t[row, col, : 5 * B] = torch.tensor([x % 1, y % 1, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful cell-of-the-corner] the cell of the upper left corner
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        col, row = max(0, min(int(x0 * S), S - 1)), max(0, min(int(y0 * S), S - 1))
        if t[row, col, 4] == 1:
            continue
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        t[row, col, : 5 * B] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful rounded-to-a-cell] rounded to the nearest cell
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(round(x), S - 1), min(round(y), S - 1)
        if t[row, col, 4] == 1:
            continue
        t[row, col, : 5 * B] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_encode wrong [helpful clipped-first] boxes cut at the edge first
def yolo_encode(boxes, labels, S, B, C):
    t = torch.zeros(S, S, 5 * B + C, dtype=boxes.dtype)
    for (x0, y0, x1, y1), lab in zip(boxes.clamp(0, 1).tolist(), labels.tolist(), strict=True):
        x, y = (x0 + x1) / 2 * S, (y0 + y1) / 2 * S
        col, row = min(int(x), S - 1), min(int(y), S - 1)
        if t[row, col, 4] == 1:
            continue
        t[row, col, : 5 * B] = torch.tensor([x - col, y - row, x1 - x0, y1 - y0, 1] * B, dtype=t.dtype)
        t[row, col, 5 * B + lab] = 1
    return t


# %% yolo_decode right all at once
def yolo_decode(t, S, B, C, thr):
    five = t[..., : 5 * B].reshape(S, S, B, 5)
    best, lab = t[..., 5 * B :].max(-1)
    score = five[..., 4] * best[..., None]
    row, col = torch.meshgrid(torch.arange(S), torch.arange(S), indexing="ij")
    centre = (five[..., :2] + torch.stack([col, row], -1)[:, :, None]) / S
    half = five[..., 2:4] / 2
    box = torch.cat([centre - half, centre + half], -1).clamp(0, 1)
    good = score >= thr
    return box[good], score[good], lab[..., None].expand(S, S, B)[good]


# %% yolo_decode right three loops
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = int(shares.argmax())
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.tensor(labels)


# %% yolo_decode wrong [helpful row-and-column-swapped] row and column turned
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s >= thr:
                    cx, cy = (r + x) / S, (c + y) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful cell-left-out] the place taken for one in the picture
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s >= thr:
                    cx, cy = x, y
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful sides-not-halved] whole sides to both directions
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(torch.stack([cx - w, cy - h, cx + w, cy + h]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful sides-in-cells] sides in cells
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(
                        torch.stack([cx - w / S / 2, cy - h / S / 2, cx + w / S / 2, cy + h / S / 2]).clamp(
                            0, 1
                        )
                    )
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful class-left-out] the confidence is the score
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p
                if s >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful threshold-on-confidence] the threshold on the confidence
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if p >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful at-the-threshold] strictly above
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s > thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful not-clipped] not cut off
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful held-in-the-cell] places forced into their cell
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = p * shares[k]
                if s >= thr:
                    cx, cy = (c + x.clamp(0, 1)) / S, (r + y.clamp(0, 1)) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful confidence-left-out] the class alone is the score
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            shares = t[r, c, 5 * B :]
            k = shares.argmax()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5]
                s = shares[k]
                if s >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                    scores.append(s)
                    labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful nothing-found] empty lists made tensors
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            k = t[r, c, 5 * B :].argmax().item()
            for b in range(B):
                x, y, w, h, p = t[r, c, 5 * b : 5 * b + 5].tolist()
                s = p * t[r, c, 5 * B + k].item()
                if s >= thr:
                    cx, cy = (c + x) / S, (r + y) / S
                    boxes.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
                    scores.append(s)
                    labels.append(k)
    return (
        torch.tensor(boxes, dtype=t.dtype).clamp(0, 1),
        torch.tensor(scores, dtype=t.dtype),
        torch.tensor(labels),
    )


# %% yolo_decode wrong [helpful best-box-of-the-cell] one box a cell, the most certain
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for r in range(S):
        for c in range(S):
            k = t[r, c, 5 * B :].argmax()
            five = t[r, c, : 5 * B].reshape(B, 5)
            x, y, w, h, p = five[five[:, 4].argmax()]
            s = p * t[r, c, 5 * B + k]
            if s >= thr:
                cx, cy = (c + x) / S, (r + y) / S
                boxes.append(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]).clamp(0, 1))
                scores.append(s)
                labels.append(k)
    if not boxes:
        return t.new_zeros(0, 4), t.new_zeros(0), torch.zeros(0, dtype=torch.long)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% yolo_decode wrong [helpful best-first] sorted by score
def yolo_decode(t, S, B, C, thr):
    five = t[..., : 5 * B].reshape(S, S, B, 5)
    best, lab = t[..., 5 * B :].max(-1)
    score = five[..., 4] * best[..., None]
    row, col = torch.meshgrid(torch.arange(S), torch.arange(S), indexing="ij")
    centre = (five[..., :2] + torch.stack([col, row], -1)[:, :, None]) / S
    box = torch.cat([centre - five[..., 2:4] / 2, centre + five[..., 2:4] / 2], -1).clamp(0, 1)
    good = score >= thr
    o = score[good].argsort(descending=True, stable=True)
    return box[good][o], score[good][o], lab[..., None].expand(S, S, B)[good][o]


# %% yolo_decode wrong [helpful centre-and-sides] centres and sides given back
def yolo_decode(t, S, B, C, thr):
    five = t[..., : 5 * B].reshape(S, S, B, 5)
    best, lab = t[..., 5 * B :].max(-1)
    score = five[..., 4] * best[..., None]
    row, col = torch.meshgrid(torch.arange(S), torch.arange(S), indexing="ij")
    centre = (five[..., :2] + torch.stack([col, row], -1)[:, :, None]) / S
    box = torch.cat([centre, five[..., 2:4]], -1).clamp(0, 1)
    good = score >= thr
    return box[good], score[good], lab[..., None].expand(S, S, B)[good]


# %% yolo_loss right cell by cell
def yolo_loss(pred, target, S, B, C):
    centre = sides = conf = nobody = cls = 0.0
    for r in range(S):
        for c in range(S):
            p, t = pred[r, c].double(), target[r, c].double()
            five = p[: 5 * B].reshape(B, 5)
            who = -1
            if t[4] == 1:
                ious = []
                for x, y, w, h, _ in five:
                    iw = min(x / S + w / 2, t[0] / S + t[2] / 2) - max(x / S - w / 2, t[0] / S - t[2] / 2)
                    ih = min(y / S + h / 2, t[1] / S + t[3] / 2) - max(y / S - h / 2, t[1] / S - t[3] / 2)
                    s = float(iw * ih) if iw > 0 and ih > 0 else 0.0
                    ious.append(s / (float(w * h + t[2] * t[3]) - s))
                who = ious.index(max(ious))
                x, y, w, h, q = five[who].tolist()
                tx, ty, tw, th = t[:4].tolist()
                centre += 5 * ((x - tx) ** 2 + (y - ty) ** 2)
                sides += 5 * ((w**0.5 - tw**0.5) ** 2 + (h**0.5 - th**0.5) ** 2)
                conf += (q - ious[who]) ** 2
                cls += float(((p[5 * B :] - t[5 * B :]) ** 2).sum())
            for b in range(B):
                if b != who:
                    nobody += 0.5 * float(five[b, 4]) ** 2
    return [centre, sides, conf, nobody, cls]


# %% yolo_loss right without loops
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful no-roots] the roots forgotten
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4] - b[:, 2:4]).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful units-mixed] x and y not brought to the unit of w and h
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] - p[..., 2:4] / 2, t[..., :2] - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] + p[..., 2:4] / 2, t[..., :2] + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful confidence-should-be-1] the confidence should be 1
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - 1).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful idle-boxes-of-busy-cells] no object only in empty cells
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~has].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful classes-everywhere] classes of empty cells too
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].square().sum(),
    ]


# %% yolo_loss wrong [helpful all-boxes-pay] every box of the cell is responsible
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[:] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful confident-box-responsible] the most certain box is responsible
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), p[..., 4].argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful first-box-responsible] the first box is responsible
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), 0] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful averaged] means in place of sums
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().mean(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().mean(),
        (a[:, 4] - iou[resp]).square().mean(),
        0.5 * p[..., 4][~resp].square().mean(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().mean(),
    ]


# %% yolo_loss wrong [helpful weights-left-out] weights forgotten
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        (a[:, :2] - b[:, :2]).square().sum(),
        (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [bare value] no object paid by the first power
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].abs().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [bare value] divided by the objects
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum() / has.sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful one-sum] the sum of all five
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmax(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return sum(
        [
            5 * (a[:, :2] - b[:, :2]).square().sum(),
            5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
            (a[:, 4] - iou[resp]).square().sum(),
            0.5 * p[..., 4][~resp].square().sum(),
            (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
        ]
    )


# %% match right a dictionary of the taken
def match(ious, scores, thr):
    hits = [False] * len(scores)
    taken = set()
    for i in sorted(range(len(scores)), key=lambda k: -float(scores[k])):
        best, where = -1.0, None
        for j in range(ious.shape[1]):
            if j not in taken and ious[i, j] > best:
                best, where = ious[i, j], j
        if where is not None and best >= thr:
            hits[i] = True
            taken.add(where)
    return hits


# %% match right columns wiped out
def match(ious, scores, thr):
    left = ious.clone()
    hits = torch.zeros(len(scores), dtype=torch.bool)
    if left.numel():
        for i in torch.argsort(scores, descending=True, stable=True):
            j = left[i].argmax()
            if left[i, j] >= thr:
                hits[i] = True
                left[:, j] = -1
    return hits.tolist()


# %% match wrong [helpful input-order] in the order given
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = []
    for i in range(len(scores)):
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is not None and ious[i, best] >= thr:
            free.remove(best)
            hits.append(True)
        else:
            hits.append(False)
    return hits


# %% match wrong [helpful ranked-order] answers in the order asked
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is not None and ious[i, best] >= thr:
            free.remove(best)
            hits.append(True)
        else:
            hits.append(False)
    return hits


# %% match wrong [helpful duplicates] an object hit many times
def match(ious, scores, thr):
    return [bool(row.numel() and row.max() >= thr) for row in ious]


# %% match wrong [helpful asks-once] only the best object, gone or not
def match(ious, scores, thr):
    taken = set()
    hits = [False] * len(scores)
    if ious.shape[1] == 0:
        return hits
    for i in scores.argsort(descending=True, stable=True).tolist():
        j = int(ious[i].argmax())
        if ious[i, j] >= thr and j not in taken:
            hits[i] = True
            taken.add(j)
    return hits


# %% match wrong [helpful strictly-above] strictly above the limit
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is not None and ious[i, best] > thr:
            free.remove(best)
            hits[i] = True
    return hits


# %% match wrong [helpful taken-in-vain] the object taken though the overlap is too small
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        if free:
            best = max(free, key=lambda j: ious[i, j])
            free.remove(best)
            hits[i] = bool(ious[i, best] >= thr)
    return hits


# %% match wrong [helpful first-that-is-enough] objects choose their finds
def match(ious, scores, thr):
    hits = [False] * len(scores)
    for j in range(ious.shape[1]):
        best = None
        for i in range(len(scores)):
            if not hits[i] and ious[i, j] >= thr and (best is None or scores[i] > scores[best]):
                best = i
        if best is not None:
            hits[best] = True
    return hits


# %% match wrong [helpful objects-choose] each object's best overlap is the hit
def match(ious, scores, thr):
    hits = [False] * len(scores)
    if len(scores):
        for j in range(ious.shape[1]):
            i = int(ious[:, j].argmax())
            if ious[i, j] >= thr:
                hits[i] = True
    return hits


# %% match wrong [helpful first-that-is-enough] the first object that is enough
def match(ious, scores, thr):
    free = list(range(ious.shape[1]))
    hits = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        for j in free:
            if ious[i, j] >= thr:
                hits[i] = True
                free.remove(j)
                break
    return hits


# %% match wrong [helpful input-changed] the object's column never wiped for the input's sake
def match(ious, scores, thr):
    hits = [False] * len(scores)
    if ious.shape[1] == 0:
        return hits
    for i in scores.argsort(descending=True, stable=True).tolist():
        j = ious[i].argmax()
        if ious[i, j] >= thr:
            hits[i] = True
            ious[:, j] = 0
    return hits


# %% match wrong [helpful later-of-equals-first] ties from behind
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = [False] * len(scores)
    for i in reversed(scores.argsort(stable=True).tolist()):
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is not None and ious[i, best] >= thr:
            free.remove(best)
            hits[i] = True
    return hits


# %% match wrong [helpful error] the largest of no objects
def match(ious, scores, thr):
    left = ious.clone()
    hits = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        value, j = left[i].max(0)
        if value >= thr:
            hits[i] = True
            left[:, j] = -1
    return hits


# %% average_precision right whole numbers and a maximum each time
def average_precision(scores, is_tp, n_gt, method):
    order = sorted(range(len(scores)), key=lambda i: -float(scores[i]))
    hits, points = 0, []
    for k, i in enumerate(order, 1):
        hits += bool(is_tp[i])
        points.append((hits, hits / k))
    if method == "voc10":
        return sum(max(p for h, p in points if h >= want) for want in range(1, hits + 1)) / n_gt
    steps = 10 if method == "voc07" else 100
    total = 0.0
    for r in range(steps + 1):
        total += max((p for h, p in points if h * steps >= r * n_gt), default=0.0)
    return total / (steps + 1)


# %% average_precision right cummax from behind and searchsorted
def average_precision(scores, is_tp, n_gt, method):
    tp = is_tp[scores.argsort(descending=True)].double()
    hits = tp.cumsum(0)
    prec = hits / torch.arange(1, len(tp) + 1)
    env = (
        torch.cat([prec.flip(0).cummax(0).values.flip(0), torch.zeros(1).double()])
        if len(tp)
        else torch.zeros(1)
    )
    if method == "voc10":
        return (env[:-1] * tp).sum() / n_gt
    n = 11 if method == "voc07" else 101
    grid = torch.arange(n, dtype=torch.float64) * n_gt / (n - 1) - 1e-9
    return env[torch.searchsorted(hits, grid)].mean()


# %% average_precision wrong [helpful unsorted] not sorted
def average_precision(scores, is_tp, n_gt, method):
    order = torch.arange(len(scores))
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful worst-first] sorted upwards
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=False)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful no-envelope] no envelope, the first precision at the recall
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return next((p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9), 0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful found-only] recall by the hits found
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / max(1, hits) for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [bare value] recall by the number of finds
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / len(scores) for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful mean-over-reached] recalls never reached left out of the mean
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    reached = [env(r) for r in grid if env(r) > 0]
    return sum(reached) / len(reached) if reached else 0.0


# %% average_precision wrong [helpful one-left-out] ten recalls
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful strictly-above] precision above the recall only
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q > r + 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful found-only] voc10 as the mean of the precisions at hits
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / max(1, hits)
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful envelope-from-the-left] the envelope looks to the left
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q <= r + 1e-9], default=0)

    if method == "voc10":
        return sum(env(h / n_gt) for h in range(1, hits + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful no-envelope] voc10 without the envelope
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(p for p, t in zip(prec, tp, strict=True) if t) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)


# %% average_precision wrong [helpful step-for-every-find] voc10 adds a step for every find
def average_precision(scores, is_tp, n_gt, method):
    order = scores.argsort(descending=True)
    tp = is_tp[order].tolist()
    hits, counts, prec = 0, [], []
    for k, t in enumerate(tp):
        hits += t
        counts.append(hits)
        prec.append(hits / (k + 1))
    rec = [h / n_gt for h in counts]

    def env(r):
        return max([p for p, q in zip(prec, rec, strict=True) if q >= r - 1e-9], default=0)

    if method == "voc10":
        return sum(env(q) for q in rec) / n_gt
    n = 10 if method == "voc07" else 100
    grid = [i / n for i in range(n + 1)]
    return sum(env(r) for r in grid) / len(grid)
