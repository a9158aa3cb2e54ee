"""`NeighbourBrowser`: which of 300 crops are nearest to one, by pixels and by what a layer says."""

import base64
import zlib
from typing import Any

import numpy as np
import traitlets as t

from cnnkit.widgets.arrays import check_range
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.real_network import PageNetwork, decoded_pixels, webp_img
from cnnkit.widgets.stills import page
from cnnkit.widgets.traits import Place
from cnnkit.widgets.weights import short_name, stored

CELL, COLUMNS, NEAR = 40, 20, 5


class NeighbourBrowser(PageNetwork):
    """A bank of 300 crops of the bundled photographs; of the chosen one the five nearest, twice.

        NeighbourBrowser()             # a crop of the cup whose pixels mislead, against fire9
        NeighbourBrowser(query=120, layer=1)

    `layer` counts conv1, fire3, fire5, fire9 from 0. A layer's code is the mean of each of its maps; nearness
    of codes is the angle between them, of pixels their distance. `python -m cnnkit.recipes neighbour_browser`
    made bank and answers. Raises `WidgetError` for a crop or a layer that is not there.
    """

    slug = "neighbour-browser"

    question = t.Unicode("Which are most alike: and at which layer does content win?").tag(sync=True)
    query = Place(0, lambda w: len(w.of), min=-1, help="the crop; −1: the reader's own picture").tag(
        sync=True
    )
    layer = Place(3, lambda w: len(w.layers), help="0 to 3").tag(sync=True)
    layers = t.List(help="[[name, channels], …]").tag(sync=True)
    names = t.List(t.Unicode(), help="what the photographs show").tag(sync=True)
    of = t.List(t.Int(), help="of each crop its photograph").tag(sync=True)
    same = t.List(t.Float(), help="over all crops: share of neighbours from the same photograph").tag(
        sync=True
    )
    sheet = t.Bytes(b"", help="WebP: the crops at 40 pixels, twenty a row").tag(sync=True)
    near = t.Bytes(b"", help="uint16 [pixels and layers][crop][5]").tag(sync=True)
    codes = t.Bytes(b"", help="uint8 [crop][channels of all layers]").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("neighbour_browser.json")
        near = np.array(list(saved["near"].values()), "<u2")
        codes = base64.b64decode(saved["codes"])
        traits = {
            "query": saved["start"],
            "layers": saved["layers"],
            "names": saved["shows"],
            "of": saved["of"],
            "same": list(saved["same_photograph"].values()),
            # a picture of the reader's needs the codes too
            "real_bytes": stored("real_network.json")["transferred_bytes"] + len(codes),
            "near": near.tobytes(),
            "sheet": base64.b64decode(saved["sheet"]),
            "codes": zlib.decompress(codes),
        }
        super().__init__(**traits | kwargs)

    def open(self) -> None:
        """Traits are checked together before they reach a page."""
        check_range(self.query, "query", 0, len(self.of) - 1, "crops of the bank are counted from 0")
        check_range(self.layer, "layer", 0, len(self.layers) - 1, "conv1, fire3, fire5, fire9")
        super().open()

    def nearest(self, by: int) -> list[int]:
        """The five crops nearest to the chosen one: `by` 0 pixels, 1 to 4 the layers."""
        if not 0 <= by <= len(self.layers):
            raise WidgetError(f"by={by}: 0 is pixels, 1 to {len(self.layers)} are the layers")
        table = np.frombuffer(self.near, "<u2").reshape(len(self.layers) + 1, len(self.of), NEAR)
        return [int(i) for i in table[by, self.query]]

    @property
    def name(self) -> str:
        """Of the layer, as the page writes it."""
        return short_name(self.layers[self.layer][0])

    @property
    def sentence(self) -> str:
        """What the page says."""
        by = self.layer + 1
        same = [sum(self.of[i] == self.of[self.query] for i in self.nearest(b)) for b in (0, by)]
        shares = [round(100 * self.same[b]) for b in (0, by)]
        return (
            f"A crop of: {self.names[self.of[self.query]]}. Of its five nearest, {same[0]} by pixels and "
            f"{same[1]} by {self.name} come from the same photograph; over all {len(self.of)} crops "
            f"{shares[0]} % and {shares[1]} %."
        )

    @t.default("still")
    def _still(self) -> str:
        sheet = decoded_pixels(self.sheet)  # 3 h w

        def cell(i: int) -> np.ndarray:
            row, column = (CELL * v for v in divmod(i, COLUMNS))
            return sheet[:, row : row + CELL, column : column + CELL]

        both = [[self.query, *self.nearest(by)] for by in (0, self.layer + 1)]
        rows = [np.concatenate([cell(i) for i in row], 2) for row in both]
        alt = f"A crop and its five nearest: above by pixels, below by {self.name}"
        return page(self.question, webp_img(np.concatenate(rows, 1), alt, 360), words=self.sentence)
