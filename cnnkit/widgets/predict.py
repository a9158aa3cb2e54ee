"""`Predict`: one question before the answer is shown; afterwards both stand side by side."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import CHARACTERS, checked_item, item_height, still_item


class Predict(Widget):
    """Asks for a choice or a number, then shows the reader's answer beside the right one, and why.

    It is never a gate: a button shows the answer. The options are written in any order:
    readers see them permuted (`cnnkit.widgets.items.arranged`). A dropdown of class `ck-answer` that follows
    on the page opens with the answer.

        Predict("10 pixels, kernel 3, stride 2: how many windows?", options=[
            {"text": "4", "right": True, "why": "They start at 0, 2, 4 and 6."},
            {"text": "5", "why": "The fifth would need column 10."}])
        Predict("How many steps an epoch?", answer=469, unit="steps", why="…", traps={468: "…"})

    `low` and `high` (with `step`) ask by a slider instead of a number field; `several=True` lets several
    options be ticked, which then have no `why` of their own.
    Raises `WidgetError` (a ValueError) unless exactly one option is right and every one has a `why`.
    """

    slug = "predict"

    given = t.List(t.List(), help="the reader's first and latest answer, in a list").tag(sync=True)
    item = t.Dict(help="the checked question: see `cnnkit.widgets.items.checked_item`").tag(sync=True)

    def __init__(
        self,
        question: str = "",
        options: Sequence[Mapping[str, Any]] | None = None,
        *,
        answer: float | None = None,
        tolerance: float = 0,
        unit: str = "",
        why: str = "",
        traps: Mapping[float, str] | None = None,
        low: float | None = None,
        high: float | None = None,
        step: float | None = None,
        several: bool = False,
        **kwargs: Any,
    ) -> None:
        item = checked_item(
            {
                "question": question, "options": options, "answer": answer, "tolerance": tolerance,
                "unit": unit, "why": why, "traps": traps, "low": low, "high": high, "step": step,
                "several": several,
            }
        )  # fmt: skip
        super().__init__(question=question, item=item, **kwargs)

    @t.default("still")
    def _still(self) -> str:
        return still_item(self.item) if self.item else ""

    def kept_free(self, size: Literal["wide", "narrow"]) -> int:
        return 36 + item_height(self.item, CHARACTERS[size])
