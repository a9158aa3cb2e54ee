"""Where the weights of a network are, and where its work."""

from __future__ import annotations

from typing import Any

import traitlets as t
from torch import Tensor

from cnnkit.demo.live.base import Answer, Live, choice
from cnnkit.summary.row import crossed

__all__ = ["Layers"]

DEPTHS = {"all layers": 99, "modules": 1, "modules within modules": 2}
HEAD = ("layer", "kind", "comes out", "parameters", "MACs", "sees")


class Layers(Live):
    """`cnnkit.summary` as a table; no picture is needed."""

    settings = ("depth",)
    pictured = False
    depth = t.Enum(tuple(DEPTHS), "modules within modules").tag(sync=True)

    def made_controls(self) -> list[dict[str, Any]]:
        return [choice("depth", "Rows", tuple(DEPTHS))]

    def pixels(self) -> Tensor:
        return Tensor()

    def answer(self, x: Tensor) -> Answer:
        whole = self.network.summary
        summary = whole if self.depth == "all layers" else whole.grouped(DEPTHS[self.depth])
        rows = [
            [
                row.name,
                row.kind,
                crossed(row.out_shape[1:]),
                _part(row.params, whole.params),
                _part(row.macs, whole.macs),
                f"{row.receptive_field.size:g}" if row.receptive_field else "",
            ]
            for row in summary
        ]
        says = f"{self.network.title} on {crossed(self.network.shape)}: {whole.params:,} parameters, "
        return Answer(f"{says}{whole.macs:,} multiplications.", head=HEAD, rows=rows)


def _part(count: int, whole: int) -> str:
    return f"{count:,} ({count / whole:.0%})" if count and whole else f"{count:,}"
