# ruff: noqa: F811
"""Right and wrong answers to `same_padding`."""

import math

import numpy as np
import torch


# %% right the formula
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    left = total // 2
    return left, total - left


# %% right one zero after the other, right side first
def same_padding(n, k, s):
    wanted = (n + s - 1) // s
    sides = [0, 0]
    turn = 1
    while n + sum(sides) < k or (n + sum(sides) - k) // s + 1 < wanted:
        sides[turn] += 1
        turn = 1 - turn
    return tuple(sides)


# %% right by what is left of the last step
def same_padding(n, k, s):
    rest = n % s or s
    total = k - rest if k > rest else 0
    return divmod(total, 2)[0], sum(divmod(total, 2))


# %% right recursion
def same_padding(n, k, s, left=0, right=0):
    if len(range(0, n + left + right - k + 1, s)) == -(-n // s):
        return left, right
    return same_padding(n, k, s, left, right + 1) if left == right else same_padding(n, k, s, left + 1, right)


# %% right a list of two numpy numbers
def same_padding(n, k, s):
    total = np.maximum((np.ceil(np.float64(n) / s) - 1) * s + k - n, 0)
    return [np.int64(np.floor(total / 2)), np.int64(np.ceil(total / 2))]


# %% right tensors
def same_padding(n, k, s):
    n, k, s = torch.tensor([n, k, s])
    total = (((n + s - 1).div(s, rounding_mode="floor") - 1) * s + k - n).clamp(min=0)
    return total // 2, (total + 1) // 2


# %% right search over all pairs
def same_padding(n, k, s):
    for right in range(k + s):
        for left in (right - 1, right):
            if left >= 0 and len(range(-left, n + right - k + 1, s)) == math.ceil(n / s):
                return left, right
    return None


# %% wrong edge [extra-on-the-left] the larger half first
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    return total - total // 2, total // 2


# %% wrong idea [even-kernel-symmetric] half a kernel on each side
def same_padding(n, k, s):
    return k // 2, k // 2


# %% wrong idea [even-kernel-symmetric] the formula for odd kernels
def same_padding(n, k, s):
    return (k - 1) // 2, (k - 1) // 2


# %% wrong idea [both-sides-alike] half of the zeros, rounded down
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    return total // 2, total // 2


# %% wrong idea [both-sides-alike] half of the zeros, rounded up
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    p = math.ceil(total / 2)
    return p, p


# %% wrong idea [half-a-zero] true division
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    return total / 2, total / 2


# %% wrong idea [stride-left-out] kernel minus one at every stride
def same_padding(n, k, s):
    total = k - 1
    left = total // 2
    return left, total - left


# %% wrong idea [size-kept] n windows at every stride
def same_padding(n, k, s):
    total = (n - 1) * s + k - n
    left = total // 2
    return left, total - left


# %% wrong edge [negative] pixels cut off
def same_padding(n, k, s):
    total = (math.ceil(n / s) - 1) * s + k - n
    left = total // 2
    return left, total - left


# %% wrong idea [rounded-down] n // s windows
def same_padding(n, k, s):
    total = max((n // s - 1) * s + k - n, 0)
    return total // 2, total - total // 2


# %% wrong idea [rounded-down] n // s windows, and negative
def same_padding(n, k, s):
    missing = (n // s - 1) * s + k - n
    left = missing // 2
    return left, missing - left


# %% wrong idea [all-on-each-side] not shared
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    return total, total


# %% wrong idea [all-on-one-side] everything right
def same_padding(n, k, s):
    return 0, max((math.ceil(n / s) - 1) * s + k - n, 0)


# %% wrong idea [one-step-too-many] windows times stride
def same_padding(n, k, s):
    total = max(math.ceil(n / s) * s + k - n, 0)
    return total // 2, total - total // 2


# %% wrong idea [torch-division] kernel minus one, divided by the stride
def same_padding(n, k, s):
    total = (k - 1) // s
    return total // 2, total - total // 2


# %% wrong idea [type] one number for both sides
def same_padding(n, k, s):
    return max((math.ceil(n / s) - 1) * s + k - n, 0) // 2


# %% wrong idea [type] floats from ceil of a float
def same_padding(n, k, s):
    total = max((np.ceil(n / s) - 1) * s + k - n, 0)
    left = total // 2
    return left, total - left


# %% wrong idea [length] both sides and the total
def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    return total // 2, total - total // 2, total


# %% wrong idea [type] text
def same_padding(n, k, s):
    return "same"


# %% wrong edge hidden [value] nothing added where windows do not overlap
def same_padding(n, k, s):
    if s >= k:
        return 0, 0
    total = max(0, (-(-n // s) - 1) * s + k - n)
    return total // 2, total - total // 2


# %% wrong idea [type] whole numbers as floats
def same_padding(n, k, s):
    total = max(0, (-(-n // s) - 1) * s + k - n)
    return total / 2 - (total % 2) / 2, total / 2 + (total % 2) / 2


# %% wrong idea [row-left-out] kernel minus stride
def same_padding(n, k, s):
    total = max(k - s, 0)
    return total // 2, total - total // 2
