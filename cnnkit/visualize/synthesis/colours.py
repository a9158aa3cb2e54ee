"""Three colours that vary on their own, mixed into red, green and blue that vary together.

In photographs the three channels are nearly the same picture, so that an ascent that moves them one by one
soon makes colours that no photograph has. C. Olah, A. Mordvintsev, L. Schubert, "Feature visualization",
Distill 2017, section "preconditioning", climbs in channels without correlation instead.
"""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["decorrelated", "mixed"]

# Square root of the covariance of ImageNet's colours, as Lucid (Apache-2.0) gives it: rows are red, green and
# blue; columns are brightness, red against blue, green against both. Scaled so that the longest column is 1.
_ROOT = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]], dtype=torch.float64)
MIX = _ROOT / _ROOT.norm(dim=0).max()


def mixed(free: Tensor) -> Tensor:
    """`(n, 3, h, w)` of free channels -> red, green and blue; other numbers of channels as they are."""
    return _turned(free, MIX)


def decorrelated(colours: Tensor) -> Tensor:
    """The free channels that `mixed` makes these colours of."""
    return _turned(colours, torch.linalg.inv(MIX))


def _turned(x: Tensor, matrix: Tensor) -> Tensor:
    return torch.einsum("dc,nchw->ndhw", matrix.to(x), x) if x.shape[1] == 3 else x
