# ruff: noqa: F811
"""Right and wrong answers to `c3_maps`."""

import numpy as np
import torch
import torch.nn.functional as F


def slide(x, kernel):
    k = kernel.shape[-1]
    h, w = x.shape[0] - k + 1, x.shape[1] - k + 1
    out = torch.zeros(h, w, dtype=x.dtype)
    for a in range(k):
        for b in range(k):
            out += kernel[a, b] * x[a : a + h, b : b + w]
    return out


# %% right a counter over the links
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        total = b[j]
        for i in range(len(s2)):
            if table[j, i]:
                total = total + slide(s2[i], w[n])
                n += 1
        out.append(total)
    return torch.stack(out)


# %% right the places of the ones
def c3_maps(s2, table, w, b):
    k = w.shape[-1]
    out = b[:, None, None].repeat(1, s2.shape[1] - k + 1, s2.shape[2] - k + 1)
    for (j, i), kernel in zip(table.nonzero().tolist(), w, strict=False):
        out[j] += slide(s2[i], kernel)
    return out


# %% right all links at once, then index_add
def c3_maps(s2, table, w, b):
    k = w.shape[-1]
    j, i = table.nonzero(as_tuple=True)
    windows = s2.unfold(1, k, 1).unfold(2, k, 1)[i]
    each = (windows * w[:, None, None]).sum((-1, -2))
    out = torch.zeros(len(table), *each.shape[1:], dtype=s2.dtype)
    return out.index_add(0, j, each) + b.reshape(-1, 1, 1)


# %% right columns and a matrix
def c3_maps(s2, table, w, b):
    k, (c, height, width) = w.shape[-1], s2.shape
    columns = F.unfold(s2[None], k)[0]
    full = torch.zeros(len(table), c, k, k, dtype=w.dtype)
    full[table == 1] = w
    out = full.flatten(1) @ columns + b[:, None]
    return out.view(len(table), height - k + 1, width - k + 1)


# %% right numpy and a running start
def c3_maps(s2, table, w, b):
    x, kernels, out, start = s2.numpy(), w.numpy(), [], 0
    k = kernels.shape[-1]
    for row, bias in zip(table.numpy(), b.numpy(), strict=False):
        read = np.flatnonzero(row)
        own = kernels[start : start + len(read)]
        start += len(read)
        v = np.lib.stride_tricks.sliding_window_view(x[read], (k, k), axis=(1, 2))
        out.append(np.einsum("cijab,cab->ij", v, own) + bias)
    return torch.from_numpy(np.stack(out))


# %% right kernels numbered by a cumulative sum
def c3_maps(s2, table, w, b):
    numbers = table.flatten().cumsum(0).view_as(table) - 1
    maps = []
    for j, row in enumerate(table.tolist()):
        parts = [slide(s2[i], w[numbers[j, i]]) for i, one in enumerate(row) if one == 1]
        maps.append(sum(parts) + b[j])
    return torch.stack(maps)


# %% wrong idea [all-maps-read] the table forgotten
def c3_maps(s2, table, w, b):
    c, out = len(s2), []
    for j in range(len(table)):
        out.append(b[j] + sum(slide(s2[i], w[j * c + i]) for i in range(c)))
    return torch.stack(out)


# %% wrong idea [all-maps-read] kernels over and over
def c3_maps(s2, table, w, b):
    c, out = len(s2), []
    for j in range(len(table)):
        out.append(b[j] + sum(slide(s2[i], w[(j * c + i) % len(w)]) for i in range(c)))
    return torch.stack(out)


# %% wrong idea [table-turned] rows for columns
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        total = b[j]
        for i in range(len(s2)):
            if table[i, j]:
                total = total + slide(s2[i], w[n])
                n += 1
        out.append(total)
    return torch.stack(out)


# %% wrong idea [table-turned] reshaped to six rows
def c3_maps(s2, table, w, b):
    table = table.reshape(len(s2), len(b)).T
    n, out = 0, []
    for j in range(len(table)):
        total = torch.zeros(s2.shape[1] - w.shape[-1] + 1, s2.shape[2] - w.shape[-1] + 1, dtype=s2.dtype)
        for i in range(len(s2)):
            if table[j, i]:
                total = total + slide(s2[i], w[n])
                n += 1
        out.append(total + b[j])
    return torch.stack(out)


# %% wrong idea [kernels-by-the-map-read] loops swapped
def c3_maps(s2, table, w, b):
    k = w.shape[-1]
    out = b[:, None, None].repeat(1, s2.shape[1] - k + 1, s2.shape[2] - k + 1)
    n = 0
    for i in range(len(s2)):
        for j in range(len(table)):
            if table[j, i]:
                out[j] += slide(s2[i], w[n])
                n += 1
    return out


# %% wrong idea [kernels-begin-anew] enumerate in each row
def c3_maps(s2, table, w, b):
    out = []
    for j, row in enumerate(table):
        read = row.nonzero().flatten().tolist()
        out.append(b[j] + sum(slide(s2[i], w[n]) for n, i in enumerate(read)))
    return torch.stack(out)


# %% wrong idea [kernel-number] counted before it is used
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        total = b[j]
        for i in range(len(s2)):
            if table[j, i]:
                n += 1
                total = total + slide(s2[i], w[n])
        out.append(total)
    return torch.stack(out)


# %% wrong idea [kernel-number] one too early
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        total = b[j]
        for i in range(len(s2)):
            if table[j, i]:
                total = total + slide(s2[i], w[n - 1])
                n += 1
        out.append(total)
    return torch.stack(out)


# %% wrong idea [kernel-number] zeros counted too
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        total = b[j]
        for i in range(len(s2)):
            if table[j, i]:
                total = total + slide(s2[i], w[n])
            n += 1
        out.append(total)
    return torch.stack(out)


# %% wrong idea [one-kernel-a-map] the number of the map
def c3_maps(s2, table, w, b):
    out = []
    for j in range(len(table)):
        out.append(b[j] + sum(slide(s2[i], w[j]) for i in range(len(s2)) if table[j, i]))
    return torch.stack(out)


# %% wrong idea [one-kernel-a-map] the number of the map that is read
def c3_maps(s2, table, w, b):
    out = []
    for j in range(len(table)):
        out.append(b[j] + sum(slide(s2[i], w[i]) for i in range(len(s2)) if table[j, i]))
    return torch.stack(out)


# %% wrong idea [first-maps-read] as many as there are ones
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j, many in enumerate(table.sum(1).tolist()):
        total = b[j]
        for i in range(many):
            total = total + slide(s2[i], w[n])
            n += 1
        out.append(total)
    return torch.stack(out)


# %% wrong idea [bias-a-link] bias inside the inner loop
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        total = 0
        for i in range(len(s2)):
            if table[j, i]:
                total = total + slide(s2[i], w[n]) + b[j]
                n += 1
        out.append(total)
    return torch.stack(out)


# %% wrong idea [mean-of-links] mean over the links
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        parts = []
        for i in range(len(s2)):
            if table[j, i]:
                parts.append(slide(s2[i], w[n]))
                n += 1
        out.append(torch.stack(parts).mean(0) + b[j])
    return torch.stack(out)


# %% wrong idea [one-map-a-link] every link appended
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        for i in range(len(s2)):
            if table[j, i]:
                out.append(slide(s2[i], w[n]) + b[j])
                n += 1
    return torch.stack(out)


# %% wrong idea [last-link-only] = in place of +=
def c3_maps(s2, table, w, b):
    k = w.shape[-1]
    out = torch.zeros(len(table), s2.shape[1] - k + 1, s2.shape[2] - k + 1, dtype=s2.dtype)
    for n, (j, i) in enumerate(table.nonzero().tolist()):
        out[j] = slide(s2[i], w[n]) + b[j]
    return out


# %% wrong idea [bias-left-out] no bias
def c3_maps(s2, table, w, b):
    n, out = 0, []
    for j in range(len(table)):
        total = 0
        for i in range(len(s2)):
            if table[j, i]:
                total = total + slide(s2[i], w[n])
                n += 1
        out.append(total)
    return torch.stack(out)


# %% wrong idea [kernel-flipped] mirrored twice
def c3_maps(s2, table, w, b):
    full = torch.zeros(*table.shape, *w.shape[1:], dtype=w.dtype)
    full[table.bool()] = w.flip(1, 2)
    k = w.shape[-1]
    return torch.einsum("cijab,mcab->mij", s2.unfold(1, k, 1).unfold(2, k, 1), full) + b[:, None, None]


# %% wrong idea [off-limits] a convolution with zeros
def c3_maps(s2, table, w, b):
    full = torch.zeros(*table.shape, *w.shape[1:], dtype=w.dtype)
    full[table.bool()] = w
    return F.conv2d(s2[None], full, b)[0]
