"""Local response normalization: a strong map quietens its neighbours at the same pixel.

A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks",
NIPS 2012, section 3.3: b = a / (k + alpha · Σ a²)^beta. The sum runs over `size` neighbouring maps, fewer at
the first and the last.
"""

from __future__ import annotations

from torch import nn

__all__ = ["ResponseNorm"]


class ResponseNorm(nn.LocalResponseNorm):
    """`(n, c, h, w) -> (n, c, h, w)`, with the paper's constants and the paper's meaning of alpha.

    torch divides alpha by `size` (a mean over the neighbours, as in Caffe); the paper's formula does not.
    """

    def __init__(self, size: int = 5, alpha: float = 1e-4, beta: float = 0.75, k: float = 2.0) -> None:
        super().__init__(size, alpha * size, beta, k)
