"""From a name to its widget."""

from __future__ import annotations

from typing import Any

from cnnkit.demo.table import demos

__all__ = ["make"]


def make(name: str, network: Any = None) -> Any:
    """The widget of the demo `name`, with its question; `network` (`cnnkit.demo.live.network.Network`) is
    what live demos look into, None for the one that ships.
    """
    demo = demos()[name]
    if demo.chapter == "live":
        from cnnkit.demo.live import LIVE  # torch: only for those who compute

        return LIVE[name](network, question=demo.question)
    from cnnkit.widgets.examples import EXAMPLES

    widget: Any = EXAMPLES[name]()
    if demo.chapter != "questions":  # theirs are part of what they ask
        widget.question = demo.question
    return widget
