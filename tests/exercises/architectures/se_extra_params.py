# ruff: noqa: F811
"""Right and wrong answers to `se_extra_params`."""

import numpy as np
from torch import nn


# %% right layer by layer
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, n in zip(widths, blocks, strict=True):
        down = c * (c // ratio) + c // ratio
        up = (c // ratio) * c + c
        total += n * (down + up)
    return total


# %% right gate by gate
def se_extra_params(widths, blocks, ratio):
    total = 0
    for i in range(len(widths)):
        for _ in range(blocks[i]):
            small = int(widths[i] / ratio)
            total += (widths[i] + 1) * small
            total += (small + 1) * widths[i]
    return total


# %% right one expression
def se_extra_params(widths, blocks, ratio):
    return sum(n * ((2 * c + 1) * (c // ratio) + c) for c, n in zip(widths, blocks, strict=True))


# %% right numpy
def se_extra_params(widths, blocks, ratio):
    c, n = np.array(widths), np.array(blocks)
    few = c // ratio
    return int((n * (2 * c * few + few + c)).sum())


# %% right torch counts
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, n in zip(widths, blocks, strict=True):
        gate = nn.Sequential(
            nn.Conv2d(c, c // ratio, 1), nn.ReLU(), nn.Conv2d(c // ratio, c, 1), nn.Sigmoid()
        )
        total += n * sum(p.numel() for p in gate.parameters())
    return total


# %% wrong idea [biases] matrices alone
def se_extra_params(widths, blocks, ratio):
    return sum(n * 2 * c * (c // ratio) for c, n in zip(widths, blocks, strict=True))


# %% wrong idea [one-bias] only in the middle
def se_extra_params(widths, blocks, ratio):
    return sum(n * (2 * c * (c // ratio) + c // ratio) for c, n in zip(widths, blocks, strict=True))


# %% wrong idea [one-bias] only at the end
def se_extra_params(widths, blocks, ratio):
    return sum(n * (2 * c * (c // ratio) + c) for c, n in zip(widths, blocks, strict=True))


# %% wrong idea [biases-alike] c twice
def se_extra_params(widths, blocks, ratio):
    return sum(n * 2 * (c * (c // ratio) + c) for c, n in zip(widths, blocks, strict=True))


# %% wrong idea [one-matrix] no way back
def se_extra_params(widths, blocks, ratio):
    return sum(n * (c * (c // ratio) + c // ratio) for c, n in zip(widths, blocks, strict=True))


# %% wrong idea [ratio-on-both-sides] small to small
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, n in zip(widths, blocks, strict=True):
        c = c // ratio
        total += n * 2 * (c * c + c)
    return total


# %% wrong idea [ratio-ignored] full matrices
def se_extra_params(widths, blocks, ratio):
    return sum(n * 2 * (c * c + c) for c, n in zip(widths, blocks, strict=True))


# %% wrong idea [input-width] what the block reads
def se_extra_params(widths, blocks, ratio):
    total, reads = 0, widths[0]
    for c, n in zip(widths, blocks, strict=True):
        for _ in range(n):
            few = reads // ratio
            total += 2 * reads * few + few + reads
            reads = c
    return total


# %% wrong idea [middle-width] a quarter
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, n in zip(widths, blocks, strict=True):
        c = c // 4
        total += n * (2 * c * (c // ratio) + c // ratio + c)
    return total


# %% wrong idea [one-gate-a-stage] blocks not read
def se_extra_params(widths, blocks, ratio):
    return sum(2 * c * (c // ratio) + c // ratio + c for c in widths)


# %% wrong idea [widths-added-first] one big gate
def se_extra_params(widths, blocks, ratio):
    c = sum(w * n for w, n in zip(widths, blocks, strict=True))
    return 2 * c * (c // ratio) + c // ratio + c


# %% wrong edge [rest-kept] rounded up
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, n in zip(widths, blocks, strict=True):
        few = (c + ratio - 1) // ratio
        total += n * (2 * c * few + few + c)
    return total


# %% wrong edge [divided-at-the-end] divided later
def se_extra_params(widths, blocks, ratio):
    return sum(n * (2 * c * c // ratio + c // ratio + c) for c, n in zip(widths, blocks, strict=True))


# %% wrong idea [type] true division
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, n in zip(widths, blocks, strict=True):
        few = c / ratio
        total += n * (2 * c * few + few + c)
    return total


# %% wrong edge [divided-at-the-end] the sum made whole
def se_extra_params(widths, blocks, ratio):
    total = 0
    for c, count in zip(widths, blocks):
        few = c / ratio
        total += count * (c * few + few + few * c + c)
    return int(total)
