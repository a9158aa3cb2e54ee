"""Module B, rows and columns: C. Szegedy et al., "Rethinking the Inception architecture for computer
vision", CVPR 2016, figure 6.

A row 1×n and a column n×1 behind each other see n×n pixels with 2n weights a pair of maps in place of n²:
for 7 that is 14 in place of 49. The authors found it good on maps of 12 to 20 pixels, and not early on.

For 768 maps in, squeezed to 128, 192 out of each branch, n = 7:

    (n, 768, h, w) -1×1-> (n, 192, h, w)
    (n, 768, h, w) -1×1-> (n, 128, h, w) -1×7-> (n, 128, h, w) -7×1-> (n, 192, h, w)
    (n, 768, h, w) -1×1-> (n, 128, h, w) -7×1-> -1×7-> -7×1-> (n, 128, h, w) -1×7-> (n, 192, h, w)
    (n, 768, h, w) -mean-> (n, 768, h, w) -1×1-> (n, 192, h, w)      joined: (n, 768, h, w)

The order of row and column is that of the released network, in which Inception-v3 has it on maps of 17×17.
"""

from __future__ import annotations

from cnnkit.blocks.inception import AvgPool, Branch, Conv

__all__ = ["asymmetric"]


def asymmetric(reduce: int, filters: int, size: int = 7) -> tuple[Branch, ...]:
    """Figure 6, for `Branches`; `(n, c, h, w) -> (n, 4·filters, h, w)`. `size` is odd.

    >>> from cnnkit.blocks.conv_norm import ConvNormAct
    >>> from cnnkit.blocks.inception import Branches
    >>> Branches(768, asymmetric(128, 192), ConvNormAct)(torch.zeros(1, 768, 7, 7)).shape
    torch.Size([1, 768, 7, 7])
    """
    row, column = (1, size), (size, 1)
    return (
        (Conv(filters, 1),),
        (Conv(reduce, 1), Conv(reduce, row), Conv(filters, column)),
        (Conv(reduce, 1), Conv(reduce, column), Conv(reduce, row), Conv(reduce, column), Conv(filters, row)),
        (AvgPool(), Conv(filters, 1)),
    )
