"""The arguments of a case in words: shapes and plain numbers, never the contents of a tensor."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch

from cnnkit.checks.recognizing import Case, Example

__all__ = ["describe"]

LONGEST = 70


def describe(case: Case | Example, reference: Callable[..., Any]) -> str:
    """ "x of shape (3, 5), stride=2"; names are those of `reference`'s parameters. "" if nothing is known."""
    try:
        named = inspect.signature(reference).bind(*case.args, **case.kwargs).arguments
    except (TypeError, ValueError):  # a builtin without a signature
        return ""
    return ", ".join(part for name, value in named.items() if (part := _say(name, value)))


def _say(name: str, value: Any) -> str:
    if isinstance(value, torch.Tensor):
        double = " (float64)" if value.dtype == torch.float64 else ""
        return f"{name} of shape {tuple(value.shape)}{double}"
    if value is None or isinstance(value, bool | int | float | str | list | tuple):
        text = f"{name}={value!r}"
        return text if len(text) <= LONGEST else text[:LONGEST] + " …"
    return ""
