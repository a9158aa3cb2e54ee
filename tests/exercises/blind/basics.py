# ruff: noqa: F811
"""Answers to the set basics, written apart from the banks after the cases and hints were finished."""

import math

import numpy as np
import torch
import torch.nn.functional as F


# %% template_scores right numpy and back
def template_scores(x, weight, bias):
    return torch.from_numpy(np.dot(x.numpy(), weight.numpy().T) + bias.numpy()[None, :])


# %% template_scores right broadcast and sum
def template_scores(x, weight, bias):
    return (x[:, None, :] * weight[None, :, :]).sum(-1).add(bias)


# %% template_scores wrong [helpful averaged] mean over the pixels
def template_scores(x, weight, bias):
    return (x[:, None] * weight).mean(2) + bias


# %% template_scores wrong [bare value] the distance to the template
def template_scores(x, weight, bias):
    return -torch.cdist(x, weight) + bias


# %% template_scores wrong [helpful error] elementwise product
def template_scores(x, weight, bias):
    return x * weight + bias


# %% template_scores wrong [helpful shape] the best class
def template_scores(x, weight, bias):
    return (x @ weight.T + bias).argmax(1)


# %% template_scores wrong [helpful bias-subtracted] bias subtracted
def template_scores(x, weight, bias):
    return torch.matmul(x, weight.t()) - bias


# %% best_unit_template right two steps, math.sqrt
def best_unit_template(x):
    length = math.sqrt(sum(float(v) ** 2 for v in x))
    return torch.stack([v / length for v in x])


# %% best_unit_template right outer norm by pow
def best_unit_template(x):
    return x * torch.dot(x, x).pow(-0.5)


# %% best_unit_template wrong [helpful length-not-one] a softmax
def best_unit_template(x):
    return torch.softmax(x, 0)


# %% best_unit_template wrong [helpful length-not-one] only the sign
def best_unit_template(x):
    return x.sign()


# %% best_unit_template wrong [helpful other-direction] all alike, of length one
def best_unit_template(x):
    return torch.ones_like(x) / math.sqrt(len(x))


# %% best_unit_template wrong [helpful length-not-one] cube root by mistake
def best_unit_template(x):
    return x / (x**2).sum() ** (1 / 3)


# %% best_unit_template wrong [helpful length-not-one] standard score
def best_unit_template(x):
    return (x - x.mean()) / x.std()


# %% conv_multi right loop over kernel cells with einsum
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    h, w = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = bias.view(-1, 1, 1).expand(m, h, w).clone()
    for a in range(k):
        for b in range(k):
            out += torch.einsum("mc,chw->mhw", weight[:, :, a, b], x[:, a : a + h, b : b + w])
    return out


# %% conv_multi right one matrix product
def conv_multi(x, weight, bias):
    k = weight.size(2)
    patches = x.unfold(1, k, 1).unfold(2, k, 1).permute(1, 2, 0, 3, 4).flatten(2)
    return (patches @ weight.flatten(1).T + bias).permute(2, 0, 1)


# %% conv_multi wrong [helpful bias-subtracted] bias taken off
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", windows, weight) - bias[:, None, None]


# %% conv_multi wrong [helpful kernel-transposed] rows and columns of the kernel swapped
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcji->mhw", windows, weight) + bias[:, None, None]


# %% conv_multi wrong [helpful error] only for square images
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    n = x.shape[1] - k + 1
    out = torch.zeros(m, n, n)
    for f in range(m):
        for i in range(n):
            for j in range(n):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f]).sum() + bias[f]
    return out


# %% conv_multi wrong [helpful shape] steps by the kernel
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, k).unfold(2, k, k)
    return torch.einsum("chwij,mcij->mhw", windows, weight) + bias[:, None, None]


# %% conv_multi wrong [helpful axes-swapped] maps last
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->hwm", windows, weight) + bias


# %% conv2d_single right a comprehension
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return torch.tensor(
        [
            [float((x[i : i + kh, j : j + kw] * kernel).sum()) for j in range(0, x.shape[1] - kw + 1, stride)]
            for i in range(0, x.shape[0] - kh + 1, stride)
        ]
    )


# %% conv2d_single wrong [helpful stride-one-way] stride down the rows only
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    rows = range(0, x.shape[0] - kh + 1, stride)
    columns = range(x.shape[1] - kw + 1)
    return torch.stack(
        [torch.stack([(x[i : i + kh, j : j + kw] * kernel).sum() for j in columns]) for i in rows]
    )


# %% conv2d_single wrong [helpful shape] range without the last start
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    rows = range(0, x.shape[0] - kh, stride)
    columns = range(0, x.shape[1] - kw, stride)
    return torch.tensor([[(x[i : i + kh, j : j + kw] * kernel).sum().item() for j in columns] for i in rows])


# %% conv2d_single wrong [bare value] the largest product
def conv2d_single(x, kernel, stride=1):
    windows = x.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).amax((2, 3))


# %% conv2d_single wrong [helpful kernel-flipped] kernel turned by transposing twice too few
def conv2d_single(x, kernel, stride=1):
    kernel = kernel.flip(1)
    windows = x.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return torch.einsum("hwab,ab->hw", windows, kernel)


# %% conv2d_single wrong [helpful off-limits] F.conv2d
def conv2d_single(x, kernel, stride=1):
    return F.conv2d(x[None, None], kernel[None, None], stride=stride)[0, 0]


# %% conv_as_matrix right the images of single pixels
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    columns = []
    for pixel in range(h * w):
        image = torch.zeros(h * w, dtype=kernel.dtype)
        image[pixel] = 1
        image = image.view(h, w)
        out = [
            (image[i : i + kh, j : j + kw] * kernel).sum()
            for i in range(h - kh + 1)
            for j in range(w - kw + 1)
        ]
        columns.append(torch.stack(out))
    return torch.stack(columns, dim=1)


# %% conv_as_matrix wrong [helpful value] places counted column by column, pixels row by row
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for j in range(w - kw + 1):
        for i in range(h - kh + 1):
            line = torch.zeros(h, w, dtype=kernel.dtype)
            line[i : i + kh, j : j + kw] = kernel
            rows.append(line.flatten())
    return torch.stack(rows)


# %% conv_as_matrix wrong [helpful shape] the first row only
def conv_as_matrix(kernel, h, w):
    line = torch.zeros(h, w, dtype=kernel.dtype)
    line[: kernel.shape[0], : kernel.shape[1]] = kernel
    return line.flatten()[None]


# %% conv_as_matrix wrong [helpful kernel-flipped] a kernel with its rows reversed
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    out = torch.zeros((h - kh + 1) * (w - kw + 1), h * w, dtype=kernel.dtype)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            for a in range(kh):
                for b in range(kw):
                    out[i * (w - kw + 1) + j, (i + a) * w + j + b] = kernel[kh - 1 - a, b]
    return out


# %% conv_as_matrix wrong [helpful shape] one place too few in each direction
def conv_as_matrix(kernel, h, w):
    kh, kw = kernel.shape
    rows = []
    for i in range(h - kh):
        for j in range(w - kw):
            line = torch.zeros(h, w, dtype=kernel.dtype)
            line[i : i + kh, j : j + kw] = kernel
            rows.append(line.flatten())
    return torch.stack(rows)


# %% pool2d right as_strided and a dict
def pool2d(x, k, stride, mode):
    how = {"max": torch.amax, "average": torch.mean, "l2": lambda t, d: torch.linalg.vector_norm(t, dim=d)}
    if mode not in how:
        raise ValueError("no such mode")
    c, h, w = x.shape
    x = x.contiguous()
    size = (c, (h - k) // stride + 1, (w - k) // stride + 1, k, k)
    return how[mode](x.as_strided(size, (h * w, w * stride, stride, w, 1)), (3, 4))


# %% pool2d wrong [helpful value] minimum for maximum
def pool2d(x, k, stride, mode):
    windows = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return windows.amin(3)
    if mode == "average":
        return windows.mean(3)
    if mode == "l2":
        return windows.norm(dim=3)
    raise ValueError


# %% pool2d wrong [helpful value] median in place of the mean
def pool2d(x, k, stride, mode):
    windows = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return windows.amax(3)
    if mode == "average":
        return windows.median(3).values
    if mode == "l2":
        return windows.norm(dim=3)
    raise ValueError


# %% pool2d wrong [helpful stride-one-way] stride down only
def pool2d(x, k, stride, mode):
    windows = x.unfold(1, k, stride).unfold(2, k, 1).flatten(3)
    if mode == "max":
        return windows.amax(3)
    if mode == "average":
        return windows.mean(3)
    if mode == "l2":
        return windows.norm(dim=3)
    raise ValueError


# %% pool2d wrong [helpful value] root of the absolute sum
def pool2d(x, k, stride, mode):
    windows = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return windows.amax(3)
    if mode == "average":
        return windows.mean(3)
    if mode == "l2":
        return windows.sum(3).abs().sqrt()
    raise ValueError


# %% pool2d wrong [helpful shape] first map only
def pool2d(x, k, stride, mode):
    if mode not in ("max", "average", "l2"):
        raise ValueError
    windows = x[:1].unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    return {"max": windows.amax(3), "average": windows.mean(3), "l2": windows.norm(dim=3)}[mode]


# %% lenet_subsample right reshape to blocks
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    total = x.reshape(c, h // 2, 2, w // 2, 2).sum(dim=(2, 4))
    z = torch.einsum("chw,c->chw", total, weight) + bias.reshape(c, 1, 1)
    return 1 / (1 + torch.exp(-z))


# %% lenet_subsample wrong [helpful bias-subtracted] bias subtracted
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight[:, None, None] * total - bias[:, None, None])


# %% lenet_subsample wrong [bare value] weight added
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight[:, None, None] + total + bias[:, None, None])


# %% lenet_subsample wrong [bare value] one pixel of the four
def lenet_subsample(x, weight, bias):
    return torch.sigmoid(weight[:, None, None] * x[:, ::2, ::2] + bias[:, None, None])


# %% lenet_subsample wrong [bare value] only two pixels added
def lenet_subsample(x, weight, bias):
    total = x[:, ::2, ::2] + x[:, 1::2, 1::2]
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])


# %% lenet_subsample wrong [bare value] softmax
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.softmax(weight[:, None, None] * total + bias[:, None, None], 0)


# %% convnet_logits right with F
def convnet_logits(x, params):
    p = params
    for i in "12":
        x = F.max_pool2d(F.relu(F.conv2d(x, p[f"conv{i}_weight"], p[f"conv{i}_bias"])), 2)
    x = F.relu(F.linear(torch.flatten(x, 1), p["dense1_weight"], p["dense1_bias"]))
    return F.linear(x, p["dense2_weight"], p["dense2_bias"])


# %% convnet_logits right pool before relu
def convnet_logits(x, params):
    x = F.relu(F.max_pool2d(F.conv2d(x, params["conv1_weight"], params["conv1_bias"]), 2, 2))
    x = F.relu(F.max_pool2d(F.conv2d(x, params["conv2_weight"], params["conv2_bias"]), 2, 2))
    x = x.reshape(x.shape[0], -1)
    x = torch.addmm(params["dense1_bias"], x, params["dense1_weight"].T).clamp(min=0)
    return torch.addmm(params["dense2_bias"], x, params["dense2_weight"].T)


# %% convnet_logits wrong [helpful relu-left-out] the second relu forgotten
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.conv2d(x, params["conv2_weight"], params["conv2_bias"]), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% convnet_logits wrong [helpful shape] the class
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = F.relu(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"]).argmax(1)


# %% convnet_logits wrong [bare value] sigmoid for relu
def convnet_logits(x, params):
    x = F.max_pool2d(torch.sigmoid(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(torch.sigmoid(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = torch.sigmoid(F.linear(x.flatten(1), params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% convnet_logits wrong [helpful error] by order of the dict
def convnet_logits(x, params):
    w1, b1, w2, b2, w3, b3, w4, b4 = params.values()
    x = F.max_pool2d(F.relu(F.conv2d(x, w1, b1)), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, w2, b2)), 2)
    return F.linear(F.relu(F.linear(x.flatten(1), w3, b3)), w4, b4)


# %% convnet_logits wrong [helpful error] fixed size of the vector
def convnet_logits(x, params):
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv1_weight"], params["conv1_bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, params["conv2_weight"], params["conv2_bias"])), 2)
    x = x.view(-1, 20)
    x = F.relu(F.linear(x, params["dense1_weight"], params["dense1_bias"]))
    return F.linear(x, params["dense2_weight"], params["dense2_bias"])


# %% global_pool_head right flatten and a branch
def global_pool_head(maps, weight, bias, mode):
    if mode not in {"max", "average"}:
        raise ValueError
    flat = maps.flatten(2)
    pooled = flat.mean(-1) if mode == "average" else flat.max(-1)[0]
    return torch.stack([weight @ row + bias for row in pooled])


# %% global_pool_head wrong [helpful first-image-only] first image only
def global_pool_head(maps, weight, bias, mode):
    pooled = {"max": maps[0].amax((1, 2)), "average": maps[0].mean((1, 2))}
    if mode not in pooled:
        raise ValueError
    return (weight @ pooled[mode] + bias)[None]


# %% global_pool_head wrong [helpful relu-applied] relu on the scores
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("max", "average"):
        raise ValueError
    pooled = maps.amax((2, 3)) if mode == "max" else maps.mean((2, 3))
    return torch.relu(pooled @ weight.T + bias)


# %% global_pool_head wrong [helpful bias-subtracted] minus the bias
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("max", "average"):
        raise ValueError
    pooled = maps.amax((2, 3)) if mode == "max" else maps.mean((2, 3))
    return pooled @ weight.T - bias


# %% global_pool_head wrong [helpful value] divided by the height only
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("max", "average"):
        raise ValueError
    pooled = maps.amax((2, 3)) if mode == "max" else maps.sum((2, 3)) / maps.shape[2]
    return pooled @ weight.T + bias


# %% global_pool_head wrong [helpful relu-before] relu before pooling
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("max", "average"):
        raise ValueError
    maps = maps.relu()
    pooled = maps.amax((2, 3)) if mode == "max" else maps.mean((2, 3))
    return pooled @ weight.T + bias


# %% cross_entropy right a loop with math
def cross_entropy(logits, y):
    total = 0.0
    for row, label in zip(logits.tolist(), y.tolist()):
        top = max(row)
        total += math.log(sum(math.exp(v - top) for v in row)) - (row[label] - top)
    return total / len(y)


# %% cross_entropy wrong [helpful sign] minus left out
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    logs = z - z.exp().sum(1, keepdim=True).log()
    return logs[range(len(y)), y].mean()


# %% cross_entropy wrong [bare value] the shift not used for the true class
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z.exp().sum(1).log() - logits[range(len(y)), y]).mean()


# %% cross_entropy wrong [bare value] squared error
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    p = z / z.sum(1, keepdim=True)
    hot = torch.eye(logits.shape[1], dtype=logits.dtype)[y]
    return ((p - hot) ** 2).sum(1).mean()


# %% cross_entropy wrong [bare value] one minus the probability
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    p = z / z.sum(1, keepdim=True)
    return (1 - p[range(len(y)), y]).mean()


# %% cross_entropy wrong [bare value] the median of the losses
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z.exp().sum(1).log() - z[range(len(y)), y]).median()
