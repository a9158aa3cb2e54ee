# ruff: noqa: F811
"""Right and wrong answers to `yolo_decode`."""

import torch


def read(t, S, B, C, thr, centre=None, corners=None, score=None, good=None, clip=True):
    """The usual loops, with a step in another way."""
    boxes, scores, labels = [], [], []
    for row in range(S):
        for column in range(S):
            shares = t[row, column, 5 * B :].tolist()
            label = max(range(C), key=lambda k, shares=shares: shares[k])
            for b in range(B):
                x, y, w, h, conf = t[row, column, 5 * b : 5 * b + 5].tolist()
                s = conf * shares[label] if score is None else score(conf, shares)
                if s >= thr if good is None else good(s, conf):
                    place = ((column + x) / S, (row + y) / S) if centre is None else centre(x, y, row, column)
                    boxes.append(edges(*place, w, h) if corners is None else corners(*place, w, h))
                    scores.append(s)
                    labels.append(label)
    boxes = torch.tensor(boxes, dtype=t.dtype).reshape(-1, 4)
    return (
        boxes.clamp(0, 1) if clip else boxes,
        torch.tensor(scores, dtype=t.dtype),
        torch.tensor(labels, dtype=torch.int64),
    )


def edges(x, y, w, h):
    return [x - w / 2, y - h / 2, x + w / 2, y + h / 2]


# %% right loops
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr)


# %% right all cells at once
def yolo_decode(t, S, B, C, thr):
    share, label = t[..., 5 * B :].max(-1)
    five = t[..., : 5 * B].reshape(S, S, B, 5)
    score = five[..., 4] * share[..., None]
    steps = torch.arange(S).to(t)
    x = (five[..., 0] + steps.view(1, S, 1)) / S
    y = (five[..., 1] + steps.view(S, 1, 1)) / S
    w, h = five[..., 2], five[..., 3]
    boxes = torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1).clamp(0, 1)
    keep = score >= thr
    return boxes[keep], score[keep], label[..., None].expand(S, S, B)[keep]


# %% right flat
def yolo_decode(t, S, B, C, thr):
    flat = t.reshape(S * S, -1)
    label = flat[:, 5 * B :].argmax(1)
    share = flat[:, 5 * B :].gather(1, label[:, None])
    score = (flat[:, 4 : 5 * B : 5] * share).flatten()
    cell = torch.arange(S * S).repeat_interleave(B)
    box = flat[:, : 5 * B].reshape(-1, 5)
    x = (cell % S + box[:, 0]) / S
    y = (torch.div(cell, S, rounding_mode="floor") + box[:, 1]) / S
    corners = torch.stack([x - box[:, 2] / 2, y - box[:, 3] / 2, x + box[:, 2] / 2, y + box[:, 3] / 2], 1)
    at = (score >= thr).nonzero()[:, 0]
    return corners[at].clamp(min=0, max=1), score[at], label[cell[at]]


# %% right the empty answer apart
def yolo_decode(t, S, B, C, thr):
    found = []
    for i in range(S * S * B):
        cell, b = divmod(i, B)
        row, column = divmod(cell, S)
        share, label = t[row, column, 5 * B :].max(0)
        x, y, w, h, c = t[row, column, 5 * b : 5 * b + 5].double()
        if c * share >= thr:
            x0, x1 = ((column + x) / S - w / 2).clamp(min=0), ((column + x) / S + w / 2).clamp(max=1)
            y0, y1 = ((row + y) / S - h / 2).clamp(min=0), ((row + y) / S + h / 2).clamp(max=1)
            found.append((torch.stack([x0, y0, x1, y1]), c * share, label))
    if found == []:
        return torch.empty(0, 4), torch.empty(0), torch.empty(0, dtype=torch.long)
    boxes, scores, labels = zip(*found, strict=True)
    return torch.stack(boxes), torch.stack(scores), torch.stack(labels)


# %% right a list of three
def yolo_decode(t, S, B, C, thr):
    rows, columns = torch.meshgrid(torch.arange(S), torch.arange(S), indexing="ij")
    parts = []
    for b in range(B):
        x, y, w, h, c = t[..., 5 * b : 5 * b + 5].unbind(-1)
        x, y = (columns + x) / S, (rows + y) / S
        parts.append(torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2, c], -1))
    every = torch.stack(parts, 2)
    share, label = t[..., 5 * B :].max(-1, keepdim=True)
    score = every[..., 4] * share
    keep = (score >= thr).nonzero(as_tuple=True)
    return [every[..., :4].clamp(0, 1)[keep], score[keep], label.expand_as(score)[keep]]


# %% wrong idea [class-left-out] confidence is the score
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, score=lambda conf, shares: conf)


# %% wrong idea [confidence-left-out] the share is the score
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, score=lambda conf, shares: max(shares))


# %% wrong idea [threshold-on-confidence] confident boxes
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, good=lambda s, conf: conf >= thr)


# %% wrong idea [softmax-of-the-shares] softmax
def yolo_decode(t, S, B, C, thr):
    return read(
        t, S, B, C, thr, score=lambda conf, shares: conf * float(torch.tensor(shares).softmax(0).max())
    )


# %% wrong idea [cell-left-out] places of the picture
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, centre=lambda x, y, row, column: (x, y))


# %% wrong idea [cell-left-out] all in the first cell
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, centre=lambda x, y, row, column: (x / S, y / S))


# %% wrong idea [place-not-divided] precedence
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, centre=lambda x, y, row, column: (x + column / S, y + row / S))


# %% wrong idea [still-in-cells] not divided at all
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, centre=lambda x, y, row, column: (x + column, y + row))


# %% wrong idea [row-and-column-swapped] x with the row
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, centre=lambda x, y, row, column: ((x + row) / S, (y + column) / S))


# %% wrong idea [column-by-column] columns outside
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for column in range(S):
        for row in range(S):
            share, label = t[row, column, 5 * B :].max(0)
            for b in range(B):
                x, y, w, h, c = t[row, column, 5 * b : 5 * b + 5].tolist()
                if c * share >= thr:
                    boxes.append(edges((column + x) / S, (row + y) / S, w, h))
                    scores.append(float(c * share))
                    labels.append(int(label))
    return torch.tensor(boxes).view(-1, 4).clamp(0, 1), torch.tensor(scores), torch.tensor(labels).long()


# %% wrong idea [best-first] sorted
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = read(t, S, B, C, thr)
    scores, order = scores.sort(descending=True)
    return boxes[order], scores, labels[order]


# %% wrong idea [box-by-box] boxes outside
def yolo_decode(t, S, B, C, thr):
    one = [read(torch.cat([t[..., 5 * b : 5 * b + 5], t[..., 5 * B :]], -1), S, 1, C, thr) for b in range(B)]
    return tuple(torch.cat([part[i] for part in one]) for i in range(3))


# %% wrong idea [sides-in-cells] all four divided
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, corners=lambda x, y, w, h: edges(x, y, w / S, h / S))


# %% wrong idea [sides-squared] squares
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, corners=lambda x, y, w, h: edges(x, y, w**2, h**2))


# %% wrong idea [centre-for-corner] x + w
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, corners=lambda x, y, w, h: [x, y, x + w, y + h])


# %% wrong idea [sides-not-halved] whole sides
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, corners=lambda x, y, w, h: [x - w, y - h, x + w, y + h])


# %% wrong idea [centre-and-sides] cxcywh
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, corners=lambda x, y, w, h: [x, y, w, h])


# %% wrong idea [corners-out-of-order] x0 x1 y0 y1
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, corners=lambda x, y, w, h: [x - w / 2, x + w / 2, y - h / 2, y + h / 2])


# %% wrong edge [not-clipped] as they are
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, clip=False)


# %% wrong edge [not-clipped] only from below
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = read(t, S, B, C, thr, clip=False)
    return boxes.relu(), scores, labels


# %% wrong edge [not-clipped] only from above
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = read(t, S, B, C, thr, clip=False)
    return boxes.clamp(max=1), scores, labels


# %% wrong idea [best-box-of-the-cell] one box a cell
def yolo_decode(t, S, B, C, thr):
    five = t[..., : 5 * B].reshape(S, S, B, 5)
    best = five[..., 4].argmax(-1)
    five = five.gather(2, best[..., None, None].expand(S, S, 1, 5))[:, :, 0]
    return read(torch.cat([five, t[..., 5 * B :]], -1), S, 1, C, thr)


# %% wrong idea [every-class] all classes that are good enough
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = [], [], []
    for row in range(S):
        for column in range(S):
            for b in range(B):
                x, y, w, h, c = t[row, column, 5 * b : 5 * b + 5].tolist()
                for k in range(C):
                    s = c * t[row, column, 5 * B + k].item()
                    if s >= thr:
                        boxes.append(edges((column + x) / S, (row + y) / S, w, h))
                        scores.append(s)
                        labels.append(k)
    return torch.tensor(boxes).view(-1, 4).clamp(0, 1), torch.tensor(scores), torch.tensor(labels).long()


# %% wrong edge [at-the-threshold] above the threshold
def yolo_decode(t, S, B, C, thr):
    return read(t, S, B, C, thr, good=lambda s, conf: s > thr)


# %% wrong idea [labels-from-1] one too many
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = read(t, S, B, C, thr)
    return boxes, scores, labels + 1


# %% wrong edge [nothing-found] empty lists
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = read(t, S, B, C, thr)
    return torch.tensor(boxes.tolist()), torch.tensor(scores.tolist()), torch.tensor(labels.tolist())


# %% wrong edge [nothing-found] stack of nothing
def yolo_decode(t, S, B, C, thr):
    boxes, scores, labels = read(t, S, B, C, thr)
    return torch.stack(list(boxes)), torch.stack(list(scores)), torch.stack(list(labels))


# %% wrong idea [held-in-the-cell] places forced into their cell
def yolo_decode(t, S, B, C, thr):
    return read(
        t,
        S,
        B,
        C,
        thr,
        centre=lambda x, y, row, column: ((column + min(1, max(0, x))) / S, (row + min(1, max(0, y))) / S),
    )
