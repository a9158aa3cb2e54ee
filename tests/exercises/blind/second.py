# ruff: noqa: F811, B905
"""A second hundred, written after what the first hundred taught had been put right."""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% template_scores wrong [bare value] bias of the image number
def template_scores(x, weight, bias):
    return torch.stack([row @ weight.T + bias[i % len(bias)] for i, row in enumerate(x)])


# %% template_scores wrong [bare value] templates scaled to length one
def template_scores(x, weight, bias):
    return x @ (weight / weight.norm(dim=1, keepdim=True)).T + bias


# %% template_scores wrong [helpful batch-averaged] the sum over images
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).sum(0, keepdim=True)


# %% template_scores wrong [bare value] bias twice
def template_scores(x, weight, bias):
    return F.relu(x) @ weight.T + 2 * bias


# %% template_scores right einsum over letters
def template_scores(x, weight, bias):
    return torch.einsum("id,jd->ij", x, weight) + bias.unsqueeze(0)


# %% best_unit_template wrong [helpful length-not-one] divided by the mean
def best_unit_template(x):
    return x / x.mean()


# %% best_unit_template wrong [helpful other-direction] squares, made length one
def best_unit_template(x):
    return x**2 / (x**2).norm()


# %% best_unit_template wrong [helpful shape] length as a number only
def best_unit_template(x):
    return x.norm()


# %% best_unit_template wrong [helpful other-direction] rounded
def best_unit_template(x):
    return (x / x.norm()).round()


# %% best_unit_template wrong [helpful length-not-one] with a small number against zero
def best_unit_template(x):
    return x / (x.norm() + 0.001)


# %% conv_multi wrong [helpful relu-before] relu first
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    w = x.relu().unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", w, weight) + bias[:, None, None]


# %% conv_multi wrong [helpful one-bias-for-all] bias of the channel
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    w = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", w, weight) + bias[0]


# %% conv_multi wrong [helpful shape] filters added up
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    w = x.unfold(1, k, 1).unfold(2, k, 1)
    return (torch.einsum("chwij,mcij->mhw", w, weight) + bias[:, None, None]).sum(0)


# %% conv_multi wrong [helpful shape] one window only
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    return (x[:, :k, :k] * weight).sum((1, 2, 3)) + bias


# %% conv_multi wrong [bare value] off by one at the start
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    h, w = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = torch.zeros(m, h, w, dtype=x.dtype)
    for f in range(m):
        for i in range(1, h):
            for j in range(1, w):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f]).sum() + bias[f]
    return out


# %% conv2d_single wrong [helpful index-not-times-stride] stride in the slices
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    rows, columns = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    out = torch.zeros(rows, columns, dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            out[i, j] = (x[i : i + kh, j : j + kw] * kernel).sum()
    return out


# %% conv2d_single wrong [helpful signs-lost] absolute values
def conv2d_single(x, kernel, stride=1):
    w = x.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (w * kernel).sum((2, 3)).abs()


# %% conv2d_single wrong [helpful one-short] no plus one
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    rows, columns = (x.shape[0] - kh) // stride, (x.shape[1] - kw) // stride
    out = torch.zeros(rows, columns, dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[i, j] = (x[top : top + kh, left : left + kw] * kernel).sum()
    return out


# %% conv2d_single wrong [helpful kernel-transposed] width and height mixed up
def conv2d_single(x, kernel, stride=1):
    kw, kh = kernel.shape
    w = x.unfold(0, kh, stride).unfold(1, kw, stride)
    return torch.einsum("hwab,ab->hw", w, kernel.T)


# %% conv2d_single wrong [helpful shape] kernel size as the step
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    w = x.unfold(0, kh, kh).unfold(1, kw, kw)
    return (w * kernel).sum((2, 3))


# %% conv_as_matrix wrong [helpful shape] one row short, last column of places
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in range(h - kh + 1):
        for j in range(w - kw):
            line = torch.zeros(h, w, dtype=kernel.dtype)
            line[i : i + kh, j : j + kw] = kernel
            rows.append(line.flatten())
    return torch.stack(rows)


# %% conv_as_matrix wrong [helpful weight-negated] kernel negated
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            line = torch.zeros(h, w, dtype=kernel.dtype)
            line[i : i + kh, j : j + kw] -= kernel
            rows.append(line.flatten())
    return torch.stack(rows)


# %% conv_as_matrix wrong [helpful value] lines not made anew
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    line, rows = torch.zeros(h, w, dtype=kernel.dtype), []
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            line[i : i + kh, j : j + kw] = kernel
            rows.append(line.flatten().clone())
    return torch.stack(rows)


# %% conv_as_matrix wrong [helpful type] a list
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            line = torch.zeros(h, w, dtype=kernel.dtype)
            line[i : i + kh, j : j + kw] = kernel
            rows.append(line.flatten())
    return rows


# %% pool2d wrong [bare value] mean of absolute values
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return w.max(3).values
    if mode == "average":
        return w.abs().mean(3)
    if mode == "l2":
        return w.pow(2).sum(3).sqrt()
    raise ValueError


# %% pool2d wrong [helpful error] strings misspelt
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return w.amax(3)
    if mode == "avg":
        return w.mean(3)
    if mode == "l2":
        return w.norm(dim=3)
    raise ValueError


# %% pool2d wrong [helpful shape] max over rows alone
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride)
    if mode == "max":
        return w.amax(3)
    if mode == "average":
        return w.mean((3, 4))
    if mode == "l2":
        return w.pow(2).sum((3, 4)).sqrt()
    raise ValueError


# %% pool2d wrong [helpful value] stride forgotten in columns
def pool2d(x, k, stride, mode):
    if mode not in ("max", "average", "l2"):
        raise ValueError
    c, h, w = x.shape
    out = torch.zeros(c, (h - k) // stride + 1, (w - k) // stride + 1, dtype=x.dtype)
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            v = x[:, i * stride : i * stride + k, j : j + k].flatten(1)
            out[:, i, j] = v.amax(1) if mode == "max" else v.mean(1) if mode == "average" else v.norm(dim=1)
    return out


# %% pool2d wrong [helpful error] k for both, KeyError for bad modes
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    return {"max": w.amax(3), "average": w.mean(3), "l2": w.norm(dim=3)}[mode]


# %% lenet_subsample wrong [bare value] product of the four
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).flatten(3).prod(3)
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])


# %% lenet_subsample wrong [helpful bias-before-weight] weight twice
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight[:, None, None] * (total + bias[:, None, None]))


# %% lenet_subsample wrong [bare value] weight and bias exchanged
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(bias[:, None, None] * total + weight[:, None, None])


# %% lenet_subsample wrong [bare value] base two
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return 1 / (1 + 2 ** -(weight[:, None, None] * total + bias[:, None, None]))


# %% lenet_subsample wrong [helpful axes-swapped] axes of the maps swapped
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4)).transpose(1, 2)
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])


# %% convnet_logits wrong [helpful bias-left-out] first bias forgotten
def convnet_logits(x, p):
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [bare value] softmax in the middle
def convnet_logits(x, p):
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.softmax(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]), 1)
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful shape] last layer forgotten
def convnet_logits(x, p):
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    return F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))


# %% convnet_logits wrong [helpful first-image-only] first image
def convnet_logits(x, p):
    x = x[:1]
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful error] misspelt name
def convnet_logits(x, p):
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1.weight"], p["conv1.bias"])), 2)
    return x


# %% global_pool_head wrong [helpful shape] weights not used
def global_pool_head(maps, weight, bias, mode):
    if mode == "max":
        return maps.amax((2, 3))
    if mode == "average":
        return maps.mean((2, 3))
    raise ValueError


# %% global_pool_head wrong [helpful sigmoid-applied] sigmoid
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("max", "average"):
        raise ValueError
    pooled = maps.amax((2, 3)) if mode == "max" else maps.mean((2, 3))
    return torch.sigmoid(pooled @ weight.T + bias)


# %% global_pool_head wrong [helpful value] max of the row means
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("max", "average"):
        raise ValueError
    pooled = maps.mean(3).amax(2) if mode == "max" else maps.mean((2, 3))
    return pooled @ weight.T + bias


# %% global_pool_head wrong [helpful value] averages rows and columns apart, added
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("max", "average"):
        raise ValueError
    pooled = maps.amax((2, 3)) if mode == "max" else maps.mean(2).sum(2)
    return pooled @ weight.T + bias


# %% cross_entropy wrong [helpful all-classes] sum of probabilities' logs over all, then divided by n
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    logs = z - z.exp().sum(1, keepdim=True).log()
    return -logs.sum() / len(y)


# %% cross_entropy wrong [helpful largest-logit] the largest probability
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return z.exp().sum(1).log().mean()


# %% cross_entropy wrong [helpful softmax-over-the-batch] axis 0
def cross_entropy(logits, y):
    z = logits - logits.amax(0, keepdim=True)
    logs = z - z.exp().sum(0, keepdim=True).log()
    return -logs[range(len(y)), y].mean()


# %% cross_entropy wrong [helpful type] a list of losses
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z.exp().sum(1).log() - z[range(len(y)), y]).tolist()


# %% cross_entropy wrong [bare value] log1p
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z.exp().sum(1).log1p() - z[range(len(y)), y]).mean()


# %% out_size wrong [helpful dilated-kernel-too-wide] d times k minus one
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - (d * k - 1) - 1
    if room < 0:
        raise ValueError
    return room // s + 1


# %% out_size wrong [helpful value] stride times
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room * s + 1


# %% out_size wrong [bare value] padding for "same"
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p < k:
        raise ValueError
    return -(-n // s)


# %% out_size wrong [helpful error] no room for one
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p <= k:
        raise ValueError
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


# %% out_size wrong [helpful error] TypeError
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise TypeError("does not fit")
    return room // s + 1


# %% out_size wrong [helpful type] tuple
def out_size(n, k, s=1, p=0, d=1):
    return (n + 2 * p - d * (k - 1) - 1) // s + 1, (n + 2 * p - d * (k - 1) - 1) % s


# %% unread wrong [helpful negative] everything not in the last window
def unread(n, k, s, p):
    last = (n + 2 * p - k) // s * s - p
    return n - (last + k)


# %% unread wrong [helpful value] padding twice
def unread(n, k, s, p):
    read = set()
    for a in range(-2 * p, n + p - k + 1, s):
        read |= set(range(a, a + k))
    return len(set(range(n)) - read)


# %% unread wrong [helpful type] a set of pixels
def unread(n, k, s, p):
    read = set()
    for a in range(-p, n + p - k + 1, s):
        read |= set(range(a, a + k))
    return set(range(n)) - read


# %% unread wrong [helpful nothing-lost] stride one
def unread(n, k, s, p):
    read = set()
    for a in range(-p, n + p - k + 1):
        read |= set(range(a, a + k))
    return len(set(range(n)) - read)


# %% same_padding wrong [bare value] one more window
def same_padding(n, k, s):
    missing = max((n // s) * s + k - n, 0)
    return missing // 2, missing - missing // 2


# %% same_padding wrong [helpful not-shared-evenly] the total and zero
def same_padding(n, k, s):
    missing = max((-(-n // s) - 1) * s + k - n, 0)
    return missing, 0


# %% same_padding wrong [helpful size-kept] n times stride
def same_padding(n, k, s):
    missing = max((n - 1) * s + k - n, 0)
    return missing // 2, missing - missing // 2


# %% same_padding wrong [helpful stride-left-out] kernel without minus one
def same_padding(n, k, s):
    return k // 2, k - k // 2


# %% padding_for wrong [helpful none] k ignored
def padding_for(n, k, s, target):
    need = (target - 1) * s - n
    return need // 2 if need >= 0 and need % 2 == 0 else None


# %% padding_for wrong [helpful one-step-too-many] target times stride
def padding_for(n, k, s, target):
    need = target * s + k - n
    return need // 2 if need >= 0 and need % 2 == 0 else None


# %% padding_for wrong [helpful rounded] zero in place of None
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    return need // 2 if need >= 0 and need % 2 == 0 else 0


# %% padding_for wrong [helpful none] forgets the return
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    if need >= 0 and need % 2 == 0:
        print(need // 2)


# %% conv_params wrong [helpful no-whole-kernels] k plus k
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * (k + k), c_out if bias else 0


# %% conv_params wrong [helpful value] bias where there is none
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_out * (c_in // groups) * k * k, 0 if bias else c_out


# %% conv_params wrong [helpful groups-unchecked] groups of filters only
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_out % groups:
        raise ValueError
    return (c_out // groups) * c_in * k * k, c_out if bias else 0


# %% conv_params wrong [helpful type] a dict
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return {"weights": c_out * (c_in // groups) * k * k, "biases": c_out if bias else 0}


# %% conv_macs wrong [helpful biases-in] bias as a MAC
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * (c_in // groups * k * k + 1)


# %% conv_macs wrong [helpful places-unlike] width forgotten
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * (c_in // groups * k * k)


# %% conv_macs wrong [helpful both-divided] groups squared
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out * h_out * w_out * c_in * k * k // groups**2


# %% conv_macs wrong [helpful type] returns text
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return f"{c_out * h_out * w_out * c_in * k * k // groups} MACs"


# %% receptive_field wrong [helpful jump-changed-too-early] stride before size
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        jump *= s
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
    return size, jump, start


# %% receptive_field wrong [helpful kernel-without-minus-one] k times jump
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += k * jump
        start += ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [helpful jumps-added] jump plus stride
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
        jump += s - 1
    return size, jump, start


# %% receptive_field wrong [helpful start-rounded] integer division
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += ((k - 1) // 2 - p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [bare value] the whole start shifted by the end
def receptive_field(layers):
    size, jump, pad = 1, 1, 0
    for k, s, p in layers:
        size += (k - 1) * jump
        pad += p
        jump *= s
    return size, jump, size / 2 - pad


# %% trace_sizes wrong [helpful image-left-out] without the image, strict kept
def trace_sizes(n, layers, strict=False):
    sizes = []
    for i, (k, s, p) in enumerate(layers):
        free = n + 2 * p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"layer {i}")
        n = free // s + 1
        sizes.append(n)
    return sizes


# %% trace_sizes wrong [helpful message] message of the kernel
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        free = sizes[-1] + 2 * p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"kernel {k} leaves {free % s} of {sizes[-1]}")
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful padding-on-one-side] padding once
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        free = sizes[-1] + p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"layer {i}")
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful does-not-fit] not-fit only in strict mode
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        free = sizes[-1] + 2 * p - k
        if strict and (free < 0 or free % s):
            raise ValueError(f"layer {i}")
        sizes.append(free // s + 1)
    return sizes


# %% conv1d wrong [helpful relu-before] relu of the input
def conv1d(x, weight, bias, stride=1):
    w = x.relu().unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->ml", w, weight) + bias[:, None]


# %% conv1d wrong [helpful last-window-left-out] one step short
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    out = torch.zeros(len(weight), (x.shape[1] - k) // stride, dtype=x.dtype)
    for t in range(out.shape[1]):
        out[:, t] = (x[:, t * stride : t * stride + k] * weight).sum((1, 2)) + bias
    return out


# %% conv1d wrong [bare value] bias added to all
def conv1d(x, weight, bias, stride=1):
    w = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mck->ml", w, weight) + bias.sum()


# %% conv1d wrong [helpful softmax-applied] softmax over the places
def conv1d(x, weight, bias, stride=1):
    w = x.unfold(1, weight.shape[2], stride)
    return (torch.einsum("clk,mck->ml", w, weight) + bias[:, None]).softmax(1)


# %% embed wrong [helpful reshape-for-transpose] rows in the middle of nowhere
def embed(ids, table):
    return table[ids].reshape(ids.shape[0], table.shape[1], ids.shape[1])


# %% embed wrong [helpful off-by-one] counts from one
def embed(ids, table):
    return table[ids - 1].mT


# %% embed wrong [helpful value] scaled
def embed(ids, table):
    return table[ids].mT * math.sqrt(table.shape[1])


# %% embed wrong [helpful type] numpy
def embed(ids, table):
    return np.swapaxes(table.numpy()[ids.numpy()], 1, 2)


# %% embed wrong [helpful axes-swapped] channels last, texts second
def embed(ids, table):
    return table[ids.T]
