# ruff: noqa: F811
"""Right and wrong answers to `separable_ratio`."""

from fractions import Fraction

import torch


# %% right the formula
def separable_ratio(k, m):
    return 1 / m + 1 / (k * k)


# %% right counted with some maps
def separable_ratio(k, m):
    c, places = 6, 35
    plain = k * k * c * m * places
    return (k * k * c * places + c * m * places) / plain


# %% right one fraction
def separable_ratio(k, m):
    return (k**2 + m) / (k**2 * m)


# %% right exact, then a float
def separable_ratio(k, m):
    return float(Fraction(1, m) + Fraction(1, k**2))


# %% right counted in tensors of weights
def separable_ratio(k, m):
    plain = torch.zeros(m, 2, k, k).numel()
    return (torch.zeros(2, 1, k, k).numel() + torch.zeros(m, 2, 1, 1).numel()) / plain


# %% right powers
def separable_ratio(k, m):
    return m**-1 + k**-2


# %% wrong idea [pointwise-only] a ninth
def separable_ratio(k, m):
    return 1 / k**2


# %% wrong idea [ninth] only the kernels
def separable_ratio(k, m):
    return k**2 / (k**2 * m)


# %% wrong idea [product] one times the other
def separable_ratio(k, m):
    return 1 / k**2 * 1 / m


# %% wrong idea [inverse] how many times cheaper
def separable_ratio(k, m):
    return k**2 * m / (k**2 + m)


# %% wrong idea [k-not-squared] the side for the kernel
def separable_ratio(k, m):
    return 1 / k + 1 / m


# %% wrong idea [saved] what is gained
def separable_ratio(k, m):
    return 1 - (k**2 + m) / (k**2 * m)


# %% wrong idea [not-divided] cost a map that comes in
def separable_ratio(k, m):
    return float(k**2 + m)


# %% wrong idea [not-divided] the same as a whole number
def separable_ratio(k, m):
    return k**2 + m


# %% wrong idea [whole-number] floor division
def separable_ratio(k, m):
    return (k**2 + m) // (k**2 * m)


# %% wrong idea [k-and-m-swapped] letters exchanged
def separable_ratio(k, m):
    return 1 / m**2 + 1 / k
