# ruff: noqa: F811
"""Right and wrong answers to `ascent_step`."""

import torch


# %% right slope of L, then a step
def ascent_step(x, grad, lr, l2):
    slope = grad - 2 * l2 * x
    return x + lr * slope


# %% right decay first
def ascent_step(x, grad, lr, l2):
    return x * (1 - 2 * lr * l2) + lr * grad


# %% right torch.add
def ascent_step(x, grad, lr, l2):
    return torch.add(torch.add(x, grad, alpha=lr), x, alpha=-2 * lr * l2)


# %% right autograd of the price
def ascent_step(x, grad, lr, l2):
    free = x.clone().requires_grad_()
    price = l2 * free.square().sum()
    (slope,) = torch.autograd.grad(price, free)
    return x + lr * (grad - slope)


# %% right einsum of the two terms
def ascent_step(x, grad, lr, l2):
    terms = torch.stack([x, grad])
    weights = torch.tensor([1 - 2 * lr * l2, lr], dtype=x.dtype)
    return torch.einsum("tnchw,t->nchw", terms, weights)


# %% right pixel by pixel
def ascent_step(x, grad, lr, l2):
    moved = [
        a + lr * (g - 2 * l2 * a) for a, g in zip(x.flatten().tolist(), grad.flatten().tolist(), strict=True)
    ]
    return torch.tensor(moved, dtype=x.dtype).view(x.shape)


# %% wrong idea [downhill] minus, as in training
def ascent_step(x, grad, lr, l2):
    return x - lr * (grad - 2 * l2 * x)


# %% wrong idea [downhill] minus, and no price
def ascent_step(x, grad, lr, l2):
    return x - lr * grad


# %% wrong idea [downhill] minus with weight decay
def ascent_step(x, grad, lr, l2):
    return x - lr * (grad + 2 * l2 * x)


# %% wrong idea [price-added] plus in both places
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad + 2 * l2 * x)


# %% wrong idea [half-the-price] λ for 2λ
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - l2 * x)


# %% wrong idea [price-outside-the-rate] taken off beside the step
def ascent_step(x, grad, lr, l2):
    return x + lr * grad - 2 * l2 * x


# %% wrong idea [price-outside-the-rate] and half of it
def ascent_step(x, grad, lr, l2):
    return x + lr * grad - l2 * x


# %% wrong idea [price-of-the-new-picture] two steps, one after the other
def ascent_step(x, grad, lr, l2):
    y = x + lr * grad
    return y - lr * 2 * l2 * y


# %% wrong idea [norm-without-square] slope of the norm
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - l2 * x / x.norm())


# %% wrong idea [price-is-a-number] the price in place of its slope
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - l2 * (x**2).sum())


# %% wrong idea [square-of-the-pixel] λ x²
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - l2 * x * x)


# %% wrong idea [no-price] λ forgotten
def ascent_step(x, grad, lr, l2):
    return x + lr * grad


# %% wrong idea [rate-forgotten] η forgotten
def ascent_step(x, grad, lr, l2):
    return x + grad - 2 * l2 * x


# %% wrong idea [only-the-step] the change
def ascent_step(x, grad, lr, l2):
    return lr * (grad - 2 * l2 * x)


# %% wrong idea [sign-of-the-gradient] as in an attack
def ascent_step(x, grad, lr, l2):
    return x + lr * torch.sign(grad - 2 * l2 * x)


# %% wrong idea [cut-off] back to [0, 1]
def ascent_step(x, grad, lr, l2):
    return (x + lr * (grad - 2 * l2 * x)).clamp(0, 1)


# %% wrong idea [cut-off] clamp between
def ascent_step(x, grad, lr, l2):
    return (x + lr * grad).clamp(0, 1) - 2 * lr * l2 * x


# %% wrong idea [input-changed] in place
def ascent_step(x, grad, lr, l2):
    x += lr * (grad - 2 * l2 * x)
    return x


# %% wrong idea [price-of-sizes] l2 sign
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - 2 * l2 * x.sign())


# %% wrong idea [sign-of-the-pixel-lost] 2 * lambda * abs
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad - 2 * l2 * x.abs())


# %% wrong idea [shrunk-at-the-end] decay (1-l2)
def ascent_step(x, grad, lr, l2):
    return (1 - l2) * (x + lr * grad)


# %% wrong idea [gradient-rescaled] length 1 first
def ascent_step(x, grad, lr, l2):
    unit = grad / grad.norm()
    return x + lr * (unit - 2 * l2 * x)


# %% wrong idea [gradient-rescaled] mean size 1, as a dream's step
def ascent_step(x, grad, lr, l2):
    return x + lr * (grad / grad.abs().mean() - 2 * l2 * x)
