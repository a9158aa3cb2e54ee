# ruff: noqa: F811
"""Right and wrong answers to `residual_block`."""

import torch
import torch.nn.functional as F
from torch import nn


# %% right as the paper draws it
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.relu(F.conv2d(x, w1, b1, stride, 1))
    out = F.conv2d(out, w2, b2, 1, 1)
    shortcut = F.conv2d(x, w_proj, None, stride) if w_proj is not None else x
    return F.relu(out + shortcut)


# %% right clamp for ReLU, projection by einsum
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.conv2d(x, w1, b1, stride=stride, padding=1).clamp(min=0), w2, b2, padding=1)
    if w_proj is not None:
        x = torch.einsum("mc,nchw->nmhw", w_proj[:, :, 0, 0], x[:, :, ::stride, ::stride])
    return (out + x).clamp(min=0)


# %% right padded by hand
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    def conv(x, w, b, s=1):
        return F.conv2d(F.pad(x, (1, 1, 1, 1)), w, b, s)

    out = conv(torch.relu(conv(x, w1, b1, stride)), w2, b2)
    return torch.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% right modules with weights put in
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    m, c = w1.shape[:2]
    first = nn.Conv2d(c, m, 3, stride, 1, dtype=x.dtype)
    second = nn.Conv2d(m, m, 3, 1, 1, dtype=x.dtype)
    with torch.no_grad():
        for conv, w, b in ((first, w1, b1), (second, w2, b2)):
            conv.weight.copy_(w)
            conv.bias.copy_(b)
        out = second(first(x).relu())
        if w_proj is not None:
            x = F.conv2d(x, w_proj, stride=stride)
        return torch.maximum(out + x, torch.zeros_like(out))


# %% right loops over places
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    def conv(x, w, b, s, p):
        x = F.pad(x, (p,) * 4)
        k = w.shape[-1]
        rows = range(0, x.shape[2] - k + 1, s)
        columns = range(0, x.shape[3] - k + 1, s)
        out = torch.stack(
            [
                torch.stack(
                    [torch.einsum("ncij,mcij->nm", x[:, :, i : i + k, j : j + k], w) for j in columns], -1
                )
                for i in rows
            ],
            -2,
        )
        return out if b is None else out + b[:, None, None]

    out = conv(conv(x, w1, b1, stride, 1).relu(), w2, b2, 1, 1)
    skip = x if w_proj is None else conv(x, w_proj, None, stride, 0)
    return (out + skip).relu()


# %% right in float64 and back
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    dtype = x.dtype
    x, w1, b1, w2, b2 = (t.double() for t in (x, w1, b1, w2, b2))
    out = F.conv2d(F.conv2d(x, w1, b1, stride=stride, padding=1).relu(), w2, b2, padding=1)
    out = out + (x if w_proj is None else F.conv2d(x, w_proj.double(), stride=stride))
    return out.relu().to(dtype)


# %% wrong idea [relu-before-the-sum] ReLU behind both convolutions
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.relu(F.conv2d(x, w1, b1, stride, 1))
    out = F.relu(F.conv2d(out, w2, b2, 1, 1))
    return out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride))


# %% wrong idea [relu-before-the-sum] three ReLUs
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.relu(F.conv2d(x, w1, b1, stride, 1))
    out = F.relu(F.conv2d(out, w2, b2, 1, 1))
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% wrong idea [no-relu-after-the-sum] none at the end
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    return out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride))


# %% wrong idea [no-relu-between] the first ReLU forgotten
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.conv2d(x, w1, b1, stride, 1), w2, b2, 1, 1)
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% wrong idea [skip-left-out] plain
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    return F.relu(F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1))


# %% wrong idea [concatenated] as DenseNet does
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    skip = x if w_proj is None else F.conv2d(x, w_proj, stride=stride)
    return F.relu(torch.cat([out, skip], dim=1))


# %% wrong idea [skip-subtracted] residual taken as a difference
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    return F.relu(out - (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% wrong idea [stride-in-the-wrong-place] stride on both
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, stride, 1)
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% wrong idea [stride-in-the-wrong-place] stride on the second
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, 1, 1)), w2, b2, stride, 1)
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% wrong idea [projection-not-used] only where shapes differ
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    if x.shape != out.shape:
        x = F.conv2d(x, w_proj, stride=stride)
    return F.relu(out + x)


# %% wrong idea [projection-not-used] never
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    return F.relu(out + x)


# %% wrong idea [projection-without-stride] stride forgotten there
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj)))


# %% wrong idea [no-padding] valid convolutions
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride)), w2, b2)
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% wrong idea [skip-from-the-middle] adds what the first one made
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.relu(F.conv2d(x, w1, b1, stride, 1))
    return F.relu(F.conv2d(out, w2, b2, 1, 1) + out)


# %% wrong idea [skip-before-the-second] added too early
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.relu(F.conv2d(x, w1, b1, stride, 1))
    out = out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride))
    return F.relu(F.conv2d(out, w2, b2, 1, 1))


# %% wrong idea [relu-on-the-skip] the projection with a ReLU
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    return F.relu(out + (x if w_proj is None else F.relu(F.conv2d(x, w_proj, stride=stride))))


# %% wrong idea [bias-left-out] convolutions without their biases
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, None, stride, 1)), w2, b2, 1, 1)
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride)))


# %% wrong idea [averaged-with-the-skip] the mean of the two ways
def residual_block(x, w1, b1, w2, b2, w_proj=None, stride=1):
    out = F.conv2d(F.relu(F.conv2d(x, w1, b1, stride, 1)), w2, b2, 1, 1)
    return F.relu(out + (x if w_proj is None else F.conv2d(x, w_proj, stride=stride))) / 2
