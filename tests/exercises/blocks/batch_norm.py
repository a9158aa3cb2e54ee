# ruff: noqa: F811
"""Right and wrong answers to `batch_norm`."""

import torch


# %% right view and two branches
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% right channels to the front
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    flat = x.transpose(0, 1).flatten(1)  # c m
    if not train:
        y = (flat - run_mean[:, None]) * (run_var + eps).rsqrt()[:, None]
    else:
        if flat.shape[1] < 2:
            raise ValueError("one value")
        mean = flat.mean(1)
        y = (flat - mean[:, None]) * (flat.var(1, correction=0) + eps).rsqrt()[:, None]
        run_mean = torch.lerp(run_mean, mean, momentum)
        run_var = torch.lerp(run_var, flat.var(1), momentum)
    y = y * gamma[:, None] + beta[:, None]
    n, c, h, w = x.shape
    return y.reshape(c, n, h, w).transpose(0, 1), run_mean, run_var


# %% right a loop over channels
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    y, means, variances = torch.empty_like(x), run_mean.clone(), run_var.clone()
    eps = torch.as_tensor(eps).expand(x.shape[1])
    for c in range(x.shape[1]):
        channel = x[:, c]
        mean, var = run_mean[c], run_var[c]
        if train:
            m = channel.numel()
            if m == 1:
                raise ValueError("a batch of one")
            mean = channel.sum() / m
            squares = ((channel - mean) ** 2).sum()
            var = squares / m
            means[c] = run_mean[c] * (1 - momentum) + mean * momentum
            variances[c] = run_var[c] * (1 - momentum) + squares / (m - 1) * momentum
        y[:, c] = gamma[c] * (channel - mean) / (var + eps[c]) ** 0.5 + beta[c]
    return y, means, variances


# %% right mean of squares less square of the mean, in float64
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    wide = x.double()
    m = x.shape[0] * x.shape[2] * x.shape[3]
    mean, var = run_mean.double(), run_var.double()
    if train:
        if m == 1:
            raise ValueError(m)
        mean = wide.mean((0, 2, 3))
        var = (wide**2).mean((0, 2, 3)) - mean**2
        run_mean = run_mean + momentum * (mean - run_mean)
        run_var = run_var + momentum * (m / (m - 1) * var - run_var)
    scale = gamma / (var + eps) ** 0.5
    shift = beta - scale * mean
    y = torch.einsum("nchw,c->nchw", wide, scale.double()) + shift[:, None, None]
    return y.to(x.dtype), run_mean.to(x.dtype), run_var.to(x.dtype)


# %% right einsum for the sums
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    if train:
        n, _, h, w = x.shape
        if n * h * w == 1:
            raise ValueError
        mean = torch.einsum("nchw->c", x) / (n * h * w)
        centred = x - mean[None, :, None, None]
        squares = torch.einsum("nchw,nchw->c", centred, centred)
        new_mean = run_mean - momentum * (run_mean - mean)
        new_var = run_var - momentum * (run_var - squares / (n * h * w - 1))
        root = (squares / (n * h * w) + eps).sqrt()
    else:
        centred, root = x - run_mean[None, :, None, None], (run_var + eps).sqrt()
        new_mean, new_var = run_mean.clone(), run_var.clone()
    y = centred * (gamma / root)[None, :, None, None] + beta[None, :, None, None]
    return y, new_mean, new_var


# %% wrong idea [batch-in-eval] the mode only for the running numbers
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    mean = x.mean(dim=(0, 2, 3))
    var = x.var(dim=(0, 2, 3), unbiased=False)
    if train:
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [over-images-only] statistics of each pixel
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    if train and x.shape[0] * x.shape[2] * x.shape[3] == 1:
        raise ValueError("one")
    c = (1, -1, 1, 1)
    if train:
        y = (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + eps)
        run_mean = (1 - momentum) * run_mean + momentum * x.mean((0, 2, 3))
        run_var = (1 - momentum) * run_var + momentum * x.var((0, 2, 3))
    else:
        y = (x - run_mean.view(c)) / torch.sqrt(run_var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [each-image-alone] mean over rows and columns
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    if train and x.shape[0] * x.shape[2] * x.shape[3] == 1:
        raise ValueError("one")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean((2, 3), keepdim=True)
        y = (x - mean) / torch.sqrt(x.var((2, 3), keepdim=True, correction=0) + eps)
        run_mean = (1 - momentum) * run_mean + momentum * x.mean((0, 2, 3))
        run_var = (1 - momentum) * run_var + momentum * x.var((0, 2, 3))
    else:
        y = (x - run_mean.view(c)) / torch.sqrt(run_var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [momentum-reversed] momentum as the share of the old
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = momentum * run_mean + (1 - momentum) * mean
        run_var = momentum * run_var + (1 - momentum) * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [biased-running-variance] one variance for both
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [unbiased-variance] torch's default variance
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3))
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [eps-outside-the-root] root plus eps
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / (torch.sqrt(var) + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [no-root] divided by the variance
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / (var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [running-in-train] the running numbers normalize always
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    old = run_mean, run_var
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    old_mean, old_var = old
    y = (x - old_mean.view(c)) / torch.sqrt(old_var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [not-moved] nothing is remembered
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [gamma-beta-left-out] y without scale and shift
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return y, run_mean.clone(), run_var.clone()


# %% wrong idea [channels-together] one mean for the batch
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean().expand(x.shape[1])
        var = x.var(unbiased=False).expand(x.shape[1])
        run_mean = (1 - momentum) * run_mean + momentum * x.mean((0, 2, 3))
        run_var = (1 - momentum) * run_var + momentum * x.var((0, 2, 3))
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [input-changed] running numbers moved in place
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean += momentum * (mean - run_mean)
        run_var += momentum * (var * m / (m - 1) - run_var)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [off-limits] torch's own
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    a, b = run_mean.clone(), run_var.clone()
    y = torch.nn.functional.batch_norm(x, a, b, gamma, beta, train, momentum, eps)
    return y, a, b


# %% wrong idea [type] y alone
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c)


# %% wrong idea [moved-in-eval] always remembered
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if True:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        old = run_mean, run_var
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / max(1, m - 1)
    if not train:
        mean, var = old
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [replaced] the batch's numbers are stored
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = mean
        run_var = var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()


# %% wrong idea [gamma-and-beta-swapped] beta multiplies
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    if train and m == 1:
        raise ValueError("no spread")
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / (m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return beta.view(c) * y + gamma.view(c), run_mean.clone(), run_var.clone()


# %% wrong edge [one-value-unchecked] a batch of one comes through
def batch_norm(x, gamma, beta, run_mean, run_var, train, momentum, eps):
    m = x.numel() // x.shape[1]
    c = (1, -1, 1, 1)
    if train:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * var * m / max(1, m - 1)
    else:
        mean, var = run_mean, run_var
    y = (x - mean.view(c)) / torch.sqrt(var + eps).view(c)
    return gamma.view(c) * y + beta.view(c), run_mean.clone(), run_var.clone()
