# ruff: noqa: F811
"""Right and wrong answers to `conv_macs`."""

import math
from functools import reduce
from operator import mul

import numpy as np
import torch
import torch.nn.functional as F


# %% right the formula
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * k * k * (c_in // groups)


# %% right weights times places
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    weights = sum(k * k for _ in range(c_out) for _ in range(0, c_in, groups))
    return weights * (h_out * w_out)


# %% right group by group
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    total = 0
    for _ in range(groups):
        total += (c_in // groups) * k**2 * (c_out // groups) * h_out * w_out
    return total


# %% right a dense layer at every place, by recursion
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    if groups > 1:
        return groups * conv_macs(c_in // groups, c_out // groups, k, h_out, w_out)
    return reduce(mul, (c_in, k, k, c_out, h_out, w_out))


# %% right a float turned into int
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return int(c_in / groups * c_out * math.pow(k, 2) * h_out * w_out)


# %% right numpy
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return np.prod(np.array([c_in, c_out, k, k, h_out, w_out], dtype=np.int64)) // groups


# %% right a tensor that counts
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    weight = torch.ones(c_out, c_in // groups, k, k, dtype=torch.int64)
    return weight.sum() * h_out * w_out


# %% wrong idea [filters-left-out] one map
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in // groups * k * k * h_out * w_out


# %% wrong idea [input-channels-left-out] one channel
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * k * k * h_out * w_out


# %% wrong idea [channels-left-out] the printed formula
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return h_out * w_out * k**2


# %% wrong idea [doubled] multiplications and additions
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return 2 * c_out * h_out * w_out * k * k * (c_in // groups)


# %% wrong idea [biases-in] a bias at every place
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * (k * k * (c_in // groups) + 1)


# %% wrong idea [biases-in] biases once
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * k * k * (c_in // groups) + c_out


# %% wrong idea [biases-in] a bias with every kernel
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * (k * k + 1) * (c_in // groups)


# %% wrong idea [input-places] places of an unpadded input
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    h_in, w_in = h_out + k - 1, w_out + k - 1
    return c_out * h_in * w_in * k * k * (c_in // groups)


# %% wrong idea [places-once-more] output taken for the input
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * (h_out - k + 1) * (w_out - k + 1) * k * k * (c_in // groups)


# %% wrong idea [places-left-out] the weights
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * k * k * (c_in // groups)


# %% wrong idea [height-squared] height squared
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out**2 * k**2 * (c_in // groups)


# %% wrong idea [height-squared] width squared
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * w_out**2 * k**2 * (c_in // groups)


# %% wrong idea [kernel-side-once] k for its square
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * k * (c_in // groups)


# %% wrong idea [groups-left-out] groups not used
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * k * k * c_in


# %% wrong idea [both-divided] channels and filters divided
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return (c_out // groups) * (c_in // groups) * k * k * h_out * w_out


# %% wrong idea [groups-multiplied] times groups
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return groups * c_out * c_in * k * k * h_out * w_out


# %% wrong idea [dense-layer] everything with everything
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return (c_in * h_out * w_out) * (c_out * h_out * w_out)


# %% wrong idea [type] true division
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * k * k * c_in / groups


# %% wrong idea [type] nicely printed
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return f"{c_out * h_out * w_out * k * k * c_in // groups:,}"


# %% wrong idea [value] rounded to millions
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return round(c_out * h_out * w_out * k * k * c_in // groups, -6)


# %% wrong idea [type] one entry for height, one for width
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * k * c_in // groups, c_out * w_out * k * c_in // groups


# %% wrong idea [off-limits] run the layer and multiply
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    out = F.conv2d(
        torch.zeros(1, c_in, h_out + k - 1, w_out + k - 1),
        torch.zeros(c_out, c_in // groups, k, k),
        groups=groups,
    )
    return out.numel() * c_in // groups * k * k
