# ruff: noqa: F811, RET503
"""Right and wrong answers to `sparsity`."""

import numpy as np
import torch
import torch.nn.functional as F


# %% right behind the ReLU
def sparsity(z):
    return (F.relu(z) == 0).float().mean().item()


# %% right one minus the positive ones
def sparsity(z):
    return 1 - float((z > 0).sum()) / z.numel()


# %% right counting in plain numbers
def sparsity(z):
    flat = z.flatten().tolist()
    return sum(v <= 0 for v in flat) / len(flat)


# %% right count_nonzero
def sparsity(z):
    return 1.0 - torch.count_nonzero(z.clamp(min=0)).item() / z.numel()


# %% right numpy
def sparsity(z):
    return float(np.mean(z.numpy() <= 0))


# %% right loops
def sparsity(z):
    c, h, w = z.shape
    zeros = 0
    for i in range(c):
        for y in range(h):
            for x in range(w):
                if max(0.0, z[i, y, x].item()) == 0.0:
                    zeros += 1
    return zeros / (c * h * w)


# %% wrong idea [relu-left-out] zeros as they are
def sparsity(z):
    return (z == 0).float().mean().item()


# %% wrong edge [zeros-left-out] negative only
def sparsity(z):
    return (z < 0).float().mean().item()


# %% wrong idea [share-of-non-zeros] positive ones
def sparsity(z):
    return (z > 0).float().mean().item()


# %% wrong idea [share-of-non-zeros] count_nonzero before the ReLU
def sparsity(z):
    return torch.count_nonzero(z).item() / z.numel()


# %% wrong idea [counted] number of zeros
def sparsity(z):
    return (z.relu() == 0).sum().item()


# %% wrong idea [counted] number of zeros as a float
def sparsity(z):
    return float((z.relu() == 0).sum())


# %% wrong idea [per-cent] times 100
def sparsity(z):
    return 100 * (z <= 0).float().mean().item()


# %% wrong idea [silent-maps] dead channels
def sparsity(z):
    dead = [float(m.max() <= 0) for m in z]
    return sum(dead) / len(dead)


# %% wrong idea [first-map-only] return within the loop
def sparsity(z):
    for m in z:
        return (m <= 0).float().mean().item()


# %% wrong idea [first-map-only] overwritten in the loop
def sparsity(z):
    for m in z:
        share = (m <= 0).float().mean().item()
    return share


# %% wrong idea [one-for-each-map] a list
def sparsity(z):
    return [(m <= 0).double().mean().item() for m in z]


# %% wrong idea [one-for-each-map] a tensor of shares
def sparsity(z):
    return (z <= 0).double().mean((1, 2))


# %% wrong idea [rounded] two places
def sparsity(z):
    return round((z <= 0).float().mean().item(), 2)


# %% wrong idea [rounded] mean of rounded shares
def sparsity(z):
    shares = [round((m <= 0).double().mean().item(), 1) for m in z]
    return sum(shares) / len(shares)


# %% wrong idea [divided-by-one-map] h times w
def sparsity(z):
    return (z <= 0).sum().item() / (z.shape[1] * z.shape[2])


# %% wrong edge [nearly-zero] a hundredth
def sparsity(z):
    return (z.relu() < 0.01).float().mean().item()


# %% wrong edge [nearly-zero] a thousandth
def sparsity(z):
    return (z <= 1e-3).float().mean().item()


# %% wrong idea [mean-of-the-map] mean behind the ReLU
def sparsity(z):
    return z.relu().mean().item()


# %% wrong idea [mean-of-the-map] mean
def sparsity(z):
    return z.mean().item()
