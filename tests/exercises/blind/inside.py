# ruff: noqa: F811, RET503
"""Answers to five tasks of the set visualization, by the person who wrote their banks, before the tests were run."""

import torch


# %% nearest right sorted list
def nearest(query, bank, k):
    d = [((row - query) ** 2).sum().sqrt().item() for row in bank]
    return sorted(range(len(bank)), key=d.__getitem__)[:k]


# %% nearest wrong [helpful largest-product] similarity by a product
def nearest(query, bank, k):
    score = (bank * query).sum(1)
    return torch.sort(score, descending=True, stable=True).indices[:k].tolist()


# %% nearest wrong [helpful sizes-added] city blocks
def nearest(query, bank, k):
    return torch.argsort(torch.abs(bank - query).mean(dim=1), stable=True).tolist()[:k]


# %% to_display right a helper for one filter
def to_display(w):
    def one(f):
        top = f.abs().max()
        return torch.full_like(f, 0.5) if top == 0 else f / top * 0.5 + 0.5

    return torch.stack([one(f) for f in w])


# %% to_display wrong [helpful min-max] picture by picture as for a photograph
def to_display(w):
    out = torch.empty_like(w)
    for i in range(w.shape[0]):
        out[i] = (w[i] - w[i].min()) / (w[i].max() - w[i].min())
    return out


# %% to_display wrong [helpful one-scale-for-all] the largest weight of the layer
def to_display(w):
    top = float(w.abs().max())
    return (w / top + 1) / 2


# %% sparsity right the complement
def sparsity(z):
    alive = torch.relu(z) > 0
    return (alive.numel() - alive.sum().item()) / alive.numel()


# %% sparsity wrong [helpful relu-left-out] zeros in the map as it comes
def sparsity(z):
    return ((z == 0).sum() / z.numel()).item()


# %% fgsm right sign by division
def fgsm(x, grad, eps):
    step = grad / grad.abs()
    step[grad == 0] = 0
    return (x + eps * step).clip(0, 1)


# %% fgsm wrong [helpful sign-left-out] gradient of length 1
def fgsm(x, grad, eps):
    g = grad.flatten(1)
    g = (g / g.norm(dim=1, keepdim=True)).view(x.shape)
    return (x + eps * g).clamp(0, 1)


# %% fgsm wrong [helpful downhill] a step of gradient descent
def fgsm(x, grad, eps):
    return torch.clamp(x - eps * torch.sign(grad), min=0, max=1)


# %% pgd_project right between bounds
def pgd_project(x_adv, x0, eps):
    return x_adv.minimum(x0 + eps).maximum(x0 - eps).minimum(torch.ones_like(x0)).maximum(torch.zeros_like(x0))


# %% pgd_project wrong [helpful cube-left-out] only a picture
def pgd_project(x_adv, x0, eps):
    return torch.clamp(x_adv, min=0.0, max=1.0)


# %% pgd_project wrong [helpful length-shortened] a ball
def pgd_project(x_adv, x0, eps):
    d = x_adv - x0
    n = d.reshape(len(d), -1).norm(dim=1).reshape(-1, 1, 1, 1)
    d = torch.where(n > eps, d * eps / n, d)
    return (x0 + d).clamp(0, 1)
