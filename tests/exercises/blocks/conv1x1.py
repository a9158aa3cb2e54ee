# ruff: noqa: F811
"""Right and wrong answers to `conv1x1`."""

import torch
import torch.nn.functional as F


# %% right loops over pixels
def conv1x1(x, w, b):
    _, rows, columns = x.shape
    out = torch.zeros(len(w), rows, columns, dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            out[:, i, j] = w @ x[:, i, j] + b
    return out


# %% right sum of weighted maps
def conv1x1(x, w, b):
    maps = []
    for row, bias in zip(w, b, strict=True):
        total = torch.full_like(x[0], float(bias))
        for weight, channel in zip(row, x, strict=True):
            total = total + weight * channel
        maps.append(total)
    return torch.stack(maps)


# %% right one matrix product
def conv1x1(x, w, b):
    c, h, wide = x.shape
    return (w @ x.reshape(c, h * wide) + b[:, None]).reshape(len(w), h, wide)


# %% right a dense layer over the last axis
def conv1x1(x, w, b):
    return F.linear(x.permute(1, 2, 0), w, b).permute(2, 0, 1)


# %% right broadcasting
def conv1x1(x, w, b):
    return (w[:, :, None, None] * x).sum(1) + b.reshape(-1, 1, 1)


# %% right tensordot
def conv1x1(x, w, b):
    return torch.tensordot(w, x, dims=([1], [0])) + b.unsqueeze(1).unsqueeze(2)


# %% wrong idea [axes-not-moved] reshape without permute
def conv1x1(x, w, b):
    c, h, wide = x.shape
    return (x.reshape(h * wide, c) @ w.T + b).T.reshape(len(w), h, wide)


# %% wrong idea [axes-not-moved] the way back reshaped
def conv1x1(x, w, b):
    c, h, wide = x.shape
    return (x.reshape(c, h * wide).T @ w.T + b).reshape(len(w), h, wide)


# %% wrong idea [axes-not-moved] both ways reshaped
def conv1x1(x, w, b):
    c, h, wide = x.shape
    return (x.reshape(-1, c) @ w.T + b).view(-1, h, wide)


# %% wrong idea [channels-last] never moved back
def conv1x1(x, w, b):
    return x.permute(1, 2, 0) @ w.T + b


# %% wrong idea [mean] a weighted average
def conv1x1(x, w, b):
    return (w[:, :, None, None] * x).mean(1) + b[:, None, None]


# %% wrong idea [weights-normalised] divided by the sum of the weights
def conv1x1(x, w, b):
    w = w / w.sum(1, keepdim=True)
    return torch.einsum("mc,chw->mhw", w, x) + b[:, None, None]


# %% wrong idea [bias-by-channel] added in the loop over channels
def conv1x1(x, w, b):
    out = torch.zeros(len(w), *x.shape[1:], dtype=x.dtype)
    for m in range(len(w)):
        for c in range(len(x)):
            out[m] += w[m, c] * x[c] + b[m]
    return out


# %% wrong idea [bias-left-out] no bias
def conv1x1(x, w, b):
    return torch.einsum("mc,chw->mhw", w, x)


# %% wrong idea [one-map] all filters together
def conv1x1(x, w, b):
    return (torch.einsum("mc,chw->mhw", w, x) + b[:, None, None]).sum(0, keepdim=True)


# %% wrong idea [relu-applied] an activation
def conv1x1(x, w, b):
    return (torch.einsum("mc,chw->mhw", w, x) + b[:, None, None]).relu()


# %% wrong idea [off-limits] the layer itself
def conv1x1(x, w, b):
    return F.conv2d(x[None], w[:, :, None, None], b)[0]


# %% wrong idea [input-changed] the input scaled in place
def conv1x1(x, w, b):
    out = torch.zeros(len(w), *x.shape[1:], dtype=x.dtype)
    original = x.clone()
    for m in range(len(w)):
        x.copy_(original).mul_(w[m][:, None, None])
        out[m] = x.sum(0) + b[m]
    return out


# %% wrong idea [bias-along-the-width] the bias added as it is
def conv1x1(x, w, b):
    out = torch.einsum("mc,chw->mhw", w, x)
    if out.shape[-1] != len(b):
        b = b.repeat(out.shape[-1])[: out.shape[-1]]
    return out + b
