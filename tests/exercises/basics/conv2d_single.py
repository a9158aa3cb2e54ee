# ruff: noqa: F811
"""Right and wrong answers to `conv2d_single`."""

import math

import torch
import torch.nn.functional as F


# %% right two loops
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = torch.zeros((h - kh) // stride + 1, (w - kw) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out


# %% right loops over pixels with range steps
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    rows = []
    for top in range(0, h - kh + 1, stride):
        row = []
        for left in range(0, w - kw + 1, stride):
            total = 0.0
            for a in range(kh):
                for b in range(kw):
                    total += float(x[top + a, left + b]) * float(kernel[a, b])
            row.append(total)
        rows.append(row)
    return torch.tensor(rows)


# %% right unfold
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, stride).unfold(1, kw, stride) * kernel).sum((-1, -2))


# %% right all windows, then every stride-th
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    windows = x.double().unfold(0, kh, 1).unfold(1, kw, 1)
    return torch.einsum("hwij,ij->hw", windows, kernel.double())[::stride, ::stride]


# %% right as_strided
def conv2d_single(x, kernel, stride=1):
    x = x.contiguous()
    (h, w), (kh, kw) = x.shape, kernel.shape
    size = ((h - kh) // stride + 1, (w - kw) // stride + 1, kh, kw)
    windows = torch.as_strided(x, size, (w * stride, stride, w, 1))
    return windows.flatten(2) @ kernel.flatten()


# %% right shifted maps, one kernel cell at a time
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    rows, columns = math.floor((h - kh) / stride + 1), math.floor((w - kw) / stride + 1)
    out = torch.zeros(rows, columns, dtype=x.dtype)
    for a in range(kh):
        for b in range(kw):
            part = x[a : a + (rows - 1) * stride + 1 : stride, b : b + (columns - 1) * stride + 1 : stride]
            out = out + kernel[a, b] * part
    return out


# %% wrong idea [kernel-flipped] flipped
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, stride).unfold(1, kw, stride) * kernel.flip(0, 1)).sum((-1, -2))


# %% wrong idea [index-not-times-stride] output index as pixel
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = torch.zeros((h - kh) // stride + 1, (w - kw) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i : i + kh, j : j + kw] * kernel).sum()
    return out


# %% wrong idea [stride-left-out] stride never used
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = torch.zeros(h - kh + 1, w - kw + 1)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            out[i, j] = torch.sum(x[i : i + kh, j : j + kw] * kernel)
    return out


# %% wrong idea [rounded-up] ceil with zeros beyond the edge
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    rows, columns = math.ceil((h - kh) / stride) + 1, math.ceil((w - kw) / stride) + 1
    big = torch.zeros((rows - 1) * stride + kh, (columns - 1) * stride + kw)
    big[:h, :w] = x
    return (big.unfold(0, kh, stride).unfold(1, kw, stride) * kernel).sum((2, 3))


# %% wrong idea [rounded-up] windows cut at the edge
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = torch.zeros(math.ceil((h - kh) / stride) + 1, math.ceil((w - kw) / stride) + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            window = x[i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[i, j] = (window * kernel[: window.shape[0], : window.shape[1]]).sum()
    return out


# %% wrong idea [one-short] no plus one
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = torch.zeros((h - kh) // stride, (w - kw) // stride)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out


# %% wrong edge [square-only] k by k windows
def conv2d_single(x, kernel, stride=1):
    k = kernel.shape[0]
    out = torch.zeros((x.shape[0] - k) // stride + 1, (x.shape[1] - k) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i * stride : i * stride + k, j * stride : j * stride + k] * kernel).sum()
    return out


# %% wrong idea [axes-swapped] columns outside, rows inside
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    return torch.stack(
        [
            torch.stack([(x[i : i + kh, j : j + kw] * kernel).sum() for i in range(0, h - kh + 1, stride)])
            for j in range(0, w - kw + 1, stride)
        ]
    )


# %% wrong idea [averaged] mean of the products
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, stride).unfold(1, kw, stride) * kernel).mean((-1, -2))


# %% wrong idea [relu-applied] only positive responses
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, stride).unfold(1, kw, stride) * kernel).sum((-1, -2)).clamp(min=0)


# %% wrong idea [off-limits] functional conv2d
def conv2d_single(x, kernel, stride=1):
    return F.conv2d(x[None, None], kernel[None, None], stride=stride).squeeze()


# %% wrong idea [off-limits] two-dimensional convolution by a transposed one
def conv2d_single(x, kernel, stride=1):
    return F.conv_transpose2d(x[None, None], kernel.flip(0, 1)[None, None])[0, 0]


# %% wrong idea [dtype] a table of whole numbers
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = torch.zeros((h - kh) // stride + 1, (w - kw) // stride + 1, dtype=torch.int64)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out


# %% wrong idea [error] stride taken for a fraction
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    return torch.zeros((h - kh) / stride + 1, (w - kw) / stride + 1)


# %% wrong idea [padded] a frame of zeros first
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    x = F.pad(x, (kh // 2,) * 4)
    return (x.unfold(0, kh, stride).unfold(1, kw, stride) * kernel).sum((-1, -2))


# %% wrong idea [rounded-up] ceil, and stopped where the window sticks out
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    rows = math.ceil((x.shape[0] - kh) / stride + 1)
    columns = math.ceil((x.shape[1] - kw) / stride + 1)
    out = torch.zeros(rows, columns)
    for i in range(rows):
        for j in range(columns):
            window = x[i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[i, j] = torch.sum(window * kernel)
    return out


# %% wrong idea [matrix-product] @ between window and kernel
def conv2d_single(x, kernel, stride=1):
    kh, kw = kernel.shape
    out = torch.zeros((x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            top, left = i * stride, j * stride
            out[i, j] = (x[top : top + kh, left : left + kw] @ kernel).sum()
    return out


# %% wrong idea [kernel-flipped] flipped and the stride forgotten
def conv2d_single(x, kernel, stride=1):
    kernel = kernel.flip(0, 1)
    windows = x.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1)
    return (windows * kernel).sum((2, 3))


# %% wrong idea [matrix-product] each window times the turned kernel, as matrices
def conv2d_single(x, kernel, stride=1):
    (h, w), (kh, kw) = x.shape, kernel.shape
    out = torch.zeros((h - kh) // stride + 1, (w - kw) // stride + 1, dtype=x.dtype)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            window = x[i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[i, j] = (window @ kernel.T).sum()
    return out
