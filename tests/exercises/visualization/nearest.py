# ruff: noqa: F811
"""Right and wrong answers to `nearest`."""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% right squares in one line
def nearest(query, bank, k):
    return torch.argsort(((bank - query) ** 2).sum(dim=1), stable=True)[:k].tolist()


# %% right plain numbers
def nearest(query, bank, k):
    far = [math.dist(query.tolist(), row) for row in bank.tolist()]
    return sorted(range(len(far)), key=lambda i: far[i])[:k]


# %% right numpy
def nearest(query, bank, k):
    far = np.linalg.norm(bank.numpy() - query.numpy(), axis=1)
    return [int(i) for i in np.argsort(far, kind="stable")[:k]]


# %% right one after the other
def nearest(query, bank, k):
    left, found = list(range(len(bank))), []
    while len(found) < k:
        best = min(left, key=lambda i: float((bank[i] - query).norm()))
        left.remove(best)
        found.append(best)
    return found


# %% right pairs of distance and place
def nearest(query, bank, k):
    pairs = [(((row - query) ** 2).sum().item(), i) for i, row in enumerate(bank)]
    return [i for _, i in sorted(pairs)][:k]


# %% right mean of squares
def nearest(query, bank, k):
    return (bank - query[None]).pow(2).mean(1).sort(stable=True)[1][:k].tolist()


# %% wrong idea [farthest] descending
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).argsort(descending=True)[:k].tolist()


# %% wrong idea [farthest] topk as it comes
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).topk(k).indices.tolist()


# %% wrong idea [one-side-normalised] bank of length 1
def nearest(query, bank, k):
    bank = bank / bank.norm(dim=1, keepdim=True)
    return (bank - query).norm(dim=1).sort(stable=True).indices[:k].tolist()


# %% wrong idea [one-side-normalised] query of length 1
def nearest(query, bank, k):
    query = query / query.norm()
    return (bank - query).norm(dim=1).sort(stable=True).indices[:k].tolist()


# %% wrong idea [angles-compared] cosine similarity
def nearest(query, bank, k):
    alike = F.cosine_similarity(bank, query[None])
    return (-alike).sort(stable=True).indices[:k].tolist()


# %% wrong idea [largest-product] dot product
def nearest(query, bank, k):
    return (bank @ query).argsort(descending=True)[:k].tolist()


# %% wrong idea [largest-product] smallest dot product
def nearest(query, bank, k):
    return (bank @ query).sort(stable=True).indices[:k].tolist()


# %% wrong idea [sizes-added] absolute differences
def nearest(query, bank, k):
    return (bank - query).abs().sum(1).sort(stable=True).indices[:k].tolist()


# %% wrong idea [largest-difference] maximum
def nearest(query, bank, k):
    return (bank - query).abs().max(1).values.sort(stable=True).indices[:k].tolist()


# %% wrong idea [signs-cancel] neither squared nor absolute
def nearest(query, bank, k):
    return (bank - query).sum(1).sort(stable=True).indices[:k].tolist()


# %% wrong idea [signs-cancel] squared after the sum
def nearest(query, bank, k):
    return ((bank - query).sum(1) ** 2).sort(stable=True).indices[:k].tolist()


# %% wrong idea [length-of-the-code] query forgotten
def nearest(query, bank, k):
    return bank.norm(dim=1).sort(stable=True).indices[:k].tolist()


# %% wrong idea [nearest-skipped] the first taken for the query itself
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).sort(stable=True).indices[1 : k + 1].tolist()


# %% wrong idea [one-too-many] k + 1
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).sort(stable=True).indices[: k + 1].tolist()


# %% wrong idea [one-too-few] k - 1
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).sort(stable=True).indices[: k - 1].tolist()


# %% wrong idea [k-left-out] all in order
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).sort(stable=True).indices.tolist()


# %% wrong idea [order-of-the-bank] sorted once more
def nearest(query, bank, k):
    return sorted((bank - query).norm(dim=1).sort(stable=True).indices[:k].tolist())


# %% wrong idea [nearest-last] from behind
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).sort(stable=True).indices[:k].flip(0).tolist()


# %% wrong idea [ranks-for-places] argsort twice
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).argsort(stable=True).argsort(stable=True)[:k].tolist()


# %% wrong idea [counted-from-one] rows from 1 on
def nearest(query, bank, k):
    return [i + 1 for i in (bank - query).norm(dim=1).sort(stable=True).indices[:k].tolist()]


# %% wrong idea [distances-for-places] values
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).sort().values[:k].tolist()


# %% wrong idea [distances-for-places] squares
def nearest(query, bank, k):
    return sorted(((bank - query) ** 2).sum(1).tolist())[:k]


# %% wrong idea [type] a tensor
def nearest(query, bank, k):
    return (bank - query).norm(dim=1).sort(stable=True).indices[:k]


# %% wrong edge [ties-turned-round] the later of two
def nearest(query, bank, k):
    far = (bank - query).norm(dim=1).tolist()
    return sorted(range(len(far)), key=lambda i: (far[i], -i))[:k]


# %% wrong edge [ties-in-any-order] topk-smallest (ties)
def nearest(query, bank, k):
    dist = ((bank - query) ** 2).sum(dim=1).sqrt()
    return dist.topk(k, largest=False).indices.tolist()


# %% wrong edge [one-for-equal-ones] dict-by-distance (ties lost)
def nearest(query, bank, k):
    d = {}
    for i, row in enumerate(bank):
        d[float(((row - query) ** 2).sum())] = i
    return [d[key] for key in sorted(d)][:k]


# %% wrong edge [one-for-equal-ones] list.index of sorted (ties twice)
def nearest(query, bank, k):
    d = ((bank - query) ** 2).sum(1).tolist()
    return [d.index(v) for v in sorted(d)[:k]]


# %% wrong edge [one-for-equal-ones] set lost dup
def nearest(query, bank, k):
    d = (bank - query).pow(2).sum(1)
    u = d.unique()[:k]
    return [int((d == v).nonzero()[0]) for v in u]


# %% wrong idea [added-over-the-bank] dim0
def nearest(query, bank, k):
    dist = ((bank - query) ** 2).sum(dim=0)
    return torch.argsort(dist, stable=True)[:k].tolist()


# %% wrong edge [ties-in-any-order] selection sort: argsort's slip on every machine
def nearest(query, bank, k):
    far = (bank - query).norm(dim=1).tolist()
    places = list(range(len(far)))
    for i in range(k):
        small = i
        for j in range(i + 1, len(far)):
            if far[places[j]] < far[places[small]]:
                small = j
        places[i], places[small] = places[small], places[i]
    return places[:k]
