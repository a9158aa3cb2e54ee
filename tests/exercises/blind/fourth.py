# ruff: noqa: F811, RET503
"""Eighty-six answers to basics and sizing, by somebody who had read the stories alone.
"""

import math

import torch
import torch.nn.functional as F


# %% template_scores right broadcasting and a sum
def template_scores(x, weight, bias):
    return (x.unsqueeze(1) * weight.unsqueeze(0)).sum(-1) + bias


# %% template_scores wrong [helpful cosine] cosine instead of dot product
def template_scores(x, weight, bias):
    xn = x / x.norm(dim=1, keepdim=True)
    wn = weight / weight.norm(dim=1, keepdim=True)
    return xn @ wn.T + bias


# %% template_scores wrong [bare value] bias added before the product
def template_scores(x, weight, bias):
    return x @ (weight + bias[:, None]).T


# %% template_scores wrong [bare value] loop keeps the last image
def template_scores(x, weight, bias):
    n, k = x.shape[0], weight.shape[0]
    out = torch.zeros(n, k, dtype=x.dtype)
    for i in range(n):
        for j in range(k):
            out[j % n, j] = (x[i] * weight[j]).sum() + bias[j]
    return out


# %% template_scores wrong [helpful bias-added-d-times] bias times the number of pixels
def template_scores(x, weight, bias):
    n, d = x.shape
    out = torch.zeros(n, len(weight), dtype=x.dtype)
    for i in range(n):
        for j in range(len(weight)):
            for q in range(d):
                out[i, j] += x[i, q] * weight[j, q] + bias[j]
    return out


# %% best_unit_template right by the angle with einsum
def best_unit_template(x):
    return x * (1 / math.sqrt(torch.einsum("d,d->", x, x).item()))


# %% best_unit_template wrong [helpful other-direction] the unit vector along the largest pixel
def best_unit_template(x):
    w = torch.zeros_like(x)
    i = x.abs().argmax()
    w[i] = x[i].sign()
    return w


# %% best_unit_template wrong [helpful divided-by-max] divides by the largest
def best_unit_template(x):
    return x / x.abs().max()


# %% best_unit_template wrong [helpful length-not-one] rounds to two places
def best_unit_template(x):
    w = x / (x**2).sum().sqrt()
    return (w * 100).round() / 100


# %% best_unit_template wrong [helpful other-direction] all ones scaled
def best_unit_template(x):
    d = x.numel()
    return torch.ones(d, dtype=x.dtype) / d**0.5


# %% conv_multi right shifted sums
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    oh, ow = x.shape[1] - k + 1, x.shape[2] - k + 1
    y = bias.view(-1, 1, 1).expand(m, oh, ow).clone()
    for a in range(k):
        for b in range(k):
            y += torch.tensordot(weight[:, :, a, b], x[:, a : a + oh, b : b + ow], dims=1)
    return y


# %% conv_multi wrong [bare value] only the first kernel for every channel
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    oh, ow = x.shape[1] - k + 1, x.shape[2] - k + 1
    y = torch.zeros(m, oh, ow, dtype=x.dtype)
    for f in range(m):
        for i in range(oh):
            for j in range(ow):
                y[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f, 0]).sum() + bias[f]
    return y


# %% conv_multi wrong [bare value] bias of the next filter
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    win = x.unfold(1, k, 1).unfold(2, k, 1)
    y = torch.einsum("cijab,mcab->mij", win, weight)
    return y + bias.roll(-1)[:, None, None]


# %% conv_multi wrong [helpful padded] keeps the size with zeros
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    x = F.pad(x, (k // 2, k // 2, k // 2, k // 2))
    win = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("cijab,mcab->mij", win, weight) + bias[:, None, None]


# %% conv_multi wrong [helpful error] output width from the height
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    o = x.shape[1] - k + 1
    y = torch.zeros(m, o, o, dtype=x.dtype)
    for f in range(m):
        for i in range(o):
            for j in range(o):
                y[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f]).sum() + bias[f]
    return y


# %% conv2d_single wrong [helpful error] square kernel assumed from its height
def conv2d_single(x, kernel, stride=1):
    k = kernel.shape[0]
    h, w = (x.shape[0] - k) // stride + 1, (x.shape[1] - k) // stride + 1
    y = torch.zeros(h, w, dtype=x.dtype)
    for i in range(h):
        for j in range(w):
            p = x[i * stride : i * stride + k, j * stride : j * stride + k]
            y[i, j] = (p * kernel[:, : p.shape[1]]).sum()
    return y


# %% conv2d_single wrong [helpful value] computes all and takes every second from the end
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    full = (x.unfold(0, kh, 1).unfold(1, kw, 1) * kernel).sum((-1, -2))
    return full.flip(0, 1)[::stride, ::stride].flip(0, 1)


# %% conv2d_single wrong [helpful averaged] average over the window
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, stride).unfold(1, kw, stride) * kernel).mean((-1, -2))


# %% conv2d_single wrong [helpful shape] stride is the kernel's size
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, kh).unfold(1, kw, kw) * kernel).sum((-1, -2))


# %% conv_as_matrix right one-hot images
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    out = []
    for p in range(h * w):
        e = torch.zeros(h * w, dtype=kernel.dtype)
        e[p] = 1
        e = e.view(h, w)
        col = [
            (e[i : i + kh, j : j + kw] * kernel).sum() for i in range(h - kh + 1) for j in range(w - kw + 1)
        ]
        out.append(torch.stack(col))
    return torch.stack(out, 1)


# %% conv_as_matrix wrong [helpful wraps-round-the-edge] windows run on over the row's end
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    oh, ow = h - kh + 1, w - kw + 1
    m = torch.zeros(oh * ow, h * w, dtype=kernel.dtype)
    for r in range(oh * ow):
        for a in range(kh):
            for b in range(kw):
                if r + a * w + b < h * w:
                    m[r, r + a * w + b] = kernel[a, b]
    return m


# %% conv_as_matrix wrong [helpful places-for-pixels] columns counted with the output's width
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    oh, ow = h - kh + 1, w - kw + 1
    m = torch.zeros(oh * ow, h * w, dtype=kernel.dtype)
    for i in range(oh):
        for j in range(ow):
            for a in range(kh):
                for b in range(kw):
                    m[i * ow + j, (i + a) * ow + j + b] = kernel[a, b]
    return m


# %% conv_as_matrix wrong [helpful value] pixels counted column by column
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    oh, ow = h - kh + 1, w - kw + 1
    m = torch.zeros(oh * ow, h * w, dtype=kernel.dtype)
    for i in range(oh):
        for j in range(ow):
            for a in range(kh):
                for b in range(kw):
                    m[i * ow + j, (j + b) * h + i + a] = kernel[a, b]
    return m


# %% pool2d wrong [bare value] window of the stride's size
def pool2d(x, k, stride, mode):
    if mode not in ("max", "average", "l2"):
        raise ValueError(mode)
    w = x.unfold(1, stride, stride).unfold(2, stride, stride)
    if mode == "max":
        return w.amax((-1, -2))
    if mode == "average":
        return w.mean((-1, -2))
    return (w**2).sum((-1, -2)).sqrt()


# %% pool2d wrong [helpful l2-as-mean] root mean square
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride)
    if mode == "max":
        return w.amax((-1, -2))
    if mode == "average":
        return w.mean((-1, -2))
    if mode == "l2":
        return (w**2).mean((-1, -2)).sqrt()
    raise ValueError(mode)


# %% pool2d wrong [helpful value] average of the two largest
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride).flatten(-2)
    if mode == "max":
        return w.max(-1).values
    if mode == "average":
        return (w.max(-1).values + w.min(-1).values) / 2
    if mode == "l2":
        return w.norm(dim=-1)
    raise ValueError(mode)


# %% pool2d wrong [helpful across-channels] pools over the channels too
def pool2d(x, k, stride, mode):
    c, h, w = x.shape
    oh, ow = (h - k) // stride + 1, (w - k) // stride + 1
    y = torch.zeros(c, oh, ow, dtype=x.dtype)
    for i in range(oh):
        for j in range(ow):
            p = x[:, i * stride : i * stride + k, j * stride : j * stride + k]
            if mode == "max":
                y[:, i, j] = p.max()
            elif mode == "average":
                y[:, i, j] = p.mean()
            elif mode == "l2":
                y[:, i, j] = p.pow(2).sum().sqrt()
            else:
                raise ValueError(mode)
    return y


# %% lenet_subsample right reshape in blocks
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    s = x.reshape(c, h // 2, 2, w // 2, 2).sum((2, 4))
    return torch.sigmoid(s * weight.view(c, 1, 1) + bias.view(c, 1, 1))


# %% lenet_subsample wrong [helpful mean-for-sum] mean of the four
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    s = x.reshape(c, h // 2, 2, w // 2, 2).mean((2, 4))
    return torch.sigmoid(s * weight.view(c, 1, 1) + bias.view(c, 1, 1))


# %% lenet_subsample wrong [helpful bias-before-weight] sum plus bias, then times weight
def lenet_subsample(x, weight, bias):
    s = x[:, 0::2, 0::2] + x[:, 1::2, 0::2] + x[:, 0::2, 1::2] + x[:, 1::2, 1::2]
    return torch.sigmoid(weight[:, None, None] * (s + bias[:, None, None]))


# %% lenet_subsample wrong [helpful windows-overlap] windows overlap
def lenet_subsample(x, weight, bias):
    s = x.unfold(1, 2, 1).unfold(2, 2, 1).sum((-1, -2))
    s = s[:, : x.shape[1] // 2, : x.shape[2] // 2]
    return torch.sigmoid(s * weight[:, None, None] + bias[:, None, None])


# %% lenet_subsample wrong [bare value] diagonal pixels only
def lenet_subsample(x, weight, bias):
    s = x[:, ::2, ::2] + x[:, 1::2, 1::2]
    return torch.sigmoid(s * weight[:, None, None] + bias[:, None, None])


# %% convnet_logits wrong [helpful relu-applied] ReLU after the logits
def convnet_logits(x, params):
    p = params
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.relu(F.linear(x, p["dense2_weight"], p["dense2_bias"]))


# %% convnet_logits wrong [helpful average-for-max] average pooling
def convnet_logits(x, params):
    p = params
    x = F.avg_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.avg_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful softmax-returned] probabilities
def convnet_logits(x, params):
    p = params
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"]).softmax(1)


# %% convnet_logits wrong [bare value] leaky ReLU
def convnet_logits(x, params):
    p = params
    x = F.max_pool2d(F.leaky_relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.leaky_relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.leaky_relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% global_pool_head wrong [helpful over-images] mean over the images too
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        pooled = maps.mean((0, 2, 3))
    elif mode == "max":
        pooled = maps.amax((0, 2, 3))
    else:
        raise ValueError(mode)
    return (pooled @ weight.T + bias).expand(maps.shape[0], -1)


# %% global_pool_head wrong [bare value] mean along the rows, then largest
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        pooled = maps.mean((2, 3))
    elif mode == "max":
        pooled = maps.mean(2).amax(2)
    else:
        raise ValueError(mode)
    return pooled @ weight.T + bias


# %% global_pool_head wrong [helpful sum-for-mean] sum instead of mean
def global_pool_head(maps, weight, bias, mode):
    if mode == "max":
        pooled = maps.flatten(2).max(2)[0]
    elif mode == "average":
        pooled = maps.flatten(2).sum(2)
    else:
        raise ValueError("mode")
    return pooled @ weight.T + bias


# %% global_pool_head wrong [helpful mode-unchecked] unknown mode is average
def global_pool_head(maps, weight, bias, mode):
    pooled = maps.amax((2, 3)) if mode == "max" else maps.mean((2, 3))
    return pooled @ weight.T + bias


# %% cross_entropy right log-add by hand
def cross_entropy(logits, y):
    total = 0.0
    for z, t in zip(logits.double().tolist(), y.tolist(), strict=True):
        top = max(z)
        total += top + math.log(sum(math.exp(v - top) for v in z)) - z[t]
    return total / len(y)


# %% cross_entropy wrong [bare value] probability instead of its logarithm
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    p = z.exp() / z.exp().sum(1, keepdim=True)
    return 1 - p[torch.arange(len(y)), y].mean()


# %% cross_entropy wrong [helpful epsilon-hides-the-loss] clamps the probability
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    p = z.exp() / z.exp().sum(1, keepdim=True)
    return -p[torch.arange(len(y)), y].clamp(min=1e-12).log().mean()


# %% cross_entropy wrong [helpful divided-by-classes-too] mean over images and classes
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    logp = z - z.exp().sum(1, keepdim=True).log()
    hot = torch.zeros_like(logits)
    hot[torch.arange(len(y)), y] = 1
    return -(hot * logp).mean()


# %% cross_entropy wrong [helpful largest-logit] loss of the likeliest class
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    logp = z - z.exp().sum(1, keepdim=True).log()
    return -logp.max(1).values.mean()


# %% out_size wrong [helpful dilated-kernel-too-wide] dilation counted one too many
def out_size(n, k, s=1, p=0, d=1):
    reach = d * k
    if n + 2 * p < reach:
        raise ValueError("does not fit")
    return (n + 2 * p - reach) // s + 1


# %% out_size wrong [helpful rounded-up] rounds up
def out_size(n, k, s=1, p=0, d=1):
    free = n + 2 * p - d * (k - 1) - 1
    if free < 0:
        raise ValueError("does not fit")
    return math.ceil(free / s) + 1


# %% out_size wrong [helpful rounded] rounds half
def out_size(n, k, s=1, p=0, d=1):
    free = n + 2 * p - d * (k - 1) - 1
    if free < 0:
        raise ValueError("does not fit")
    return round(free / s) + 1


# %% out_size wrong [bare value] padding grows with dilation
def out_size(n, k, s=1, p=0, d=1):
    free = n + 2 * p * d - d * (k - 1) - 1
    if free < 0:
        raise ValueError
    return free // s + 1


# %% unread right differences of sets
def unread(n, k, s, p):
    last = (n + 2 * p - k) // s
    seen = {q for i in range(last + 1) for q in range(i * s - p, i * s - p + k)}
    return len(set(range(n)) - seen)


# %% unread wrong [helpful gaps-left-out] only what is left at the end
def unread(n, k, s, p):
    return max(0, (n + 2 * p - k) % s - p)


# %% unread wrong [helpful padding-taken-for-a-pixel] counts the padding too
def unread(n, k, s, p):
    total = n + 2 * p
    seen = set()
    for i in range((total - k) // s + 1):
        seen |= set(range(i * s, i * s + k))
    return total - len(seen)


# %% unread wrong [bare value] window one shorter
def unread(n, k, s, p):
    seen = set()
    for i in range((n + 2 * p - k) // s + 1):
        seen |= set(range(i * s - p, i * s - p + k - 1))
    return sum(q not in seen for q in range(n))


# %% unread wrong [bare value] padding on the left only
def unread(n, k, s, p):
    seen = set()
    start = -p
    while start + k <= n:
        seen |= set(range(start, start + k))
        start += s
    return sum(q not in seen for q in range(n))


# %% same_padding wrong [helpful extra-on-the-left] larger half to the left
def same_padding(n, k, s):
    m = -(-n // s)
    need = max(0, (m - 1) * s + k - n)
    return (need - need // 2, need // 2)


# %% same_padding wrong [helpful stride-left-out] half the kernel each side
def same_padding(n, k, s):
    return ((k - 1) // 2, (k - 1) - (k - 1) // 2)


# %% same_padding wrong [helpful rounded-down] rounds n/s down
def same_padding(n, k, s):
    m = n // s
    need = max(0, (m - 1) * s + k - n)
    return need // 2, need - need // 2


# %% same_padding wrong [helpful negative] negative when nothing is missing
def same_padding(n, k, s):
    m = math.ceil(n / s)
    need = (m - 1) * s + k - n
    return need // 2, need - need // 2


# %% padding_for wrong [helpful rounded] rounds the half
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    if need < 0:
        return None
    return need // 2


# %% padding_for wrong [helpful floors-to-target] tries until the floor fits
def padding_for(n, k, s, target):
    for p in range(1000):
        if (n + 2 * p - k) // s + 1 == target:
            return p
    return None


# %% padding_for wrong [helpful both-sides-together] all zeros on one side
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    return need if need >= 0 else None


# %% padding_for wrong [helpful zero-taken-for-none] zero means none
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    if need <= 0 or need % 2:
        return None
    return need // 2


# %% conv_params wrong [helpful bias-divided] biases per group
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError("groups")
    return c_in // groups * c_out * k * k, (c_out // groups if bias else 0)


# %% conv_params wrong [helpful both-divided] groups divides twice
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError("groups")
    return (c_in // groups) * (c_out // groups) * k * k, c_out * bias


# %% conv_params wrong [helpful biases-twice] biases inside and beside
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError("groups")
    return c_out * (c_in // groups * k * k + bias), c_out * bias


# %% conv_params wrong [helpful only-input-checked] checks the input's channels only
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups:
        raise ValueError("groups")
    return c_out * (c_in // groups) * k**2, int(bias) * c_out


# %% conv_macs wrong [helpful doubled] additions counted too
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return 2 * c_in // groups * c_out * k * k * h_out * w_out


# %% conv_macs wrong [helpful groups-left-out] groups left out
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in * c_out * k * k * h_out * w_out


# %% conv_macs wrong [helpful both-divided] one group only
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return (c_in // groups) * (c_out // groups) * k * k * h_out * w_out


# %% conv_macs wrong [helpful height-squared] square output
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in // groups * c_out * k * k * h_out * h_out


# %% receptive_field wrong [helpful jump-changed-too-early] jump before size
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        jump *= s
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
    return size, jump, start


# %% receptive_field wrong [helpful jumps-added] strides are added
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
        jump += s - 1
    return size, jump, start


# %% receptive_field wrong [helpful padding-enlarges] padding widens the field
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += (k - 1 + 2 * p) * jump
        start += ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [helpful start-rounded] centre in whole steps
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        start += ((k - 1) // 2 - p) * jump
        size += (k - 1) * jump
        jump *= s
    return size, jump, start


# %% trace_sizes wrong [helpful counts-from-one] layers counted from one
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers, 1):
        free = sizes[-1] + 2 * p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"layer {i}")
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful image-left-out] forgets the image itself
def trace_sizes(n, layers, strict=False):
    sizes = []
    for i, (k, s, p) in enumerate(layers):
        free = n + 2 * p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"layer {i}")
        n = free // s + 1
        sizes.append(n)
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


# %% trace_sizes wrong [helpful error] complains of what divides
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        full = sizes[-1] + 2 * p
        if full < k or (strict and full % s):
            raise ValueError(f"layer {i}")
        sizes.append((full - k) // s + 1)
    return sizes


# %% conv1d right matrix of windows
def conv1d(x, weight, bias, stride=1):
    m, c, k = weight.shape
    starts = torch.arange(0, x.shape[1] - k + 1, stride)
    windows = x[:, starts[:, None] + torch.arange(k)]  # c, t, k
    return weight.reshape(m, c * k) @ windows.permute(0, 2, 1).reshape(c * k, -1) + bias.unsqueeze(1)


# %% conv1d wrong [helpful value] steps of the stride within the window
def conv1d(x, weight, bias, stride=1):
    m, c, k = weight.shape
    n = (x.shape[1] - k) // stride + 1
    y = torch.zeros(m, n, dtype=x.dtype)
    for f in range(m):
        for t in range(n):
            for a in range(k):
                q = min(t + a * stride, x.shape[1] - 1)
                y[f, t] += (x[:, q] * weight[f, :, a]).sum()
            y[f, t] += bias[f]
    return y


# %% conv1d wrong [helpful channels-averaged] mean over the channels
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    w = x.unfold(1, k, stride)
    return torch.einsum("ctk,mck->mt", w, weight) / x.shape[0] + bias[:, None]


# %% conv1d wrong [helpful first-channel-only] first channel only
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    w = x[0].unfold(0, k, stride)
    return weight[:, 0] @ w.T + bias[:, None]


# %% embed wrong [helpful off-by-one] words counted from one
def embed(ids, table):
    return table[ids - 1].transpose(1, 2)


# %% embed wrong [helpful not-transposed] places first
def embed(ids, table):
    return table[ids]


# %% embed wrong [helpful reshape-for-transpose] reshaped
def embed(ids, table):
    n, l = ids.shape
    return table[ids].reshape(n, table.shape[1], l)


# %% embed wrong [helpful axes-swapped] texts and places swapped
def embed(ids, table):
    return table[ids].permute(1, 2, 0)
