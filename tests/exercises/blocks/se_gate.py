# ruff: noqa: F811
"""Right and wrong answers to `se_gate`."""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% right dense layers of torch
def se_gate(x, w1, b1, w2, b2):
    z = F.relu(F.linear(x.mean(dim=(2, 3)), w1, b1))
    s = torch.sigmoid(F.linear(z, w2, b2))
    return x * s[:, :, None, None]


# %% right one picture and one channel at a time
def se_gate(x, w1, b1, w2, b2):
    out = torch.zeros_like(x)
    for n in range(x.shape[0]):
        means = [x[n, c].mean() for c in range(x.shape[1])]
        hidden = [sum(w1[k, c] * means[c] for c in range(len(means))) + b1[k] for k in range(len(b1))]
        hidden = [h.clamp(min=0) for h in hidden]
        for c in range(x.shape[1]):
            z = sum(w2[c, k] * hidden[k] for k in range(len(hidden))) + b2[c]
            out[n, c] = x[n, c] / (1 + torch.exp(-z))
    return out


# %% right 1×1 convolutions on pooled maps
def se_gate(x, w1, b1, w2, b2):
    z = F.adaptive_avg_pool2d(x, 1)
    z = F.relu(F.conv2d(z, w1[:, :, None, None], b1))
    return x * F.conv2d(z, w2[:, :, None, None], b2).sigmoid()


# %% right einsum
def se_gate(x, w1, b1, w2, b2):
    m = torch.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])
    h = (torch.einsum("nc,rc->nr", m, w1) + b1).clamp(min=0)
    g = 1 / (1 + torch.exp(-(torch.einsum("nr,cr->nc", h, w2) + b2)))
    return torch.einsum("nchw,nc->nchw", x, g)


# %% right columns for pictures, written with numpy
def se_gate(x, w1, b1, w2, b2):
    a, c, d, e, f = (t.numpy() for t in (x, w1, b1, w2, b2))
    means = a.reshape(*a.shape[:2], -1).mean(-1).T
    hidden = np.maximum(c @ means + d[:, None], 0)
    gates = 1 / (1 + np.exp(-(e @ hidden + f[:, None])))
    return torch.from_numpy(a * gates.T[..., None, None])


# %% right plain Python for the gates
def se_gate(x, w1, b1, w2, b2):
    def dense(weight, bias, numbers):
        return [sum(weight[i][j] * v for j, v in enumerate(numbers)) + bias[i] for i in range(len(bias))]

    pictures = []
    for picture in x:
        means = [sum(m.flatten().tolist()) / m.numel() for m in picture]
        hidden = [max(0.0, v) for v in dense(w1.tolist(), b1.tolist(), means)]
        gates = [1 / (1 + math.exp(-v)) for v in dense(w2.tolist(), b2.tolist(), hidden)]
        pictures.append(torch.stack([m * gates[i] for i, m in enumerate(picture)]))
    return torch.stack(pictures)


# %% wrong idea [over-channels] one mean for all channels
def se_gate(x, w1, b1, w2, b2):
    m = x.mean((1, 2, 3), keepdim=True).expand_as(x)[:, :, 0, 0]
    g = torch.sigmoid(torch.relu(m @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [error] mean over the channel axis
def se_gate(x, w1, b1, w2, b2):
    m = x.mean(1)
    g = torch.sigmoid(torch.relu(m @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [over-the-batch] batch statistics
def se_gate(x, w1, b1, w2, b2):
    m = x.mean((0, 2, 3))
    g = torch.sigmoid(torch.relu(w1 @ m + b1) @ w2.T + b2)
    return x * g[None, :, None, None]


# %% wrong idea [added] gate as an offset
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x + g[:, :, None, None]


# %% wrong idea [shortcut] residual gate
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x + x * g[:, :, None, None]


# %% wrong idea [gates-alone] only the gates
def se_gate(x, w1, b1, w2, b2):
    return torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)


# %% wrong idea [softmax] channels compete
def se_gate(x, w1, b1, w2, b2):
    g = torch.softmax(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2, dim=1)
    return x * g[:, :, None, None]


# %% wrong idea [no-relu] two layers in a row
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid((x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [sigmoid-twice] sigmoid after both
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.sigmoid(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [no-sigmoid] scores as gates
def se_gate(x, w1, b1, w2, b2):
    g = torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2
    return x * g[:, :, None, None]


# %% wrong idea [gate-not-a-sigmoid] ReLU in both places
def se_gate(x, w1, b1, w2, b2):
    g = torch.relu(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [gate-not-a-sigmoid] tanh
def se_gate(x, w1, b1, w2, b2):
    g = torch.tanh(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [sum-for-mean] sum over places
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.sum((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [max-for-mean] global max pooling
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.amax((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [bias-left-out] no bias in the second layer
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T)
    return x * g[:, :, None, None]


# %% wrong idea [bias-left-out] weights only
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1.T) @ w2.T)
    return x * g[:, :, None, None]


# %% wrong idea [relu-in-the-means] activation one layer early
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid((torch.relu(x.mean((2, 3))) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [error] weight not turned
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1 + b1) @ w2 + b2)
    return x * g[:, :, None, None]


# %% wrong idea [error] gates without the two axes
def se_gate(x, w1, b1, w2, b2):
    return x * torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)


# %% wrong idea [input-changed] gated in place
def se_gate(x, w1, b1, w2, b2):
    x *= torch.sigmoid(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)[:, :, None, None]
    return x


# %% wrong idea [first-picture-for-all] gates of the first picture
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(w1 @ x[0].mean((1, 2)) + b1) @ w2.T + b2)
    return x * g[:, None, None]


# %% wrong idea [divided-by-one-side] sum over the columns, mean over the rows
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid(torch.relu(x.sum(3).mean(2) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% wrong idea [gate-reversed] minus forgotten in a sigmoid of one's own
def se_gate(x, w1, b1, w2, b2):
    g = 1 / (1 + torch.exp(torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2))
    return x * g[:, :, None, None]
