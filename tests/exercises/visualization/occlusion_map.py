# ruff: noqa: F811
"""Right and wrong answers to `occlusion_map`."""

import torch
import torch.nn.functional as F


# %% right two loops
def occlusion_map(x, weights, b, target, window, stride, fill):
    def score(picture):
        return (weights @ picture.flatten() + b)[target]

    c, height, width = x.shape
    rows = []
    for top in range(0, height - window + 1, stride):
        row = []
        for left in range(0, width - window + 1, stride):
            covered = x.clone()
            covered[:, top : top + window, left : left + window] = fill
            row.append(score(x) - score(covered))
        rows.append(torch.stack(row))
    return torch.stack(rows)


# %% right what the window takes away, as a convolution
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = (weights[target].view_as(x) * (x - fill)).sum(0)  # what each pixel's cover costs
    return F.conv2d(lost[None, None], torch.ones(1, 1, window, window, dtype=x.dtype), stride=stride)[0, 0]


# %% right sums of windows by unfold
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = weights[target].view_as(x) * (x - fill)
    return lost.unfold(1, window, stride).unfold(2, window, stride).sum((0, 3, 4))


# %% right all pictures as one batch
def occlusion_map(x, weights, b, target, window, stride, fill):
    tops = list(range(0, x.shape[1] - window + 1, stride))
    lefts = list(range(0, x.shape[2] - window + 1, stride))
    batch = x.repeat(len(tops) * len(lefts), 1, 1, 1)
    for n in range(len(batch)):
        top, left = tops[n // len(lefts)], lefts[n % len(lefts)]
        batch[n, :, top : top + window, left : left + window] = fill
    logits = batch.flatten(1) @ weights.T + b
    whole = x.flatten() @ weights.T + b
    return (whole - logits)[:, target].view(len(tops), len(lefts))


# %% right masks
def occlusion_map(x, weights, b, target, window, stride, fill):
    h = (x.shape[1] - window) // stride + 1
    wide = (x.shape[2] - window) // stride + 1
    out = torch.empty(h, wide, dtype=x.dtype)
    for i in range(h):
        for j in range(wide):
            mask = torch.zeros_like(x)
            mask[:, i * stride : i * stride + window, j * stride : j * stride + window] = 1
            covered = x * (1 - mask) + fill * mask
            out[i, j] = torch.dot(weights[target], (x - covered).flatten())
    return out


# %% right prefix sums
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = (weights[target].view_as(x) * (x - fill)).sum(0)
    total = F.pad(lost.cumsum(0).cumsum(1), (1, 0, 1, 0))
    corner = (
        total[window:, window:]
        - total[:-window, window:]
        - total[window:, :-window]
        + total[:-window, :-window]
    )
    return corner[::stride, ::stride]


# %% wrong idea [score] the covered picture's score
def occlusion_map(x, weights, b, target, window, stride, fill):
    tops = range(0, x.shape[1] - window + 1, stride)
    lefts = range(0, x.shape[2] - window + 1, stride)
    out = torch.zeros(len(tops), len(lefts), dtype=x.dtype)
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = x.clone()
            covered[:, top : top + window, left : left + window] = fill
            out[i, j] = weights[target] @ covered.flatten() + b[target]
    return out


# %% wrong idea [probability] softmax before the difference
def occlusion_map(x, weights, b, target, window, stride, fill):
    tops = range(0, x.shape[1] - window + 1, stride)
    lefts = range(0, x.shape[2] - window + 1, stride)
    out = torch.zeros(len(tops), len(lefts), dtype=x.dtype)
    whole = (weights @ x.flatten() + b).softmax(0)[target]
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = x.clone()
            covered[:, top : top + window, left : left + window] = fill
            out[i, j] = whole - (weights @ covered.flatten() + b).softmax(0)[target]
    return out


# %% wrong idea [sign] covered less whole
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = weights[target].view_as(x) * (fill - x)
    return lost.unfold(1, window, stride).unfold(2, window, stride).sum((0, 3, 4))


# %% wrong idea [last-place] range without its end
def occlusion_map(x, weights, b, target, window, stride, fill):
    tops = range(0, x.shape[1] - window, stride)
    lefts = range(0, x.shape[2] - window, stride)
    out = torch.zeros(len(tops), len(lefts), dtype=x.dtype)
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = x.clone()
            covered[:, top : top + window, left : left + window] = fill
            out[i, j] = weights[target] @ (x - covered).flatten()
    return out


# %% wrong idea [over-the-edge] starts at every step
def occlusion_map(x, weights, b, target, window, stride, fill):
    tops, lefts = range(0, x.shape[1], stride), range(0, x.shape[2], stride)
    out = torch.zeros(len(tops), len(lefts), dtype=x.dtype)
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = x.clone()
            covered[:, top : top + window, left : left + window] = fill
            out[i, j] = weights[target] @ (x - covered).flatten()
    return out


# %% wrong idea [first-channel] one channel covered
def occlusion_map(x, weights, b, target, window, stride, fill):
    tops = range(0, x.shape[1] - window + 1, stride)
    lefts = range(0, x.shape[2] - window + 1, stride)
    out = torch.zeros(len(tops), len(lefts), dtype=x.dtype)
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = x.clone()
            covered[0, top : top + window, left : left + window] = fill
            out[i, j] = weights[target] @ (x - covered).flatten()
    return out


# %% wrong idea [never-uncovered] one copy for all places
def occlusion_map(x, weights, b, target, window, stride, fill):
    covered = x.clone()
    rows = []
    for top in range(0, x.shape[1] - window + 1, stride):
        row = []
        for left in range(0, x.shape[2] - window + 1, stride):
            covered[:, top : top + window, left : left + window] = fill
            row.append(weights[target] @ (x - covered).flatten())
        rows.append(torch.stack(row))
    return torch.stack(rows)


# %% wrong idea [black] fill is not used
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = weights[target].view_as(x) * x
    return lost.unfold(1, window, stride).unfold(2, window, stride).sum((0, 3, 4))


# %% wrong idea [best-class] argmax
def occlusion_map(x, weights, b, target, window, stride, fill):
    best = (weights @ x.flatten() + b).argmax()
    lost = weights[best].view_as(x) * (x - fill)
    return lost.unfold(1, window, stride).unfold(2, window, stride).sum((0, 3, 4))


# %% wrong idea [bias-twice] bias in the first score alone
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = weights[target].view_as(x) * (x - fill)
    return lost.unfold(1, window, stride).unfold(2, window, stride).sum((0, 3, 4)) + b[target]


# %% wrong idea [bias-twice] bias in the second score alone
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = weights[target].view_as(x) * (x - fill)
    return lost.unfold(1, window, stride).unfold(2, window, stride).sum((0, 3, 4)) - b[target]


# %% wrong idea [steps-of-one] stride forgotten
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = weights[target].view_as(x) * (x - fill)
    return lost.unfold(1, window, 1).unfold(2, window, 1).sum((0, 3, 4))


# %% wrong idea [steps-of-a-window] windows side by side
def occlusion_map(x, weights, b, target, window, stride, fill):
    lost = weights[target].view_as(x) * (x - fill)
    return lost.unfold(1, window, window).unfold(2, window, window).sum((0, 3, 4))


# %% wrong idea [step-not-taken] square at i, j without stride
def occlusion_map(x, weights, b, target, window, stride, fill):
    c, h, wd = x.shape
    hh, ww = (h - window) // stride + 1, (wd - window) // stride + 1
    r = torch.empty(hh, ww, dtype=x.dtype)
    s = (weights @ x.flatten() + b)[target]
    for i in range(hh):
        for j in range(ww):
            p = x.clone()
            p[:, i : i + window, j : j + window] = fill
            r[i, j] = s - (weights @ p.flatten() + b)[target]
    return r


# %% wrong idea [square-too-small] square slice stops one early
def occlusion_map(x, weights, b, target, window, stride, fill):
    c, h, wd = x.shape
    hh, ww = (h - window) // stride + 1, (wd - window) // stride + 1
    r = torch.empty(hh, ww, dtype=x.dtype)
    s = (weights @ x.flatten() + b)[target]
    for i in range(hh):
        for j in range(ww):
            p = x.clone()
            p[:, i * stride : i * stride + window - 1, j * stride : j * stride + window - 1] = fill
            r[i, j] = s - (weights @ p.flatten() + b)[target]
    return r


# %% wrong idea [one-pixel] one pixel covered
def occlusion_map(x, weights, b, target, window, stride, fill):
    e = (weights[target].view(x.shape) * (x - fill)).sum(0)
    return e.unfold(0, window, stride).unfold(1, window, stride)[..., 0, 0]


# %% wrong idea [fill-multiplied] fill multiplied instead (covers half-way)
def occlusion_map(x, weights, b, target, window, stride, fill):
    e = (weights[target].view(x.shape) * (x - x * fill)).sum(0)
    return e.unfold(0, window, stride).unfold(1, window, stride).sum((-1, -2))


# %% wrong idea [rest-covered] picture kept inside, rest covered
def occlusion_map(x, weights, b, target, window, stride, fill):
    e = (weights[target].view(x.shape) * (x - fill)).sum(0)
    return e.sum() - e.unfold(0, window, stride).unfold(1, window, stride).sum((-1, -2))


# %% wrong idea [share-of-the-score] divided by the whole picture's
def occlusion_map(x, weights, b, target, window, stride, fill):
    score = lambda picture: weights[target] @ picture.flatten() + b[target]
    rows = range(0, x.shape[1] - window + 1, stride)
    columns = range(0, x.shape[2] - window + 1, stride)
    falls = torch.zeros(len(rows), len(columns), dtype=x.dtype)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            hidden = x.clone()
            hidden[:, top : top + window, left : left + window] = fill
            falls[i, j] = 1 - score(hidden) / score(x)
    return falls
