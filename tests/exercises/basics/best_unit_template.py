# ruff: noqa: F811
"""Right and wrong answers to `best_unit_template`."""

import math

import torch


# %% right divided by the norm
def best_unit_template(x):
    return x / x.norm()


# %% right linalg norm
def best_unit_template(x):
    return x / torch.linalg.vector_norm(x, ord=2)


# %% right root of the dot product
def best_unit_template(x):
    return x * (x @ x) ** -0.5


# %% right loop and math
def best_unit_template(x):
    total = 0.0
    for value in x:
        total += value.item() ** 2
    return torch.tensor([value.item() / math.sqrt(total) for value in x])


# %% right scaled first against overflow
def best_unit_template(x):
    y = x.double() / x.abs().max()
    return y / y.pow(2).sum().sqrt()


# %% right with a guard against zero
def best_unit_template(x):
    return x / (torch.sqrt(torch.sum(x**2)) + 1e-12)


# %% right numpy
def best_unit_template(x):
    import numpy as np

    return torch.from_numpy(x.numpy() / np.linalg.norm(x.numpy()))


# %% right a copy changed in place
def best_unit_template(x):
    template = x.clone()
    template /= torch.dot(x, x).sqrt()
    return template


# %% wrong idea [not-scaled] the image itself
def best_unit_template(x):
    return x.clone()


# %% wrong idea [divided-by-sum] divided by the sum
def best_unit_template(x):
    return x / x.sum()


# %% wrong idea [divided-by-sum] divided by the sum of sizes
def best_unit_template(x):
    return x / x.norm(p=1)


# %% wrong idea [divided-by-max] divided by the maximum
def best_unit_template(x):
    return x / max(x)


# %% wrong idea [divided-by-max] divided by the largest size
def best_unit_template(x):
    return x / x.abs().max()


# %% wrong idea [sign-lost] root of squares
def best_unit_template(x):
    return torch.sqrt(x**2) / torch.sqrt((x**2).sum())


# %% wrong idea [squared-length] no root
def best_unit_template(x):
    return x / (x**2).sum()


# %% wrong idea [opposite] sign turned
def best_unit_template(x):
    return -x / x.norm()


# %% wrong idea [mean-removed] standardised
def best_unit_template(x):
    centred = x - x.mean()
    return centred / centred.norm()


# %% wrong idea [one-pixel] all weight on the brightest pixel
def best_unit_template(x):
    template = torch.zeros_like(x)
    template[x.argmax()] = 1
    return template


# %% wrong idea [mean-square] mean for sum
def best_unit_template(x):
    return x / torch.sqrt(torch.mean(x**2))


# %% wrong idea [input-changed] divided in place
def best_unit_template(x):
    x /= x.norm()
    return x


# %% wrong idea [off-limits] functional normalize
def best_unit_template(x):
    return torch.nn.functional.normalize(x, dim=0)


# %% wrong idea [shape] the best score, not the template
def best_unit_template(x):
    return x @ (x / x.norm())


# %% wrong idea [type] a list
def best_unit_template(x):
    length = x.norm()
    return [value / length for value in x]


# %% wrong idea [length-not-one] a guard that is too large
def best_unit_template(x):
    return x / (x.norm() + 0.01)


# %% wrong edge [other-direction] climbs from ones, where one pixel cannot change sign
def best_unit_template(x):
    template = torch.ones_like(x)
    for _ in range(200):
        template = template + 0.1 * x
        template = template / template.norm()
    return template


# %% wrong idea [not-finite] root of the sum
def best_unit_template(x):
    return x / x.sum().sqrt()
