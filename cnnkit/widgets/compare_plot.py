"""`ComparePlot`: all networks of the catalogue over two axes that the reader chooses, and as a table."""

import json
from pathlib import Path
from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import Whole

SHIPPED = Path(__file__).parent / "data" / "compare_plot.json"
"""What `python -m cnnkit.recipes compare_plot` took from the catalogue."""
AXES = {
    "macs": "multiplications, millions", "params": "parameters, millions", "ms": "milliseconds on a CPU",
    "depth": "layers with weights", "field": "receptive field, pixels", "year": "year",
    "top1": "top-1 error, %", "top5": "top-5 error, %",
}  # fmt: skip
"""What stands on an axis, by the name that the traits `x` and `y` take."""
LESS_IS_BETTER = ("macs", "params", "ms", "top1", "top5")
UNLIKE = "these errors were measured in different ways, so no two of them may share one"
FRONTS = "a front needs two axes of which less is better: errors, parameters, multiplications, milliseconds"


def _families(widget: "ComparePlot") -> list[str]:
    return sorted({one["family"] for one in widget.record["networks"]})


class ComparePlot(Widget):
    """Networks over two axes, filtered; with the line of those that no other beats in both.

        ComparePlot()                                          # ImageNet, one crop: error by multiplications
        ComparePlot(x="params", families=["wider", "dense"])
        ComparePlot(protocol="ten", since=2015, budget=5000)   # at most 5,000 million multiplications

    Errors of one `protocol` alone are shown at a time, so that an ensemble never meets a single network; what
    is under "other" was measured in many ways, and no line joins it.
    Raises WidgetError (a ValueError) for an axis, a protocol, a family or a network that is none.
    """

    slug = "compare-plot"

    question = t.Unicode("Which networks does no other beat?").tag(sync=True)
    record = t.Dict(help="networks, protocols and the machine of the times").tag(sync=True)
    x = t.Unicode("macs", help="a key of AXES").tag(sync=True)
    y = t.Unicode("top1", help="a key of AXES").tag(sync=True)
    log = t.Bool(True, help="axes of counts in powers of ten").tag(sync=True)
    protocol = t.Unicode("one", help="which errors: one, ten, other, ensemble, cifar, mnist").tag(sync=True)
    families = t.List(t.Unicode(), help="empty: all").tag(sync=True, like=_families)
    since = Whole(1998, min=1980, max=2030, help="first year shown").tag(sync=True)
    budget = Whole(0, min=0, max=60_000, help="millions of multiplications at most; 0: any").tag(sync=True)
    front = t.Bool(True, help="whether the line is drawn").tag(sync=True)
    chosen = t.Unicode("", help="the network that is spoken of").tag(sync=True)

    @t.default("record")
    def _record(self) -> dict[str, Any]:
        return json.loads(SHIPPED.read_text("utf8"))

    @t.validate("x", "y")
    def _an_axis(self, proposal: Any) -> str:
        return _known(proposal.trait.name, proposal.value, AXES)

    @t.validate("protocol")
    def _a_protocol(self, proposal: Any) -> str:
        return _known("protocol", proposal.value, self.record["protocols"])

    @t.validate("families")
    def _known_families(self, proposal: Any) -> list[str]:
        legal = {one["family"]: 1 for one in self.networks}
        return [_known("families", family, legal) for family in proposal.value]

    @t.validate("chosen")
    def _a_network(self, proposal: Any) -> str:
        legal = {"": 1} | {one["name"]: 1 for one in self.networks}
        return _known("chosen", proposal.value, legal)

    @property
    def networks(self) -> list[dict[str, Any]]:
        return self.record["networks"]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The networks that pass the filters and have both numbers, as dots: `name`, `x`, `y`, and `how`."""
        dots = []
        for one in self.networks:
            row = flat(one, self.protocol)
            if row is None or (self.families and one["family"] not in self.families):
                continue
            if (one["year"] or 0) < self.since or (self.budget and not 0 < (row["macs"] or 0) <= self.budget):
                continue
            if row[self.x] is not None and row[self.y] is not None:
                dots.append({"name": one["name"], "x": row[self.x], "y": row[self.y], "how": row["how"]})
        return dots

    @property
    def on_front(self) -> list[str]:
        """Names of those that no other beats in both numbers, the cheapest first; none where less is not
        better.
        """
        if not (self.x in LESS_IS_BETTER and self.y in LESS_IS_BETTER) or self.protocol == "other":
            return []
        found: list[dict[str, Any]] = []
        for dot in sorted(self.shown, key=lambda d: (d["x"], d["y"])):
            if not found or dot["y"] < found[-1]["y"]:
                found.append(dot)
        return [dot["name"] for dot in found]

    @property
    def sentence(self) -> str:
        """What the page says."""
        dots, best = self.shown, self.on_front
        said = f"{len(dots)} networks, {self.record['protocols'][self.protocol]}."
        if best:
            said += f" No other beats {len(best)} of them: {', '.join(best)}."
        elif dots:
            said += f" No line: {UNLIKE if self.protocol == 'other' else FRONTS}."
        one = next((dot for dot in dots if dot["name"] == self.chosen), None)
        if one:
            said += f" {one['name']}: {AXES[self.x]} {one['x']:g}, {AXES[self.y]} {one['y']:g}."
        return said

    @t.default("still")
    def _still(self) -> str:
        dots, best = self.shown, self.on_front
        picture = Drawing(640, 300, f"{AXES[self.y]} by {AXES[self.x]}. {self.sentence}")
        if dots:
            xs, ys = [dot["x"] for dot in dots], [dot["y"] for dot in dots]
            px = lambda v: 50 + 560 * (v - min(xs)) / (max(xs) - min(xs) or 1)
            py = lambda v: 250 - 220 * (v - min(ys)) / (max(ys) - min(ys) or 1)
            for dot in dots:
                fill = "orange" if dot["name"] in best else "blue"
                picture.circle(px(dot["x"]), py(dot["y"]), 5, fill=fill, stroke="paper")
            for v in (min(ys), max(ys)):
                picture.text(42, py(v), f"{v:g}", anchor="end")
            for v, anchor in ((min(xs), "start"), (max(xs), "end")):
                picture.text(px(v), 272, f"{v:,g}", anchor=anchor)
        picture.text(4, 12, AXES[self.y], anchor="start").text(630, 291, AXES[self.x], anchor="end")
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{self.sentence}</p>"


def flat(one: dict[str, Any], protocol: str) -> dict[str, Any] | None:
    """A network with its error under one protocol, counts in millions; None where it has none there."""
    error = next((e for e in one["errors"] if e["protocol"] == protocol), None)
    if error is None:
        return None
    counts = {key: None if one[key] is None else one[key] / 1e6 for key in ("params", "macs")}
    return {**one, **counts, "top1": error["top1"], "top5": error["top5"], "how": error["how"]}


def _known(trait: str, value: str, legal: Any) -> str:
    if value not in legal:
        named = ", ".join(repr(key) for key in legal)
        raise WidgetError(f"{trait}={value!r}: there are {named}")
    return value
