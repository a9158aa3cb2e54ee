"""The place where a network failed: the call, the operation, and the tensor that did not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from cnnkit.summary.call import Call, kind_of, label_of
from cnnkit.summary.edits import Change, Edit
from cnnkit.summary.notes import Note, note_of
from cnnkit.summary.origin import source
from cnnkit.summary.row import Shape
from cnnkit.summary.trace import Trace

aten = torch.ops.aten


@dataclass(frozen=True)
class Advice:
    """What is wrong, and what might help: edits in the order of their likelihood, not yet tried."""

    problem: str
    edits: list[Edit] = field(default_factory=list)
    most: int = 1
    """How many of those that work are told."""


@dataclass(frozen=True)
class Failing:
    """The innermost module that was running, and its input."""

    trace: Trace
    error: Exception
    call: Call
    shape: Shape
    note: Note

    @classmethod
    def of(cls, trace: Trace, error: Exception) -> Failing:
        call = trace.calls[-1]
        return cls(trace, error, call, call.in_shape, call.note)

    @property
    def module(self) -> Any:
        return self.call.module

    @property
    def name(self) -> str:
        """As in `get_submodule`, "" for the network itself."""
        return "" if self.call.parent < 0 else self.call.name

    @property
    def label(self) -> str:
        return label_of(self.call.name, kind_of(self.call.module))

    @property
    def came(self) -> str:
        """The input and its origin: "(1, 6, 28, 28) came in from 0 (Conv2d)"."""
        return f"{self.shape} came in from {source(self.note)}"

    def is_passed_in(self, trace: Trace, error: Exception | None) -> bool:
        """Whether another pass got beyond this place."""
        if error is None:
            return True
        place = self.call.place
        if self.call.one_layer or self.trace.operation is None:
            return place < len(trace.called) and trace.called[place] is not None
        return trace.operations > self.trace.operations

    def before(self, words: str, change: Change) -> Edit:
        """Something done to what comes in; where a group hands its input straight on, to the group's."""
        calls = [] if self.call.one_layer else self.trace.calls[1:]
        place = next(call.place for call in (*calls, self.call) if call.note is self.note)
        return Edit(words, before={place: lambda x: change(x) if tuple(x.shape) == self.shape else x})

    def weights(self, words: str, attributes: dict[str, Any] | None = None, **shapes: Shape) -> Edit:
        """Other sizes of this module's own parameters and buffers."""
        prefix = f"{self.name}." if self.name else ""
        own = set(self.trace.flow.weight_names)
        return Edit(
            words,
            {prefix + key: shape for key, shape in shapes.items() if prefix + key in own},
            {(self.name, key): value for key, value in (attributes or {}).items()},
        )

    def remade(self, words: str, change: Change) -> Edit | None:
        """Another operation in place of the one that gave this module's input."""
        made = self.note.made
        if made is None or not made.sources:
            return None
        return Edit(words, operations={made.place: lambda a: change(a["self"])})


def parameter_named(trace: Trace, tensor: Tensor) -> str | None:
    """The one parameter of which a factor is made."""
    used = note_of(tensor).weights
    return trace.flow.weight_names[used[0]] if len(used) == 1 else None
