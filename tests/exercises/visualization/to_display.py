# ruff: noqa: F811
"""Right and wrong answers to `to_display`."""

import torch


# %% right flattened filters
def to_display(w):
    top = w.flatten(1).abs().max(1).values
    top[top == 0] = 1
    return (w / top[:, None, None, None] + 1) / 2


# %% right filter by filter
def to_display(w):
    shades = torch.full_like(w, 0.5)
    for i in range(len(w)):
        top = w[i].abs().max()
        if top > 0:
            shades[i] += w[i] / (2 * top)
    return shades


# %% right larger of largest and negated smallest
def to_display(w):
    high = w.amax((1, 2, 3), keepdim=True)
    low = w.amin((1, 2, 3), keepdim=True)
    top = torch.maximum(high, -low)
    return torch.where(top > 0, 0.5 + w / (2 * top), torch.full_like(w, 0.5))


# %% right infinity norm and nan mended
def to_display(w):
    top = torch.linalg.vector_norm(w, float("inf"), dim=(1, 2, 3), keepdim=True)
    return (w / top).nan_to_num(0) * 0.5 + 0.5


# %% right straight line between minus top and top
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    top = top + (top == 0)
    return (w - (-top)) / (top - (-top))


# %% right plain lists
def to_display(w):
    rows = []
    for row in w.flatten(1).tolist():
        top = max(abs(v) for v in row) or 1.0
        rows.append([0.5 + 0.5 * v / top for v in row])
    return torch.tensor(rows, dtype=w.dtype).view(w.shape)


# %% wrong edge [zero-over-zero] nothing done about zeros
def to_display(w):
    return 0.5 + w / (2 * w.abs().amax((1, 2, 3), keepdim=True))


# %% wrong idea [min-max] filter by filter
def to_display(w):
    low = w.amin((1, 2, 3), keepdim=True)
    high = w.amax((1, 2, 3), keepdim=True)
    return (w - low) / (high - low)


# %% wrong idea [min-max] all together
def to_display(w):
    return (w - w.min()) / (w.max() - w.min())


# %% wrong idea [one-scale-for-all] largest of all
def to_display(w):
    return 0.5 + 0.5 * w / w.abs().max()


# %% wrong idea [scale-for-each-colour] kernels apart
def to_display(w):
    top = w.abs().amax((2, 3), keepdim=True)
    return 0.5 + 0.5 * w / torch.where(top > 0, top, 1)


# %% wrong idea [scale-for-each-pixel] colours of a pixel
def to_display(w):
    top = w.abs().amax(1, keepdim=True)
    return 0.5 + 0.5 * w / torch.where(top > 0, top, 1)


# %% wrong idea [scale-across-filters] dim=0
def to_display(w):
    top = w.abs().amax(0, keepdim=True)
    return 0.5 + 0.5 * w / torch.where(top > 0, top, 1)


# %% wrong idea [size-forgotten] largest without its size
def to_display(w):
    top = w.amax((1, 2, 3), keepdim=True)
    return 0.5 + 0.5 * w / torch.where(top == 0, 1, top)


# %% wrong idea [not-halved] one to each side
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return 0.5 + w / torch.where(top > 0, top, 1)


# %% wrong idea [not-halved] one to each side, cut
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return (0.5 + w / torch.where(top > 0, top, 1)).clamp(0, 1)


# %% wrong idea [still-signed] minus one to one
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return w / torch.where(top > 0, top, 1)


# %% wrong idea [still-signed] halved and not shifted
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return w / torch.where(top > 0, top, 1) / 2


# %% wrong idea [signs-lost] absolute values
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return w.abs() / torch.where(top > 0, top, 1)


# %% wrong idea [signs-lost] sizes above the middle
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return 0.5 + 0.5 * w.abs() / torch.where(top > 0, top, 1)


# %% wrong idea [signs-lost] negatives cut
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return (w / torch.where(top > 0, top, 1)).clamp(0, 1)


# %% wrong idea [darker-is-larger] subtracted
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return 0.5 - 0.5 * w / torch.where(top > 0, top, 1)


# %% wrong idea [cut] shifted and clipped
def to_display(w):
    return torch.clamp(w + 0.5, 0, 1)


# %% wrong idea [cut] halved, shifted and clipped
def to_display(w):
    return torch.clamp(w / 2 + 0.5, 0, 1)


# %% wrong idea [squashed] sigmoid
def to_display(w):
    return torch.sigmoid(w)


# %% wrong idea [squashed] sigmoid of scaled weights
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return torch.sigmoid(w / torch.where(top > 0, top, 1))


# %% wrong idea [squashed] tanh
def to_display(w):
    return (torch.tanh(w) + 1) / 2


# %% wrong idea [not-scaled] only shifted
def to_display(w):
    return w + 0.5


# %% wrong idea [scaled-by-length] norm
def to_display(w):
    length = w.square().sum((1, 2, 3), keepdim=True).sqrt()
    return 0.5 + 0.5 * w / torch.where(length > 0, length, 1)


# %% wrong idea [spread-for-size] standard deviation
def to_display(w):
    spread = w.std((1, 2, 3), keepdim=True)
    return 0.5 + 0.5 * w / torch.where(spread > 0, spread, 1)


# %% wrong idea [bytes] 0 to 255
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return 127.5 + 127.5 * w / torch.where(top > 0, top, 1)


# %% wrong idea [bytes] whole shades
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    return (127.5 + 127.5 * w / torch.where(top > 0, top, 1)).round()


# %% wrong idea [input-changed] in place
def to_display(w):
    top = w.abs().amax((1, 2, 3), keepdim=True)
    w /= torch.where(top > 0, top, 1)
    return 0.5 + 0.5 * w


# %% wrong edge [small-number-added] plus 1e-8
def to_display(w):
    m = w.abs().amax(dim=(1, 2, 3), keepdim=True)
    return 0.5 + w / (2 * (m + 1e-8))


# %% wrong edge [small-number-added] plus 1e-6
def to_display(w):
    return 0.5 + 0.5 * w / (w.abs().amax((1, 2, 3), keepdim=True) + 1e-6)


# %% wrong idea [spread-for-size] std scale
def to_display(w):
    s = w.flatten(1).std(dim=1).view(-1, 1, 1, 1)
    return (0.5 + w / (2 * s)).clamp(0, 1)


# %% wrong idea [each-side-its-own] positive and negative scaled apart
def to_display(w):
    hi = w.clamp(min=0).amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-30)
    lo = (-w).clamp(min=0).amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-30)
    return torch.where(w > 0, 0.5 + w / (2 * hi), 0.5 + w / (2 * lo))


# %% wrong edge [zeros-black] zeros -> 0
def to_display(w):
    m = w.abs().amax(dim=(1, 2, 3), keepdim=True)
    return torch.nan_to_num(0.5 + w / (2 * m))
