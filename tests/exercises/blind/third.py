# ruff: noqa: F811
"""Seventy-one more, by somebody who had read one of the twenty banks."""

import numpy as np
import torch
import torch.nn.functional as F


# %% template_scores right einsum
def template_scores(x, w, b):
    return torch.einsum("nd,kd->nk", x, w).add(b)


# %% template_scores wrong [helpful axes-swapped] templates times images
def template_scores(x, weight, bias):
    return (weight @ x.T) + bias[:, None]


# %% template_scores wrong [bare value] minus the squared distance
def template_scores(x, weight, bias):
    return -((x[:, None] - weight[None]) ** 2).sum(-1) + bias


# %% template_scores wrong [bare value] images scaled to length one
def template_scores(x, weight, bias):
    x = x / x.norm(dim=1, keepdim=True)
    return x @ weight.T + bias


# %% template_scores wrong [helpful shape] the best class
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).argmax(1)


# %% conv_multi right loops over numpy
def conv_multi(x, weight, bias):
    X = x.numpy()
    Wt = weight.numpy()
    m, c, k, _ = Wt.shape
    h, w = X.shape[1] - k + 1, X.shape[2] - k + 1
    o = np.zeros((m, h, w), X.dtype)
    for f in range(m):
        for i in range(h):
            for j in range(w):
                o[f, i, j] = (X[:, i : i + k, j : j + k] * Wt[f]).sum() + bias[f].item()
    return torch.from_numpy(o)


# %% conv_multi wrong [helpful bias-once-a-channel] a bias for each channel
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    c = x.shape[0]
    w = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", w, weight) + c * bias[:, None, None]


# %% conv_multi wrong [bare value] the largest over the channels
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    w = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->cmhw", w, weight).amax(0) + bias[:, None, None]


# %% conv_multi wrong [helpful error] the height for both sides
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    n = x.shape[1] - k + 1
    o = torch.zeros(m, n, n, dtype=x.dtype)
    for f in range(m):
        for i in range(n):
            for j in range(n):
                o[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f]).sum() + bias[f]
    return o


# %% conv_multi wrong [helpful padded] padded to the same size
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    x = torch.nn.functional.pad(x, (k // 2,) * 4)
    w = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", w, weight) + bias[:, None, None]


# %% conv2d_single wrong [helpful one-short] the last stop forgotten
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    r = (x.shape[0] - kh) // stride
    c = (x.shape[1] - kw) // stride
    o = torch.zeros(r, c, dtype=x.dtype)
    for i in range(r):
        for j in range(c):
            o[i, j] = (x[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return o


# %% conv2d_single wrong [helpful index-not-times-stride] the stride in the size only
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    r = (x.shape[0] - kh) // stride + 1
    c = (x.shape[1] - kw) // stride + 1
    o = torch.zeros(r, c, dtype=x.dtype)
    for i in range(r):
        for j in range(c):
            o[i, j] = (x[i : i + kh, j : j + kw] * kernel).sum()
    return o


# %% conv2d_single wrong [helpful dtype] int of each sum
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return torch.tensor(
        [
            [int((x[i : i + kh, j : j + kw] * kernel).sum()) for j in range(0, x.shape[1] - kw + 1, stride)]
            for i in range(0, x.shape[0] - kh + 1, stride)
        ]
    )


# %% conv2d_single wrong [helpful type] nested lists
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return [
        [float((x[i : i + kh, j : j + kw] * kernel).sum()) for j in range(0, x.shape[1] - kw + 1, stride)]
        for i in range(0, x.shape[0] - kh + 1, stride)
    ]


# %% global_pool_head wrong [helpful maxima-averaged] maxima of rows averaged
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        p = maps.mean((2, 3))
    elif mode == "max":
        p = maps.amax(3).mean(2)
    else:
        raise ValueError(mode)
    return p @ weight.T + bias


# %% global_pool_head wrong [helpful sum-for-mean] the sum for the average
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        p = maps.sum((2, 3))
    elif mode == "max":
        p = maps.amax((2, 3))
    else:
        raise ValueError(mode)
    return p @ weight.T + bias


# %% global_pool_head wrong [helpful value] divided by the height squared
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        p = maps.sum((2, 3)) / maps.shape[2] ** 2
    elif mode == "max":
        p = maps.amax((2, 3))
    else:
        raise ValueError(mode)
    return p @ weight.T + bias


# %% global_pool_head wrong [helpful mode-unchecked] else means max
def global_pool_head(maps, weight, bias, mode):
    p = maps.mean((2, 3)) if mode == "average" else maps.amax((2, 3))
    return p @ weight.T + bias


# %% cross_entropy wrong [helpful summed] losses added up
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    return (z.exp().sum(1).log() - z[range(len(y)), y]).sum()


# %% cross_entropy wrong [helpful overflow] as the formula is printed
def cross_entropy(logits, y):
    p = logits.exp() / logits.exp().sum(1, keepdim=True)
    return -p[range(len(y)), y].log().mean()


# %% cross_entropy wrong [helpful softmax-over-the-batch] normalized over the batch
def cross_entropy(logits, y):
    z = logits - logits.max()
    p = z.exp() / z.exp().sum(0)
    return -p[range(len(y)), y].log().mean()


# %% cross_entropy wrong [helpful every-image-with-every-y] the columns y of all rows
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    p = z.exp() / z.exp().sum(1, keepdim=True)
    return -p[:, y].log().mean()


# %% cross_entropy wrong [bare value] one of two logarithms to base 2
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    return (z.exp().sum(1).log2() - z[range(len(y)), y]).mean()


# %% convnet_logits wrong [helpful softmax-returned] softmax at the end
def convnet_logits(x, p):
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.softmax(F.linear(x, p["dense2_weight"], p["dense2_bias"]), 1)


# %% convnet_logits wrong [helpful relu-left-out] no ReLU between the dense layers
def convnet_logits(x, p):
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"])
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful average-for-max] average pools
def convnet_logits(x, p):
    x = F.avg_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.avg_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful pool-stride-one] pools that move by one
def convnet_logits(x, p):
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2, 1)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2, 1)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% lenet_subsample wrong [helpful tanh-for-sigmoid] tanh
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    t = x.reshape(c, h // 2, 2, w // 2, 2).sum((2, 4))
    return torch.tanh(weight[:, None, None] * t + bias[:, None, None])


# %% lenet_subsample wrong [helpful max-for-sum] the maximum of the window
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    t = x.reshape(c, h // 2, 2, w // 2, 2).amax((2, 4))
    return torch.sigmoid(weight[:, None, None] * t + bias[:, None, None])


# %% lenet_subsample right reshape and exp
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    t = x.reshape(c, h // 2, 2, w // 2, 2).sum((2, 4))
    return 1 / (1 + torch.exp(-(weight.view(-1, 1, 1) * t + bias.view(-1, 1, 1))))


# %% lenet_subsample wrong [bare value] four neighbours in a row
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    t = x.reshape(c, h // 2, w // 2, 4).sum(3)
    return torch.sigmoid(weight[:, None, None] * t + bias[:, None, None])


# %% trace_sizes wrong [helpful padding-on-one-side] padding once
def trace_sizes(n, layers, strict=False):
    o = [n]
    for i, (k, s, p) in enumerate(layers):
        r = o[-1] + p - k
        if r < 0 or (strict and r % s):
            raise ValueError(i)
        o.append(r // s + 1)
    return o


# %% trace_sizes wrong [helpful image-left-out] the image is no size
def trace_sizes(n, layers, strict=False):
    o = []
    for i, (k, s, p) in enumerate(layers):
        r = n + 2 * p - k
        if r < 0 or (strict and r % s):
            raise ValueError(f"layer {i}")
        n = r // s + 1
        o.append(n)
    return o


# %% trace_sizes wrong [helpful last-problem-named] the last strict problem is named
def trace_sizes(n, layers, strict=False):
    o = [n]
    bad = None
    for i, (k, s, p) in enumerate(layers):
        r = o[-1] + 2 * p - k
        if r < 0:
            raise ValueError(i)
        if strict and r % s:
            bad = i
        o.append(r // s + 1)
    if bad is not None:
        raise ValueError(bad)
    return o


# %% trace_sizes wrong [helpful always-from-the-image] n never moves on
def trace_sizes(n, layers, strict=False):
    o = [n]
    for i, (k, s, p) in enumerate(layers):
        r = n + 2 * p - k
        if r < 0 or (strict and r % s):
            raise ValueError(i)
        o.append(r // s + 1)
    return o


# %% conv_params wrong [helpful bias-by-input] a bias for each input channel
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_in // groups * c_out * k * k, c_in if bias else 0


# %% conv_params wrong [helpful both-divided] groups divide both
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return (c_in // groups) * (c_out // groups) * k * k, c_out if bias else 0


# %% conv_params wrong [helpful kernel-side-once] k once
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_in // groups * c_out * k, c_out if bias else 0


# %% conv_params wrong [helpful added-up] one sum
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError
    return c_in // groups * c_out * k * k + (c_out if bias else 0)


# %% conv_macs wrong [helpful doubled] two operations
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return 2 * c_in // groups * c_out * k * k * h_out * w_out


# %% conv_macs wrong [helpful height-squared] a square output
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in // groups * c_out * k * k * h_out * h_out


# %% conv_macs wrong [helpful input-places] places of the input
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in // groups * c_out * k * k * (h_out + k - 1) * (w_out + k - 1)


# %% receptive_field wrong [helpful jump-changed-too-early] the jump before the size
def receptive_field(layers):
    r, j, st = 1, 1, 0.5
    for k, s, p in layers:
        j *= s
        r += (k - 1) * j
        st += ((k - 1) / 2 - p) * j
    return r, j, st


# %% receptive_field wrong [helpful start-from-zero] starts at 0
def receptive_field(layers):
    r, j, st = 1, 1, 0
    for k, s, p in layers:
        r += (k - 1) * j
        st += ((k - 1) / 2 - p) * j
        j *= s
    return r, j, st


# %% receptive_field wrong [bare value] padding never scaled by the jump
def receptive_field(layers):
    r, j, st = 1, 1, 0.5
    for k, s, p in layers:
        r += (k - 1) * j
        st += (k - 1) / 2 * j - p
        j *= s
    return r, j, st


# %% receptive_field wrong [helpful start-rounded] half a kernel rounded
def receptive_field(layers):
    r, j, st = 1, 1, 0.5
    for k, s, p in layers:
        r += (k - 1) * j
        st += ((k - 1) // 2 - p) * j
        j *= s
    return r, j, st


# %% receptive_field right left edge and width
def receptive_field(layers):
    size, jump, left = 1, 1, 0
    for k, s, p in layers:
        left -= p * jump
        size += (k - 1) * jump
        jump *= s
    return size, jump, left + size / 2


# %% padding_for wrong [helpful rounded] an odd number halved
def padding_for(n, k, s, target):
    m = (target - 1) * s + k - n
    return m // 2 if m >= 0 else None


# %% padding_for wrong [helpful both-sides-together] both sides
def padding_for(n, k, s, target):
    m = (target - 1) * s + k - n
    return m if m >= 0 else None


# %% padding_for wrong [helpful zero-taken-for-none] 0 taken for none
def padding_for(n, k, s, target):
    m = (target - 1) * s + k - n
    if m > 0 and m % 2 == 0:
        return m // 2


# %% padding_for wrong [helpful one-step-too-many] a step for each window
def padding_for(n, k, s, target):
    m = target * s + k - n
    if m >= 0 and m % 2 == 0:
        return m // 2


# %% same_padding wrong [helpful extra-on-the-left] the odd one left
def same_padding(n, k, s):
    w = -(-n // s)
    m = max((w - 1) * s + k - n, 0)
    return m - m // 2, m // 2


# %% same_padding wrong [helpful stride-left-out] half the kernel
def same_padding(n, k, s):
    return (k - 1) // 2, k - 1 - (k - 1) // 2


# %% same_padding wrong [helpful negative] negative zeros
def same_padding(n, k, s):
    w = -(-n // s)
    m = (w - 1) * s + k - n
    return m // 2, m - m // 2


# %% same_padding wrong [helpful rounded-down] windows rounded down
def same_padding(n, k, s):
    w = n // s
    m = max((w - 1) * s + k - n, 0)
    return m // 2, m - m // 2


# %% unread wrong [helpful padding-taken-for-a-pixel] the rest of a division
def unread(n, k, s, p):
    return (n + 2 * p - k) % s


# %% unread wrong [helpful gaps-left-out] the rest less the padding
def unread(n, k, s, p):
    return max(0, (n + 2 * p - k) % s - p)


# %% unread wrong [helpful padding-left-out] no padding
def unread(n, k, s, p):
    read = {i for a in range(0, n - k + 1, s) for i in range(a, a + k)}
    return n - len(read)


# %% unread wrong [bare value] gaps between windows only
def unread(n, k, s, p):
    w = (n + 2 * p - k) // s
    return w * max(0, s - k)


# %% conv1d wrong [bare value] the first channel's kernel for all
def conv1d(x, weight, bias, stride=1):
    w = x.unfold(1, weight.shape[2], stride)
    return torch.einsum("clk,mk->ml", w, weight[:, 0]) + bias[:, None]


# %% conv1d wrong [bare shape] every second from the second on
def conv1d(x, weight, bias, stride=1):
    w = x.unfold(1, weight.shape[2], 1)
    o = torch.einsum("clk,mck->ml", w, weight) + bias[:, None]
    return o[:, 1::stride]


# %% conv1d right stride by a slice
def conv1d(x, weight, bias, stride=1):
    w = x.unfold(1, weight.shape[2], 1)
    return (torch.einsum("clk,mck->ml", w, weight) + bias[:, None])[:, ::stride]


# %% embed wrong [helpful not-transposed] rows as they come
def embed(ids, table):
    return table[ids]


# %% embed wrong [helpful reshape-for-transpose] view
def embed(ids, table):
    r = table[ids]
    return r.view(r.shape[0], r.shape[2], r.shape[1])


# %% embed wrong [helpful off-by-one] words count from 1
def embed(ids, table):
    return table[ids - 1].transpose(1, 2)


# %% embed wrong [helpful axes-swapped] another permutation
def embed(ids, table):
    return table[ids].permute(2, 0, 1)


# %% pool2d wrong [helpful stride-always-k] the window as its step
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, k).unfold(2, k, k).flatten(3)
    if mode == "max":
        return w.amax(3)
    if mode == "average":
        return w.mean(3)
    if mode == "l2":
        return w.pow(2).sum(3).sqrt()
    raise ValueError


# %% pool2d wrong [helpful l2-as-mean] root mean square
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return w.amax(3)
    if mode == "average":
        return w.mean(3)
    if mode == "l2":
        return w.pow(2).mean(3).sqrt()
    raise ValueError


# %% pool2d wrong [helpful max-by-size] the largest size
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return w.abs().amax(3)
    if mode == "average":
        return w.mean(3)
    if mode == "l2":
        return w.pow(2).sum(3).sqrt()
    raise ValueError


# %% out_size wrong [helpful value] padding subtracted
def out_size(n, k, s=1, p=0, d=1):
    r = n - 2 * p - d * (k - 1) - 1
    if r < 0:
        raise ValueError
    return r // s + 1


# %% out_size wrong [helpful dilated-kernel-too-wide] d times k
def out_size(n, k, s=1, p=0, d=1):
    r = n + 2 * p - d * k
    if r < 0:
        raise ValueError
    return r // s + 1
