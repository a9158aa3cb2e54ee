"""What a network with auxiliary heads says while it trains: C. Szegedy et al., "Going deeper with
convolutions", CVPR 2015, section 5.

Small heads half-way push gradients into early layers; their losses are added with a small weight, and in eval
mode they are silent.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

__all__ = ["TrainingOutput"]


class TrainingOutput(NamedTuple):
    """What comes out in training mode alone; all tensors `(n, classes)`."""

    logits: Tensor
    aux: tuple[Tensor, ...]
    """Of the auxiliary heads, in the order in which they read the maps."""
