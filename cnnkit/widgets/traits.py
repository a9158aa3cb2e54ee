"""Traits whose refusal says what came in and what would be legal, as a ValueError."""

from typing import Any

import traitlets as t

from cnnkit.widgets.items import WidgetError


class Whole(t.Int):
    """A whole number from `min` to `max`; no float, however round, and no bool."""

    def validate(self, obj: Any, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.min <= value <= self.max:
            raise WidgetError(
                f"{self.name}={value!r} ({type(value).__name__}): {self.name} is a whole number "
                f"from {self.min} to {self.max}"
            )
        return value


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
