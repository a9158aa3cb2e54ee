# ruff: noqa: F811
"""Right and wrong answers to `grouped_conv`."""

import torch
import torch.nn.functional as F


def plain(x, w):
    k = w.shape[-1]
    return torch.einsum("cijab,mcab->mij", x.unfold(1, k, 1).unfold(2, k, 1), w)


# %% right loops over everything
def grouped_conv(x, w, groups):
    c, height, width = x.shape
    m, per, k, _ = w.shape
    if c % groups != 0 or m % groups != 0:
        raise ValueError("groups must divide")
    out = torch.zeros(m, height - k + 1, width - k + 1, dtype=x.dtype)
    for o in range(m):
        group = o // (m // groups)
        for i in range(per):
            for r in range(out.shape[1]):
                for s in range(out.shape[2]):
                    out[o, r, s] += (x[group * per + i, r : r + k, s : s + k] * w[o, i]).sum()
    return out


# %% right a plain convolution a group
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    c, m = len(x) // groups, len(w) // groups
    return torch.cat([plain(x[g * c : (g + 1) * c], w[g * m : (g + 1) * m]) for g in range(groups)])


# %% right groups as an axis of their own
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    k = w.shape[-1]
    v = x.unfold(1, k, 1).unfold(2, k, 1).unflatten(0, (groups, -1))
    return torch.einsum("gcijab,gmcab->gmij", v, w.unflatten(0, (groups, -1))).flatten(0, 1)


# %% right the full filter with zeros
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    m, per, k, _ = w.shape
    full = torch.zeros(m, len(x), k, k, dtype=w.dtype)
    for o in range(m):
        start = o // (m // groups) * per
        full[o, start : start + per] = w[o]
    return plain(x, full)


# %% right matrices of windows in float64
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    k, (h, wide) = w.shape[-1], x.shape[1:]
    columns = F.unfold(x[None].double(), k)[0]
    parts = [a.flatten(1).double() @ b for a, b in zip(w.chunk(groups), columns.chunk(groups), strict=True)]
    return torch.cat(parts).reshape(len(w), h - k + 1, wide - k + 1)


# %% right shifted maps
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    m, per, k, _ = w.shape
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = []
    for o in range(m):
        start = o * groups // m * per
        maps = x[start : start + per]
        total = 0
        for a in range(k):
            for b in range(k):
                total = total + (maps[:, a : a + rows, b : b + columns] * w[o, :, a, b, None, None]).sum(0)
        out.append(total)
    return torch.stack(out)


# %% wrong idea [interleaved] maps dealt out in turns
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    m = len(w) // groups
    return torch.cat([plain(x[g::groups], w[g * m : (g + 1) * m]) for g in range(groups)])


# %% wrong idea [interleaved] the filter's number modulo the groups
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    per = w.shape[1]
    out = []
    for o in range(len(w)):
        start = o % groups * per
        out.append(plain(x[start : start + per], w[o : o + 1])[0])
    return torch.stack(out)


# %% wrong idea [interleaved] answers stacked on the wrong axis
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    parts = [plain(a, b) for a, b in zip(x.chunk(groups), w.chunk(groups), strict=True)]
    return torch.stack(parts, 1).flatten(0, 1)


# %% wrong idea [all-maps] weights repeated for every group
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    return plain(x, torch.cat([w] * groups, 1))


# %% wrong idea [first-group-only] the group has no beginning
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    return plain(x[: w.shape[1]], w)


# %% wrong idea [summed] groups added
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    return sum(plain(a, b) for a, b in zip(x.chunk(groups), w.chunk(groups), strict=True))


# %% wrong idea [index-by-input] filter picked by the map that is read
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    m, per, k, _ = w.shape
    v = x.unfold(1, k, 1).unfold(2, k, 1)
    out = torch.zeros(m, *v.shape[1:3], dtype=x.dtype)
    for o in range(m):
        first = o // (m // groups) * per
        for i in range(per):
            out[o] += (v[first + i] * w[(first + i) % m, o % per]).sum((2, 3))
    return out


# %% wrong idea [one-a-group] one filter a group
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    return torch.stack([plain(a, b)[0] for a, b in zip(x.chunk(groups), w.chunk(groups), strict=True)])


# %% wrong idea [flipped] a true convolution
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    w = w.flip(2, 3)
    return torch.cat([plain(a, b) for a, b in zip(x.chunk(groups), w.chunk(groups), strict=True)])


# %% wrong edge [groups-unchecked] never looks whether it divides
def grouped_conv(x, w, groups):
    per, share = w.shape[1], max(1, len(w) // groups)
    out = []
    for o in range(len(w)):
        start = min(o // share, groups - 1) * per
        out.append(plain(x[start : start + per], w[o : o + 1])[0])
    return torch.stack(out)


# %% wrong idea [off-limits] torch's own
def grouped_conv(x, w, groups):
    if len(x) % groups or len(w) % groups:
        raise ValueError(groups)
    return F.conv2d(x[None], w, groups=groups)[0]
