# ruff: noqa: F811
"""Right and wrong answers to `probe`."""

import numpy as np
import torch
import torch.nn.functional as F


# %% right a system of equations
def probe(train_x, train_y, test_x, K, l2):
    mu = train_x.mean(dim=0)
    sigma = ((train_x - mu) ** 2).mean(dim=0).sqrt()
    Z, Q = (train_x - mu) / sigma, (test_x - mu) / sigma
    Y = F.one_hot(train_y, K).to(train_x.dtype)
    b = Y.mean(dim=0)
    A = Z.T @ Z + l2 * torch.eye(Z.shape[1], dtype=Z.dtype)
    W = torch.linalg.solve(A, Z.T @ (Y - b))
    return (Q @ W + b).argmax(dim=1).tolist()


# %% right an inverse, as in the formula
def probe(train_x, train_y, test_x, K, l2):
    x, q = train_x.double(), test_x.double()
    z = (x - x.mean(0)) / x.std(0, correction=0)
    q = (q - x.mean(0)) / x.std(0, correction=0)
    y = torch.eye(K).double()[train_y]
    w = torch.inverse(z.T @ z + l2 * torch.eye(x.shape[1]).double()) @ z.T @ (y - y.mean(0))
    return [int(row.argmax()) for row in q @ w + y.mean(0)]


# %% right as many equations as rows
def probe(train_x, train_y, test_x, K, l2):
    m = len(train_x)
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = torch.zeros(m, K, dtype=z.dtype)
    y[range(m), train_y] = 1
    share = y.sum(0) / m
    alpha = torch.linalg.solve(z @ z.T + l2 * torch.eye(m, dtype=z.dtype), y - share)
    return (q @ (z.T @ alpha) + share).argmax(-1).tolist()


# %% right numpy
def probe(train_x, train_y, test_x, K, l2):
    x, y, q = train_x.numpy().astype(float), train_y.numpy(), test_x.numpy().astype(float)
    mu, sd = x.mean(0), x.std(0)
    x, q = (x - mu) / sd, (q - mu) / sd
    t = np.eye(K)[y]
    w = np.linalg.solve(x.T @ x + l2 * np.eye(x.shape[1]), x.T @ (t - t.mean(0)))
    return [int(k) for k in np.argmax(q @ w + t.mean(0), axis=1)]


# %% right one class after the other
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    inverse = torch.linalg.inv(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype))
    scores = []
    for k in range(K):
        y = (train_y == k).to(z.dtype)
        w = inverse @ (z.T @ (y - y.mean()))
        scores.append(q @ w + y.mean())
    return torch.stack(scores, 1).argmax(1).tolist()


# %% right rows added for the punishment, least squares
def probe(train_x, train_y, test_x, K, l2):
    x, q = train_x.double(), test_x.double()
    d = x.shape[1]
    mean, std = x.mean(0), x.var(0, unbiased=False).sqrt()
    z = torch.cat([(x - mean) / std, l2**0.5 * torch.eye(d).double()])
    y = F.one_hot(train_y, K).double()
    t = torch.cat([y - y.mean(0), torch.zeros(d, K).double()])
    w = torch.linalg.lstsq(z, t).solution
    return ((q - mean) / std @ w + y.mean(0)).max(1).indices.tolist()


# %% wrong idea [smallest-score] argmin
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmin(1).tolist()


# %% wrong idea [statistics-of-test] mean and deviation of the test rows
def probe(train_x, train_y, test_x, K, l2):
    mean, std = test_x.mean(0), test_x.std(0, unbiased=False)
    if len(test_x) == 1:
        std = torch.ones_like(std)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [statistics-of-both] all rows together
def probe(train_x, train_y, test_x, K, l2):
    both = torch.cat([train_x, test_x])
    mean, std = both.mean(0), both.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [each-by-its-own] a function that standardizes, called twice
def probe(train_x, train_y, test_x, K, l2):
    def standard(x):
        return (x - x.mean(0)) / (x.std(0, unbiased=False) if len(x) > 1 else 1)

    z, q = standard(train_x), standard(test_x)
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [not-standardized] features as they are
def probe(train_x, train_y, test_x, K, l2):
    x, q = train_x.double(), test_x.double()
    y = F.one_hot(train_y, K).double()
    b = y.mean(0)
    w = torch.linalg.solve(x.T @ x + l2 * torch.eye(x.shape[1]).double(), x.T @ (y - b))
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [not-divided] means alone
def probe(train_x, train_y, test_x, K, l2):
    mean = train_x.mean(0)
    z, q = (train_x - mean).double(), (test_x - mean).double()
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [one-mean-for-all] no axis given
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(), train_x.std(unbiased=False)
    z, q = ((train_x - mean) / std).double(), ((test_x - mean) / std).double()
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [bias-shrunk] a column of ones
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    z = torch.cat([z, torch.ones(len(z), 1, dtype=z.dtype)], 1)
    q = torch.cat([q, torch.ones(len(q), 1, dtype=q.dtype)], 1)
    y = F.one_hot(train_y, K).to(z.dtype)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ y)
    return (q @ w).argmax(1).tolist()


# %% wrong idea [bias-missing] no bias at all
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ y)
    return (q @ w).argmax(1).tolist()


# %% wrong idea [bias-missing] taken off and forgotten
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - y.mean(0)))
    return (q @ w).argmax(1).tolist()


# %% wrong idea [l2-left-out] plain least squares
def probe(train_x, train_y, test_x, K, l2):
    x = train_x.double()
    mean, std = x.mean(0), x.std(0, unbiased=False)
    z, q = (x - mean) / std, (test_x.double() - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    w = torch.linalg.pinv(z) @ (y - y.mean(0))
    return (q @ w + y.mean(0)).argmax(1).tolist()


# %% wrong idea [l2-by-the-row] the mean of the errors
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    m = len(z)
    w = torch.linalg.solve(z.T @ z / m + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b) / m)
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [l2-squared] squared
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2**2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmax(1).tolist()


# %% wrong idea [counted-from-one] classes from 1
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return ((q @ w + b).argmax(1) + 1).tolist()


# %% wrong idea [training-rows-named] the training rows are asked
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z = (train_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (z @ w + b).argmax(1).tolist()


# %% wrong idea [type] a tensor
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K).to(z.dtype)
    b = y.mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - b))
    return (q @ w + b).argmax(1)


# %% wrong idea [nearest-class-mean] the nearest middle
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = ((train_x - mean) / std).double(), ((test_x - mean) / std).double()
    there = sorted(set(train_y.tolist()))
    middles = torch.stack([z[train_y == k].mean(0) for k in there])
    return [there[i] for i in torch.cdist(q, middles).argmin(1).tolist()]


# %% wrong idea [error] one_hot of whole numbers in the product
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0, unbiased=False)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = F.one_hot(train_y, K)
    b = y.float().mean(0)
    w = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ y)
    return (q @ w + b).argmax(1).tolist()


# %% wrong edge hidden [divided-by-m-minus-1] std as torch has it
def probe(train_x, train_y, test_x, K, l2):
    mean, std = train_x.mean(0), train_x.std(0)
    z, q = (train_x - mean) / std, (test_x - mean) / std
    y = torch.nn.functional.one_hot(train_y, K).to(z.dtype)
    share = y.mean(0)
    W = torch.linalg.solve(z.T @ z + l2 * torch.eye(z.shape[1], dtype=z.dtype), z.T @ (y - share))
    return (q @ W + share).argmax(1).tolist()
