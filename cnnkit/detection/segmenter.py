"""A class for every pixel: an encoder that halves the maps, a decoder that doubles them, and skips between.

The idea of U-Net (Ronneberger, Fischer, Brox 2015), small, with sums in place of concatenations as in LinkNet
(Chaurasia, Culurciello 2017): what the encoder saw at a size helps the decoder to say *where* at that size.
"""

import itertools
from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct

__all__ = ["Segmenter"]


class Segmenter(nn.Module):
    """`(n, 3, h, w)` -> logits `(n, classes, h, w)`; h and w multiples of 2 to the number of `widths`.

    `widths`: channels at h/2, h/4, …; `skips=False` leaves the sums out, for comparison. Maps are doubled by
    repeating pixels and a convolution; the last step is a transposed convolution whose kernel is its stride,
    so that every pixel is written once (no checkerboard).
    """

    def __init__(self, classes: int, widths: Sequence[int] = (16, 32, 64, 128), skips: bool = True) -> None:
        super().__init__()
        self.skips = skips
        self.down = nn.ModuleList([ConvNormAct(3, widths[0], 3, 2, 1)])
        for wide, wider in itertools.pairwise(widths):
            self.down.append(
                nn.Sequential(ConvNormAct(wide, wider, 3, 2, 1), ConvNormAct(wider, wider, 3, 1, 1))
            )
        narrowing = list(zip(widths[:0:-1], widths[-2::-1], strict=True))
        self.narrow = nn.ModuleList(nn.Conv2d(wider, wide, 1) for wider, wide in narrowing)
        self.up = nn.ModuleList(ConvNormAct(wide, wide, 3, 1, 1) for _, wide in narrowing)
        self.last = nn.ConvTranspose2d(widths[0], classes, 2, 2)

    def forward(self, x: Tensor) -> Tensor:
        least = 2 ** len(self.down)
        if x.ndim != 4 or x.shape[2] % least or x.shape[3] % least:
            sides = "×".join(map(str, x.shape[2:]))
            raise ValueError(
                f"Both sides are halved {len(self.down)} times: multiples of {least}, not {sides}."
            )
        seen = []
        for block in self.down:
            x = block(x)
            seen.append(x)
        for narrow, block, skip in zip(self.narrow, self.up, seen[-2::-1], strict=True):
            x = F.interpolate(narrow(x), scale_factor=2, mode="nearest")
            x = block(x + skip if self.skips else x)
        return self.last(x)
