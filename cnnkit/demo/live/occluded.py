"""Which part of a picture the answer hangs on: a grey square over each place in turn."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from cnnkit.demo.live.base import Answer, Dial, Live, shown, slider
from cnnkit.demo.live.maps import coloured
from cnnkit.visualize.attribution.occlusion import occlusion
from cnnkit.visualize.panels import enlarged, heat

__all__ = ["Occluded"]


class Occluded(Live):
    """How far the score of the likeliest class falls where a square of grey lies."""

    settings = ("window",)
    window = Dial(25, 10, 60, help="side of the square, in hundredths of the shorter side").tag(sync=True)

    def made_controls(self) -> list[dict[str, Any]]:
        return [slider(Occluded.window, "Square, % of the side", 5)]

    def answer(self, x: Tensor) -> Answer:
        ((target, probability),) = self.network.best(x, 1)
        side = max(1, round(min(x.shape[2:]) * self.window / 100))
        drop = occlusion(self.network.model, x, target, side, max(1, side // 3), 0.5)[0]
        row, column = divmod(int(drop.argmax()), drop.shape[1])
        step, (h, w) = max(1, side // 3), x.shape[2:]
        at = [column * step / w, row * step / h, (column * step + side) / w, (row * step + side) / h]
        name = self.network.class_name(target)
        says = f"{name} ({probability:.1%}). At the marked place a grey square takes {float(drop.max()):.1f} "
        says += f"off its score, the most of {drop.numel()} places."
        lit = enlarged(heat(x[0].expand(3, -1, -1), drop.clamp_min(0)))
        pictures = [shown(coloured(x), "what goes in", mark=at), shown(lit, "light: covering it costs most")]
        return Answer(says, pictures)
