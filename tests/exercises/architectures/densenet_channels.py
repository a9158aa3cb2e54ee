# ruff: noqa: F811
"""Right and wrong answers to `densenet_channels`."""

from itertools import pairwise

import torch


# %% right a walk
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        if i:
            steps.append(steps[-1] // 2)
        steps.append(steps[-1] + layers * growth)
    return steps


# %% right halves everywhere, last one dropped
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for layers in blocks:
        grown = steps[-1] + layers * growth
        steps += [grown, grown // 2]
    return steps[:-1]


# %% right recursion
def densenet_channels(k0, growth, blocks):
    grown = k0 + growth * blocks[0]
    if len(blocks) == 1:
        return [k0, grown]
    return [k0, grown, *densenet_channels(grown // 2, growth, blocks[1:])]


# %% right layer by layer
def densenet_channels(k0, growth, blocks):
    maps, steps = k0, [k0]
    left = len(blocks)
    for layers in blocks:
        for _ in range(layers):
            maps = maps + growth
        steps.append(maps)
        left -= 1
        if left > 0:
            maps = maps >> 1
            steps.append(maps)
    return steps


# %% right maps are really joined
def densenet_channels(k0, growth, blocks):
    x = torch.zeros(k0)
    steps = [k0]
    for i in range(len(blocks)):
        x = torch.cat([x, torch.zeros(growth * blocks[i])])
        steps.append(len(x))
        if i != len(blocks) - 1:
            x = x[: len(x) // 2]
            steps.append(len(x))
    return steps


# %% right in pairs
def densenet_channels(k0, growth, blocks):
    steps = [k0, k0 + growth * blocks[0]]
    for _, layers in pairwise(blocks):
        half = steps[-1] // 2
        steps.extend((half, half + layers * growth))
    return steps


# %% wrong idea [last-transition] a transition behind every block
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for layers in blocks:
        steps.append(steps[-1] + layers * growth)
        steps.append(steps[-1] // 2)
    return steps


# %% wrong idea [halved-before-the-block] halves first
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for layers in blocks:
        steps.append(steps[-1] // 2)
        steps.append(steps[-1] + layers * growth)
    return steps


# %% wrong idea [squeeze-counted] four growths
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        steps.append(steps[-1] + layers * 4 * growth)
        if i < len(blocks) - 1:
            steps.append(steps[-1] // 2)
    return steps


# %% wrong idea [never-halved] only the side is halved
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        steps.append(steps[-1] + layers * growth)
        if i < len(blocks) - 1:
            steps.append(steps[-1])
    return steps


# %% wrong idea [transitions-left-out] halves but does not write it down
def densenet_channels(k0, growth, blocks):
    maps, steps = k0, [k0]
    for layers in blocks:
        maps += layers * growth
        steps.append(maps)
        maps //= 2
    return steps


# %% wrong idea [transitions-left-out] one long block
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for layers in blocks:
        steps.append(steps[-1] + layers * growth)
    return steps


# %% wrong idea [stem-left-out] begins behind the first block
def densenet_channels(k0, growth, blocks):
    steps, maps = [], k0
    for i, layers in enumerate(blocks):
        maps += layers * growth
        steps.append(maps)
        if i < len(blocks) - 1:
            maps //= 2
            steps.append(maps)
    return steps


# %% wrong idea [one-layer-a-block] layers not read
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i in range(len(blocks)):
        steps.append(steps[-1] + growth)
        if i < len(blocks) - 1:
            steps.append(steps[-1] // 2)
    return steps


# %% wrong idea [starts-anew] k0 for each block
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        steps.append(k0 + layers * growth)
        if i < len(blocks) - 1:
            steps.append(steps[-1] // 2)
    return steps


# %% wrong idea [old-maps-forgotten] new maps alone
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        steps.append(layers * growth)
        if i < len(blocks) - 1:
            steps.append(steps[-1] // 2)
    return steps


# %% wrong idea [every-layer-listed] all layers
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        for _ in range(layers):
            steps.append(steps[-1] + growth)
        if i < len(blocks) - 1:
            steps.append(steps[-1] // 2)
    return steps


# %% wrong edge [odd-rounded-up] the larger half
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        steps.append(steps[-1] + layers * growth)
        if i < len(blocks) - 1:
            steps.append(-(-steps[-1] // 2))
    return steps


# %% wrong idea [type] a float half
def densenet_channels(k0, growth, blocks):
    steps = [k0]
    for i, layers in enumerate(blocks):
        steps.append(steps[-1] + layers * growth)
        if i < len(blocks) - 1:
            steps.append(steps[-1] / 2)
    return steps
