# ruff: noqa: F811, RUF059
"""Right and wrong answers to `shortcut_a`."""

import torch
import torch.nn.functional as F


# %% right slice and pad
def shortcut_a(x, c_out, stride):
    x = x[:, :, ::stride, ::stride]
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% right into zeros
def shortcut_a(x, c_out, stride):
    n, c, h, w = x.shape
    out = torch.zeros(n, c_out, (h + stride - 1) // stride, (w + stride - 1) // stride, dtype=x.dtype)
    out[:, :c] = x[..., ::stride, ::stride]
    return out


# %% right pooling with a window of one
def shortcut_a(x, c_out, stride):
    x = F.avg_pool2d(x, 1, stride)
    return torch.cat([x, torch.zeros_like(x[:, :1]).repeat(1, c_out - x.shape[1], 1, 1)], 1)


# %% right 1×1 convolution with ones and zeros
def shortcut_a(x, c_out, stride):
    weight = torch.eye(c_out, x.shape[1], dtype=x.dtype)[:, :, None, None]
    return F.conv2d(x, weight, stride=stride)


# %% right loops
def shortcut_a(x, c_out, stride):
    n, c, h, w = x.shape
    rows, columns = range(0, h, stride), range(0, w, stride)
    out = torch.zeros(n, c_out, len(rows), len(columns), dtype=x.dtype)
    for a in range(n):
        for b in range(c):
            for i, row in enumerate(rows):
                for j, column in enumerate(columns):
                    out[a, b, i, j] = x[a, b, row, column]
    return out


# %% right index_select
def shortcut_a(x, c_out, stride):
    x = x.index_select(2, torch.arange(0, x.shape[2], stride))
    x = x.index_select(3, torch.arange(0, x.shape[3], stride))
    while x.shape[1] < c_out:
        x = torch.cat((x, 0 * x[:, :1]), 1)
    return x


# %% wrong idea [averaged-windows] average pool
def shortcut_a(x, c_out, stride):
    x = F.avg_pool2d(x, stride)
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [averaged-windows] average pool, rounded up
def shortcut_a(x, c_out, stride):
    x = F.avg_pool2d(x, stride, ceil_mode=True)
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [largest-of-windows] max pool
def shortcut_a(x, c_out, stride):
    x = F.max_pool2d(x, stride)
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [largest-of-windows] max pool, rounded up
def shortcut_a(x, c_out, stride):
    x = F.max_pool2d(x, stride, ceil_mode=True)
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [channels-repeated] tiled
def shortcut_a(x, c_out, stride):
    x = x[:, :, ::stride, ::stride]
    return x.repeat(1, c_out // x.shape[1] + 1, 1, 1)[:, :c_out]


# %% wrong idea [zeros-in-front] padded before
def shortcut_a(x, c_out, stride):
    x = x[:, :, ::stride, ::stride]
    return F.pad(x, (0, 0, 0, 0, c_out - x.shape[1], 0))


# %% wrong idea [zeros-at-both-ends] as in many repositories
def shortcut_a(x, c_out, stride):
    x = x[:, :, ::stride, ::stride]
    missing = c_out - x.shape[1]
    return F.pad(x, (0, 0, 0, 0, missing // 2, missing - missing // 2))


# %% wrong idea [starts-at-one] the last of each window
def shortcut_a(x, c_out, stride):
    x = x[:, :, stride - 1 :: stride, stride - 1 :: stride]
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [stride-left-out] channels only
def shortcut_a(x, c_out, stride):
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [first-pixels-kept] a corner
def shortcut_a(x, c_out, stride):
    h, w = (x.shape[2] - 1) // stride + 1, (x.shape[3] - 1) // stride + 1
    return F.pad(x[:, :, :h, :w], (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [stride-one-way] rows only
def shortcut_a(x, c_out, stride):
    x = x[:, :, ::stride]
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [stride-one-way] columns only
def shortcut_a(x, c_out, stride):
    x = x[..., ::stride]
    return F.pad(x, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong idea [channels-left-out] pixels only
def shortcut_a(x, c_out, stride):
    return x[:, :, ::stride, ::stride]


# %% wrong idea [too-many-zeros] c_out of them
def shortcut_a(x, c_out, stride):
    x = x[:, :, ::stride, ::stride]
    return torch.cat([x, torch.zeros(x.shape[0], c_out, x.shape[2], x.shape[3], dtype=x.dtype)], 1)


# %% wrong idea [space-padded] pad without its zeros for space
def shortcut_a(x, c_out, stride):
    missing = c_out - x.shape[1]
    return F.pad(x[:, :, ::stride, ::stride], (0, missing, 0, missing))


# %% wrong edge [cut-at-the-end] floor of the sides
def shortcut_a(x, c_out, stride):
    n, c, h, w = x.shape
    x = x[:, :, : h - h % stride : stride, : w - w % stride : stride]
    return F.pad(x, (0, 0, 0, 0, 0, c_out - c))


# %% wrong edge hidden [always-two] two or nothing
def shortcut_a(x, c_out, stride):
    kept = x[:, :, ::2, ::2] if stride > 1 else x
    return F.pad(kept, (0, 0, 0, 0, 0, c_out - x.shape[1]))


# %% wrong edge [always-two] two
def shortcut_a(x, c_out, stride):
    return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, c_out - x.shape[1]))
