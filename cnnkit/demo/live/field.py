"""How much of a picture one unit sees."""

from __future__ import annotations

from torch import Tensor

from cnnkit.demo.live.base import Answer, shown
from cnnkit.demo.live.maps import OfLayers, coloured
from cnnkit.visualize.inside.patches import field_on_picture

__all__ = ["FieldOfView"]


class FieldOfView(OfLayers):
    """The receptive field of the unit in the middle of a layer's maps, marked in the picture."""

    def answer(self, x: Tensor) -> Answer:
        row = self.network.summary.at(self.layer)
        h, w = x.shape[2:]
        rows, columns = row.out_shape[2:]
        match row.fields:
            case (down, across) if down is not None and across is not None:
                box = field_on_picture((down, across), (rows // 2, columns // 2), (h, w))
            case _:
                return Answer(f"{self.layer}: what its units see is not known.", [shown(coloured(x), "")])
        says = f"A unit of {self.layer} sees {down.size:g}×{across.size:g} pixels of {h}×{w}"
        says += ", its border of zeros included; " if (down.size, across.size) > (h, w) else "; "
        says += f"its neighbours stand {down.jump:g} pixels away."
        mark = [box.left / w, box.top / h, box.right / w, box.bottom / h]
        return Answer(says, [shown(coloured(x), f"the unit in the middle of {rows}×{columns}", mark=mark)])
