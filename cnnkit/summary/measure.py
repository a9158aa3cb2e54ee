"""Run a network once without computing anything, and read off its layers."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import count
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from cnnkit.summary.failure import SummaryError, explain_failure
from cnnkit.summary.inputs import Blank, Port, begins_with_embedding, blanks, filled, leaves
from cnnkit.summary.shapes import empty_twin
from cnnkit.summary.table import Summary
from cnnkit.summary.trace import Trace, kind_of
from cnnkit.summary.untouched import left_as_it_was


def param_count(module: nn.Module) -> int:
    """Trainable parameters of a module, each counted once."""
    return sum(p.numel() for p in _parameters(module) if p.requires_grad)


def macs(module: nn.Module, *example: Any, dtype: torch.dtype | None = None, **named: Any) -> int:
    """Multiplications of the convolutions and linear layers of one forward pass in eval mode.

    One MAC is one multiply with its add; biases and other matrix products are not in it (`summarize` lists
    those apart). The arguments are those of `summarize`; a batch of n multiplies n times as much.
    """
    return summarize(module, *example, dtype=dtype, **named).macs


def summarize(module: nn.Module, *example: Any, dtype: torch.dtype | None = None, **named: Any) -> Summary:
    """Shapes, parameters, multiplications and receptive field of every layer, for one example of an input.

    The forward pass runs in eval mode on the meta device, so it takes neither time nor memory for numbers. (A
    network that looks at values on its way cannot; it runs on zeros, for real.) The module is left as it was;
    hooks of its own run, and meet meta tensors.

    Examples: `summarize(net, (1, 3, 224, 224))`, `summarize(siamese, (1, 1, 28, 28), (1, 1, 28, 28))`,
    `summarize(reader, {"image": (1, 3, 64, 64), "words": ((1, 12), torch.long)}, masked=False)`.

    Args:
        example: what the network is called with: for each argument a shape with the batch axis, a shape with
            a type `((1, 12), torch.long)`, a tensor (of which shape and type are taken, not the values), or a
            list or dictionary of these.
        dtype: of the inputs that are given as a shape alone; None for that of the network's parameters, and
            for whole numbers where the input goes to an embedding.
        named: arguments by keyword, as in the example; numbers, strings, switches and None go in as they are.

    Raises:
        SummaryError: the network does not fit together; it names the layer, both shapes and the likely fix.
    """
    module = _unwrapped(module)
    if "input_shape" in named:
        example = (*example, named.pop("input_shape"))
    args, kwargs = blanks(example, named, dtype)
    parameters = _parameters(module)
    trace, out = _run(module, args, kwargs)
    trainable = param_count(module)
    structure = trace.structure(out)
    rows, joints, links = structure.cut(len(structure.calls))
    return Summary(
        model=kind_of(module),
        inputs=tuple(trace.inputs),
        outputs=tuple(
            Port(name, tuple(tensor.shape), tensor.dtype, trace.measured(tensor))
            for name, tensor in leaves(out, Tensor)
        ),
        rows=rows,
        params=trainable,
        frozen=sum(p.numel() for p in parameters) - trainable,
        idle=tuple(trace.idle()),
        joints=joints,
        links=links,
        structure=structure,
    )


class _NeedsValuesError(Exception):
    """The network asked a meta tensor for its values."""


class _NeedsWholeNumbersError(Exception):
    """An embedding met an input of decimal numbers."""

    def __init__(self, index: int) -> None:
        self.index = index


def _run(module: nn.Module, args: tuple, kwargs: dict[str, Any]) -> tuple[Trace, Any]:
    """One pass; on real zeros where the network needs values, on whole numbers where it looks them up."""
    device = torch.device("meta")
    whole = {0} if begins_with_embedding(module) else set()
    while True:
        try:
            return _pass(module, args, kwargs, device, whole)
        except _NeedsValuesError:
            device = next((p.device for p in module.parameters()), torch.device("cpu"))
        except _NeedsWholeNumbersError as needs:
            whole.add(needs.index)


def _pass(
    module: nn.Module, args: tuple, kwargs: dict[str, Any], device: torch.device, whole: set[int]
) -> tuple[Trace, Any]:
    meta = device.type == "meta"
    decimal = next((p.dtype for p in module.parameters() if p.is_floating_point()), torch.float32)
    given = [blank.dtype for _, blank in (*leaves(args, Blank), *leaves(kwargs, Blank))]
    places = count()

    def make(blank: Blank) -> Tensor:
        own = torch.long if next(places) in whole else decimal
        return torch.zeros(blank.shape, dtype=blank.dtype or own, device=device)

    args, kwargs = filled(args, make), filled(kwargs, make)
    trace = Trace(module, args, kwargs)
    state: dict[str, Tensor] = {}
    twins: dict[int, Tensor] = {}

    def twin(tensor: Tensor) -> Tensor:
        if id(tensor) not in twins:
            twins[id(tensor)] = empty_twin(tensor) if meta else tensor.detach().clone()
        return twins[id(tensor)]

    for name, parameter in module.named_parameters():
        # The memory is shared where the pass is real: a network does not write into its parameters.
        twins[id(parameter)] = state[name] = empty_twin(parameter) if meta else parameter.detach()
        trace.add_weight(parameter, state[name])
    for name, buffer in module.named_buffers():
        state[name] = twin(buffer)
        trace.add_weight(buffer, state[name])
    try:
        with ExitStack() as stack:
            stack.enter_context(left_as_it_was(module, twin))
            if _is_compiled(module):
                stack.enter_context(torch.compiler.set_stance("force_eager"))
            stack.enter_context(device)
            stack.enter_context(trace.watch())
            return trace, functional_call(module, state, args, kwargs)
    except Exception as error:
        if meta and "meta" in str(error).lower() and not any(p.is_meta for p in module.parameters()):
            raise _NeedsValuesError from error
        index = trace.looks_up_an_input()
        if index is not None and given[index] is None:
            raise _NeedsWholeNumbersError(index) from error
        raise explain_failure(trace, error) from error


def _unwrapped(module: Any) -> nn.Module:
    """The network itself, where it can be watched.

    Raises:
        ValueError: it cannot.
    """
    if not isinstance(module, nn.Module):
        raise ValueError(f"summarize takes a torch module, got {type(module).__name__}; call the class first")
    if isinstance(module, nn.DataParallel):
        raise ValueError("summarize takes the network itself, got nn.DataParallel around it; pass m.module")
    if type(module).__name__ == "OptimizedModule":  # its class would import the compiler
        module = module._orig_mod
    for name, part in module.named_modules():
        if isinstance(part, torch.jit.ScriptModule):
            raise SummaryError(
                name or type(part).__name__,
                (),
                "ScriptModules are compiled, and nothing can be watched in them.",
                "pass the network from before torch.jit.script or torch.jit.trace",
            )
    return module


def _is_compiled(module: nn.Module) -> bool:
    return any(
        type(part).__name__ == "OptimizedModule" or part._compiled_call_impl is not None
        for part in module.modules()
    )


def _parameters(module: nn.Module) -> list[nn.Parameter]:
    parameters = list(module.parameters())
    if any(isinstance(p, nn.UninitializedParameter) for p in parameters):
        raise ValueError(
            f"{type(module).__name__} has lazy layers without a size yet; run one real batch first"
        )
    if any(p.is_complex() for p in parameters):
        raise ValueError(
            f"{type(module).__name__} has complex parameters: summarize counts multiplications of real "
            "numbers, and a complex one is four of them"
        )
    return parameters
