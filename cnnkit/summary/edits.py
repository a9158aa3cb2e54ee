"""Changes of a network that are tried in a pass of their own before they are advised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from cnnkit.summary.row import Shape

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Edit:
    """One change and its words; calls and operations are named by their place in the order of the pass."""

    words: str
    weights: dict[str, Shape] = field(default_factory=dict)
    """Another shape for a parameter or buffer, by its name."""
    attributes: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Another value for an attribute, by names of module and attribute."""
    before: dict[int, Change] = field(default_factory=dict)
    """What is done to the tensors that enter a call."""
    after: dict[int, Change] = field(default_factory=dict)
    """What is done to the tensor that leaves a call."""
    operations: dict[int, Callable[[dict[str, Any]], Tensor]] = field(default_factory=dict)
    """What an operation gives in place of its own result, from its arguments."""
    inputs: dict[int, Shape] = field(default_factory=dict)
    """Another shape for an input."""
    instead: str = ""
    """Of several edits with the same word here only the first that works is told."""

    def then(self, other: Edit, words: str) -> Edit:
        """Both changes."""
        return Edit(
            words,
            self.weights | other.weights,
            self.attributes | other.attributes,
            self.before | other.before,
            self.after | other.after,
            self.operations | other.operations,
            self.inputs | other.inputs,
        )


NO_EDIT = Edit("")
