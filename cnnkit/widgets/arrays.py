"""Checks of nested-list traits: rectangular, of numbers, of the right depth; errors quote what came in."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnkit.widgets.items import WidgetError


def shape_of(value: Any, name: str) -> tuple[int, ...]:
    """Shape of nested lists of numbers, for example (3, 5, 5); () for a number.

    Raises WidgetError if a row is shorter than its neighbours, empty, or holds something that is no number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value != value or value in (float("inf"), float("-inf")):
            raise WidgetError(f"{name} holds {value}; the cells show finite numbers")
        return ()
    if not isinstance(value, list | tuple):
        raise WidgetError(
            f"{name} holds {value!r}; legal are nested lists of numbers (tensor.tolist() makes them)"
        )
    if not value:
        raise WidgetError(f"{name} has an empty list in it; every axis needs at least one cell")
    shapes = [shape_of(item, name) for item in value]
    if len(set(shapes)) > 1:
        first, other = shapes[0], next(shape for shape in shapes if shape != shapes[0])
        raise WidgetError(
            f"{name} is not rectangular: it mixes parts of shape {first} and {other}. "
            "All rows need the same length, all channels the same size."
        )
    return (len(value), *shapes[0])


def check_depth(value: Any, name: str, depths: Sequence[int], words: str) -> tuple[int, ...]:
    """Shape of `value`, which must have one of `depths` axes; `words` names the legal layouts."""
    shape = shape_of(value, name)
    if len(shape) not in depths:
        raise WidgetError(f"{name} has shape {shape}; legal: {words}")
    return shape


def check_range(value: int, name: str, low: int, high: int | None = None, why: str = "") -> int:
    """`value` if it lies in low … high, else a WidgetError that says why."""
    if value < low or (high is not None and value > high):
        legal = f"{low} or more" if high is None else f"{low} to {high}"
        raise WidgetError(f"{name}={value}: legal is {legal}{'; ' + why if why else ''}")
    return value


def check_presets(value: Sequence[Mapping[str, Any]], legal: set[str]) -> Any:
    """`value` if every preset has a label and sets legal traits only."""
    for preset in value:
        if not preset.get("label") or not set(preset) - {"label"} <= legal:
            raise WidgetError(f"preset {preset}: it needs a label, and may set {', '.join(sorted(legal))}")
    return value


def listed(word: str, indices: Sequence[int]) -> str:
    """ "row 4", "rows 1, 3" or an empty text."""
    plural = "s" if len(indices) > 1 else ""
    return f"{word}{plural} {', '.join(str(i).replace('-', '−') for i in indices)}" if indices else ""
