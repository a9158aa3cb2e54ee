"""What is known of a tensor while the network runs: what its units see, and who made it."""

from __future__ import annotations

from typing import Any, NamedTuple

from torch import Tensor

from cnnkit.summary.fields import Fields
from cnnkit.summary.row import Shape


class Made(NamedTuple):
    """How a tensor came about."""

    kind: str
    """"module", or torch's name of the operation."""
    place: int
    """Of the operation in the order of the pass."""
    shape: Shape
    """Of what was made."""
    sources: tuple[tuple[Shape, Note], ...]
    """Shapes and notes of what it was made from."""
    label: str = ""
    """Of a module, its name and class."""
    module: Any = None
    """Its name, and its settings as they are kept in its attributes."""
    dim: int = 0
    """The axis of a concatenation."""


class Note:
    """Lies on the tensor itself, as a plain attribute.

    It is found ten times as fast as an entry of torch's `WeakTensorKeyDictionary` and goes with the tensor.
    The tensors that get one are made for the pass.
    """

    __slots__ = ("fields", "made", "origin", "time", "weights", "written")

    def __init__(
        self, fields: Fields, origin: int | None, weights: tuple[int, ...] = (), time: int = 0
    ) -> None:
        self.fields = fields
        self.origin = origin
        """The mark that gave it; None for what does not depend on the input."""
        self.weights = weights
        """The parameters and buffers that it is made of, where it is made of nothing else."""
        self.time = time
        """How often anything had been written in place before."""
        self.made: Made | None = None
        """None for inputs and weights."""
        self.written = 0
        """The time at which something was written into it or into a view of it; 0 for never."""


NOTHING = Note({}, None)
NAME = "_cnnkit_note"


def write_note(tensor: Tensor, note: Note) -> None:
    setattr(tensor, NAME, note)


def unplaced(fields: Fields) -> Fields:
    """Of a tensor that no rule follows any more: which axes it has seen, not where they lie."""
    return {key: axis._replace(dim=None, field=None) for key, axis in fields.items()}


def note_of(tensor: Tensor) -> Note:
    """The note of a tensor as it is now, whatever has been written into what it is a view of."""
    note = getattr(tensor, NAME, NOTHING)
    base = tensor._base
    if base is None:
        return note
    whole = getattr(base, NAME, NOTHING)
    if whole.written <= note.time:
        return note
    keys = {**note.fields, **whole.fields}
    return Note(unplaced(keys), whole.origin)


def fields_of(tensor: Tensor) -> Fields:
    return note_of(tensor).fields
