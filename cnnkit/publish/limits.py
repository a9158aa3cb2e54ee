"""What a reader may set in a widget, found out by asking its own validators, for a page that has no Python.

A link to a widget's state and a file of progress come from anywhere. The page takes a value from there only
within these limits, which are those of the widget's class in a notebook: each trait is offered values around
the one that it has, and what it takes is written down as data. A rule is one of

    {"bool": 1}   {"int": [low, high]}   {"float": [low, high]}   {"one": [values]}   {"text": longest}
    {"signs": "X.", "len": [low, high]}   {"list": rule, "len": [low, high]}
    {"each": [rules]}, with "none": 1 where it may be empty   {"dict": {key: rule}}   {"free": 1}

A list that always has the same length has a rule for each place; entries of others share one, the widest of
theirs. That a box's left edge lies left of its right one is seen only when the widget draws. What is empty at
first is asked by the tag `like` of its trait, a legal value that is not; without one it is `free`.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cnnkit.widgets.base import Widget

__all__ = ["limits", "own_traits", "widget_class"]

Rule = dict[str, Any]
Accepts = Callable[[Any], bool]
FAR = 17
"""Numbers are followed as far as two to this power; who takes that takes anything, and gets:"""
ANY = 9999
NEAR, MOST_ITEMS, MANY_ITEMS, LONGEST_TEXT = 64, 24, 2000, 2000
MATERIAL = {"presets", "item", "items"}
MOST_STATE = 2500
"""Characters of a trait as JSON above which it is material and nothing that a reader sets."""
MOST_PLACES = 8
"""Of a list whose numbers are asked whether they bound each other: the corners of a box."""
NUMERIC = {"int", "float"}
_SIGNS = "0123456789.X"
NO_WORD = "\u2603 no word"


def widget_class(anywidget_id: str) -> type[Widget] | None:
    """The class of the package that the saved id of a widget names; None for any other."""
    module, _, name = anywidget_id.rpartition(".")
    if not re.fullmatch(r"cnnkit\.widgets\.\w+", module):
        return None
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ModuleNotFoundError:
        return None
    return found if isinstance(found, type) and issubclass(found, Widget) else None


def own_traits(kind: type[Widget]) -> set[str]:
    """The synced traits that a class adds to those of every widget."""
    every = set(Widget.class_trait_names(sync=True))
    return {name for name in kind.class_trait_names(sync=True) if name[0] != "_"} - every


def limits(kind: type[Widget], state: Mapping[str, Any]) -> dict[str, Rule]:
    """A rule for each trait of a saved state that is the widget's own."""
    blank = kind.__new__(kind)  # without __init__: no comm is opened, nothing is drawn
    traits = kind.class_traits(sync=True)
    blank._trait_values.update({name: value for name, value in state.items() if name in traits})
    own = {name for name in own_traits(kind) if name in state} - MATERIAL
    return {
        name: _Asked(blank, traits[name], list(_words(state))).rule(state[name])
        for name in sorted(own)
        if len(json.dumps(state[name])) <= MOST_STATE
    }


def _words(value: Any) -> Iterator[str]:
    """Every short text in a state, keys too: what a trait of words may name."""
    if isinstance(value, str) and len(value) <= 60:
        yield value
    elif isinstance(value, Mapping):
        yield from (str(key) for key in value)
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)


class _Asked:
    """One trait of one widget, which can be asked whether it takes a value."""

    def __init__(self, blank: Widget, trait: Any, words: list[str]) -> None:
        self.blank, self.trait = blank, trait
        self.words = dict.fromkeys(
            [*getattr(trait, "words", ()), *(getattr(trait, "values", None) or ()), *words]
        )

    def refusal(self, value: Any) -> str:
        """Why it does not take the value, "" if it does."""
        try:
            self.trait._validate(self.blank, value)
        except Exception as error:  # whatever a validator stumbles over, it did not take the value
            return str(error) or type(error).__name__
        return ""

    def rule(self, value: Any) -> Rule:
        if self.refusal(value):
            return {"free": 1}
        like = self.trait.metadata.get("like")
        if like and not value:
            value = like(self.blank) if callable(like) else like
        return self._rule(value, lambda other: other)

    def _rule(self, value: Any, put: Callable[[Any], Any]) -> Rule:
        """The rule of a part of the value; `put` sets another part in its place."""
        accepts = lambda part: not self.refusal(put(part))
        if isinstance(value, bool):
            return {"bool": 1}
        if isinstance(value, int | float):
            if accepts(value + 1e-3) or accepts(value - 1e-3):
                return _floats(float(value), accepts)
            named = re.findall(r"-?\d+(?:\.\d+)?", self.refusal(put(value + 0.12345)))
            listed = {number for number in map(float, named) if accepts(number)}
            return _numbers(value, listed, accepts)
        if isinstance(value, str):
            return self._text(value, put)
        if isinstance(value, Mapping) and value:
            at = lambda key: lambda part: put({**value, key: part})
            return {"dict": {key: self._rule(inner, at(key)) for key, inner in value.items()}}
        if isinstance(value, list | tuple) and value:
            return self._list(list(value), put)
        nothing_in = value == {} and self.refusal(put({NO_WORD: 0}))
        return {"dict": {}} if nothing_in else {"free": 1}

    def _text(self, value: str, put: Callable[[Any], Any]) -> Rule:
        refused = self.refusal(put(NO_WORD))
        if not refused:
            return {"text": LONGEST_TEXT}
        legal = re.findall(r"[\w.:+-]+", refused)  # a refusal says what would be legal
        phrases = [part.strip(" '\"") for part in re.split(r"[,;:]| or | and ", refused)]
        candidates = dict.fromkeys([value, *self.words, *legal, *phrases])
        return {"one": [word for word in candidates if not self.refusal(put(word))]}

    def _list(self, value: list[Any], put: Callable[[Any], Any]) -> Rule:
        counts = [
            n
            for n in range(MOST_ITEMS + 1)
            if not self.refusal(put([value[i % len(value)] for i in range(n)]))
        ]
        if counts[-1:] == [MOST_ITEMS] and not self.refusal(put(value[:1] * MANY_ITEMS)):
            counts.append(MANY_ITEMS)
        length = [min([*counts, len(value)]), max([*counts, len(value)])]
        signs = "".join(sorted({*"".join(value)})) if all(isinstance(part, str) for part in value) else ""
        at = lambda i: lambda part: put([*value[:i], part, *value[i + 1 :]])
        if signs and len(value[0]) > 4:  # a map, drawn by rows of signs
            signs = (
                "".join(sign for sign in signs + _SIGNS if not self.refusal(at(0)(sign * len(value[0]))))
                or signs
            )
            signs = "".join(dict.fromkeys(signs))
            turned = "".join(signs[(signs.index(sign) + 1) % len(signs)] for sign in value[0])
            if not self.refusal(at(0)(turned)) and self.refusal(at(0)(NO_WORD)):
                return {"list": {"signs": signs, "len": [len(value[0])] * 2}, "len": length}
        rules = self._places(value[:MOST_ITEMS], lambda part: put([*part, *value[MOST_ITEMS:]]))
        places = {*counts} - {0} == {len(value)} == {len(rules)}  # always as many, or none
        if places and (0 in counts or any(rule != rules[0] for rule in rules)):
            return {"each": rules, **({"none": 1} if 0 in counts else {})}
        return {"list": _widest(rules), "len": length}

    def _places(self, value: list[Any], put: Callable[[Any], Any]) -> list[Rule]:
        """A rule for each place of a list; where numbers bound each other, the widest that they leave."""

        def asked(base: list[Any]) -> list[Rule]:
            return [self._rule(part, self._at(base, i, put)) for i, part in enumerate(base)]

        rules = asked(value)
        if len(value) > MOST_PLACES or not all(NUMERIC & rule.keys() for rule in rules):
            return rules
        ends = [asked(self._pushed(value, put, end)) for end in (0, 1)]
        widest = [_widest(list(column)) for column in zip(rules, *ends, strict=True)]
        # what must be larger than its neighbour comes as near as a millionth to it, or meets it
        return [
            {"float": [round(x, 6) for x in rule["float"]]} if "float" in rule else rule for rule in widest
        ]

    def _pushed(self, value: list[Any], put: Callable[[Any], Any], end: int) -> list[Any]:
        """The list with each number as far down (end 0) or up (1) as the others let it."""
        base = list(value)
        for i in [*range(len(base))][:: -1 if end else 1] * 2:
            rule = self._rule(base[i], self._at(base, i, put))
            far = rule[next(iter(rule))][end]
            base[i] = base[i] if abs(far) >= ANY else far
        return base

    @staticmethod
    def _at(base: list[Any], i: int, put: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda part: put([*base[:i], part, *base[i + 1 :]])


def _numbers(value: float, listed: set[float], accepts: Accepts) -> Rule:
    """Whole numbers from one to another, or a few: those near the value, and those that a refusal lists."""
    near = [n for n in range(int(value) - NEAR, int(value) + NEAR + 1) if accepts(n)]
    if value % 1 or any(number % 1 for number in listed):
        return {"one": sorted({value, *listed, *near})}
    start = int(value)
    low, high = (
        start - _reach(lambda by: accepts(start - int(by)), 1),
        start + _reach(lambda by: accepts(start + int(by)), 1),
    )
    if near != [n for n in range(start - NEAR, start + NEAR + 1) if low <= n <= high]:
        return {"one": sorted({*near, *(int(number) for number in listed)})}
    return {"int": _bounded(int(low), int(high), start)}


def _floats(value: float, accepts: Accepts) -> Rule:
    ends = [value + sign * _reach(lambda by, s=sign: accepts(value + s * by), 1e-7) for sign in (-1, 1)]
    low, high = (round(end, 6) if accepts(round(end, 6)) else end for end in ends)
    return {"float": _bounded(low, high, value)}


def _reach(takes: Callable[[float], bool], finest: float) -> float:
    """The largest step that is taken, to within `finest`, where all below it are."""
    good, bad = 0.0, None
    for power in range(0 if finest == 1 else -10, FAR + 1):
        if not takes(2.0**power):
            bad = 2.0**power
            break
        good = 2.0**power
    while bad is not None and bad - good > finest:
        middle = (good + bad) // 2 if finest == 1 else (good + bad) / 2
        good, bad = (middle, bad) if takes(middle) else (good, middle)
    return good


def _bounded(low: float, high: float, value: float) -> list[float]:
    """Without an end to what is taken, ±ANY, unless the trait is larger already."""
    far = 2**FAR // 2
    return [min(-ANY, value) if value - low > far else low, max(ANY, value) if high - value > far else high]


def _widest(rules: list[Rule]) -> Rule:
    """One rule for all entries of a list: what any of them takes."""
    first = rules[0]
    kind = next(iter(first))
    if any(next(iter(rule)) != kind for rule in rules):
        rules = [{"float": [min(rule["one"]), max(rule["one"])]} if _few(rule) else rule for rule in rules]
        kinds = {next(iter(rule)) for rule in rules}
        if kinds <= {"int", "float"}:
            return {"float": _hull([rule.get("int", rule.get("float")) for rule in rules])}
        return {"free": 1}
    if kind in ("int", "float"):
        return {kind: _hull([rule[kind] for rule in rules])}
    if kind == "one":
        return {"one": list(dict.fromkeys(word for rule in rules for word in rule["one"]))}
    if kind == "list":
        return {
            "list": _widest([rule["list"] for rule in rules]),
            "len": _hull([rule["len"] for rule in rules]),
        }
    if kind == "each":
        if any(len(rule["each"]) != len(first["each"]) for rule in rules):
            return {"free": 1}
        columns = zip(*(rule["each"] for rule in rules), strict=True)
        return {**first, "each": [_widest(list(column)) for column in columns]}
    if kind == "dict":
        if any(rule["dict"].keys() != first["dict"].keys() for rule in rules):
            return {"free": 1}
        return {"dict": {key: _widest([rule["dict"][key] for rule in rules]) for key in first["dict"]}}
    return first


def _few(rule: Rule) -> bool:
    """Whether it names a few numbers: all that a place has left between its neighbours."""
    return all(isinstance(value, int | float) for value in rule.get("one", [""]))


def _hull(ranges: list[Any]) -> list[float]:
    return [min(low for low, _ in ranges), max(high for _, high in ranges)]
