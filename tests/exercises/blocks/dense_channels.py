# ruff: noqa: F811
"""Right and wrong answers to `dense_channels`."""

from itertools import accumulate

import numpy as np
import torch


# %% right a formula for each
def dense_channels(k0, growth, count):
    return [k0 + l * growth for l in range(count + 1)]


# %% right a running total
def dense_channels(k0, growth, count):
    channels = [k0]
    for _ in range(count):
        channels.append(channels[-1] + growth)
    return channels


# %% right range with a step
def dense_channels(k0, growth, count):
    return list(range(k0, k0 + growth * count + 1, growth))


# %% right numpy, as an array
def dense_channels(k0, growth, count):
    return (k0 + growth * np.arange(count + 1)).tolist()


# %% right maps are really joined
def dense_channels(k0, growth, count):
    x = torch.zeros(1, k0, 1, 1)
    read = []
    for _ in range(count):
        read.append(x.shape[1])
        x = torch.cat([x, torch.zeros(1, growth, 1, 1)], 1)
    return [*read, x.shape[1]]


# %% right accumulate
def dense_channels(k0, growth, count):
    return list(accumulate([k0] + [growth] * count))


# %% wrong idea [input-left-out] growth alone
def dense_channels(k0, growth, count):
    return [growth * l for l in range(count + 1)]


# %% wrong idea [input-left-out] behind the first
def dense_channels(k0, growth, count):
    return [k0 if l == 0 else growth * l for l in range(count + 1)]


# %% wrong idea [one-layer-late] off by one
def dense_channels(k0, growth, count):
    return [k0 + growth * l for l in range(1, count + 2)]


# %% wrong idea [output-left-out] inputs only
def dense_channels(k0, growth, count):
    return [k0 + growth * l for l in range(count)]


# %% wrong idea [first-left-out] outputs only
def dense_channels(k0, growth, count):
    return [k0 + growth * (l + 1) for l in range(count)]


# %% wrong idea [only-the-layer-before] a chain
def dense_channels(k0, growth, count):
    return [k0] + [growth for _ in range(count)]


# %% wrong idea [only-input-and-layer-before] input and one layer
def dense_channels(k0, growth, count):
    return [k0] + [k0 + growth for _ in range(count)]


# %% wrong idea [doubled] doubles each time
def dense_channels(k0, growth, count):
    return [k0 * 2**l for l in range(count + 1)]


# %% wrong idea [input-counted-again] reads and adds all
def dense_channels(k0, growth, count):
    channels = [k0]
    for _ in range(count):
        channels.append(channels[-1] + channels[-1] + growth)
    return channels


# %% wrong idea [input-once-a-layer] k0 again and again
def dense_channels(k0, growth, count):
    return [k0 * (l + 1) + growth * l for l in range(count + 1)]


# %% wrong idea [halved-at-the-end] with the transition
def dense_channels(k0, growth, count):
    channels = [k0 + growth * l for l in range(count + 1)]
    channels[-1] //= 2
    return channels


# %% wrong idea [type] a number
def dense_channels(k0, growth, count):
    return k0 + growth * count


# %% wrong idea [four-times-growth] the squeeze's width
def dense_channels(k0, growth, count):
    return [k0 + 4 * growth * l for l in range(count + 1)]
