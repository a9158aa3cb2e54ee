# ruff: noqa: F811
"""Right and wrong answers to `bottleneck_cost`."""

import math

import torch


# %% right the formula
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k**2 * mid**2
    return params, h * w * params


# %% right layer by layer
def bottleneck_cost(c, mid, k, h, w):
    params = macs = 0
    for into, out, side in [(c, mid, 1), (mid, mid, k), (mid, c, 1)]:
        weights = into * out * side * side
        params += weights
        macs += weights * h * w
    return params, macs


# %% right sizes of tensors
def bottleneck_cost(c, mid, k, h, w):
    shapes = [(mid, c, 1, 1), (mid, mid, k, k), (c, mid, 1, 1)]
    params = sum(torch.empty(shape).numel() for shape in shapes)
    return params, params * torch.empty(h, w).numel()


# %% right what one pixel costs, counted output by output
def bottleneck_cost(c, mid, k, h, w):
    pixel = 0
    for _ in range(mid):
        pixel += c
    for _ in range(mid):
        pixel += k * k * mid
    for _ in range(c):
        pixel += mid
    return pixel, sum(pixel * w for _ in range(h))


# %% right products
def bottleneck_cost(c, mid, k, h, w):
    layers = [(c, mid), (k, k, mid, mid), (mid, c)]
    return [sum(map(math.prod, layers)), sum(math.prod((*layer, h, w)) for layer in layers)]


# %% wrong idea [one-1x1-missing] no expansion
def bottleneck_cost(c, mid, k, h, w):
    params = c * mid + k * k * mid * mid
    return params, params * h * w


# %% wrong idea [middle-expands] two layers, the second expands
def bottleneck_cost(c, mid, k, h, w):
    params = c * mid + k * k * mid * c
    return params, params * h * w


# %% wrong idea [middle-expands] three layers, the middle one to c
def bottleneck_cost(c, mid, k, h, w):
    params = c * mid + k * k * mid * c + mid * c
    return params, params * h * w


# %% wrong idea [middle-at-full-width] the middle on all channels
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * c * c
    return params, params * h * w


# %% wrong idea [last-stays-squeezed] mid to mid at the end
def bottleneck_cost(c, mid, k, h, w):
    params = c * mid + k * k * mid * mid + mid * mid
    return params, params * h * w


# %% wrong idea [biases-counted] biases among the weights
def bottleneck_cost(c, mid, k, h, w):
    params = c * mid + mid + k * k * mid * mid + mid + mid * c + c
    return params, params * h * w


# %% wrong idea [biases-counted] biases stored, not computed
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * mid * mid
    return params + 2 * mid + c, params * h * w


# %% wrong idea [places-in-params] both times the places
def bottleneck_cost(c, mid, k, h, w):
    params = (2 * c * mid + k * k * mid * mid) * h * w
    return params, params


# %% wrong idea [places-left-out] each weight used once
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * mid * mid
    return params, params


# %% wrong idea [square-maps] h twice
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * mid * mid
    return params, params * h * h


# %% wrong idea [side-once] k for its square
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * mid * mid
    return params, params * h * w


# %% wrong idea [width-once] mid for its square
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * mid
    return params, params * h * w


# %% wrong idea [plain-layer] no squeeze at all
def bottleneck_cost(c, mid, k, h, w):
    params = k * k * c * c
    return params, params * h * w


# %% wrong idea [flops] two for one
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * mid * mid
    return params, 2 * params * h * w


# %% wrong idea [order-swapped] work first
def bottleneck_cost(c, mid, k, h, w):
    params = 2 * c * mid + k * k * mid * mid
    return params * h * w, params


# %% wrong idea [type] only the weights
def bottleneck_cost(c, mid, k, h, w):
    return 2 * c * mid + k * k * mid * mid
