# ruff: noqa: F811
"""Right and wrong answers to `squash`."""

import math

import torch
import torch.nn.functional as F


# %% right norm of torch
def squash(x):
    length = torch.linalg.vector_norm(x, dim=1, keepdim=True)
    return x * (length / (1 + length.square()))


# %% right direction with a guard for zero
def squash(x):
    l = x.norm(dim=-1, keepdim=True)
    direction = torch.where(l > 0, x / l, torch.zeros_like(x))
    return direction * l**2 / (1 + l**2)


# %% right row by row in plain numbers
def squash(x):
    rows = []
    for row in x.tolist():
        l = math.sqrt(sum(v * v for v in row))
        rows.append([v * l / (1 + l * l) for v in row])
    return torch.tensor(rows, dtype=x.dtype)


# %% right torch's own direction
def squash(x):
    square = (x * x).sum(1, keepdim=True)
    return F.normalize(x) * square / (1 + square)


# %% right einsum and a diagonal matrix
def squash(x):
    square = torch.einsum("nd,nd->n", x, x)
    return torch.diag(square.sqrt() / (1 + square)) @ x


# %% right rows of zeros left alone
def squash(x):
    out = x.clone()
    for i in range(len(x)):
        if x[i].any():
            l = x[i].norm()
            out[i] = x[i] / l * l**2 / (1 + l**2)
    return out


# %% wrong edge [zero-over-zero] the formula as printed
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    return l**2 / (1 + l**2) * x / l


# %% wrong idea [unit-vectors] only the direction
def squash(x):
    return x / x.norm(dim=1, keepdim=True)


# %% wrong idea [unit-vectors] normalize
def squash(x):
    return F.normalize(x, dim=1)


# %% wrong idea [per-component] each number for itself
def squash(x):
    return x * x.abs() / (1 + x**2)


# %% wrong idea [per-component] squares of the numbers
def squash(x):
    return x**2 / (1 + x**2)


# %% wrong idea [per-component] tanh
def squash(x):
    return torch.tanh(x)


# %% wrong idea [not-a-direction] x is not divided by its length
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    return x * l**2 / (1 + l**2)


# %% wrong idea [square-left-out] l instead of its square
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    return x / (1 + l)


# %% wrong idea [square-left-out] length missing above
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    return x / (1 + l**2)


# %% wrong idea [down-the-columns] dim=0
def squash(x):
    l = x.norm(dim=0)
    return x * l / (1 + l**2)


# %% wrong idea [one-length-for-all] norm of everything
def squash(x):
    l = x.norm()
    return x * l / (1 + l**2)


# %% wrong idea [error] length without keepdim
def squash(x):
    l = x.norm(dim=1)
    return x * l / (1 + l**2)


# %% wrong idea [sum-for-length] absolute values
def squash(x):
    l = x.abs().sum(1, keepdim=True)
    return x * l / (1 + l**2)


# %% wrong idea [root-left-out] squared length used as length
def squash(x):
    l = (x**2).sum(1, keepdim=True)
    return x * l / (1 + l**2)


# %% wrong idea [mean-for-length] mean of squares
def squash(x):
    l = x.square().mean(1, keepdim=True).sqrt()
    return x * l / (1 + l**2)


# %% wrong idea [only-the-lengths] a number for each vector
def squash(x):
    l = x.norm(dim=1)
    return l**2 / (1 + l**2)


# %% wrong idea [cut-at-one] longest allowed is 1
def squash(x):
    return x / x.norm(dim=1, keepdim=True).clamp(min=1)


# %% wrong idea [softmax] shares
def squash(x):
    return x.softmax(dim=1)


# %% wrong idea [input-changed] in place
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    x *= l / (1 + l**2)
    return x
