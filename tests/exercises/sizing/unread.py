# ruff: noqa: F811
"""Right and wrong answers to `unread`."""

import numpy as np
import torch


# %% right a set of read pixels
def unread(n, k, s, p):
    read = set()
    for start in range(-p, n + p - k + 1, s):
        for x in range(start, start + k):
            if 0 <= x < n:
                read.add(x)
    return n - len(read)


# %% right a list of marks
def unread(n, k, s, p):
    marks = [False] * (n + 2 * p)
    start = 0
    while start + k <= len(marks):
        marks[start : start + k] = [True] * k
        start += s
    return marks[p : p + n].count(False)


# %% right a formula for the gaps and one for the end
def unread(n, k, s, p):
    windows = (n + 2 * p - k) // s + 1
    lost = max(n - ((windows - 1) * s + k - p), 0)
    for i in range(windows - 1):
        first, after = i * s + k - p, (i + 1) * s - p
        lost += max(min(after, n) - max(first, 0), 0)
    return lost


# %% right each pixel asks for its window
def unread(n, k, s, p):
    last = (n + 2 * p - k) // s

    def is_read(x):
        i = min((x + p) // s, last)
        return x + p < i * s + k

    return sum(not is_read(x) for x in range(n))


# %% right numpy, all windows at once
def unread(n, k, s, p):
    starts = np.arange(-p, n + p - k + 1, s)
    read = np.unique(starts[:, None] + np.arange(k))
    return n - int(((read >= 0) & (read < n)).sum())


# %% right gradients: what no window reads has none
def unread(n, k, s, p):
    x = torch.zeros(n, requires_grad=True)
    torch.nn.functional.pad(x, (p, p)).unfold(0, k, s).sum().backward()
    return (x.grad == 0).sum()


# %% right recursion along the row
def unread(n, k, s, p):
    def lost(start, reached):  # pixels before `reached` are settled
        if start + k > n + p:
            return max(n - max(reached, 0), 0)
        gap = max(min(start, n) - max(reached, 0), 0)
        return gap + lost(start + s, max(reached, start + k))

    return lost(-p, 0)


# %% wrong idea [padding-taken-for-a-pixel] the plain remainder
def unread(n, k, s, p):
    return (n + 2 * p - k) % s


# %% wrong idea [padding-taken-for-a-pixel] marks of the whole padded row
def unread(n, k, s, p):
    marks = [0] * (n + 2 * p)
    for start in range(0, n + 2 * p - k + 1, s):
        for x in range(start, start + k):
            marks[x] = 1
    return marks.count(0)


# %% wrong idea [gaps-left-out] only the end of the row
def unread(n, k, s, p):
    windows = (n + 2 * p - k) // s + 1
    end = (windows - 1) * s + k - p
    return max(n - end, 0)


# %% wrong edge [negative] windows that end in the padding
def unread(n, k, s, p):
    windows = (n + 2 * p - k) // s + 1
    end = (windows - 1) * s + k - p
    return n - end


# %% wrong idea [both-edges] the loss doubled
def unread(n, k, s, p):
    read = {x for start in range(-p, n + p - k + 1, s) for x in range(start, start + k)}
    return 2 * sum(x not in read for x in range(n))


# %% wrong idea [both-edges] padding off at both ends
def unread(n, k, s, p):
    left_over = (n + 2 * p - k) % s - 2 * p
    return left_over if left_over > 0 else 0


# %% wrong idea [padding-left-out] windows on the bare row
def unread(n, k, s, p):
    read = {x for start in range(0, n - k + 1, s) for x in range(start, start + k)}
    return n - len(read)


# %% wrong idea [windows-counted] the number of windows
def unread(n, k, s, p):
    return (n + 2 * p - k) // s + 1


# %% wrong idea [windows-counted] pixels minus windows
def unread(n, k, s, p):
    return n - len(range(0, n + 2 * p - k + 1, s))


# %% wrong idea [read-counted] what is read
def unread(n, k, s, p):
    read = {x for start in range(-p, n + p - k + 1, s) for x in range(start, start + k)}
    return len(read & set(range(n)))


# %% wrong idea [overlap-counted-twice] windows times kernel
def unread(n, k, s, p):
    return n - ((n + 2 * p - k) // s + 1) * k


# %% wrong idea [overlap-counted-twice] a list in place of a set
def unread(n, k, s, p):
    read = [x for start in range(-p, n + p - k + 1, s) for x in range(start, start + k)]
    return max(n - len(read), 0)


# %% wrong idea [overlap-counted-twice] padded row minus windows times kernel
def unread(n, k, s, p):
    padded = n + 2 * p
    return padded - k * ((padded - k) // s + 1)


# %% wrong idea [fraction] the fraction of a step
def unread(n, k, s, p):
    steps = (n + 2 * p - k) / s
    return steps - int(steps)


# %% wrong idea [kernel-left-out] remainder of the row
def unread(n, k, s, p):
    return n % s


# %% wrong idea [kernel-left-out] remainder of the padded row
def unread(n, k, s, p):
    return (n + 2 * p) % s


# %% wrong idea [nothing-lost] always zero
def unread(n, k, s, p):
    return 0


# %% wrong edge [last-window-left-out] the last window left out
def unread(n, k, s, p):
    read = {x for start in range(-p, n + p - k, s) for x in range(start, start + k)}
    return n - len(read & set(range(n)))


# %% wrong idea [type] the pixels in place of their number
def unread(n, k, s, p):
    read = {x for start in range(-p, n + p - k + 1, s) for x in range(start, start + k)}
    return [x for x in range(n) if x not in read]


# %% wrong idea [none] printed, not returned
def unread(n, k, s, p):
    read = {x for start in range(-p, n + p - k + 1, s) for x in range(start, start + k)}
    print(len(set(range(n)) - read))


# %% wrong idea [starts-at-zero] marks written beside the list
def unread(n, k, s, p):
    marks = [0] * n
    for start in range(0, n + 2 * p - k + 1, s):
        for x in range(start, start + k):
            marks[x] = 1
    return n - sum(marks)


# %% wrong edge hidden [value] gaps between windows counted where they lie in the padding
def unread(n, k, s, p):
    windows = (n + 2 * p - k) // s + 1
    last = (windows - 1) * s + k - 1 - p
    return max(0, n - 1 - last) + max(0, s - k) * (windows - 1)


# %% wrong edge [value] padding on the left only
def unread(n, k, s, p):
    read = {x for start in range(-p, n - k + 1, s) for x in range(start, start + k)}
    return n - len(read & set(range(n)))


# %% wrong idea [overlap-counted-twice] windows times kernel off the padded row, never below 0
def unread(n, k, s, p):
    return max(0, n + 2 * p - k * ((n + 2 * p - k) // s + 1))
