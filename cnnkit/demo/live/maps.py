"""What each layer makes of a picture."""

from __future__ import annotations

from typing import Any

import traitlets as t
from torch import Tensor

from cnnkit.demo.live.base import Answer, Live, choice, shown
from cnnkit.visualize.inside.activations import activations
from cnnkit.visualize.panels import enlarged, grid, signed, top_of

__all__ = ["Maps", "OfLayers", "coloured"]

MOST, COLUMNS = 64, 8
SHEET_PX = 512


class OfLayers(Live):
    """A demo of one layer, chosen among those that say maps."""

    settings = ("layer",)
    layer = t.Unicode(help="its name in the network").tag(sync=True)

    @t.default("layer")
    def _first(self) -> str:
        return next(iter(self.network.layers()), "")

    @t.validate("layer")
    def _legal_layer(self, proposal: Any) -> str:
        legal = self.network.layers()
        if proposal.value not in legal:
            raise t.TraitError(f"layer={proposal.value!r}: legal are {', '.join(legal) or 'none'}")
        return proposal.value

    def made_controls(self) -> list[dict[str, Any]]:
        return [choice("layer", "Layer", self.network.layers())]


class Maps(OfLayers):
    """The maps of a layer, on one scale: orange above 0, blue below, 0 in grey."""

    def answer(self, x: Tensor) -> Answer:
        (maps,) = activations(self.network.model, x, [self.layer]).values()
        some = maps[0, :MOST]
        top = top_of(some.abs())
        sheet = grid([enlarged(signed(one, top), SHEET_PX // COLUMNS) for one in some], COLUMNS)
        _, count, h, w = maps.shape
        silent = float((maps == 0).float().mean())
        says = f"{self.layer}: {count} maps of {h}×{w}; {silent:.0%} of their numbers are 0."
        which = f"the first {len(some)} of {count} maps" if count > len(some) else f"all {count} maps"
        return Answer(says, [shown(coloured(x), "what goes in"), shown(sheet, which)])


def coloured(x: Tensor) -> Tensor:
    """The picture `(1, c, h, w)` as `(3, h, w)`, small ones enlarged."""
    return enlarged(x[0].expand(3, -1, -1))
