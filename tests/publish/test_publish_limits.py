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
        case {"each": inner}:
            empty = value == [] and "none" in rule
            return empty or (len(value) == len(inner) and all(map(takes, inner, value)))
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


MADE_BY_THE_WIDGET = {"most", "pictures", "real_bytes", "steps", "strength"}
"""Numbers that its class computes, and no reader sets."""


def ends(rule: dict) -> list[float]:
    """All ends of numbers in a rule."""
    match rule:
        case {"int": found} | {"float": found}:
            return found
        case {"list": inner}:
            return ends(inner)
        case {"each": inner}:
            return [end for one in inner for end in ends(one)]
    return []


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_number_that_a_reader_sets_has_ends(name: str) -> None:
    widget, state = made(name)
    for trait, rule in limits(type(widget), state).items():
        if isinstance(state[trait], int | float) and trait not in MADE_BY_THE_WIDGET:
            assert trait == "seed" or ANY not in map(abs, ends(rule)), (trait, rule)


@pytest.mark.parametrize(
    ("name", "trait", "legal", "illegal"),
    [
        ("digit-net", "example", 9, 10),
        ("train-replay", "epoch", 14, 15),
        ("step-scrubber", "run", 0, 500),
        ("digit-net", "strokes", [[[0.1, 0.9], [0.2, 0.8]]], [[[0.1, 7]]]),
        ("stack-builder", "input", [3, 32, 32], [-3, 32, 32]),
        ("capsule-routing", "face", [[2, 2], [0, 0]], [[3, 0], [0, 0]]),
        # each place its own: a class is no radius
        ("live-detector", "objects", [[9, 112, 0, 8, -180, 1]], [[10, 112, 0, 8, -180, 1]]),
        ("live-detector", "objects", [[0, 42, 44, 28, 0, 5]], [[0, 42, 44, 29, 0, 5]]),
        # what bounds each other is as wide as they leave it: the box may stand anywhere
        ("iou-drag", "a", [12, 3, 20, 11], [12, 3, 21, 11]),
        ("two-heads", "box", [], [1, 2, 3]),
        ("two-heads", "box", [80, 80, 100, 100], [80, 80, 100, 101]),
        ("lesion-toggles", "out", [2, 9], [10]),
        ("compare-plot", "families", ["dense"], ["sparse"]),
        ("arch-explorer", "dial", {}, {"width": 3}),
    ],
)
def test_what_a_link_may_set(name: str, trait: str, legal: Any, illegal: Any) -> None:
    widget, state = made(name)
    rule = limits(type(widget), state)[trait]
    assert takes(rule, legal), rule
    assert not takes(rule, illegal), rule


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
