"""Module C, wider at its end: C. Szegedy et al., "Rethinking the Inception architecture for computer
vision", CVPR 2016, figure 7.

On the smallest maps, just before they are averaged, there should be many maps and no narrow place. So the
last step of two branches is split, into a row 1×3 and a column 3×1 *side by side*: wider, not deeper.

For 1280 maps in, as Inception-v3 has it on maps of 8×8:

    (n, 1280, h, w) -1×1-> (n, 320, h, w)
    (n, 1280, h, w) -1×1-> (n, 384, h, w) -1×3 and 3×1-> 2 × (n, 384, h, w)
    (n, 1280, h, w) -1×1-> (n, 448, h, w) -3×3-> (n, 384, h, w) -1×3 and 3×1-> 2 × (n, 384, h, w)
    (n, 1280, h, w) -mean-> (n, 1280, h, w) -1×1-> (n, 192, h, w)      joined: (n, 2048, h, w)
"""

from __future__ import annotations

from cnnkit.blocks.inception import AvgPool, Branch, Conv, Fork

__all__ = ["expanded"]


def expanded(conv1: int, reduce: int, filters: int, project: int) -> tuple[Branch, ...]:
    """Figure 7, for `Branches`; `(n, c, h, w) -> (n, conv1 + 4·filters + project, h, w)`.

    `filters` are those of each 1×3 and 3×1, and of the 1×1 and the 3×3 before them; `reduce` those of the
    1×1 before the 3×3.

    >>> from cnnkit.blocks.conv_norm import ConvNormAct
    >>> from cnnkit.blocks.inception import Branches
    >>> Branches(1280, expanded(320, 448, 384, 192), ConvNormAct)(torch.zeros(1, 1280, 8, 8)).shape
    torch.Size([1, 2048, 8, 8])
    """
    split = Fork(((Conv(filters, (1, 3)),), (Conv(filters, (3, 1)),)))
    return (
        (Conv(conv1, 1),),
        (Conv(filters, 1), split),
        (Conv(reduce, 1), Conv(filters, 3), split),
        (AvgPool(), Conv(project, 1)),
    )
