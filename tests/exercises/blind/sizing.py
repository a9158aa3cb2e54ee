# ruff: noqa: F811
"""Answers to the set sizing, written apart from the banks after the cases and hints were finished."""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% out_size right counts starts in a list
def out_size(n, k, s=1, p=0, d=1):
    starts = [a for a in range(0, n + 2 * p, s) if a + d * (k - 1) <= n + 2 * p - 1]
    if not starts:
        raise ValueError("too wide")
    return len(starts)


# %% out_size right divmod
def out_size(n, k, s=1, p=0, d=1):
    q, _ = divmod(n + 2 * p - d * (k - 1) - 1, s)
    if q < 0:
        raise ValueError(q)
    return q + 1


# %% out_size wrong [helpful error] padding ignored in the test
def out_size(n, k, s=1, p=0, d=1):
    if n < d * (k - 1) + 1:
        raise ValueError
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


# %% out_size wrong [helpful error] exact fit refused
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room <= 0:
        raise ValueError
    return room // s + 1


# %% out_size wrong [helpful value] padding subtracted
def out_size(n, k, s=1, p=0, d=1):
    room = n - 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room // s + 1


# %% out_size wrong [helpful stride-left-out] stride ignored
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room + 1


# %% out_size wrong [helpful value] d times k, and nothing checked
def out_size(n, k, s=1, p=0, d=1):
    return (n + 2 * p - d * k) // s + 1


# %% unread right a boolean array
def unread(n, k, s, p):
    seen = np.zeros(n + 2 * p, dtype=bool)
    for a in range(0, n + 2 * p - k + 1, s):
        seen[a : a + k] = True
    return int((~seen[p : p + n]).sum())


# %% unread wrong [helpful starts-at-zero] padding only on the right
def unread(n, k, s, p):
    read = set()
    for a in range(0, n + 2 * p - k + 1, s):
        read |= set(range(a, a + k))
    return len([x for x in range(n) if x not in read])


# %% unread wrong [bare value] the windows one too many
def unread(n, k, s, p):
    read = set()
    for a in range(-p, n + p, s):
        read |= set(range(a, a + k))
    return len(set(range(n)) - read)


# %% unread wrong [bare value] formula of the gaps alone
def unread(n, k, s, p):
    windows = (n + 2 * p - k) // s + 1
    return max(0, s - k) * (windows - 1)


# %% unread wrong [bare value] window one pixel short
def unread(n, k, s, p):
    read = set()
    for a in range(-p, n + p - k + 1, s):
        read |= set(range(a, a + k - 1))
    return len(set(range(n)) - read)


# %% same_padding right search
def same_padding(n, k, s):
    want = math.ceil(n / s)
    for zeros in range(n + k + s):
        if n + zeros >= k and (n + zeros - k) // s + 1 == want:
            return zeros // 2, zeros - zeros // 2
    raise AssertionError


# %% same_padding wrong [helpful even-kernel-symmetric] k over two
def same_padding(n, k, s):
    return k // 2, k // 2


# %% same_padding wrong [helpful type] a list of floats
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    return math.floor(total / 2) * 1.0, math.ceil(total / 2) * 1.0


# %% same_padding wrong [helpful type] one number
def same_padding(n, k, s):
    return max((math.ceil(n / s) - 1) * s + k - n, 0)


# %% same_padding wrong [bare value] never less than one
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 1)
    return total // 2, total - total // 2


# %% same_padding wrong [bare value] rounding to the nearest
def same_padding(n, k, s):
    total = max((round(n / s) - 1) * s + k - n, 0)
    return total // 2, total - total // 2


# %% padding_for right search from zero
def padding_for(n, k, s, target):
    p = 0
    while n + 2 * p - k < (target - 1) * s:
        p += 1
    return p if n + 2 * p - k == (target - 1) * s else None


# %% padding_for wrong [helpful not-none] minus one
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    return need // 2 if need >= 0 and need % 2 == 0 else -1


# %% padding_for wrong [helpful type] both sides
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    return (need // 2, need // 2) if need >= 0 and need % 2 == 0 else None


# %% padding_for wrong [helpful zero-taken-for-none] zero refused
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    return need // 2 if need > 0 and need % 2 == 0 else None


# %% padding_for wrong [bare none] the same-size rule
def padding_for(n, k, s, target):
    return k // 2 if target == n else None


# %% padding_for wrong [helpful stride-left-out] stride forgotten, target kept
def padding_for(n, k, s, target):
    need = target - 1 + k - n
    return need // 2 if need >= 0 and need % 2 == 0 else None


# %% conv_params right group by group
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if any(c % groups for c in (c_in, c_out)):
        raise ValueError("groups")
    weights = 0
    for _ in range(groups):
        weights += (c_out // groups) * (c_in // groups) * k**2
    return [weights, c_out * int(bias)]


# %% conv_params wrong [helpful no-whole-kernels] k times two
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * 2, c_out if bias else 0


# %% conv_params wrong [helpful type] true division
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * c_in / groups * k * k, c_out if bias else 0


# %% conv_params wrong [helpful groups-multiplied] groups multiply
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return groups * c_out * c_in * k * k, c_out if bias else 0


# %% conv_params wrong [helpful order-swapped] swapped
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return (c_out if bias else 0), c_out * (c_in // groups) * k * k


# %% conv_params wrong [helpful error] assert
def conv_params(c_in, c_out, k, bias=True, groups=1):
    assert c_in % groups == 0 and c_out % groups == 0
    return c_out * (c_in // groups) * k * k, c_out if bias else 0


# %% conv_macs right weights times places
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    weights = k**2 * c_in * c_out // groups
    return weights * (h_out * w_out)


# %% conv_macs wrong [helpful places-unlike] half of the places
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in // groups * c_out * k * k * (h_out + w_out)


# %% conv_macs wrong [helpful type] float
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in * c_out * k**2 * h_out * w_out / groups


# %% conv_macs wrong [helpful no-whole-kernels] one less addition
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return (c_in // groups * k * k - 1) * c_out * h_out * w_out


# %% conv_macs wrong [bare value] k for the channels too
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return k**3 * c_out * h_out * w_out // groups


# %% receptive_field right from the last layer back
def receptive_field(layers):
    size, left, jump = 1, 0, 1
    for k, s, p in reversed(layers):
        left = left * s - p
        size = (size - 1) * s + k
        jump *= s
    return size, jump, left + size / 2


# %% receptive_field wrong [bare value] start from 1
def receptive_field(layers):
    size, jump, start = 1, 1, 1.0
    for k, s, p in layers:
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [helpful value] padding added
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += ((k - 1) / 2 + p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [bare value] k over two
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += (k / 2 - p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [bare value] padding not in pixels
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += (k - 1) / 2 * jump - p
        jump *= s
    return size, jump, start


# %% receptive_field wrong [helpful type] size only
def receptive_field(layers):
    size, jump = 1, 1
    for k, s, _ in layers:
        size += (k - 1) * jump
        jump *= s
    return size


# %% trace_sizes right recursion from the front
def trace_sizes(n, layers, strict=False, index=0):
    if not layers:
        return [n]
    k, s, p = layers[0]
    steps, rest = divmod(n + 2 * p - k, s)
    if steps < 0:
        raise ValueError(f"layer {index} is too large")
    if strict and rest:
        raise ValueError(f"layer {index} leaves columns over")
    return [n, *trace_sizes(steps + 1, layers[1:], strict, index + 1)]


# %% trace_sizes wrong [helpful error] exact fit refused
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        free = sizes[-1] + 2 * p - k
        if free <= 0:
            raise ValueError(f"layer {i}")
        if strict and free % s != 0:
            raise ValueError(f"layer {i}")
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful error] strict tests the size, not the rest
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        free = sizes[-1] + 2 * p - k
        if free < 0 or (strict and sizes[-1] % s):
            raise ValueError(f"layer {i}")
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful no-error] returns at the first problem
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        free = sizes[-1] + 2 * p - k
        if free < 0 or (strict and free % s):
            break
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful length] a tuple of pairs
def trace_sizes(n, layers, strict=False):
    sizes = []
    for i, (k, s, p) in enumerate(layers):
        free = n + 2 * p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"layer {i}")
        sizes.append((n, free // s + 1))
        n = free // s + 1
    return sizes


# %% trace_sizes wrong [helpful one-window-short] no plus one
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        free = sizes[-1] + 2 * p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"layer {i}")
        sizes.append(free // s)
    return sizes


# %% conv1d right sums over the kernel
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[-1]
    count = (x.shape[1] - k) // stride + 1
    out = torch.zeros(len(weight), count, dtype=x.dtype) + bias[:, None]
    for a in range(k):
        out = out + weight[:, :, a] @ x[:, a : a + stride * (count - 1) + 1 : stride]
    return out


# %% conv1d wrong [helpful averaged] mean of the products
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return (windows[None] * weight[:, :, None]).mean((1, 3)) + bias[:, None]


# %% conv1d wrong [helpful bias-subtracted] minus bias
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->ml", windows, weight) - bias[:, None]


# %% conv1d wrong [bare value] kernel over channels swapped
def conv1d(x, weight, bias, stride=1):
    windows = x.flip(0).unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]


# %% conv1d wrong [helpful windows-side-by-side] windows side by side
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    windows = x.unfold(1, k, k)
    return torch.einsum("clk,mck->ml", windows, weight) + bias[:, None]


# %% conv1d wrong [helpful shape] first filter alone
def conv1d(x, weight, bias, stride=1):
    windows = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,ck->l", windows, weight[0])[None] + bias[0]


# %% embed right index_select
def embed(ids, table):
    n, l = ids.shape
    return table.index_select(0, ids.reshape(-1)).reshape(n, l, -1).permute(0, 2, 1)


# %% embed right one-hot in the table's type
def embed(ids, table):
    return (F.one_hot(ids, len(table)).to(table.dtype) @ table).mT


# %% embed wrong [helpful error] one-hot in float32
def embed(ids, table):
    return (torch.eye(len(table))[ids] @ table).transpose(1, 2)


# %% embed wrong [helpful last-image-only] last text only
def embed(ids, table):
    return table[ids[-1:]].transpose(1, 2)


# %% embed wrong [helpful shape] all texts in a row
def embed(ids, table):
    return table[ids.flatten()].T


# %% embed wrong [helpful value] words reversed
def embed(ids, table):
    return table[ids.flip(1)].transpose(1, 2)


# %% embed wrong [helpful value] sorted words
def embed(ids, table):
    return table[ids.sort(1).values].transpose(1, 2)
