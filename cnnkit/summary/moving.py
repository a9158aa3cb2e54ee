"""Fields behind operations that only move values: views, permutations, parts, concatenations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import prod

from torch import Tensor

from cnnkit.sizing.receptive import Edges, Field
from cnnkit.summary.counting import Arguments
from cnnkit.summary.fields import Axis, Fields, collapse, merge
from cnnkit.summary.mixing import Lookup, Rule, pointwise, unknown


def reshaped(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
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


def restride(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    """`as_strided`, with which global pools of channels-last maps end: no matter once all see everything."""
    before = fields(a["self"])
    settled = all(axis.dim is None for axis in before.values())
    return before if settled else unknown(a, out, fields)


def expand(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    return pointwise({"self": a["self"]}, out, fields)


def permuted(order: Callable[[Arguments, int], Sequence[int]]) -> Rule:
    def rule(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
        dims = [d % out.dim() for d in order(a, out.dim())]
        return {
            key: axis if axis.dim is None else axis._replace(dim=dims.index(axis.dim))
            for key, axis in fields(a["self"]).items()
        }

    return rule


def swapped(first: int, second: int, axes: int) -> list[int]:
    order = list(range(axes))
    order[first], order[second] = order[second], order[first]
    return order


def cut(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
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


def select(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
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


def concatenate(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    dim = a.get("dim", 0) % out.dim()
    joined = merge(fields(tensor) for tensor in a["tensors"])
    # Maps laid end to end along one of their own axes have no common spacing any more.
    return {
        key: axis._replace(length=out.shape[dim], field=None) if axis.dim == dim else axis
        for key, axis in joined.items()
    }


def split(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
    dim = a.get("dim", 0) % a["self"].dim()
    return {
        key: axis._replace(length=out.shape[dim], field=None) if axis.dim == dim else axis
        for key, axis in fields(a["self"]).items()
    }


def stack(a: Arguments, out: Tensor, fields: Lookup) -> Fields:
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
