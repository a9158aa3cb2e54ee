# ruff: noqa: F811
"""Right and wrong answers to `inception_row`."""

import torch
from torch import nn


# %% right branch by branch
def inception_row(h, w, c, spec):
    one, squeeze3, three, squeeze5, five, proj = spec
    branches = [
        [(c, one, 1)],
        [(c, squeeze3, 1), (squeeze3, three, 3)],
        [(c, squeeze5, 1), (squeeze5, five, 5)],
        [(c, proj, 1)],
    ]
    params = macs = out = 0
    for branch in branches:
        for i, o, k in branch:
            params += o * (i * k * k + 1)
            macs += o * i * k * k * h * w
        out += branch[-1][1]
    return params, macs, out


# %% right layers of torch
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    convs = [
        nn.Conv2d(c, a, 1),
        nn.Conv2d(c, b, 1),
        nn.Conv2d(b, d, 3),
        nn.Conv2d(c, e, 1),
        nn.Conv2d(e, f, 5),
        nn.Conv2d(c, g, 1),
    ]
    params = sum(p.numel() for conv in convs for p in conv.parameters())
    macs = sum(conv.weight.numel() for conv in convs) * h * w
    return params, macs, a + d + f + g


# %% right a list
def inception_row(h, w, c, spec):
    ins = [c, c, spec[1], c, spec[3], c]
    sizes = [1, 1, 9, 1, 25, 1]
    weights = sum(i * o * k for i, o, k in zip(ins, spec, sizes, strict=True))
    return [weights + sum(spec), weights * h * w, spec[0] + spec[2] + spec[4] + spec[5]]


# %% right parameters first, biases taken off again
def inception_row(h, w, c, spec):
    def layer(i, o, k):
        return o * (k**2 * i + 1)

    a, b, d, e, f, g = spec
    params = (
        layer(c, a, 1) + layer(c, b, 1) + layer(b, d, 3) + layer(c, e, 1) + layer(e, f, 5) + layer(c, g, 1)
    )
    return params, (params - sum(spec)) * (h * w), sum(spec) - b - e


# %% right tensors
def inception_row(h, w, c, spec):
    out = torch.tensor(spec)
    into = torch.tensor([c, c, spec[1], c, spec[3], c])
    k = torch.tensor([1, 1, 3, 1, 5, 1])
    weights = int((into * out * k**2).sum())
    leaves = int(out[[0, 2, 4, 5]].sum())
    return weights + int(out.sum()), weights * h * w, leaves


# %% wrong idea [squeezes-leave] all six leave
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * w * weights, sum(spec)


# %% wrong idea [pool-keeps-all] the pool passes c maps on
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * w * weights, a + d + f + c


# %% wrong idea [pool-left-out] no maps of the fourth branch
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * w * weights, a + d + f


# %% wrong idea [pool-left-out] no weights behind the pool
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [pool-left-out] the fourth branch does not exist
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e) + 9 * b * d + 25 * e * f
    return weights + sum(spec) - g, h * w * weights, a + d + f


# %% wrong idea [three-for-five] as a library has it
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 9 * e * f
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [squeeze-free] squeezes cost nothing
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [squeeze-ignored] kernels read all maps
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * c * d + 25 * c * f
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [side-once] three and five
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 3 * b * d + 5 * e * f
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [pool-multiplies] the pool has nine weights
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + 9 * g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [one-squeeze-for-both] e is not looked at
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + b + g) + 9 * b * d + 25 * b * f
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [branches-in-a-row] one layer after the other
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * a + a * b + 9 * b * d + d * e + 25 * e * f + f * g
    return weights + sum(spec), h * w * weights, a + d + f + g


# %% wrong idea [no-bias] weights alone
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights, h * w * weights, a + d + f + g


# %% wrong idea [few-biases] none in the squeezes
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + a + d + f + g, h * w * weights, a + d + f + g


# %% wrong idea [biases-multiply] parameters times places
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * w * (weights + sum(spec)), a + d + f + g


# %% wrong idea [places-left-out] macs are weights
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), weights, a + d + f + g


# %% wrong idea [square-maps] h squared
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), h * h * weights, a + d + f + g


# %% wrong idea [flops] twice
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return weights + sum(spec), 2 * h * w * weights, a + d + f + g


# %% wrong idea [swapped] multiplications first
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return h * w * weights, weights + sum(spec), a + d + f + g


# %% wrong idea [side-shrinks] no padding in 3x3 and 5x5
def inception_row(h, w, c, spec):
    a, b, d, e, f, g = spec
    weights = c * (a + b + e + g) + 9 * b * d + 25 * e * f
    return (
        weights + sum(spec),
        h * w * c * (a + b + e + g) + (h - 2) * (w - 2) * 9 * b * d + (h - 4) * (w - 4) * 25 * e * f,
        a + d + f + g,
    )


# %% wrong idea [pool-left-out] a pool and nothing behind it
def inception_row(h, w, c, spec):
    n1, r3, n3, r5, n5, _ = spec
    weights = c * (n1 + r3 + r5) + 9 * r3 * n3 + 25 * r5 * n5
    return weights + n1 + r3 + n3 + r5 + n5, weights * h * w, n1 + n3 + n5 + c
