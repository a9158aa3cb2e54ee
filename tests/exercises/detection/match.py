# ruff: noqa: F811
"""Right and wrong answers to `match`."""

import numpy as np
import torch


# %% right a copy whose columns are crossed out
def match(ious, scores, thr):
    left = ious.clone()
    out = [False] * len(scores)
    if left.shape[1] == 0:
        return out
    for i in scores.argsort(descending=True, stable=True).tolist():
        best, j = left[i].max(0)
        if best >= thr:
            out[i] = True
            left[:, j] = -1
    return out


# %% right numpy with a mask of the free ones
def match(ious, scores, thr):
    ious, scores = ious.double().numpy(), scores.double().numpy()
    n, m = ious.shape
    free = np.ones(m, dtype=bool)
    hits = np.zeros(n, dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        if not free.any():
            break
        j = np.where(free, ious[i], -np.inf).argmax()
        if ious[i, j] >= thr:
            hits[i], free[j] = True, False
    return hits.tolist()


# %% right loops and a running best
def match(ious, scores, thr):
    order = sorted(range(len(scores)), key=lambda i: scores[i].item(), reverse=True)
    used = []
    result = [None] * len(order)
    for i in order:
        top, which = 0.0, -1
        for j in range(ious.shape[1]):
            value = ious[i, j].item()
            if j not in used and value > top:
                top, which = value, j
        result[i] = which >= 0 and top >= thr
        if result[i]:
            used.append(which)
    return result


# %% right a dictionary from object to find
def match(ious, scores, thr):
    owner = {}
    ranks = torch.sort(scores, descending=True, stable=True).indices
    for i in ranks.tolist():
        wishes = sorted(range(ious.shape[1]), key=lambda j: -float(ious[i, j]))
        for j in wishes:
            if j not in owner and ious[i, j].item() >= thr:
                owner[j] = i
                break
    return [i in owner.values() for i in range(len(scores))]


# %% right the best find left is looked for again and again
def match(ious, scores, thr):
    table = [list(row) for row in ious.tolist()]
    waiting = list(enumerate(scores.tolist()))
    out = [False] * len(waiting)
    while waiting:
        i, _ = max(waiting, key=lambda pair: pair[1])
        waiting = [pair for pair in waiting if pair[0] != i]
        if table[i] and max(table[i]) >= thr:
            out[i] = True
            j = table[i].index(max(table[i]))
            for row in table:
                row[j] = float("-inf")
    return out


# %% right recursion
def match(ious, scores, thr):
    def rest(order, free):
        if not order:
            return set()
        i, later = order[0], order[1:]
        able = [j for j in free if ious[i, j] >= thr]
        if not able:
            return rest(later, free)
        j = max(able, key=lambda j: ious[i, j].item())
        return {i} | rest(later, free - {j})

    order = sorted(range(len(scores)), key=lambda i: -scores[i].item())
    hits = rest(order, frozenset(range(ious.shape[1])))
    return [i in hits for i in range(len(scores))]


# %% wrong idea [duplicates] enough is enough
def match(ious, scores, thr):
    return [bool((row >= thr).any()) for row in ious]


# %% wrong idea [input-order] never sorted
def match(ious, scores, thr):
    left, out = ious.clone(), []
    for row in left:
        hit = len(row) > 0 and row.max().item() >= thr
        if hit:
            left[:, row.argmax()] = -1
        out.append(hit)
    return out


# %% wrong idea [worst-first] sorted upwards
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    out = [False] * len(scores)
    for i in scores.argsort(stable=True).tolist():
        able = [j for j in free if ious[i, j] >= thr]
        if able:
            free.remove(max(able, key=lambda j: ious[i, j].item()))
            out[i] = True
    return out


# %% wrong edge [later-of-equals-first] sorted upwards and turned round
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    out = [False] * len(scores)
    for i in scores.argsort(stable=True).flip(0).tolist():
        able = [j for j in free if ious[i, j] >= thr]
        if able:
            free.remove(max(able, key=lambda j: ious[i, j].item()))
            out[i] = True
    return out


# %% wrong idea [ranked-order] answers appended
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    out = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        able = [j for j in free if ious[i, j] >= thr]
        if able:
            free.remove(max(able, key=lambda j: ious[i, j].item()))
        out.append(bool(able))
    return out


# %% wrong idea [asks-once] the favourite or nothing
def match(ious, scores, thr):
    taken = set()
    out = [False] * len(scores)
    if ious.shape[1] == 0:
        return out
    for i in scores.argsort(descending=True, stable=True).tolist():
        j = int(ious[i].argmax())
        if ious[i, j] >= thr and j not in taken:
            taken.add(j)
            out[i] = True
    return out


# %% wrong idea [first-that-is-enough] the first free one
def match(ious, scores, thr):
    used = set()
    out = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        for j in range(ious.shape[1]):
            if j not in used and ious[i, j] >= thr:
                used.add(j)
                out[i] = True
                break
    return out


# %% wrong idea [taken-in-vain] crossed out before the limit is asked
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    out = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not free:
            break
        j = max(free, key=lambda j: ious[i, j].item())
        free.remove(j)
        out[i] = ious[i, j].item() >= thr
    return out


# %% wrong idea [objects-choose] the best box of each object
def match(ious, scores, thr):
    out = [False] * len(scores)
    if len(scores):
        for column in ious.T:
            if column.max() >= thr:
                out[int(column.argmax())] = True
    return out


# %% wrong idea [first-that-is-enough] the best score of each object
def match(ious, scores, thr):
    out = [False] * len(scores)
    order = scores.argsort(descending=True, stable=True).tolist()
    for j in range(ious.shape[1]):
        for i in order:
            if not out[i] and ious[i, j] >= thr:
                out[i] = True
                break
    return out


# %% wrong idea [overlap-ranks] pairs by IoU, scores unread
def match(ious, scores, thr):
    left = ious.clone()
    out = [False] * len(scores)
    while left.numel() and left.max() >= thr:
        i, j = divmod(int(left.argmax()), left.shape[1])
        out[i] = True
        left[i], left[:, j] = -1, -1
    return out


# %% wrong edge [strictly-above] above the limit
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    out = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        able = [j for j in free if ious[i, j] > thr]
        if able:
            free.remove(max(able, key=lambda j: ious[i, j].item()))
            out[i] = True
    return out


# %% wrong idea [of-the-objects] which objects are found
def match(ious, scores, thr):
    found = [False] * ious.shape[1]
    for i in scores.argsort(descending=True, stable=True).tolist():
        able = [j for j in range(len(found)) if not found[j] and ious[i, j] >= thr]
        if able:
            found[max(able, key=lambda j: ious[i, j].item())] = True
    return found


# %% wrong idea [half-whatever-the-limit] 0.5 for all
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    out = [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        able = [j for j in free if ious[i, j] >= 0.5]
        if able:
            free.remove(max(able, key=lambda j: ious[i, j].item()))
            out[i] = True
    return out


# %% wrong idea [turned-round] the false alarms
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    alarm = [True] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        able = [j for j in free if ious[i, j] >= thr]
        if able:
            free.remove(max(able, key=lambda j: ious[i, j].item()))
            alarm[i] = False
    return alarm


# %% wrong idea [counted] how many hits
def match(ious, scores, thr):
    free = set(range(ious.shape[1]))
    hits = 0
    for i in scores.argsort(descending=True, stable=True).tolist():
        able = [j for j in free if ious[i, j] >= thr]
        if able:
            free.remove(max(able, key=lambda j: ious[i, j].item()))
            hits += 1
    return hits


# %% wrong idea [input-changed] columns crossed out in what came in
def match(ious, scores, thr):
    out = [False] * len(scores)
    if ious.shape[1] == 0:
        return out
    for i in scores.argsort(descending=True, stable=True).tolist():
        best, j = ious[i].max(0)
        if best >= thr:
            out[i] = True
            ious[:, j] = -1
    return out


# %% wrong idea [limit-for-scores] low scores passed over
def match(ious, scores, thr):
    free, hits = list(range(ious.shape[1])), [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is None or scores[i] < thr or ious[i, best] < thr:
            continue
        hits[i] = True
        free.remove(best)
    return hits


# %% wrong idea [stops-at-a-miss] break
def match(ious, scores, thr):
    free, hits = list(range(ious.shape[1])), [False] * len(scores)
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is None or ious[i, best] < thr:
            break
        hits[i] = True
        free.remove(best)
    return hits


# %% wrong idea [places] as they are found
def match(ious, scores, thr):
    free, hits = list(range(ious.shape[1])), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is None or ious[i, best] < thr:
            continue
        hits.append(i)
        free.remove(best)
    return hits


# %% wrong idea [places] sorted
def match(ious, scores, thr):
    free, hits = list(range(ious.shape[1])), []
    for i in scores.argsort(descending=True, stable=True).tolist():
        best = max(free, key=lambda j: ious[i, j], default=None)
        if best is None or ious[i, best] < thr:
            continue
        hits.append(i)
        free.remove(best)
    return sorted(hits)
