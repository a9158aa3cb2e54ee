"""Traits whose refusal says what came in and what would be legal, as a ValueError."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import traitlets as t

from cnnkit.widgets.items import WidgetError

STROKES = [[[0.5, 0.5]]]
"""A drawing: what a page may be given, where it has none yet."""


class Whole(t.Int):
    """A whole number from `min` to `max`; no float, however round, and no bool."""

    def validate(self, obj: Any, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.min <= value <= self.max:
            raise WidgetError(
                f"{self.name}={value!r} ({type(value).__name__}): {self.name} is a whole number "
                f"from {self.min} to {self.max}"
            )
        return value


class Number(t.Float):
    """A number from `min` to `max`."""

    def validate(self, obj: Any, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not self.min <= value <= self.max:
            raise WidgetError(f"{self.name}={value!r}: {self.name} is a number from {self.min} to {self.max}")
        return float(value)


class Numbers(t.List):
    """Numbers in lists, or in lists of lists, each from `min` to `max`."""

    def __init__(self, default: list, *, min: float, max: float, **kwargs: Any) -> None:
        self.min, self.max = min, max
        super().__init__(default_value=default, **kwargs)

    def validate(self, obj: Any, value: Any) -> list:
        for number in _flat(super().validate(obj, value)):
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise WidgetError(f"{self.name} holds {number!r}, which is no number")
            if not self.min <= number <= self.max:
                raise WidgetError(f"{self.name} holds {number}: legal are {self.min} to {self.max}")
        return value


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _flat(inner)
    else:
        yield value


class Place(t.Int):
    """A whole number from `min` to one less than `count(widget)`: the place in what this widget shows.

    It is looked at once all traits that are set together have their values, and there is something to count.
    """

    def __init__(self, default: int, count: Callable[[Any], int], *, min: int = 0, **kwargs: Any) -> None:
        self.count = count
        super().__init__(default, min=min, **kwargs)

    def _cross_validate(self, obj: Any, value: int) -> int:
        most = self.count(obj) - 1
        if value < self.min or value > most >= 0:  # nothing to count: it is not here yet
            raise WidgetError(
                f"{self.name}={value!r}: {self.name} is a whole number from {self.min} to {most} here"
            )
        return cast(int, super()._cross_validate(obj, value))


class OneOf(t.Unicode):
    """One of a few words."""

    def __init__(self, words: tuple[str, ...], **kwargs: Any) -> None:
        self.words = words
        super().__init__(words[0], **kwargs)

    def validate(self, obj: Any, value: Any) -> str:
        if value not in self.words:
            raise WidgetError(
                f"{self.name}={value!r}: {self.name} is one of {', '.join(map(repr, self.words))}"
            )
        return value
