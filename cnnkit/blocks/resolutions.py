"""Several resolutions side by side: J. Wang et al., "Deep high-resolution representation learning for visual
recognition", TPAMI 2021, figures 2 and 3 and section 3.

A coarser one is added now and then, and all tell each other what they know again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.residual import Residual, basic_branch

__all__ = ["Exchange", "Fusion", "Maps", "Transition", "Upsample"]

Upsample = Literal["bilinear", "nearest"]
Maps = list[Tensor]
"""One tensor a resolution, the finest first: `(n, c, h, w)`, `(n, 2c, h/2, w/2)`, …"""


class Fusion(nn.Module):
    """Figure 3: each resolution becomes the sum of all, brought to its size and channels."""

    def __init__(self, widths: Sequence[int], upsample: Upsample) -> None:
        super().__init__()
        self.upsample = upsample
        self.paths = nn.ModuleList(
            nn.ModuleList(self._path(widths, source, target) for source in range(len(widths)))
            for target in range(len(widths))
        )
        self.act = nn.ReLU()

    @staticmethod
    def _path(widths: Sequence[int], source: int, target: int) -> nn.Module:
        if source == target:
            return nn.Identity()
        if source > target:
            return ConvNormAct(widths[source], widths[target], 1, act=None)
        path = nn.Sequential()
        for _ in range(target - source - 1):
            path.append(ConvNormAct(widths[source], widths[source], 3, 2, 1))
        return path.append(ConvNormAct(widths[source], widths[target], 3, 2, 1, act=None))

    def forward(self, maps: Maps) -> Maps:
        return [self.act(self._gather(maps, target)) for target in range(len(maps))]

    def _gather(self, maps: Maps, target: int) -> Tensor:
        total = None
        for source, path in enumerate(self.paths[target].children()):
            part = path(maps[source])
            if source > target:
                part = F.interpolate(part, size=maps[target].shape[2:], mode=self.upsample)
            total = part if total is None else total + part
        assert total is not None
        return total


class Exchange(nn.Module):
    """`blocks` residual blocks a resolution, then a fusion."""

    def __init__(self, widths: Sequence[int], blocks: int, upsample: Upsample) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Sequential(*(Residual(basic_branch(w, w, 1), nn.Identity()) for _ in range(blocks)))
            for w in widths
        )
        self.fusion = Fusion(widths, upsample)

    def forward(self, maps: Maps) -> Maps:
        return self.fusion([branch(x) for branch, x in zip(self.branches, maps, strict=True)])


class Transition(nn.Module):
    """Adds a resolution, made from the coarsest so far; brings the others to their channels."""

    def __init__(self, before: Sequence[int], after: Sequence[int]) -> None:
        super().__init__()
        self.keep = nn.ModuleList(
            nn.Identity() if b == a else ConvNormAct(b, a, 3, 1, 1)
            for b, a in zip(before, after, strict=False)
        )
        self.new = ConvNormAct(before[-1], after[-1], 3, 2, 1)

    def forward(self, maps: Maps) -> Maps:
        kept = [keep(x) for keep, x in zip(self.keep, maps, strict=True)]
        return [*kept, self.new(maps[-1])]
