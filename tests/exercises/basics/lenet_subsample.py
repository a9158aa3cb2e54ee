# ruff: noqa: F811
"""Right and wrong answers to `lenet_subsample`."""

import math

import torch
import torch.nn.functional as F


# %% right four slices
def lenet_subsample(x, weight, bias):
    total = x[:, ::2, ::2] + x[:, 1::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, 1::2]
    return torch.sigmoid(weight.view(-1, 1, 1) * total + bias.view(-1, 1, 1))


# %% right reshaped windows
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    total = x.reshape(c, h // 2, 2, w // 2, 2).sum((2, 4))
    return (total * weight[:, None, None] + bias[:, None, None]).sigmoid()


# %% right loops and math
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    out = torch.zeros(c, h // 2, w // 2)
    for m in range(c):
        for i in range(0, h, 2):
            for j in range(0, w, 2):
                total = float(x[m, i : i + 2, j : j + 2].sum())
                out[m, i // 2, j // 2] = 1 / (1 + math.exp(-(float(weight[m]) * total + float(bias[m]))))
    return out


# %% right einsum over unfolded windows
def lenet_subsample(x, weight, bias):
    windows = x.unfold(1, 2, 2).unfold(2, 2, 2)
    return torch.special.expit(torch.einsum("chwij,c->chw", windows, weight) + bias[:, None, None])


# %% right convolution with a kernel of ones, one group a map
def lenet_subsample(x, weight, bias):
    kernel = weight[:, None, None, None].expand(-1, 1, 2, 2)
    return torch.sigmoid(F.conv2d(x[None], kernel, bias, stride=2, groups=len(x)))[0]


# %% right sigmoid by hand in float64, map by map
def lenet_subsample(x, weight, bias):
    maps = []
    for pixels, w, b in zip(x.double(), weight, bias, strict=True):
        rows = pixels[0::2] + pixels[1::2]
        maps.append(1 / (1 + torch.exp(-(rows[:, 0::2] + rows[:, 1::2]) * w - b)))
    return torch.stack(maps)


# %% wrong idea [mean-for-sum] average of four
def lenet_subsample(x, weight, bias):
    mean = x.unfold(1, 2, 2).unfold(2, 2, 2).mean((3, 4))
    return torch.sigmoid(weight[:, None, None] * mean + bias[:, None, None])


# %% wrong idea [max-for-sum] largest of four
def lenet_subsample(x, weight, bias):
    best = x.unfold(1, 2, 2).unfold(2, 2, 2).amax((3, 4))
    return torch.sigmoid(weight[:, None, None] * best + bias[:, None, None])


# %% wrong idea [one-weight-for-all-maps] first weight and bias
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight[0] * total + bias[0])


# %% wrong idea [one-weight-for-all-maps] first weight, all biases
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight[0] * total + bias[:, None, None])


# %% wrong idea [weight-along-columns] no axes added
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight * total + bias)


# %% wrong idea [sigmoid-left-out] affine only
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return weight[:, None, None] * total + bias[:, None, None]


# %% wrong idea [tanh-for-sigmoid] tanh
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.tanh(weight[:, None, None] * total + bias[:, None, None])


# %% wrong idea [relu-for-sigmoid] relu
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return (weight[:, None, None] * total + bias[:, None, None]).clamp(min=0)


# %% wrong idea [bias-before-weight] brackets
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight[:, None, None] * (total + bias[:, None, None]))


# %% wrong idea [bias-once-a-pixel] bias inside the sum
def lenet_subsample(x, weight, bias):
    x = weight[:, None, None] * x + bias[:, None, None]
    return torch.sigmoid(x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4)))


# %% wrong idea [bias-left-out] no bias
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return torch.sigmoid(weight[:, None, None] * total)


# %% wrong idea [windows-overlap] step one
def lenet_subsample(x, weight, bias):
    total = x.unfold(1, 2, 1).unfold(2, 2, 1).sum((3, 4))
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])


# %% wrong idea [sigmoid-first] sigmoid on the pixels
def lenet_subsample(x, weight, bias):
    total = torch.sigmoid(x).unfold(1, 2, 2).unfold(2, 2, 2).sum((3, 4))
    return weight[:, None, None] * total + bias[:, None, None]


# %% wrong idea [far-apart-pixels] reshape in the wrong order
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    total = x.reshape(c, 2, h // 2, 2, w // 2).sum(1).sum(2)
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])


# %% wrong idea [off-limits] four times average pooling
def lenet_subsample(x, weight, bias):
    total = 4 * F.avg_pool2d(x, 2)
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])


# %% wrong idea [error] slash for double slash
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    out = torch.zeros(c, h / 2, w / 2)
    return torch.sigmoid(weight[:, None, None] * out + bias[:, None, None])


# %% wrong idea [input-changed] sigmoid of a sum collected in the input
def lenet_subsample(x, weight, bias):
    total = x[:, ::2, ::2]
    total += x[:, ::2, 1::2]
    total += x[:, 1::2, ::2]
    total += x[:, 1::2, 1::2]
    return torch.sigmoid(weight[:, None, None] * total + bias[:, None, None])


# %% wrong idea [sigmoid-sign] minus in the exponent forgotten
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    total = x.reshape(c, h // 2, 2, w // 2, 2).sum((2, 4))
    return 1 / (1 + torch.exp(weight[:, None, None] * total + bias[:, None, None]))


# %% wrong idea [windows-overlap] windows begin at row i
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    out = torch.zeros(c, h // 2, w // 2)
    for m in range(c):
        for i in range(h // 2):
            for j in range(w // 2):
                out[m, i, j] = torch.sigmoid(weight[m] * x[m, i : i + 2, j : j + 2].sum() + bias[m])
    return out


# %% wrong idea [sigmoid-first] sigmoid of the sum, then weight and bias
def lenet_subsample(x, weight, bias):
    c, h, w = x.shape
    total = x.reshape(c, h // 2, 2, w // 2, 2).sum((2, 4))
    return torch.sigmoid(total) * weight[:, None, None] + bias[:, None, None]
