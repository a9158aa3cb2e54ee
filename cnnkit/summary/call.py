"""One call of a module, and what modules are called in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import nn

from cnnkit.summary.notes import Note
from cnnkit.summary.row import Shape


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


def label_of(name: str, kind: str) -> str:
    return name if name == kind else f"{name} ({kind})"


def kind_of(module: nn.Module) -> str:
    """The class; a parametrized layer keeps the name of its own."""
    return type(module).__name__.removeprefix("Parametrized")
