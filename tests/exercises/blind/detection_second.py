# ruff: noqa: F811
"""More answers to detection, by the same person, after what the first ones taught had been mended."""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% two_head_loss right nan taken off, logsumexp
def two_head_loss(logits, y, box, target, lam):
    cls = (logits.logsumexp(1) - logits.gather(1, y[:, None])[:, 0]).mean()
    seen = y.nonzero().flatten()
    return cls + lam * (box - target)[seen].norm(dim=1).pow(2).mean().nan_to_num()


# %% two_head_loss wrong [helpful lambda-left-out] lambda forgotten
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    loc = ((box[m] - target[m]) ** 2).sum(1).mean() if m.any() else 0
    return F.cross_entropy(logits, y) + loc


# %% two_head_loss wrong [helpful lambda-on-class] lambda on the class
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    loc = ((box[m] - target[m]) ** 2).sum(1).mean() if m.any() else 0
    return lam * F.cross_entropy(logits, y) + loc


# %% two_head_loss wrong [helpful mask-turned] mask turned round
def two_head_loss(logits, y, box, target, lam):
    m = y == 0
    loc = ((box[m] - target[m]) ** 2).sum(1).mean() if m.any() else 0
    return F.cross_entropy(logits, y) + lam * loc


# %% two_head_loss wrong [helpful rooted] the distance
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    loc = ((box[m] - target[m]) ** 2).sum(1).sqrt().mean() if m.any() else 0
    return F.cross_entropy(logits, y) + lam * loc


# %% two_head_loss wrong [helpful one-class-only] class 1 alone has boxes
def two_head_loss(logits, y, box, target, lam):
    m = y == 1
    loc = ((box[m] - target[m]) ** 2).sum(1).mean() if m.any() else 0
    return F.cross_entropy(logits, y) + lam * loc


# %% two_head_loss wrong [helpful log-left-out] the logarithm forgotten
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    loc = ((box[m] - target[m]) ** 2).sum(1).mean() if m.any() else 0
    p = logits.softmax(1)[torch.arange(len(y)), y]
    return (1 - p).mean() + lam * loc


# %% two_head_loss wrong [helpful type] two losses given back
def two_head_loss(logits, y, box, target, lam):
    m = y != 0
    loc = ((box[m] - target[m]) ** 2).sum(1).mean() if m.any() else 0
    return F.cross_entropy(logits, y), lam * loc


# %% to_cxcywh right mean and difference of corners
def to_cxcywh(xyxy):
    corners = xyxy.reshape(-1, 2, 2)
    return torch.cat([corners.mean(1), corners.diff(dim=1)[:, 0]], 1)


# %% to_cxcywh wrong [helpful sides-first] sides first
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([x1 - x0, y1 - y0, (x0 + x1) / 2, (y0 + y1) / 2], 1)


# %% to_cxcywh wrong [helpful input-changed] written into the input
def to_cxcywh(xyxy):
    w, h = xyxy[:, 2] - xyxy[:, 0], xyxy[:, 3] - xyxy[:, 1]
    xyxy[:, 0] += w / 2
    xyxy[:, 1] += h / 2
    xyxy[:, 2], xyxy[:, 3] = w, h
    return xyxy


# %% to_cxcywh wrong [helpful half-sides] sides taken from the centre on
def to_cxcywh(xyxy):
    out = xyxy.clone()
    out[:, 0] = (out[:, 0] + out[:, 2]) / 2
    out[:, 1] = (out[:, 1] + out[:, 3]) / 2
    out[:, 2] = out[:, 2] - out[:, 0]
    out[:, 3] = out[:, 3] - out[:, 1]
    return out


# %% to_cxcywh wrong [helpful edges-added] the sum of the edges not halved
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([x0 + x1, y0 + y1, x1 - x0, y1 - y0], 1)


# %% to_cxcywh wrong [helpful read-as-cxcywh] read from centre and sides
def to_cxcywh(xyxy):
    x, y, w, h = xyxy.unbind(1)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], 1)


# %% to_cxcywh wrong [helpful axes-swapped] centre of y first
def to_cxcywh(xyxy):
    x0, y0, x1, y1 = xyxy.unbind(1)
    return torch.stack([(y0 + y1) / 2, (x0 + x1) / 2, y1 - y0, x1 - x0], 1)


# %% pixel_loss right the marked scores replaced
def pixel_loss(logits, y, ignore):
    n, K, h, w = logits.shape
    flat = logits.movedim(1, -1).reshape(n * h * w, K)
    t = y.reshape(-1)
    rows = [i for i in range(len(t)) if t[i] != ignore]
    losses = [flat[i].logsumexp(0) - flat[i, t[i]] for i in rows]
    return torch.stack(losses).sum() / len(rows) if rows else torch.tensor(0.0)


# %% mean_iou right one_hot
def mean_iou(pred, y, K):
    a = F.one_hot(pred.long(), K).flatten(0, -2).bool()
    b = F.one_hot(y.long(), K).flatten(0, -2).bool()
    inter, union = (a & b).sum(0), (a | b).sum(0)
    return torch.nanmean(inter / union)


# %% mean_iou wrong [helpful misses-left-out] divided by what was said
def mean_iou(pred, y, K):
    v = []
    for c in range(K):
        said = (pred == c).sum()
        if said:
            v.append(((pred == c) & (y == c)).sum() / said)
    return torch.stack(v).mean()


# %% mean_iou wrong [helpful one-added] one added against division by zero
def mean_iou(pred, y, K):
    v = []
    for c in range(K):
        i = ((pred == c) & (y == c)).sum()
        u = ((pred == c) | (y == c)).sum()
        v.append((i + 1) / (u + 1))
    return torch.stack(v).mean()


# %% mean_iou wrong [helpful absent-is-0] a tiny number against division by zero
def mean_iou(pred, y, K):
    v = []
    for c in range(K):
        i = ((pred == c) & (y == c)).sum()
        u = ((pred == c) | (y == c)).sum()
        v.append(i / (u + 1e-6))
    return torch.stack(v).mean()


# %% mean_iou wrong [helpful weighted-by-size] weighted by how frequent a class is
def mean_iou(pred, y, K):
    total = 0.0
    for c in range(K):
        i = ((pred == c) & (y == c)).sum().item()
        u = ((pred == c) | (y == c)).sum().item()
        if u:
            total += (y == c).sum().item() * i / u
    return total / y.numel()


# %% mean_iou wrong [helpful one-fraction-for-all] sums of all classes divided
def mean_iou(pred, y, K):
    i = u = 0
    for c in range(K):
        i += ((pred == c) & (y == c)).sum().item()
        u += ((pred == c) | (y == c)).sum().item()
    return i / u


# %% mean_iou wrong [helpful not-reduced] a list of all
def mean_iou(pred, y, K):
    v = []
    for c in range(K):
        u = ((pred == c) | (y == c)).sum().item()
        if u:
            v.append(((pred == c) & (y == c)).sum().item() / u)
    return v


# %% mean_iou wrong [helpful per-cent] per cent
def mean_iou(pred, y, K):
    v = []
    for c in range(K):
        u = ((pred == c) | (y == c)).sum().item()
        if u:
            v.append(((pred == c) & (y == c)).sum().item() / u)
    return 100 * sum(v) / len(v)


# %% iou right a tiny number below, each axis alone
def iou(a, b):
    def along(lo, hi):
        return torch.relu(
            torch.minimum(a[:, hi].unsqueeze(1), b[:, hi]) - torch.maximum(a[:, lo].unsqueeze(1), b[:, lo])
        )

    inter = along(0, 2) * along(1, 3)
    size = [(t[:, 2] - t[:, 0]) * (t[:, 3] - t[:, 1]) for t in (a, b)]
    return inter / (size[0].unsqueeze(1) + size[1] - inter + 1e-12)


# %% iou wrong [helpful not-divided] the shared area alone
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    return (hi - lo).clamp(min=0).prod(-1)


# %% iou wrong [helpful distance-for-overlap] sides without a sign
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).abs().prod(-1)
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return (s / (area(a)[:, None] + area(b) - s)).nan_to_num(0)


# %% iou wrong [helpful share-of-a] the area of the first box below
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    return (s / area[:, None]).nan_to_num(0)


# %% iou wrong [helpful without-the-shared] the shared part taken off twice
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    rest = area(a)[:, None] + area(b) - 2 * s
    return torch.where(rest > 0, s / rest, torch.zeros_like(s))


# %% iou wrong [helpful hull-for-overlap] larger and smaller exchanged
def iou(a, b):
    lo = torch.min(a[:, None, :2], b[None, :, :2])
    hi = torch.max(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return (s / (area(a)[:, None] + area(b) - s)).nan_to_num(0)


# %% iou wrong [helpful widths-only] only the widths
def iou(a, b):
    w = (torch.min(a[:, None, 2], b[:, 2]) - torch.max(a[:, None, 0], b[:, 0])).clamp(min=0)
    total = (a[:, 2] - a[:, 0])[:, None] + (b[:, 2] - b[:, 0]) - w
    return (w / total).nan_to_num(0)


# %% iou wrong [helpful one-added] one too many below against zero
def iou(a, b):
    lo = torch.max(a[:, None, :2], b[None, :, :2])
    hi = torch.min(a[:, None, 2:], b[None, :, 2:])
    s = (hi - lo).clamp(min=0).prod(-1)
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    return s / (area(a)[:, None] + area(b) - s + 1)


# %% nms right numpy as in the old days
def nms(boxes, scores, thr):
    b = boxes.numpy()
    x0, y0, x1, y1 = b.T
    areas = (x1 - x0) * (y1 - y0)
    order = np.argsort(-scores.numpy(), kind="stable")
    keep = []
    while order.size:
        i = order[0]
        keep.append(int(i))
        rest = order[1:]
        w = np.maximum(0, np.minimum(x1[i], x1[rest]) - np.maximum(x0[i], x0[rest]))
        h = np.maximum(0, np.minimum(y1[i], y1[rest]) - np.maximum(y0[i], y0[rest]))
        inter = w * h
        order = rest[inter / (areas[i] + areas[rest] - inter) <= thr]
    return keep


# %% roi_pool right floor and ceil of fractions
def roi_pool(fmap, box, out):
    c, h, w = fmap.shape
    x0, y0, x1, y1 = (math.floor(v + 0.5) for v in box.tolist())
    n, m = x1 - x0 + 1, y1 - y0 + 1
    rows = []
    for i in range(out):
        for j in range(out):
            ys = [y0 + r for r in range(math.floor(i * m / out), math.ceil((i + 1) * m / out)) if y0 + r < h]
            xs = [x0 + s for s in range(math.floor(j * n / out), math.ceil((j + 1) * n / out)) if x0 + s < w]
            if ys and xs:
                rows.append(fmap[:, ys][:, :, xs].reshape(c, -1).max(dim=1)[0])
            else:
                rows.append(torch.zeros(c, dtype=fmap.dtype))
    return torch.stack(rows, 1).reshape(c, out, out)


# %% box_deltas right exact halves by lerp
def box_deltas(anchors, targets):
    def split(b):
        return torch.lerp(b[:, :2], b[:, 2:], 0.5), b[:, 2:] - b[:, :2]

    (m, s), (c, t) = split(anchors), split(targets)
    return torch.cat(((c - m).div(s), t.div(s).log()), dim=-1)


# %% yolo_encode right centre from the corner and half a side
def yolo_encode(boxes, labels, S, B, C):
    t = boxes.new_zeros(S, S, 5 * B + C)
    seen = set()
    for (x0, y0, x1, y1), lab in zip(boxes, labels, strict=True):
        w, h = x1 - x0, y1 - y0
        cx, cy = S * (x0 + w / 2), S * (y0 + h / 2)
        j, i = min(int(torch.floor(cx)), S - 1), min(int(torch.floor(cy)), S - 1)
        if (i, j) in seen:
            continue
        seen.add((i, j))
        for b in range(B):
            t[i, j, 5 * b] = cx - j
            t[i, j, 5 * b + 1] = cy - i
            t[i, j, 5 * b + 2] = w
            t[i, j, 5 * b + 3] = h
            t[i, j, 5 * b + 4] = 1
        t[i, j, 5 * B + lab] = 1
    return t


# %% yolo_decode right numpy of nonzero
def yolo_decode(t, S, B, C, thr):
    a = t.numpy()
    five, share = a[:, :, : 5 * B].reshape(S, S, B, 5), a[:, :, 5 * B :]
    score = five[..., 4] * share.max(-1, keepdims=True)
    i, j, b = np.nonzero(score >= thr)
    x, y, w, h = five[i, j, b, :4].T
    x, y = (j + x) / S, (i + y) / S
    box = np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], 1).clip(0, 1).astype(a.dtype)
    return torch.from_numpy(box), torch.from_numpy(score[i, j, b]), torch.from_numpy(share.argmax(-1)[i, j])


# %% yolo_loss right a tuple of Python floats
def yolo_loss(pred, target, S, B, C):
    sums = [0.0] * 5
    for p, t in zip(pred.reshape(S * S, -1).tolist(), target.reshape(S * S, -1).tolist(), strict=True):
        best = None
        if t[4] > 0.5:
            ov = []
            for b in range(B):
                x, y, w, h, _ = p[5 * b : 5 * b + 5]
                iw = min(x + S * w / 2, t[0] + S * t[2] / 2) - max(x - S * w / 2, t[0] - S * t[2] / 2)
                ih = min(y + S * h / 2, t[1] + S * t[3] / 2) - max(y - S * h / 2, t[1] - S * t[3] / 2)
                s = max(iw, 0) * max(ih, 0)
                ov.append(s / (S * S * (w * h + t[2] * t[3]) - s))
            best = max(range(B), key=lambda b: ov[b])
            x, y, w, h, q = p[5 * best : 5 * best + 5]
            sums[0] += 5 * (x - t[0]) ** 2 + 5 * (y - t[1]) ** 2
            sums[1] += 5 * (math.sqrt(w) - math.sqrt(t[2])) ** 2 + 5 * (math.sqrt(h) - math.sqrt(t[3])) ** 2
            sums[2] += (q - ov[best]) ** 2
            sums[4] += sum((u - v) ** 2 for u, v in zip(p[5 * B :], t[5 * B :], strict=True))
        sums[3] += sum(0.5 * p[5 * b + 4] ** 2 for b in range(B) if b != best)
    return tuple(sums)


# %% yolo_loss wrong [helpful worst-box-responsible] the least overlap is responsible
def yolo_loss(pred, target, S, B, C):
    p, t = pred[..., : 5 * B].reshape(-1, B, 5), target[..., : 5 * B].reshape(-1, B, 5)
    has = t[:, 0, 4] > 0
    lo = torch.max(p[..., :2] / S - p[..., 2:4] / 2, t[..., :2] / S - t[..., 2:4] / 2)
    hi = torch.min(p[..., :2] / S + p[..., 2:4] / 2, t[..., :2] / S + t[..., 2:4] / 2)
    s = (hi - lo).clamp(min=0).prod(-1)
    iou = s / (p[..., 2:4].prod(-1) + t[..., 2:4].prod(-1) - s)
    resp = torch.zeros_like(iou, dtype=torch.bool)
    resp[torch.arange(len(iou)), iou.argmin(1)] = True
    resp &= has[:, None]
    a, b = p[resp], t[resp]
    return [
        5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful responsible-pays-twice] every box pays for no object
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
        0.5 * p[..., 4].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful centre-in-the-picture] the centre in parts of the picture
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
        5 * ((a[:, :2] - b[:, :2]) / S).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful root-of-the-difference] the root of the difference
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
        5 * (a[:, 2:4] - b[:, 2:4]).abs().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [bare value] five for what is not there
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
        0.5 * (a[:, :2] - b[:, :2]).square().sum(),
        5 * (a[:, 2:4].sqrt() - b[:, 2:4].sqrt()).square().sum(),
        (a[:, 4] - iou[resp]).square().sum(),
        5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [helpful classes-a-box] the classes once a box
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
        B * (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% yolo_loss wrong [bare value] the confidence against IoU of all boxes
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
        (p[..., 4] - iou).square().sum(),
        0.5 * p[..., 4][~resp].square().sum(),
        (pred - target)[..., 5 * B :].reshape(-1, C)[has].square().sum(),
    ]


# %% match right rows of a list
def match(ious, scores, thr):
    table, s = ious.tolist(), scores.tolist()
    hits = [False] * len(s)
    free = list(range(ious.shape[1]))
    for _, i in sorted((-v, i) for i, v in enumerate(s)):
        enough = [(table[i][j], j) for j in free if table[i][j] >= thr]
        if enough:
            free.remove(max(enough)[1])
            hits[i] = True
    return hits


# %% match wrong [helpful overlap-ranks] pairs by their overlap, the best first
def match(ious, scores, thr):
    hits = [False] * len(scores)
    pairs = sorted(((float(v), i, j) for i, row in enumerate(ious) for j, v in enumerate(row)), reverse=True)
    taken = set()
    for v, i, j in pairs:
        if v >= thr and not hits[i] and j not in taken:
            hits[i] = True
            taken.add(j)
    return hits


# %% match wrong [helpful limit-for-scores] the limit for scores
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is not None and scores[i] >= thr and ious[i, best] >= thr:
            hits[i] = True
            free.remove(best)
    return hits


# %% match wrong [helpful stops-at-a-miss] stops at the first miss
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is None or ious[i, best] < thr:
            break
        hits[i] = True
        free.remove(best)
    return hits


# %% match wrong [helpful worst-first] the worst score first
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = [False] * len(scores)
    for i in scores.argsort().tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is not None and ious[i, best] >= thr:
            hits[i] = True
            free.remove(best)
    return hits


# %% match wrong [helpful type] a tensor of bools
def match(ious, scores, thr):
    left = ious.clone()
    hits = torch.zeros(len(scores), dtype=torch.bool)
    if left.numel():
        for i in torch.argsort(scores, descending=True, stable=True):
            j = left[i].argmax()
            if left[i, j] >= thr:
                hits[i] = True
                left[:, j] = -1
    return hits


# %% match wrong [helpful places] places of the hits
def match(ious, scores, thr):
    left = ious.clone()
    hits = []
    if left.numel():
        for i in torch.argsort(scores, descending=True, stable=True).tolist():
            j = left[i].argmax()
            if left[i, j] >= thr:
                hits.append(i)
                left[:, j] = -1
    return hits


# %% match wrong [helpful turned-round] the false alarms marked
def match(ious, scores, thr):
    left = ious.clone()
    out = [True] * len(scores)
    if left.numel():
        for i in torch.argsort(scores, descending=True, stable=True).tolist():
            j = left[i].argmax()
            if left[i, j] >= thr:
                out[i] = False
                left[:, j] = -1
    return out


# %% average_precision right arange of tenths
def average_precision(scores, is_tp, n_gt, method):
    if len(scores) == 0:
        return 0.0
    tp = is_tp.numpy()[np.argsort(-scores.numpy())]
    cum = np.cumsum(tp)
    prec, rec = cum / (np.arange(len(tp)) + 1), cum / n_gt
    if method == "voc10":
        mrec, mpre = np.concatenate([[0], rec, [1]]), np.concatenate([[0], prec, [0]])
        for i in range(len(mpre) - 1, 0, -1):
            mpre[i - 1] = max(mpre[i - 1], mpre[i])
        i = np.where(mrec[1:] != mrec[:-1])[0]
        return float(np.sum((mrec[i + 1] - mrec[i]) * mpre[i + 1]))
    ts = np.arange(0, 1.1, 0.1) if method == "voc07" else np.linspace(0, 1, 101)
    return float(sum(prec[rec >= t].max() if (rec >= t).any() else 0 for t in ts) / len(ts))


# %% average_precision right float32 throughout
def average_precision(scores, is_tp, n_gt, method):
    tp = is_tp[scores.sort(descending=True).indices].float()
    cum = tp.cumsum(0)
    prec, rec = cum / (torch.arange(len(tp)) + 1), cum / n_gt
    if method == "voc10":
        return sum(prec[k:].max() for k in range(len(tp)) if tp[k]) / n_gt
    ts = torch.linspace(0, 1, {"voc07": 11, "coco": 101}[method])
    return torch.stack([torch.cat([prec[rec >= t], torch.zeros(1)]).max() for t in ts]).mean()
