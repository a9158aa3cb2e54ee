# ruff: noqa: F811
"""Right and wrong answers to `dream_loss`."""

import torch


# %% right half the sum of the squares
def dream_loss(z):
    return float((z**2).sum() / 2)


# %% right squared norm
def dream_loss(z):
    return (torch.linalg.vector_norm(z) ** 2 / 2).item()


# %% right dot product
def dream_loss(z):
    flat = z.flatten()
    return 0.5 * torch.dot(flat, flat).item()


# %% right einsum
def dream_loss(z):
    return 0.5 * torch.einsum("chw,chw->", z, z).item()


# %% right loops
def dream_loss(z):
    total = 0.0
    for value in z.flatten().tolist():
        total += value * value / 2
    return total


# %% right squared error against zeros
def dream_loss(z):
    return 0.5 * torch.nn.functional.mse_loss(z, torch.zeros_like(z), reduction="sum").item()


# %% wrong idea [no-half] ½ forgotten
def dream_loss(z):
    return (z**2).sum().item()


# %% wrong idea [mean] half the mean of the squares
def dream_loss(z):
    return (z**2).mean().item() / 2


# %% wrong idea [mean] mean of the squares
def dream_loss(z):
    return (z**2).mean().item()


# %% wrong idea [sizes-only] absolute values
def dream_loss(z):
    return z.abs().sum().item()


# %% wrong idea [sizes-only] half of them
def dream_loss(z):
    return z.abs().sum().item() / 2


# %% wrong idea [plain-sum] sum
def dream_loss(z):
    return z.sum().item()


# %% wrong idea [square-of-the-sum] squared too late
def dream_loss(z):
    return z.sum().item() ** 2 / 2


# %% wrong idea [root] norm
def dream_loss(z):
    return z.norm().item()


# %% wrong idea [negative-left-out] behind a ReLU
def dream_loss(z):
    return (z.relu() ** 2).sum().item() / 2


# %% wrong idea [sign-turned] a loss to be made small
def dream_loss(z):
    return -(z**2).sum().item() / 2


# %% wrong idea [gradient] z itself
def dream_loss(z):
    return z


# %% wrong idea [one-for-each-map] sums over the maps
def dream_loss(z):
    return (z**2).sum(dim=(1, 2)) / 2


# %% wrong idea [one-for-each-unit] not added
def dream_loss(z):
    return z**2 / 2


# %% wrong idea [first-map-only] channel 0
def dream_loss(z):
    return (z[0] ** 2).sum().item() / 2
