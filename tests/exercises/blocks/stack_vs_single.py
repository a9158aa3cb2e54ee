# ruff: noqa: F811
"""Right and wrong answers to `stack_vs_single`."""

import numpy as np
import torch


# %% right the formula
def stack_vs_single(c, k, bias):
    if k < 3 or k % 2 == 0:
        raise ValueError("k")
    n = (k - 1) // 2
    b = c if bias else 0
    return n, n * (9 * c**2 + b), k**2 * c**2 + b


# %% right grow the field layer by layer
def stack_vs_single(c, k, bias):
    field, layers, params = 1, 0, 0
    while field < k:
        field += 2
        layers += 1
        params += 3 * 3 * c * c + c * bias
    if field != k or not layers:
        raise ValueError(f"{k} cannot be reached")
    return layers, params, k * k * c * c + c * bias


# %% right recursion
def stack_vs_single(c, k, bias):
    layer = lambda side: c * (c * side * side + int(bias))
    if k == 3:
        return 1, layer(3), layer(3)
    if k < 3:
        raise ValueError("too small or even")
    n, stack, _ = stack_vs_single(c, k - 2, bias)
    return n + 1, stack + layer(3), layer(k)


# %% right a table of fields
def stack_vs_single(c, k, bias):
    fields = {2 * n + 1: n for n in range(1, 100)}
    if k not in fields:
        raise ValueError(k)
    n = fields[k]
    return [n, n * c * (9 * c + bool(bias)), c * (k * k * c + bool(bias))]


# %% right sizes of tensors
def stack_vs_single(c, k, bias):
    if k % 2 != 1 or k == 1:
        raise ValueError("odd k from 3 on")
    biases = torch.empty(c if bias else 0).numel()
    small, large = torch.empty(c, c, 3, 3).numel(), torch.empty(c, c, k, k).numel()
    return k // 2, sum(small + biases for _ in range(k // 2)), large + biases


# %% right numpy
def stack_vs_single(c, k, bias):
    n, rest = divmod(k - 1, 2)
    if rest or n == 0:
        raise ValueError
    return int(n), int(np.prod([n, c, 9 * c + bias])), int(np.prod([c, k * k * c + bias]))


# %% wrong idea [three-each] k // 3 layers
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = k // 3, c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong idea [three-each] rounded up
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = -(-k // 3), c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong idea [field-multiplies] 3, 9, 27
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, field = 0, 1
    while field < k:
        field *= 3
        n += 1
    b = c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong idea [two-less] one pixel a layer
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = k - 2, c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong idea [one-too-many] the first layer counted twice
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = (k + 1) // 2, c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong idea [biases-once] biases added at the end
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = k // 2, c if bias else 0
    return n, n * 9 * c * c + b, k * k * c * c + b


# %% wrong idea [channels-once] c for its square
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = k // 2, c if bias else 0
    return n, n * (9 * c + b), k * k * c + b


# %% wrong idea [bias-always] bias not looked at
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n = k // 2
    return n, n * (9 * c * c + c), k * k * c * c + c


# %% wrong idea [bias-left-out] weights only
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n = k // 2
    return n, n * 9 * c * c, k * k * c * c


# %% wrong idea [one-bias] one for a layer
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n = k // 2
    return n, n * (9 * c * c + bias), k * k * c * c + bias


# %% wrong idea [bias-by-kernel] c·c biases
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n = k // 2
    return n, n * c * c * (9 + bias), c * c * (k * k + bias)


# %% wrong idea [one-layer-counted] not times the layers
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    b = c if bias else 0
    return k // 2, 9 * c * c + b, k * k * c * c + b


# %% wrong idea [order-swapped] the single layer first
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = k // 2, c if bias else 0
    return n, k * k * c * c + b, n * (9 * c * c + b)


# %% wrong edge [even-unchecked] only 1 refused
def stack_vs_single(c, k, bias):
    if k == 1:
        raise ValueError
    n, b = k // 2, c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong edge [one-unchecked] only even sides refused
def stack_vs_single(c, k, bias):
    if k % 2 == 0:
        raise ValueError
    n, b = k // 2, c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong idea [type] true division
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = (k - 1) / 2, c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b


# %% wrong idea [side-once] k for its square
def stack_vs_single(c, k, bias):
    if k == 1 or k % 2 == 0:
        raise ValueError
    n, b = k // 2, c if bias else 0
    return n, n * (9 * c * c + b), k * c * c + b


# %% wrong edge [nothing-refused] the formula alone
def stack_vs_single(c, k, bias):
    n, b = k // 2, c if bias else 0
    return n, n * (9 * c * c + b), k * k * c * c + b
