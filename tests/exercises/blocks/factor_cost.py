# ruff: noqa: F811
"""Right and wrong answers to `factor_cost`."""

import numpy as np
import torch
from torch import nn


# %% right formulas
def factor_cost(c, k):
    return k**2 * c**2, (k - 1) // 2 * 9 * c**2, 2 * k * c**2


# %% right layers are built and counted
def factor_cost(c, k):
    def count(layers):
        return sum(p.numel() for layer in layers for p in layer.parameters())

    full = [nn.Conv2d(c, c, k, bias=False)]
    stack = [nn.Conv2d(c, c, 3, bias=False) for _ in range(k // 2)]
    pair = [nn.Conv2d(c, c, (1, k), bias=False), nn.Conv2d(c, c, (k, 1), bias=False)]
    return count(full), count(stack), count(pair)


# %% right a loop until the field is wide enough
def factor_cost(c, k):
    field, stacked = 1, 0
    while field < k:
        field += 2
        stacked += 9 * c * c
    return [k * k * c * c, stacked, (k + k) * c * c]


# %% right numpy
def factor_cost(c, k):
    return tuple(c * c * np.array([k * k, 9 * (k // 2), 2 * k]))


# %% right sizes of empty tensors
def factor_cost(c, k):
    full = torch.empty(c, c, k, k).numel()
    stacked = torch.empty((k - 1) // 2, c, c, 3, 3).numel()
    pair = torch.empty(c, c, 1, k).numel() + torch.empty(c, c, k, 1).numel()
    return full, stacked, pair


# %% wrong idea [one-channel] c once
def factor_cost(c, k):
    return k * k * c, (k - 1) // 2 * 9 * c, 2 * k * c


# %% wrong idea [one-channel] a single kernel
def factor_cost(c, k):
    return k * k, (k - 1) // 2 * 9, 2 * k


# %% wrong idea [biases-counted] biases as well
def factor_cost(c, k):
    n = (k - 1) // 2
    return k * k * c * c + c, n * (9 * c * c + c), 2 * (k * c * c + c)


# %% wrong idea [stack-of-k-thirds] k // 3 layers
def factor_cost(c, k):
    return k * k * c * c, k // 3 * 9 * c * c, 2 * k * c * c


# %% wrong idea [stack-of-k-thirds] k - 3 layers
def factor_cost(c, k):
    return k * k * c * c, (k - 3) * 9 * c * c, 2 * k * c * c


# %% wrong edge [stack-of-k-thirds] at least one layer
def factor_cost(c, k):
    return k * k * c * c, max(1, (k - 1) // 2) * 9 * c * c, 2 * k * c * c


# %% wrong idea [stack-as-one-layer] one 3×3
def factor_cost(c, k):
    return k * k * c * c, 9 * c * c, 2 * k * c * c


# %% wrong idea [stack-always-two] as for 5×5
def factor_cost(c, k):
    return k * k * c * c, 2 * 9 * c * c, 2 * k * c * c


# %% wrong idea [half-of-the-pair] one 1×n
def factor_cost(c, k):
    return k * k * c * c, (k - 1) // 2 * 9 * c * c, k * c * c


# %% wrong idea [square-in-the-pair] k² for each
def factor_cost(c, k):
    return k * k * c * c, (k - 1) // 2 * 9 * c * c, 2 * k * k * c * c


# %% wrong idea [square-in-the-pair] k times k
def factor_cost(c, k):
    return k * k * c * c, (k - 1) // 2 * 9 * c * c, k * k * c * c


# %% wrong idea [ratios] shares of the full layer
def factor_cost(c, k):
    return 1.0, (k - 1) // 2 * 9 / (k * k), 2 / k


# %% wrong idea [order] pair before stack
def factor_cost(c, k):
    return k * k * c * c, 2 * k * c * c, (k - 1) // 2 * 9 * c * c
