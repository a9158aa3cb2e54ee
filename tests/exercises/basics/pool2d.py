# ruff: noqa: F811, RET503
"""Right and wrong answers to `pool2d`."""

import math

import torch
import torch.nn.functional as F


# %% right loops over windows
def pool2d(x, k, stride, mode):
    if mode not in ("max", "average", "l2"):
        raise ValueError("unknown mode")
    c, h, w = x.shape
    out = torch.zeros(c, (h - k) // stride + 1, (w - k) // stride + 1)
    for m in range(c):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                window = x[m, i * stride : i * stride + k, j * stride : j * stride + k]
                if mode == "max":
                    out[m, i, j] = window.max()
                elif mode == "average":
                    out[m, i, j] = window.mean()
                else:
                    out[m, i, j] = (window**2).sum().sqrt()
    return out


# %% right unfold and a table of functions
def pool2d(x, k, stride, mode):
    functions = {
        "max": lambda v: v.amax((3, 4)),
        "average": lambda v: v.mean((3, 4)),
        "l2": lambda v: torch.linalg.vector_norm(v, dim=(3, 4)),
    }
    if mode not in functions:
        raise ValueError(f"{mode}?")
    return functions[mode](x.unfold(1, k, stride).unfold(2, k, stride))


# %% right as_strided in float64
def pool2d(x, k, stride, mode):
    x = x.double().contiguous()
    c, h, w = x.shape
    rows, columns = (h - k) // stride + 1, (w - k) // stride + 1
    v = x.as_strided((c, rows, columns, k, k), (h * w, w * stride, stride, w, 1)).flatten(3)
    match mode:
        case "max":
            return v.max(dim=3).values
        case "average":
            return v.sum(3) / k**2
        case "l2":
            return torch.sqrt(torch.sum(v * v, 3))
    raise ValueError(mode)


# %% right shifted maps, with a subclass of ValueError
def pool2d(x, k, stride, mode):
    class UnknownMode(ValueError):
        pass

    if mode not in {"max", "average", "l2"}:
        raise UnknownMode(mode)
    rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
    parts = torch.stack([x[:, a : a + rows, b : b + columns] for a in range(k) for b in range(k)])[
        ..., ::stride, ::stride
    ]
    if mode == "max":
        return parts.max(0).values
    return parts.mean(0) if mode == "average" else parts.pow(2).sum(0).pow(0.5)


# %% right plain Python numbers
def pool2d(x, k, stride, mode):
    def one(values):
        if mode == "max":
            return max(values)
        if mode == "average":
            return sum(values) / len(values)
        if mode == "l2":
            return math.sqrt(sum(v * v for v in values))
        raise ValueError("mode must be max, average or l2")

    c, h, w = x.shape
    x = x.tolist()
    return torch.tensor(
        [
            [
                [
                    one([x[m][i + a][j + b] for a in range(k) for b in range(k)])
                    for j in range(0, w - k + 1, stride)
                ]
                for i in range(0, h - k + 1, stride)
            ]
            for m in range(c)
        ]
    )


# %% right im2col
def pool2d(x, k, stride, mode):
    rows, columns = (x.shape[1] - k) // stride + 1, (x.shape[2] - k) // stride + 1
    v = F.unfold(x[:, None], k, stride=stride)  # c k·k places
    if mode == "max":
        v = v.amax(1)
    elif mode == "average":
        v = v.mean(1)
    elif mode == "l2":
        v = v.norm(dim=1)
    else:
        raise ValueError
    return v.reshape(-1, rows, columns)


# %% wrong idea [across-channels] maximum over all maps
def pool2d(x, k, stride, mode):
    if mode not in ("max", "average", "l2"):
        raise ValueError(mode)
    _, h, w = x.shape
    out = torch.zeros((h - k) // stride + 1, (w - k) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            window = x[:, i * stride : i * stride + k, j * stride : j * stride + k]
            if mode == "max":
                out[i, j] = window.max()
            elif mode == "average":
                out[i, j] = window.mean()
            else:
                out[i, j] = window.norm()
    return out


# %% wrong idea [across-channels] one result written into every map
def pool2d(x, k, stride, mode):
    if mode not in ("max", "average", "l2"):
        raise ValueError(mode)
    c, h, w = x.shape
    out = torch.zeros(c, (h - k) // stride + 1, (w - k) // stride + 1)
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            window = x[:, i * stride : i * stride + k, j * stride : j * stride + k]
            out[:, i, j] = {"max": window.max(), "average": window.mean(), "l2": window.norm()}[mode]
    return out


# %% wrong idea [stride-always-k] stride never used
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, k).unfold(2, k, k).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% wrong idea [stride-left-out] windows one pixel apart
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, 1).unfold(2, k, 1).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% wrong edge [max-starts-at-zero] best = 0
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        best = torch.zeros(v.shape[:3], dtype=x.dtype)
        for p in range(k * k):
            best = torch.maximum(best, v[..., p])
        return best
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% wrong idea [l2-without-root] sum of squares
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return (v**2).sum(3)
    raise ValueError(mode)


# %% wrong idea [l2-as-mean] root mean square
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return (v**2).mean(3).sqrt()
    raise ValueError(mode)


# %% wrong idea [l2-as-l1] sum of sizes
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(p=1, dim=3)
    raise ValueError(mode)


# %% wrong idea [sum-for-mean] sum in place of the mean
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.sum(3)
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% wrong idea [divided-by-k] divided by the side
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.sum(3) / k
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% wrong idea [rounded-up] cut windows at the edge
def pool2d(x, k, stride, mode):
    if mode not in ("max", "average", "l2"):
        raise ValueError(mode)
    c, h, w = x.shape
    out = torch.zeros(c, math.ceil((h - k) / stride) + 1, math.ceil((w - k) / stride) + 1)
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            window = x[:, i * stride : i * stride + k, j * stride : j * stride + k].flatten(1)
            if mode == "max":
                out[:, i, j] = window.amax(1)
            elif mode == "average":
                out[:, i, j] = window.mean(1)
            else:
                out[:, i, j] = window.norm(dim=1)
    return out


# %% wrong edge [mode-unchecked] everything else is L2
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    return v.norm(dim=3)


# %% wrong edge [no-error] unknown mode gives None
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)


# %% wrong edge [none] unknown mode is printed, known ones forgotten
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "avg":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)
    print("mode?")


# %% wrong idea [type] max gives a pair
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.max(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% wrong idea [off-limits] functional pooling
def pool2d(x, k, stride, mode):
    if mode == "max":
        return F.max_pool2d(x, k, stride)
    if mode == "average":
        return F.avg_pool2d(x, k, stride)
    if mode == "l2":
        return F.lp_pool2d(x, 2, k, stride)
    raise ValueError(mode)


# %% wrong idea [off-limits] one mode from torch
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return torch.nn.MaxPool2d(k, stride)(x)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% wrong idea [input-changed] squares in place
def pool2d(x, k, stride, mode):
    if mode == "l2":
        x *= x
        return x.unfold(1, k, stride).unfold(2, k, stride).sum((3, 4)).sqrt()
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.amax(3)
    if mode == "average":
        return v.mean(3)
    raise ValueError(mode)


# %% wrong idea [max-by-size] largest absolute value
def pool2d(x, k, stride, mode):
    v = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return v.abs().amax(3)
    if mode == "average":
        return v.mean(3)
    if mode == "l2":
        return v.norm(dim=3)
    raise ValueError(mode)


# %% right columns after rows
def pool2d(x, k, stride, mode):
    means = {"max": torch.amax, "average": torch.mean, "l2": torch.linalg.vector_norm}
    try:
        reduce = means[mode]
    except KeyError:
        raise ValueError("no such mode") from None
    for axis in (1, 2):
        x = reduce(x.unfold(axis, k, stride), dim=-1)
    return x


# %% wrong idea [index-not-times-stride] the window begins at row i
def pool2d(x, k, stride, mode):
    reduce = {"max": torch.max, "average": torch.mean, "l2": torch.norm}
    if mode not in reduce:
        raise ValueError(mode)
    c, h, w = x.shape
    out = torch.zeros(c, (h - k) // stride + 1, (w - k) // stride + 1)
    for m in range(c):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[m, i, j] = reduce[mode](x[m, i : i + k, j : j + k])
    return out


# %% wrong idea [one-short] no + 1
def pool2d(x, k, stride, mode):
    reduce = {"max": torch.max, "average": torch.mean, "l2": torch.norm}
    if mode not in reduce:
        raise ValueError(mode)
    c, h, w = x.shape
    out = torch.zeros(c, (h - k) // stride, (w - k) // stride)
    for m in range(c):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                top, left = i * stride, j * stride
                out[m, i, j] = reduce[mode](x[m, top : top + k, left : left + k])
    return out


# %% wrong idea [mode-ignored] only the maximum
def pool2d(x, k, stride, mode):
    return x.unfold(1, k, stride).unfold(2, k, stride).amax((3, 4))


# %% wrong idea [type] max over an axis gives two tensors
def pool2d(x, k, stride, mode):
    windows = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return windows.max(3)
    if mode == "average":
        return windows.mean(3)
    if mode == "l2":
        return windows.norm(dim=3)
    raise ValueError(mode)


# %% wrong edge [error] another kind of error
def pool2d(x, k, stride, mode):
    assert mode in ("max", "average", "l2")
    windows = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return windows.amax(3)
    return windows.mean(3) if mode == "average" else windows.norm(dim=3)


# %% wrong edge [no-error] the error returned
def pool2d(x, k, stride, mode):
    windows = x.unfold(1, k, stride).unfold(2, k, stride).flatten(3)
    if mode == "max":
        return windows.amax(3)
    if mode == "average":
        return windows.mean(3)
    return windows.norm(dim=3) if mode == "l2" else ValueError(mode)


# %% wrong edge hidden [value] steps no longer than the window
def pool2d(x, k, stride, mode):
    step = min(stride, k)
    windows = x.unfold(1, k, step).unfold(2, k, step).flatten(3)
    if mode == "max":
        return windows.amax(3)
    if mode == "average":
        return windows.mean(3)
    if mode == "l2":
        return windows.norm(dim=3)
    raise ValueError(mode)
