"""Watch one forward pass: which module runs, what it multiplies, what its units see, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from cnnkit.sizing.receptive import ReceptiveField
from cnnkit.summary.call import Call, kind_of, label_of
from cnnkit.summary.counting import Arguments, is_linear, products
from cnnkit.summary.edits import NO_EDIT, Edit
from cnnkit.summary.fields import input_fields
from cnnkit.summary.flow import Flow, is_weight
from cnnkit.summary.inputs import Port, filled, leaves
from cnnkit.summary.notes import NOTHING, Made, Note, fields_of, note_of
from cnnkit.summary.operation import operation_of
from cnnkit.summary.parts import Parts
from cnnkit.summary.row import Row
from cnnkit.summary.shapes import empty_twin, fitted_sizes, meta_output
from cnnkit.summary.structure import Called, Structure
from cnnkit.summary.tensors import all_tensors, first_tensor

aten = torch.ops.aten
META = torch.device("meta")


# torch would take an unbatched image here, and all later shapes would mean something else.
AXES_OF = {nn.Conv1d: 3, nn.Conv2d: 4, nn.Conv3d: 5}


class Trace(TorchDispatchMode):
    """Sees every torch operation below autograd; `watch` adds hooks for the modules' names and shapes."""

    def __init__(self, parts: Parts, args: tuple, kwargs: dict[str, Any], edit: Edit = NO_EDIT) -> None:
        super().__init__()
        self.edit = edit
        self._is_a_try = edit is not NO_EDIT
        """Only whether it runs is asked then."""
        self.operations = 0
        """How many have begun."""
        self.inputs: list[Port] = []
        self.calls: list[Call] = []
        """Those that run now, the innermost last."""
        self.operation: tuple[Any, Arguments] | None = None
        """The operation that is running; after a failure, the one that failed."""
        self.flow = Flow(follow_fields=not self._is_a_try)
        self.called: list[Called | None] = []
        self._ended = 0
        self._parts = parts
        self._names: dict[nn.Module, str] = {}
        self._one_layer: set[nn.Module] = set()
        # Noted before the pass, which swaps the parameters for twins.
        self._own: dict[nn.Module, list[Tensor]] = {}
        for part, name in parts.names.items():
            if "parametrizations" not in name.split("."):
                self._names[part] = name or kind_of(part)
                inner = part._modules
                if not inner or inner.keys() == {"parametrizations"}:  # where such a layer keeps its weights
                    self._one_layer.add(part)
                self._own[part] = list(part.parameters()) if "parametrizations" in inner else parts.own(part)
        self._counted: set[int] = set()
        self._random: Tensor | None = None
        """torch's random state from before the first operation that draws."""
        tensors = [*leaves(args, Tensor), *leaves(kwargs, Tensor)]
        self._is_meta = all(x.is_meta for _, x in tensors)
        self._axes: list[int] = []
        """Of every input."""
        for index, (name, x) in enumerate(tensors):
            fields = input_fields(x, index)
            self._axes.append(len(fields))
            self.inputs.append(Port("" if len(tensors) == 1 else name, tuple(x.shape), x.dtype))
            self.flow.add_input(x, index, Note(fields, index))

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # True would import torch._dynamo on the first operation, a second of CPU time

    @contextmanager
    def watch(self) -> Iterator[Trace]:
        """Run the forward pass inside this; the hooks are gone afterwards, whatever happens."""
        # As register_forward_pre_hook (with_kwargs=True) and register_forward_hook do, whose handles would
        # take a tenth of a small network's time.
        key = id(self)
        try:
            for part in self._names:
                part._forward_pre_hooks[key] = self._enter
                part._forward_pre_hooks_with_kwargs[key] = True
                part._forward_hooks[key] = self._leave
            with torch.no_grad(), self:
                yield self
        finally:
            for part in self._names:
                for hooks in (
                    part._forward_pre_hooks,
                    part._forward_pre_hooks_with_kwargs,
                    part._forward_hooks,
                ):
                    hooks.pop(key, None)
            if self._random is not None:
                torch.set_rng_state(self._random)

    def structure(self, out: Any) -> Structure:
        """All calls and links, once the pass has ended with `out`."""
        self.flow.add_outputs(out)
        names = {
            name: (self._names[part], kind_of(part))
            for name, part in self._parts.every_name
            if part in self._names
        }
        calls = tuple(call for call in self.called if call is not None)
        return Structure(calls, tuple(self.flow.marks), tuple(self.flow.links), names)

    def idle(self) -> Iterator[str]:
        """The outermost modules with parameters that no row has counted."""
        told: list[str] = []
        if self._counted.issuperset(id(p) for p in self._parts.parameters.values() if p.requires_grad):
            return
        for part, name in self._names.items():
            own = [id(p) for p in part.parameters() if p.requires_grad]
            inside = any(name.startswith(f"{outer}.") for outer in told)
            if part is not self._parts.module and own and not inside and self._counted.isdisjoint(own):
                told.append(name)
                yield name

    def looks_up_an_input(self) -> int | None:
        """The input of decimal numbers that an embedding has just refused."""
        if self.operation is None or self.operation[0].overloadpacket is not aten.embedding:
            return None
        indices = self.operation[1]["indices"]
        origin = note_of(indices).origin
        of_input = origin is not None and self.flow.marks[origin].kind == "input"
        return origin if of_input and indices.is_floating_point() else None

    def measured(self, out: Tensor | None) -> tuple[ReceptiveField | None, ...]:
        """Receptive field of a tensor along each axis of the first input on which it depends."""
        fields = {} if out is None else fields_of(out)
        if not fields:
            return ()
        source = min(fields)[0]
        axes = [fields.get((source, i)) for i in range(self._axes[source])]
        return tuple(axis and axis.field and axis.field.measures() for axis in axes)

    def _enter(self, module: nn.Module, args: tuple, kwargs: dict) -> tuple[tuple, dict] | None:
        place, depth = len(self.called), len(self.calls)
        if place in self.edit.before:
            change = self.edit.before[place]
            args, kwargs = filled(args, change, Tensor), filled(kwargs, change, Tensor)
        x = args[0] if args and isinstance(args[0], Tensor) else first_tensor((args, kwargs))
        outer = self.calls[-1].place if self.calls else -1
        shape, note = ((), NOTHING) if x is None else (tuple(x.shape), note_of(x))
        call = Call(self._names[module], module, shape, note, place, outer, depth, module in self._one_layer)
        self.calls.append(call)
        self.called.append(None)
        self.operation = None
        if note.made is None and 0 < len(shape) < AXES_OF.get(type(module), 0):
            raise ValueError("the batch axis is missing")
        return (args, kwargs) if place in self.edit.before else None

    def _leave(self, module: nn.Module, args: tuple, output: Any) -> Any:
        call = self.calls[-1]
        if call.one_layer and isinstance(output, Tensor) and any(output is arg for arg in args):
            # An Identity, or dropout in eval mode: who reads what it gives does not read what it was given.
            output = aten.alias(output)
        if call.place in self.edit.after:
            output = self.edit.after[call.place](output)
        if call.one_layer:
            label = label_of(call.name, kind_of(module))
            for tensor in all_tensors(output):
                note, sources = note_of(tensor), ((call.in_shape, call.note),)
                place = note.made.place if note.made else self.operations
                note.made = Made("module", place, tuple(tensor.shape), sources, label, (call.name, module))
        self.calls.pop()
        own = self._not_yet_counted(module, call)
        out = output if isinstance(output, Tensor) else first_tensor(output)
        row = Row(
            name=call.name,
            kind=kind_of(module),
            in_shape=call.in_shape,
            out_shape=() if out is None else tuple(out.shape),
            params=sum(p.numel() for p in own if p.requires_grad),
            macs=call.macs,
            products=call.products,
            fields=self.measured(out),
            source=0 if out is None or len(self.inputs) == 1 else min(fields_of(out), default=(0, 0))[0],
        )
        is_row = bool(call.one_layer or own or call.macs or call.products)
        place = (call.parent, call.depth, self._ended)
        self.called[call.place] = Called(row, *place, is_row, *_window(module, len(row.out_shape) - 2))
        self._ended += 1
        return output

    def _not_yet_counted(self, module: nn.Module, call: Call) -> list[Tensor]:
        """Parameters of a module, and others that it used, which no row has counted; now they are."""
        found = {}
        for parameter in self._own[module]:
            found[id(parameter)] = parameter
        for i in call.weights:
            found[id(self.flow.weights[i])] = self.flow.weights[i]
        if not found:
            return []
        own = [parameter for key, parameter in found.items() if key not in self._counted]
        self._counted.update(found)
        return own

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        kwargs = kwargs or {}
        operation = operation_of(func)
        packet = operation.packet
        arguments = {**operation.defaults, **dict(zip(operation.names, args, strict=False)), **kwargs}
        self.operation = (func, arguments)
        self.operations += 1
        if self.operations in self.edit.operations:
            out = self.edit.operations[self.operations](arguments)
        else:
            sizes = fitted_sizes(packet, arguments) if operation.slides else []
            out = meta_output(packet, arguments, sizes) if operation.is_plain else None
            if out is None:
                if operation.draws and self._random is None:
                    self._random = torch.get_rng_state()
                if self._is_meta and "device" in kwargs:  # a tensor made on the way lies where the others lie
                    kwargs = {**kwargs, "device": META}
                out = func(*args, **kwargs)
                if self._is_meta and packet is aten.lift_fresh:  # torch.tensor([1, 2])
                    out = empty_twin(out)
        macs = 0
        if operation.multiplies and not self._is_a_try:
            macs = products(packet, args, kwargs, arguments, out)
        call = self.calls[-1] if self.calls else None
        if macs and call:
            if isinstance(call.module, nn.Linear) or is_linear(packet, arguments, is_weight):
                call.macs += macs
            else:
                call.products += macs
        self.flow.follow(operation, arguments, out, place=self.operations, call=call, computes=macs > 0)
        self.operation = None
        return out


def _window(module: nn.Module, axes: int) -> tuple[tuple[int, ...], int]:
    """`kernel_size`, along each axis, and `groups` of what slides over pixels."""
    size = vars(module).get("kernel_size", ())
    window = (size,) * axes if isinstance(size, int) else tuple(size)
    groups = vars(module).get("groups", 1)
    return window, groups if isinstance(groups, int) else 1
