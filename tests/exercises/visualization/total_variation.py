# ruff: noqa: F811
"""Right and wrong answers to `total_variation`."""

import math

import torch
import torch.nn.functional as F


# %% right diff and slices
def total_variation(x, beta):
    right = x.diff(dim=2)[:, :-1, :]
    below = x.diff(dim=1)[:, :, :-1]
    return ((right.square() + below.square()) ** (beta / 2)).sum()


# %% right loops in plain numbers
def total_variation(x, beta):
    found = 0.0
    for channel in x.tolist():
        for i in range(len(channel) - 1):
            for j in range(len(channel[0]) - 1):
                right = channel[i][j + 1] - channel[i][j]
                below = channel[i + 1][j] - channel[i][j]
                found += (right**2 + below**2) ** (beta / 2)
    return found


# %% right hypot
def total_variation(x, beta):
    corner = x[:, :-1, :-1]
    return torch.hypot(x[:, :-1, 1:] - corner, x[:, 1:, :-1] - corner).pow(beta).sum().item()


# %% right complex numbers
def total_variation(x, beta):
    right, below = x[:, :-1, 1:] - x[:, :-1, :-1], x[:, 1:, :-1] - x[:, :-1, :-1]
    return float(torch.complex(right, below).abs().pow(beta).sum())


# %% right a convolution in float64
def total_variation(x, beta):
    kernels = torch.tensor([[[[-1.0, 1], [0, 0]]], [[[-1.0, 0], [1, 0]]]], dtype=torch.float64)
    if min(x.shape[1:]) < 2:
        return 0.0
    steps = F.conv2d(x.double()[:, None], kernels)  # c 2 h-1 w-1
    return float(steps.square().sum(1).pow(beta / 2).sum())


# %% right roll and cut
def total_variation(x, beta):
    right = (x.roll(-1, dims=2) - x)[:, :-1, :-1]
    below = (x.roll(-1, dims=1) - x)[:, :-1, :-1]
    return (right**2 + below**2).pow(beta / 2).sum()


# %% wrong idea [wraps-around] roll without a cut
def total_variation(x, beta):
    right = x.roll(-1, dims=2) - x
    below = x.roll(-1, dims=1) - x
    return (right**2 + below**2).pow(beta / 2).sum()


# %% wrong idea [wraps-around] indices modulo the size
def total_variation(x, beta):
    c, h, w = x.shape
    total = 0.0
    for k in range(c):
        for i in range(h):
            for j in range(w):
                right = x[k, i, (j + 1) % w] - x[k, i, j]
                below = x[k, (i + 1) % h, j] - x[k, i, j]
                total += (right**2 + below**2) ** (beta / 2)
    return total


# %% wrong idea [edges-counted] padded with the last value
def total_variation(x, beta):
    wide = F.pad(x[None], (0, 1, 0, 1), mode="replicate")[0]
    right = wide[:, :-1, 1:] - x
    below = wide[:, 1:, :-1] - x
    return (right**2 + below**2).pow(beta / 2).sum()


# %% wrong idea [power-left-out] squares summed
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return (right**2).sum() + (below**2).sum()


# %% wrong idea [root-at-all-beta] always a root
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return (right**2 + below**2).sqrt().sum()


# %% wrong idea [half-left-out] beta for beta / 2
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return ((right**2 + below**2) ** beta).sum()


# %% wrong idea [half-left-out] root, and then beta / 2
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return (torch.sqrt(right**2 + below**2) ** (beta / 2)).sum()


# %% wrong idea [root-at-the-end] power of the sum
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return (right**2 + below**2).sum() ** (beta / 2)


# %% wrong idea [channels-in-one-root] colours in one bracket
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return (right**2 + below**2).sum(dim=0).pow(beta / 2).sum()


# %% wrong idea [directions-apart] on grids of two sizes
def total_variation(x, beta):
    right = (x[:, :, 1:] - x[:, :, :-1]).abs()
    below = (x[:, 1:] - x[:, :-1]).abs()
    return (right**beta).sum() + (below**beta).sum()


# %% wrong idea [directions-apart] on the common grid
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return ((right**2) ** (beta / 2) + (below**2) ** (beta / 2)).sum()


# %% wrong idea [squares-left-out] absolute values
def total_variation(x, beta):
    right = (x[:, :-1, 1:] - x[:, :-1, :-1]).abs()
    below = (x[:, 1:, :-1] - x[:, :-1, :-1]).abs()
    return ((right + below) ** beta).sum()


# %% wrong idea [one-direction] sideways alone
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    return (right**2).pow(beta / 2).sum()


# %% wrong idea [diagonal] one neighbour
def total_variation(x, beta):
    return (x[:, 1:, 1:] - x[:, :-1, :-1]).abs().pow(beta).sum()


# %% wrong idea [mean-for-sum] mean
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return (right**2 + below**2).pow(beta / 2).mean()


# %% wrong idea [not-summed] channels kept
def total_variation(x, beta):
    right = x[:, :-1, 1:] - x[:, :-1, :-1]
    below = x[:, 1:, :-1] - x[:, :-1, :-1]
    return (right**2 + below**2).pow(beta / 2).sum(dim=(1, 2))


# %% wrong idea [first-channel-only] a picture without axis for channels
def total_variation(x, beta):
    x = x[0]
    right = x[:-1, 1:] - x[:-1, :-1]
    below = x[1:, :-1] - x[:-1, :-1]
    return (right**2 + below**2).pow(beta / 2).sum()


# %% wrong idea [sizes-of-grids] grids that do not fit
def total_variation(x, beta):
    right = x[:, :, 1:] - x[:, :, :-1]
    below = x[:, 1:, :] - x[:, :-1, :]
    return (right**2 + below**2).pow(beta / 2).sum()


# %% wrong idea [input-changed] differences in place
def total_variation(x, beta):
    corner = x[:, :-1, :-1].clone()
    right = x[:, :-1, 1:].sub_(corner)
    below = x[:, 1:, :-1] - corner
    return math.fsum((right**2 + below**2).pow(beta / 2).flatten().tolist())


# %% wrong idea [two-apart] central differences
def total_variation(x, beta):
    right = x[:, 1:-1, 2:] - x[:, 1:-1, :-2]
    below = x[:, 2:, 1:-1] - x[:, :-2, 1:-1]
    return (right**2 + below**2).pow(beta / 2).sum()


# %% wrong idea [grey-first] the colours averaged
def total_variation(x, beta):
    grey = x.mean(dim=0)
    right = grey[:-1, 1:] - grey[:-1, :-1]
    below = grey[1:, :-1] - grey[:-1, :-1]
    return (right**2 + below**2).pow(beta / 2).sum()


# %% wrong idea [beta-rounded] integer beta//2
def total_variation(x, beta):
    r, b = x[:, :-1, 1:] - x[:, :-1, :-1], x[:, 1:, :-1] - x[:, :-1, :-1]
    return ((r**2 + b**2) ** (beta // 2)).sum()


# %% wrong idea [power-before-half] precedence ** beta / 2
def total_variation(x, beta):
    r, b = x[:, :-1, 1:] - x[:, :-1, :-1], x[:, 1:, :-1] - x[:, :-1, :-1]
    return ((r**2 + b**2) ** beta / 2).sum()


# %% wrong idea [one-or-two] beta 1 or else 2
def total_variation(x, beta):
    r, b = x[:, :-1, 1:] - x[:, :-1, :-1], x[:, 1:, :-1] - x[:, :-1, :-1]
    s = r**2 + b**2
    return s.sqrt().sum() if beta == 1 else s.sum()


# %% wrong idea [other-corner] wrong alignment
def total_variation(x, beta):
    r, b = x[:, 1:, 1:] - x[:, 1:, :-1], x[:, 1:, 1:] - x[:, :-1, 1:]
    return ((r**2 + b**2) ** (beta / 2)).sum()


# %% wrong idea [beyond-the-edge] zero pad edge
def total_variation(x, beta):
    y = F.pad(x, (0, 1, 0, 1))
    r, b = y[:, :-1, 1:] - x, y[:, 1:, :-1] - x
    return ((r**2 + b**2) ** (beta / 2)).sum()
