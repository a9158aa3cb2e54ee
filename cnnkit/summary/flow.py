"""Follow tensors through a forward pass: which call, joint or input each comes from, what its units see."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from cnnkit.summary.call import Call
from cnnkit.summary.counting import Arguments
from cnnkit.summary.inputs import leaves
from cnnkit.summary.notes import Made, Note, fields_of, note_of, unplaced, write_note
from cnnkit.summary.operation import Operation
from cnnkit.summary.row import Shape
from cnnkit.summary.structure import Mark
from cnnkit.summary.tensors import all_tensors


class Flow:
    """Marks for inputs, outputs, calls and joints, and links between them, from notes written on tensors."""

    def __init__(self, follow_fields: bool) -> None:
        self.marks: list[Mark] = []
        self.links: dict[tuple[int, int], None] = {}
        self.weights: list[Tensor] = []
        self.weight_names: list[str] = []
        self._follow_fields = follow_fields
        self._writes = 0

    def add_input(self, x: Tensor, index: int, note: Note) -> None:
        write_note(x, note)
        self.marks.append(Mark("input", index, tuple(x.shape)))

    def add_weight(self, name: str, weight: Tensor, twin: Tensor) -> None:
        """`twin` runs in place of a parameter or buffer: products with it, or with what is made of such
        tensors alone, are linear layers."""
        write_note(twin, Note({}, None, (len(self.weights),)))
        self.weights.append(weight)
        self.weight_names.append(name)

    def weight_shape(self, name: str) -> Shape:
        return tuple(self.weights[self.weight_names.index(name)].shape)

    def add_outputs(self, out: Any) -> None:
        for index, (_, tensor) in enumerate(leaves(out, Tensor)):
            origin = note_of(tensor).origin
            if origin is not None:
                self.links[origin, len(self.marks)] = None
                self.marks.append(Mark("output", index, tuple(tensor.shape)))

    def follow(
        self,
        operation: Operation,
        arguments: Arguments,
        out: Any,
        *,
        place: int,
        call: Call | None,
        computes: bool,
    ) -> None:
        """`operation` was the `place`-th, inside `call`; `computes`: products were counted."""
        tensors = all_tensors(arguments)
        notes = [note_of(tensor) for tensor in tensors]
        weights = [i for note in notes for i in note.weights]
        results = all_tensors(out)
        if weights and all(note.weights for note in notes):
            for result in results:
                write_note(result, Note({}, None, tuple(dict.fromkeys(weights)), self._writes))
            return
        origin = self._origin(operation, notes, weights, results, call, computes)
        shapes = [tuple(tensor.shape) for tensor in tensors]
        sources = tuple(pair for pair in zip(shapes, notes, strict=True) if not pair[1].weights)
        dim = arguments["dim"] if operation.name == "cat" else 0
        fields = [operation.rule(arguments, x, fields_of) if self._follow_fields else {} for x in results]
        self._writes += operation.writes
        for result, seen in zip(results, fields, strict=True):
            note = Note(seen, origin, (), self._writes)
            note.made = Made(operation.name, place, tuple(result.shape), sources, "", None, dim)
            write_note(result, note)
            if operation.writes:
                self._note_writing(result, note)

    def _note_writing(self, result: Tensor, note: Note) -> None:
        """Views of what was written into are what they were no longer."""
        base = result._base
        if base is None:
            note.written = self._writes
            return
        fields = note.fields
        if base.shape != result.shape:  # part of a larger tensor: no rule follows that
            fields = unplaced({**fields_of(base), **fields})
        whole = Note(fields, note.origin, time=self._writes)
        whole.written = self._writes
        write_note(base, whole)

    def _origin(
        self,
        operation: Operation,
        notes: list[Note],
        weights: list[int],
        results: list[Tensor],
        call: Call | None,
        computes: bool,
    ) -> int | None:
        """The mark to which the result of an operation belongs, with links from what it reads."""
        sources = dict.fromkeys(note.origin for note in notes if note.origin is not None)
        used = [i for i in weights if isinstance(self.weights[i], nn.Parameter)]
        if call is not None and (call.one_layer or computes or (used and sources)):
            if used:
                call.weights.update(dict.fromkeys(used))
            if call.mark is None:
                call.mark = len(self.marks)
                self.marks.append(Mark("call", call.place, ()))
            target = call.mark
        elif len(sources) < (1 if operation.resamples else 2):
            return next(iter(sources), None)
        else:
            target = len(self.marks)
            shape = tuple(results[0].shape) if results else ()
            self.marks.append(Mark(operation.name, call.place if call else 0, shape))
        for source in sources:
            if source != target:
                self.links[source, target] = None
        return target


def is_weight(tensor: Tensor) -> bool:
    return bool(note_of(tensor).weights)
