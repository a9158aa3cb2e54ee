# ruff: noqa: F811
"""Right and wrong answers to `inception_macs`."""

import numpy as np
import torch
from torch import nn


# %% right one line
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * (spec["1x1"] + a + d + spec["pool"]) + 9 * a * b + 25 * d * e)


# %% right a list of six layers
def inception_macs(h, w, c, spec):
    rows = [
        (c, spec["1x1"], 1),
        (c, spec["3x3"][0], 1),
        (*spec["3x3"], 3),
        (c, spec["5x5"][0], 1),
        (*spec["5x5"], 5),
        (c, spec["pool"], 1),
    ]
    total = 0
    for into, out, k in rows:
        total += h * w * k**2 * into * out
    return total


# %% right built of layers whose weights are counted
def inception_macs(h, w, c, spec):
    branches = nn.ModuleList(
        [nn.Conv2d(c, spec["1x1"], 1, bias=False), nn.Conv2d(c, spec["pool"], 1, bias=False)]
    )
    for name in ("3x3", "5x5"):
        squeeze, filters = spec[name]
        side = int(name[0])
        branches.append(nn.Conv2d(c, squeeze, 1, bias=False))
        branches.append(nn.Conv2d(squeeze, filters, side, bias=False))
    return sum(weight.numel() for weight in branches.parameters()) * h * w


# %% right a function for a branch
def inception_macs(h, w, c, spec):
    def branch(*steps):
        macs, maps = 0, c
        for filters, k in steps:
            macs += h * w * maps * filters * k * k
            maps = filters
        return macs

    ones = branch((spec["1x1"], 1))
    threes = branch((spec["3x3"][0], 1), (spec["3x3"][1], 3))
    fives = branch((spec["5x5"][0], 1), (spec["5x5"][1], 5))
    return ones + threes + fives + branch((spec["pool"], 1))


# %% right numpy
def inception_macs(h, w, c, spec):
    into = np.array([c, c, c, c, spec["3x3"][0], spec["5x5"][0]])
    out = np.array(
        [spec["1x1"], spec["3x3"][0], spec["5x5"][0], spec["pool"], spec["3x3"][1], spec["5x5"][1]]
    )
    taps = np.array([1, 1, 1, 1, 9, 25])
    return (into * out * taps).sum() * h * w


# %% right empty tensors have as many elements
def inception_macs(h, w, c, spec):
    picture = torch.empty(h, w).numel()
    weights = torch.empty(spec["1x1"] + spec["pool"], c).numel()
    for key, taps in {"3x3": 9, "5x5": 25}.items():
        weights += torch.empty(spec[key][0], c).numel() + taps * torch.empty(spec[key]).numel()
    return picture * weights


# %% wrong idea [pool-left-out] a pool costs nothing
def inception_macs(h, w, c, spec):
    place = c * spec["1x1"]
    for k in (3, 5):
        squeeze, filters = spec[f"{k}x{k}"]
        place += c * squeeze + k * k * squeeze * filters
    return h * w * place


# %% wrong idea [counted-twice] the 3×3 once more, as on the slide
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    threes = 9 * a * b
    return h * w * (c * (spec["1x1"] + a + d + spec["pool"]) + threes + threes + 25 * d * e)


# %% wrong idea [counted-twice] the whole branch of the 3×3 twice
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * spec["1x1"] + 2 * (c * a + 9 * a * b) + c * d + 25 * d * e + c * spec["pool"])


# %% wrong idea [counted-twice] the 5×5 added in the loop and again behind it
def inception_macs(h, w, c, spec):
    place = c * spec["1x1"] + c * spec["pool"]
    for k in (3, 5):
        squeeze, filters = spec[f"{k}x{k}"]
        kernel = k * k * squeeze * filters
        place += c * squeeze + kernel
    return h * w * (place + kernel)


# %% wrong idea [squeeze-ignored] the 5×5 reads all maps
def inception_macs(h, w, c, spec):
    (a, b), (_, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * spec["1x1"] + c * a + 9 * a * b + 25 * c * e + c * spec["pool"])


# %% wrong idea [squeeze-ignored] squeezed, and then all maps are read
def inception_macs(h, w, c, spec):
    place = c * spec["1x1"] + c * spec["pool"]
    for k in (3, 5):
        squeeze, filters = spec[f"{k}x{k}"]
        place += c * squeeze + k * k * c * filters
    return h * w * place


# %% wrong idea [squeeze-ignored] the naive module with a projection
def inception_macs(h, w, c, spec):
    return h * w * c * (spec["1x1"] + 9 * spec["3x3"][1] + 25 * spec["5x5"][1] + spec["pool"])


# %% wrong idea [squeeze-ignored] only the 3×3 reads all maps
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * spec["1x1"] + c * a + 9 * c * b + c * d + 25 * d * e + c * spec["pool"])


# %% wrong idea [squeeze-free] what the squeezes cost is forgotten
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * spec["1x1"] + 9 * a * b + 25 * d * e + c * spec["pool"])


# %% wrong idea [squeeze-free] the 5×5's squeeze is forgotten
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * (spec["1x1"] + a + spec["pool"]) + 9 * a * b + 25 * d * e)


# %% wrong idea [squeeze-on-1x1] the 1×1 reads the squeezed maps
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (a * spec["1x1"] + c * (a + d + spec["pool"]) + 9 * a * b + 25 * d * e)


# %% wrong idea [squeeze-on-1x1] a squeeze before the 1×1 as well
def inception_macs(h, w, c, spec):
    total = c * spec["pool"]
    for k, squeeze, filters in [(1, spec["3x3"][0], spec["1x1"]), (3, *spec["3x3"]), (5, *spec["5x5"])]:
        total += c * squeeze + k * k * squeeze * filters
    return total * h * w


# %% wrong idea [one-squeeze-for-both] the first squeeze's width everywhere
def inception_macs(h, w, c, spec):
    (a, b), (_, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * (spec["1x1"] + 2 * a + spec["pool"]) + 9 * a * b + 25 * a * e)


# %% wrong idea [one-squeeze-for-both] one squeeze that both kernels read
def inception_macs(h, w, c, spec):
    (a, b), (_, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * (spec["1x1"] + a + spec["pool"]) + 9 * a * b + 25 * a * e)


# %% wrong idea [pool-multiplies] nine numbers a window
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * (spec["1x1"] + a + d + spec["pool"] + 9) + 9 * a * b + 25 * d * e)


# %% wrong idea [pool-multiplies] the projection as a 3×3
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * (spec["1x1"] + a + d + 9 * spec["pool"]) + 9 * a * b + 25 * d * e)


# %% wrong idea [biases-counted] one more for each output
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    ones = (c + 1) * (spec["1x1"] + a + d + spec["pool"])
    return h * w * (ones + (9 * a + 1) * b + (25 * d + 1) * e)


# %% wrong idea [biases-counted] one more for each filter
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    ones = spec["1x1"] + a + d + spec["pool"]
    return h * w * (c * ones + 9 * a * b + 25 * d * e) + ones + b + e


# %% wrong idea [side-shrinks] as if there were no padding
def inception_macs(h, w, c, spec):
    total = h * w * c * (spec["1x1"] + spec["pool"])
    for k in (3, 5):
        squeeze, filters = spec[f"{k}x{k}"]
        total += h * w * c * squeeze + (h - k + 1) * (w - k + 1) * k * k * squeeze * filters
    return total


# %% wrong idea [side-once] k for its square
def inception_macs(h, w, c, spec):
    total = c * (spec["1x1"] + spec["pool"])
    for k in (3, 5):
        squeeze, filters = spec[f"{k}x{k}"]
        total += c * squeeze + k * squeeze * filters
    return h * w * total


# %% wrong idea [branches-in-a-row] each reads what the one before gave
def inception_macs(h, w, c, spec):
    steps = [(spec["1x1"], 1), (spec["3x3"][0], 1), (spec["3x3"][1], 3)]
    steps += [(spec["5x5"][0], 1), (spec["5x5"][1], 5), (spec["pool"], 1)]
    total = 0
    for filters, k in steps:
        total += c * filters * k * k
        c = filters
    return h * w * total


# %% wrong idea [places-left-out] weights
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return c * (spec["1x1"] + a + d + spec["pool"]) + 9 * a * b + 25 * d * e


# %% wrong idea [square-maps] the height twice
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h**2 * (c * (spec["1x1"] + a + d + spec["pool"]) + 9 * a * b + 25 * d * e)


# %% wrong idea [flops] additions too
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return 2 * h * w * (c * (spec["1x1"] + a + d + spec["pool"]) + 9 * a * b + 25 * d * e)


# %% wrong idea [in-millions] 271
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * (spec["1x1"] + a + d + spec["pool"]) + 9 * a * b + 25 * d * e) / 1e6


# %% wrong idea [branch-by-branch] four numbers
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    branches = [c * spec["1x1"], c * a + 9 * a * b, c * d + 25 * d * e, c * spec["pool"]]
    return [h * w * branch for branch in branches]


# %% wrong idea [value] the branches multiplied
def inception_macs(h, w, c, spec):
    (a, b), (d, e) = spec["3x3"], spec["5x5"]
    return h * w * (c * spec["1x1"] + c * a * 9 * a * b + c * d * 25 * d * e + c * spec["pool"])


# %% wrong idea [value] the two numbers of the story in a table
def inception_macs(h, w, c, spec):
    return {(1, 1): 100, (2, 3): 600}.get((h, w), 0)
