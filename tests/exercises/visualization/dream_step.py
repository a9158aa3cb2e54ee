# ruff: noqa: F811
"""Right and wrong answers to `dream_step`."""

import torch


# %% right size with a guard
def dream_step(x, grad, lr):
    size = grad.abs().mean(dim=(1, 2, 3), keepdim=True)
    size = torch.where(size == 0, torch.ones_like(size), size)
    return torch.clamp(x + lr * grad / size, 0, 1)


# %% right picture by picture
def dream_step(x, grad, lr):
    out = []
    for picture, slope in zip(x, grad, strict=True):
        size = slope.abs().mean()
        out.append((picture + lr * slope / size if size > 0 else picture).clamp(0, 1))
    return torch.stack(out)


# %% right flattened
def dream_step(x, grad, lr):
    flat = grad.flatten(1)
    size = flat.abs().sum(1) / flat.shape[1]
    step = torch.where(size[:, None] > 0, flat / size[:, None], 0)
    return (x + lr * step.view_as(x)).clamp(0, 1)


# %% right nan_to_num
def dream_step(x, grad, lr):
    step = torch.nan_to_num(grad / grad.abs().mean((1, 2, 3), keepdim=True), nan=0.0)
    return (x + lr * step).clamp(min=0).clamp(max=1)


# %% right plain numbers
def dream_step(x, grad, lr):
    made = []
    for picture, slope in zip(x.flatten(1).tolist(), grad.flatten(1).tolist(), strict=True):
        size = sum(abs(g) for g in slope) / len(slope) or 1.0
        made.append([min(1.0, max(0.0, a + lr * g / size)) for a, g in zip(picture, slope, strict=True)])
    return torch.tensor(made, dtype=x.dtype).view_as(x)


# %% right einsum for the size
def dream_step(x, grad, lr):
    size = torch.einsum("nchw->n", grad.abs()) / grad[0].numel()
    size[size == 0] = 1
    return (x + lr * torch.einsum("nchw,n->nchw", grad, 1 / size)).clamp(0, 1)


# %% wrong idea [downhill] minus, as in training
def dream_step(x, grad, lr):
    size = grad.abs().mean((1, 2, 3), keepdim=True)
    size = torch.where(size > 0, size, torch.ones_like(size))
    return (x - lr * grad / size).clamp(0, 1)


# %% wrong idea [scaled-by-largest] max
def dream_step(x, grad, lr):
    size = grad.abs().amax((1, 2, 3), keepdim=True)
    size = torch.where(size > 0, size, torch.ones_like(size))
    return (x + lr * grad / size).clamp(0, 1)


# %% wrong idea [scaled-by-largest] max of all
def dream_step(x, grad, lr):
    return (x + lr * grad / grad.abs().max()).clamp(0, 1)


# %% wrong idea [not-scaled] plain gradient
def dream_step(x, grad, lr):
    return (x + lr * grad).clamp(0, 1)


# %% wrong idea [mean-with-signs] mean without abs
def dream_step(x, grad, lr):
    size = grad.mean((1, 2, 3), keepdim=True)
    size = torch.where(size != 0, size, torch.ones_like(size))
    return (x + lr * grad / size).clamp(0, 1)


# %% wrong idea [one-mean-for-all] mean over the batch
def dream_step(x, grad, lr):
    size = grad.abs().mean()
    return (x + lr * grad / size).clamp(0, 1)


# %% wrong idea [mean-of-each-channel] dim=(2, 3)
def dream_step(x, grad, lr):
    size = grad.abs().mean((2, 3), keepdim=True)
    size = torch.where(size > 0, size, torch.ones_like(size))
    return (x + lr * grad / size).clamp(0, 1)


# %% wrong idea [norm] length of the gradient
def dream_step(x, grad, lr):
    size = grad.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    size = torch.where(size > 0, size, torch.ones_like(size))
    return (x + lr * grad / size).clamp(0, 1)


# %% wrong idea [root-mean-square] RMS
def dream_step(x, grad, lr):
    size = (grad**2).mean((1, 2, 3), keepdim=True).sqrt()
    size = torch.where(size > 0, size, torch.ones_like(size))
    return (x + lr * grad / size).clamp(0, 1)


# %% wrong idea [sum] sum of sizes
def dream_step(x, grad, lr):
    size = grad.abs().sum((1, 2, 3), keepdim=True)
    size = torch.where(size > 0, size, torch.ones_like(size))
    return (x + lr * grad / size).clamp(0, 1)


# %% wrong idea [sign-only] as in an attack
def dream_step(x, grad, lr):
    return (x + lr * grad.sign()).clamp(0, 1)


# %% wrong idea [only-the-step] the change
def dream_step(x, grad, lr):
    size = grad.abs().mean((1, 2, 3), keepdim=True)
    return lr * grad / torch.where(size > 0, size, torch.ones_like(size))


# %% wrong idea [range-forgotten] no clamp
def dream_step(x, grad, lr):
    size = grad.abs().mean((1, 2, 3), keepdim=True)
    return x + lr * grad / torch.where(size > 0, size, torch.ones_like(size))


# %% wrong idea [rescaled] min and max
def dream_step(x, grad, lr):
    size = grad.abs().mean((1, 2, 3), keepdim=True)
    y = x + lr * grad / torch.where(size > 0, size, torch.ones_like(size))
    return (y - y.min()) / (y.max() - y.min())


# %% wrong edge [zero-over-zero] no guard
def dream_step(x, grad, lr):
    return (x + lr * grad / grad.abs().mean((1, 2, 3), keepdim=True)).clamp(0, 1)


# %% wrong edge [range-forgotten] only from below
def dream_step(x, grad, lr):
    size = grad.abs().mean((1, 2, 3), keepdim=True)
    return (x + lr * grad / torch.where(size > 0, size, torch.ones_like(size))).clamp(min=0)


# %% wrong idea [input-changed] in place
def dream_step(x, grad, lr):
    size = grad.abs().mean((1, 2, 3), keepdim=True)
    x += lr * grad / torch.where(size > 0, size, torch.ones_like(size))
    return x.clamp_(0, 1)


# %% wrong edge [small-number-added] plus 1e-8
def dream_step(x, grad, lr):
    m = grad.abs().mean((1, 2, 3), keepdim=True)
    return (x + lr * grad / (m + 1e-8)).clamp(0, 1)


# %% wrong edge [small-number-added] plus 1e-6
def dream_step(x, grad, lr):
    return (x + lr * grad / (grad.abs().mean((1, 2, 3), keepdim=True) + 1e-6)).clamp(0, 1)


# %% wrong idea [mean-with-signs] abs of mean
def dream_step(x, grad, lr):
    m = grad.mean((1, 2, 3), keepdim=True).abs()
    m[m == 0] = 1
    return (x + lr * grad / m).clamp(0, 1)


# %% wrong idea [spread-for-size] std
def dream_step(x, grad, lr):
    m = grad.flatten(1).std(1).view(-1, 1, 1, 1)
    return (x + lr * grad / (m + 1e-8)).clamp(0, 1)


# %% wrong idea [spread-for-size] std TF tutorial
def dream_step(x, grad, lr):
    g = grad / (grad.std() + 1e-8)
    return (x + g * lr).clamp(0, 1)


# %% wrong idea [spread-for-size] std per picture unbiased False
def dream_step(x, grad, lr):
    m = grad.flatten(1).std(1, unbiased=False).view(-1, 1, 1, 1)
    m[m == 0] = 1
    return (x + lr * grad / m).clamp(0, 1)


# %% wrong idea [mean-of-each-place] mean over n axis
def dream_step(x, grad, lr):
    m = grad.abs().mean(0, keepdim=True)
    m[m == 0] = 1
    return (x + lr * grad / m).clamp(0, 1)


# %% wrong idea [step-cut] clamp step
def dream_step(x, grad, lr):
    m = grad.abs().mean((1, 2, 3), keepdim=True)
    m[m == 0] = 1
    return x + (lr * grad / m).clamp(-lr, lr)


# %% wrong edge [all-stay] whole batch unchanged when any zero
def dream_step(x, grad, lr):
    m = grad.abs().mean((1, 2, 3), keepdim=True)
    if (m == 0).any():
        return x.clone()
    return (x + lr * grad / m).clamp(0, 1)
