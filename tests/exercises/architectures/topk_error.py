# ruff: noqa: F811
"""Right and wrong answers to `topk_error`."""

import numpy as np
import torch


# %% right topk and any
def topk_error(logits, y, k):
    guesses = logits.topk(k, dim=1).indices
    hit = (guesses == y[:, None]).any(dim=1)
    return 100 * (1 - hit.double().mean().item())


# %% right one picture after the other
def topk_error(logits, y, k):
    wrong = 0
    for scores, truth in zip(logits.tolist(), y.tolist(), strict=False):
        order = sorted(range(len(scores)), key=lambda c: -scores[c])
        wrong += truth not in order[:k]
    return 100 * wrong / len(y)


# %% right ranks by sorting twice
def topk_error(logits, y, k):
    ranks = logits.argsort(1, descending=True).argsort(1)
    return (ranks[torch.arange(len(y)), y] >= k).double().mean() * 100


# %% right numpy
def topk_error(logits, y, k):
    best = np.argsort(-logits.numpy(), axis=1)[:, :k]
    return float(100 * np.mean([t not in row for row, t in zip(best, y.numpy(), strict=False)]))


# %% right the k-th score as a bar
def topk_error(logits, y, k):
    bar = logits.sort(dim=1, descending=True).values[:, k - 1]
    return 100.0 * float((logits[range(len(y)), y] < bar).double().mean())


# %% right softmax first
def topk_error(logits, y, k):
    p = logits.double().softmax(1)
    found = p.topk(k).indices.eq(y.unsqueeze(1)).sum()
    return (len(y) - int(found)) / len(y) * 100


# %% wrong idea [accuracy] share of hits in per cent
def topk_error(logits, y, k):
    hit = (logits.topk(k).indices == y[:, None]).any(1)
    return 100 * hit.double().mean().item()


# %% wrong idea [accuracy] share of hits
def topk_error(logits, y, k):
    hit = (logits.topk(k).indices == y[:, None]).any(1)
    return hit.double().mean().item()


# %% wrong idea [fraction] from 0 to 1
def topk_error(logits, y, k):
    hit = (logits.topk(k).indices == y[:, None]).any(1)
    return 1 - hit.double().mean().item()


# %% wrong idea [counted] how many are wrong
def topk_error(logits, y, k):
    hit = (logits.topk(k).indices == y[:, None]).any(1)
    return int((~hit).sum())


# %% wrong idea [counted] as a float
def topk_error(logits, y, k):
    wrong = 0.0
    for i in range(len(y)):
        if y[i] not in logits[i].topk(k).indices:
            wrong += 1
    return wrong


# %% wrong idea [divided-by-k] mean over all guesses
def topk_error(logits, y, k):
    hit = logits.topk(k).indices == y[:, None]
    return 100 * (1 - hit.double().mean().item())


# %% wrong idea [divided-by-k] error shared out
def topk_error(logits, y, k):
    hit = (logits.topk(k).indices == y[:, None]).any(1)
    return 100 * (1 - hit.double().mean().item()) / k


# %% wrong idea [divided-by-k] five guesses make it five times easier
def topk_error(logits, y, k):
    return 100 * (logits.argmax(1) != y).double().mean().item() / k


# %% wrong idea [last-guess-only] guess number k
def topk_error(logits, y, k):
    last = logits.topk(k).indices[:, -1]
    return 100 * (last != y).double().mean().item()


# %% wrong idea [first-guess-only] argmax
def topk_error(logits, y, k):
    return 100 * (logits.argmax(1) != y).double().mean().item()


# %% wrong idea [always-five] k forgotten
def topk_error(logits, y, k):
    five = logits.argsort(1, descending=True)[:, :5]
    return 100 * (1 - (five == y[:, None]).any(1).double().mean().item())


# %% wrong idea [one-guess-too-many] ranks up to k
def topk_error(logits, y, k):
    ranks = logits.argsort(1, descending=True).argsort(1)
    return 100 * (ranks[torch.arange(len(y)), y] > k).double().mean().item()


# %% wrong idea [one-guess-too-few] ranks counted from 1
def topk_error(logits, y, k):
    ranks = logits.argsort(1, descending=True).argsort(1) + 1
    return 100 * (ranks[torch.arange(len(y)), y] >= k).double().mean().item()


# %% wrong idea [lowest-scores] sorted upwards
def topk_error(logits, y, k):
    hit = (logits.argsort(1)[:, :k] == y[:, None]).any(1)
    return 100 * (1 - hit.double().mean().item())


# %% wrong idea [places-for-classes] sorted once
def topk_error(logits, y, k):
    order = logits.argsort(1, descending=True)
    return 100 * (order[torch.arange(len(y)), y] >= k).double().mean().item()


# %% wrong idea [any-truth] isin
def topk_error(logits, y, k):
    hit = torch.isin(logits.topk(k).indices, y).any(1)
    return 100 * (1 - hit.double().mean().item())


# %% wrong idea [sizes-of-scores] absolute
def topk_error(logits, y, k):
    hit = (logits.abs().topk(k).indices == y[:, None]).any(1)
    return 100 * (1 - hit.double().mean().item())


# %% wrong idea [rounded] whole per cent
def topk_error(logits, y, k):
    hit = (logits.topk(k).indices == y[:, None]).any(1)
    return float(round(100 * (1 - hit.double().mean().item())))


# %% wrong idea [shape] True and False
def topk_error(logits, y, k):
    return ~(logits.topk(k).indices == y[:, None]).any(1)


# %% wrong idea [one-for-each-picture] 0 and 100
def topk_error(logits, y, k):
    return 100 * (~(logits.topk(k).indices == y[:, None]).any(1)).double()


# %% wrong idea [error] truth without an axis
def topk_error(logits, y, k):
    hit = (logits.topk(k).indices == y).any(1)
    return 100 * (1 - hit.double().mean().item())
