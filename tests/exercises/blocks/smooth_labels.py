# ruff: noqa: F811
"""Right and wrong answers to `smooth_labels`."""

import torch
import torch.nn.functional as F


# %% right one_hot
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    return (1 - eps) * F.one_hot(y, k) + eps / k


# %% right full, then added
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), eps / k)
    out[torch.arange(len(y)), y] += 1 - eps
    return out


# %% right scatter
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    hot = torch.zeros(len(y), k).scatter_(1, y[:, None], 1.0)
    return hot * (1 - eps) + eps / k


# %% right loops
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    rows = []
    for label in y.tolist():
        row = [eps / k] * k
        row[label] += 1 - eps
        rows.append(row)
    return torch.tensor(rows)


# %% right where
def smooth_labels(y, k, eps):
    if eps < 0 or eps > 1:
        raise ValueError("share")
    is_right = torch.arange(k) == y[:, None]
    return torch.where(is_right, torch.tensor(1 - eps + eps / k), torch.tensor(eps / k))


# %% right interpolated
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    return torch.lerp(torch.eye(k)[y], torch.full((len(y), k), 1 / k), float(eps))


# %% wrong idea [right-class-forgotten] 1 − eps and eps / k
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), float(eps / k))
    out[range(len(y)), y] = float(1 - eps)
    return out


# %% wrong idea [others-only] eps over the other classes
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), float(eps / max(1, k - 1)))
    out[range(len(y)), y] = float(1 - eps)
    return out


# %% wrong idea [others-mixed] eps / (k − 1) beside 1 − eps + eps / k
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), float(eps / max(1, k - 1)))
    out[range(len(y)), y] = float(1 - eps + eps / k)
    return out


# %% wrong idea [nothing-taken] one-hot plus eps / k
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    return F.one_hot(y, k) + eps / k


# %% wrong idea [eps-for-each] eps on all
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), float(eps))
    out[range(len(y)), y] = float(1 - eps)
    return out


# %% wrong idea [eps-for-each] 1 and eps
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    out = torch.full((len(y), k), float(eps))
    out[range(len(y)), y] = float(1)
    return out


# %% wrong idea [eps-reversed] eps taken for what is kept
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    return eps * F.one_hot(y, k) + (1 - eps) / k


# %% wrong idea [not-smoothed] one-hot
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    return F.one_hot(y, k).float()


# %% wrong idea [transposed] classes first
def smooth_labels(y, k, eps):
    if not 0 <= eps <= 1:
        raise ValueError(eps)
    return ((1 - eps) * F.one_hot(y, k) + eps / k).T


# %% wrong edge [eps-unchecked] no check
def smooth_labels(y, k, eps):
    return (1 - eps) * F.one_hot(y, k) + eps / k


# %% wrong edge [ends-refused] 0 < eps < 1
def smooth_labels(y, k, eps):
    if not 0 < eps < 1:
        raise ValueError(eps)
    return (1 - eps) * F.one_hot(y, k) + eps / k
