# ruff: noqa: F811
"""Right and wrong answers to `cross_entropy`."""

import math

import torch
import torch.nn.functional as F


# %% right shifted by the maximum
def cross_entropy(logits, y):
    shifted = logits - logits.amax(1, keepdim=True)
    return (shifted.exp().sum(1).log() - shifted.gather(1, y[:, None])[:, 0]).mean()


# %% right a Python float
def cross_entropy(logits, y):
    total = 0.0
    for z, c in zip(logits.tolist(), y.tolist(), strict=True):
        top = max(z)
        total += top + math.log(sum(math.exp(v - top) for v in z)) - z[c]
    return total / len(y)


# %% right differences to the true class
def cross_entropy(logits, y):
    n = len(y)
    gaps = logits - logits[torch.arange(n), y][:, None]
    top = gaps.max(1).values
    return float((top + torch.log(torch.exp(gaps - top[:, None]).sum(1))).mean())


# %% right one-hot in float64
def cross_entropy(logits, y):
    z = logits.double()
    z = z - z.max(dim=1, keepdim=True)[0]
    truth = torch.eye(z.shape[1], dtype=z.dtype)[y]
    return -(truth * (z - z.exp().sum(1, keepdim=True).log())).sum() / len(z)


# %% right numpy logaddexp
def cross_entropy(logits, y):
    import numpy as np

    z = logits.numpy()
    return np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(len(z)), y.numpy()])


# %% right pairwise logaddexp
def cross_entropy(logits, y):
    total = logits[:, 0]
    for c in range(1, logits.shape[1]):
        total = torch.logaddexp(total, logits[:, c])
    return torch.stack([total[i] - logits[i, y[i]] for i in range(len(y))]).mean().item()


# %% wrong idea [softmax-twice] probabilities as logits
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    prob = z / z.sum(1, keepdim=True)
    again = prob.exp() / prob.exp().sum(1, keepdim=True)
    return -again[torch.arange(len(y)), y].log().mean()


# %% wrong idea [summed] sum over images
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z.exp().sum(1).log() - z[torch.arange(len(y)), y]).sum()


# %% wrong idea [divided-by-classes-too] mean of a one-hot table
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    log_prob = z - z.exp().sum(1, keepdim=True).log()
    return -(F.one_hot(y, logits.shape[1]) * log_prob).mean()


# %% wrong edge [overflow] exponentials of the logits
def cross_entropy(logits, y):
    prob = logits.exp() / logits.exp().sum(1, keepdim=True)
    return -prob[torch.arange(len(y)), y].log().mean()


# %% wrong edge [overflow] log of the sum without a shift
def cross_entropy(logits, y):
    return (logits.exp().sum(1).log() - logits[torch.arange(len(y)), y]).mean()


# %% wrong edge [log-of-zero] stable softmax, then the logarithm
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    prob = z / z.sum(1, keepdim=True)
    return -torch.log(prob[range(len(y)), y]).mean()


# %% wrong edge [epsilon-hides-the-loss] a small number against log 0
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    prob = z / z.sum(1, keepdim=True)
    return -torch.log(prob[range(len(y)), y] + 1e-9).mean()


# %% wrong edge [epsilon-hides-the-loss] clipped probabilities
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    prob = (z / z.sum(1, keepdim=True)).clamp(min=1e-7)
    return -torch.log(prob[range(len(y)), y]).mean()


# %% wrong idea [other-logarithm] base ten
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    log_prob = z / math.log(10) - z.exp().sum(1, keepdim=True).log10()
    return -log_prob[torch.arange(len(y)), y].mean()


# %% wrong idea [sign] minus forgotten
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z[torch.arange(len(y)), y] - z.exp().sum(1).log()).mean()


# %% wrong idea [not-reduced] one loss an image
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return z.exp().sum(1).log() - z[torch.arange(len(y)), y]


# %% wrong idea [softmax-over-the-batch] axis 0
def cross_entropy(logits, y):
    z = logits - logits.amax(0, keepdim=True)
    log_prob = z - z.exp().sum(0, keepdim=True).log()
    return -log_prob[torch.arange(len(y)), y].mean()


# %% wrong idea [largest-logit] y never used
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return z.exp().sum(1).log().mean()


# %% wrong idea [log-left-out] mean probability
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    return (z / z.sum(1, keepdim=True))[torch.arange(len(y)), y].mean()


# %% wrong idea [normalizer-left-out] only the true logit
def cross_entropy(logits, y):
    return -logits[torch.arange(len(y)), y].mean()


# %% wrong idea [all-classes] mean of all log probabilities
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return -(z - z.exp().sum(1, keepdim=True).log()).mean()


# %% wrong idea [off-limits] torch cross_entropy
def cross_entropy(logits, y):
    return F.cross_entropy(logits, y).item()


# %% wrong idea [off-limits] log_softmax of a tensor
def cross_entropy(logits, y):
    return -logits.log_softmax(1)[torch.arange(len(y)), y].mean()


# %% wrong idea [off-limits] logsumexp
def cross_entropy(logits, y):
    return (torch.logsumexp(logits, 1) - logits[torch.arange(len(y)), y]).mean()


# %% wrong idea [off-limits] a loss module
def cross_entropy(logits, y):
    return torch.nn.CrossEntropyLoss()(logits, y)


# %% wrong idea [input-changed] shifted in place
def cross_entropy(logits, y):
    logits -= logits.amax(1, keepdim=True)
    return (logits.exp().sum(1).log() - logits[torch.arange(len(y)), y]).mean()


# %% wrong idea [log-of-the-mean] logarithm last
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    prob = (z / z.sum(1, keepdim=True))[torch.arange(len(y)), y]
    return -math.log(prob.mean())


# %% right decimals
def cross_entropy(logits, y):
    from decimal import Decimal

    total = Decimal(0)
    for row, c in zip(logits.tolist(), y.tolist(), strict=True):
        z = [Decimal(value) for value in row]
        total += sum(value.exp() for value in z).ln() - z[c]
    return float(total / len(y))


# %% wrong edge [one-maximum-for-all] one maximum, logarithm of the sum
def cross_entropy(logits, y):
    z = logits - logits.max()
    return (z.exp().sum(1).log() - z[torch.arange(len(y)), y]).mean()


# %% wrong edge [one-maximum-for-all] one maximum, probabilities
def cross_entropy(logits, y):
    z = (logits - logits.max()).exp()
    return -(z / z.sum(1, keepdim=True))[torch.arange(len(y)), y].log().mean()


# %% wrong edge [shift-too-small] shifted by the smallest
def cross_entropy(logits, y):
    z = logits - logits.min(1, keepdim=True).values
    return (z.exp().sum(1).log() - z[torch.arange(len(y)), y]).mean()


# %% wrong edge [shift-too-small] shifted by the mean
def cross_entropy(logits, y):
    z = logits - logits.mean(1, keepdim=True)
    return (z.exp().sum(1).log() - z[torch.arange(len(y)), y]).mean()


# %% wrong idea [maxima-along-the-classes] keepdim forgotten
def cross_entropy(logits, y):
    z = logits - logits.max(dim=1).values
    return (z.exp().sum(1).log() - z[torch.arange(len(y)), y]).mean()


# %% wrong idea [every-image-with-every-y] z[:, y]
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z.exp().sum(1).log() - z[:, y]).mean()


# %% wrong edge [overflow] more digits only move the limit
def cross_entropy(logits, y):
    z = logits.double().exp()
    return -(z / z.sum(1, keepdim=True))[torch.arange(len(y)), y].log().mean()


# %% wrong idea [shape] one number with an axis
def cross_entropy(logits, y):
    z = logits - logits.amax(1, keepdim=True)
    return (z.exp().sum(1).log() - z[torch.arange(len(y)), y]).mean(0, keepdim=True)


# %% wrong idea [softmax-over-everything] sum without an axis
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    return -(z / z.sum())[torch.arange(len(y)), y].log().mean()


# %% wrong idea [first-image-only] written for one image
def cross_entropy(logits, y):
    z = logits[0] - logits[0].max()
    return z.exp().sum().log() - z[y[0]]


# %% wrong edge hidden [not-finite] the search for the maximum begins at 0
def cross_entropy(logits, y):
    shifted = logits - logits.max(1, keepdim=True).values.clamp(min=0)
    return (shifted.exp().sum(1).log() - shifted[torch.arange(len(y)), y]).mean()


# %% wrong idea [every-image-with-every-y] p[:, y], whose logarithms may be of 0
def cross_entropy(logits, y):
    z = (logits - logits.amax(1, keepdim=True)).exp()
    return -(z / z.sum(1, keepdim=True))[:, y].log().mean()
