# ruff: noqa: F811
"""Right and wrong answers to `separable_conv`."""

import torch
import torch.nn.functional as F


def windows(x, k):
    return x.unfold(1, k, 1).unfold(2, k, 1)


def looked(x, w_depth):
    return (windows(x, w_depth.shape[-1]) * w_depth[:, None, None]).sum((3, 4))


def mixed(x, w_point):
    return torch.einsum("cij,mc->mij", x, w_point)


# %% right loops over everything
def separable_conv(x, w_depth, w_point):
    c, k, _ = w_depth.shape
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    between = torch.zeros(c, rows, columns, dtype=x.dtype)
    for m in range(c):
        for i in range(rows):
            for j in range(columns):
                between[m, i, j] = (x[m, i : i + k, j : j + k] * w_depth[m]).sum()
    out = torch.zeros(len(w_point), rows, columns, dtype=x.dtype)
    for o in range(len(w_point)):
        for m in range(c):
            out[o] += w_point[o, m] * between[m]
    return out


# %% right one einsum
def separable_conv(x, w_depth, w_point):
    return torch.einsum("cijab,cab,mc->mij", windows(x, w_depth.shape[-1]), w_depth, w_point)


# %% right a full convolution with kernels of rank one
def separable_conv(x, w_depth, w_point):
    full = w_point[:, :, None, None] * w_depth[None]
    return torch.einsum("cijab,mcab->mij", windows(x, w_depth.shape[-1]), full)


# %% right shifted maps and a matrix
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    total = torch.zeros(len(x), rows, columns, dtype=x.dtype)
    for a in range(k):
        for b in range(k):
            total += x[:, a : a + rows, b : b + columns] * w_depth[:, a, b, None, None]
    return (w_point @ total.flatten(1)).reshape(-1, rows, columns)


# %% right unfold in float64
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    columns = F.unfold(x[:, None].double(), k)  # c k·k places
    between = (columns * w_depth.double().reshape(len(x), -1, 1)).sum(1)
    return (w_point.double() @ between).reshape(len(w_point), x.shape[1] - k + 1, -1)


# %% right map by map
def separable_conv(x, w_depth, w_point):
    return sum(looked(x[c : c + 1], w_depth[c : c + 1]) * w_point[:, c, None, None] for c in range(len(x)))


# %% wrong idea [pointwise-first] mixed before
def separable_conv(x, w_depth, w_point):
    return looked(mixed(x, w_point), w_depth)


# %% wrong idea [relu-between] ReLU between the steps
def separable_conv(x, w_depth, w_point):
    return mixed(torch.relu(looked(x, w_depth)), w_point)


# %% wrong idea [summed] the first step adds up
def separable_conv(x, w_depth, w_point):
    return looked(x, w_depth).sum(0, keepdim=True) * w_point.sum(1)[:, None, None]


# %% wrong idea [summed] and the first weight is used
def separable_conv(x, w_depth, w_point):
    total = looked(x, w_depth).sum(0)
    return torch.stack([weights[0] * total for weights in w_point])


# %% wrong idea [one-kernel] the first kernel for all
def separable_conv(x, w_depth, w_point):
    return mixed(looked(x, w_depth[0].repeat(len(x), 1, 1)), w_point)


# %% wrong idea [every-pair] every kernel reads every map
def separable_conv(x, w_depth, w_point):
    v = windows(x, w_depth.shape[-1])
    return mixed(torch.einsum("cijab,dab->dij", v, w_depth), w_point)


# %% wrong idea [no-mix] only depthwise
def separable_conv(x, w_depth, w_point):
    return looked(x, w_depth)


# %% wrong idea [mix-transposed] weights along the wrong index
def separable_conv(x, w_depth, w_point):
    return torch.einsum("cij,cm->mij", looked(x, w_depth), w_point)


# %% wrong idea [flipped] a true convolution
def separable_conv(x, w_depth, w_point):
    return mixed(looked(x, w_depth.flip(1, 2)), w_point)


# %% wrong idea [off-limits] torch's own
def separable_conv(x, w_depth, w_point):
    return mixed(F.conv2d(x[None], w_depth[:, None], groups=len(x))[0], w_point)
