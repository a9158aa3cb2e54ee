# ruff: noqa: F811, RET503
"""More answers to basics, sizing and blocks, by the person of fourth.py, after what those taught had been mended.
"""

import math

import torch
import torch.nn.functional as F


# %% template_scores right matrix times column, stacked
def template_scores(x, weight, bias):
    return torch.stack([weight @ row + bias for row in x])


# %% template_scores wrong [helpful softmax-applied] softmax of the scores
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).softmax(1)


# %% template_scores wrong [bare value] images centred first
def template_scores(x, weight, bias):
    x = x - x.mean(1, keepdim=True)
    return x @ weight.T + bias


# %% template_scores wrong [helpful value] bias only for the first image
def template_scores(x, weight, bias):
    y = x @ weight.T
    y[0] += bias
    return y


# %% template_scores wrong [bare value] last pixel left out
def template_scores(x, weight, bias):
    y = torch.zeros(len(x), len(weight), dtype=x.dtype)
    for q in range(x.shape[1] - 1):
        y += x[:, q : q + 1] * weight[:, q]
    return y + bias


# %% best_unit_template wrong [helpful opposite] minus the image's direction
def best_unit_template(x):
    return -x / x.norm()


# %% best_unit_template wrong [helpful squared-length] divides by the squared length
def best_unit_template(x):
    return x / (x * x).sum()


# %% best_unit_template wrong [helpful length-not-one] divides by the number of pixels' root
def best_unit_template(x):
    return x / math.sqrt(len(x))


# %% best_unit_template wrong [helpful length-not-one] softmax
def best_unit_template(x):
    return x.softmax(0)


# %% conv_multi wrong [bare value] product of sums
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    win = x.unfold(1, k, 1).unfold(2, k, 1).sum(0)
    return torch.einsum("ijab,mab->mij", win, weight.sum(1)) + bias[:, None, None]


# %% conv_multi wrong [bare value] channels of the filter in reverse order
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    win = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("cijab,mcab->mij", win, weight.flip(1)) + bias[:, None, None]


# %% conv_multi wrong [helpful shape] moves by k
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    win = x.unfold(1, k, k).unfold(2, k, k)
    return torch.einsum("cijab,mcab->mij", win, weight) + bias[:, None, None]


# %% conv_multi wrong [bare value] no bias and ReLU
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    win = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.relu(torch.einsum("cijab,mcab->mij", win, weight))


# %% conv2d_single right by flat indices
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    i = torch.arange(0, h - kh + 1, stride)[:, None, None, None] + torch.arange(kh)[None, None, :, None]
    j = torch.arange(0, w - kw + 1, stride)[None, :, None, None] + torch.arange(kw)[None, None, None, :]
    return (x[i, j] * kernel).sum((2, 3))


# %% conv2d_single wrong [helpful stride-one-way] stride across only
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, 1).unfold(1, kw, stride) * kernel).sum((-1, -2))


# %% conv2d_single wrong [helpful one-short] size without plus one
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    h, w = (x.shape[0] - kh) // stride, (x.shape[1] - kw) // stride
    y = torch.zeros(h, w, dtype=x.dtype)
    for i in range(h):
        for j in range(w):
            y[i, j] = (x[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return y


# %% conv2d_single wrong [helpful index-not-times-stride] windows begin at i
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    h, w = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    y = torch.zeros(h, w, dtype=x.dtype)
    for i in range(h):
        for j in range(w):
            y[i, j] = (x[i : i + kh, j : j + kw] * kernel).sum()
    return y


# %% conv2d_single wrong [helpful shape] sum over one axis only
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, stride).unfold(1, kw, stride) * kernel).sum(-1)


# %% conv_as_matrix wrong [helpful value] rows in reverse
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in reversed(range(h - kh + 1)):
        for j in range(w - kw + 1):
            pic = torch.zeros(h, w, dtype=kernel.dtype)
            pic[i : i + kh, j : j + kw] = kernel
            rows.append(pic.flatten())
    return torch.stack(rows)


# %% conv_as_matrix wrong [helpful axes-swapped] transposed
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            pic = torch.zeros(h, w, dtype=kernel.dtype)
            pic[i : i + kh, j : j + kw] = kernel
            rows.append(pic.flatten())
    return torch.stack(rows, 1)


# %% conv_as_matrix wrong [helpful value] places in another order
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for j in range(w - kw + 1):
        for i in range(h - kh + 1):
            pic = torch.zeros(h, w, dtype=kernel.dtype)
            pic[i : i + kh, j : j + kw] = kernel
            rows.append(pic.flatten())
    return torch.stack(rows)


# %% conv_as_matrix wrong [bare value] only the kernel's first row
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            pic = torch.zeros(h, w, dtype=kernel.dtype)
            pic[i, j : j + kw] = kernel[0]
            rows.append(pic.flatten())
    return torch.stack(rows)


# %% pool2d wrong [helpful stride-always-k] stride ignored
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, k).unfold(2, k, k)
    if mode == "max":
        return w.amax((-1, -2))
    if mode == "average":
        return w.mean((-1, -2))
    if mode == "l2":
        return w.pow(2).sum((-1, -2)).sqrt()
    raise ValueError(mode)


# %% pool2d wrong [helpful max-by-size] maximum of the sizes
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride)
    if mode == "max":
        return w.abs().amax((-1, -2))
    if mode == "average":
        return w.mean((-1, -2))
    if mode == "l2":
        return w.pow(2).sum((-1, -2)).sqrt()
    raise ValueError(mode)


# %% pool2d wrong [helpful l2-without-root] l2 without the root
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride)
    if mode == "max":
        return w.amax((-1, -2))
    if mode == "average":
        return w.mean((-1, -2))
    if mode == "l2":
        return w.pow(2).sum((-1, -2))
    raise ValueError(mode)


# %% pool2d wrong [helpful value] median for average
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride).flatten(-2)
    if mode == "max":
        return w.amax(-1)
    if mode == "average":
        return w.median(-1).values
    if mode == "l2":
        return w.norm(dim=-1)
    raise ValueError(mode)


# %% pool2d wrong [helpful no-error] returns None for a mode it does not know
def pool2d(x, k, stride, mode):
    w = x.unfold(1, k, stride).unfold(2, k, stride)
    if mode == "max":
        return w.amax((-1, -2))
    if mode == "average":
        return w.mean((-1, -2))
    if mode == "l2":
        return w.pow(2).sum((-1, -2)).sqrt()


# %% lenet_subsample wrong [helpful sigmoid-left-out] no sigmoid
def lenet_subsample(x, weight, bias):
    s = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((-1, -2))
    return s * weight[:, None, None] + bias[:, None, None]


# %% lenet_subsample wrong [helpful tanh-for-sigmoid] tanh
def lenet_subsample(x, weight, bias):
    s = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((-1, -2))
    return torch.tanh(s * weight[:, None, None] + bias[:, None, None])


# %% lenet_subsample wrong [helpful sigmoid-first] sigmoid of the pixels first
def lenet_subsample(x, weight, bias):
    s = torch.sigmoid(x).unfold(1, 2, 2).unfold(2, 2, 2).sum((-1, -2))
    return s * weight[:, None, None] + bias[:, None, None]


# %% lenet_subsample wrong [helpful sigmoid-sign] sigmoid with plus in the exponent
def lenet_subsample(x, weight, bias):
    s = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((-1, -2))
    return 1 / (1 + torch.exp(s * weight[:, None, None] + bias[:, None, None]))


# %% convnet_logits wrong [helpful relu-left-out] no ReLU in the dense part
def convnet_logits(x, params):
    p = params
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"])
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful global-pooling] global mean before the dense part
def convnet_logits(x, params):
    p = params
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = F.relu(F.linear(x.mean((2, 3)), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful padding-assumed] second convolution padded
def convnet_logits(x, params):
    p = params
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"], padding=1)), 2)
    x = F.relu(F.linear(x.flatten(1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits wrong [helpful flatten-order] channels last in the vector
def convnet_logits(x, params):
    p = params
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv1_weight"], p["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2_weight"], p["conv2_bias"])), 2)
    x = x.permute(0, 2, 3, 1).flatten(1)
    x = F.relu(F.linear(x, p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% global_pool_head wrong [helpful scores-pooled] pools after the dense layer, over channels
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    scores = torch.einsum("nchw,kc->nkhw", maps, weight) + bias[:, None, None]
    return scores.mean((2, 3)) if mode == "average" else scores.amax((2, 3))


# %% global_pool_head wrong [helpful modes-swapped] the two modes swapped
def global_pool_head(maps, weight, bias, mode):
    if mode == "max":
        pooled = maps.mean((2, 3))
    elif mode == "average":
        pooled = maps.amax((2, 3))
    else:
        raise ValueError(mode)
    return pooled @ weight.T + bias


# %% global_pool_head wrong [helpful relu-before] ReLU before the pool
def global_pool_head(maps, weight, bias, mode):
    if mode == "max":
        pooled = maps.relu().amax((2, 3))
    elif mode == "average":
        pooled = maps.relu().mean((2, 3))
    else:
        raise ValueError(mode)
    return pooled @ weight.T + bias


# %% cross_entropy wrong [bare value] median of the losses
def cross_entropy(logits, y):
    logp = logits - logits.max(1, keepdim=True).values
    logp = logp - logp.exp().sum(1, keepdim=True).log()
    return -logp[torch.arange(len(y)), y].median()


# %% cross_entropy wrong [helpful sign] minus sign forgotten
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    logp = z - z.exp().sum(1, keepdim=True).log()
    return logp[torch.arange(len(y)), y].mean()


# %% cross_entropy wrong [bare value] clamps the logits
def cross_entropy(logits, y):
    z = logits.clamp(-50, 50)
    logp = z - z.exp().sum(1, keepdim=True).log()
    return -logp[torch.arange(len(y)), y].mean()


# %% cross_entropy wrong [bare value] squared error of the probabilities
def cross_entropy(logits, y):
    z = logits - logits.max(1, keepdim=True).values
    p = z.exp() / z.exp().sum(1, keepdim=True)
    hot = torch.zeros_like(p)
    hot[torch.arange(len(y)), y] = 1
    return ((p - hot) ** 2).sum(1).mean()


# %% out_size wrong [helpful value] kernel grows by d
def out_size(n, k, s=1, p=0, d=1):
    reach = k + d - 1
    if n + 2 * p < reach:
        raise ValueError("no")
    return (n + 2 * p - reach) // s + 1


# %% out_size wrong [helpful one-window-short] steps instead of windows
def out_size(n, k, s=1, p=0, d=1):
    reach = d * (k - 1) + 1
    if n + 2 * p < reach:
        raise ValueError("no")
    return (n + 2 * p - reach) // s


# %% out_size wrong [helpful no-error] one for what does not fit
def out_size(n, k, s=1, p=0, d=1):
    reach = d * (k - 1) + 1
    return max(1, (n + 2 * p - reach) // s + 1)


# %% out_size wrong [bare rounded] division before the subtraction
def out_size(n, k, s=1, p=0, d=1):
    reach = d * (k - 1) + 1
    if n + 2 * p < reach:
        raise ValueError("no")
    return (n + 2 * p) // s - reach // s + 1


# %% unread wrong [bare value] windows laid side by side
def unread(n, k, s, p):
    seen = set()
    for i in range((n + 2 * p) // k):
        seen |= set(range(i * k - p, i * k - p + k))
    return sum(q not in seen for q in range(n))


# %% unread wrong [bare value] gaps only
def unread(n, k, s, p):
    windows = (n + 2 * p - k) // s + 1
    return max(0, s - k) * (windows - 1)


# %% unread wrong [helpful read-counted] how many are read
def unread(n, k, s, p):
    seen = set()
    for i in range((n + 2 * p - k) // s + 1):
        seen |= set(range(i * s - p, i * s - p + k))
    return sum(q in seen for q in range(n))


# %% same_padding wrong [helpful type] one number for both
def same_padding(n, k, s):
    need = max(0, (-(-n // s) - 1) * s + k - n)
    return need // 2


# %% same_padding wrong [helpful both-sides-alike] two at a time
def same_padding(n, k, s):
    need = max(0, (-(-n // s) - 1) * s + k - n)
    half = -(-need // 2)
    return half, half


# %% same_padding wrong [helpful size-kept] as if n were kept
def same_padding(n, k, s):
    need = (n - 1) * s + k - n
    return need // 2, need - need // 2


# %% padding_for wrong [helpful one-step-too-many] no minus one
def padding_for(n, k, s, target):
    need = target * s + k - n
    if need < 0 or need % 2:
        return None
    return need // 2


# %% padding_for wrong [helpful negative] negative padding
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    return None if need % 2 else need // 2


# %% padding_for wrong [helpful fraction] a half
def padding_for(n, k, s, target):
    need = (target - 1) * s + k - n
    return None if need < 0 else need / 2


# %% conv_params wrong [helpful kernel-side-once] kernel side once
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError("groups")
    return c_in // groups * c_out * k, c_out if bias else 0


# %% conv_params wrong [helpful bias-by-kernel] bias per input channel
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError("groups")
    return c_in // groups * c_out * k * k, c_in * c_out if bias else 0


# %% conv_params wrong [helpful added-up] together in one number
def conv_params(c_in, c_out, k, bias=True, groups=1):
    if c_in % groups or c_out % groups:
        raise ValueError("groups")
    return c_in // groups * c_out * k * k + (c_out if bias else 0)


# %% conv_macs wrong [helpful places-unlike] places once a side
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in // groups * c_out * k * k * (h_out + w_out)


# %% conv_macs wrong [helpful input-channels-left-out] input channels left out
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_out // groups * k * k * h_out * w_out


# %% conv_macs wrong [helpful input-places] as many as inputs read
def conv_macs(c_in, c_out, k, h_out, w_out, groups=1):
    return c_in // groups * c_out * k * k * (h_out + k - 1) * (w_out + k - 1)


# %% receptive_field right from the definition, by marking
def receptive_field(layers):
    size, jump, left = 1, 1, 0.0
    for k, s, p in layers:
        left -= p * jump
        size, jump = size + (k - 1) * jump, jump * s
    return size, jump, left + size / 2


# %% receptive_field wrong [helpful kernels-multiplied] kernels multiplied
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size *= k
        start += ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [helpful jump-not-used] strides do not matter for the size
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in layers:
        size += k - 1
        start += ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, start


# %% receptive_field wrong [bare value] left edge for the centre
def receptive_field(layers):
    size, jump, left = 1, 1, 0.0
    for k, s, p in layers:
        left -= p * jump
        size += (k - 1) * jump
        jump *= s
    return size, jump, left


# %% receptive_field wrong [helpful layers-reversed] walks the layers from the last
def receptive_field(layers):
    size, jump, start = 1, 1, 0.5
    for k, s, p in reversed(layers):
        size += (k - 1) * jump
        start += ((k - 1) / 2 - p) * jump
        jump *= s
    return size, jump, start


# %% trace_sizes wrong [helpful does-not-fit] does not check what fits
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        free = sizes[-1] + 2 * p - k
        if strict and free % s:
            raise ValueError(f"layer {i}")
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful message] names the size, not the place
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        free = sizes[-1] + 2 * p - k
        if free < 0 or (strict and free % s):
            raise ValueError(f"a row of {sizes[-1]} pixels does not work")
        sizes.append(free // s + 1)
    return sizes


# %% trace_sizes wrong [helpful no-error] stops where it does not fit and returns
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        free = sizes[-1] + 2 * p - k
        if free < 0 or (strict and free % s):
            return sizes
        sizes.append(free // s + 1)
    return sizes


# %% conv1d wrong [helpful kernel-flipped] filter turned round
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    return torch.einsum("ctk,mck->mt", x.unfold(1, k, stride), weight.flip(2)) + bias[:, None]


# %% conv1d wrong [helpful last-window-left-out] one place too few
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    return (torch.einsum("ctk,mck->mt", x.unfold(1, k, stride), weight) + bias[:, None])[:, :-1]


# %% conv1d wrong [helpful channels-not-summed] a map for each channel
def conv1d(x, weight, bias, stride=1):
    k = weight.shape[2]
    return torch.einsum("ctk,mck->mct", x.unfold(1, k, stride), weight) + bias[:, None, None]


# %% embed wrong [helpful shape] all texts in one row
def embed(ids, table):
    return table[ids.flatten()].T


# %% embed wrong [helpful shape] one-hot without the table
def embed(ids, table):
    return F.one_hot(ids, table.shape[0]).transpose(1, 2)


# %% embed right float32 whatever the table
def embed(ids, table):
    return table.float()[ids].permute(0, 2, 1)


# %% stack_vs_single wrong [bare value] squared number of layers
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 3:
        raise ValueError("k")
    n = (k - 1) // 2
    return n, n * n * 9 * c * c + n * c * bias, k * k * c * c + c * bias


# %% stack_vs_single wrong [helpful one-unchecked] k of one gives no layers
def stack_vs_single(c, k, bias):
    if k % 2 == 0:
        raise ValueError("k")
    n = (k - 1) // 2
    return n, n * (9 * c * c + c * bias), k * k * c * c + c * bias


# %% stack_vs_single wrong [helpful bias-always] biases whatever is asked
def stack_vs_single(c, k, bias):
    if k % 2 == 0 or k < 3:
        raise ValueError("k")
    n = (k - 1) // 2
    return n, n * (9 * c * c + c), k * k * c * c + c


# %% conv1x1 wrong [helpful mean] mean over the maps
def conv1x1(x, w, b):
    return torch.einsum("chw,mc->mhw", x, w) / len(x) + b[:, None, None]


# %% conv1x1 wrong [helpful bias-along-the-width] bias along the columns
def conv1x1(x, w, b):
    y = torch.einsum("chw,mc->mhw", x, w)
    return y + b.repeat(y.shape[2])[: y.shape[2]]


# %% conv1x1 wrong [helpful axes-not-moved] pixels sorted into maps wrongly
def conv1x1(x, w, b):
    c, h, v = x.shape
    y = x.permute(1, 2, 0).reshape(-1, c) @ w.T + b
    return y.reshape(-1, h, v)


# %% bottleneck_cost wrong [helpful one-1x1-missing] ends at mid
def bottleneck_cost(c, mid, k, h, w):
    p = c * mid + k * k * mid * mid
    return p, p * h * w


# %% bottleneck_cost wrong [helpful biases-counted] biases counted
def bottleneck_cost(c, mid, k, h, w):
    p = 2 * c * mid + k * k * mid * mid
    return p + 2 * mid + c, p * h * w


# %% bottleneck_cost wrong [helpful side-once] k for k squared
def bottleneck_cost(c, mid, k, h, w):
    p = 2 * c * mid + k * mid * mid
    return p, p * h * w


# %% separable_ratio wrong [helpful inverse] upside down
def separable_ratio(k, m):
    return 1 / (1 / m + 1 / k**2)


# %% separable_ratio wrong [bare value] one over the sum
def separable_ratio(k, m):
    return 1 / (m + k**2)


# %% separable_ratio wrong [helpful product] product
def separable_ratio(k, m):
    return 1 / m * 1 / k**2


# %% grouped_conv wrong [helpful all-maps] groups ignored
def grouped_conv(x, w, groups):
    if x.shape[0] % groups or w.shape[0] % groups:
        raise ValueError("groups")
    k = w.shape[-1]
    full = w.repeat(1, groups, 1, 1)
    return torch.einsum("cijab,mcab->mij", x.unfold(1, k, 1).unfold(2, k, 1), full)


# %% grouped_conv wrong [helpful interleaved] maps of a group taken in steps
def grouped_conv(x, w, groups):
    if x.shape[0] % groups or w.shape[0] % groups:
        raise ValueError("groups")
    k, m = w.shape[-1], w.shape[0]
    win = x.unfold(1, k, 1).unfold(2, k, 1)
    out = [torch.einsum("cijab,cab->ij", win[f // (m // groups) :: groups], w[f]) for f in range(m)]
    return torch.stack(out)


# %% grouped_conv wrong [helpful shape] last group only
def grouped_conv(x, w, groups):
    if x.shape[0] % groups or w.shape[0] % groups:
        raise ValueError("groups")
    k = w.shape[-1]
    for maps, filters in zip(x.chunk(groups), w.chunk(groups), strict=True):
        y = torch.einsum("cijab,mcab->mij", maps.unfold(1, k, 1).unfold(2, k, 1), filters)
    return y


# %% separable_conv wrong [helpful relu-applied] ReLU at the end
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    d = torch.einsum("cijab,cab->cij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth)
    return torch.einsum("mc,cij->mij", w_point, d).relu()


# %% separable_conv wrong [helpful summed] maps summed after the first step
def separable_conv(x, w_depth, w_point):
    k = w_depth.shape[-1]
    d = torch.einsum("cijab,cab->ij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth)
    return torch.einsum("mc,ij->mij", w_point, d)


# %% separable_conv wrong [bare value] weights of the second step turned
def separable_conv(x, w_depth, w_point):
    k, (m, c) = w_depth.shape[-1], w_point.shape
    d = torch.einsum("cijab,cab->cij", x.unfold(1, k, 1).unfold(2, k, 1), w_depth)
    return torch.einsum("mc,cij->mij", w_point.reshape(c, m).T, d)


# %% stack_branches wrong [helpful message] message with the shape only
def stack_branches(outs):
    for o in outs:
        if o.shape[0] != outs[0].shape[0] or o.shape[2:] != outs[0].shape[2:]:
            raise ValueError(f"a branch of {o.shape[2]} rows does not fit")
    return torch.cat(outs, 1)


# %% stack_branches wrong [helpful no-error] pads the smaller ones
def stack_branches(outs):
    h, w = max(o.shape[2] for o in outs), max(o.shape[3] for o in outs)
    return torch.cat([F.pad(o, (0, w - o.shape[3], 0, h - o.shape[2])) for o in outs], 1)


# %% stack_branches wrong [helpful error] heights only
def stack_branches(outs):
    for i, o in enumerate(outs):
        if o.shape[2] != outs[0].shape[2]:
            raise ValueError(f"branch {i}")
    return torch.cat(outs, 1)


# %% inception_macs wrong [bare value] pool projection reads the sum
def inception_macs(h, w, c, spec):
    (r3, n3), (r5, n5) = spec["3x3"], spec["5x5"]
    total = c * spec["1x1"] + c * r3 + 9 * r3 * n3 + c * r5 + 25 * r5 * n5
    return h * w * (total + (spec["1x1"] + n3 + n5) * spec["pool"])


# %% inception_macs wrong [helpful squeeze-ignored] kernels read all maps
def inception_macs(h, w, c, spec):
    (r3, n3), (r5, n5) = spec["3x3"], spec["5x5"]
    return h * w * (c * spec["1x1"] + c * r3 + 9 * c * n3 + c * r5 + 25 * c * n5 + c * spec["pool"])


# %% inception_macs wrong [helpful square-maps] height squared
def inception_macs(h, w, c, spec):
    (r3, n3), (r5, n5) = spec["3x3"], spec["5x5"]
    return h * h * (c * spec["1x1"] + c * r3 + 9 * r3 * n3 + c * r5 + 25 * r5 * n5 + c * spec["pool"])


# %% factor_cost wrong [bare value] k layers in the stack
def factor_cost(c, k):
    return k * k * c * c, k * 9 * c * c, 2 * k * c * c


# %% factor_cost wrong [helpful half-of-the-pair] one half of the pair
def factor_cost(c, k):
    return k * k * c * c, (k - 1) // 2 * 9 * c * c, k * c * c


# %% factor_cost wrong [helpful stack-of-k-thirds] at least one layer in the stack
def factor_cost(c, k):
    return k * k * c * c, max(1, (k - 1) // 2) * 9 * c * c, 2 * k * c * c


# %% batch_norm wrong [helpful momentum-reversed] momentum the other way round
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    s = (1, -1, 1, 1)
    mean, var = run_mean, run_var
    if train:
        if x.numel() == x.shape[1]:
            raise ValueError("one value")
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        run_mean = momentum * run_mean + (1 - momentum) * mean
        run_var = momentum * run_var + (1 - momentum) * x.var((0, 2, 3))
    y = gamma.view(s) * (x - mean.view(s)) / (var.view(s) + eps).sqrt() + beta.view(s)
    return y, run_mean.clone(), run_var.clone()


# %% batch_norm wrong [bare value] shift before the scale
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    s = (1, -1, 1, 1)
    mean, var = run_mean, run_var
    if train:
        if x.numel() == x.shape[1]:
            raise ValueError("one value")
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * x.var((0, 2, 3))
    y = gamma.view(s) * ((x - mean.view(s)) / (var.view(s) + eps).sqrt() + beta.view(s))
    return y, run_mean.clone(), run_var.clone()


# %% batch_norm wrong [helpful moved-in-eval] running numbers follow in eval mode too
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    s = (1, -1, 1, 1)
    if train and x.numel() == x.shape[1]:
        raise ValueError("one value")
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
    used_mean, used_var = (mean, var) if train else (run_mean, run_var)
    y = gamma.view(s) * (x - used_mean.view(s)) / (used_var.view(s) + eps).sqrt() + beta.view(s)
    return y, (1 - momentum) * run_mean + momentum * mean, (1 - momentum) * run_var + momentum * x.var((0, 2, 3))


# %% lrn wrong [helpful beta-left-out] power left out
def lrn(x, n, k, alpha, beta):
    y = torch.zeros_like(x)
    for i in range(len(x)):
        part = x[max(0, i - n // 2) : i + n // 2 + 1]
        y[i] = x[i] / (k + alpha * (part**2).sum(0))
    return y


# %% lrn wrong [helpful one-side-only] neighbours before only
def lrn(x, n, k, alpha, beta):
    y = torch.zeros_like(x)
    for i in range(len(x)):
        part = x[max(0, i - n + 1) : i + 1]
        y[i] = x[i] / (k + alpha * (part**2).sum(0)) ** beta
    return y


# %% lrn wrong [helpful window-too-wide] n maps on each side
def lrn(x, n, k, alpha, beta):
    y = torch.zeros_like(x)
    for i in range(len(x)):
        part = x[max(0, i - n) : i + n + 1]
        y[i] = x[i] / (k + alpha * (part**2).sum(0)) ** beta
    return y


# %% chain_gradient wrong [helpful skip-never] skip adds nothing
def chain_gradient(slopes, skip):
    return math.prod(slopes)


# %% chain_gradient wrong [helpful signs-lost] sizes of the slopes
def chain_gradient(slopes, skip):
    return math.prod(abs(1 + s) if skip else abs(s) for s in slopes)


# %% chain_gradient wrong [helpful skip-wins] largest slope
def chain_gradient(slopes, skip):
    g = 1.0
    for s in slopes:
        g = max(g, g * s) if skip else g * s
    return g


# %% diagnose wrong [bare value] test errors decide
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if test_err_deep <= test_err_shallow:
        return "fine"
    if train_err_deep <= train_err_shallow:
        return "overfitting"
    return "vanishing" if first_grad < last_grad / 1000 else "degradation"


# %% diagnose wrong [helpful gradient-not-compared] a small gradient by itself
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep > train_err_shallow:
        return "vanishing" if first_grad < 0.001 else "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"


# %% diagnose wrong [helpful equal-is-not-higher] equal counts as higher
def diagnose(train_err_shallow, train_err_deep, test_err_shallow, test_err_deep, first_grad, last_grad):
    if train_err_deep >= train_err_shallow:
        return "vanishing" if first_grad < last_grad / 1000 else "degradation"
    return "overfitting" if test_err_deep > test_err_shallow else "fine"


# %% residual_block wrong [helpful skip-left-out] branch alone
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    return F.relu(F.conv2d(F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1)), w2, b2, padding=1))


# %% residual_block wrong [helpful projection-not-used] projection only where it is needed
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    y = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1)), w2, b2, padding=1)
    skip = x if y.shape == x.shape else F.conv2d(x, w_proj, stride=stride)
    return F.relu(y + skip)


# %% residual_block wrong [helpful skip-subtracted] skip subtracted
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    y = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride=stride, padding=1)), w2, b2, padding=1)
    skip = x if w_proj is None else F.conv2d(x, w_proj, stride=stride)
    return F.relu(y - skip)


# %% dense_channels wrong [bare value] growth grows
def dense_channels(k0, growth, count):
    out = [k0]
    for i in range(count):
        out.append(out[-1] + growth * (i + 1))
    return out


# %% dense_channels wrong [bare value] what each layer makes
def dense_channels(k0, growth, count):
    return [growth] * count + [k0 + growth * count]


# %% dense_block wrong [bare value] reads the input each time
def dense_block(x, weights):
    out = [x]
    for w in weights:
        out.append(F.relu(F.conv2d(x[:, : w.shape[1]], w[:, : x.shape[1]], padding=1)))
    return torch.cat(out, 1)


# %% dense_block wrong [helpful input-left-out] only new maps leave
def dense_block(x, weights):
    c = x.shape[1]
    for w in weights:
        x = torch.cat([x, F.relu(F.conv2d(x, w, padding=1))], 1)
    return x[:, c:]


# %% dense_block wrong [helpful relu-left-out] no ReLU
def dense_block(x, weights):
    for w in weights:
        x = torch.cat([x, F.conv2d(x, w, padding=1)], 1)
    return x


# %% dropout wrong [helpful mask-reversed] mask turned round
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError("p")
    return x * (1 - mask) / (1 - p) if train else x.clone()


# %% dropout wrong [helpful value] scaled by 1 + p
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError("p")
    return x * mask * (1 + p) if train else x.clone()


# %% dropout wrong [helpful mask-at-test] eval drops as well
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError("p")
    return x * mask / (1 - p)


# %% smooth_labels wrong [bare value] one too many classes
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError("eps")
    out = torch.full((len(y), k), eps / (k + 1))
    out[torch.arange(len(y)), y] += 1 - eps
    return out


# %% smooth_labels wrong [helpful not-smoothed] whole labels
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError("eps")
    return F.one_hot(y, k).float()


# %% smooth_labels wrong [helpful right-class-forgotten] takes eps off the right one only
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError("eps")
    return F.one_hot(y, k).float() * (1 - eps)


# %% se_gate wrong [helpful over-the-batch] one gate for all pictures
def se_gate(x, w1, b1, w2, b2):
    s = x.mean((0, 2, 3))
    g = torch.sigmoid(torch.relu(s @ w1.T + b1) @ w2.T + b2)
    return x * g[:, None, None]


# %% se_gate wrong [helpful softmax] softmax for the gates
def se_gate(x, w1, b1, w2, b2):
    g = (torch.relu(x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2).softmax(1)
    return x * g[:, :, None, None]


# %% se_gate wrong [helpful no-relu] ReLU forgotten
def se_gate(x, w1, b1, w2, b2):
    g = torch.sigmoid((x.mean((2, 3)) @ w1.T + b1) @ w2.T + b2)
    return x * g[:, :, None, None]


# %% squash wrong [helpful per-component] each number by itself
def squash(x):
    return x.abs() * x / (1 + x**2)


# %% squash wrong [bare value] tanh of the length
def squash(x):
    l = x.norm(dim=1, keepdim=True)
    return x / l.clamp(min=1e-12) * l.tanh()


# %% squash wrong [helpful down-the-columns] columns are the vectors
def squash(x):
    l2 = (x**2).sum(0, keepdim=True)
    return x * l2.sqrt() / (1 + l2)
