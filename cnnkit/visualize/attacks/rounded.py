"""A simple defence, and why it is none: fewer shades.

W. Xu, D. Evans, Y. Qi, "Feature Squeezing: Detecting Adversarial Examples in Deep Neural Networks", NDSS
2018, section 3.1 (bit depth). A. Athalye, N. Carlini, D. Wagner, "Obfuscated Gradients Give a False Sense
of Security", ICML 2018, section 4.1, walk round it: backwards they put the identity in the place of the
rounding.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["Rounded"]


class Rounded(nn.Module):
    """A model that sees pictures in a few shades: values in [0, 1] go to the nearest of `shades` even steps.

    The slope of rounding is 0 almost everywhere, so an attack on this module finds nothing to climb and every
    picture looks safe. With `straight_through=True` the answers are the same and the gradient passes the
    rounding as if it were not there: the attack of somebody who knows the defence.

    >>> Rounded(nn.Identity(), shades=3)(torch.tensor([0.1, 0.4, 0.9]))
    tensor([0.0000, 0.5000, 1.0000])
    """

    def __init__(self, model: nn.Module, shades: int, *, straight_through: bool = False) -> None:
        super().__init__()
        if isinstance(shades, bool) or not isinstance(shades, int) or shades < 2:
            raise ValueError(f"shades is {shades!r}; want a whole number, 2 (black and white) or more")
        self.model, self.shades, self.straight_through = model, shades, straight_through

    def forward(self, x: Tensor) -> Tensor:
        steps = self.shades - 1
        rounded = torch.round(x * steps) / steps
        if self.straight_through:
            rounded = x + (rounded - x).detach()
        return self.model(rounded)
