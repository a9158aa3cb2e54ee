# ruff: noqa: F811
"""Right and wrong answers to `dropout`."""

import torch


# %% right in one line
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return x * mask / (1 - p) if train else x.clone()


# %% right zeros filled in
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    out = torch.zeros_like(x)
    kept = mask == 1
    out[kept] = x[kept] / (1 - p)
    return out


# %% right torch.where
def dropout(x, mask, p, train):
    if p < 0 or p >= 1:
        raise ValueError("p")
    if not train:
        return x.clone()
    return torch.where(mask > 0, x / (1 - p), torch.zeros_like(x))


# %% right masked_fill in float64
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if train:
        return (x.double() / (1.0 - p)).masked_fill(mask == 0, 0.0).to(x.dtype)
    return x


# %% right one number after the other
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    scale = 1 / (1 - p)
    flat = [v * scale if m else 0.0 for v, m in zip(x.flatten().tolist(), mask.flatten().tolist())]
    return torch.tensor(flat, dtype=x.dtype).reshape(x.shape)


# %% right the mode as a mask
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    scale = mask / (1 - p) if train else torch.ones_like(x)
    return torch.mul(x, scale)


# %% wrong idea [classic] scaled at test
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return x * mask if train else x * (1 - p)


# %% wrong idea [scaled-at-test-too] both
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return x * mask / (1 - p) if train else x * (1 - p)


# %% wrong idea [not-scaled] mask only
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    return x * mask


# %% wrong idea [p-as-keep] divided by p
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    return x * mask / p if p > 0 else x * mask * float("inf")


# %% wrong idea [times-p] multiplied by p
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    return x * mask * p


# %% wrong idea [times-keep] multiplied by the share that is kept
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    return x * mask * (1 - p)


# %% wrong idea [mask-reversed] mask taken for what is dropped
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    return x * (1 - mask) / (1 - p)


# %% wrong idea [mask-at-test] the mode forgotten
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return x * mask / (1 - p)


# %% wrong idea [share-of-this-mask] divided by what the mask kept
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    return x * mask / mask.mean()


# %% wrong idea [survivors-gathered] dropped ones are gone
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not train:
        return x.clone()
    return x[mask == 1] / (1 - p)


# %% wrong idea [mode-reversed] if train: return x
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if train:
        return x.clone()
    return x * mask / (1 - p)


# %% wrong edge [p-unchecked] everything is divided
def dropout(x, mask, p, train):
    if not train:
        return x.clone()
    return x * mask / (1 - p) if p < 1 else x * mask * float("inf")


# %% wrong edge [p-zero-refused] p = 0 refused
def dropout(x, mask, p, train):
    if not 0 < p < 1:
        raise ValueError(p)
    return x * mask / (1 - p) if train else x.clone()


# %% wrong idea [off-limits] torch's own
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return torch.nn.functional.dropout(x, p, train)


# %% wrong idea [input-changed] in place
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    if train:
        x *= mask
        x /= 1 - p
    return x


# %% wrong idea [scaled-only] the mask forgotten
def dropout(x, mask, p, train):
    if not 0 <= p < 1:
        raise ValueError(p)
    return x / (1 - p) if train else x.clone()
