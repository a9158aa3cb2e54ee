# ruff: noqa: F811
"""Right and wrong answers to `relu_backward`."""

import torch
import torch.nn.functional as F


# %% right masks that are multiplied
def relu_backward(x, g, rule):
    if rule == "gradient":
        return g * (x > 0)
    if rule == "deconvnet":
        return g * (g > 0)
    return g * (x > 0) * (g > 0)


# %% right relu of what comes down
def relu_backward(x, g, rule):
    back = g if rule == "gradient" else F.relu(g)
    return back if rule == "deconvnet" else back * x.gt(0).to(x.dtype)


# %% right number by number
def relu_backward(x, g, rule):
    out = []
    for a, b in zip(x.flatten().tolist(), g.flatten().tolist()):
        opened = (a > 0 or rule == "deconvnet") and (b > 0 or rule == "gradient")
        out.append(b if opened else 0.0)
    return torch.tensor(out, dtype=x.dtype).reshape(x.shape)


# %% right autograd for the first gate
def relu_backward(x, g, rule):
    if rule != "gradient":
        g = g.clamp(min=0)
    if rule == "deconvnet":
        return g
    leaf = x.clone().requires_grad_()
    F.relu(leaf).backward(g)
    return leaf.grad


# %% right a copy with zeros written in
def relu_backward(x, g, rule):
    out = g.clone()
    if rule in ("gradient", "guided"):
        out[x <= 0] = 0
    if rule in ("deconvnet", "guided"):
        out[g <= 0] = 0
    return out


# %% right a table of masks
def relu_backward(x, g, rule):
    masks = {"gradient": x > 0, "deconvnet": g > 0, "guided": (x > 0) & (g > 0)}
    return torch.where(masks[rule], g, torch.zeros_like(g))


# %% wrong idea [rules-swapped] gradient asks what comes down
def relu_backward(x, g, rule):
    if rule == "gradient":
        return g * (g > 0)
    if rule == "deconvnet":
        return g * (x > 0)
    return g * (x > 0) * (g > 0)


# %% wrong idea [guided-alone] guided is the gradient
def relu_backward(x, g, rule):
    return F.relu(g) if rule == "deconvnet" else g * (x > 0)


# %% wrong idea [guided-alone] guided is DeconvNet
def relu_backward(x, g, rule):
    return g * (x > 0) if rule == "gradient" else F.relu(g)


# %% wrong idea [one-rule] the gradient for all
def relu_backward(x, g, rule):
    return torch.where(x > 0, g, torch.zeros_like(g))


# %% wrong idea [one-rule] guided for all
def relu_backward(x, g, rule):
    return F.relu(g) * (x > 0)


# %% wrong idea [either] one gate is enough
def relu_backward(x, g, rule):
    masks = {"gradient": x > 0, "deconvnet": g > 0, "guided": (x > 0) | (g > 0)}
    return g * masks[rule]


# %% wrong idea [absolute] size of what comes down
def relu_backward(x, g, rule):
    back = g.abs()
    return back if rule == "deconvnet" else back * (x > 0)


# %% wrong idea [absolute] size of the result
def relu_backward(x, g, rule):
    masks = {"gradient": x > 0, "deconvnet": g > 0, "guided": (x > 0) & (g > 0)}
    return (g * masks[rule]).abs()


# %% wrong idea [mask] which go on
def relu_backward(x, g, rule):
    masks = {"gradient": (x > 0) & (g != 0), "deconvnet": g > 0, "guided": (x > 0) & (g > 0)}
    return masks[rule].to(g.dtype)


# %% wrong idea [input-goes-on] x behind the gates
def relu_backward(x, g, rule):
    masks = {"gradient": (x > 0) & (g != 0), "deconvnet": g > 0, "guided": (x > 0) & (g > 0)}
    return x * masks[rule]


# %% wrong idea [gate-by-product] one question for both
def relu_backward(x, g, rule):
    if rule == "guided":
        return torch.where(x * g > 0, g, torch.zeros_like(g))
    return F.relu(g) if rule == "deconvnet" else g * (x > 0)


# %% wrong edge [zero-opens] x of 0 lets through
def relu_backward(x, g, rule):
    if rule != "deconvnet":
        g = torch.where(x >= 0, g, 0)
    return g if rule == "gradient" else g.clamp(min=0)


# %% wrong idea [input-multiplied] x*g
def relu_backward(x, g, rule):
    if rule == "gradient":
        return torch.relu(x) * g
    if rule == "deconvnet":
        return x * torch.relu(g)
    return torch.relu(x) * torch.relu(g)


# %% wrong idea [input-goes-on] forward of x for deconvnet
def relu_backward(x, g, rule):
    if rule == "gradient":
        return g * (x > 0)
    if rule == "deconvnet":
        return torch.relu(x)
    return torch.relu(x) * (g > 0)


# %% wrong idea [input-multiplied] leaky/ g*relu'(g)
def relu_backward(x, g, rule):
    if rule == "gradient":
        return torch.relu(x * g)
    if rule == "deconvnet":
        return torch.relu(g)
    return torch.relu(torch.relu(x) * g)


# %% wrong idea [gate-always-open] the gradient as it is
def relu_backward(x, g, rule):
    if rule == "gradient":
        return g
    return g.relu() if rule == "deconvnet" else g.relu() * (x > 0)


# %% wrong idea [sign-of-the-input] relu of g times sign
def relu_backward(x, g, rule):
    if rule == "gradient":
        return torch.relu(g * torch.sign(x))
    return g.relu() if rule == "deconvnet" else g.relu() * (x > 0)
