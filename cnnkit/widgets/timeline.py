"""`Timeline`: networks by year, how deep each is and how often it is wrong; contest entries stand apart."""

import json
from pathlib import Path
from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich

SHIPPED = Path(__file__).parent / "data" / "timeline.json"
"""What `python -m cnnkit.recipes timeline` took from the catalogue."""
FIRST, LAST = 1998, 2019


class Timeline(Widget):
    """Scrub through the networks of the catalogue, by the year of their first publication.

        Timeline()              # opens at AlexNet
        Timeline(at=5)

    `at` is the place in `networks`; each has `name`, `year` (first publication), `print`, `dataset`, `idea`,
    `depth` (layers with weights on the longest way), `params`, `single` (errors of one network with their
    protocol), `several` (of more than one), `ten_crops` (the error that is drawn, one protocol for all) and
    `contest` (what a team handed in). `winners` are the contest's, `human` the level that people are said to
    have. Raises WidgetError (a ValueError) for a place that is none.
    """

    slug = "timeline"

    question = t.Unicode("When does depth start to grow?").tag(sync=True)
    record = t.Dict(help="networks, winners and the human level").tag(sync=True)
    at = t.Int(1, help="place in networks").tag(sync=True)

    @t.default("record")
    def _record(self) -> dict[str, Any]:
        return json.loads(SHIPPED.read_text("utf8"))

    @t.validate("at")
    def _legal(self, proposal: Any) -> Any:
        last = len(self.networks) - 1
        if not 0 <= proposal.value <= last:
            raise WidgetError(f"at={proposal.value}: there are the networks 0 to {last}")
        return proposal.value

    @property
    def networks(self) -> list[dict[str, Any]]:
        return self.record["networks"]

    @property
    def winners(self) -> list[dict[str, Any]]:
        return self.record["winners"]

    @property
    def now(self) -> dict[str, Any]:
        """The chosen network."""
        return self.networks[self.at]

    @property
    def deepest_before(self) -> int:
        """Layers of the deepest network of earlier years; 0 at the first."""
        return max((one["depth"] for one in self.networks if one["year"] < self.now["year"]), default=0)

    @property
    def sentence(self) -> str:
        """What the page says."""
        now, before = self.now, self.deepest_before
        first = f"{now['year']}, {now['name']}: {now['depth']} layers deep"
        if before:
            first += f"; the deepest of the years before has {before}"
        error = now["ten_crops"]
        wrong = f" One network, ten crops: {error:g} % top-5." if error is not None else ""
        handed = "".join(f" {one['text']}." for one in now["contest"])
        return f"{first}.{wrong}{handed}"

    @t.default("still")
    def _still(self) -> str:
        wide, high, left, top = 640, 250, 46, 20
        picture = Drawing(
            wide, high, f"Depth of networks by year, on a scale of powers of two. {self.sentence}"
        )
        x = lambda year: left + (wide - left - 30) * (year - FIRST) / (LAST - FIRST)
        y = lambda layers: high - 34 - (high - 34 - top) * (layers.bit_length() - 2) / 6.5
        for layers in (4, 8, 16, 32, 64, 128):
            picture.text(left - 8, y(layers), f"{layers}", anchor="end")
            picture.line(left, y(layers), wide - 20, y(layers), stroke="line", width=0.5)
        for year in (1998, 2003, 2008, 2013, 2018):
            picture.text(x(year), high - 16, f"{year}")
        for one in self.networks:
            fill = "orange" if one is self.now else "blue"
            picture.circle(x(one["year"]), y(one["depth"]), 5, fill=fill, stroke="paper")
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{self.sentence}</p>"
