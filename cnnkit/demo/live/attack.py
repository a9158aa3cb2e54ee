"""How small a change makes a network wrong."""

from __future__ import annotations

from typing import Any

import traitlets as t
from torch import Tensor

from cnnkit.demo.live.base import Answer, Dial, Live, choice, shown, slider
from cnnkit.demo.live.maps import coloured
from cnnkit.visualize.attacks.equal_noise import equal_noise
from cnnkit.visualize.attacks.gradient_sign import fgsm, pgd

__all__ = ["Attack"]

WAYS = ("one step up the gradient", "ten steps", "noise of equal size")


class Attack(Live):
    """A change of every pixel by at most `size` of 255 grey levels."""

    settings = ("size", "way")
    size = Dial(4, 0, 32, help="in grey levels of 255").tag(sync=True)
    way = t.Enum(WAYS, WAYS[0]).tag(sync=True)

    def made_controls(self) -> list[dict[str, Any]]:
        return [slider(Attack.size, "Size, of 255"), choice("way", "Change", WAYS)]

    def answer(self, x: Tensor) -> Answer:
        ((target, _),) = self.network.best(x, 1)
        changed = self._changed(x, target)
        before, after = self.network.said(x), self.network.said(changed)
        change = (changed - x)[0]
        seen = (0.5 + change / (2 * max(self.size / 255, 1e-6))).clamp(0, 1)[None]
        return Answer(
            f"{before} becomes {after}, with no pixel changed by more than {self.size} of 255.",
            [
                shown(coloured(x), before),
                shown(coloured(seen), "the change, enlarged"),
                shown(coloured(changed), after),
            ],
        )

    def _changed(self, x: Tensor, target: int) -> Tensor:
        size = self.size / 255
        if self.way == WAYS[2] or not size:
            return equal_noise(x, size, seed=0)
        model = self.network.model
        return (
            fgsm(model, x, target, size) if self.way == WAYS[0] else pgd(model, x, target, size, size / 4, 10)
        )
