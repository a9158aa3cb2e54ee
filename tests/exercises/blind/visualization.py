# ruff: noqa: F811, RET503
"""Answers to seven tasks of the set visualization, by somebody who had read their stories and none of their banks."""

import numpy as np
import torch
import torch.nn.functional as F


# %% ascent_step right in one line
def ascent_step(x, grad, lr, l2):
    return x * (1 - 2 * lr * l2) + lr * grad


# %% ascent_step right by autograd
def ascent_step(x, grad, lr, l2):
    p = x.clone().requires_grad_()
    total = (p * grad).sum() - l2 * p.pow(2).sum()
    (slope,) = torch.autograd.grad(total, p)
    return x + lr * slope


# %% ascent_step wrong [helpful downhill] as when training
def ascent_step(x, grad, lr, l2):
    return x - lr * (grad + 2 * l2 * x)


# %% ascent_step wrong [helpful half-the-price] derivative of a square without its 2
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - l2 * x)


# %% ascent_step wrong [helpful price-of-the-new-picture] the decay after the step
def ascent_step(x, grad, lr, l2):
    y = x + lr * grad
    return y - lr * 2 * l2 * y


# %% ascent_step wrong [helpful price-is-a-number] the norm itself taken off
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - l2 * (x**2).sum())


# %% dream_loss right a dot product
def dream_loss(z):
    v = z.flatten()
    return (v @ v).item() / 2


# %% dream_loss wrong [helpful root] the norm
def dream_loss(z):
    return z.norm().item()


# %% dream_loss wrong [helpful no-half] sum of squares
def dream_loss(z):
    return float((z**2).sum())


# %% dream_loss wrong [helpful mean] half of the mean
def dream_loss(z):
    return float((z**2).mean() / 2)


# %% dream_loss wrong [helpful negative-left-out] only what a ReLU lets through
def dream_loss(z):
    return float((z.clamp(min=0) ** 2).sum() / 2)


# %% dream_step right picture by picture
def dream_step(x, grad, lr):
    out = []
    for p, g in zip(x, grad, strict=True):
        m = g.abs().mean()
        out.append(p if m == 0 else (p + lr * g / m).clamp(0, 1))
    return torch.stack(out)


# %% dream_step wrong [helpful one-mean-for-all] one mean for the batch
def dream_step(x, grad, lr):
    return (x + lr * grad / grad.abs().mean()).clamp(0, 1)


# %% dream_step wrong [helpful mean-with-signs] the mean of the gradient, not of its size
def dream_step(x, grad, lr):
    m = grad.mean(dim=(1, 2, 3), keepdim=True)
    return (x + lr * grad / m).clamp(0, 1)


# %% dream_step wrong [bare value] a small number against division by zero
def dream_step(x, grad, lr):
    m = grad.abs().mean(dim=(1, 2, 3), keepdim=True)
    return (x + lr * grad / (m + 1e-2)).clamp(0, 1)


# %% dream_step wrong [helpful range-forgotten] nothing cut
def dream_step(x, grad, lr):
    m = grad.abs().mean(dim=(1, 2, 3), keepdim=True)
    return x + lr * torch.where(m > 0, grad / m, 0 * grad)


# %% relu_backward right gates as numbers
def relu_backward(x, g, rule):
    forward, backward = (x > 0).to(g), (g > 0).to(g)
    return g * {"gradient": forward, "deconvnet": backward, "guided": forward * backward}[rule]


# %% relu_backward wrong [helpful rules-swapped] the two single rules exchanged
def relu_backward(x, g, rule):
    if rule == "gradient":
        return g.clamp(min=0)
    if rule == "deconvnet":
        return torch.where(x > 0, g, torch.zeros_like(g))
    return torch.where(x > 0, g.clamp(min=0), torch.zeros_like(g))


# %% relu_backward wrong [helpful input-multiplied] guided multiplies by the input
def relu_backward(x, g, rule):
    if rule == "gradient":
        return g * (x > 0)
    if rule == "deconvnet":
        return g.relu()
    return g.relu() * x.relu()


# %% relu_backward wrong [helpful zero-opens] zero passes
def relu_backward(x, g, rule):
    if rule == "gradient":
        return g * (x >= 0)
    if rule == "deconvnet":
        return g.relu()
    return g.relu() * (x >= 0)


# %% unpool right a flat map and index_add
def unpool(v, index, size):
    H, W = size
    out = []
    for c in range(v.shape[0]):
        flat = torch.zeros(H * W, dtype=v.dtype)
        out.append(flat.index_add(0, index[c].flatten(), v[c].flatten()).view(H, W))
    return torch.stack(out)


# %% unpool wrong [helpful overwritten] assignment
def unpool(v, index, size):
    H, W = size
    out = torch.zeros(v.shape[0], H * W, dtype=v.dtype)
    for c in range(v.shape[0]):
        out[c][index[c].flatten()] = v[c].flatten()
    return out.view(-1, H, W)


# %% unpool wrong [helpful by-columns] rows and columns mixed up
def unpool(v, index, size):
    H, W = size
    out = torch.zeros(v.shape[0], H, W, dtype=v.dtype)
    for c in range(v.shape[0]):
        for val, k in zip(v[c].flatten().tolist(), index[c].flatten().tolist(), strict=True):
            if k // H < W:
                out[c, k % H, k // H] += val
    return out


# %% unpool wrong [helpful filled] every window filled
def unpool(v, index, size):
    return F.interpolate(v[None], size=size, mode="nearest")[0]


# %% occlusion_map right a copy for each place
def occlusion_map(x, weights, b, target, window, stride, fill):
    base = weights[target] @ x.flatten() + b[target]
    rows = []
    for i in range(0, x.shape[1] - window + 1, stride):
        row = []
        for j in range(0, x.shape[2] - window + 1, stride):
            y = x.clone()
            y[:, i : i + window, j : j + window] = fill
            row.append(base - (weights[target] @ y.flatten() + b[target]))
        rows.append(torch.stack(row))
    return torch.stack(rows)


# %% occlusion_map wrong [helpful score] the score that is left
def occlusion_map(x, weights, b, target, window, stride, fill):
    h = (x.shape[1] - window) // stride + 1
    v = (x.shape[2] - window) // stride + 1
    out = torch.zeros(h, v, dtype=x.dtype)
    for i in range(h):
        for j in range(v):
            y = x.clone()
            y[:, i * stride : i * stride + window, j * stride : j * stride + window] = fill
            out[i, j] = weights[target] @ y.flatten() + b[target]
    return out


# %% occlusion_map wrong [helpful step-not-taken] squares do not move by the stride
def occlusion_map(x, weights, b, target, window, stride, fill):
    h = (x.shape[1] - window) // stride + 1
    v = (x.shape[2] - window) // stride + 1
    base = weights[target] @ x.flatten() + b[target]
    out = torch.zeros(h, v, dtype=x.dtype)
    for i in range(h):
        for j in range(v):
            y = x.clone()
            y[:, i : i + window, j : j + window] = fill
            out[i, j] = base - weights[target] @ y.flatten() - b[target]
    return out


# %% occlusion_map wrong [helpful probability] probabilities
def occlusion_map(x, weights, b, target, window, stride, fill):
    h = (x.shape[1] - window) // stride + 1
    v = (x.shape[2] - window) // stride + 1
    base = (weights @ x.flatten() + b).softmax(0)[target]
    out = torch.zeros(h, v, dtype=x.dtype)
    for i in range(h):
        for j in range(v):
            y = x.clone()
            y[:, i * stride : i * stride + window, j * stride : j * stride + window] = fill
            out[i, j] = base - (weights @ y.flatten() + b).softmax(0)[target]
    return out


# %% grad_cam right numpy
def grad_cam(acts, grads):
    a, g = acts.numpy(), grads.numpy()
    return torch.from_numpy(np.maximum(np.tensordot(g.mean((1, 2)), a, 1), 0))


# %% grad_cam wrong [helpful by-place] gradient times activation
def grad_cam(acts, grads):
    return (acts * grads).sum(0).relu()


# %% grad_cam wrong [helpful no-relu] negative values kept
def grad_cam(acts, grads):
    return (grads.mean((1, 2))[:, None, None] * acts).sum(0)


# %% grad_cam wrong [helpful rescaled] scaled to 1
def grad_cam(acts, grads):
    m = (grads.mean((1, 2))[:, None, None] * acts).sum(0).relu()
    return m / m.max()


# %% grad_cam wrong [helpful mean-of-maps] the mean over maps
def grad_cam(acts, grads):
    return (grads.mean((1, 2))[:, None, None] * acts).mean(0).relu()
