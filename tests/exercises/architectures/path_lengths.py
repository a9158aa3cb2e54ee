# ruff: noqa: B905, F811, RUF005
"""Right and wrong answers to `path_lengths`."""

import itertools
import math

import numpy as np


# %% right binomials
def path_lengths(n):
    return [math.comb(n, k) for k in range(n + 1)]


# %% right factorials divided
def path_lengths(n):
    f = math.factorial
    return [f(n) // (f(k) * f(n - k)) for k in range(n + 1)]


# %% right Pascal's triangle, row by row
def path_lengths(n):
    row = [1]
    for _ in range(n):
        row = [1] + [row[i] + row[i + 1] for i in range(len(row) - 1)] + [1]
    return row


# %% right recursion
def path_lengths(n):
    if n == 0:
        return [1]
    before = path_lengths(n - 1)
    return [a + b for a, b in zip(before + [0], [0] + before)]


# %% right from one to the next
def path_lengths(n):
    found = [1]
    for k in range(n):
        found.append(found[-1] * (n - k) // (k + 1))
    return found


# %% right a polynomial, (1 + t) to the n
def path_lengths(n):
    row = np.array([1], dtype=object)
    for _ in range(n):
        row = np.append(row, 0) + np.insert(row, 0, 0)
    return [int(v) for v in row]


# %% wrong edge hidden [took-too-long] every path written down
def path_lengths(n):
    found = [0] * (n + 1)
    for path in itertools.product((0, 1), repeat=n):
        found[sum(path)] += 1
    return found


# %% wrong idea [no-empty-path] from length 1 on
def path_lengths(n):
    return [math.comb(n, k) for k in range(1, n + 1)]


# %% wrong idea [no-empty-path] nothing goes past all
def path_lengths(n):
    return [math.comb(n, k) if k > 0 else 0 for k in range(n + 1)]


# %% wrong idea [no-full-path] range ends early
def path_lengths(n):
    return [math.comb(n, k) for k in range(n)]


# %% wrong idea [in-order-counted] perm in place of comb
def path_lengths(n):
    return [math.perm(n, k) for k in range(n + 1)]


# %% wrong idea [factorials] n!
def path_lengths(n):
    return [math.factorial(k) for k in range(n + 1)]


# %% wrong idea [powers-of-two] doubling
def path_lengths(n):
    return [2**k for k in range(n + 1)]


# %% wrong idea [one-each] one of each
def path_lengths(n):
    return [1 for _ in range(n + 1)]


# %% wrong idea [n-each] n of each in between
def path_lengths(n):
    return [1 if k in (0, n) else n for k in range(n + 1)]


# %% wrong idea [running-sum] up to this length
def path_lengths(n):
    return [sum(math.comb(n, j) for j in range(k + 1)) for k in range(n + 1)]


# %% wrong idea [shares] probabilities
def path_lengths(n):
    return [math.comb(n, k) / 2**n for k in range(n + 1)]


# %% wrong idea [one-block-off] a row too early
def path_lengths(n):
    return [math.comb(max(n - 1, 0), k) for k in range(max(n, 1))]


# %% wrong idea [one-block-off] a row too late
def path_lengths(n):
    return [math.comb(n + 1, k) for k in range(n + 2)]


# %% wrong idea [lengths-not-counts] 0 to n
def path_lengths(n):
    return list(range(n + 1))


# %% wrong idea [type] all of them together
def path_lengths(n):
    return 2**n
