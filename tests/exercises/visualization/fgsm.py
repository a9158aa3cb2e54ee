# ruff: noqa: F811
"""Right and wrong answers to `fgsm`."""

import numpy as np
import torch


# %% right minimum and maximum
def fgsm(x, grad, eps):
    moved = x + eps * torch.sign(grad)
    return torch.minimum(torch.maximum(moved, torch.zeros_like(x)), torch.ones_like(x))


# %% right masks
def fgsm(x, grad, eps):
    out = x.clone()
    out[grad > 0] += eps
    out[grad < 0] -= eps
    out[out > 1] = 1
    out[out < 0] = 0
    return out


# %% right comparisons as numbers
def fgsm(x, grad, eps):
    up = (grad > 0).to(x.dtype)
    down = (grad < 0).to(x.dtype)
    return torch.clip(x + eps * (up - down), 0.0, 1.0)


# %% right numpy
def fgsm(x, grad, eps):
    return torch.from_numpy(np.clip(x.numpy() + eps * np.sign(grad.numpy()), 0, 1).astype(x.numpy().dtype))


# %% right pixel by pixel
def fgsm(x, grad, eps):
    pixels = []
    for value, slope in zip(x.flatten().tolist(), grad.flatten().tolist(), strict=True):
        step = eps if slope > 0 else -eps if slope < 0 else 0.0
        pixels.append(min(1.0, max(0.0, value + step)))
    return torch.tensor(pixels, dtype=x.dtype).view(x.shape)


# %% right gradient divided by its size
def fgsm(x, grad, eps):
    direction = torch.where(grad == 0, torch.zeros_like(grad), grad / grad.abs())
    return (x + eps * direction).clamp(0, 1)


# %% wrong edge [sign-of-zero] 1 for 0
def fgsm(x, grad, eps):
    return (x + eps * torch.where(grad >= 0, 1.0, -1.0).to(x.dtype)).clamp(0, 1)


# %% wrong edge [sign-of-zero] minus 1 for 0
def fgsm(x, grad, eps):
    return (x + eps * (2 * (grad > 0).to(x.dtype) - 1)).clamp(0, 1)


# %% wrong idea [sign-left-out] the gradient itself
def fgsm(x, grad, eps):
    return (x + eps * grad).clamp(0, 1)


# %% wrong idea [sign-left-out] the gradient itself, range open
def fgsm(x, grad, eps):
    return x + eps * grad


# %% wrong idea [sign-left-out] divided by the largest
def fgsm(x, grad, eps):
    return (x + eps * grad / grad.abs().amax((1, 2, 3), keepdim=True)).clamp(0, 1)


# %% wrong idea [sign-left-out] divided by the length
def fgsm(x, grad, eps):
    return (x + eps * grad / grad.norm()).clamp(0, 1)


# %% wrong idea [sign-left-out] tanh
def fgsm(x, grad, eps):
    return (x + eps * torch.tanh(grad)).clamp(0, 1)


# %% wrong idea [range-left-out] no clamp
def fgsm(x, grad, eps):
    return x + eps * grad.sign()


# %% wrong idea [range-left-out] clamp below only
def fgsm(x, grad, eps):
    return (x + eps * grad.sign()).clamp(min=0)


# %% wrong idea [range-left-out] clamp above only
def fgsm(x, grad, eps):
    return (x + eps * grad.sign()).clamp(max=1)


# %% wrong idea [downhill] minus
def fgsm(x, grad, eps):
    return (x - eps * grad.sign()).clamp(0, 1)


# %% wrong idea [downhill] minus, range open
def fgsm(x, grad, eps):
    return x - eps * grad.sign()


# %% wrong idea [divided-by-255] as if for bytes
def fgsm(x, grad, eps):
    return (x + eps / 255 * grad.sign()).clamp(0, 1)


# %% wrong idea [eps-left-out] steps of 1
def fgsm(x, grad, eps):
    return (x + grad.sign()).clamp(0, 1)


# %% wrong idea [only-the-change] x forgotten
def fgsm(x, grad, eps):
    return eps * grad.sign()


# %% wrong idea [only-the-change] x forgotten, cut
def fgsm(x, grad, eps):
    return (eps * grad.sign()).clamp(0, 1)


# %% wrong idea [change-cut] the clamp at the wrong place
def fgsm(x, grad, eps):
    return x + (eps * grad.sign()).clamp(0, 1)


# %% wrong idea [change-cut] only where it grows
def fgsm(x, grad, eps):
    return (x + eps * (grad > 0).to(x.dtype)).clamp(0, 1)


# %% wrong idea [signs-lost] absolute value
def fgsm(x, grad, eps):
    return (x + eps * grad.abs().sign()).clamp(0, 1)


# %% wrong idea [sign-of-the-picture] brackets
def fgsm(x, grad, eps):
    return (x + eps * grad).sign().clamp(0, 1)


# %% wrong idea [stretched] min-max
def fgsm(x, grad, eps):
    moved = x + eps * grad.sign()
    return (moved - moved.min()) / (moved.max() - moved.min())


# %% wrong idea [multiplied] scaled pixels
def fgsm(x, grad, eps):
    return (x * (1 + eps * grad.sign())).clamp(0, 1)


# %% wrong idea [input-changed] in place
def fgsm(x, grad, eps):
    x += eps * grad.sign()
    return x.clamp(0, 1)


# %% wrong edge [sign-of-zero] g/|g| nan
def fgsm(x, grad, eps):
    return (x + eps * grad / grad.abs()).clamp(0, 1)


# %% wrong idea [sizes-left-in] clamp grad
def fgsm(x, grad, eps):
    return (x + grad.clamp(-eps, eps)).clamp(0, 1)


# %% wrong edge [small-number-added] g/(|g|+1e-8)
def fgsm(x, grad, eps):
    return (x + eps * grad / (grad.abs() + 1e-8)).clamp(0, 1)


# %% wrong idea [stays-at-the-edge] skip pixels that leave
def fgsm(x, grad, eps):
    r = x + eps * grad.sign()
    return torch.where((r < 0) | (r > 1), x, r)


# %% wrong idea [sign-left-out] mean size 1, as a dream's step
def fgsm(x, grad, eps):
    return (x + eps * grad / grad.abs().mean((1, 2, 3), keepdim=True)).clamp(0, 1)
