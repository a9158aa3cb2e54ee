# ruff: noqa: F811
"""Right and wrong answers to `stack_branches`."""

import numpy as np
import torch


# %% right cat on the axis of the maps
def stack_branches(outs):
    first = outs[0]
    for i, out in enumerate(outs):
        if out.shape[0] != first.shape[0] or out.shape[2:] != first.shape[2:]:
            raise ValueError(f"branch {i} does not fit")
    return torch.cat(outs, 1)


# %% right a loop that fills
def stack_branches(outs):
    n, _, h, w = outs[0].shape
    for place, out in enumerate(outs):
        if out.shape != (n, out.shape[1], h, w):
            raise ValueError(f"no room for branch {place}")
    result = torch.zeros(n, sum(out.shape[1] for out in outs), h, w, dtype=outs[0].dtype)
    start = 0
    for out in outs:
        result[:, start : start + out.shape[1]] = out
        start += out.shape[1]
    return result


# %% right a list of all maps
def stack_branches(outs):
    shapes = [(out.shape[0], out.shape[2], out.shape[3]) for out in outs]
    for i in range(1, len(shapes)):
        if shapes[i] != shapes[0]:
            raise ValueError(f"{i} differs: {shapes[i]}")
    return torch.stack([out[:, j] for out in outs for j in range(out.shape[1])], dim=1)


# %% right numpy
def stack_branches(outs):
    arrays = [out.numpy() for out in outs]
    for i, a in enumerate(arrays):
        if a[:, 0].shape != arrays[0][:, 0].shape:
            raise ValueError(f"branch number {i}")
    return torch.from_numpy(np.concatenate(arrays, axis=1))


# %% right the error caught and told
def stack_branches(outs):
    try:
        return torch.cat(outs, dim=1)
    except RuntimeError:
        for i in range(len(outs)):
            if outs[i][:, :1].shape != outs[0][:, :1].shape:
                raise ValueError(f"branch {i}") from None


# %% right hstack joins along axis 1
def stack_branches(outs):
    kinds = [tuple(out.movedim(1, 0)[0].shape) for out in outs]
    odd = [i for i, kind in enumerate(kinds) if kind != kinds[0]]
    if odd:
        raise ValueError("first branch that does not fit: " + str(odd[0]))
    return torch.hstack(outs)


# %% wrong idea [branches-summed] added
def stack_branches(outs):
    total = outs[0]
    for out in outs[1:]:
        total = total + out
    return total


# %% wrong idea [branches-averaged] the mean
def stack_branches(outs):
    return torch.stack(outs).mean(0)


# %% wrong idea [joined-along-another-axis] along the width
def stack_branches(outs):
    return torch.cat(outs, dim=3)


# %% wrong idea [joined-along-another-axis] axis left out
def stack_branches(outs):
    return torch.cat(outs)


# %% wrong idea [joined-along-another-axis] along the height
def stack_branches(outs):
    return torch.cat(outs, dim=2)


# %% wrong idea [new-axis] stack
def stack_branches(outs):
    return torch.stack(outs, dim=1)


# %% wrong idea [new-axis] stack in front
def stack_branches(outs):
    return torch.stack(outs)


# %% wrong idea [cropped] to the smallest
def stack_branches(outs):
    h = min(out.shape[2] for out in outs)
    w = min(out.shape[3] for out in outs)
    return torch.cat([out[:, :, :h, :w] for out in outs], 1)


# %% wrong idea [order-of-branches] the last first
def stack_branches(outs):
    result = outs[0]
    for i, out in enumerate(outs[1:], 1):
        if out.shape[0] != outs[0].shape[0] or out.shape[2:] != outs[0].shape[2:]:
            raise ValueError(f"branch {i}")
        result = torch.cat([out, result], 1)
    return result


# %% wrong edge [counted-from-one] 1 for the first
def stack_branches(outs):
    for i, out in enumerate(outs, 1):
        if out[:, 0].shape != outs[0][:, 0].shape:
            raise ValueError(f"branch {i}")
    return torch.cat(outs, 1)


# %% wrong edge [not-the-first-odd-one] overwritten
def stack_branches(outs):
    odd = None
    for i, out in enumerate(outs):
        if out[:, 0].shape != outs[0][:, 0].shape:
            odd = i
    if odd is not None:
        raise ValueError(f"branch {odd}")
    return torch.cat(outs, 1)


# %% wrong idea [maps-must-be-alike] whole shapes compared
def stack_branches(outs):
    for i, out in enumerate(outs):
        if out.shape != outs[0].shape:
            raise ValueError(f"branch {i}")
    return torch.cat(outs, 1)


# %% wrong edge [area-compared] pixels counted
def stack_branches(outs):
    for i, out in enumerate(outs):
        if out[0, 0].numel() != outs[0][0, 0].numel() or len(out) != len(outs[0]):
            raise ValueError(f"branch {i}")
    return torch.cat(outs, 1)


# %% wrong edge [branch-not-named] which one?
def stack_branches(outs):
    for out in outs:
        if out[:, 0].shape != outs[0][:, 0].shape:
            raise ValueError("the branches do not fit together")
    return torch.cat(outs, 1)
