# ruff: noqa: F811
"""Right and wrong answers to `trace_sizes`."""

import math
from fractions import Fraction
from itertools import accumulate

import numpy as np
import torch
import torch.nn.functional as F


# %% right a loop with an index
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        n = n + 2 * p - k
        if n < 0:
            raise ValueError(f"layer {i} does not fit")
        if strict and n % s:
            raise ValueError(f"layer {i} leaves {n % s} columns")
        n = n // s + 1
        sizes.append(n)
    return sizes


# %% right divmod, index first or last in the message
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        steps, rest = divmod(sizes[-1] + 2 * p - k, s)
        if steps < 0:
            raise ValueError(f"Does not fit: {len(sizes) - 1}.")
        if rest and strict:
            raise ValueError(f"{len(sizes) - 1}: rest {rest}")
        sizes.append(steps + 1)
    return sizes


# %% right recursion that carries the index
def trace_sizes(n, layers, strict=False, index=0):
    if index == len(layers):
        return [n]
    k, s, p = layers[index]
    room = n + 2 * p - k
    if room < 0 or (strict and room % s != 0):
        raise ValueError(index)
    return [n, *trace_sizes(room // s + 1, layers, strict, index + 1)]


# %% right fractions
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for index, (k, s, p) in enumerate(layers):
        exact = Fraction(sizes[-1] + 2 * p - k, s) + 1
        if exact < 1:
            raise ValueError(f"layers[{index}]: kernel {k}")
        if strict and exact.denominator != 1:
            raise ValueError(f"layers[{index}]: {exact} windows")
        sizes.append(math.floor(exact))
    return sizes


# %% right count of windows, with a subclass of ValueError
def trace_sizes(n, layers, strict=False):
    class LayerError(ValueError):
        pass

    sizes = [n]
    for index in range(len(layers)):
        k, s, p = layers[index]
        starts = list(range(0, sizes[index] + 2 * p - k + 1, s))
        if not starts:
            raise LayerError("layer", index)
        if strict and starts[-1] + k < sizes[index] + 2 * p:
            raise LayerError(f"unread columns at layer #{index}!")
        sizes.append(len(starts))
    return sizes


# %% right accumulate, as a tuple
def trace_sizes(n, layers, strict=False):
    def after(size, numbered):
        index, (k, s, p) = numbered
        room = size + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"problem in layer {index} (size {size}, kernel {k}, stride {s}, padding {p})")
        return room // s + 1

    return tuple(accumulate(enumerate(layers), after, initial=n))


# %% right numpy floats turned into ints
def trace_sizes(n, layers, strict=False):
    sizes = np.zeros(len(layers) + 1)
    sizes[0] = n
    for i, layer in enumerate(layers):
        k, s, p = np.array(layer, dtype=float)
        size = (sizes[i] + 2 * p - k) / s + 1
        if size < 1:
            raise ValueError(f"layer{i} too large")
        if strict and size != np.floor(size):
            raise ValueError(f"size {size:.1f} after layer {i}")
        sizes[i + 1] = np.floor(size)
    return sizes.astype(int).tolist()


# %% wrong idea [strict-left-out] strict not used
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        if sizes[-1] + 2 * p < k:
            raise ValueError(f"layer {i}")
        sizes.append((sizes[-1] + 2 * p - k) // s + 1)
    return sizes


# %% wrong idea [strict-left-out] nothing checked
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        sizes.append((sizes[-1] + 2 * p - k) // s + 1)
    return sizes


# %% wrong idea [always-strict] strict in both modes
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0 or room % s:
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [does-not-fit] only strict problems checked
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if strict and (room < 0 or room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [counts-from-one] layer number for people
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers, 1):
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [counts-from-one] length of the list so far
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"problem at layer {len(sizes)}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [last-problem-named] the last problem wins
def trace_sizes(n, layers, strict=False):
    sizes, bad = [n], None
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            bad = i
        sizes.append(room // s + 1)
    if bad is not None:
        raise ValueError(f"layer {bad}")
    return sizes


# %% wrong idea [last-layer-named] checked after the loop
def trace_sizes(n, layers, strict=False):
    sizes, fine = [n], True
    for i, (k, s, p) in enumerate(layers):  # noqa: B007
        room = sizes[-1] + 2 * p - k
        fine = fine and room >= 0 and not (strict and room % s)
        sizes.append(room // s + 1)
    if not fine:
        raise ValueError(f"layer {i}")
    return sizes


# %% wrong edge [message] no number in the message
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        room = sizes[-1] + 2 * p - k
        if room < 0:
            raise ValueError("the window does not fit")
        if strict and room % s:
            raise ValueError(f"kernel {k} drops pixels")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [padding-not-counted] unread padding allowed
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0:
            raise ValueError(f"layer {i} too small")
        if strict and room % s - p > 0:
            raise ValueError(f"layer {i} drops pixels")
        sizes.append(room // s + 1)
    return sizes


# %% wrong idea [rounded] round
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        size = (sizes[-1] + 2 * p - k) / s + 1
        if size < 1 or (strict and size % 1):
            raise ValueError(f"layer {i}")
        sizes.append(round(size))
    return sizes


# %% wrong idea [rounded] ceil
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        size = (sizes[-1] + 2 * p - k) / s + 1
        if size < 1 or (strict and size % 1):
            raise ValueError(f"layer {i}")
        sizes.append(math.ceil(size))
    return sizes


# %% wrong idea [fraction] true division
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        size = (sizes[-1] + 2 * p - k) / s + 1
        if size < 1 or (strict and size % 1):
            raise ValueError(f"layer {i}")
        sizes.append(size)
    return sizes


# %% wrong idea [type] whole floats
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        size = (sizes[-1] + 2 * p - k) / s + 1
        if size < 1 or (strict and size % 1):
            raise ValueError(f"layer {i}")
        sizes.append(np.floor(size))
    return sizes


# %% wrong idea [stops-one-early] size before each layer
def trace_sizes(n, layers, strict=False):
    sizes = []
    for i, (k, s, p) in enumerate(layers):
        sizes.append(n)
        room = n + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        n = room // s + 1
    return sizes


# %% wrong idea [image-left-out] size after each layer
def trace_sizes(n, layers, strict=False):
    sizes = []
    for i, (k, s, p) in enumerate(layers):
        room = n + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        n = room // s + 1
        sizes.append(n)
    return sizes


# %% wrong idea [last-size-only] one number
def trace_sizes(n, layers, strict=False):
    for i, (k, s, p) in enumerate(layers):
        room = n + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        n = room // s + 1
    return n


# %% wrong idea [always-from-the-image] n never updated
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = n + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong idea [stride-left-out] stride not used
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, _, p) in enumerate(layers):
        if sizes[-1] + 2 * p < k:
            raise ValueError(f"layer {i}")
        sizes.append(sizes[-1] + 2 * p - k + 1)
    return sizes


# %% wrong idea [stride-left-out] poolings with stride one
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        if s == k:
            s = 1
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong idea [padding-of-the-next-layer] one layer ahead
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i in range(len(layers)):
        k, s, _ = layers[i]
        p = layers[i + 1][2] if i + 1 < len(layers) else 0
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong idea [padding-left-out] padding not used
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, _) in enumerate(layers):
        room = sizes[-1] - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong idea [padding-on-one-side] padding once
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong idea [one-window-short] no +1
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s)
    return sizes


# %% wrong idea [input-changed] layers taken off the list
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    while layers:
        k, s, p = layers.pop(0)
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            raise ValueError(f"layer {len(sizes) - 1}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [error] assert in place of ValueError
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        assert room >= 0, f"layer {i}"
        assert not strict or room % s == 0, f"layer {i}"
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [no-error] message returned, not raised
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and room % s):
            return f"ValueError: layer {i}"
        sizes.append(room // s + 1)
    return sizes


# %% wrong idea [type] text
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for k, s, p in layers:
        sizes.append((sizes[-1] + 2 * p - k) // s + 1)
    return "-".join(map(str, sizes))


# %% wrong idea [off-limits] let torch pool
def trace_sizes(n, layers, strict=False):
    x, sizes = torch.zeros(1, 1, n), [n]
    for i, (k, s, p) in enumerate(layers):
        try:
            x = F.max_pool1d(F.pad(x, (p, p)), k, s)
        except RuntimeError:
            raise ValueError(f"layer {i}") from None
        if strict and (sizes[-1] + 2 * p - k) % s:
            raise ValueError(f"layer {i}")
        sizes.append(x.shape[-1])
    return sizes


# %% wrong edge [error] fit looked at without the padding
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if k > sizes[-1] or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [does-not-fit] strict looks only for columns left over
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room % s if strict else room < 0:
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge hidden [odd-or-even] strict asks for odd and even
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and s > 1 and room % 2):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge hidden [error] strict forbids strides above the kernel
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0 or (strict and (room % s or s > k)):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge hidden [error] padding above half the kernel refused
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room < 0 or p > k // 2 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes


# %% wrong edge [does-not-fit] a size of 0 is let pass
def trace_sizes(n, layers, strict=False):
    sizes = [n]
    for i, (k, s, p) in enumerate(layers):
        room = sizes[-1] + 2 * p - k
        if room // s + 1 < 0 or (strict and room % s):
            raise ValueError(f"layer {i}")
        sizes.append(room // s + 1)
    return sizes
