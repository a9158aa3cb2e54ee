"""Module A, a stack of 3×3: C. Szegedy et al., "Rethinking the Inception architecture for computer
vision", CVPR 2016, figure 5.

Two 3×3 convolutions behind each other see the 5×5 pixels that one 5×5 sees, with 18 weights a pair of maps in
place of 25 and a ReLU more. So the 5×5 branch becomes a stack.

For 288 maps in, and (64, 48, 64, 64, 96, 64) filters:

    (n, 288, h, w) -1×1-> (n, 64, h, w)
    (n, 288, h, w) -1×1-> (n, 48, h, w) -3×3-> (n, 64, h, w)
    (n, 288, h, w) -1×1-> (n, 64, h, w) -3×3-> (n, 96, h, w) -3×3-> (n, 96, h, w)
    (n, 288, h, w) -mean-> (n, 288, h, w) -1×1-> (n, 64, h, w)      joined: (n, 288, h, w)

Table 1 of the paper has it on maps of 35×35; the released network keeps a 5×5 there
(`cnnkit.models.inception_v3`).
"""

from __future__ import annotations

from cnnkit.blocks.inception import AvgPool, Branch, Conv

__all__ = ["stacked"]


def stacked(
    conv1: int, reduce3: int, conv3: int, reduce5: int, conv5: int, project: int
) -> tuple[Branch, ...]:
    """Figure 5, for `Branches`; `(n, c, h, w) -> (n, conv1 + conv3 + conv5 + project, h, w)`.

    >>> from cnnkit.blocks.inception import Branches
    >>> from cnnkit.blocks.conv_norm import ConvNormAct
    >>> Branches(192, stacked(64, 64, 64, 64, 96, 32), ConvNormAct)(torch.zeros(1, 192, 7, 7)).shape
    torch.Size([1, 256, 7, 7])
    """
    return (
        (Conv(conv1, 1),),
        (Conv(reduce3, 1), Conv(conv3, 3)),
        (Conv(reduce5, 1), Conv(conv5, 3), Conv(conv5, 3)),
        (AvgPool(), Conv(project, 1)),
    )
