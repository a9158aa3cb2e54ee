"""Golden vectors of `front/lib/compare.js`: which networks pass, which no other beats, and what is said.

`python tests/golden/make_compare.py` rewrites compare.json: the test reads the record that ships; cases are
`{"state": traits, "want": …}`.
"""

import json
from pathlib import Path
from typing import Any

from cnnkit.widgets.compare_plot import ComparePlot

TARGET = Path(__file__).with_name("compare.json")
STATES: list[dict[str, Any]] = [
    {},
    {"x": "params", "y": "top5", "chosen": "densenet201"},
    {"x": "year", "y": "depth", "protocol": "cifar"},
    {"x": "ms", "families": ["mobile", "dense"], "budget": 5000},
    {"x": "params", "y": "macs", "since": 2016},
    {"x": "field", "y": "top5", "protocol": "ten", "since": 2014},
    {"protocol": "ensemble", "y": "top5"},
    {"protocol": "mnist", "x": "params", "chosen": "capsnet"},
    {"protocol": "other", "x": "depth", "y": "params"},
    {"protocol": "other", "x": "macs", "y": "top1"},
    {"families": ["inception"], "since": 2019},
    {"budget": 600, "chosen": "mobilenet_v1"},
]


def traits(widget: ComparePlot) -> dict[str, Any]:
    return {
        key: getattr(widget, key) for key in ("x", "y", "protocol", "families", "since", "budget", "chosen")
    }


def vectors() -> dict[str, Any]:
    found: dict[str, Any] = {"shown": [], "onFront": [], "told": []}
    for state in STATES:
        widget = ComparePlot(**state)
        of = traits(widget)
        dots = [[dot["name"], dot["x"], dot["y"]] for dot in widget.shown]
        for key, want in (("shown", dots), ("onFront", widget.on_front), ("told", widget.sentence)):
            found[key].append({"state": of, "want": want})
    return found


def text() -> str:
    rows = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in vectors().items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf8")
