# ruff: noqa: F811
"""Right and wrong answers to `resnext_params`."""

from torch import nn


# %% right three layers
def resnext_params(c, width, card):
    d = width * card
    first, middle, last = c * d, card * 9 * width**2, d * c
    return first + middle + last


# %% right one formula
def resnext_params(c, width, card):
    return width * card * (2 * c + 9 * width)


# %% right path by path
def resnext_params(c, width, card):
    total = 0
    for _ in range(card):
        total += c * width
        total += 3 * 3 * width * width
        total += width * c
    return total


# %% right torch counts
def resnext_params(c, width, card):
    d = width * card
    layers = [
        nn.Conv2d(c, d, 1, bias=False),
        nn.Conv2d(d, d, 3, groups=card, bias=False),
        nn.Conv2d(d, c, 1, bias=False),
    ]
    return sum(layer.weight.numel() for layer in layers)


# %% right full 3×3 divided
def resnext_params(c, width, card):
    d = width * card
    return 2 * c * d + 9 * d * d // card


# %% wrong idea [paths-see-each-other] groups ignored
def resnext_params(c, width, card):
    d = width * card
    return c * d + 9 * d * d + d * c


# %% wrong idea [width-of-all] width in all
def resnext_params(c, width, card):
    return c * width + 9 * width * width // card + width * c


# %% wrong idea [one-path-counted] card forgotten
def resnext_params(c, width, card):
    return c * width + 9 * width * width + width * c


# %% wrong idea [one-path-in-the-middle] the middle once
def resnext_params(c, width, card):
    d = width * card
    return c * d + 9 * width * width + d * c


# %% wrong idea [thin-ends] ends of one path
def resnext_params(c, width, card):
    return c * width + card * 9 * width * width + width * c


# %% wrong idea [biases] with biases
def resnext_params(c, width, card):
    d = width * card
    return (c + 1) * d + (9 * width + 1) * d + (d + 1) * c


# %% wrong idea [batch-norm] scales and shifts
def resnext_params(c, width, card):
    d = width * card
    return c * d + 2 * d + 9 * width * d + 2 * d + d * c + 2 * c


# %% wrong idea [last-layer-missing] no way back
def resnext_params(c, width, card):
    d = width * card
    return c * d + 9 * width * d


# %% wrong idea [kernel-not-squared] 3 for 9
def resnext_params(c, width, card):
    d = width * card
    return 2 * c * d + 3 * width * d


# %% wrong idea [ends-are-3x3] all 3×3
def resnext_params(c, width, card):
    d = width * card
    return 9 * (c * d + width * d + d * c)


# %% wrong idea [depthwise] one map a filter
def resnext_params(c, width, card):
    d = width * card
    return 2 * c * d + 9 * d


# %% wrong idea [type] a float
def resnext_params(c, width, card):
    d = width * card
    return 2 * c * d + 9 * d * d / card


# %% wrong idea [width-of-all] width divided among the paths
def resnext_params(c, width, card):
    each = width // card
    return c * width + 9 * each * width + width * c
