# ruff: noqa: F811
"""Right and wrong answers to `rbf_output`."""

import numpy as np
import torch


# %% right two loops
def rbf_output(x, codes):
    sums = []
    for code in codes:
        total = 0.0
        for a, b in zip(x.tolist(), code.tolist(), strict=False):
            total += (a - b) ** 2
        sums.append(total)
    return torch.tensor(sums, dtype=x.dtype)


# %% right norm, squared again
def rbf_output(x, codes):
    return torch.linalg.vector_norm(codes - x, dim=1) ** 2


# %% right the binomial written out
def rbf_output(x, codes):
    return x @ x - 2 * (codes @ x) + (codes * codes).sum(1)


# %% right einsum with itself
def rbf_output(x, codes):
    apart = codes - x[None]
    return torch.einsum("kd,kd->k", apart, apart)


# %% right numpy
def rbf_output(x, codes):
    return torch.from_numpy(((codes.numpy() - x.numpy()) ** 2).sum(axis=1))


# %% right mean times count
def rbf_output(x, codes):
    return ((x.expand_as(codes) - codes) ** 2).mean(dim=-1) * len(x)


# %% wrong idea [products] as in any dense layer
def rbf_output(x, codes):
    return codes @ x


# %% wrong idea [products] a minus before the product
def rbf_output(x, codes):
    return -(codes * x).sum(1)


# %% wrong idea [root-taken] the distance itself
def rbf_output(x, codes):
    return (codes - x).norm(dim=1)


# %% wrong idea [averaged] mean squared error
def rbf_output(x, codes):
    return ((codes - x) ** 2).mean(1)


# %% wrong idea [added-over-the-codes] axis 0
def rbf_output(x, codes):
    return ((codes - x) ** 2).sum(0)


# %% wrong idea [place] the nearest
def rbf_output(x, codes):
    return ((codes - x) ** 2).sum(1).argmin()


# %% wrong idea [place] the nearest as a number
def rbf_output(x, codes):
    return ((codes - x) ** 2).sum(1).argmin().item()


# %% wrong idea [place] the farthest
def rbf_output(x, codes):
    return ((codes - x) ** 2).sum(1).argmax().item()


# %% wrong idea [negated] as logits
def rbf_output(x, codes):
    return -((codes - x) ** 2).sum(1)


# %% wrong idea [signs-cancel] squared after the sum
def rbf_output(x, codes):
    return (codes - x).sum(1) ** 2


# %% wrong idea [signs-cancel] not squared
def rbf_output(x, codes):
    return (x - codes).sum(1)


# %% wrong idea [sizes-added] absolute values
def rbf_output(x, codes):
    return (codes - x).abs().sum(1)


# %% wrong idea [signs-compared] how many pixels differ
def rbf_output(x, codes):
    return torch.stack([(x.sign() != code.sign()).sum() for code in codes]).to(x.dtype)


# %% wrong idea [signs-compared] x made black and white
def rbf_output(x, codes):
    return (torch.sign(x) - codes).pow(2).sum(1)


# %% wrong idea [bell-curve] a Gauss curve
def rbf_output(x, codes):
    return torch.exp(-((codes - x) ** 2).sum(1))


# %% wrong idea [bell-curve] with a half in it
def rbf_output(x, codes):
    return torch.exp(-0.5 * ((codes - x) ** 2).sum(1))


# %% wrong idea [squares-subtracted] squared too early
def rbf_output(x, codes):
    return (x**2 - codes**2).sum(1)


# %% wrong idea [added-for-subtracted] plus
def rbf_output(x, codes):
    return (x + codes).square().sum(1)


# %% wrong idea [halved] as in many losses
def rbf_output(x, codes):
    return 0.5 * (x - codes).square().sum(1)


# %% wrong idea [not-added] a table
def rbf_output(x, codes):
    return (x - codes) ** 2


# %% wrong idea [one-sum] no axis named
def rbf_output(x, codes):
    return ((x - codes) ** 2).sum()


# %% wrong idea [type] a numpy array
def rbf_output(x, codes):
    return np.array([((x - code) ** 2).sum().item() for code in codes])
