# ruff: noqa: F811
"""Right and wrong answers to `lrn`."""

import torch
import torch.nn.functional as F


# %% right a loop over neighbours
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), i + half + 1)):
            total = total + x[j] ** 2
        rows.append((x[i] / (k + alpha * total) ** beta)[None])
    return torch.cat(rows)


# %% right slices
def lrn(x, n, k, alpha, beta):
    squares = x * x
    half = n // 2
    total = torch.stack([squares[max(0, i - half) : i + half + 1].sum(0) for i in range(x.shape[0])])
    return x * (k + alpha * total) ** (-beta)


# %% right padded and unfolded
def lrn(x, n, k, alpha, beta):
    half = n // 2
    squares = F.pad(x.square(), (0, 0, 0, 0, half, half))
    return x / (k + alpha * squares.unfold(0, n, 1).sum(-1)).pow(beta)


# %% right running sums
def lrn(x, n, k, alpha, beta):
    half = n // 2
    c = x.shape[0]
    sums = torch.cat([torch.zeros_like(x[:1]), x.square().cumsum(0)])
    total = torch.stack([sums[min(c, i + half + 1)] - sums[max(0, i - half)] for i in range(c)])
    return x / (k + alpha * total) ** beta


# %% right a band matrix
def lrn(x, n, k, alpha, beta):
    i = torch.arange(len(x))
    near = ((i[:, None] - i[None, :]).abs() <= n // 2).to(x.dtype)
    total = torch.einsum("ij,jhw->ihw", near, x**2)
    return x / (k + alpha * total) ** beta


# %% right average pooling over the maps
def lrn(x, n, k, alpha, beta):
    half = n // 2
    flat = x.square().flatten(1).T[None]
    total = n * F.avg_pool1d(flat, n, 1, half)
    return x / (k + alpha * total[0].T.reshape(x.shape)) ** beta


# %% wrong idea [alpha-divided] as torch does
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), i + half + 1)):
            total = total + x[j] ** 2
        rows.append((x[i] / (k + alpha / n * total) ** beta)[None])
    return torch.cat(rows)


# %% wrong idea [alpha-divided] mean over those that are there
def lrn(x, n, k, alpha, beta):
    half = n // 2
    mean = torch.stack([x[max(0, i - half) : i + half + 1].square().mean(0) for i in range(len(x))])
    return x / (k + alpha * mean) ** beta


# %% wrong idea [window-too-wide] n on each side
def lrn(x, n, k, alpha, beta):
    half = n
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), i + half + 1)):
            total = total + x[j] ** 2
        rows.append((x[i] / (k + alpha * total) ** beta)[None])
    return torch.cat(rows)


# %% wrong idea [one-side-only] only those before
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), i + 1):
            total = total + x[j] ** 2
        rows.append((x[i] / (k + alpha * total) ** beta)[None])
    return torch.cat(rows)


# %% wrong idea [last-neighbour-missing] the slice ends early
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), max(i + half, 0))):
            total = total + x[j] ** 2
        rows.append((x[i] / (k + alpha * total) ** beta)[None])
    return torch.cat(rows)


# %% wrong idea [over-space] neighbours along the row
def lrn(x, n, k, alpha, beta):
    half = n // 2
    squares = F.pad(x.square(), (half, half))
    return x / (k + alpha * squares.unfold(2, n, 1).sum(-1)) ** beta


# %% wrong idea [wraps-round] roll
def lrn(x, n, k, alpha, beta):
    total = sum(torch.roll(x, s, 0) ** 2 for s in range(-(n // 2), n // 2 + 1))
    return x / (k + alpha * total) ** beta


# %% wrong idea [all-maps] sum over axis 0
def lrn(x, n, k, alpha, beta):
    return x / (k + alpha * (x**2).sum(0)) ** beta


# %% wrong idea [own-map-left-out] without itself
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), i + half + 1)):
            total = total + (x[j] ** 2 if j != i else 0)
        rows.append((x[i] / (k + alpha * total) ** beta)[None])
    return torch.cat(rows)


# %% wrong idea [no-squares] plain sum
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), i + half + 1)):
            total = total + x[j]
        rows.append((x[i] / (k + alpha * total) ** beta)[None])
    return torch.cat(rows)


# %% wrong idea [beta-left-out] no power
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), i + half + 1)):
            total = total + x[j] ** 2
        rows.append((x[i] / (k + alpha * total))[None])
    return torch.cat(rows)


# %% wrong idea [multiplied] times the power
def lrn(x, n, k, alpha, beta):
    half = n // 2
    rows = []
    for i in range(len(x)):
        total = torch.zeros_like(x[0])
        for j in range(max(0, i - half), min(len(x), i + half + 1)):
            total = total + x[j] ** 2
        rows.append((x[i] * (k + alpha * total) ** beta)[None])
    return torch.cat(rows)


# %% wrong idea [off-limits] torch's own
def lrn(x, n, k, alpha, beta):
    return F.local_response_norm(x[None], n, alpha * n, beta, k)[0]


# %% wrong idea [slice-below-zero] slices that begin below 0
def lrn(x, n, k, alpha, beta):
    half = n // 2
    sums = [(x[i - half : i + half + 1] ** 2).sum(0) for i in range(len(x))]
    return x / (k + alpha * torch.stack(sums)) ** beta
