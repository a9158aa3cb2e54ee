"""Fields behind windows that slide over a map: convolutions, pools, enlargements, padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import gcd

from torch import Tensor

from cnnkit.sizing.output import adaptive_windows
from cnnkit.sizing.receptive import Field
from cnnkit.summary.counting import Arguments
from cnnkit.summary.fields import Axis, Fields, collapse
from cnnkit.summary.mixing import Lookup, Rule, unknown

# Height and width are most often alike, and so are the blocks of a network.
_window, _stamp = lru_cache(4096)(Field.window), lru_cache(4096)(Field.stamp)


def each(value: int | Sequence[int], axes: int) -> list[int]:
    """One number an axis from torch's short forms."""
    numbers = [value] if isinstance(value, int) else list(value)
    return numbers * axes if len(numbers) == 1 else numbers


def _sliding(
    x: Tensor, out: Tensor, axes: int, fields: Lookup, move: Callable[[Field, int, int], Field]
) -> Fields:
    """After a layer that slides over the last `axes` dimensions; `move(field, i, length)` moves axis i."""
    moved = {}
    for key, axis in fields(x).items():
        if axis.dim is None:
            moved[key] = axis
            continue
        i = axis.dim - (x.dim() - axes)
        if i < 0:  # the batch axis stays, channels are summed over
            moved[key] = collapse(axis) if i == -1 else axis
        elif axis.length != x.shape[axis.dim]:
            moved[key] = axis._replace(field=None)  # two axes rolled into one: windows cross rows
        else:
            field = axis.field and (move(axis.field, i, axis.length) if axis.field.period else axis.field)
            moved[key] = Axis(axis.dim, 1, out.shape[axis.dim], field)
    return moved


def convolution(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    kernel = a["weight"].shape[2:]
    axes = len(kernel)
    stride, padding, dilation = (each(a[name], axes) for name in ("stride", "padding", "dilation"))

    def move(field: Field, i: int, _: int) -> Field:
        layer = (kernel[i], stride[i], padding[i], dilation[i])
        return _stamp(field, *layer) if a["transposed"] else _window(field, *layer)

    return _sliding(a["input"], out, axes, fields, move)


def pool(axes: int) -> Rule:
    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        kernel = each(a["kernel_size"], axes)
        stride = each(a["stride"] or kernel, axes)
        padding, dilation = each(a["padding"], axes), each(a.get("dilation", 1), axes)
        return _sliding(
            a["self"],
            out,
            axes,
            fields,
            lambda f, i, _: _window(f, kernel[i], stride[i], padding[i], dilation[i]),
        )

    return rule


def adaptive(axes: int) -> Rule:
    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        def move(field: Field, i: int, n: int) -> Field:
            size = out.shape[i - axes]
            rounds = gcd(n, size)
            windows = adaptive_windows(n, size)[: size // rounds]
            return field.gather([range(first, end) for first, end in windows], n // rounds)

        return _sliding(a["self"], out, axes, fields, move)

    return rule


def upsample(axes: int, reach: int) -> Rule:
    """`reach` 0 for nearest, 1 for linear, 2 for cubic; only whole factors have a rule."""

    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        x = a["self"]
        factors = [out.shape[i - axes] / x.shape[i - axes] for i in range(axes)]
        if any(factor % 1 for factor in factors) or a.get("align_corners"):
            return unknown(a, out, fields)

        def move(field: Field, i: int, _: int) -> Field:
            factor = int(factors[i])
            reads = []
            for unit in range(factor):
                # The centre of output `unit` lies over this position, in input units times 2·factor.
                place = 2 * unit + 1 - factor
                left = place // (2 * factor)
                exact = place % (2 * factor) == 0
                reads.append(
                    [unit // factor] if not reach or exact else range(left + 1 - reach, left + 1 + reach)
                )
            return field.gather(reads, 1)

        return _sliding(x, out, axes, fields, move) if x.dim() > axes else unknown(a, out, fields)

    return rule


def pixel_shuffle(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    r = a["upscale_factor"]
    return _sliding(a["self"], out, 2, fields, lambda field, _i, _n: field.stamp(r, r))


def pad(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    sides = a.get("pad", a.get("padding"))
    assert sides is not None
    left = {out.dim() - 1 - i: sides[2 * i] for i in range(len(sides) // 2)}
    return {
        key: axis
        if axis.dim not in left
        else axis._replace(
            length=out.shape[axis.dim], field=axis.field and axis.field.gather([[-left[axis.dim]]], 1)
        )
        for key, axis in fields(a["self"]).items()
    }
