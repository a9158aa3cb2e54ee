# ruff: noqa: F811
"""Right and wrong answers to `unpool`."""

import torch
import torch.nn.functional as F


# %% right loops
def unpool(v, index, size):
    out = torch.zeros(v.shape[0], *size, dtype=v.dtype)
    for k in range(v.shape[0]):
        for i in range(v.shape[1]):
            for j in range(v.shape[2]):
                row, column = divmod(int(index[k, i, j]), size[1])
                out[k, row, column] += v[k, i, j]
    return out


# %% right index_add with an offset for each channel
def unpool(v, index, size):
    c, area = v.shape[0], size[0] * size[1]
    places = index + area * torch.arange(c).view(c, 1, 1)
    out = torch.zeros(c * area, dtype=v.dtype).index_add(0, places.flatten(), v.flatten())
    return out.view(c, *size)


# %% right index_put that accumulates
def unpool(v, index, size):
    out = v.new_zeros(len(v), size[0], size[1])
    channel = torch.arange(len(v)).view(-1, 1, 1).expand_as(index)
    return out.index_put((channel, index // size[1], index % size[1]), v, accumulate=True)


# %% right one-hot and a matrix product
def unpool(v, index, size):
    hot = F.one_hot(index.flatten(1), size[0] * size[1]).to(v.dtype)  # c places area
    return torch.einsum("cp,cpa->ca", v.flatten(1), hot).reshape(len(v), *size)


# %% right the slope of gathering
def unpool(v, index, size):
    below = torch.zeros(len(v), size[0] * size[1], dtype=v.dtype, requires_grad=True)
    below.gather(1, index.flatten(1)).backward(v.flatten(1))
    return below.grad.view(len(v), *size)


# %% right plain lists
def unpool(v, index, size):
    maps = []
    for values, places in zip(v.flatten(1).tolist(), index.flatten(1).tolist()):
        row = [0.0] * (size[0] * size[1])
        for value, place in zip(values, places):
            row[place] += value
        maps.append(row)
    return torch.tensor(maps, dtype=v.dtype).view(-1, *size)


# %% wrong edge [overwritten] scatter writes
def unpool(v, index, size):
    out = torch.zeros(len(v), size[0] * size[1], dtype=v.dtype)
    return out.scatter(1, index.flatten(1), v.flatten(1)).view(len(v), *size)


# %% wrong edge [overwritten] loops with an equals sign
def unpool(v, index, size):
    out = torch.zeros(len(v), *size, dtype=v.dtype)
    for k in range(len(v)):
        for i in range(v.shape[1]):
            for j in range(v.shape[2]):
                out[k, index[k, i, j] // size[1], index[k, i, j] % size[1]] = v[k, i, j]
    return out


# %% wrong idea [first-map] no offset for the channel
def unpool(v, index, size):
    out = torch.zeros(len(v) * size[0] * size[1], dtype=v.dtype)
    out.index_add_(0, index.flatten(), v.flatten())
    return out.view(len(v), *size)


# %% wrong idea [filled] nearest neighbour
def unpool(v, index, size):
    high, wide = size[0] // v.shape[1], size[1] // v.shape[2]
    out = torch.zeros(len(v), *size, dtype=v.dtype)
    for i in range(v.shape[1] * high):
        for j in range(v.shape[2] * wide):
            out[:, i, j] = v[:, i // high, j // wide]
    return out


# %% wrong idea [by-columns] counted column by column
def unpool(v, index, size):
    out = torch.zeros(len(v), *size, dtype=v.dtype)
    for k in range(len(v)):
        for value, place in zip(v[k].flatten(), index[k].flatten().tolist()):
            out[k, place % size[0], place // size[0]] += value
    return out


# %% wrong idea [within-the-window] a place in the window
def unpool(v, index, size):
    c, h, w = v.shape
    high, wide = size[0] // h, size[1] // w
    out = torch.zeros(c, *size, dtype=v.dtype)
    for k in range(c):
        for i in range(h):
            for j in range(w):
                inside = int(index[k, i, j]) % (high * wide)
                out[k, i * high + inside // wide, j * wide + inside % wide] += v[k, i, j]
    return out


# %% wrong idea [one-further] counted from 1
def unpool(v, index, size):
    rows = v.new_zeros(len(v), size[0] * size[1])
    places = (index.flatten(1) + 1) % (size[0] * size[1])
    return rows.scatter_add(1, places, v.flatten(1)).view(len(v), *size)


# %% wrong idea [switch-instead-of-value] the switch is written
def unpool(v, index, size):
    rows = v.new_zeros(len(v), size[0] * size[1])
    return rows.scatter_add(1, index.flatten(1), index.flatten(1).to(v.dtype)).view(len(v), *size)


# %% wrong idea [ones] only where
def unpool(v, index, size):
    rows = v.new_zeros(len(v), size[0] * size[1])
    return rows.scatter_add(1, index.flatten(1), torch.ones_like(v.flatten(1))).view(len(v), *size)


# %% wrong idea [by-height] rows by H
def unpool(v, index, size):
    H, W = size
    out = torch.zeros(len(v), H, W, dtype=v.dtype)
    for c in range(v.shape[0]):
        for i in range(v.shape[1]):
            for j in range(v.shape[2]):
                p = int(index[c, i, j])
                out[c, p // H, p % H] += v[c, i, j]
    return out


# %% wrong idea [by-height] divmod H, modulo W
def unpool(v, index, size):
    H, W = size
    out = torch.zeros(len(v), H, W, dtype=v.dtype)
    for c in range(v.shape[0]):
        for a, p in zip(v[c].flatten(), index[c].flatten().tolist()):
            out[c, p // H, p % W] += a
    return out


# %% wrong idea [by-the-pooled-width] divides by pooled width
def unpool(v, index, size):
    H, W = size
    w = v.shape[2]
    out = torch.zeros(v.shape[0], H, W, dtype=v.dtype)
    for c in range(v.shape[0]):
        for i in range(v.shape[1]):
            for j in range(v.shape[2]):
                p = int(index[c, i, j])
                out[c, p // w, p % w] += v[c, i, j]
    return out


# %% wrong idea [one-map-for-all] all channels together
def unpool(v, index, size):
    H, W = size
    out = torch.zeros(H * W, dtype=v.dtype)
    out.index_add_(0, index.flatten(), v.flatten())
    return out.view(1, H, W).repeat(v.shape[0], 1, 1)


# %% wrong edge [averaged] scatter_reduce with a mean
def unpool(v, index, size):
    c, (h, w) = len(v), size
    rows = v.new_zeros(c, h * w)
    rows = rows.scatter_reduce(1, index.reshape(c, -1), v.reshape(c, -1), "mean", include_self=False)
    return rows.view(c, h, w)
