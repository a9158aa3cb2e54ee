"""Every widget with a stand-in for JupyterLab: what a page changes Python has, and the other way round."""

import json
from typing import Any

import pytest
import traitlets as t

from cnnkit.publish.limits import limits, own_traits
from cnnkit.widgets.base import Widget
from cnnkit.widgets.examples import EXAMPLES

LISTS_ONLY = ("predict", "quiz", "iou-drag")
"""Widgets that readers change by lists alone, whose entries bound each other."""


class Wire:
    """What ipywidgets needs of a comm; keeps what is sent to the page."""

    kernel, comm_id = "there", "wire"

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, data: Any = None, metadata: Any = None, buffers: Any = None) -> None:
        if data and data.get("method") == "update":
            self.sent.append(json.loads(json.dumps(data["state"])))

    def on_msg(self, call: Any) -> None:
        """The page's messages come by `from_page`."""

    def close(self, *args: Any, **kwargs: Any) -> None:
        """Nothing holds it."""


def from_page(widget: Widget, state: dict[str, Any]) -> None:
    widget.set_state(state)


def another(rule: dict[str, Any], now: Any) -> Any:
    """Another legal value; None where a rule names no other."""
    match rule:
        case {"bool": _}:
            return not now
        case {"int": [low, high]} | {"float": [low, high]}:
            return low if now != low else high
        case {"one": values}:
            return next((value for value in values if value != now), None)
    return None


def changes(widget: Widget) -> dict[str, tuple[Any, Any]]:
    """Of each trait that a page may set, what it holds and another legal value."""
    state = json.loads(
        json.dumps(
            {
                k: v
                for k, v in widget.get_state().items()
                if k in own_traits(type(widget)) and not isinstance(v, bytes | memoryview)
            }
        )
    )
    found = {
        name: (state[name], another(rule, state[name])) for name, rule in limits(type(widget), state).items()
    }
    return {name: pair for name, pair in found.items() if pair[1] is not None}


@pytest.mark.parametrize("name", EXAMPLES)
def test_traits_go_both_ways(name: str) -> None:
    widget = EXAMPLES[name]()
    widget.comm = wire = Wire()
    pairs = changes(widget)
    for trait, (before, after) in pairs.items():
        from_page(widget, {trait: after})
        assert json.loads(json.dumps(getattr(widget, trait))) == pytest.approx(after), (
            f"{trait} from the page"
        )
        wire.sent.clear()
        setattr(widget, trait, before)
        assert any(trait in sent for sent in wire.sent), f"{trait} to the page"
        assert next(sent[trait] for sent in wire.sent if trait in sent) == pytest.approx(before)
    assert pairs or name.partition(".")[0] in LISTS_ONLY, "a page can set nothing"


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_illegal_from_a_page_changes_nothing(name: str) -> None:
    widget = EXAMPLES[name]()
    widget.comm = Wire()
    for trait, (before, _) in changes(widget).items():
        with pytest.raises((t.TraitError, ValueError, TypeError)):
            from_page(widget, {trait: {"no": "word"}})
        assert json.loads(json.dumps(getattr(widget, trait))) == before
