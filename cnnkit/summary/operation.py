"""What is known of each of torch's operations, looked up once: torch builds its schema anew at every look."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.flop_counter import flop_registry

from cnnkit.summary.counting import PRODUCTS
from cnnkit.summary.rules import rule_of
from cnnkit.summary.shapes import PLAIN, SLIDING


class Operation:
    """One operation of `torch.ops.aten`."""

    __slots__ = (
        "defaults",
        "draws",
        "is_plain",
        "multiplies",
        "name",
        "names",
        "packet",
        "resamples",
        "rule",
        "slides",
        "writes",
    )

    def __init__(self, func: Any) -> None:
        listed = func._schema.arguments
        self.packet = func.overloadpacket
        self.name = str(self.packet).removeprefix("aten.").rstrip("_")
        self.names = [a.name for a in listed]
        self.defaults = {a.name: a.default_value for a in listed if a.has_default_value()}
        self.writes: bool = func._schema.is_mutable
        """Whether it is in place."""
        self.draws = torch.Tag.nondeterministic_seeded in func.tags
        """Whether it draws random numbers."""
        self.multiplies = self.packet in PRODUCTS or self.packet in flop_registry
        self.resamples = "upsample" in self.name
        """Whether it brings maps to another size, as `F.interpolate` does."""
        self.slides = self.packet in SLIDING
        """Whether a window has to fit into a map."""
        self.is_plain = self.packet in PLAIN
        """Whether its output's shape is known here."""
        self.rule = rule_of(func)


_KNOWN: dict[Any, Operation] = {}


def operation_of(func: Any) -> Operation:
    known = _KNOWN.get(func)
    if known is None:
        known = _KNOWN[func] = Operation(func)
    return known
