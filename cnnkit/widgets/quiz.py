"""`Quiz`: three or four questions at the end of a section; each wrong answer is answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import CHARACTERS, WidgetError, checked_item, item_height, spread, still_item


class Quiz(Widget):
    """A self-check. A wrong answer is told what it shows and may be changed.

        Quiz([{"question": "…", "options": [{"text": "…", "right": True, "why": "…"}, …]},
              {"question": "…", "answer": 469, "why": "…", "traps": {468: "That drops the last batch."}}])

    Items as in `cnnkit.widgets.items.checked_item`, in this order; readers see the options of
    each permuted. Inline code, sub, sup, em and strong are kept.
    Raises `WidgetError` (a ValueError) that names the item and the field.
    """

    slug = "quiz"

    items = t.List(t.Dict(), help="the checked questions").tag(sync=True)
    given = t.List(t.List(), help="of each question the first and the latest answer").tag(sync=True)

    def __init__(
        self,
        items: Sequence[Mapping[str, Any]] = (),
        *,
        question: str = "Answer, look why, answer again. Your answers stay on this machine.",
        **kwargs: Any,
    ) -> None:
        if not items:
            raise WidgetError(
                "a quiz without items: give a list of questions, each with options or an answer"
            )
        checked = [checked_item(item, f"item {number}") for number, item in enumerate(items, 1)]
        super().__init__(question=question, items=spread(checked), **kwargs)

    @t.default("still")
    def _still(self) -> str:
        questions = "".join(f"<li>{still_item(item)}</li>" for item in self.items)
        return f"<p><strong>{self.question}</strong></p><ol>{questions}</ol>"

    def kept_free(self, size: Literal["wide", "narrow"]) -> int:
        return 60 + sum(36 + item_height(item, CHARACTERS[size]) for item in self.items)
