# ruff: noqa: F811
"""Right and wrong answers to `pgd_project`. (The range first and then the cube is right: x0 lies in both.)"""

import numpy as np
import torch


# %% right between two pictures
def pgd_project(x_adv, x0, eps):
    low = (x0 - eps).clamp(min=0)
    high = (x0 + eps).clamp(max=1)
    return torch.minimum(torch.maximum(x_adv, low), high)


# %% right the range first
def pgd_project(x_adv, x0, eps):
    x = x_adv.clamp(0, 1)
    return torch.max(torch.min(x, x0 + eps), x0 - eps)


# %% right clamp with tensors
def pgd_project(x_adv, x0, eps):
    return torch.clamp(x_adv, x0 - eps, x0 + eps).clamp(0, 1)


# %% right numpy
def pgd_project(x_adv, x0, eps):
    a, x = x_adv.numpy(), x0.numpy()
    return torch.from_numpy(np.clip(np.clip(a, x - eps, x + eps), 0, 1).astype(x.dtype))


# %% right pixel by pixel
def pgd_project(x_adv, x0, eps):
    out = []
    for a, x in zip(x_adv.flatten().tolist(), x0.flatten().tolist(), strict=True):
        out.append(min(max(a, x - eps, 0.0), x + eps, 1.0))
    return torch.tensor(out, dtype=x0.dtype).view(x0.shape)


# %% right masks
def pgd_project(x_adv, x0, eps):
    out = x_adv.clone()
    out = torch.where(out > x0 + eps, x0 + eps, out)
    out = torch.where(out < x0 - eps, x0 - eps, out)
    out[out > 1] = 1
    out[out < 0] = 0
    return out


# %% wrong idea [round-the-wrong-centre] arguments changed places
def pgd_project(x_adv, x0, eps):
    return torch.max(torch.min(x0, x_adv + eps), x_adv - eps).clamp(0, 1)


# %% wrong idea [round-the-wrong-centre] and the range left out
def pgd_project(x_adv, x0, eps):
    return x_adv + (x0 - x_adv).clamp(-eps, eps)


# %% wrong idea [range-left-out] only the cube
def pgd_project(x_adv, x0, eps):
    return x0 + (x_adv - x0).clamp(-eps, eps)


# %% wrong idea [range-left-out] only up to 1
def pgd_project(x_adv, x0, eps):
    return (x0 + (x_adv - x0).clamp(-eps, eps)).clamp(max=1)


# %% wrong idea [range-left-out] only down to 0
def pgd_project(x_adv, x0, eps):
    return torch.relu(x0 + (x_adv - x0).clamp(-eps, eps))


# %% wrong idea [cube-left-out] only the range
def pgd_project(x_adv, x0, eps):
    return x_adv.clamp(0, 1)


# %% wrong idea [length-shortened] L2, picture by picture
def pgd_project(x_adv, x0, eps):
    change = x_adv - x0
    length = change.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    return (x0 + change * torch.clamp(eps / length.clamp(min=1e-12), max=1)).clamp(0, 1)


# %% wrong idea [length-shortened] L2 of everything
def pgd_project(x_adv, x0, eps):
    change = x_adv - x0
    if change.norm() > eps:
        change = change * eps / change.norm()
    return (x0 + change).clamp(0, 1)


# %% wrong idea [length-shortened] L2 and the range left out
def pgd_project(x_adv, x0, eps):
    change = x_adv - x0
    length = change.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    return x0 + change * torch.clamp(eps / length.clamp(min=1e-12), max=1)


# %% wrong idea [all-shrunk] scaled to the largest
def pgd_project(x_adv, x0, eps):
    change = x_adv - x0
    top = change.abs().max()
    if top > eps:
        change = change * eps / top
    return (x0 + change).clamp(0, 1)


# %% wrong idea [all-shrunk] scaled to the largest of each picture
def pgd_project(x_adv, x0, eps):
    change = x_adv - x0
    top = change.abs().amax((1, 2, 3), keepdim=True)
    return (x0 + change * torch.clamp(eps / top.clamp(min=1e-12), max=1)).clamp(0, 1)


# %% wrong idea [always-at-the-edge] sign
def pgd_project(x_adv, x0, eps):
    return (x0 + eps * (x_adv - x0).sign()).clamp(0, 1)


# %% wrong idea [one-side-only] brighter ones
def pgd_project(x_adv, x0, eps):
    return torch.min(x_adv, x0 + eps).clamp(0, 1)


# %% wrong idea [one-side-only] darker ones
def pgd_project(x_adv, x0, eps):
    return torch.max(x_adv, x0 - eps).clamp(0, 1)


# %% wrong idea [only-brighter] clamp from 0
def pgd_project(x_adv, x0, eps):
    return (x0 + (x_adv - x0).clamp(0, eps)).clamp(0, 1)


# %% wrong idea [only-the-change] x0 forgotten
def pgd_project(x_adv, x0, eps):
    return (x_adv - x0).clamp(-eps, eps)


# %% wrong idea [only-the-change] x0 forgotten, cut
def pgd_project(x_adv, x0, eps):
    return (x_adv - x0).clamp(-eps, eps).clamp(0, 1)


# %% wrong idea [change-added-again] to x_adv
def pgd_project(x_adv, x0, eps):
    return (x_adv + (x_adv - x0).clamp(-eps, eps)).clamp(0, 1)


# %% wrong idea [change-turned-round] minus
def pgd_project(x_adv, x0, eps):
    return (x0 - (x_adv - x0).clamp(-eps, eps)).clamp(0, 1)


# %% wrong idea [pixels-for-change] clamp to eps
def pgd_project(x_adv, x0, eps):
    return x_adv.clamp(-eps, eps)


# %% wrong idea [pixels-for-change] clamp to eps and range
def pgd_project(x_adv, x0, eps):
    return x_adv.clamp(-eps, eps).clamp(0, 1)


# %% wrong idea [pixels-for-change] x_adv taken for a change
def pgd_project(x_adv, x0, eps):
    return (x0 + x_adv.clamp(-eps, eps)).clamp(0, 1)


# %% wrong idea [eps-halved] cube of side eps
def pgd_project(x_adv, x0, eps):
    return (x0 + (x_adv - x0).clamp(-eps / 2, eps / 2)).clamp(0, 1)


# %% wrong idea [eps-doubled] twice as far
def pgd_project(x_adv, x0, eps):
    return (x0 + (x_adv - x0).clamp(-2 * eps, 2 * eps)).clamp(0, 1)


# %% wrong idea [divided-by-255] as if for bytes
def pgd_project(x_adv, x0, eps):
    eps = eps / 255
    return (x0 + (x_adv - x0).clamp(-eps, eps)).clamp(0, 1)


# %% wrong idea [back-to-the-start] refused steps
def pgd_project(x_adv, x0, eps):
    near = (x_adv - x0).abs() <= eps
    return torch.where(near, x_adv, x0).clamp(0, 1)


# %% wrong idea [input-changed] in place
def pgd_project(x_adv, x0, eps):
    x_adv -= x0
    return (x0 + x_adv.clamp(-eps, eps)).clamp(0, 1)


# %% wrong idea [eps-taken-off-once] subtract eps from outliers
def pgd_project(x_adv, x0, eps):
    d = x_adv - x0
    return torch.where(d > eps, x_adv - eps, torch.where(d < -eps, x_adv + eps, x_adv)).clamp(0, 1)


# %% wrong idea [range-made-narrower] clamp(eps, 1-eps)
def pgd_project(x_adv, x0, eps):
    return x_adv.clamp(eps, 1 - eps)


# %% wrong idea [whole-picture-back] scalar per picture max distance
def pgd_project(x_adv, x0, eps):
    d = (x_adv - x0).abs().amax((1, 2, 3), keepdim=True)
    return torch.where(d > eps, x0, x_adv).clamp(0, 1)
