"""Watch one forward pass: which module runs, what it multiplies, what its units see, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry
from torch.utils.weak import WeakTensorKeyDictionary

from cnnkit.summary.fields import Fields, input_fields
from cnnkit.summary.rules import Arguments, output_fields
from cnnkit.summary.shapes import fitted_sizes, meta_output
from cnnkit.summary.table import Row, Shape

aten = torch.ops.aten
LINEAR = {aten.mm, aten.addmm}


# torch would take an unbatched image here, and all later shapes would mean something else.
AXES_OF = {nn.Conv1d: 3, nn.Conv2d: 4, nn.Conv3d: 5}


@dataclass
class Call:
    """One call of a module, while it runs."""

    name: str
    module: nn.Module
    in_shape: Shape
    macs: int = 0
    products: int = 0


class Trace(TorchDispatchMode):
    """Sees every torch operation below autograd; `watch` adds hooks for the modules' names and shapes."""

    def __init__(self, module: nn.Module, x: Tensor) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.calls: list[Call] = []
        self.operation: tuple[Any, Arguments] | None = None
        """The operation that is running; after a failure, the one that failed."""
        self._names: dict[nn.Module, str] = {}
        for name, part in module.named_modules():
            if "parametrizations" not in name.split("."):
                self._names[part] = name or kind_of(part)
        # Noted before the pass, which swaps the parameters for meta tensors.
        self._own = {part: list(part.parameters(recurse=_is_one_layer(part))) for part in self._names}
        self._counted: set[int] = set()
        self._in_shape = tuple(x.shape)
        self._axes = len(input_fields(x))
        self._fields: Any = WeakTensorKeyDictionary()
        self._fields[x] = input_fields(x)
        self._weights: Any = WeakTensorKeyDictionary()

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # True would import torch._dynamo on the first operation, a second of CPU time

    def add_weight(self, tensor: Tensor) -> None:
        """Products with this tensor, or with what is made of such tensors alone, are linear layers."""
        self._weights[tensor] = True

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

    def _enter(self, module: nn.Module, args: tuple, kwargs: dict) -> None:
        x = first_tensor((args, kwargs))
        self.calls.append(Call(self._names[module], module, () if x is None else tuple(x.shape)))
        if x is not None and tuple(x.shape) == self._in_shape and x.dim() < AXES_OF.get(type(module), 0):
            raise ValueError(f"input_shape needs the batch axis: {(1, *self._in_shape)}")

    def _leave(self, module: nn.Module, _args: tuple, output: Any) -> None:
        call = self.calls.pop()
        own = [p for p in self._own[module] if id(p) not in self._counted]
        if not (_is_one_layer(module) or own or call.macs or call.products):
            return
        self._counted.update(map(id, own))
        out = first_tensor(output)
        self.rows.append(
            Row(
                name=call.name,
                kind=kind_of(module),
                in_shape=call.in_shape,
                out_shape=() if out is None else tuple(out.shape),
                params=sum(p.numel() for p in own if p.requires_grad),
                macs=call.macs,
                products=call.products,
                fields=() if out is None else self._measured(out),
            )
        )

    def _measured(self, out: Tensor) -> tuple:
        fields = self._lookup(out)
        if not fields:
            return ()
        known = [fields[key].field if key in fields else None for key in range(self._axes)]
        return tuple(field and field.measures() for field in known)

    def _lookup(self, tensor: Tensor) -> Fields:
        return self._fields.get(tensor, {})

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        kwargs = kwargs or {}
        arguments = {a.name: a.default_value for a in func._schema.arguments if a.has_default_value()}
        arguments |= dict(zip((a.name for a in func._schema.arguments), args, strict=False)) | kwargs
        self.operation = (func, arguments)
        out = meta_output(func.overloadpacket, arguments, fitted_sizes(func.overloadpacket, arguments))
        if out is None:
            out = func(*args, **kwargs)
        self._count(func.overloadpacket, args, kwargs, arguments, out)
        self._follow(func, arguments, out)
        self.operation = None
        return out

    def _count(self, packet: Any, args: tuple, kwargs: dict, arguments: Arguments, out: Any) -> None:
        count = flop_registry.get(packet)
        if count is None or not self.calls:
            return
        macs = count(*args, **kwargs, out_val=out) // 2
        call = self.calls[-1]
        linear = (
            isinstance(call.module, nn.Linear)
            or (
                packet in LINEAR
                and any(arguments[name] in self._weights for name in arguments if name.startswith("mat"))
            )
            or (packet is aten.mm and arguments["self"] in self._weights)
        )
        if packet is aten.convolution or linear:
            call.macs += macs
        else:
            call.products += macs

    def _follow(self, func: Any, arguments: Arguments, out: Any) -> None:
        tensors = [a for value in arguments.values() for a in all_tensors(value)]
        of_weights = bool(tensors) and all(tensor in self._weights for tensor in tensors)
        for result in all_tensors(out):
            if of_weights:
                self._weights[result] = True
            elif fields := output_fields(func, arguments, result, self._lookup):
                self._fields[result] = fields
                base = result._base if func._schema.is_mutable else None
                if base is not None:  # written into part of a larger tensor: no rule follows that
                    self._fields[base] = {k: axis._replace(field=None) for k, axis in fields.items()}


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
