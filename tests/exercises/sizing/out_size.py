# ruff: noqa: F811
"""Right and wrong answers to `out_size`."""

import math
from fractions import Fraction

import numpy as np
import torch
import torch.nn.functional as F


# %% right the formula in whole numbers
def out_size(n, k, s=1, p=0, d=1):
    reach = 1 + d * (k - 1)
    if n + 2 * p < reach:
        raise ValueError("the window does not fit")
    return (n + 2 * p - reach) // s + 1


# %% right count the windows one by one
def out_size(n, k, s=1, p=0, d=1):
    count, start = 0, 0
    while start + d * (k - 1) < n + 2 * p:
        count += 1
        start += s
    if count == 0:
        raise ValueError(f"{k} > {n}")
    return count


# %% right a range of starts
def out_size(n, k, s=1, p=0, d=1):
    starts = range(0, n + 2 * p - d * (k - 1), s)
    if len(starts):
        return len(starts)
    raise ValueError


# %% right recursion, one step less each time
def out_size(n, k, s=1, p=0, d=1):
    padded, reach = n + 2 * p, d * (k - 1) + 1

    def count(width):
        return 0 if width < reach else 1 + count(width - s)

    if not (windows := count(padded)):
        raise ValueError(f"kernel of {reach} in {padded}")
    return windows


# %% right fractions and floor
def out_size(n, k, s=1, p=0, d=1):
    steps = Fraction(n + 2 * p - d * (k - 1) - 1, s)
    if steps < 0:
        raise ValueError(str(steps))
    return math.floor(steps) + 1


# %% right a float turned into int, with a subclass of ValueError
def out_size(n, k, s=1, p=0, d=1):
    class DoesNotFit(ValueError):
        pass

    length = float(n + 2 * p)
    reach = d * (k - 1) + 1.0
    if length < reach:
        raise DoesNotFit
    return int((length - reach) / s + 1)


# %% right numpy integer
def out_size(n, k, s=1, p=0, d=1):
    starts = np.arange(-p, n + p, s)
    fitting = starts[starts + d * (k - 1) < n + p]
    if fitting.size == 0:
        raise ValueError("no window")
    return np.int64(fitting.size)


# %% right a zero-dimensional tensor
def out_size(n, k, s=1, p=0, d=1):
    starts = torch.arange(0, n + 2 * p, s)
    count = (starts + d * (k - 1) < n + 2 * p).sum()
    if count == 0:
        raise ValueError("no window")
    return count


# %% wrong idea [fraction] true division
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p < d * (k - 1) + 1:
        raise ValueError
    return (n + 2 * p - d * (k - 1) - 1) / s + 1


# %% wrong idea [rounded] round to the nearest
def out_size(n, k, s=1, p=0, d=1):
    size = (n + 2 * p - d * (k - 1) - 1) / s + 1
    if size < 1:
        raise ValueError
    return round(size)


# %% wrong idea [rounded-up] ceil
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return math.ceil(room / s) + 1


# %% wrong idea [one-window-short] no +1
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room // s


# %% wrong idea [one-inside-the-fraction] +1 before dividing
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p < d * (k - 1) + 1:
        raise ValueError
    return (n + 2 * p - d * (k - 1)) // s


# %% wrong idea [padding-on-one-side] p counted once
def out_size(n, k, s=1, p=0, d=1):
    if n + p < d * (k - 1) + 1:
        raise ValueError
    return (n + p - d * (k - 1) - 1) // s + 1


# %% wrong idea [padding-left-out] p never used
def out_size(n, k, s=1, p=0, d=1):
    if n < d * (k - 1) + 1:
        raise ValueError
    return (n - d * (k - 1) - 1) // s + 1


# %% wrong idea [dilation-left-out] d never used
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p < k:
        raise ValueError
    return (n + 2 * p - k) // s + 1


# %% wrong idea [dilated-kernel-too-wide] k times d
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p < k * d:
        raise ValueError
    return (n + 2 * p - k * d) // s + 1


# %% wrong idea [zeros-between] d zeros between neighbours
def out_size(n, k, s=1, p=0, d=1):
    reach = k + (k - 1) * d
    if n + 2 * p < reach:
        raise ValueError
    return (n + 2 * p - reach) // s + 1


# %% wrong edge [does-not-fit] nothing checked
def out_size(n, k, s=1, p=0, d=1):
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


# %% wrong edge [does-not-fit] int cuts a negative fraction to 0
def out_size(n, k, s=1, p=0, d=1):
    return int((n + 2 * p - d * (k - 1) - 1) / s) + 1


# %% wrong edge [does-not-fit] zero in place of an error
def out_size(n, k, s=1, p=0, d=1):
    return len(range(0, n + 2 * p - d * (k - 1), s))


# %% wrong edge [does-not-fit] None in place of an error
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    return room // s + 1 if room >= 0 else None


# %% wrong idea [fraction-refused] a fraction taken for an error
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError("does not fit")
    if room % s:
        raise ValueError(f"{room}/{s} is not whole")
    return room // s + 1


# %% wrong idea [kernel-left-out] the row cut into steps
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p < d * (k - 1) + 1:
        raise ValueError
    return (n + 2 * p) // s


# %% wrong idea [kernel-left-out] starts up to the last pixel
def out_size(n, k, s=1, p=0, d=1):
    return len(range(0, n + 2 * p, s))


# %% wrong idea [float-for-int] whole but a float
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return float(room // s + 1)


# %% wrong idea [type] text
def out_size(n, k, s=1, p=0, d=1):
    return str((n + 2 * p - d * (k - 1) - 1) // s + 1)


# %% wrong edge [no-error] the error is printed
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        print("ValueError: does not fit")
        return "ValueError"
    return room // s + 1


# %% wrong edge [error] assert, another kind of error
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    assert room >= 0
    return room // s + 1


# %% wrong idea [off-limits] let torch do it
def out_size(n, k, s=1, p=0, d=1):
    try:
        return F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), None, s, p, d).shape[-1]
    except RuntimeError:
        raise ValueError from None


# %% wrong idea [off-limits] unfold a row of zeros
def out_size(n, k, s=1, p=0, d=1):
    reach = d * (k - 1) + 1
    if n + 2 * p < reach:
        raise ValueError
    return len(torch.zeros(n + 2 * p).unfold(0, reach, s))


# %% wrong idea [took-too-long] a loop that never ends
def out_size(n, k, s=1, p=0, d=1):
    start = 0
    while start < n:
        start -= s
    return start


# %% wrong idea [stride-left-out] a window at every pixel
def out_size(n, k, s=1, p=0, d=1):
    room = n + 2 * p - d * (k - 1) - 1
    if room < 0:
        raise ValueError
    return room + 1


# %% wrong edge hidden [does-not-fit] dilation forgotten where the fit is looked at
def out_size(n, k, s=1, p=0, d=1):
    if n + 2 * p < k:
        raise ValueError
    return (n + 2 * p - d * (k - 1) - 1) // s + 1
