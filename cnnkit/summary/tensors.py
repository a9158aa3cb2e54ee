"""The tensors in what goes into and comes out of an operation: alone, or in lists and dictionaries."""

from __future__ import annotations

from typing import Any

from torch import Tensor


def all_tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    found: list[Tensor] = []
    if isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, Tensor):
                found.append(item)
            elif isinstance(item, dict | list | tuple):
                found += all_tensors(item)
    return found


def first_tensor(value: Any) -> Tensor | None:
    return next(iter(all_tensors(value)), None)
