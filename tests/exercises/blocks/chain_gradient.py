# ruff: noqa: F811
"""Right and wrong answers to `chain_gradient`."""

import math
from fractions import Fraction
from functools import reduce

import numpy as np
import torch


# %% right a loop
def chain_gradient(slopes, skip):
    gradient = 1
    for s in slopes:
        gradient = gradient * s + (gradient if skip else 0)
    return gradient


# %% right math.prod
def chain_gradient(slopes, skip):
    return math.prod(s + int(skip) for s in slopes)


# %% right numpy
def chain_gradient(slopes, skip):
    return np.prod(np.array(slopes, dtype=float) + skip)


# %% right autograd on the chain itself
def chain_gradient(slopes, skip):
    x = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    y = x * 1
    for s in slopes:
        y = s * y + y if skip else s * y
    y.backward()
    return x.grad.item()


# %% right recursion from the end
def chain_gradient(slopes, skip):
    if not slopes:
        return 1.0
    *first, last = slopes
    return (last + 1 if skip else last) * chain_gradient(first, skip)


# %% right fractions
def chain_gradient(slopes, skip):
    return float(reduce(lambda a, s: a * (Fraction(s) + skip), slopes, Fraction(1)))


# %% right the sum over all paths
def chain_gradient(slopes, skip):
    paths = torch.ones(1, dtype=torch.float64)
    if len(slopes) > 20:
        return torch.tensor(slopes, dtype=torch.float64).add(skip).prod()
    for s in slopes:
        paths = torch.cat([paths * s, paths]) if skip else paths * s
    return paths.sum()


# %% wrong idea [skip-once] 1 at the end
def chain_gradient(slopes, skip):
    return math.prod(slopes) + (1 if skip else 0)


# %% wrong idea [skip-once] 1 for each block, at the end
def chain_gradient(slopes, skip):
    return math.prod(slopes) + (len(slopes) if skip else 0)


# %% wrong idea [skip-always] one formula for both
def chain_gradient(slopes, skip):
    return math.prod(1 + s for s in slopes)


# %% wrong idea [skip-never] skip forgotten
def chain_gradient(slopes, skip):
    return math.prod(slopes)


# %% wrong idea [skip-turned-round] if not skip
def chain_gradient(slopes, skip):
    return math.prod(1 + s for s in slopes) if not skip else math.prod(slopes)


# %% wrong idea [slopes-added] a sum
def chain_gradient(slopes, skip):
    return sum(slopes) + (len(slopes) if skip else 0)


# %% wrong idea [slopes-added] a sum and 1
def chain_gradient(slopes, skip):
    return sum(slopes) + (1 if skip else 0)


# %% wrong idea [slopes-added] with skips only
def chain_gradient(slopes, skip):
    return 1 + sum(slopes) if skip else math.prod(slopes)


# %% wrong idea [slopes-averaged] the mean slope
def chain_gradient(slopes, skip):
    return sum(slopes) / len(slopes)


# %% wrong idea [signs-lost] sizes only
def chain_gradient(slopes, skip):
    return abs(math.prod(1 + s if skip else s for s in slopes))


# %% wrong idea [skip-wins] the larger one
def chain_gradient(slopes, skip):
    return math.prod(max(1, s) if skip else s for s in slopes)


# %% wrong idea [skip-subtracted] residual as a difference
def chain_gradient(slopes, skip):
    return math.prod(1 - s if skip else s for s in slopes)


# %% wrong idea [starts-at-zero] begins with 0
def chain_gradient(slopes, skip):
    total = 0
    for s in slopes:
        total *= 1 + s if skip else s
    return total


# %% wrong idea [one-layer-left-out] range stops early
def chain_gradient(slopes, skip):
    total = 1
    for i in range(len(slopes) - 1):
        total *= 1 + slopes[i] if skip else slopes[i]
    return total


# %% wrong idea [power-of-one-slope] the first for all
def chain_gradient(slopes, skip):
    if not slopes:
        return 1
    return (1 + slopes[0] if skip else slopes[0]) ** len(slopes)
