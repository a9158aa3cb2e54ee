"""Counts that a caller gives: whole numbers of at least 1."""

import operator
from typing import Any


def whole_number(name: str, value: Any) -> int:
    """`value` as a plain int; a whole number of numpy is one too. Raises `ValueError` for anything else."""
    try:
        number = 0 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
    return number
