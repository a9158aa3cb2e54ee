# ruff: noqa: F811, RET503
"""Right and wrong answers to `receptive_field`."""

import math
from fractions import Fraction
from functools import reduce

import numpy as np
import torch


# %% right three numbers carried along
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% right edges from the last layer back to the image
def receptive_field(layers):
    left, right, jump = 0, 0, 1
    for k, s, p in reversed(layers):
        left = left * s - p
        right = right * s - p + k - 1
        jump *= s
    return right - left + 1, jump, (left + right + 1) / 2


# %% right recursion on the list
def receptive_field(layers):
    if not layers:
        return 1, 1, 0.5
    size, jump, start = receptive_field(layers[:-1])
    k, s, p = layers[-1]
    return size + (k - 1) * jump, jump * s, start + jump * (k - 1 - 2 * p) / 2


# %% right sums and products
def receptive_field(layers):
    jumps = [math.prod(s for _, s, _ in layers[:i]) for i in range(len(layers) + 1)]
    size = 1 + sum((k - 1) * j for (k, _, _), j in zip(layers, jumps, strict=False))
    left = -sum(p * j for (_, _, p), j in zip(layers, jumps, strict=False))
    return size, jumps[-1], left + size / 2


# %% right fractions, start as a float at the end
def receptive_field(layers):
    def step(state, layer):
        (size, jump, start), (k, s, p) = state, layer
        return size + (k - 1) * jump, jump * s, start + (Fraction(k - 1, 2) - p) * jump

    size, jump, start = reduce(step, layers, (1, 1, Fraction(1, 2)))
    return size, jump, float(start)


# %% right numpy, as a list
def receptive_field(layers):
    table = np.array(layers, dtype=np.int64).reshape(-1, 3)
    jumps = np.concatenate([[1], np.cumprod(table[:, 1])])
    size = 1 + ((table[:, 0] - 1) * jumps[:-1]).sum()
    start = 0.5 + (((table[:, 0] - 1) / 2 - table[:, 2]) * jumps[:-1]).sum()
    return [size, jumps[-1], start]


# %% right pixel sets, with tensors of positions
def receptive_field(layers):
    def pixels(units):
        for k, s, p in layers[::-1]:
            units = (units[:, None] * s - p + torch.arange(k)).flatten().unique()
        return units

    first, second = pixels(torch.tensor([0])), pixels(torch.tensor([1]))
    low, high = first.min(), first.max()
    return high - low + 1, (second - low).min(), (low + high + 1) / 2


# %% wrong idea [jump-changed-too-early] stride first
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        j = j * s
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
    return r, j, t


# %% wrong idea [jump-changed-too-early] only for the size
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
        r = r + (k - 1) * j
    return r, j, t


# %% wrong idea [start-with-the-new-jump] only for the start
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1) * j
        j = j * s
        t = t + ((k - 1) / 2 - p) * j
    return r, j, t


# %% wrong idea [pooling-left-out] poolings do not count
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        if k == s and k > 1:
            continue
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [pooling-left-out] poolings only step
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        if k != s:
            r = r + (k - 1) * j
            t = t + ((k - 1) / 2 - p) * j
        else:
            t = t - p * j
        j = j * s
    return r, j, t


# %% wrong idea [kernels-added] sum of kernels
def receptive_field(layers):
    j, t = 1, 0.5
    for k, s, p in layers:
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return sum(k for k, _, _ in layers), j, t


# %% wrong idea [kernels-added] sum of kernels, start without jumps
def receptive_field(layers):
    size, jump, start = 0, 1, 0.5
    for k, s, p in layers:
        size += k
        start += (k - 1) / 2 - p
        jump *= s
    return size, jump, start


# %% wrong idea [jump-not-used] growth by k - 1
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r += k - 1
        t += (k - 1) / 2 - p
        j *= s
    return r, j, t


# %% wrong idea [jump-not-used] growth by k - 1, start right
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r += k - 1
        t += ((k - 1) / 2 - p) * j
        j *= s
    return r, j, t


# %% wrong idea [jumps-added] jump plus stride
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j + s
    return r, j, t


# %% wrong idea [jumps-added] sum of strides
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, sum(layer[1] for layer in layers), t


# %% wrong idea [last-stride] stride of the layer before
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = s
    return r, j, t


# %% wrong idea [last-stride] only in the result
def receptive_field(layers):
    r, j, t, s = 1, 1, 0.5, 1
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, s, t


# %% wrong idea [start-without-padding] padding left out
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, _ in layers:
        r = r + (k - 1) * j
        t = t + (k - 1) / 2 * j
        j = j * s
    return r, j, t


# %% wrong idea [start-from-zero] first centre at 0
def receptive_field(layers):
    r, j, t = 1, 1, 0.0
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [start-rounded] half a kernel in whole numbers
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) // 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [start-rounded] start as int
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, int(t)


# %% wrong idea [left-edge] edge in place of the centre
def receptive_field(layers):
    r, j, edge = 1, 1, 0
    for k, s, p in layers:
        r = r + (k - 1) * j
        edge = edge - p * j
        j = j * s
    return r, j, edge


# %% wrong idea [padding-enlarges] wider by the padding
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1 + 2 * p) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [padding-enlarges] narrower by the padding
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + (k - 1 - 2 * p) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [kernel-without-minus-one] k times jump
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r + k * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [kernels-multiplied] product of kernels
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = r * k
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [last-kernel] kernel of the last layer
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in layers:
        r = k
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [layers-reversed] from last to first
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    for k, s, p in reversed(layers):
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [type] a float for the size
def receptive_field(layers):
    r, j, t = 1.0, 1.0, 0.5
    for k, s, p in layers:
        r += (k - 1) * j
        t += ((k - 1) / 2 - p) * j
        j *= s
    return r, j, t


# %% wrong idea [type] only the size
def receptive_field(layers):
    r, j = 1, 1
    for k, s, _ in layers:
        r += (k - 1) * j
        j *= s
    return r


# %% wrong idea [type] text
def receptive_field(layers):
    return f"{len(layers)} layers"


# %% wrong idea [length] start forgotten
def receptive_field(layers):
    r, j = 1, 1
    for k, s, _ in layers:
        r += (k - 1) * j
        j *= s
    return r, j


# %% wrong idea [input-changed] layers taken off the list
def receptive_field(layers):
    r, j, t = 1, 1, 0.5
    while layers:
        k, s, p = layers.pop(0)
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong edge [error] the empty list forgotten
def receptive_field(layers):
    r, j, t = layers[0][0], layers[0][1], layers[0][0] / 2 - layers[0][2]
    for k, s, p in layers[1:]:
        r = r + (k - 1) * j
        t = t + ((k - 1) / 2 - p) * j
        j = j * s
    return r, j, t


# %% wrong idea [none] nothing returned for a list with layers
def receptive_field(layers):
    if not layers:
        return 1, 1, 0.5
    for _ in layers:
        pass


# %% wrong idea [jumps-added] what each stride has above 1 is added
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
        jump += s - 1
    return size, jump, start
