"""Total variation: how much neighbouring pixels differ, in one number.

Without beta the anisotropic one of L. Rudin, S. Osher, E. Fatemi, "Nonlinear total variation based noise
removal algorithms", 1992, in absolute values; with beta that of A. Mahendran, A. Vedaldi, "Understanding deep
image representations by inverting them", CVPR 2015 (arXiv 1412.0035), equation 4. Libraries differ here (a
root, a mean, squares without a root), so the sums are written out.
"""

from __future__ import annotations

import torch
from torch import Tensor

from cnnkit.visualize.looking.pictures import check_pictures

__all__ = ["total_variation"]


def total_variation(x: Tensor, beta: float | None = None) -> Tensor:
    """How rough pictures are: one number, summed over pictures, channels and places.

    Args:
        x: `(n, c, h, w)`, floats.
        beta: None: Σ|dx| + Σ|dy| over all neighbours. A number above 0: Σ (dx² + dy²)^(β/2) over the
            (h−1)×(w−1) pixels that have a neighbour to the right and one below. 1 keeps edges sharp, 2
            smooths them.

    Returns a tensor without axes, in x's dtype and on its device; its gradient is finite, also where nothing
    varies. Raises `ValueError` for another shape, for whole numbers, and for a beta that is not above 0.

    >>> x = torch.tensor([[[[0., 1.], [0., 3.]]]])
    >>> total_variation(x), total_variation(x, beta=2)
    (tensor(6.), tensor(1.))
    """
    x = check_pictures(x)
    if beta is None:
        return x.diff(dim=-1).abs().sum() + x.diff(dim=-2).abs().sum()
    if not beta > 0:
        raise ValueError(f"beta={beta}; want a power above 0 (1 keeps edges, 2 smooths them), or None")
    right = x[..., :-1, 1:] - x[..., :-1, :-1]
    below = x[..., 1:, :-1] - x[..., :-1, :-1]
    squares = right.square() + below.square()
    if beta == 2:
        return squares.sum()
    # where nothing varies the slope of a power below 1 is infinite (or 0 times infinite): no power there
    varies = squares > torch.finfo(x.dtype).tiny
    powers = torch.where(varies, squares, 1).pow(beta / 2)
    return torch.where(varies, powers, 0).sum()
