# ruff: noqa: F811
"""Right and wrong answers to `mobilenet_params`."""

from itertools import pairwise

import numpy as np
from torch import nn

TABLE = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024]


# %% right pair by pair
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 3 * 9 * maps[0] + 2 * maps[0]
    for i in range(13):
        total += 9 * maps[i] + 2 * maps[i] + maps[i] * maps[i + 1] + 2 * maps[i + 1]
    return total + (maps[13] + 1) * K


# %% right four sums
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    stem = 27 * maps[0]
    depthwise = 9 * sum(maps[:-1])
    pointwise = sum(a * b for a, b in pairwise(maps))
    norm = 2 * (2 * sum(maps) - maps[-1])
    return stem + depthwise + pointwise + norm + maps[-1] * K + K


# %% right numpy
def mobilenet_params(alpha, K):
    maps = np.array(TABLE) * alpha
    maps = np.floor(maps).astype(int)
    body = (11 * maps[:-1] + maps[:-1] * maps[1:] + 2 * maps[1:]).sum()
    return int(29 * maps[0] + body + (maps[-1] + 1) * K)


# %% right torch counts
def mobilenet_params(alpha, K):
    channels = int(32 * alpha)
    layers = [nn.Conv2d(3, channels, 3, bias=False), nn.BatchNorm2d(channels)]
    for c in TABLE[1:]:
        out = int(c * alpha)
        layers += [nn.Conv2d(channels, channels, 3, groups=channels, bias=False), nn.BatchNorm2d(channels)]
        layers += [nn.Conv2d(channels, out, 1, bias=False), nn.BatchNorm2d(out)]
        channels = out
    layers.append(nn.Linear(channels, K))
    return sum(p.numel() for layer in layers for p in layer.parameters())


# %% right a running number
def mobilenet_params(alpha, K):
    reads, total = 3, 0
    for i, c in enumerate(TABLE):
        makes = int(alpha * c)
        if i == 0:
            total += 9 * reads * makes + 2 * makes
        else:
            total += reads * (9 + 2) + makes * (reads + 2)
        reads = makes
    total += reads * K + K
    return total


# %% wrong idea [alpha-on-one-side] thinned once
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for i, makes in zip(range(13), maps[1:], strict=True):
        total += 11 * maps[i] + TABLE[i] * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [alpha-on-the-sum] times alpha
def mobilenet_params(alpha, K):
    maps = list(TABLE)
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    return int((total + maps[-1] * K + K) * alpha)


# %% wrong idea [alpha-on-the-sum] times alpha squared
def mobilenet_params(alpha, K):
    maps = list(TABLE)
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    return int((total + maps[-1] * K + K) * alpha**2)


# %% wrong idea [alpha-left-out] never used
def mobilenet_params(alpha, K):
    maps = list(TABLE)
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [picture-thinned] the picture too
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 9 * int(3 * alpha) * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [classes-thinned] classes too
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    K = int(K * alpha)
    return total + maps[-1] * K + K


# %% wrong idea [norm-left-out] no batch norm
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + reads * makes
    return total + maps[-1] * K + K


# %% wrong idea [running-statistics] statistics too
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 4 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 4 * reads + reads * makes + 4 * makes
    return total + maps[-1] * K + K


# %% wrong idea [norm-of-pairs] one norm a pair
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [depthwise-reads-all] an ordinary 3×3
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads * reads + 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [depthwise-too-late] filters for what is made
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * makes + 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [depthwise-left-out] pointwise alone
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [pointwise-is-3x3] 3×3 that mix
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + 9 * reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [head-bias] no bias
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K


# %% wrong idea [last-pair-missing] one 1024 only
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps[:-1]):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong edge [rounded] round for int
def mobilenet_params(alpha, K):
    maps = [round(c * alpha) for c in TABLE]
    total = 27 * maps[0] + 2 * maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + 2 * reads + reads * makes + 2 * makes
    return total + maps[-1] * K + K


# %% wrong idea [norm-once] a scale without a shift
def mobilenet_params(alpha, K):
    maps = [int(c * alpha) for c in TABLE]
    total = 27 * maps[0] + maps[0]
    for reads, makes in pairwise(maps):
        total += 9 * reads + reads + reads * makes + makes
    return total + maps[-1] * K + K
