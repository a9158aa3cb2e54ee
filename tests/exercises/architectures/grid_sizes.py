# ruff: noqa: F811
"""Right and wrong answers to `grid_sizes`."""

import math

import torch
from torch.nn import functional as F


# %% right places listed
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        last = n - k if padding == "valid" else n - 1
        if last < 0:
            raise ValueError(f"layer {i + 1} does not fit")
        n = len(range(0, last + 1, s))
        sizes.append(n)
    return sizes


# %% right recursion from behind
def grid_sizes(n, chain):
    if not chain:
        return [n]
    *before, (k, s, padding) = chain
    sizes = grid_sizes(n, before)
    n = sizes[-1]
    if padding == "same":
        return [*sizes, math.ceil(n / s)]
    if n < k:
        raise ValueError(f"{len(chain)}: {k} > {n}")
    return [*sizes, 1 + (n - k) // s]


# %% right padded and unfolded
def grid_sizes(n, chain):
    sizes = [n]
    for number, (k, s, padding) in enumerate(chain, start=1):
        row = torch.zeros(sizes[-1])
        if padding == "same":
            need = max((-(-len(row) // s) - 1) * s + k - len(row), 0)
            row = F.pad(row, (need // 2, need - need // 2))
        if len(row) < k:
            raise ValueError(f"window {number} is too large")
        sizes.append(len(row.unfold(0, k, s)))
    return sizes


# %% right while
def grid_sizes(n, chain):
    out, i = [n], 0
    while i < len(chain):
        k, s, padding = chain[i]
        i += 1
        if padding == "valid":
            if k > out[-1]:
                raise ValueError(i)
            out.append((out[-1] - k + s) // s)
        else:
            out.append((out[-1] + s - 1) // s)
    return out


# %% right a dictionary of rules
def grid_sizes(n, chain):
    rules = {
        "valid": lambda n, k, s: (n - k) // s + 1,
        "same": lambda n, k, s: (n - 1) // s + 1,
    }
    sizes = [n]
    for place, (k, s, padding) in enumerate(chain):
        nxt = rules[padding](sizes[-1], k, s)
        if nxt < 1 or (padding == "valid" and k > sizes[-1]):
            raise ValueError("layer number %d" % (place + 1))
        sizes.append(nxt)
    return sizes


# %% wrong idea [valid-for-same] the same rule for both
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else (n - k) // s + 1)
    return sizes


# %% wrong idea [same-for-valid] the padded rule for both
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append(-(-n // s) if padding == "valid" else -(-n // s))
    return sizes


# %% wrong idea [stride-left-out] strides are not looked at
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append(n - k + 1 if padding == "valid" else n)
    return sizes


# %% wrong idea [same-keeps] same means same
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else n)
    return sizes


# %% wrong edge [same-rounds-down] half, rounded down
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else n // s)
    return sizes


# %% wrong idea [first-window] plus one forgotten
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s if padding == "valid" else -(-n // s))
    return sizes


# %% wrong idea [overhang] rounded up
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append(-(-(n - k) // s) + 1 if padding == "valid" else -(-n // s))
    return sizes


# %% wrong idea [kernel-left-out] divided by the stride
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append(n // s if padding == "valid" else -(-n // s))
    return sizes


# %% wrong idea [start-left-out] only behind layers
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes[1:]


# %% wrong idea [last-left-out] only before layers
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes[:-1]


# %% wrong idea [last-alone] the last side
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes[-1]


# %% wrong edge [counted-from-0] index in place of number
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i}")
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes


# %% wrong edge [refused-too-early] not smaller in place of larger
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and k >= n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes


# %% wrong edge [padded-refused] every window is checked
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        if k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes


# %% wrong edge [not-refused] no check
def grid_sizes(n, chain):
    sizes = [n]
    for k, s, padding in chain:
        n = sizes[-1]
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes


# %% wrong idea [always-three] every kernel is 3
def grid_sizes(n, chain):
    sizes = [n]
    for i, (_, s, padding) in enumerate(chain):
        n = sizes[-1]
        if padding == "valid" and n < 3:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - 3) // s + 1 if padding == "valid" else -(-n // s))
    return sizes


# %% wrong idea [not-carried] every layer reads the picture
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // s + 1 if padding == "valid" else -(-n // s))
    return sizes


# %% wrong idea [halves] a stride is 1 or it halves
def grid_sizes(n, chain):
    sizes = [n]
    for i, (k, s, padding) in enumerate(chain):
        n = sizes[-1]
        step = 2 if s > 1 else 1
        if padding == "valid" and k > n:
            raise ValueError(f"layer {i + 1}")
        sizes.append((n - k) // step + 1 if padding == "valid" else -(-n // step))
    return sizes


# %% wrong edge [kernel-counts] padding on both sides, rounded down
def grid_sizes(n, chain):
    out = [n]
    for i, (k, s, p) in enumerate(chain):
        pad = (k - 1) // 2 if p == "same" else 0
        n = (n + 2 * pad - k) // s + 1
        if n < 1:
            raise ValueError(f"layer {i + 1}")
        out.append(n)
    return out


# %% wrong edge [kernel-counts] padding of half a kernel
def grid_sizes(n, chain):
    out = [n]
    for i, (k, s, p) in enumerate(chain):
        pad = k // 2 if p == "same" else 0
        n = (n + 2 * pad - k) // s + 1
        if n < 1:
            raise ValueError(f"layer {i + 1}")
        out.append(n)
    return out
