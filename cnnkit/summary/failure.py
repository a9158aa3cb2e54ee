"""When a network does not fit together: which layer, both shapes, and the likely fix."""

from __future__ import annotations

from math import prod
from typing import Any

import torch
from torch import nn

from cnnkit.sizing.geometry import GeometryError
from cnnkit.summary.row import Shape
from cnnkit.summary.trace import Call, Trace, kind_of

aten = torch.ops.aten
CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
AXES = {1: "(n, channels, length)", 2: "(n, channels, h, w)", 3: "(n, channels, d, h, w)"}


class SummaryError(ValueError):
    """A network that cannot run on the given input.

    Attributes:
        layer: name of the layer that cannot run, as in `named_modules()`.
        in_shape: the shape that reached it.
        fix: the likely fix, or "".
    """

    def __init__(self, layer: str, in_shape: Shape, problem: str, fix: str = "") -> None:
        super().__init__(f"{layer}: {problem}{f' Likely fix: {fix}.' if fix else ''}")
        self.layer = layer
        self.in_shape = in_shape
        self.fix = fix


def explain_failure(trace: Trace, error: Exception) -> SummaryError:
    """The error in words, from the module that was running and the operation that failed."""
    if not trace.calls:
        return SummaryError("input", (), f"the network cannot be called: {error}.")
    call = trace.calls[-1]
    before = trace.rows[-1] if trace.rows else None
    source = _label(before.name, before.kind) if before else "input_shape"
    problem, fix = _explain(call, trace, error, source)
    if before and before.kind == "Flatten" and fix == f"in_features={call.in_shape[-1]}":
        fix += f", which is {_times(before.in_shape)}"
    return SummaryError(_label(call.name, kind_of(call.module)), call.in_shape, problem, fix)


def _label(name: str, kind: str) -> str:
    return name if name == kind else f"{name} ({kind})"


def _explain(call: Call, trace: Trace, error: Exception, source: str) -> tuple[str, str]:
    module, shape = call.module, call.in_shape
    if isinstance(module, nn.Linear) and shape[-1:] != (module.in_features,):
        return _linear(shape, module.in_features, module.out_features, source)
    if isinstance(module, CONVOLUTIONS):
        return _convolution(module, shape, source, error)
    if isinstance(error, GeometryError):
        return f"{shape} came in from {source}. {error}", ""
    if isinstance(module, NORMS) and len(shape) > 1 and shape[1] != module.num_features:
        return (
            f"takes {module.num_features} channels, but {shape} with {shape[1]} came in from {source}.",
            f"num_features={shape[1]}",
        )
    if isinstance(module, nn.Embedding):
        return (
            f"looks up rows by whole numbers, but {shape} of decimal numbers came in from {source}.",
            "put the embedding first, or convert with .long()",
        )
    return _operation(trace, error, shape, source)


def _linear(shape: Shape, in_features: int, out_features: int, source: str) -> tuple[str, str]:
    features = prod(shape[-1:])
    rows = prod(shape) // features
    problem = (
        f"takes in_features={in_features}, but {shape} came in from {source} (torch: mat1 and mat2 shapes "
        f"cannot be multiplied, {rows}x{features} and {in_features}x{out_features})."
    )
    flat = prod(shape[1:])
    sizes = _times(shape)
    if len(shape) == 1 and shape[0] % in_features == 0:
        return problem, "flatten ate the batch axis: x.flatten(1) or nn.Flatten() keeps it"
    if len(shape) <= 2:
        return problem, f"in_features={features}"
    if flat == in_features:
        return problem, f"flatten first: nn.Flatten() makes ({shape[0]}, {flat}) of it, {sizes} = {flat}"
    if shape[1] == in_features:
        return problem, "pool globally and flatten first: nn.AdaptiveAvgPool2d(1), nn.Flatten()"
    return problem, f"flatten first, with in_features={flat}, which is {sizes}"


def _times(shape: Shape) -> str:
    return "·".join(map(str, shape[1:]))


def _convolution(module: Any, shape: Shape, source: str, error: Exception) -> tuple[str, str]:
    axes = len(module.kernel_size)
    if len(shape) != axes + 2:
        problem = f"takes {AXES[axes]}, but {shape} came in from {source}."
        if len(shape) == axes + 1 and source == "input_shape":
            return problem, f"input_shape has the batch axis: {(1, *shape)}"
        return problem, ""
    if shape[1] == module.in_channels:
        return f"{shape} came in from {source}. {error}", ""
    problem = f"takes in_channels={module.in_channels}, but {shape} with {shape[1]} came in from {source}."
    if shape[-1] == module.in_channels:
        order = ", ".join(map(str, (0, axes + 1, *range(1, axes + 1))))
        return problem, f"the channels stand last: x.permute({order}) puts them second"
    return problem, f"in_channels={shape[1]}"


def _operation(trace: Trace, error: Exception, shape: Shape, source: str) -> tuple[str, str]:
    """An operation in a module's own `forward`."""
    if trace.operation is None:
        if isinstance(error, ValueError) and str(shape) in str(error):  # the module's own words say it all
            return str(error).removeprefix(f"{kind_of(trace.calls[-1].module)} "), ""
        return f"refused {shape} from {source}. {type(error).__name__}: {error}", ""
    func, arguments = trace.operation
    packet = func.overloadpacket
    name = str(packet).removeprefix("aten.")
    shapes = [tuple(v.shape) for v in arguments.values() if isinstance(v, torch.Tensor)]
    if packet in (aten.mm, aten.addmm):
        left, right = shapes[-2:]
        return _linear(left, right[0], right[1], source)
    if packet is aten.convolution and len(shapes) >= 2:
        x, weight = shapes[0], shapes[1]
        takes = weight[0] if arguments["transposed"] else weight[1] * arguments["groups"]
        return f"takes in_channels={takes}, but {x} with {x[1]} came in from {source}.", f"in_channels={x[1]}"
    if packet is aten.cat:
        shapes = [tuple(tensor.shape) for tensor in arguments["tensors"]]
        return (
            f"cannot concatenate {', '.join(map(str, shapes))} along axis {arguments.get('dim', 0)}.",
            "make all other axes equal, with the same stride and a padding that keeps the size",
        )
    if torch.Tag.pointwise in func.tags and len(shapes) >= 2:
        return f"cannot {name.rstrip('_')} {shapes[0]} and {shapes[1]}.", _branches(shapes[0], shapes[1])
    if packet in (aten.view, aten._unsafe_view, aten.reshape) and shapes:
        return (
            f"cannot view {shapes[0]}, {prod(shapes[0]):,} numbers, as {tuple(arguments['size'])}.",
            "x.flatten(1) works for every size",
        )
    return f"{name} failed on {' and '.join(map(str, shapes)) or shape}: {error}", ""


def _branches(a: Shape, b: Shape) -> str:
    if len(a) != len(b):
        return "both sides need the same number of axes"
    if len(a) > 2 and a[1] != b[1]:
        return f"a 1×1 convolution on the shortcut, from {a[1]} to {b[1]} channels or back"
    return "the same stride in both branches, and a padding that keeps the size"
