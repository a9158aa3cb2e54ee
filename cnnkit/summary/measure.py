"""Run a network once without computing anything, and read off its layers."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from cnnkit.summary.failure import explain_failure
from cnnkit.summary.row import Shape
from cnnkit.summary.shapes import empty_twin
from cnnkit.summary.table import Summary
from cnnkit.summary.trace import Trace, first_tensor, kind_of


def param_count(module: nn.Module) -> int:
    """Trainable parameters of a module, each counted once."""
    return sum(p.numel() for p in _parameters(module) if p.requires_grad)


def macs(module: nn.Module, input_shape: Sequence[int]) -> int:
    """Multiplications of the convolutions and linear layers of one forward pass in eval mode.

    One MAC is one multiply with its add; biases and other matrix products are not in it (`summarize` lists
    those apart). `input_shape` has the batch axis, and a batch of n multiplies n times as much.
    """
    return summarize(module, input_shape).macs


def summarize(module: nn.Module, input_shape: Sequence[int]) -> Summary:
    """Shapes, parameters, multiplications and receptive field of every layer, for one input shape.

    The forward pass runs in eval mode on the meta device, so it takes neither time nor memory for numbers. (A
    network that looks at values on its way cannot; it runs on zeros, for real.) The module is left as it was.

    Args:
        input_shape: with the batch axis, for example `(1, 3, 224, 224)`. Whole numbers come in where the
            first layer with parameters is an embedding.

    Raises:
        SummaryError: the network does not fit together; it names the layer, both shapes and the likely fix.
    """
    if not isinstance(module, nn.Module):
        raise ValueError(f"summarize takes a torch module, got {type(module).__name__}; call the class first")
    if isinstance(module, nn.DataParallel):
        raise ValueError("summarize takes the network itself, got nn.DataParallel around it; pass m.module")
    shape = _checked(input_shape)
    parameters = _parameters(module)
    try:
        trace, out = _run(module, shape, torch.device("meta"))
    except _NeedsValuesError:
        trace, out = _run(module, shape, next((p.device for p in parameters), torch.device("cpu")))
    trainable = param_count(module)
    structure = trace.structure(out)
    rows, joints, links = structure.cut(len(structure.calls))
    first = first_tensor(out)
    return Summary(
        model=kind_of(module),
        input_shape=shape,
        output_shape=None if first is None else tuple(first.shape),
        rows=rows,
        params=trainable,
        frozen=sum(p.numel() for p in parameters) - trainable,
        fields=trace.measured(first),
        joints=joints,
        links=links,
        structure=structure,
    )


class _NeedsValuesError(Exception):
    """The network asked a meta tensor for its values."""


def _run(module: nn.Module, shape: Shape, device: torch.device) -> tuple[Trace, Any]:
    meta = device.type == "meta"
    has_values = not any(p.is_meta for p in module.parameters())
    x = torch.zeros(shape, dtype=_input_dtype(module), device=device)
    trace = Trace(module, x)
    state = {}
    for name, parameter in module.named_parameters():
        state[name] = empty_twin(parameter) if meta else parameter.detach()
        trace.add_weight(parameter, state[name])
    for name, buffer in module.named_buffers():
        state[name] = empty_twin(buffer) if meta else buffer.clone()
        trace.add_weight(buffer, state[name])
    with _left_as_it_was(module):
        module.eval()
        if meta:
            _move_plain_tensors(module)
        try:
            with device, trace.watch():
                out = functional_call(module, state, (x,))
        except Exception as error:
            if meta and "meta" in str(error).lower() and has_values:
                raise _NeedsValuesError from error
            raise explain_failure(trace, error) from error
    return trace, out


@contextmanager
def _left_as_it_was(module: nn.Module) -> Iterator[None]:
    """Mode, plain tensor attributes and whatever the forward pass stores on a module come back.

    So do the parameters: `functional_call` leaves its own behind in a module that has two names.
    """
    places: list[dict[str, Any]] = [
        place
        for part in module.modules()
        for place in (vars(part), part._parameters, part._buffers, part._modules)
        if isinstance(place, dict)  # a scripted module has views instead, and is refused below
    ]
    before = [(place, dict(place)) for place in places]
    try:
        yield
    finally:
        for place, content in before:
            place.clear()
            place.update(content)


def _move_plain_tensors(module: nn.Module) -> None:
    """Tensors that are neither parameters nor buffers would meet meta tensors on the wrong device."""
    for part in module.modules():
        for name, value in list(vars(part).items()):
            if isinstance(value, Tensor):
                vars(part)[name] = empty_twin(value)


def _input_dtype(module: nn.Module) -> torch.dtype:
    first = next((m for m in module.modules() if next(m.parameters(recurse=False), None) is not None), None)
    if isinstance(first, nn.Embedding | nn.EmbeddingBag):
        return torch.long
    return next((p.dtype for p in module.parameters() if p.is_floating_point()), torch.float32)


def _parameters(module: nn.Module) -> list[nn.Parameter]:
    parameters = list(module.parameters())
    if any(isinstance(p, nn.UninitializedParameter) for p in parameters):
        raise ValueError(
            f"{type(module).__name__} has lazy layers without a size yet; run one real batch first"
        )
    return parameters


def _checked(input_shape: Sequence[int]) -> Shape:
    try:
        shape = tuple(operator.index(size) for size in input_shape)
    except TypeError:
        raise ValueError(
            f"input_shape is a sequence of whole numbers with the batch axis first, for example "
            f"(1, 3, 224, 224); got {_told(input_shape)}"
        ) from None
    if len(shape) < 2 or min(shape) < 1:
        raise ValueError(
            f"input_shape needs a batch axis and at least one more, each 1 or larger, as (1, 3, 32, 32); "
            f"got {shape}"
        )
    return shape


def _told(value: object) -> str:
    """As it came in; of a tensor or an array, whose numbers say nothing here, the type."""
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_told, value))})"
    shape = getattr(value, "shape", None)
    return repr(value) if shape is None else f"a {type(value).__name__}; its shape is {tuple(shape)}"
