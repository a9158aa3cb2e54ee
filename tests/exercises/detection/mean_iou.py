# ruff: noqa: F811
"""Right and wrong answers to `mean_iou`."""

import torch
import torch.nn.functional as F


# %% right masks
def mean_iou(pred, y, K):
    total, count = 0.0, 0
    for c in range(K):
        a, b = pred == c, y == c
        if a.any() or b.any():
            total += ((a & b).sum() / (a | b).sum()).item()
            count += 1
    return total / count


# %% right confusion counts by bincount
def mean_iou(pred, y, K):
    table = torch.bincount(y.flatten() * K + pred.flatten(), minlength=K * K).view(K, K).double()
    both = table.diag()
    iou = both / (table.sum(0) + table.sum(1) - both)
    return iou[~iou.isnan()].mean()


# %% right one hot
def mean_iou(pred, y, K):
    a, b = F.one_hot(pred, K).flatten(0, 2), F.one_hot(y, K).flatten(0, 2)
    both, either = (a * b).sum(0), torch.maximum(a, b).sum(0)
    return (both[either > 0] / either[either > 0]).mean().item()


# %% right the classes that occur
def mean_iou(pred, y, K):
    classes = torch.cat([pred.flatten(), y.flatten()]).unique()
    found = []
    for c in classes:
        a, b = pred == c, y == c
        both = (a & b).sum().item()
        found.append(both / (a.sum().item() + b.sum().item() - both))
    return sum(found) / len(found)


# %% right plain Python
def mean_iou(pred, y, K):
    pairs = list(zip(pred.flatten().tolist(), y.flatten().tolist(), strict=True))
    found = []
    for c in range(K):
        either = [p for p in pairs if c in p]
        if either:
            found.append(either.count((c, c)) / len(either))
    return sum(found) / len(found)


# %% right float32 and nanmean
def mean_iou(pred, y, K):
    c = torch.arange(K)[:, None]
    a, b = pred.flatten() == c, y.flatten() == c
    return ((a & b).sum(1).float() / (a | b).sum(1).float()).nanmean()


# %% wrong idea [accuracy] right pixels
def mean_iou(pred, y, K):
    return (pred == y).float().mean().item()


# %% wrong idea [absent-is-0] divided by K
def mean_iou(pred, y, K):
    total = 0.0
    for c in range(K):
        a, b = pred == c, y == c
        total += ((a & b).sum() / (a | b).sum().clamp(min=1)).item()
    return total / K


# %% wrong idea [absent-is-0] a small number below
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        found.append((a & b).sum() / ((a | b).sum() + 1e-9))
    return torch.stack(found).mean()


# %% wrong idea [absent-is-1] a small number above and below
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        found.append(((a & b).sum() + 1e-9) / ((a | b).sum() + 1e-9))
    return torch.stack(found).mean()


# %% wrong idea [absent-is-nan] 0 by 0
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean()


# %% wrong idea [absent-is-nan] 0 by 0 in Python
def mean_iou(pred, y, K):
    total = 0
    for c in range(K):
        a, b = pred == c, y == c
        total += int((a & b).sum()) / int((a | b).sum())
    return total / K


# %% wrong edge [invented-class-left-out] classes of the truth
def mean_iou(pred, y, K):
    found = []
    for c in y.unique():
        a, b = pred == c, y == c
        found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean()


# %% wrong idea [missed-class-left-out] classes that were said
def mean_iou(pred, y, K):
    found = []
    for c in pred.unique():
        a, b = pred == c, y == c
        found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean()


# %% wrong idea [only-classes-in-both] a zero is taken for absence
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if (a & b).any():
            found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean()


# %% wrong idea [false-alarms-left-out] share of the truth
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if b.any():
            found.append((a & b).sum() / b.sum())
    return torch.stack(found).mean()


# %% wrong idea [false-alarms-left-out] share of the truth, zero for invented classes
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append((a & b).sum().item() / max(1, b.sum().item()))
    return sum(found) / len(found)


# %% wrong idea [misses-left-out] share of what was said
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if a.any():
            found.append((a & b).sum() / a.sum())
    return torch.stack(found).mean()


# %% wrong idea [misses-left-out] share of what was said, zero for missed classes
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append((a & b).sum().item() / max(1, a.sum().item()))
    return sum(found) / len(found)


# %% wrong idea [counted-twice] a sum for the union
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append((a & b).sum() / (a.sum() + b.sum()))
    return torch.stack(found).mean()


# %% wrong idea [dice] Dice
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append(2 * (a & b).sum() / (a.sum() + b.sum()))
    return torch.stack(found).mean()


# %% wrong idea [background-left-out] from class 1 on
def mean_iou(pred, y, K):
    found = []
    for c in range(1, K):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean() if found else float("nan")


# %% wrong idea [last-class-left-out] up to K - 1
def mean_iou(pred, y, K):
    found = []
    for c in range(K - 1):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean() if found else float("nan")


# %% wrong idea [picture-by-picture] mean of the pictures' means
def mean_iou(pred, y, K):
    means = []
    for p, t in zip(pred, y, strict=True):
        found = []
        for c in range(K):
            a, b = p == c, t == c
            if (a | b).any():
                found.append((a & b).sum() / (a | b).sum())
        means.append(torch.stack(found).mean())
    return torch.stack(means).mean()


# %% wrong idea [picture-by-picture] every class of every picture
def mean_iou(pred, y, K):
    found = []
    for p, t in zip(pred, y, strict=True):
        for c in range(K):
            a, b = p == c, t == c
            if (a | b).any():
                found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean()


# %% wrong idea [one-fraction-for-all] sums first
def mean_iou(pred, y, K):
    both = sum(((pred == c) & (y == c)).sum().item() for c in range(K))
    either = sum(((pred == c) | (y == c)).sum().item() for c in range(K))
    return both / either


# %% wrong idea [weighted-by-size] by the share of a class
def mean_iou(pred, y, K):
    total = 0.0
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            total += (b.double().mean() * (a & b).sum() / (a | b).sum()).item()
    return total


# %% wrong idea [summed] not divided
def mean_iou(pred, y, K):
    total = 0.0
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            total += ((a & b).sum() / (a | b).sum()).item()
    return total


# %% wrong idea [not-reduced] a list
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append(((a & b).sum() / (a | b).sum()).item())
    return found


# %% wrong idea [not-reduced] a tensor with a place for each class
def mean_iou(pred, y, K):
    c = torch.arange(K)[:, None]
    a, b = pred.flatten() == c, y.flatten() == c
    return (a & b).sum(1) / (a | b).sum(1)


# %% wrong idea [first-picture-only] the first picture
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred[0] == c, y[0] == c
        if (a | b).any():
            found.append((a & b).sum() / (a | b).sum())
    return torch.stack(found).mean()


# %% wrong idea [one-added] one above and below
def mean_iou(pred, y, K):
    total = 0.0
    for c in range(K):
        a, b = pred == c, y == c
        total += ((a & b).sum().item() + 1) / ((a | b).sum().item() + 1)
    return total / K


# %% wrong idea [per-cent] times 100
def mean_iou(pred, y, K):
    found = []
    for c in range(K):
        a, b = pred == c, y == c
        if (a | b).any():
            found.append(100 * (a & b).sum() / (a | b).sum())
    return torch.stack(found).mean()
