# ruff: noqa: F811
"""Right and wrong answers to `alexnet_params`."""

import numpy as np
import torch
from torch import nn

CONVS = [(96, 11), (256, 5), (384, 3), (384, 3), (256, 3)]


# %% right one row a layer
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    total = 96 * 11 * 11 * c_in
    total += 256 * 5 * 5 * 96 // g
    total += 384 * 3 * 3 * 256
    total += 384 * 3 * 3 * 384 // g
    total += 256 * 3 * 3 * 384 // g
    total += 256 * 6 * 6 * 4096 + 4096 * 4096 + 4096 * K
    if bias:
        total += 96 + 256 + 384 + 384 + 256 + 4096 + 4096 + K
    return total


# %% right a loop that carries the maps
def alexnet_params(grouped, bias, K, c_in):
    total, maps = 0, c_in
    for i, (filters, k) in enumerate([(96, 11), (256, 5), (384, 3), (384, 3), (256, 3)]):
        groups = 2 if grouped and i in (1, 3, 4) else 1
        total += filters * (k * k * (maps // groups) + (1 if bias else 0))
        maps = filters
    numbers = maps * 36
    for units in (4096, 4096, K):
        total += units * numbers + (units if bias else 0)
        numbers = units
    return total


# %% right layers of torch
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    with torch.device("meta"):
        net = nn.Sequential(
            nn.Conv2d(c_in, 96, 11, 4, bias=bias),
            nn.Conv2d(96, 256, 5, groups=g, bias=bias),
            nn.Conv2d(256, 384, 3, bias=bias),
            nn.Conv2d(384, 384, 3, groups=g, bias=bias),
            nn.Conv2d(384, 256, 3, groups=g, bias=bias),
            nn.Linear(9216, 4096, bias=bias),
            nn.Linear(4096, 4096, bias=bias),
            nn.Linear(4096, K, bias=bias),
        )
    return sum(p.numel() for p in net.parameters())


# %% right numpy and a matrix of layers
def alexnet_params(grouped, bias, K, c_in):
    units = np.array([96, 256, 384, 384, 256, 4096, 4096, K], dtype=np.int64)
    reads = np.array([121 * c_in, 2400, 2304, 3456, 3456, 9216, 4096, 4096], dtype=np.int64)
    if grouped:
        reads[[1, 3, 4]] //= 2
    return int((units * reads).sum() + (units.sum() if bias else 0))


# %% right the one tower, less what the groups save
def alexnet_params(grouped, bias, K, c_in):
    weights = 11_616 * c_in + 614_400 + 884_736 + 1_327_104 + 884_736 + 37_748_736 + 16_777_216 + 4096 * K
    saved = (614_400 + 1_327_104 + 884_736) // 2
    return weights - grouped * saved + bias * (9_568 + K)


# %% right two towers counted each by itself
def alexnet_params(grouped, bias, K, c_in):
    one = 1 if bias else 0
    if not grouped:
        convs = 96 * (121 * c_in + one) + 256 * (2400 + one) + 384 * (2304 + one)
        convs += 384 * (3456 + one) + 256 * (3456 + one)
    else:
        tower = 48 * (121 * c_in + one) + 128 * (25 * 48 + one) + 192 * (9 * 256 + one)
        tower += 192 * (9 * 192 + one) + 128 * (9 * 192 + one)
        convs = 2 * tower
    return convs + 4096 * (9216 + one) + 4096 * (4096 + one) + K * (4096 + one)


# %% wrong idea [dense-without-biases] as the table prints it
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    b = 1 if bias else 0
    convs = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    convs += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return convs + 9216 * 4096 + 4096 * 4096 + 4096 * K


# %% wrong idea [third-layer-split] all convolutions behind the first
def alexnet_params(grouped, bias, K, c_in):
    total, maps = 0, c_in
    for i, (filters, k) in enumerate(CONVS):
        read = maps // 2 if grouped and i else maps
        total += filters * (k * k * read + bool(bias))
        maps = filters
    return total + sum(m * (n + bool(bias)) for n, m in ((9216, 4096), (4096, 4096), (4096, K)))


# %% wrong idea [groups-left-out] the single tower always
def alexnet_params(grouped, bias, K, c_in):
    units = [96, 256, 384, 384, 256, 4096, 4096, K]
    reads = [121 * c_in, 2400, 2304, 3456, 3456, 9216, 4096, 4096]
    return sum(m * (n + (1 if bias else 0)) for m, n in zip(units, reads, strict=True))


# %% wrong idea [always-grouped] the contest's network always
def alexnet_params(grouped, bias, K, c_in):
    units = [96, 256, 384, 384, 256, 4096, 4096, K]
    reads = [121 * c_in, 1200, 2304, 1728, 1728, 9216, 4096, 4096]
    return sum(m * (n + (1 if bias else 0)) for m, n in zip(units, reads, strict=True))


# %% wrong idea [quartered] maps and filters halved
def alexnet_params(grouped, bias, K, c_in):
    units = [96, 256, 384, 384, 256, 4096, 4096, K]
    reads = [121 * c_in, 2400, 2304, 3456, 3456, 9216, 4096, 4096]
    if grouped:
        for i in (1, 3, 4):
            units[i] //= 2
            reads[i] //= 2
    return sum(m * (n + (1 if bias else 0)) for m, n in zip(units, reads, strict=True))


# %% wrong idea [biases-halved] half of each grouped layer
def alexnet_params(grouped, bias, K, c_in):
    units = [96, 256, 384, 384, 256, 4096, 4096, K]
    reads = [121 * c_in, 2400, 2304, 3456, 3456, 9216, 4096, 4096]
    layers = [m * (n + (1 if bias else 0)) for m, n in zip(units, reads, strict=True)]
    if grouped:
        for i in (1, 3, 4):
            layers[i] //= 2
    return sum(layers)


# %% wrong idea [sixty-four] from a library
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 64 * (121 * c_in + b) + 256 * (25 * 64 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (9216 + b) + 4096 * (4096 + b) + K * (4096 + b)


# %% wrong idea [places-forgotten] 256 numbers into the first dense layer
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (256 + b) + 4096 * (4096 + b) + K * (4096 + b)


# %% wrong idea [places-forgotten] one side of the map
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (256 * 6 + b) + 4096 * (4096 + b) + K * (4096 + b)


# %% wrong idea [pool-forgotten] 13×13 flattened
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (256 * 13 * 13 + b) + 4096 * (4096 + b) + K * (4096 + b)


# %% wrong idea [a-thousand] K not looked at
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (9216 + b) + 4096 * (4096 + b) + 1000 * (4096 + b)


# %% wrong idea [ten] as the listing has it
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (9216 + b) + 4096 * (4096 + b) + 10 * (4096 + b)


# %% wrong idea [always-colour] three channels
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (363 + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (9216 + b) + 4096 * (4096 + b) + K * (4096 + b)


# %% wrong idea [bias-always] bias not looked at
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    total = 96 * (121 * c_in + 1) + 256 * (2400 // g + 1) + 384 * (2304 + 1)
    total += 384 * (3456 // g + 1) + 256 * (3456 // g + 1)
    return total + 4096 * 9217 + 4096 * 4097 + K * 4097


# %% wrong idea [bias-left-out] weights only
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    total = 96 * 121 * c_in + 256 * 2400 // g + 384 * 2304
    total += 384 * 3456 // g + 256 * 3456 // g
    return total + 4096 * 9216 + 4096 * 4096 + K * 4096


# %% wrong idea [one-bias] one for a layer
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * 121 * c_in + b + 256 * 2400 // g + b + 384 * 2304 + b
    total += 384 * 3456 // g + b + 256 * 3456 // g + b
    return total + 4096 * 9216 + b + 4096 * 4096 + b + K * 4096 + b


# %% wrong idea [all-split] the dense layers too
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (9216 // g + b) + 4096 * (4096 // g + b) + K * (4096 + b)


# %% wrong idea [last-layer-missing] seven layers
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 // g + b) + 384 * (2304 + b)
    total += 384 * (3456 // g + b) + 256 * (3456 // g + b)
    return total + 4096 * (9216 + b) + 4096 * (4096 + b)


# %% wrong idea [type] true division
def alexnet_params(grouped, bias, K, c_in):
    g, b = 2 if grouped else 1, 1 if bias else 0
    total = 96 * (121 * c_in + b) + 256 * (2400 / g + b) + 384 * (2304 + b)
    total += 384 * (3456 / g + b) + 256 * (3456 / g + b)
    return total + 4096 * (9216 + b) + 4096 * (4096 + b) + K * (4096 + b)


# %% wrong idea [convolutions-without-biases] only dense units
def alexnet_params(grouped, bias, K, c_in):
    g = 2 if grouped else 1
    total = 96 * 121 * c_in + 256 * 25 * 96 // g + 384 * 9 * 256 + 384 * 9 * 384 // g + 256 * 9 * 384 // g
    for a, b in [(9216, 4096), (4096, 4096), (4096, K)]:
        total += (a + bool(bias)) * b
    return total
