# ruff: noqa: F811
"""Right and wrong answers to `pixel_loss`."""

import math

import torch


# %% right permuted, then the mask
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if keep.sum() == 0:
        return torch.tensor(0.0)
    rows = logits.permute(0, 2, 3, 1)[keep]
    log_p = torch.log_softmax(rows, dim=-1)
    return -log_p[torch.arange(len(rows)), y[keep]].mean()


# %% right gather with a harmless class
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    safe = torch.where(keep, y, torch.zeros_like(y))
    picked = torch.log_softmax(logits, 1).gather(1, safe.unsqueeze(1)).squeeze(1)
    return float(-(picked * keep).sum() / keep.sum().clamp(min=1))


# %% right loops
def pixel_loss(logits, y, ignore):
    n, _, h, w = logits.shape
    total, count = 0.0, 0
    for i in range(n):
        for r in range(h):
            for c in range(w):
                t = int(y[i, r, c])
                if t == ignore:
                    continue
                z = logits[i, :, r, c].tolist()
                top = max(z)
                total += top + math.log(sum(math.exp(v - top) for v in z)) - z[t]
                count += 1
    return total / count if count else 0.0


# %% right logsumexp on flattened maps
def pixel_loss(logits, y, ignore):
    z = logits.double().flatten(2)  # n K hw
    truth = y.flatten(1)  # n hw
    keep = truth != ignore
    true = z.gather(1, (truth * keep)[:, None])[:, 0]
    losses = (torch.logsumexp(z, 1) - true)[keep]
    return losses.mean() if losses.numel() else 0.0


# %% right one hot
def pixel_loss(logits, y, ignore):
    classes = torch.arange(logits.shape[1]).view(1, -1, 1, 1)
    hot = (y[:, None] == classes) & (y != ignore)[:, None]
    count = hot.sum().item()
    return -(logits.log_softmax(1) * hot).sum().item() / count if count else 0


# %% right moveaxis and reshape
def pixel_loss(logits, y, ignore):
    rows = torch.moveaxis(logits, 1, 3).reshape(-1, logits.shape[1])
    truth = y.reshape(-1)
    rows, truth = rows[truth != ignore], truth[truth != ignore]
    if not len(truth):
        return 0.0
    shifted = rows - rows.amax(1, keepdim=True)
    return (shifted.exp().sum(1).log() - shifted[range(len(truth)), truth]).mean()


# %% wrong idea [view-mixes-pixels] view for permute
def pixel_loss(logits, y, ignore):
    rows = logits.reshape(-1, logits.shape[1])
    truth = y.flatten()
    keep = truth != ignore
    if not keep.any():
        return 0.0
    return -rows[keep].log_softmax(1).gather(1, truth[keep][:, None]).mean()


# %% wrong idea [view-mixes-pixels] softmax over the right axis, then reshape
def pixel_loss(logits, y, ignore):
    log_p = logits.log_softmax(1).reshape(y.shape[0], y.shape[1], y.shape[2], -1)
    rows, truth = log_p[y != ignore], y[y != ignore]
    return -rows[torch.arange(len(truth)), truth].mean() if len(truth) else 0.0


# %% wrong idea [view-mixes-pixels] view to the channels last shape
def pixel_loss(logits, y, ignore):
    n, k, h, w = logits.shape
    log_p = logits.view(n, h, w, k).log_softmax(-1)
    keep = y != ignore
    if not keep.any():
        return 0.0
    return -log_p[keep][torch.arange(int(keep.sum())), y[keep]].mean()


# %% wrong idea [images-mixed] classes to the front by view
def pixel_loss(logits, y, ignore):
    k = logits.shape[1]
    rows = logits.reshape(k, -1).T
    truth = y.flatten()
    keep = truth != ignore
    if not keep.any():
        return 0.0
    return -rows[keep].log_softmax(1)[torch.arange(int(keep.sum())), truth[keep]].mean()


# %% wrong idea [h-and-w-swapped] transpose of two axes
def pixel_loss(logits, y, ignore):
    rows = logits.transpose(1, 3).reshape(-1, logits.shape[1])
    truth = y.flatten()
    keep = truth != ignore
    if not keep.any():
        return 0.0
    return -rows[keep].log_softmax(1)[torch.arange(int(keep.sum())), truth[keep]].mean()


# %% wrong idea [ignored-in-the-mean] divided by all pixels
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    picked = logits.log_softmax(1).gather(1, (y * keep)[:, None])[:, 0]
    return -(picked * keep).mean()


# %% wrong idea [ignored-counted] gather with the mark
def pixel_loss(logits, y, ignore):
    return -logits.log_softmax(1).gather(1, y.unsqueeze(1)).mean()


# %% wrong idea [ignored-counted] index with the mark
def pixel_loss(logits, y, ignore):
    rows = logits.permute(0, 2, 3, 1).reshape(-1, logits.shape[1]).log_softmax(1)
    return -rows[torch.arange(len(rows)), y.flatten()].mean()


# %% wrong idea [ignored-as-a-class] counted as background
def pixel_loss(logits, y, ignore):
    truth = torch.where(y == ignore, 0, y)
    return -logits.log_softmax(1).gather(1, truth[:, None]).mean()


# %% wrong idea [mean-of-means] picture by picture
def pixel_loss(logits, y, ignore):
    found = []
    for z, t in zip(logits, y, strict=True):
        keep = t != ignore
        if keep.any():
            log_p = z.log_softmax(0)[:, keep]
            found.append(-log_p[t[keep], torch.arange(int(keep.sum()))].mean())
    return sum(found) / len(found) if found else 0.0


# %% wrong idea [mean-of-classes] class by class
def pixel_loss(logits, y, ignore):
    log_p = logits.log_softmax(1)
    found = []
    for c in range(logits.shape[1]):
        here = (y == c) & (y != ignore)
        if here.any():
            found.append(-log_p[:, c][here].mean())
    return sum(found) / len(found) if found else 0.0


# %% wrong idea [softmax-over-places] over the last axis
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    log_p = logits.log_softmax(-1).permute(0, 2, 3, 1)[keep]
    return -log_p[torch.arange(len(log_p)), y[keep]].mean()


# %% wrong idea [softmax-over-places] over all places of a map
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    log_p = logits.flatten(2).log_softmax(2).view_as(logits).permute(0, 2, 3, 1)[keep]
    return -log_p[torch.arange(len(log_p)), y[keep]].mean()


# %% wrong idea [softmax-over-the-batch] axis 0
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    log_p = logits.log_softmax(0).permute(0, 2, 3, 1)[keep]
    return -log_p[torch.arange(len(log_p)), y[keep]].mean()


# %% wrong idea [softmax-twice] probabilities into log_softmax
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    p = logits.softmax(1)
    log_p = p.log_softmax(1).permute(0, 2, 3, 1)[keep]
    return -log_p[torch.arange(len(log_p)), y[keep]].mean()


# %% wrong idea [summed] over all pixels
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    log_p = logits.log_softmax(1).permute(0, 2, 3, 1)[keep]
    return -log_p[torch.arange(len(log_p)), y[keep]].sum()


# %% wrong idea [summed] divided by the pictures
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    log_p = logits.log_softmax(1).permute(0, 2, 3, 1)[keep]
    return -log_p[torch.arange(len(log_p)), y[keep]].sum() / len(logits)


# %% wrong idea [classes-in-the-mean] a one hot of zeros is averaged too
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    log_p = logits.log_softmax(1).permute(0, 2, 3, 1)[keep]
    hot = torch.zeros_like(log_p).scatter(1, y[keep][:, None], 1.0)
    return -(hot * log_p).mean()


# %% wrong idea [not-reduced] a loss for each pixel
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    log_p = logits.log_softmax(1).permute(0, 2, 3, 1)[keep]
    return -log_p[torch.arange(len(log_p)), y[keep]]


# %% wrong idea [not-reduced] a map of losses
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    return -logits.log_softmax(1).gather(1, (y * keep)[:, None])[:, 0] * keep


# %% wrong idea [sign] no minus
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    log_p = logits.log_softmax(1).permute(0, 2, 3, 1)[keep]
    return log_p[torch.arange(len(log_p)), y[keep]].mean()


# %% wrong idea [log-left-out] probabilities
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    p = logits.softmax(1).permute(0, 2, 3, 1)[keep]
    return p[torch.arange(len(p)), y[keep]].mean()


# %% wrong idea [log-of-the-mean] mean first
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    p = logits.softmax(1).permute(0, 2, 3, 1)[keep]
    return -p[torch.arange(len(p)), y[keep]].mean().log()


# %% wrong idea [likeliest-class] argmax
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    log_p = logits.log_softmax(1)
    return -log_p.amax(1)[keep].mean()


# %% wrong idea [first-picture-only] no axis for pictures
def pixel_loss(logits, y, ignore):
    z, t = logits[0], y[0]
    keep = t != ignore
    if not keep.any():
        return 0.0
    log_p = z.log_softmax(0)[:, keep]
    return -log_p[t[keep], torch.arange(int(keep.sum()))].mean()


# %% wrong edge [nothing-left] the mean of nothing
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    log_p = logits.permute(0, 2, 3, 1)[keep].log_softmax(1)
    return -log_p[torch.arange(len(log_p)), y[keep]].mean()


# %% wrong edge [nothing-left] divided by no pixels
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    log_p = logits.permute(0, 2, 3, 1)[keep].log_softmax(1)
    return -sum(log_p[torch.arange(len(log_p)), y[keep]].tolist()) / int(keep.sum())


# %% wrong edge [ignore-by-range] whatever is no class
def pixel_loss(logits, y, ignore):
    keep = (y >= 0) & (y < logits.shape[1])
    if not keep.any():
        return 0.0
    log_p = logits.permute(0, 2, 3, 1)[keep].log_softmax(1)
    return -log_p[torch.arange(len(log_p)), y[keep]].mean()


# %% wrong edge [log-of-zero] softmax, then the logarithm
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    p = logits.permute(0, 2, 3, 1)[keep].softmax(1)
    return -p[torch.arange(len(p)), y[keep]].log().mean()


# %% wrong edge [epsilon-hides-the-loss] a guard against log 0
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    p = logits.permute(0, 2, 3, 1)[keep].softmax(1)
    return -(p[torch.arange(len(p)), y[keep]] + 1e-8).log().mean()


# %% wrong idea [no-softmax] scores as they are
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    scores = logits.permute(0, 2, 3, 1)[keep]
    return -scores[torch.arange(len(scores)), y[keep]].mean()


# %% wrong idea [other-logarithm] base 2
def pixel_loss(logits, y, ignore):
    keep = y != ignore
    if not keep.any():
        return 0.0
    log_p = logits.log_softmax(1).permute(0, 2, 3, 1)[keep] / math.log(2)
    return -log_p[torch.arange(len(log_p)), y[keep]].mean()
