"""What is wrong with an operation in a module's own `forward`: a product, a view, a sum, a concatenation."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from cnnkit.summary.call import kind_of
from cnnkit.summary.edits import Edit
from cnnkit.summary.failing import Advice, Failing, aten, parameter_named
from cnnkit.summary.linear import linear_advice
from cnnkit.summary.notes import note_of
from cnnkit.summary.operation import operation_of
from cnnkit.summary.origin import VIEWS, source, times
from cnnkit.summary.row import Shape
from cnnkit.summary.sides import side_edits


def join_advice(f: Failing) -> Advice:
    if f.trace.operation is None:
        kind = kind_of(f.module)
        if isinstance(f.error, ValueError) and str(f.shape) in str(
            f.error
        ):  # the module's own words say it all
            return Advice(str(f.error).removeprefix(f"{kind} "))
        return Advice(f"refused {f.shape} from {source(f.note)}. {type(f.error).__name__}: {f.error}")
    func, arguments = f.trace.operation
    packet = func.overloadpacket
    tensors = [value for value in arguments.values() if isinstance(value, Tensor)]
    if packet in (aten.mm, aten.addmm):
        return _product(f, *tensors[-2:])
    if packet is aten.convolution and len(tensors) >= 2:
        return _convolution(f, tensors[0], tensors[1], arguments)
    if packet is aten.bmm and len(tensors) == 2:
        return _batched(f, func, *tensors)
    if packet in (aten.cat, aten.stack):
        return _joined(f, func, arguments, "tensors", list(arguments["tensors"]))
    if torch.Tag.pointwise in func.tags and len(tensors) >= 2:
        return _joined(f, func, arguments, "", tensors[:2])
    if packet in (aten.view, aten._unsafe_view, aten.reshape) and tensors:
        return _view(f, tensors[0], list(arguments["size"]))
    shapes = " and ".join(str(tuple(t.shape)) for t in tensors) or str(f.shape)
    name = str(packet).removeprefix("aten.")
    return Advice(
        f"{name} failed on {shapes} from {source(note_of(tensors[0]) if tensors else f.note)}: {f.error}"
    )


def _product(f: Failing, left: Tensor, right: Tensor) -> Advice:
    shape, note = tuple(left.shape), note_of(left)
    made = note.made
    # torch lays the places of a map out in rows before it multiplies
    if made and made.kind in VIEWS and made.sources and made.sources[0][0][-1:] == shape[-1:]:
        shape, note = made.sources[0]
    return linear_advice(f, shape, note, right.shape[0], right.shape[1], parameter_named(f.trace, right))


def _convolution(f: Failing, x: Tensor, weight: Tensor, arguments: dict[str, Any]) -> Advice:
    transposed, groups = arguments["transposed"], arguments["groups"]
    takes = weight.shape[0] if transposed else weight.shape[1] * groups
    came, out = x.shape[1], weight.shape
    name = parameter_named(f.trace, weight)
    shape = (came, *out[1:]) if transposed else (out[0], came // groups, *out[2:])
    edits = [Edit(f"in_channels={came}", {name: shape})] if name and came % groups == 0 else []
    problem = (
        f"takes in_channels={takes}, but {tuple(x.shape)} with {came} came in from {source(note_of(x))}."
    )
    return Advice(problem, edits)


def _batched(f: Failing, func: Any, left: Tensor, right: Tensor) -> Advice:
    a, b = tuple(left.shape), tuple(right.shape)
    problem = (
        f"cannot multiply {a} from {source(note_of(left))} by {b} from {source(note_of(right))}: the last "
        "axis of the first must be as long as the last but one of the second."
    )
    turned = Edit(
        "the second one with its last two axes swapped: .transpose(-2, -1)",
        operations={f.trace.operations: lambda _: func(left, right.transpose(-2, -1))},
    )
    return Advice(problem, [turned])


def _view(f: Failing, x: Tensor, sizes: list[int]) -> Advice:
    shape, size = tuple(x.shape), tuple(sizes)
    place = f.trace.operations
    numbers = prod(shape)
    wanted = prod(s for s in size if s >= 0)
    fits = numbers == wanted if min(size) >= 0 else wanted and numbers % wanted == 0
    if fits:  # the numbers are right, their order in memory is not
        told = f"cannot view {shape} from {source(note_of(x))} as {size}"
        problem = f"{told}: its numbers do not lie in this order in memory."
        words = f"x.reshape{size}, which copies them"
        return Advice(problem, [Edit(words, operations={place: lambda _: x.reshape(size)})])
    count = (
        f"{times(shape[1:])} = {prod(shape[1:]):,} numbers an image"
        if len(shape) > 2
        else f"{numbers:,} numbers"
    )
    problem = f"cannot view {shape} from {source(note_of(x))}, {count}, as {size}."
    edits = []
    if len(size) == 2:
        words = f"x.flatten(1), which keeps the batch and makes ({len(x)}, {prod(shape[1:])}) of it"
        edits.append(Edit(words, operations={place: lambda _: x.flatten(1)}))
    return Advice(problem, edits)


def _joined(f: Failing, func: Any, arguments: dict[str, Any], key: str, tensors: list[Tensor]) -> Advice:
    """A sum, a product or a concatenation of tensors whose sizes do not agree."""
    place = f.trace.operations
    name = operation_of(func).name
    parts = [(tuple(t.shape), note_of(t)) for t in tensors]
    dim = arguments.get("dim", 0) if key else None

    def replaced(index: int, change: Callable[[Tensor], Tensor]) -> dict[int, Any]:
        """The operation again with one of its tensors changed."""

        def again(own: dict[str, Any]) -> Tensor:
            if key:
                items = [change(t) if i == index else t for i, t in enumerate(own[key])]
                return func(**{**own, key: items})
            names = [n for n, value in own.items() if isinstance(value, Tensor)]
            return func(**{**own, names[index]: change(own[names[index]])})

        return {place: again}

    told = [f"{shape} from {source(note)}" for shape, note in parts]
    problem = f"cannot {name} {' and '.join(told)}"
    if key:
        problem = f"cannot {'concatenate' if name == 'cat' else name} {', '.join(told)} along axis {dim}"
    odd = next((i for i, (shape, _) in enumerate(parts) if _differs(parts[0][0], shape, dim)), 1)
    a, first = parts[0]
    b, second = parts[min(odd, len(parts) - 1)]
    if len(a) != len(b):
        return Advice(f"{problem}: both need the same number of axes.", _more_axes(a, b, 0, odd, replaced))
    if len(a) > 2 and a[2:] != b[2:]:
        why, edits = side_edits(f, (a, first, 0), (b, second, odd), replaced)
        return Advice(f"{problem}{why}.", edits, 4)
    if len(a) > 2 and a[1] != b[1] and not key:
        ones = (1,) * (len(a) - 2)
        weight = tensors[0].new_empty((b[1], a[1], *ones))
        conv = (F.conv1d, F.conv2d, F.conv3d)[len(a) - 3]
        words = f"a 1×1 convolution on the shortcut, from {a[1]} to {b[1]} channels or back"
        return Advice(f"{problem}.", [Edit(words, operations=replaced(0, lambda x: conv(x, weight)))])
    return Advice(f"{problem}.")


def _differs(a: Shape, b: Shape, dim: int | None) -> bool:
    if len(a) != len(b):
        return True
    skipped = None if dim is None else dim % len(a)
    return any(p != q for i, (p, q) in enumerate(zip(a, b, strict=True)) if i != skipped)


def _more_axes(a: Shape, b: Shape, i: int, j: int, replaced: Callable[..., dict[int, Any]]) -> list[Edit]:
    """A vector for each image or each channel, to be spread over the places of a map."""
    low, high, index = (a, b, i) if len(a) < len(b) else (b, a, j)
    missing = len(high) - len(low)
    if high[: len(low)] != low:
        return []
    words = f"[{', '.join([':'] * len(low) + ['None'] * missing)}] behind the one with {len(low)} axes"
    return [Edit(words, operations=replaced(index, lambda x: x[(..., *[None] * missing)]))]
