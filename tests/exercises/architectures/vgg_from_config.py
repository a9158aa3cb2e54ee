# ruff: noqa: F811
"""Right and wrong answers to `vgg_from_config`."""

from functools import reduce
from itertools import pairwise

import torch
from torch import nn


# %% right numbers as tuples
def vgg_from_config(cfg, side, c_in, K):
    total = 0
    c = c_in
    for x in cfg:
        if isinstance(x, int):
            total += (3 * 3 * c + 1) * x
            c = x
        else:
            side = side // 2
    total += (c * side**2 + 1) * K
    return (total, side)


# %% right pools counted beforehand
def vgg_from_config(cfg, side, c_in, K):
    widths = [c_in] + [x for x in cfg if x != "M"]
    out = side // 2 ** cfg.count("M")
    convs = sum(9 * a * b + b for a, b in pairwise(widths))
    return convs + K * (widths[-1] * out * out) + K, out


# %% right built and measured
def vgg_from_config(cfg, side, c_in, K):
    parts, c = [], c_in
    for x in cfg:
        if x == "M":
            parts.append(nn.MaxPool2d(2))
        else:
            parts.append(nn.Conv2d(c, x, 3, padding=1))
            c = x
    body = nn.Sequential(*parts)
    maps = body(torch.zeros(1, c_in, side, side))
    head = nn.Linear(maps[0].numel(), K)
    return sum(p.numel() for net in (body, head) for p in net.parameters()), maps.shape[-1]


# %% right reduce
def vgg_from_config(cfg, side, c_in, K):
    def step(now, x):
        params, c, n = now
        return (params, c, n // 2) if x == "M" else (params + x * (9 * c + 1), x, n)

    params, c, n = reduce(step, cfg, (0, c_in, side))
    return params + (c * n * n + 1) * K, n


# %% right recursion
def vgg_from_config(cfg, side, c_in, K):
    if not cfg:
        return c_in * side * side * K + K, side
    first, rest = cfg[0], cfg[1:]
    if first == "M":
        return vgg_from_config(rest, side // 2, c_in, K)
    params, out = vgg_from_config(rest, side, first, K)
    return params + 9 * c_in * first + first, out


# %% wrong idea [side-left-out] channels go into the dense layer
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * K + K, side


# %% wrong idea [side-once] side in place of side squared
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * side * K + K, side


# %% wrong idea [no-bias] the dense layer has none
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * side * side * K, side


# %% wrong idea [no-bias] no layer has any
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x
            c = x
    return params + c * side * side * K, side


# %% wrong idea [shrinks] the padding is forgotten
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x + x
            c, side = x, side - 2
    return params + c * side * side * K + K, side


# %% wrong idea [pool-doubles-maps] M doubles
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
            c *= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * side * side * K + K, side


# %% wrong idea [pool-ignored] M is skipped
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x != "M":
            params += 9 * c * x + x
            c = x
    return params + c * side * side * K + K, side


# %% wrong idea [maps-not-carried] c_in everywhere, last width kept for the head
def vgg_from_config(cfg, side, c_in, K):
    params, last = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c_in * x + x
            last = x
    return params + last * side * side * K + K, side


# %% wrong idea [one-map-deep] a filter of one map
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * x + x
            c = x
    return params + c * side * side * K + K, side


# %% wrong idea [head-left-out] only the body
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params, side


# %% wrong idea [last-layer-only] overwritten in place of added
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params = 9 * c * x + x
            c = x
    return params + c * side * side * K + K, side


# %% wrong idea [count-alone] the side is not given
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * side * side * K + K


# %% wrong edge [pool-rounds-up] ceil
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, c_in
    for x in cfg:
        if x == "M":
            side = (side + 1) // 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * side * side * K + K, side


# %% wrong idea [three-channels] pictures are always coloured
def vgg_from_config(cfg, side, c_in, K):
    params, c = 0, 3
    for x in cfg:
        if x == "M":
            side //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * side * side * K + K, side


# %% wrong idea [first-side] the picture's side goes into the dense layer
def vgg_from_config(cfg, side, c_in, K):
    params, c, n = 0, c_in, side
    for x in cfg:
        if x == "M":
            n //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + c * side * side * K + K, n


# %% wrong idea [kernel-once] three in place of three by three
def vgg_from_config(cfg, side, c_in, K):
    params, c, n = 0, c_in, side
    for x in cfg:
        if x == "M":
            n //= 2
        else:
            params += 3 * c * x + x
            c = x
    return params + c * n * n * K + K, n


# %% wrong idea [swapped] the side first
def vgg_from_config(cfg, side, c_in, K):
    params, c, n = 0, c_in, side
    for x in cfg:
        if x == "M":
            n //= 2
        else:
            params += 9 * c * x + x
            c = x
    return n, params + c * n * n * K + K


# %% wrong idea [bias-per-kernel] a bias for every kernel
def vgg_from_config(cfg, side, c_in, K):
    params, c, n = 0, c_in, side
    for x in cfg:
        if x == "M":
            n //= 2
        else:
            params += (9 + 1) * c * x
            c = x
    return params + c * n * n * K + K, n


# %% wrong idea [vgg-head] three dense layers of the paper
def vgg_from_config(cfg, side, c_in, K):
    params, c, n = 0, c_in, side
    for x in cfg:
        if x == "M":
            n //= 2
        else:
            params += 9 * c * x + x
            c = x
    return params + (c * n * n + 1) * 4096 + 4097 * 4096 + 4097 * K, n
