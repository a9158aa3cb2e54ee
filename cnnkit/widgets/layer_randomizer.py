"""`LayerRandomizer`: three attribution maps while the network's weights lose their sense, layer by layer."""

import base64
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.arrays import check_presets, check_range
from cnnkit.widgets.real_network import RealNetwork, decoded_pixels, in_one, photograph_img
from cnnkit.widgets.stills import map_image, page
from cnnkit.widgets.traits import Place
from cnnkit.widgets.weights import by_photograph, short_name, stored

METHODS = ("saliency", "guided back-propagation", "Grad-CAM")
SIDE = 56
"""Blocks a side of a stored map."""


class LayerRandomizer(RealNetwork):
    """The sanity check of J. Adebayo and others (2018, arXiv 1810.03292), to be run by a slider.

        LayerRandomizer()                     # weights as they were learnt
        LayerRandomizer(depth=5, picture="coffee")

    `depth` says in how many layers the weights are shuffled, the last first. A map that stays when the
    network has forgotten what it knew does not show what it knew. `python -m cnnkit.recipes layer_randomizer`
    made what is stored. Raises `WidgetError` for a depth or a photograph that is not there.
    """

    slug = "layer-randomizer"

    question = t.Unicode("The network forgets, layer by layer. Which maps notice?").tag(sync=True)
    depth = Place(0, lambda w: len(w.groups) + 1, help="layers shuffled: 0 to 10").tag(sync=True)
    groups = t.List(t.Unicode(), help="the layers in the order in which they are shuffled").tag(sync=True)
    kept = t.Dict(help="{photograph: {answers, likeness, at, bytes}}").tag(sync=True)
    kept_sheets = t.Bytes(b"", help="WebP files: a row a method, a column a depth").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("layer_randomizer.json")
        about = by_photograph(saved)
        data, places = in_one({name: base64.b64decode(one["sheet"]) for name, one in about.items()})
        kept = {
            name: {"answers": one["answers"], "likeness": one["likeness"], **places[name]}
            for name, one in about.items()
        }
        super().__init__(**{"groups": saved["groups"], "kept": kept, "kept_sheets": data, **kwargs})

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        check_range(self.depth, "depth", 0, len(self.groups), "ten layers and blocks can be shuffled")
        super().open()

    @property
    def maps(self) -> np.ndarray:
        """The three stored maps `(3, 56, 56)`, each from 0 to 1."""
        one = self.kept[self.picture]
        sheet = decoded_pixels(self.kept_sheets[one["at"] : one["at"] + one["bytes"]])[0]
        column = slice(self.depth * SIDE, (self.depth + 1) * SIDE)
        return sheet[:, column].reshape(len(METHODS), SIDE, SIDE)

    @property
    def sentence(self) -> str:
        """What the page says."""
        one = self.kept[self.picture]
        name, share = one["answers"][self.depth]
        said = f"{name} ({share:.2f})"
        if not self.depth:
            return f"All weights as they were learnt: the network says {said} to {self.shows}."
        names = [short_name(group) for group in self.groups[: self.depth]]
        which = names[0] if self.depth == 1 else f"{names[0]} to {names[-1]}"
        alike = ", ".join(
            f"{method} {'is flat' if v is None else f'{v:.2f}'.replace('-', '−')}"
            for method, v in zip(METHODS, one["likeness"][self.depth], strict=True)
        )
        return (
            f"Weights of {which} shuffled: the network says {said} to {self.shows}. Likeness to the maps of "
            f"the whole network (rank correlation, 1 is the same): {alike}."
        )

    @t.validate("presets")
    def _valid_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"depth", "picture"})

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "The last layer forgets", "depth": 1},
            {"label": "Half of it forgets", "depth": 5},
            {"label": "All of it", "depth": 10},
        ]

    @t.default("still")
    def _still(self) -> str:
        return page(
            self.question,
            photograph_img(self.picture, self.shows, 150),
            map_image(self.maps, ", ".join(METHODS), 450, columns=3),
            words=self.sentence,
        )
