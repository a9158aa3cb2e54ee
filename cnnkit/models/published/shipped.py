"""What a weights file, shipped with the package or made by `cnnkit train`, says of the network in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cnnkit.models.published.files import Colour, Preparation

__all__ = ["Shipped", "read_shipped"]


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """Text metadata of a safetensors file; what it does not say is the network's own default."""

    variants: tuple[str, ...]
    num_classes: int
    in_channels: int
    classes: tuple[str, ...]
    """Names in the order of the logits, in the file a JSON list; empty where the file has none."""
    preparation: Preparation | None
    """How an image must enter, in the file a JSON object of its fields; None where the file has none."""
    facts: dict[str, str]
    """Everything else: command, seed, accuracy, machine, ..."""


def read_shipped(path: Path, *, variant: str, num_classes: int, in_channels: int) -> Shipped:
    """The metadata of `path`; the arguments stand in for what it leaves out. Files of torch have none.

    Raises `ValueError`, which names file and field, for what is no number, no list of names, no preparation.
    """
    facts: dict[str, str] = {}
    if path.suffix == ".safetensors":
        from safetensors import safe_open

        with safe_open(path, "pt") as file:
            facts |= file.metadata() or {}
    return Shipped(
        variants=(facts.pop("variant", variant),),
        num_classes=_number(path, "num_classes", facts.pop("num_classes", str(num_classes))),
        in_channels=_number(path, "in_channels", facts.pop("in_channels", str(in_channels))),
        classes=_names(path, facts.pop("classes", "[]")),
        preparation=_preparation(path, facts.pop("preparation", None)),
        facts=facts,
    )


def _number(path: Path, field: str, text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{path} says {field}={text!r}; legal: a whole number of at least 1")
    return int(text)


def _names(path: Path, text: str) -> tuple[str, ...]:
    try:
        names = json.loads(text)
    except json.JSONDecodeError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'{path} says classes={text!r}; legal: a JSON list of names, ["cat", "dog"]')
    return tuple(names)


def _preparation(path: Path, text: str | None) -> Preparation | None:
    if text is None:
        return None
    try:
        fields = json.loads(text)
        sizes = int(fields["resize"]), int(fields["crop"])
        return Preparation(*sizes, _colour(fields["mean"]), _colour(fields["std"]))
    except (ValueError, TypeError, KeyError):
        raise ValueError(
            f"{path} says preparation={text!r}; legal: a JSON object with resize, crop, mean and std"
        ) from None


def _colour(numbers: list[float]) -> Colour:
    red, green, blue = map(float, numbers)
    return red, green, blue
