"""What a page lets into a widget from a link is what the widget's own class takes."""

import json
from typing import Any

import pytest
import traitlets as t

from cnnkit.publish.limits import ANY, LONGEST_TEXT, limits, widget_class
from cnnkit.widgets.base import Widget
from cnnkit.widgets.examples import EXAMPLES


def made(name: str) -> tuple[Widget, dict]:
    widget = EXAMPLES[name]()
    plain = {k: v for k, v in widget.get_state().items() if not isinstance(v, bytes | memoryview)}
    return widget, json.loads(json.dumps(plain, default=str))


def takes(rule: dict, value: Any) -> bool:
    """As memory.js reads a rule (tests/js/memory.test.mjs)."""
    match rule:
        case {"bool": _}:
            return isinstance(value, bool)
        case {"int": [low, high]}:
            return type(value) in (int, float) and value == int(value) and low <= value <= high
        case {"float": [low, high]}:
            return type(value) in (int, float) and low <= value <= high
        case {"one": words}:
            return value in words
        case {"text": most}:
            return isinstance(value, str) and len(value) <= most
        case {"signs": signs, "len": [low, high]}:
            return isinstance(value, str) and low <= len(value) <= high and not set(value) - set(signs)
        case {"list": inner, "len": [low, high]}:
            return low <= len(value) <= high and all(takes(inner, v) for v in value)
        case {"dict": inner}:
            return value.keys() == inner.keys() and all(takes(inner[key], v) for key, v in value.items())
        case {"free": 1}:
            return True
    raise AssertionError(f"no rule: {rule}")


def accepts(widget: Widget, name: str, value: object) -> bool:
    try:
        widget.traits()[name]._validate(widget, value)
    except (t.TraitError, ValueError, TypeError):
        return False
    return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_limits_take_what_there_is_and_the_presets_and_end_where_the_class_does(name: str) -> None:
    widget, state = made(name)
    rules = limits(type(widget), state)
    assert not set(rules) & {"question", "still", "height", "presets", "_esm"}
    for trait, rule in rules.items():
        assert takes(rule, state[trait]), (trait, rule)
        for preset in state.get("presets") or []:
            assert trait not in preset or takes(rule, preset[trait]), (trait, rule, preset["label"])
        match rule:
            case {"int": [low, high]} | {"float": [low, high]}:
                step = 1 if "int" in rule else 1e-3
                for end, beyond in ((low, low - step), (high, high + step)):
                    assert accepts(widget, trait, end), (trait, end)
                    assert abs(end) >= ANY or not accepts(widget, trait, beyond), (trait, beyond)
            case {"one": values}:
                assert values
                assert all(accepts(widget, trait, value) for value in values), (trait, values)
            case {"text": most}:
                assert most == LONGEST_TEXT


def test_a_class_is_found_by_its_own_id_alone() -> None:
    from cnnkit.widgets import ShapeCalc

    assert widget_class("cnnkit.widgets.shape_calc.ShapeCalc") is ShapeCalc
    for other in (
        "os.path.join",
        "cnnkit.widgets.base.t",
        "cnnkit.widgets.none.X",
        "cnnkit.widgets.a.b.C",
        "",
    ):
        assert widget_class(other) is None


def test_asking_makes_no_widget_that_a_page_would_save() -> None:
    from ipywidgets.widgets.widget import _instances

    widget, state = made("shape-calc")
    before = set(_instances)
    assert limits(type(widget), state)["stride"] == {"int": [1, 32]}
    assert set(_instances) == before
