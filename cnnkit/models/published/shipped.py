"""What a weights file that ships with the package says of the network in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Shipped", "read_shipped"]


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """Text metadata of a safetensors file; what it does not say is the network's own default."""

    variants: tuple[str, ...]
    num_classes: int
    in_channels: int
    classes: tuple[str, ...]
    """Names in the order of the logits, in the file a JSON list; empty where the file has none."""
    facts: dict[str, str]
    """Everything else: command, seed, accuracy, machine, ..."""


def read_shipped(path: Path, *, variant: str, num_classes: int, in_channels: int) -> Shipped:
    """The metadata of `path`; the arguments stand in for what it leaves out."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        facts: dict[str, str] = dict(file.metadata() or {})
    return Shipped(
        variants=(facts.pop("variant", variant),),
        num_classes=int(facts.pop("num_classes", num_classes)),
        in_channels=int(facts.pop("in_channels", in_channels)),
        classes=tuple(json.loads(facts.pop("classes", "[]"))),
        facts=facts,
    )
