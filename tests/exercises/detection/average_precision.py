# ruff: noqa: F811
"""Right and wrong answers to `average_precision`."""

import numpy as np
import torch


# %% right numpy, envelope by accumulate
def average_precision(scores, is_tp, n_gt, method):
    order = np.argsort(-scores.double().numpy(), kind="stable")
    hit = is_tp.numpy()[order]
    hits = hit.cumsum()
    precision = hits / np.arange(1, len(hit) + 1)
    recall = hits / n_gt
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    if method == "voc10":
        return float(envelope[hit].sum() / n_gt)
    grid = np.linspace(0, 1, 11 if method == "voc07" else 101)
    place = np.searchsorted(recall, grid, side="left")
    return float(np.append(envelope, 0.0)[place].mean())


# %% right plain lists
def average_precision(scores, is_tp, n_gt, method):
    pairs = sorted(zip(scores.tolist(), is_tp.tolist(), strict=True), reverse=True)
    points, hits = [], 0
    for rank, (_, hit) in enumerate(pairs, 1):
        hits += hit
        points.append((hits / n_gt, hits / rank))

    def height(r):
        return max((p for recall, p in points if recall >= r), default=0)

    if method == "voc10":
        return sum(height(k / n_gt) for k in range(1, n_gt + 1)) / n_gt
    n = {"voc07": 11, "coco": 101}[method]
    return sum(height(i / (n - 1)) for i in range(n)) / n


# %% right torch, a table of comparisons
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.cumsum(0).double()
    precision = hits / torch.arange(1, len(hit) + 1)
    if method == "voc10":
        levels = torch.arange(1, n_gt + 1, dtype=torch.float64) / n_gt
    else:
        n = 11 if method == "voc07" else 101
        levels = torch.arange(n, dtype=torch.float64) / (n - 1)
    reached = (hits / n_gt)[None] >= levels[:, None]
    table = torch.where(reached, precision[None], torch.zeros(1, dtype=torch.float64))
    table = torch.cat([table, torch.zeros(len(levels), 1, dtype=torch.float64)], 1)
    return table.amax(1).mean()


# %% right counts compared as whole numbers
def average_precision(scores, is_tp, n_gt, method):
    order = sorted(range(len(scores)), key=lambda i: -scores[i].item())
    hits, row = 0, []
    for rank, i in enumerate(order, 1):
        hits += bool(is_tp[i])
        row.append((hits, hits / rank))
    best, envelope = 0.0, [0.0] * (hits + 1)
    for h, p in reversed(row):
        best = max(best, p)
        envelope[h] = best
    if method == "voc10":
        return sum(envelope[1:]) / n_gt
    total, n = 0.0, 10 if method == "voc07" else 100
    for i in range(n + 1):
        need = max(-(-i * n_gt // n), 1 if hits else 0)
        total += envelope[need] if need <= hits else 0.0
    return total / (n + 1)


# %% right area by differences of recall
def average_precision(scores, is_tp, n_gt, method):
    _, order = torch.sort(scores, descending=True)
    tp = is_tp[order].double()
    recall = torch.cat([torch.zeros(1), tp.cumsum(0) / n_gt, torch.ones(1)]).double()
    precision = torch.cat(
        [torch.zeros(1), tp.cumsum(0) / torch.arange(1, len(tp) + 1), torch.zeros(1)]
    ).double()
    for i in range(len(precision) - 2, -1, -1):
        precision[i] = max(precision[i], precision[i + 1])
    if method == "voc10":
        return ((recall[1:] - recall[:-1]) * precision[1:]).sum().item()
    grid = torch.linspace(0, 1, 11 if method == "voc07" else 101, dtype=torch.float64)
    total = 0.0
    for r in grid:
        total += float(precision[recall >= r - 1e-9].max())
    return total / len(grid)


# %% right trapezoids under the whole envelope, which falls only at false alarms
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if len(hits) == 0:
        return 0.0
    envelope = precision.flip(0).cummax(0).values.flip(0)
    if method == "voc10":
        x = [0.0, *recall.tolist()]
        y = [envelope[0].item(), *envelope.tolist()]
        return sum((x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2 for i in range(len(x) - 1))
    n = 10 if method == "voc07" else 100
    return sum(max(precision[recall >= i / n].tolist(), default=0.0) for i in range(n + 1)) / (n + 1)


# %% wrong idea [unsorted] as they came
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(height(k / n_gt) for k in range(1, n_gt + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong idea [worst-first] argsort goes upwards
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort()].double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(height(k / n_gt) for k in range(1, n_gt + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong idea [found-only] recall over the hits
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    if len(hits) == 0 or hits[-1] == 0:
        return 0.0
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / hits[-1]

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        found = int(hits[-1])
        return sum(height(k / found) for k in range(1, found + 1)) / found
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong idea [no-envelope] precision where the recall is first reached
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if method == "voc10":
        return precision[hit].sum().item() / n_gt
    n = 11 if method == "voc07" else 101
    total = 0.0
    for i in range(n):
        reached = (recall >= i / (n - 1)).nonzero()[:, 0]
        total += precision[reached[0]].item() if len(reached) else 0.0
    return total / n


# %% wrong idea [straight-lines] lines from hit to hit
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if not hit.any():
        return 0.0
    envelope = precision.flip(0).cummax(0).values.flip(0)
    if method == "voc10":
        x = [0.0, *recall[hit].tolist()]
        y = [envelope[0].item(), *envelope[hit].tolist()]
        return sum((x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2 for i in range(len(x) - 1))
    n = 10 if method == "voc07" else 100
    return sum(max(precision[recall >= i / n].tolist(), default=0.0) for i in range(n + 1)) / (n + 1)


# %% wrong idea [straight-lines] trapezoids under the raw curve
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if len(hits) == 0:
        return 0.0
    if method == "voc10":
        y = torch.cat([precision[:1], precision])
        return torch.trapezoid(y, torch.cat([torch.zeros(1), recall])).item()
    n = 10 if method == "voc07" else 100
    return sum(max(precision[recall >= i / n].tolist(), default=0.0) for i in range(n + 1)) / (n + 1)


# %% wrong edge [strictly-above] more than the recall
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if method == "voc10":
        return sum(max(precision[recall >= r].tolist()) for r in recall[hit].tolist()) / n_gt
    n = 10 if method == "voc07" else 100
    return sum(max(precision[recall > i / n].tolist(), default=0.0) for i in range(n + 1)) / (n + 1)


# %% wrong idea [zero-left-out] ten and a hundred recalls
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if method == "voc10":
        return sum(max(precision[recall >= r].tolist()) for r in recall[hit].tolist()) / n_gt
    n = 10 if method == "voc07" else 100
    return sum(max(precision[recall >= i / n].tolist(), default=0.0) for i in range(1, n + 1)) / n


# %% wrong idea [mean-over-reached] unreached recalls left out
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if method == "voc10":
        grid = recall[hit].tolist()
    else:
        n = 10 if method == "voc07" else 100
        grid = [i / n for i in range(n + 1)]
    heights = [max(precision[recall >= r]).item() for r in grid if (recall >= r).any()]
    heights = [h for h in heights if h > 0]
    return sum(heights) / len(heights) if heights else 0.0


# %% wrong idea [held-to-the-end] the last height beyond the last hit
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if not hit.any():
        return 0.0
    envelope = precision.flip(0).cummax(0).values.flip(0)
    last = precision[recall >= recall[-1]].max().item()
    if method == "voc10":
        return envelope[hit].sum().item() / n_gt + (1 - recall[-1].item()) * last
    n = 10 if method == "voc07" else 100
    return sum(max(precision[recall >= i / n].tolist(), default=last) for i in range(n + 1)) / (n + 1)


# %% wrong idea [envelope-from-the-left] best precision so far
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    if len(hits) == 0:
        return 0.0
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    envelope = precision.cummax(0).values
    if method == "voc10":
        return envelope[hit].sum().item() / n_gt
    n = 11 if method == "voc07" else 101
    place = torch.searchsorted(recall, torch.arange(n, dtype=torch.float64) / (n - 1))
    return torch.cat([envelope, torch.zeros(1)])[place].mean().item()


# %% wrong idea [mean-precision] the mean after each find
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    if len(hits) == 0:
        return 0.0
    return (hits / torch.arange(1, len(hits) + 1)).mean().item()


# %% wrong idea [mean-at-hits] the mean where there is a hit
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    if not hit.any():
        return 0.0
    return (hits / torch.arange(1, len(hits) + 1))[hit].mean().item()


# %% wrong idea [last-precision] hits among all
def average_precision(scores, is_tp, n_gt, method):
    return is_tp.double().mean().item() if len(is_tp) else 0.0


# %% wrong idea [11-and-101-swapped] the other grid
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if method == "voc10":
        return sum(max(precision[recall >= r].tolist()) for r in recall[hit].tolist()) / n_gt
    n = 10 if method == "coco" else 100
    return sum(max(precision[recall >= i / n].tolist(), default=0.0) for i in range(n + 1)) / (n + 1)


# %% wrong idea [one-for-all] always the area
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    return sum(max(precision[recall >= r].tolist()) for r in recall[hit].tolist()) / n_gt


# %% wrong idea [one-for-all] always 101 recalls
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    return sum(max(precision[recall >= i / 100].tolist(), default=0.0) for i in range(101)) / 101


# %% wrong idea [one-for-all] always 11 recalls
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    return sum(max(precision[recall >= i / 10].tolist(), default=0.0) for i in range(11)) / 11


# %% wrong idea [per-cent] times 100
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return 100 * sum(height(k / n_gt) for k in range(1, n_gt + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    return 100 * sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong idea [rounded] three digits
def average_precision(scores, is_tp, n_gt, method):
    hits = is_tp[scores.argsort(descending=True)].double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return round(sum(height(k / n_gt) for k in range(1, n_gt + 1)) / n_gt, 3)
    n = 10 if method == "voc07" else 100
    return round(sum(height(i / n) for i in range(n + 1)) / (n + 1), 3)


# %% wrong edge [found-only] the area in shares of the hits
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(height(r) for r in recall[hit].tolist()) / max(1, int(hit.sum()))
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong idea [recall-of-finds] hits over finds
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / max(1, len(hit))

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(height(r) for r in recall[hit].tolist()) / max(1, len(hit))
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong edge [no-envelope] the area of the raw precisions
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return precision[hit].sum().item() / n_gt
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong edge [step-for-every-find] a step for every find
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(height(r) for r in recall.tolist()) / n_gt
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)


# %% wrong idea [one-left-out] range(n)
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall >= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(height(k / n_gt) for k in range(1, n_gt + 1)) / n_gt
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n)) / n


# %% wrong idea [mean-over-reached] unreached recalls left out, the area right
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt
    if method == "voc10":
        return sum(max(precision[recall >= r].tolist()) for r in recall[hit].tolist()) / n_gt
    n = 10 if method == "voc07" else 100
    heights = [max(precision[recall >= i / n].tolist(), default=0.0) for i in range(n + 1)]
    heights = [h for h in heights if h]
    return sum(heights) / len(heights) if heights else 0.0


# %% wrong idea [envelope-from-the-left] the best at the smaller recalls
def average_precision(scores, is_tp, n_gt, method):
    hit = is_tp[scores.argsort(descending=True)]
    hits = hit.double().cumsum(0)
    precision, recall = hits / torch.arange(1, len(hits) + 1), hits / n_gt

    def height(r):
        return max(precision[recall <= r].tolist(), default=0.0)

    if method == "voc10":
        return sum(height(r) for r in recall[hit].tolist()) / n_gt
    n = 10 if method == "voc07" else 100
    return sum(height(i / n) for i in range(n + 1)) / (n + 1)
