"""How each torch operation moves what its units can see.

One rule an operation, named as in `torch.ops.aten`. Activations and other pointwise operations share one; an
operation without a rule makes the field unknown, which a table shows as a dash, and never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import gcd, prod
from typing import Any

import torch
from torch import Tensor

from cnnkit.sizing.output import adaptive_windows
from cnnkit.sizing.receptive import Edges, Field
from cnnkit.summary.counting import Arguments
from cnnkit.summary.fields import Axis, Fields, collapse, merge, whole

aten = torch.ops.aten

Lookup = Callable[[Tensor], Fields]
Rule = Callable[[Arguments, Tensor, Lookup], Fields]


# Height and width are most often alike, and so are the blocks of a network.
_window, _stamp = lru_cache(4096)(Field.window), lru_cache(4096)(Field.stamp)


def each(value: int | Sequence[int], axes: int) -> list[int]:
    """One number an axis from torch's short forms."""
    numbers = [value] if isinstance(value, int) else list(value)
    return numbers * axes if len(numbers) == 1 else numbers


def _tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in _tensors(item)]
    return []


def _unknown(arguments: Arguments, out: Tensor, fields: Lookup) -> Fields:
    keys = {key for value in arguments.values() for tensor in _tensors(value) for key in fields(tensor)}
    return {key: Axis(None, 1, 1, None) for key in keys}


def _pointwise(arguments: Arguments, out: Tensor, fields: Lookup) -> Fields:
    """Activations, sums of branches, products with a gate: shapes are aligned at the right."""
    tensors = _tensors(list(arguments.values()))
    if len(tensors) == 1 and tensors[0].shape == out.shape:
        return fields(tensors[0])
    parts = []
    for tensor in tensors:
        offset = out.dim() - tensor.dim()
        part = {}
        for key, axis in fields(tensor).items():
            if axis.dim is None:
                part[key] = axis
            elif tensor.shape[axis.dim] == out.shape[axis.dim + offset]:
                part[key] = axis._replace(dim=axis.dim + offset)
            else:
                part[key] = collapse(axis)
        parts.append(part)
    return merge(parts)


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


def _convolution(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    kernel = a["weight"].shape[2:]
    axes = len(kernel)
    stride, padding, dilation = (each(a[name], axes) for name in ("stride", "padding", "dilation"))

    def move(field: Field, i: int, _: int) -> Field:
        layer = (kernel[i], stride[i], padding[i], dilation[i])
        return _stamp(field, *layer) if a["transposed"] else _window(field, *layer)

    return _sliding(a["input"], out, axes, fields, move)


def _pool(axes: int) -> Rule:
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


def _adaptive(axes: int) -> Rule:
    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        def move(field: Field, i: int, n: int) -> Field:
            size = out.shape[i - axes]
            rounds = gcd(n, size)
            windows = adaptive_windows(n, size)[: size // rounds]
            return field.gather([range(first, end) for first, end in windows], n // rounds)

        return _sliding(a["self"], out, axes, fields, move)

    return rule


def _upsample(axes: int, reach: int) -> Rule:
    """`reach` 0 for nearest, 1 for linear, 2 for cubic; only whole factors have a rule."""

    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        x = a["self"]
        factors = [out.shape[i - axes] / x.shape[i - axes] for i in range(axes)]
        if any(factor % 1 for factor in factors) or a.get("align_corners"):
            return _unknown(a, out, fields)

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

        return _sliding(x, out, axes, fields, move) if x.dim() > axes else _unknown(a, out, fields)

    return rule


def _pixel_shuffle(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    r = a["upscale_factor"]
    return _sliding(a["self"], out, 2, fields, lambda field, _i, _n: field.stamp(r, r))


def _pad(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
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


def _reduce(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    x = a["self"]
    dims = a.get("dim")
    if isinstance(dims, int):
        dims = [dims]
    gone = {d % x.dim() for d in dims} if dims else set(range(x.dim()))
    keep = a.get("keepdim", False)
    reduced = {}
    for key, axis in fields(x).items():
        if axis.dim is None:
            reduced[key] = axis
        elif axis.dim in gone:
            reduced[key] = collapse(axis)
        else:
            reduced[key] = axis if keep else axis._replace(dim=axis.dim - sum(d < axis.dim for d in gone))
    return reduced


def _normalized(dims: Callable[[Arguments], Iterable[int]]) -> Rule:
    """Same shape, but each entry depends on all entries along `dims`."""

    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        x = a.get("input", a.get("self"))
        assert x is not None
        mixed = {d % x.dim() for d in dims(a)}
        return {
            key: axis._replace(field=axis.field and whole(axis)) if axis.dim in mixed else axis
            for key, axis in fields(x).items()
        }

    return rule


def _batch_norm(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    x = a["input"]
    if not a.get("training", False):
        return fields(x)
    return _normalized(lambda _: (0, *range(2, x.dim())))(a, out, fields)


def _reshape(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    x = a["self"]
    shape = list(out.shape)
    reshaped = {}
    for key, axis in fields(x).items():
        if axis.dim is None or axis.length == 1:
            reshaped[key] = collapse(axis)
            continue
        step = axis.inner * prod(x.shape[axis.dim + 1 :])  # entries between neighbouring units
        homes = [
            (dim, inner)
            for dim, inner in ((d, prod(shape[d + 1 :])) for d in range(len(shape)))
            if step % inner == 0 and (inner * shape[dim]) % (step * axis.length) == 0 and shape[dim] > 1
        ]
        dim, inner = homes[0] if homes else (None, 1)
        field = axis.field if homes else None
        reshaped[key] = Axis(dim, step // inner if homes else 1, axis.length, field)
    return reshaped


def _restride(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    """`as_strided`, with which global pools of channels-last maps end: no matter once all see everything."""
    before = fields(a["self"])
    settled = all(axis.dim is None for axis in before.values())
    return before if settled else _unknown(a, out, fields)


def _expand(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    return _pointwise({"self": a["self"]}, out, fields)


def _permuted(order: Callable[[Arguments, int], Sequence[int]]) -> Rule:
    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        dims = [d % out.dim() for d in order(a, out.dim())]
        return {
            key: axis if axis.dim is None else axis._replace(dim=dims.index(axis.dim))
            for key, axis in fields(a["self"]).items()
        }

    return rule


def _swap(first: int, second: int, axes: int) -> list[int]:
    order = list(range(axes))
    order[first], order[second] = order[second], order[first]
    return order


def _slice(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    x = a["self"]
    dim, step = a.get("dim", 0) % x.dim(), a.get("step", 1)
    start, _, _ = slice(a.get("start"), a.get("end"), step).indices(x.shape[dim])
    sliced = {}
    for key, axis in fields(x).items():
        if axis.dim == dim and tuple(out.shape) != tuple(x.shape):
            known = axis.field if axis.length == x.shape[dim] else None
            sliced[key] = Axis(dim, 1, out.shape[dim], known and _moved(known, start, step))
        else:
            sliced[key] = axis
    return sliced


def _select(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    x = a["self"]
    dim = a["dim"] % x.dim()
    selected = {}
    for key, axis in fields(x).items():
        if axis.dim == dim:
            known = axis.field if axis.length == x.shape[dim] else None
            one = known and _moved(known, a["index"] % axis.length, 1).whole(1)
            selected[key] = Axis(None, 1, 1, one)
        elif axis.dim is not None and axis.dim > dim:
            selected[key] = axis._replace(dim=axis.dim - 1)
        else:
            selected[key] = axis
    return selected


def _moved(field: Field, start: int, step: int) -> Field:
    return field.gather([[start]], step) if field.period else field


def _concatenate(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    dim = a.get("dim", 0) % out.dim()
    joined = merge(fields(tensor) for tensor in a["tensors"])
    # Maps laid end to end along one of their own axes have no common spacing any more.
    return {
        key: axis._replace(length=out.shape[dim], field=None) if axis.dim == dim else axis
        for key, axis in joined.items()
    }


def _split(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    dim = a.get("dim", 0) % a["self"].dim()
    return {
        key: axis._replace(length=out.shape[dim], field=None) if axis.dim == dim else axis
        for key, axis in fields(a["self"]).items()
    }


def _stack(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    new = a.get("dim", 0) % out.dim()
    parts = [fields(tensor) for tensor in a["tensors"]]
    stacked = {
        key: axis if axis.dim is None else axis._replace(dim=axis.dim + (axis.dim >= new))
        for key, axis in merge(parts).items()
    }
    for key in stacked:
        slices = [part.get(key) for part in parts]
        row = [s.field.edges[0] for s in slices if s and s.dim is None and s.field]
        if len(row) == len(parts) > 1 and (field := _side_by_side(row)):
            stacked[key] = Axis(new, 1, len(row), field)
    return stacked


def _side_by_side(edges: Sequence[Edges]) -> Field | None:
    """One unit for each stretch, where these are equally wide and follow each other at one distance."""
    seen = [edge for edge in edges if edge is not None]
    steps = {(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(seen)}
    (low, high), *others = steps or {(0, 0)}
    return Field((seen[0],), low) if len(seen) == len(edges) and low == high > 0 and not others else None


def _product(left: str, right: str, added: str | None = None) -> Rule:
    """Matrix products: the last axis of the left and the last but one of the right are summed over."""

    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        last = out.dim() - 1
        parts = []
        for name, summed in ((left, last), (right, last - 1)):
            parts.append({k: collapse(x) if x.dim == summed else x for k, x in fields(a[name]).items()})
        if added:
            parts.append(_pointwise({added: a[added]}, out, fields))
        return merge(parts)

    return rule


PADS = ("constant_pad_nd", *(f"{kind}_pad{n}d" for kind in ("reflection", "replication") for n in (1, 2, 3)))
REDUCTIONS = ("mean", "sum", "amax", "amin", "max", "min", "var", "std", "prod", "argmax", "var_mean", "norm")
RESHAPES = ("view", "_unsafe_view", "reshape", "unsqueeze", "squeeze")
NORMS = ("native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_no_training")
UNCHANGED = ("detach", "alias", "_to_copy", "hardswish", "hardswish_", "native_dropout", "_prelu_kernel")


def _rules(names: Iterable[str], rule: Rule) -> dict[Any, Rule]:
    return {getattr(aten, name): rule for name in names}


RULES: dict[Any, Rule] = {
    aten.convolution: _convolution,
    aten.avg_pool2d: _pool(2),
    aten.avg_pool3d: _pool(3),
    aten.max_pool2d_with_indices: _pool(2),
    aten.max_pool3d_with_indices: _pool(3),
    aten._adaptive_avg_pool2d: _adaptive(2),
    aten._adaptive_avg_pool3d: _adaptive(3),
    aten.adaptive_max_pool2d: _adaptive(2),
    aten.adaptive_max_pool3d: _adaptive(3),
    aten.upsample_nearest1d: _upsample(1, 0),
    aten.upsample_nearest2d: _upsample(2, 0),
    aten.upsample_nearest3d: _upsample(3, 0),
    aten.upsample_linear1d: _upsample(1, 1),
    aten.upsample_bilinear2d: _upsample(2, 1),
    aten.upsample_trilinear3d: _upsample(3, 1),
    aten.upsample_bicubic2d: _upsample(2, 2),
    aten.pixel_shuffle: _pixel_shuffle,
    **_rules(PADS, _pad),
    **_rules((*REDUCTIONS, "logsumexp", "linalg_vector_norm"), _reduce),
    **_rules(RESHAPES, _reshape),
    **_rules(NORMS, _batch_norm),
    **_rules(UNCHANGED, lambda a, out, fields: fields(a["self" if "self" in a else "input"])),
    aten._softmax: _normalized(lambda a: [a["dim"]]),
    aten._safe_softmax: _normalized(lambda a: [a["dim"]]),
    aten._log_softmax: _normalized(lambda a: [a["dim"]]),
    aten.native_layer_norm: _normalized(lambda a: range(-len(a["normalized_shape"]), 0)),
    aten.native_group_norm: _normalized(lambda a: range(1, a["input"].dim())),
    aten.as_strided: _restride,
    aten.as_strided_: _restride,
    aten.expand: _expand,
    aten.permute: _permuted(lambda a, n: a["dims"]),
    aten.transpose: _permuted(lambda a, n: _swap(a["dim0"], a["dim1"], n)),
    aten.t: _permuted(lambda a, n: _swap(0, n - 1, n)),
    aten.slice: _slice,
    aten.select: _select,
    aten.cat: _concatenate,
    aten.stack: _stack,
    aten.split: _split,
    aten.split_with_sizes: _split,
    aten.index_select: _split,
    aten.mm: _product("self", "mat2"),
    aten.bmm: _product("self", "mat2"),
    aten.addmm: _product("mat1", "mat2", "self"),
    aten.baddbmm: _product("batch1", "batch2", "self"),
    aten.embedding: lambda a, out, fields: fields(a["indices"]),
}


def rule_of(func: Any) -> Rule:
    """The rule of one of torch's operations: arguments, output and fields of the arguments in, fields out."""
    rule = RULES.get(func.overloadpacket)
    if rule is None and torch.Tag.pointwise in func.tags:
        rule = _pointwise
    return rule or _unknown
