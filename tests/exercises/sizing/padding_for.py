# ruff: noqa: F811
"""Right and wrong answers to `padding_for`."""

import math
from fractions import Fraction

import numpy as np


# %% right the formula solved for p
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    if twice < 0 or twice % 2 != 0:
        return None
    return twice // 2


# %% right try every padding
def padding_for(n, k, s, target):
    p = 0
    while n + 2 * p <= (target - 1) * s + k:
        if n + 2 * p == (target - 1) * s + k:
            return p
        p += 1
    return None


# %% right fractions
def padding_for(n, k, s, target):
    p = Fraction((target - 1) * s + k - n, 2)
    return p.numerator if p >= 0 and p.denominator == 1 else None


# %% right float, checked and turned into int
def padding_for(n, k, s, target):
    p = ((target - 1) * s + k - n) / 2
    if p.is_integer() and p >= 0:
        return int(p)
    return None


# %% right recursion that peels one zero off each side
def padding_for(n, k, s, target):
    if n == (target - 1) * s + k:
        return 0
    if n > (target - 1) * s + k:
        return None
    inner = padding_for(n + 2, k, s, target)
    return None if inner is None else 1 + inner


# %% right numpy search with the size formula in fractions
def padding_for(n, k, s, target):
    p = np.arange(n + k + s * target)
    hits = p[(n + 2 * p - k) / s + 1 == target]
    return hits[0] if len(hits) else None


# %% right next of a generator
def padding_for(n, k, s, target):
    wanted = (divmod(n + 2 * p - k, s) for p in range(k + s * target))
    return next((p for p, (steps, rest) in enumerate(wanted) if rest == 0 and steps == target - 1), None)


# %% wrong idea [floors-to-target] first that floors right
def padding_for(n, k, s, target):
    for p in range(k + s * target):
        if (n + 2 * p - k) // s + 1 == target:
            return p
    return None


# %% wrong edge [none-expected] error in place of None
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    if twice < 0 or twice % 2:
        raise ValueError(f"no padding gives {target}")
    return twice // 2


# %% wrong edge [negative] sign not checked
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    return None if twice % 2 else twice // 2


# %% wrong edge [negative] sign lost
def padding_for(n, k, s, target):
    twice = abs((target - 1) * s + k - n)
    return twice // 2 if twice % 2 == 0 else None


# %% wrong idea [fraction] true division
def padding_for(n, k, s, target):
    return ((target - 1) * s + k - n) / 2


# %% wrong idea [rounded] rounded down
def padding_for(n, k, s, target):
    p = ((target - 1) * s + k - n) // 2
    return p if p >= 0 else None


# %% wrong idea [rounded] rounded down, no None at all
def padding_for(n, k, s, target):
    return ((target - 1) * s + k - n) // 2


# %% wrong idea [floors-to-target] rounded up
def padding_for(n, k, s, target):
    p = math.ceil(((target - 1) * s + k - n) / 2)
    return p if p >= 0 else None


# %% wrong idea [rounded] rounded up, none at all
def padding_for(n, k, s, target):
    return math.ceil(((target - 1) * s + k - n) / 2)


# %% wrong idea [rounded] never below zero
def padding_for(n, k, s, target):
    return max(0, ((target - 1) * s + k - n) // 2)


# %% wrong edge [zero-taken-for-none] `if p` in the search
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    p = twice // 2 if twice >= 0 and twice % 2 == 0 else 0
    if p:
        return p
    return None


# %% wrong idea [both-sides-together] zeros of both sides
def padding_for(n, k, s, target):
    total = (target - 1) * s + k - n
    return total if total >= 0 else None


# %% wrong idea [one-step-too-many] target times stride
def padding_for(n, k, s, target):
    twice = target * s + k - n
    return twice // 2 if twice >= 0 and twice % 2 == 0 else None


# %% wrong idea [one-step-too-many] target times stride, unchecked
def padding_for(n, k, s, target):
    return (target * s + k - n) // 2


# %% wrong idea [stride-left-out] stride one
def padding_for(n, k, s, target):
    twice = target - 1 + k - n
    return twice // 2 if twice >= 0 and twice % 2 == 0 else None


# %% wrong idea [size-kept] padding that keeps the size
def padding_for(n, k, s, target):
    return (k - 1) // 2


# %% wrong idea [none] computed and not returned
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    p = twice // 2 if twice >= 0 and twice % 2 == 0 else None
    print(p)


# %% wrong edge [not-none] False where there is none
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    return twice // 2 if twice >= 0 and twice % 2 == 0 else False


# %% wrong idea [float-for-int] a float even where it is whole
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    return float(twice // 2) if twice >= 0 and twice % 2 == 0 else "none"


# %% wrong idea [type] text for None
def padding_for(n, k, s, target):
    twice = (target - 1) * s + k - n
    return str(twice // 2) if twice >= 0 and twice % 2 == 0 else "None"


# %% wrong edge hidden [none] the search ends at the size of the row
def padding_for(n, k, s, target):
    for p in range(n):
        if (n + 2 * p - k) / s + 1 == target:
            return p
    return None


# %% wrong idea [both-sides-together] not halved where it can be
def padding_for(n, k, s, target):
    missing = (target - 1) * s + k - n
    return missing if missing >= 0 and missing % 2 == 0 else None
