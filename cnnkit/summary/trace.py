"""Watch one forward pass: which module runs, what it multiplies, what its units see, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from cnnkit.sizing.receptive import ReceptiveField
from cnnkit.summary.counting import is_linear, products
from cnnkit.summary.edits import NO_EDIT, Edit
from cnnkit.summary.fields import input_fields
from cnnkit.summary.inputs import Port, filled, leaves
from cnnkit.summary.notes import NOTHING, Made, Note, fields_of, note_of, write_note
from cnnkit.summary.row import Row, Shape
from cnnkit.summary.rules import Arguments, output_fields
from cnnkit.summary.shapes import fitted_sizes, meta_output
from cnnkit.summary.structure import Called, Mark, Structure

aten = torch.ops.aten


# torch would take an unbatched image here, and all later shapes would mean something else.
AXES_OF = {nn.Conv1d: 3, nn.Conv2d: 4, nn.Conv3d: 5}


@dataclass
class Call:
    """One call of a module, while it runs."""

    name: str
    module: nn.Module
    in_shape: Shape
    note: Note
    """Of the first tensor that came in."""
    place: int
    """Among all calls, in the order in which they begin."""
    parent: int
    depth: int
    one_layer: bool
    macs: int = 0
    products: int = 0
    weights: dict[int, None] = field(default_factory=dict)
    """Parameters that its operations have used."""
    mark: int | None = None
    """Its place among the marks once something in it has read or made a tensor."""


class Trace(TorchDispatchMode):
    """Sees every torch operation below autograd; `watch` adds hooks for the modules' names and shapes."""

    def __init__(self, module: nn.Module, args: tuple, kwargs: dict[str, Any], edit: Edit = NO_EDIT) -> None:
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
        self.marks: list[Mark] = []
        self.links: dict[tuple[int, int], None] = {}
        self.called: list[Called | None] = []
        self._ended = 0
        self._module = module
        self._names: dict[nn.Module, str] = {}
        for name, part in module.named_modules():
            if "parametrizations" not in name.split("."):
                self._names[part] = name or kind_of(part)
        # Noted before the pass, which swaps the parameters for meta tensors.
        self._own = {part: list(part.parameters(recurse=_is_one_layer(part))) for part in self._names}
        self._weights: list[Tensor] = []
        self.weight_names: list[str] = []
        self._counted: set[int] = set()
        self._writes = 0
        self._axes: list[int] = []
        """Of every input."""
        tensors = [*leaves(args, Tensor), *leaves(kwargs, Tensor)]
        for index, (name, x) in enumerate(tensors):
            fields = input_fields(x, index)
            self._axes.append(len(fields))
            self.inputs.append(Port("" if len(tensors) == 1 else name, tuple(x.shape), x.dtype))
            write_note(x, Note(fields, index))
            self.marks.append(Mark("input", index, tuple(x.shape)))

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # True would import torch._dynamo on the first operation, a second of CPU time

    def add_weight(self, name: str, weight: Tensor, twin: Tensor) -> None:
        """`twin` runs in place of a parameter or buffer: products with it, or with what is made of such
        tensors alone, are linear layers."""
        write_note(twin, Note({}, None, (len(self._weights),)))
        self._weights.append(weight)
        self.weight_names.append(name)

    def weight_shape(self, name: str) -> Shape:
        return tuple(self._weights[self.weight_names.index(name)].shape)

    @contextmanager
    def watch(self) -> Iterator[Trace]:
        """Run the forward pass inside this; the hooks are gone afterwards, whatever happens."""
        handles = []
        try:
            for part in self._names:
                handles.append(part.register_forward_pre_hook(self._enter, with_kwargs=True))
                handles.append(part.register_forward_hook(self._leave))
            with torch.no_grad(), self:
                yield self
        finally:
            for handle in handles:
                handle.remove()

    def structure(self, out: Any) -> Structure:
        """All calls and links, once the pass has ended with `out`."""
        for index, tensor in enumerate(all_tensors(out)):
            origin = note_of(tensor).origin
            if origin is not None:
                self.links[origin, len(self.marks)] = None
                self.marks.append(Mark("output", index, tuple(tensor.shape)))
        names = {
            name: (self._names[part], kind_of(part))
            for name, part in self._module.named_modules(remove_duplicate=False)
            if part in self._names
        }
        calls = tuple(call for call in self.called if call is not None)
        return Structure(calls, tuple(self.marks), tuple(self.links), names)

    def idle(self) -> Iterator[str]:
        """The outermost modules with parameters that no row has counted."""
        told: list[str] = []
        for part, name in self._names.items():
            own = [id(p) for p in part.parameters() if p.requires_grad]
            inside = any(name.startswith(f"{outer}.") for outer in told)
            if part is not self._module and own and not inside and self._counted.isdisjoint(own):
                told.append(name)
                yield name

    def looks_up_an_input(self) -> int | None:
        """The input of decimal numbers that an embedding has just refused."""
        if self.operation is None or self.operation[0].overloadpacket is not aten.embedding:
            return None
        indices = self.operation[1]["indices"]
        origin = note_of(indices).origin
        of_input = origin is not None and self.marks[origin].kind == "input"
        return origin if of_input and indices.is_floating_point() else None

    def measured(self, out: Tensor | None) -> tuple[ReceptiveField | None, ...]:
        """Receptive field of a tensor along each axis of the first input on which it depends."""
        fields = {} if out is None else fields_of(out)
        if not fields:
            return ()
        source = min(fields)[0]
        known = [
            fields[source, i].field if (source, i) in fields else None for i in range(self._axes[source])
        ]
        return tuple(one and one.measures() for one in known)

    def _enter(self, module: nn.Module, args: tuple, kwargs: dict) -> tuple[tuple, dict] | None:
        place, depth = len(self.called), len(self.calls)
        if place in self.edit.before:
            change = self.edit.before[place]
            args, kwargs = filled(args, change, Tensor), filled(kwargs, change, Tensor)
        x = first_tensor((args, kwargs))
        outer = self.calls[-1].place if self.calls else -1
        shape, note = ((), NOTHING) if x is None else (tuple(x.shape), note_of(x))
        call = Call(self._names[module], module, shape, note, place, outer, depth, _is_one_layer(module))
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
        used = [self._weights[i] for i in call.weights]
        own = {id(p): p for p in (*self._own[module], *used) if id(p) not in self._counted}
        self._counted.update(own)
        out = first_tensor(output)
        row = Row(
            name=call.name,
            kind=kind_of(module),
            in_shape=call.in_shape,
            out_shape=() if out is None else tuple(out.shape),
            params=sum(p.numel() for p in own.values() if p.requires_grad),
            macs=call.macs,
            products=call.products,
            fields=self.measured(out),
            source=0 if out is None else min(fields_of(out), default=(0, 0))[0],
        )
        is_row = bool(call.one_layer or own or call.macs or call.products)
        place = (call.parent, call.depth, self._ended)
        self.called[call.place] = Called(row, *place, is_row, *_window(module, len(row.out_shape) - 2))
        self._ended += 1
        return output

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        kwargs = kwargs or {}
        names, defaults = _signature(func)
        arguments = {**defaults, **dict(zip(names, args, strict=False)), **kwargs}
        self.operation = (func, arguments)
        self.operations += 1
        if self.operations in self.edit.operations:
            out = self.edit.operations[self.operations](arguments)
        else:
            out = meta_output(func.overloadpacket, arguments, fitted_sizes(func.overloadpacket, arguments))
            if out is None:
                out = func(*args, **kwargs)
        macs = 0 if self._is_a_try else products(func.overloadpacket, args, kwargs, arguments, out)
        if macs and self.calls:
            call = self.calls[-1]
            if isinstance(call.module, nn.Linear) or is_linear(func.overloadpacket, arguments, is_weight):
                call.macs += macs
            else:
                call.products += macs
        self._follow(func, arguments, out, macs > 0)
        self.operation = None
        return out

    def _follow(self, func: Any, arguments: Arguments, out: Any, computes: bool) -> None:
        tensors = all_tensors(list(arguments.values()))
        notes = [note_of(tensor) for tensor in tensors]
        weights = dict.fromkeys(i for note in notes for i in note.weights)
        results = all_tensors(out)
        if notes and all(note.weights for note in notes):
            for result in results:
                write_note(result, Note({}, None, tuple(weights), self._writes))
            return
        used = [i for i in weights if isinstance(self._weights[i], nn.Parameter)]
        origin = self._origin(func, notes, used, out, computes)
        fields = (
            [{} for _ in results]
            if self._is_a_try
            else [output_fields(func, arguments, result, fields_of) for result in results]
        )
        name = str(func.overloadpacket).removeprefix("aten.").rstrip("_")
        shapes = [tuple(tensor.shape) for tensor in tensors]
        sources = tuple(pair for pair in zip(shapes, notes, strict=True) if not pair[1].weights)
        dim = arguments.get("dim", 0) if name == "cat" else 0
        writes = func._schema.is_mutable
        self._writes += writes
        for result, seen in zip(results, fields, strict=True):
            note = Note(seen, origin, time=self._writes)
            note.made = Made(name, self.operations, tuple(result.shape), sources, dim=dim)
            write_note(result, note)
            if writes:
                self._note_writing(result, note)

    def _note_writing(self, result: Tensor, note: Note) -> None:
        """Views of what was written into are what they were no longer."""
        base = result._base
        if base is None:
            note.written = self._writes
            return
        fields = note.fields
        if base.shape != result.shape:  # part of a larger tensor: no rule follows that
            keys = {**fields_of(base), **fields}
            fields = {key: axis._replace(dim=None, field=None) for key, axis in keys.items()}
        whole = Note(fields, note.origin, time=self._writes)
        whole.written = self._writes
        write_note(base, whole)

    def _origin(
        self, func: Any, notes: list[Note], weights: list[int], out: Any, computes: bool
    ) -> int | None:
        """The mark to which the result of an operation belongs, with links from what it reads."""
        sources = dict.fromkeys(note.origin for note in notes if note.origin is not None)
        call = self.calls[-1] if self.calls else None
        if call is not None and (call.one_layer or computes or (weights and sources)):
            call.weights.update(dict.fromkeys(weights))
            if call.mark is None:
                call.mark = len(self.marks)
                self.marks.append(Mark("call", call.place, ()))
            target = call.mark
        elif len(sources) < 2:
            return next(iter(sources), None)
        else:
            target = len(self.marks)
            first = first_tensor(out)
            shape = () if first is None else tuple(first.shape)
            kind = str(func.overloadpacket).removeprefix("aten.").rstrip("_")
            self.marks.append(Mark(kind, call.place if call else 0, shape))
        for source in sources:
            if source != target:
                self.links[source, target] = None
        return target


_SIGNATURES: dict[Any, tuple[list[str], dict[str, Any]]] = {}


def _signature(func: Any) -> tuple[list[str], dict[str, Any]]:
    """Names and defaults of an operation's arguments; torch builds its list anew at every look."""
    if func not in _SIGNATURES:
        listed = func._schema.arguments
        defaults = {a.name: a.default_value for a in listed if a.has_default_value()}
        _SIGNATURES[func] = ([a.name for a in listed], defaults)
    return _SIGNATURES[func]


def is_weight(tensor: Tensor) -> bool:
    return bool(note_of(tensor).weights)


def _window(module: nn.Module, axes: int) -> tuple[tuple[int, ...], int]:
    """`kernel_size`, along each axis, and `groups` of what slides over pixels."""
    size = getattr(module, "kernel_size", ())
    window = (size,) * axes if isinstance(size, int) else tuple(size)
    groups = getattr(module, "groups", 1)
    return window, groups if isinstance(groups, int) else 1


def label_of(name: str, kind: str) -> str:
    return name if name == kind else f"{name} ({kind})"


def kind_of(module: nn.Module) -> str:
    """The class; a parametrized layer keeps the name of its own."""
    return type(module).__name__.removeprefix("Parametrized")


def _is_one_layer(module: nn.Module) -> bool:
    """No layers inside; a parametrized layer keeps its own weights in a child."""
    return all(name == "parametrizations" for name, _ in module.named_children())


def all_tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in all_tensors(item)]
    return []


def first_tensor(value: Any) -> Tensor | None:
    return next(iter(all_tensors(value)), None)
