"""Fields behind operations that mix values in place: sums, activations, means, norms, products."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from torch import Tensor

from cnnkit.summary.counting import Arguments
from cnnkit.summary.fields import Axis, Fields, collapse, merge, whole
from cnnkit.summary.tensors import all_tensors

Lookup = Callable[[Tensor], Fields]
Rule = Callable[[Arguments, Tensor, Lookup], Fields]


def unknown(arguments: Arguments, out: Tensor, fields: Lookup) -> Fields:
    keys = {key for tensor in all_tensors(arguments) for key in fields(tensor)}
    return {key: Axis(None, 1, 1, None) for key in keys}


def pointwise(arguments: Arguments, out: Tensor, fields: Lookup) -> Fields:
    """Activations, sums of branches, products with a gate: shapes are aligned at the right."""
    tensors = all_tensors(arguments)
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


def reduce(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
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


def normalized(dims: Callable[[Arguments], Iterable[int]]) -> Rule:
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


def batch_norm(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    x = a["input"]
    if not a.get("training", False):
        return fields(x)
    return normalized(lambda _: (0, *range(2, x.dim())))(a, out, fields)


def product(left: str, right: str, added: str | None = None) -> Rule:
    """Matrix products: the last axis of the left and the last but one of the right are summed over."""

    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        last = out.dim() - 1
        parts = []
        for name, summed in ((left, last), (right, last - 1)):
            parts.append({k: collapse(x) if x.dim == summed else x for k, x in fields(a[name]).items()})
        if added:
            parts.append(pointwise({added: a[added]}, out, fields))
        return merge(parts)

    return rule
