# ruff: noqa: F811
"""Right and wrong answers to `conv_multi`."""

import torch
import torch.nn.functional as F


# %% right three loops
def conv_multi(x, weight, bias):
    m, _, k, _ = weight.shape
    height, width = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = torch.zeros(m, height, width)
    for f in range(m):
        for i in range(height):
            for j in range(width):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f]).sum() + bias[f]
    return out


# %% right unfold and einsum
def conv_multi(x, weight, bias):
    k = weight.shape[2]
    return torch.einsum("cyxij,mcij->myx", x.unfold(1, k, 1).unfold(2, k, 1), weight) + bias.view(-1, 1, 1)


# %% right as_strided
def conv_multi(x, weight, bias):
    x = x.contiguous()
    c, h, w = x.shape
    k = weight.shape[2]
    windows = x.as_strided((h - k + 1, w - k + 1, c, k, k), (w, 1, h * w, w, 1))
    return torch.tensordot(weight, windows, dims=([1, 2, 3], [2, 3, 4])) + bias[:, None, None]


# %% right im2col and a matrix product
def conv_multi(x, weight, bias):
    m, _, k, _ = weight.shape
    columns = F.unfold(x[None], k)[0]
    out = weight.reshape(m, -1) @ columns + bias[:, None]
    return out.reshape(m, x.shape[1] - k + 1, x.shape[2] - k + 1)


# %% right shifted images, one kernel cell at a time
def conv_multi(x, weight, bias):
    k = weight.shape[3]
    height, width = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = bias.double()[:, None, None].repeat(1, height, width)
    for a in range(k):
        for b in range(k):
            patch = x[:, a : a + height, b : b + width].double()
            out += torch.einsum("chw,mc->mhw", patch, weight[:, :, a, b].double())
    return out


# %% right channel by channel
def conv_multi(x, weight, bias):
    maps = []
    for filter_, b in zip(weight, bias, strict=True):
        total = 0
        for channel, kernel in zip(x, filter_, strict=True):
            k = len(kernel)
            total = total + (channel.unfold(0, k, 1).unfold(1, k, 1) * kernel).sum((2, 3))
        maps.append(total + b)
    return torch.stack(maps)


# %% right numpy windows
def conv_multi(x, weight, bias):
    import numpy as np

    k = weight.shape[-1]
    windows = np.lib.stride_tricks.sliding_window_view(x.numpy(), (k, k), axis=(1, 2))
    return torch.from_numpy(
        np.einsum("chwij,mcij->mhw", windows, weight.numpy()) + bias.numpy()[:, None, None]
    )


# %% wrong idea [channels-not-summed] one map a channel
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    maps = []
    for f in range(len(weight)):
        for c in range(len(x)):
            windows = x[c].unfold(0, k, 1).unfold(1, k, 1)
            maps.append((windows * weight[f, c]).sum((2, 3)) + bias[f])
    return torch.stack(maps)


# %% wrong idea [channels-not-summed] channel axis kept
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mchw", windows, weight) + bias[:, None, None, None]


# %% wrong idea [channels-averaged] mean over channels
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", windows, weight) / len(x) + bias[:, None, None]


# %% wrong idea [bias-once-a-channel] bias inside the channel loop
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    out = torch.zeros(m, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for f in range(m):
        for channel in range(c):
            windows = x[channel].unfold(0, k, 1).unfold(1, k, 1)
            out[f] += (windows * weight[f, channel]).sum((2, 3)) + bias[f]
    return out


# %% wrong idea [bias-left-out] no bias
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    return torch.einsum("chwij,mcij->mhw", x.unfold(1, k, 1).unfold(2, k, 1), weight)


# %% wrong idea [bias-once-a-product] bias inside the sum
def conv_multi(x, weight, bias):
    m, _, k, _ = weight.shape
    out = torch.zeros(m, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for f in range(m):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f] + bias[f]).sum()
    return out


# %% wrong idea [kernel-flipped] convolution of the mathematicians
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", windows, torch.flip(weight, (2, 3))) + bias[:, None, None]


# %% wrong idea [relu-applied] relu at the end
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    out = torch.einsum("chwij,mcij->mhw", x.unfold(1, k, 1).unfold(2, k, 1), weight)
    return torch.relu(out + bias[:, None, None])


# %% wrong idea [first-channel-only] grey image assumed
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x[0].unfold(0, k, 1).unfold(1, k, 1)
    return torch.einsum("hwij,mij->mhw", windows, weight[:, 0]) + bias[:, None, None]


# %% wrong idea [averaged] mean of the products
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x.unfold(1, k, 1).unfold(2, k, 1).permute(1, 2, 0, 3, 4)
    return torch.stack([(windows * f).mean((2, 3, 4)) + b for f, b in zip(weight, bias, strict=True)])


# %% wrong idea [padded] same size
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    x = F.pad(x, (k // 2,) * 4)
    windows = x.unfold(1, k, 1).unfold(2, k, 1)
    return torch.einsum("chwij,mcij->mhw", windows, weight) + bias[:, None, None]


# %% wrong idea [off-limits] functional conv2d
def conv_multi(x, weight, bias):
    return F.conv2d(x[None], weight, bias)[0]


# %% wrong idea [off-limits] nn Conv2d
def conv_multi(x, weight, bias):
    layer = torch.nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2])
    layer.weight.data, layer.bias.data = weight, bias
    return layer(x).detach()


# %% wrong idea [shape] batch axis left on
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    windows = x[None].unfold(2, k, 1).unfold(3, k, 1)
    return torch.einsum("nchwij,mcij->nmhw", windows, weight) + bias[:, None, None]


# %% wrong idea [one-short] last window forgotten
def conv_multi(x, weight, bias):
    m, _, k, _ = weight.shape
    out = torch.zeros(m, x.shape[1] - k, x.shape[2] - k)
    for f in range(m):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f]).sum() + bias[f]
    return out


# %% wrong idea [bias-along-columns] bias along the columns
def conv_multi(x, weight, bias):
    k = weight.shape[-1]
    return torch.einsum("chwij,mcij->mhw", x.unfold(1, k, 1).unfold(2, k, 1), weight) + bias


# %% right products of spectra
def conv_multi(x, weight, bias):
    k, (h, w) = weight.shape[-1], x.shape[1:]
    spectra = torch.fft.rfft2(x)[None] * torch.fft.rfft2(weight, s=(h, w)).conj()
    maps = torch.fft.irfft2(spectra.sum(1), s=(h, w))
    return maps[:, : h - k + 1, : w - k + 1] + bias[:, None, None]


# %% wrong idea [last-channel-only] = instead of += over the channels
def conv_multi(x, weight, bias):
    m, c, k, _ = weight.shape
    out = torch.zeros(m, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for f in range(m):
        for channel in range(c):
            for i in range(out.shape[1]):
                for j in range(out.shape[2]):
                    patch = x[channel, i : i + k, j : j + k]
                    out[f, i, j] = (patch * weight[f, channel]).sum() + bias[f]
    return out


# %% wrong idea [one-filter-for-all] weight[0] for every map
def conv_multi(x, weight, bias):
    m, _, k, _ = weight.shape
    out = torch.zeros(m, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for f in range(m):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * weight[0]).sum() + bias[f]
    return out


# %% wrong idea [matrix-product] @ between patch and kernel
def conv_multi(x, weight, bias):
    m, _, k, _ = weight.shape
    out = torch.zeros(m, x.shape[1] - k + 1, x.shape[2] - k + 1)
    for f in range(m):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[f, i, j] = (x[:, i : i + k, j : j + k] @ weight[f]).sum() + bias[f]
    return out


# %% wrong idea [size-kept] a result as large as the image
def conv_multi(x, weight, bias):
    m, _, k, _ = weight.shape
    out = torch.zeros(m, x.shape[1], x.shape[2])
    for f in range(m):
        for i in range(x.shape[1] - k + 1):
            for j in range(x.shape[2] - k + 1):
                out[f, i, j] = (x[:, i : i + k, j : j + k] * weight[f]).sum() + bias[f]
    return out
