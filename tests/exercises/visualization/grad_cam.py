# ruff: noqa: F811
"""Right and wrong answers to `grad_cam`."""

import torch
import torch.nn.functional as F


# %% right weights with axes kept
def grad_cam(acts, grads):
    weights = grads.mean(dim=(1, 2), keepdim=True)
    return F.relu((weights * acts).sum(0))


# %% right loops
def grad_cam(acts, grads):
    found = torch.zeros(acts.shape[1:], dtype=acts.dtype)
    for k in range(acts.shape[0]):
        found += grads[k].mean() * acts[k]
    found[found < 0] = 0
    return found


# %% right a matrix product
def grad_cam(acts, grads):
    c, h, w = acts.shape
    weights = grads.reshape(c, -1).mean(1)
    return (weights @ acts.reshape(c, -1)).reshape(h, w).clamp_min(0)


# %% right the largest of it and zero
def grad_cam(acts, grads):
    combined = torch.tensordot(grads.mean((-2, -1)), acts, dims=1)
    return torch.maximum(combined, torch.zeros_like(combined))


# %% right plain numbers
def grad_cam(acts, grads):
    c, h, w = acts.shape
    weights = [sum(map(sum, one)) / (h * w) for one in grads.tolist()]
    maps = acts.tolist()
    rows = [[max(0.0, sum(weights[k] * maps[k][i][j] for k in range(c))) for j in range(w)] for i in range(h)]
    return torch.tensor(rows, dtype=acts.dtype)


# %% right as a 1×1 convolution
def grad_cam(acts, grads):
    weights = F.adaptive_avg_pool2d(grads, 1)
    return F.conv2d(acts[None], weights[None])[0, 0].relu()


# %% wrong idea [no-relu] left as it is
def grad_cam(acts, grads):
    return (grads.mean((1, 2), keepdim=True) * acts).sum(0)


# %% wrong idea [relu-too-early] a ReLU for each map
def grad_cam(acts, grads):
    found = torch.zeros(acts.shape[1:], dtype=acts.dtype)
    for k in range(len(acts)):
        found += (grads[k].mean() * acts[k]).clamp(min=0)
    return found


# %% wrong idea [weights-cut] only weights above zero
def grad_cam(acts, grads):
    weights = grads.mean((1, 2)).relu()
    return torch.einsum("c,chw->hw", weights, acts).relu()


# %% wrong idea [weights-from-acts] means of the maps
def grad_cam(acts, grads):
    weights = acts.mean((1, 2))
    return torch.einsum("c,chw->hw", weights, acts).relu()


# %% wrong idea [swapped] arguments in the other order
def grad_cam(acts, grads):
    weights = acts.mean((1, 2))
    return torch.einsum("c,chw->hw", weights, grads).relu()


# %% wrong idea [by-place] products place by place
def grad_cam(acts, grads):
    return (grads * acts).sum(0).relu()


# %% wrong idea [sum-of-slopes] sums as weights
def grad_cam(acts, grads):
    weights = grads.sum((1, 2))
    return torch.einsum("c,chw->hw", weights, acts).relu()


# %% wrong idea [mean-of-maps] mean over channels
def grad_cam(acts, grads):
    weights = grads.mean((1, 2), keepdim=True)
    return (weights * acts).mean(0).relu()


# %% wrong idea [rescaled] for display
def grad_cam(acts, grads):
    found = (grads.mean((1, 2), keepdim=True) * acts).sum(0).relu()
    return found / (found.max() + 1e-8)


# %% wrong idea [absolute] size in place of a ReLU
def grad_cam(acts, grads):
    return (grads.mean((1, 2), keepdim=True) * acts).sum(0).abs()


# %% wrong idea [slopes-alone] no activations
def grad_cam(acts, grads):
    return grads.sum(0).relu()


# %% wrong idea [cut-at-each-map] list order
def grad_cam(acts, grads):
    c, h, w = acts.shape
    m = torch.zeros(h, w, dtype=acts.dtype)
    for k in range(c):
        m = torch.relu(m + grads[k].mean() * acts[k])
    return m


# %% wrong idea [one-weight-for-all] mean over all
def grad_cam(acts, grads):
    a = grads.mean()
    return (a * acts).sum(0).relu()


# %% wrong idea [mean-over-maps] mean over channel axis
def grad_cam(acts, grads):
    a = grads.mean(0, keepdim=True)
    return (a * acts).sum(0).relu()


# %% wrong idea [slopes-cut] relu grads (grad-cam++-like)
def grad_cam(acts, grads):
    a = grads.relu().mean((1, 2), keepdim=True)
    return (a * acts).sum(0).relu()


# %% wrong idea [slopes-cut] mean of abs slopes
def grad_cam(acts, grads):
    return (grads.abs().mean((1, 2), keepdim=True) * acts).sum(0).relu()


# %% wrong idea [largest-slope] global max pooling
def grad_cam(acts, grads):
    weights = grads.flatten(1).max(1).values
    return (weights[:, None, None] * acts).sum(0).clamp(min=0)
