"""Values of runs in words: those of several seeds, and large or small ones as rough as they are meant."""

import math
from collections.abc import Iterable, Sequence

__all__ = ["compared", "rough", "span"]

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def span(values: Iterable[float], form: str = ".2f") -> str:
    """ "0.19 to 0.24", the smallest and the largest; one number where both are written alike."""
    found = list(values)
    low, high = format(min(found), form), format(max(found), form)
    return low if low == high else f"{low} to {high}"


def compared(a: Sequence[float], b: Sequence[float], tie: str) -> str:
    """How runs of several seeds stand to others: an order is only what no seed contradicts, else `tie`."""
    if min(a) > max(b):
        return "ahead with every seed"
    return "behind with every seed" if max(a) < min(b) else tie


def rough(value: float, digits: int = 1) -> str:
    """`value` in so many digits that count: "0.3", "1,300"; from a million on, or below 0.001, "2·10⁶".

    Raises ValueError for 0 and for what is no number, which have no first digit.
    """
    if value == 0 or not math.isfinite(value):
        raise ValueError(f"value={value}: want a finite number other than 0")
    front, power = f"{value:.{digits - 1}e}".split("e")
    if -3 <= int(power) < 6:
        return f"{float(f'{front}e{power}'):,.{max(0, digits - 1 - int(power))}f}"
    return f"{front}·10{str(int(power)).translate(_RAISED)}"
