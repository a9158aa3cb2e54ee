# ruff: noqa: F811
"""Right and wrong answers to `conv1d`."""

import numpy as np
import torch
import torch.nn.functional as F


# %% right loops over filters and places
def conv1d(x, weight, bias, stride=1):
    m, _, k = weight.shape
    out = torch.zeros(m, (x.shape[1] - k) // stride + 1)
    for i in range(m):
        for t in range(out.shape[1]):
            out[i, t] = (x[:, t * stride : t * stride + k] * weight[i]).sum() + bias[i]
    return out


# %% right unfold and einsum
def conv1d(x, weight, bias, stride=1):
    return torch.einsum("clk,mck->ml", x.unfold(1, weight.shape[-1], stride), weight) + bias.unsqueeze(1)


# %% right a matrix product of flattened windows
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    columns = [x[:, t : t + k].reshape(-1) for t in range(0, x.shape[1] - k + 1, stride)]
    return weight.flatten(1) @ torch.stack(columns, dim=1) + bias.view(-1, 1)


# %% right one kernel column at a time
def conv1d(x, weight, bias, stride=1):
    length = (x.shape[1] - weight.shape[2]) // stride + 1
    out = bias[:, None].repeat(1, length)
    for j in range(weight.shape[2]):
        out += weight[:, :, j] @ x[:, j : j + (length - 1) * stride + 1 : stride]
    return out


# %% right plain Python numbers
def conv1d(x, weight, bias, stride=1):
    x, weight, bias = x.tolist(), weight.tolist(), bias.tolist()
    k, rows = len(weight[0][0]), []
    for f, b in zip(weight, bias, strict=True):
        row = []
        for t in range(0, len(x[0]) - k + 1, stride):
            total = b
            for c in range(len(x)):
                for j in range(k):
                    total += f[c][j] * x[c][t + j]
            row.append(total)
        rows.append(row)
    return torch.tensor(rows)


# %% right numpy windows in float64
def conv1d(x, weight, bias, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(x.double().numpy(), weight.shape[2], axis=1)[
        :, ::stride
    ]
    return (
        torch.from_numpy(np.tensordot(weight.double().numpy(), windows, axes=([1, 2], [0, 2])))
        + bias[:, None]
    )


# %% right as_strided
def conv1d(x, weight, bias, stride=1):
    c, n = x.shape
    k = weight.shape[2]
    windows = x.contiguous().as_strided((c, (n - k) // stride + 1, k), (n, stride, 1))
    return torch.tensordot(weight, windows, dims=([1, 2], [0, 2])) + bias[:, None]


# %% right a matrix that does it all
def conv1d(x, weight, bias, stride=1):
    (c, n), (m, _, k) = x.shape, weight.shape
    starts = range(0, n - k + 1, stride)
    matrix = torch.zeros(m, len(starts), c, n, dtype=x.dtype)
    for row, start in enumerate(starts):
        matrix[:, row, :, start : start + k] = weight
    return (matrix.flatten(2) @ x.flatten()) + bias[:, None]


# %% wrong idea [axes-swapped] places by filters
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    rows = [
        [(x[:, t : t + k] * f).sum() + b for f, b in zip(weight, bias, strict=True)]
        for t in range(0, x.shape[1] - k + 1, stride)
    ]
    return torch.tensor(rows)


# %% wrong idea [slides-over-channels] window on the wrong axis
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    out = torch.zeros(len(weight), (x.shape[1] - k) // stride + 1)
    for i in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[i, t] = (x[t * stride : t * stride + k, :] * weight[i]).sum() + bias[i]
    return out


# %% wrong idea [slides-over-channels] words taken for channels
def conv1d(x, weight, bias, stride=1):
    x = x.T
    windows = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]


# %% wrong idea [channels-not-summed] a row for every pair
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->mcl", windows, weight) + bias[:, None, None]


# %% wrong idea [channels-not-summed] the same in two axes
def conv1d(x, weight, bias, stride=1):
    k, rows = weight.shape[2], []
    for i in range(len(weight)):
        for c in range(len(x)):
            starts = range(0, x.shape[1] - k + 1, stride)
            rows.append([float(x[c, t : t + k] @ weight[i, c] + bias[i]) for t in starts])
    return torch.tensor(rows)


# %% wrong idea [channels-averaged] mean over channels
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->ml", windows, weight) / len(x) + bias[:, None]


# %% wrong idea [first-channel-only] channel 0
def conv1d(x, weight, bias, stride=1):
    windows = x[0].unfold(0, weight.shape[2], stride)
    return torch.einsum("lk,mk->ml", windows, weight[:, 0]) + bias[:, None]


# %% wrong idea [kernel-flipped] as in a textbook of signal processing
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->ml", windows, weight.flip(-1)) + bias[:, None]


# %% wrong idea [bias-left-out] no bias
def conv1d(x, weight, bias, stride=1):
    return torch.einsum("clk,mck->ml", x.unfold(1, weight.shape[2], stride), weight)


# %% wrong idea [bias-once-a-channel] inside the loop over channels
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    out = torch.zeros(len(weight), (x.shape[1] - k) // stride + 1)
    for i in range(out.shape[0]):
        for t in range(out.shape[1]):
            for c in range(len(x)):
                out[i, t] += x[c, t * stride : t * stride + k] @ weight[i, c] + bias[i]
    return out


# %% wrong idea [bias-once-a-product] inside the sum
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    out = torch.zeros(len(weight), (x.shape[1] - k) // stride + 1)
    for i in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[i, t] = (x[:, t * stride : t * stride + k] * weight[i] + bias[i]).sum()
    return out


# %% wrong idea [bias-along-places] biases along the places
def conv1d(x, weight, bias, stride=1):
    return torch.einsum("clk,mck->ml", x.unfold(1, weight.shape[2], stride), weight) + bias


# %% wrong idea [stride-left-out] stride not used
def conv1d(x, weight, bias, stride=1):
    return torch.einsum("clk,mck->ml", x.unfold(1, weight.shape[2], 1), weight) + bias[:, None]


# %% wrong idea [index-not-times-stride] the right number of windows, side by side
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    out = torch.zeros(len(weight), (x.shape[1] - k) // stride + 1)
    for i in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[i, t] = (x[:, t : t + k] * weight[i]).sum() + bias[i]
    return out


# %% wrong idea [padded] same size
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    x = F.pad(x, (k // 2, k // 2))
    return torch.einsum("clk,mck->ml", x.unfold(1, k, stride), weight) + bias[:, None]


# %% wrong idea [last-window-left-out] a range one too short
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    columns = [x[:, t * stride : t * stride + k] for t in range((x.shape[1] - k) // stride)]
    return torch.einsum("lck,mck->ml", torch.stack(columns), weight) + bias[:, None]


# %% wrong idea [filters-summed] one row for all filters
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return (torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]).sum(dim=0)


# %% wrong idea [filters-summed] one row, kept as a row
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return (torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]).sum(dim=0, keepdim=True)


# %% wrong idea [relu-applied] with activation
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return F.relu(torch.einsum("clk,mck->ml", windows, weight) + bias[:, None])


# %% wrong idea [type] a list of lists
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return (torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]).tolist()


# %% wrong idea [dtype] whole numbers
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return (torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]).long()


# %% wrong idea [shape] batch axis left in front
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return (torch.einsum("clk,mck->ml", windows, weight) + bias[:, None])[None]


# %% wrong idea [input-changed] the weights set to zero
def conv1d(x, weight, bias, stride=1):
    out = torch.einsum("clk,mck->ml", x.unfold(1, weight.shape[2], stride), weight) + bias[:, None]
    weight.zero_()
    return out


# %% wrong idea [off-limits] functional
def conv1d(x, weight, bias, stride=1):
    return F.conv1d(x[None], weight, bias, stride)[0]


# %% wrong idea [off-limits] as an image of height one
def conv1d(x, weight, bias, stride=1):
    return torch.conv2d(x[None, :, None], weight[:, :, None], bias, (1, stride))[0, :, 0]


# %% wrong idea [windows-side-by-side] steps of a whole kernel
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    starts = range(0, x.shape[1] - k + 1, stride * k)
    return torch.stack([(weight * x[:, t : t + k]).sum((1, 2)) + bias for t in starts], 1)
