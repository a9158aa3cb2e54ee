"""The slope of a score with respect to the pixels, as all methods take it that go backwards."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cnnkit.visualize.looking.layers import Layer, run_to
from cnnkit.visualize.looking.pictures import check_pictures, class_scores, pick
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["Target", "input_slope", "slope_and_score"]

Target = Tensor | int | Sequence[int]
"""A class for each picture, or one for all."""


def input_slope(model: nn.Module, x: Tensor, target: Target, layer: Layer | None = None) -> Tensor:
    """dS/dx, of x's shape; each picture's score S is a function of this picture alone.

    Args:
        model: answers logits `(n, classes)`; it runs in eval mode and is left as it was.
        x: `(n, c, h, w)`.
        target: the class whose logit S is; with `layer` the channel of which S is the largest value.
        layer: a name or a module, whose output is `(n, channels, …)`; what comes after it does not run.

    Raises:
        ValueError: pictures, target or layer are not as said, or the score does not depend on the pixels.
    """
    return slope_and_score(model, x, target, layer)[0]


def slope_and_score(
    model: nn.Module, x: Tensor, target: Target, layer: Layer | None = None
) -> tuple[Tensor, Tensor]:
    """As `input_slope`, and S itself, `(n,)`, which the way up computes anyway."""
    check_pictures(x)
    with untouched(model):
        leaf = x.detach().clone().requires_grad_()
        given = leaf.clone()  # the network may write into what it is given
        if layer is None:
            scores = class_scores(model, given)
        else:
            said = run_to(model, given, layer)
            scores = said.reshape(*said.shape[:2], -1).max(2).values  # n channels
        if not scores.requires_grad:
            raise ValueError(f"the scores of this {type(model).__name__} have no slope: it detaches them")
        chosen = pick(scores, target)
        return torch.autograd.grad(chosen.sum(), leaf)[0], chosen.detach()
