"""Values of several seeds in words."""

from collections.abc import Iterable


def span(values: Iterable[float], form: str = ".2f") -> str:
    """ "0.19 to 0.24", the smallest and the largest; one number where both are written alike."""
    found = list(values)
    low, high = format(min(found), form), format(max(found), form)
    return low if low == high else f"{low} to {high}"
