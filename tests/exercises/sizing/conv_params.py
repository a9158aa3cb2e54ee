# ruff: noqa: F811
"""Right and wrong answers to `conv_params`."""

import math

import numpy as np
import torch
from torch import nn


# %% right the formula
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups != 0 or c_out % groups != 0:
        raise ValueError("groups")
    weights = c_out * (c_in // groups) * k**2
    return weights, c_out if bias else 0


# %% right filter by filter
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError(f"{groups} does not divide {c_in} and {c_out}")
    weights = biases = 0
    for _ in range(c_out):
        for _ in range(c_in // groups):
            weights += k * k
        if bias:
            biases += 1
    return weights, biases


# %% right the size of a tensor of that shape
def conv_params(c_in, c_out, k, bias=True, groups=1):
    for channels in (c_in, c_out):
        if channels % groups:
            raise ValueError(channels)
    weight = torch.empty(c_out, c_in // groups, k, k)
    return weight.numel(), torch.empty(c_out if bias else 0).numel()


# %% right recursion over the groups
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if math.gcd(c_in, c_out) % groups:
        raise ValueError("groups must divide both")

    def one_layer(left):
        if left == 0:
            return 0, 0
        w, b = one_layer(left - 1)
        return w + (c_in // groups) * (c_out // groups) * k * k, b + (c_out // groups) * bias

    return one_layer(groups)


# %% right numpy, as a list
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if np.any(np.array([c_in, c_out]) % groups):
        raise ValueError
    return [np.prod([c_out, c_in // groups, k, k]), np.int32(c_out * bias)]


# %% right floats turned into ints
def conv_params(c_in, c_out, k, bias=True, groups=1):
    a, b = c_in / groups, c_out / groups
    if a != int(a) or b != int(b):
        raise ValueError("not whole")
    return int(a * c_out * k * k), int(c_out) if bias else 0


# %% right everything, minus the biases
def conv_params(c_in, c_out, k, bias=True, groups=1):
    (a, rest), (_, other) = divmod(c_in, groups), divmod(c_out, groups)
    if rest + other:
        raise ValueError(rest, other)
    everything = c_out * (a * k * k + 1)
    return everything - c_out, (0, c_out)[bias]


# %% wrong idea [biases-twice] biases among the weights, too
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    weights = c_out * (c_in // groups * k * k + 1)
    return weights, c_out if bias else 0


# %% wrong idea [biases-twice] the same where there are biases
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    biases = c_out if bias else 0
    return c_out * (c_in // groups) * k * k + biases, biases


# %% wrong idea [bias-always] bias not looked at
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, c_out


# %% wrong idea [bias-by-input] one for each input channel
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, c_in if bias else 0


# %% wrong idea [bias-by-kernel] one for each kernel
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    kernels = c_out * (c_in // groups)
    return kernels * k * k, kernels if bias else 0


# %% wrong idea [bias-by-kernel] all pairs of channels
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, c_out * c_in if bias else 0


# %% wrong idea [one-bias] a single one
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, 1 if bias else 0


# %% wrong idea [bias-divided] biases divided by the groups
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, c_out // groups if bias else 0


# %% wrong idea [both-divided] channels and filters divided
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    c_in, c_out = c_in // groups, c_out // groups
    return c_in * c_out * k * k, c_out if bias else 0


# %% wrong idea [both-divided] but the biases are right
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return (c_in // groups) * (c_out // groups) * k * k, c_out if bias else 0


# %% wrong edge [groups-unchecked] whole-number division
def conv_params(c_in, c_out, k, bias=True, groups=1):
    return c_out * (c_in // groups) * k * k, c_out if bias else 0


# %% wrong edge [groups-unchecked] divided at the end
def conv_params(c_in, c_out, k, bias=True, groups=1):
    return c_out * c_in * k * k // groups, c_out if bias else 0


# %% wrong edge [only-filters-checked] only the filters looked at
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, c_out if bias else 0


# %% wrong edge [only-input-checked] only the input looked at
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, c_out if bias else 0


# %% wrong idea [groups-left-out] groups not used
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * c_in * k * k, c_out if bias else 0


# %% wrong idea [input-channels-left-out] one kernel a filter
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * k * k, c_out if bias else 0


# %% wrong idea [filters-left-out] one filter
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_in // groups * k * k, c_out if bias else 0


# %% wrong idea [kernel-side-once] k for its square
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_in // groups * c_out * k, c_out if bias else 0


# %% wrong idea [added-up] one number
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups * k * k + bias)


# %% wrong idea [type] true division leaves floats
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * c_in * k * k / groups, c_out if bias else 0


# %% wrong edge [type] None for no biases
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, c_out if bias else "no bias"


# %% wrong idea [order-swapped] biases first
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out if bias else 0, c_out * (c_in // groups) * k * k


# %% wrong idea [off-limits] build the layer
def conv_params(c_in, c_out, k, bias=True, groups=1):
    layer = nn.Conv2d(c_in, c_out, k, bias=bias, groups=groups)
    return layer.weight.numel(), layer.bias.numel() if bias else 0


# %% wrong edge hidden [groups-unchecked] groups must divide the sum
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if (c_in + c_out) % groups:
        raise ValueError
    return c_in // groups * c_out * k * k, c_out if bias else 0


# %% wrong idea [groups-multiplied] weights times groups
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_in * c_out * k * k * groups, c_out if bias else 0
