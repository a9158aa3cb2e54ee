"""Receptive fields of tensors, kept through branches.

A tensor's `Fields` say, for each spatial axis of the network's input, where in the tensor that axis lies now
and what its units see. `rules.py` says how each torch operation moves them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from torch import Tensor

from cnnkit.sizing.geometry import GeometryError
from cnnkit.sizing.receptive import Field


class Axis(NamedTuple):
    """One input axis inside a tensor: index `i` along `dim` belongs to unit `(i // inner) % length`."""

    dim: int | None
    """None once every entry of the tensor sees the same stretch."""
    inner: int
    length: int
    field: Field | None
    """None where it is unknown."""


Fields = dict[tuple[int, int], Axis]
"""By input and axis of it, 0 for the first spatial one; empty for a tensor that depends on no input."""


def input_fields(x: Tensor, index: int) -> Fields:
    """Fields of one of the network's inputs: `(n, c, …)` floats, or `(n, l)` ids for an embedding."""
    first = 2 if x.is_floating_point() else 1
    return {(index, dim - first): Axis(dim, 1, x.shape[dim], Field()) for dim in range(first, x.dim())}


def merge(parts: Iterable[Fields]) -> Fields:
    """Fields of a tensor whose units see what any of the parts sees; the parts are aligned to it."""
    merged: Fields = {}
    for part in parts:
        for key, axis in part.items():
            merged[key] = _join(merged[key], axis) if key in merged else axis
    return merged


def _join(a: Axis, b: Axis) -> Axis:
    place = a if a.dim is not None else b
    if a.field is None or b.field is None:
        return place._replace(field=None)
    lined_up = a[:3] == b[:3] and a.dim is not None and a.field.period and b.field.period
    try:
        joined = a.field.join(b.field) if lined_up else whole(a).join(whole(b))
    except GeometryError:
        joined = None
    return place._replace(field=joined)


def whole(axis: Axis) -> Field:
    """What all units of an axis see together."""
    assert axis.field is not None
    return axis.field.whole(axis.length)


def collapse(axis: Axis) -> Axis:
    """Every unit sees what all units saw: the axis is summed over."""
    return Axis(None, 1, 1, axis.field and whole(axis))
