# ruff: noqa: F811
"""Right and wrong answers to `global_pool_head`."""

import torch
import torch.nn.functional as F


# %% right mean and amax over two axes
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean(dim=(-2, -1)) @ weight.T + bias
    if mode == "max":
        return maps.amax(dim=(-2, -1)) @ weight.T + bias
    raise ValueError(f"unknown mode {mode}")


# %% right places flattened, linear layer from torch
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    places = maps.flatten(2)
    return F.linear(places.mean(2) if mode == "average" else places.max(2).values, weight, bias)


# %% right four loops
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    n, c, h, w = maps.shape
    out = torch.zeros(n, len(weight))
    for i in range(n):
        for k in range(len(weight)):
            score = float(bias[k])
            for m in range(c):
                values = [float(maps[i, m, row, column]) for row in range(h) for column in range(w)]
                score += float(weight[k, m]) * (max(values) if mode == "max" else sum(values) / len(values))
            out[i, k] = score
    return out


# %% right einsum in float64
def global_pool_head(maps, weight, bias, mode):
    maps, weight, bias = maps.double(), weight.double(), bias.double()
    if mode == "average":
        return torch.einsum("nchw,kc->nk", maps, weight) / (maps.shape[2] * maps.shape[3]) + bias
    if mode == "max":
        return torch.einsum("nc,kc->nk", maps.max(3).values.max(2).values, weight) + bias
    raise ValueError(mode)


# %% right a subclass of ValueError
def global_pool_head(maps, weight, bias, mode):
    class BadMode(ValueError):
        pass

    functions = {"average": torch.mean, "max": torch.amax}
    if mode not in functions:
        raise BadMode(mode)
    return functions[mode](maps, (2, 3)).matmul(weight.t()).add(bias)


# %% right sorted places
def global_pool_head(maps, weight, bias, mode):
    n, c, h, w = maps.shape
    ordered = maps.reshape(n, c, h * w).sort(dim=2, descending=True).values
    match mode:
        case "average":
            numbers = ordered.sum(2) / (h * w)
        case "max":
            numbers = ordered[:, :, 0]
        case _:
            raise ValueError(mode)
    return (weight @ numbers.T).T + bias


# %% wrong idea [over-channels] mean over channels, then flattened
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        pooled = maps.mean(1)
    elif mode == "max":
        pooled = maps.amax(1)
    else:
        raise ValueError(mode)
    return pooled.flatten(1) @ weight.T + bias


# %% wrong idea [over-channels] mean over channels
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean(1) @ weight.T + bias
    if mode == "max":
        return maps.amax(1) @ weight.T + bias
    raise ValueError(mode)


# %% wrong idea [over-images] mean over everything but channels
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean((0, 2, 3)) @ weight.T + bias
    if mode == "max":
        return maps.amax((0, 2, 3)) @ weight.T + bias
    raise ValueError(mode)


# %% wrong idea [one-axis-only] mean over columns
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean(3) @ weight.T + bias
    if mode == "max":
        return maps.amax(3) @ weight.T + bias
    raise ValueError(mode)


# %% wrong idea [one-axis-only] rows kept by einsum
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    rows = maps.mean(3) if mode == "average" else maps.amax(3)
    return torch.einsum("nch,kc->nkh", rows, weight) + bias[:, None]


# %% wrong idea [flatten-and-cut] as many pixels as there are weights
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    return maps.flatten(1)[:, : weight.shape[1]] @ weight.T + bias


# %% wrong idea [flatten-and-cut] first pixel of each map
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    return maps[..., 0, 0] @ weight.T + bias


# %% wrong idea [sum-for-mean] sum
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.sum((2, 3)) @ weight.T + bias
    if mode == "max":
        return maps.amax((2, 3)) @ weight.T + bias
    raise ValueError(mode)


# %% wrong idea [modes-swapped] wrong branch
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    pooled = maps.mean((2, 3)) if mode == "max" else maps.amax((2, 3))
    return pooled @ weight.T + bias


# %% wrong idea [mode-ignored] always the average
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    return maps.mean((2, 3)) @ weight.T + bias


# %% wrong idea [bias-left-out] no bias
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean((2, 3)) @ weight.T
    if mode == "max":
        return maps.amax((2, 3)) @ weight.T
    raise ValueError(mode)


# %% wrong idea [softmax-applied] probabilities
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return (maps.mean((2, 3)) @ weight.T + bias).softmax(1)
    if mode == "max":
        return (maps.amax((2, 3)) @ weight.T + bias).softmax(1)
    raise ValueError(mode)


# %% wrong edge [mode-unchecked] everything else is max
def global_pool_head(maps, weight, bias, mode):
    pooled = maps.mean((2, 3)) if mode == "average" else maps.amax((2, 3))
    return pooled @ weight.T + bias


# %% wrong edge [max-starts-at-zero] a search that starts at zero
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean((2, 3)) @ weight.T + bias
    if mode == "max":
        best = torch.zeros(maps.shape[:2], dtype=maps.dtype)
        for place in maps.flatten(2).unbind(2):
            best = torch.maximum(best, place)
        return best @ weight.T + bias
    raise ValueError(mode)


# %% wrong idea [off-limits] adaptive pooling
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return F.adaptive_avg_pool2d(maps, 1).flatten(1) @ weight.T + bias
    if mode == "max":
        return F.adaptive_max_pool2d(maps, 1).flatten(1) @ weight.T + bias
    raise ValueError(mode)


# %% wrong idea [off-limits] pooling with a window as large as the map
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return F.avg_pool2d(maps, maps.shape[2:])[:, :, 0, 0] @ weight.T + bias
    if mode == "max":
        return maps.amax((2, 3)) @ weight.T + bias
    raise ValueError(mode)


# %% wrong idea [error] weight not transposed
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean((2, 3)) @ weight + bias
    if mode == "max":
        return maps.amax((2, 3)) @ weight + bias
    raise ValueError(mode)


# %% wrong idea [max-by-size] largest absolute value
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        return maps.mean((2, 3)) @ weight.T + bias
    if mode == "max":
        return maps.norm(p=float("inf"), dim=(2, 3)) @ weight.T + bias
    raise ValueError(mode)


# %% right the largest quantile
def global_pool_head(maps, weight, bias, mode):
    flat = maps.flatten(2)
    if mode == "max":
        return F.linear(flat.quantile(1.0, dim=2), weight, bias)
    if mode == "average":
        return F.linear(flat.mean(2), weight, bias)
    raise ValueError(mode)


# %% wrong idea [scores-pooled] scores at every place, then the pool
def global_pool_head(maps, weight, bias, mode):
    scores = torch.einsum("nchw,kc->nkhw", maps, weight) + bias[:, None, None]
    if mode == "average":
        return scores.mean((2, 3))
    if mode == "max":
        return scores.amax((2, 3))
    raise ValueError(mode)


# %% wrong edge [error] right but for float64
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    pooled = torch.zeros(maps.shape[:2])
    for image, out in zip(maps, pooled, strict=True):
        for c, one in enumerate(image):
            out[c] = one.mean() if mode == "average" else one.max()
    return pooled @ weight.T + bias


# %% wrong idea [maxima-averaged] mean of the rows' maxima
def global_pool_head(maps, weight, bias, mode):
    if mode not in ("average", "max"):
        raise ValueError(mode)
    pooled = maps.mean((2, 3)) if mode == "average" else maps.amax(3).mean(2)
    return pooled @ weight.T + bias


# %% wrong idea [relu-after-pooling] a ReLU between pooling and scores
def global_pool_head(maps, weight, bias, mode):
    if mode == "average":
        pooled = maps.mean((2, 3)).relu()
    elif mode == "max":
        pooled = maps.amax((2, 3)).relu()
    else:
        raise ValueError(mode)
    return pooled @ weight.T + bias
