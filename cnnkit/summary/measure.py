"""Run a network once without computing anything, and read off its layers."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import count
from typing import Any

import torch
from torch import Tensor, nn

from cnnkit.summary.batch import batch_remarks
from cnnkit.summary.call import kind_of
from cnnkit.summary.edits import NO_EDIT, Edit
from cnnkit.summary.failure import SummaryError, explain_failure
from cnnkit.summary.inputs import Blank, Port, begins_with_embedding, blanks, filled, leaves
from cnnkit.summary.parts import Parts
from cnnkit.summary.shapes import empty_twin
from cnnkit.summary.table import Summary
from cnnkit.summary.trace import Trace
from cnnkit.summary.untouched import left_as_it_was


def param_count(module: nn.Module) -> int:
    """Trainable parameters of a module, each counted once.

    >>> param_count(nn.Conv2d(3, 10, 5))  # 3 * 10 * 5 * 5 weights and 10 biases
    760
    """
    parts = Parts(module)
    _check(parts)
    return sum(p.numel() for p in parts.parameters.values() if p.requires_grad)


def macs(module: nn.Module, *example: Any, dtype: torch.dtype | None = None, **named: Any) -> int:
    """Multiplications of the convolutions and linear layers of one forward pass in eval mode.

    One MAC is one multiply with its add; biases and other matrix products are not in it (`summarize` lists
    those apart). The arguments are those of `summarize`; a batch of n multiplies n times as much.

    Raises:
        SummaryError: the network does not fit together; it names the layer, both shapes and the likely fix.

    >>> macs(nn.Conv2d(3, 10, 5), (1, 3, 32, 32))  # 750 weights, each used at 28 x 28 places
    588000
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

    >>> summary = summarize(create_model("lenet5"), (1, 1, 32, 32))
    >>> summary.params, summary.macs, summary.output_shape
    (61706, 416520, (1, 10))
    >>> [(row.name, row.out_shape) for row in summary][:2]
    [('stem.0', (1, 6, 28, 28)), ('stem.1', (1, 6, 28, 28))]
    """
    module = _unwrapped(module)
    if "input_shape" in named:
        example = (*example, named.pop("input_shape"))
    args, kwargs = blanks(example, named, dtype)
    parts = Parts(module)
    _check(parts)
    run = Run(parts, args, kwargs)
    trace, out, error = run.settled()
    if error is not None:
        raise explain_failure(trace, error, run.tried) from error
    counts = [(p.numel(), p.requires_grad) for p in parts.parameters.values()]
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
        params=sum(n for n, trainable in counts if trainable),
        frozen=sum(n for n, trainable in counts if not trainable),
        idle=tuple(trace.idle()),
        remarks=tuple(batch_remarks(trace, out, run.tried)),
        joints=joints,
        links=links,
        structure=structure,
    )


class Run:
    """A network with one example, to be run as often as needed."""

    def __init__(self, parts: Parts, args: tuple, kwargs: dict[str, Any]) -> None:
        self.parts = parts
        self.args = args
        self.kwargs = kwargs
        self.given = [blank.dtype for _, blank in (*leaves(args, Blank), *leaves(kwargs, Blank))]
        self.device = torch.device("meta")
        self.whole = {0} if begins_with_embedding(parts) else set[int]()
        """Inputs of whole numbers."""

    def settled(self) -> tuple[Trace, Any, Exception | None]:
        """One pass; on real zeros where the network needs values, on whole numbers where it looks them up."""
        while True:
            trace, out, error = self.tried(NO_EDIT)
            if error is None:
                return trace, out, None
            index = trace.looks_up_an_input()
            parameters = self.parts.parameters.values()
            values = "meta" in str(error).lower() and not any(p.is_meta for p in parameters)
            if self.device.type == "meta" and values:
                self.device = next((p.device for p in parameters), torch.device("cpu"))
            elif index is not None and self.given[index] is None and index not in self.whole:
                self.whole.add(index)
            else:
                return trace, out, error

    def tried(self, edit: Edit) -> tuple[Trace, Any, Exception | None]:
        """What was seen, what came out, and the error where there was one."""
        parts, meta = self.parts, self.device.type == "meta"
        args, kwargs = self._example(edit)
        trace = Trace(parts, args, kwargs, edit)
        twins: dict[int, Tensor] = {}

        def twin(tensor: Tensor) -> Tensor:
            if id(tensor) not in twins:
                twins[id(tensor)] = empty_twin(tensor) if meta else tensor.detach().clone()
            return twins[id(tensor)]

        for name, weight in (*parts.parameters.items(), *parts.buffers.items()):
            if name in edit.weights:
                twins[id(weight)] = weight.new_zeros(edit.weights[name], device=self.device)
            elif not meta and name in parts.parameters:
                twins[id(weight)] = weight.detach()  # no copy: a network does not write into its parameters
            trace.flow.add_weight(name, weight, twin(weight))
        try:
            with ExitStack() as stack:
                stack.enter_context(left_as_it_was(parts, twin))
                for (part, attribute), value in edit.attributes.items():
                    vars(parts.module.get_submodule(part))[attribute] = value
                if any(_is_compiled(part) for part in parts.names):
                    stack.enter_context(torch.compiler.set_stance("force_eager"))
                if self.device.type not in ("meta", "cpu"):
                    stack.enter_context(self.device)
                stack.enter_context(trace.watch())
                return trace, parts.module(*args, **kwargs), None
        except Exception as error:
            return trace, None, error

    def _example(self, edit: Edit) -> tuple[tuple, dict[str, Any]]:
        parameters = self.parts.parameters.values()
        decimal = next((p.dtype for p in parameters if p.is_floating_point()), torch.float32)
        places = count()

        def make(blank: Blank) -> Tensor:
            place = next(places)
            own = torch.long if place in self.whole else decimal
            shape = edit.inputs.get(place, blank.shape)
            return torch.zeros(shape, dtype=blank.dtype or own, device=self.device)

        return filled(self.args, make), filled(self.kwargs, make)


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
    return module


def _is_compiled(part: nn.Module) -> bool:
    return type(part).__name__ == "OptimizedModule" or part._compiled_call_impl is not None


def _check(parts: Parts) -> None:
    """What cannot be counted is refused before anything is touched."""
    model = type(parts.module).__name__
    for part, name in parts.names.items():
        if isinstance(part, torch.jit.ScriptModule):
            raise SummaryError(
                name or type(part).__name__,
                (),
                "ScriptModules are compiled, and nothing can be watched in them.",
                "pass the network from before torch.jit.script or torch.jit.trace",
            )
    for parameter in parts.parameters.values():
        if isinstance(parameter, nn.UninitializedParameter):
            raise ValueError(f"{model} has lazy layers without a size yet; run one real batch first")
        if parameter.is_complex():
            raise ValueError(
                f"{model} has complex parameters: summarize counts multiplications of real numbers, and a "
                "complex one is four of them"
            )
