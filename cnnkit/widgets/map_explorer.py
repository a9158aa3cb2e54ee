"""`MapExplorer`: what a real network's layers say of a photograph, map by map, and what units see."""

import base64
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.arrays import check_presets, check_range
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.real_network import SIDE, RealNetwork, decoded_pixels, in_one, photograph_img
from cnnkit.widgets.stills import map_image, page
from cnnkit.widgets.traits import Place, Whole
from cnnkit.widgets.weights import by_photograph, json_bytes, short_name, stored

MOST = 56
"""Units a side of the largest stored map."""


class MapExplorer(RealNetwork):
    """A layer, one of its maps, one unit of it: one scale with grey at zero, and the unit's field.

        MapExplorer()                                         # conv1 on the cat
        MapExplorer(layer=9, channel=285, picture="cat")      # the map of "Egyptian cat"

    `layer` counts conv1, fire2 … fire9, conv10 from 0; `channel` is a map of it, `row` and `column` one unit
    (−1: where the map is strongest). Twelve maps of each layer are stored; the network in the page has all.
    Raises `WidgetError` for a layer, a stored map or a unit that is not there.
    """

    slug = "map-explorer"

    question = t.Unicode("What is still to be seen in a map, and what is lost with depth?").tag(sync=True)
    layer = Place(0, lambda w: len(w.layers), help="0 to 9").tag(sync=True)
    channel = Whole(-1, min=-1, max=999, help="a map of the layer; −1: the strongest stored").tag(sync=True)
    row = Whole(-1, min=-1, max=110, help="of the unit; −1: the strongest").tag(sync=True)
    column = Whole(-1, min=-1, max=110, help="of the unit; −1: the strongest").tag(sync=True)
    layers = t.List(help="[{name, count, side, every, fields, kept, zeros}, …]").tag(sync=True)
    classes = t.Dict(help="names of the stored maps of the last layer, by number").tag(sync=True)
    kept = t.Dict(help="{photograph: {tops, facts, at, bytes}}")
    kept_json = t.Bytes(b"", help="`kept` as JSON, which a page fetches when the widget comes near").tag(
        sync=True
    )
    kept_sheets = t.Bytes(b"", help="the photographs' stored maps as WebP files").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("map_explorer.json")
        about = by_photograph(saved)
        data, places = in_one({name: base64.b64decode(one["sheet"]) for name, one in about.items()})
        kept = {
            name: {"tops": one["tops"], "facts": one["facts"], **places[name]} for name, one in about.items()
        }
        super().__init__(
            **{
                "layers": saved["layers"], "classes": saved["classes"], "kept": kept,
                "kept_json": json_bytes(kept), "kept_sheets": data, **kwargs,
            }
        )  # fmt: skip

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        check_range(self.layer, "layer", 0, len(self.layers) - 1, "conv1, fire2 to fire9, conv10")
        if self.picture not in self.kept:
            raise WidgetError(f"picture={self.picture!r}: the photographs are {', '.join(self.kept)}")
        about = self.layers[self.layer]
        if self.channel == -1:
            self.channel = self.strongest_map(self.layer)
        if self.channel not in about["kept"]:
            raise WidgetError(f"channel={self.channel}: stored of {self.name} are {about['kept']}")
        for key in ("row", "column"):
            check_range(getattr(self, key), key, -1, about["side"] - 1, "−1 is the strongest unit")
        super().open()

    def strongest_map(self, layer: int) -> int:
        """The stored map of a layer that says most of the photograph shown; of the last, whose mean is a
        class's logit, the one with the largest mean.
        """
        facts = self.kept[self.picture]["facts"][layer]
        key = -1 if layer == len(self.layers) - 1 else 0
        return self.layers[layer]["kept"][int(np.argmax([one[key] for one in facts]))]

    @property
    def name(self) -> str:
        """Of the layer, as the page writes it."""
        return short_name(self.layers[self.layer]["name"])

    @property
    def unit(self) -> tuple[int, int]:
        """Row and column of the unit shown."""
        facts = self.kept[self.picture]["facts"][self.layer]
        _, _, row, column, _ = facts[self.layers[self.layer]["kept"].index(self.channel)]
        return (row if self.row < 0 else self.row, column if self.column < 0 else self.column)

    @property
    def field(self) -> tuple[int, int, int, int]:
        """`(top, left, bottom, right)` of what it sees of the photograph, the ends left out."""
        about = self.layers[self.layer]
        fields = about["fields"]
        half = len(fields) > 1 and self.channel >= about["count"] // 2
        size, jump, start = fields[int(half)]
        low = [start + place * jump - size / 2 for place in self.unit]
        top, left = (max(0, int(v)) for v in low)
        bottom, right = (min(SIDE, int(v + size)) for v in low)
        return top, left, bottom, right

    @property
    def sentence(self) -> str:
        """What the page says before the network is there."""
        about, unit = self.layers[self.layer], self.unit
        facts = self.kept[self.picture]["facts"][self.layer]
        most, zeros, *place, mean = facts[about["kept"].index(self.channel)]
        last = self.layer == len(self.layers) - 1
        called = f" ({self.classes[str(self.channel)]})" if last else ""
        logit = f", and its mean, {mean:.2f}, is the logit of that class" if last else ""
        top, left, bottom, right = self.field
        side, silent = about["side"], round(100 * zeros)
        which = "It" if tuple(place) == unit else f"The unit in row {unit[0]}, column {unit[1]}"
        return (
            f"{self.name}, map {self.channel}{called}, on {self.shows}: {most:.2f} at most, in row "
            f"{place[0]}, column {place[1]}; zero at {silent} % of its {side}×{side} places{logit}. "
            f"{which} sees rows {top} to {bottom - 1} and columns {left} to {right - 1} of the picture’s "
            f"{SIDE}."
        )

    def stored_maps(self, layer: int) -> np.ndarray:
        """The twelve maps of a layer `(12, h, w)` for the photograph shown, from 0 to 1 of the largest."""
        one = self.kept[self.picture]
        sheet = decoded_pixels(self.kept_sheets[one["at"] : one["at"] + one["bytes"]])[0]
        sides = [-(-about["side"] // about["every"]) for about in self.layers]
        top, side = sum(sides[:layer]), sides[layer]
        count = len(self.layers[layer]["kept"])
        return sheet[top : top + side, : count * side].reshape(side, count, side).transpose(1, 0, 2)

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"layer", "channel", "row", "column", "picture"})

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        place = {"row": -1, "column": -1, "picture": "cat"}
        names = [("The fur, in conv1", 0), ("Shapes, in fire5", 4), ("A class, in conv10", 9)]
        return [
            {"label": label, "layer": layer, "channel": self.strongest_map(layer), **place}
            for label, layer in names
        ]

    @t.default("still")
    def _still(self) -> str:
        maps = self.stored_maps(self.layer)
        count = len(maps)
        return page(
            self.question,
            photograph_img(self.picture, self.shows),
            map_image(maps, f"{count} maps of {self.name}, on one scale", 330, columns=4),
            words=self.sentence,
        )
