# ruff: noqa: F811
"""Right and wrong answers to `head_params`."""

import torch


# %% right layer by layer
def head_params(h, w, c, hidden, K, mode):
    if mode == "flatten":
        n = h * w * c
    elif mode == "global":
        n = c
    else:
        raise ValueError("mode")
    if hidden == 0:
        return n * K + K
    return n * hidden + hidden + hidden * K + K


# %% right a dictionary of modes
def head_params(h, w, c, hidden, K, mode):
    sizes = {"flatten": h * w * c, "global": c}
    if mode not in sizes:
        raise ValueError(mode)
    total, read = 0, sizes[mode]
    for units in (hidden, K):
        if units:
            total += (read + 1) * units
            read = units
    return total


# %% right tensors are made and counted
def head_params(h, w, c, hidden, K, mode):
    maps = torch.zeros(c, h, w)
    if mode == "flatten":
        x = maps.flatten()
    elif mode == "global":
        x = maps.amax((1, 2))
    else:
        raise ValueError(f"{mode} is not known")
    tensors = []
    for units in [hidden, K] if hidden > 0 else [K]:
        weight, bias = torch.zeros(units, len(x)), torch.zeros(units)
        x = weight @ x + bias
        tensors += [weight, bias]
    return sum(t.numel() for t in tensors)


# %% right match
def head_params(h, w, c, hidden, K, mode):
    match mode:
        case "flatten":
            features = c * h * w
        case "global":
            features = c
        case _:
            raise ValueError(mode)
    dense = lambda a, b: b * (a + 1)
    return dense(features, hidden) + dense(hidden, K) if hidden else dense(features, K)


# %% right weights and biases apart
def head_params(h, w, c, hidden, K, mode):
    if mode not in ["global", "flatten"]:
        raise ValueError
    n = c * (h * w) ** (mode == "flatten")
    if not hidden:
        weights, biases = n * K, K
    else:
        weights, biases = hidden * (n + K), hidden + K
    return weights + biases


# %% wrong idea [mode-ignored] always flat
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K


# %% wrong idea [mode-ignored] always global
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    return (c + 1) * hidden + (hidden + 1) * K if hidden else (c + 1) * K


# %% wrong idea [modes-swapped] the other way round
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "global" else c
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K


# %% wrong idea [places-for-maps] the places are kept
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else h * w
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K


# %% wrong idea [sides-added] h plus w
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = (h + w) * c if mode == "flatten" else c
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K


# %% wrong idea [one-side] a row of each map
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = w * c if mode == "flatten" else c
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K


# %% wrong idea [square-maps] h squared
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h**2 * c if mode == "flatten" else c
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K


# %% wrong idea [no-biases] weights alone
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return n * hidden + hidden * K if hidden else n * K


# %% wrong idea [one-bias-a-layer] plus one
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return n * hidden + 1 + hidden * K + 1 if hidden else n * K + 1


# %% wrong idea [last-bias-missing] biases of the hidden layer only
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return n * hidden + hidden + hidden * K if hidden else n * K


# %% wrong idea [biases-of-inputs] a bias for each number read
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return n * (hidden + 1) + hidden * (K + 1) if hidden else n * (K + 1)


# %% wrong idea [last-layer-missing] the hidden layer alone
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return (n + 1) * (hidden or K)


# %% wrong idea [hidden-layer-missing] straight to the classes
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return (n + 1) * K


# %% wrong idea [last-layer-reads-features] features read twice
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return (n + 1) * hidden + (n + 1) * K if hidden else (n + 1) * K


# %% wrong edge [no-hidden-layer] a layer of size 0
def head_params(h, w, c, hidden, K, mode):
    if mode not in ("flatten", "global"):
        raise ValueError
    n = h * w * c if mode == "flatten" else c
    return (n + 1) * hidden + (hidden + 1) * K


# %% wrong edge [mode-not-checked] else is global
def head_params(h, w, c, hidden, K, mode):
    n = h * w * c if mode == "flatten" else c
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K


# %% wrong edge [mode-not-checked] else is flat
def head_params(h, w, c, hidden, K, mode):
    n = c if mode == "global" else h * w * c
    return (n + 1) * hidden + (hidden + 1) * K if hidden else (n + 1) * K
