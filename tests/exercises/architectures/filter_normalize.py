# ruff: noqa: B905, F811
"""Right and wrong answers to `filter_normalize`."""

import math

import torch
import torch.nn.functional as F


# %% right norms with axes kept
def filter_normalize(direction, w):
    a = torch.linalg.vector_norm(direction, dim=(1, 2, 3), keepdim=True)
    b = torch.linalg.vector_norm(w, dim=(1, 2, 3), keepdim=True)
    return torch.where(a > 0, direction / a * b, torch.zeros_like(direction))


# %% right filters laid out as rows
def filter_normalize(direction, w):
    rows = F.normalize(direction.flatten(1), dim=1)
    return (rows * w.flatten(1).norm(dim=1, keepdim=True)).view_as(direction)


# %% right a loop over filters
def filter_normalize(direction, w):
    out = torch.zeros_like(direction)
    for i in range(len(direction)):
        length = math.sqrt(float((direction[i] ** 2).sum()))
        if length > 0:
            out[i] = direction[i] * (math.sqrt(float((w[i] ** 2).sum())) / length)
    return out


# %% right einsum, nan replaced
def filter_normalize(direction, w):
    squares = torch.einsum("mcij,mcij->m", w, w) / torch.einsum("mcij,mcij->m", direction, direction)
    return torch.nan_to_num(direction * squares.sqrt()[:, None, None, None], 0.0, 0.0, 0.0)


# %% right lengths clamped
def filter_normalize(direction, w):
    a = torch.linalg.vector_norm(direction, dim=(1, 2, 3), keepdim=True).clamp(min=1e-30)
    return direction * (torch.linalg.vector_norm(w, dim=(1, 2, 3), keepdim=True) / a)


# %% right root of mean square, a list of filters
def filter_normalize(direction, w):
    found = []
    for d, own in zip(direction, w):
        size = (d**2).mean().sqrt()
        found.append(d if size == 0 else d * ((own**2).mean().sqrt() / size))
    return torch.stack(found)


# %% wrong idea [whole-layer] one norm
def filter_normalize(direction, w):
    return direction / direction.norm() * w.norm()


# %% wrong idea [per-kernel] a norm a kernel
def filter_normalize(direction, w):
    a = direction.norm(dim=(2, 3), keepdim=True)
    return torch.nan_to_num(direction / a * w.norm(dim=(2, 3), keepdim=True))


# %% wrong idea [per-input-channel] wrong axis
def filter_normalize(direction, w):
    a = torch.linalg.vector_norm(direction, dim=(0, 2, 3), keepdim=True)
    return torch.nan_to_num(direction / a * torch.linalg.vector_norm(w, dim=(0, 2, 3), keepdim=True))


# %% wrong idea [own-length-left] only multiplied
def filter_normalize(direction, w):
    return direction * torch.linalg.vector_norm(w, dim=(1, 2, 3), keepdim=True)


# %% wrong idea [unit-length] only divided
def filter_normalize(direction, w):
    return torch.nan_to_num(direction / torch.linalg.vector_norm(direction, dim=(1, 2, 3), keepdim=True))


# %% wrong idea [other-way-round] inverse ratio
def filter_normalize(direction, w):
    ratio = torch.linalg.vector_norm(direction, dim=(1, 2, 3), keepdim=True) / torch.linalg.vector_norm(
        w, dim=(1, 2, 3), keepdim=True
    )
    return torch.where(ratio.isfinite(), direction * ratio, 0 * direction)


# %% wrong idea [weights-scaled] roles changed
def filter_normalize(direction, w):
    a = torch.linalg.vector_norm(w, dim=(1, 2, 3), keepdim=True)
    return torch.nan_to_num(w / a * torch.linalg.vector_norm(direction, dim=(1, 2, 3), keepdim=True))


# %% wrong idea [weights-scaled] the weights themselves
def filter_normalize(direction, w):
    return w * 1


# %% wrong idea [no-root] squares
def filter_normalize(direction, w):
    a = (direction**2).sum((1, 2, 3), keepdim=True)
    return torch.nan_to_num(direction / a * (w**2).sum((1, 2, 3), keepdim=True))


# %% wrong idea [sum-of-sizes] L1
def filter_normalize(direction, w):
    a = direction.abs().sum((1, 2, 3), keepdim=True)
    return torch.nan_to_num(direction / a * w.abs().sum((1, 2, 3), keepdim=True))


# %% wrong idea [weight-by-weight] signs
def filter_normalize(direction, w):
    return torch.sign(direction) * torch.abs(w)


# %% wrong idea [product] number by number
def filter_normalize(direction, w):
    return direction * w


# %% wrong edge [zero-by-zero] nan where the direction is zero
def filter_normalize(direction, w):
    return (
        direction
        / torch.linalg.vector_norm(direction, dim=(1, 2, 3), keepdim=True)
        * torch.linalg.vector_norm(w, dim=(1, 2, 3), keepdim=True)
    )
