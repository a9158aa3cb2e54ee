"""The slope of a score with respect to the pixels, as all methods take it that go backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import torch
from torch import Tensor, nn

from cnnkit.visualize.looking.layers import Layer, run_to
from cnnkit.visualize.looking.pictures import check_pictures, class_scores, pick, targets
from cnnkit.visualize.looking.untouched import untouched

__all__ = ["TOGETHER", "Target", "input_slope", "input_slopes", "scored_slopes"]

Target = Tensor | int | Sequence[int]
"""A class for each picture, or one for all."""
TOGETHER = 4
"""Pictures that run at once where many versions of one are asked for: more are no faster on a processor, and
each takes the memory of a pass up and down."""


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
    check_pictures(x)
    with untouched(model):
        leaf, given = _leaf(x)
        if layer is None:
            scores = class_scores(model, given)
        else:
            said = run_to(model, given, layer)
            scores = said.reshape(*said.shape[:2], -1).max(2).values  # n channels
        return _slope(model, pick(scores, target).sum(), leaf)


def input_slopes(model: nn.Module, versions: Iterable[Tensor], target: Target) -> Iterator[Tensor]:
    """As `input_slope` of each of several versions of `x`, one after the other; small ones run together."""
    coming = iter(versions)
    while first := list(islice(coming, 1)):
        n = len(check_pictures(first[0]))
        some = first + list(islice(coming, max(1, TOGETHER // n) - 1))
        _, slopes = scored_slopes(model, torch.cat(some), target, [*range(n)] * len(some), n)
        yield from slopes.split(n)


def scored_slopes(
    model: nn.Module, x: Tensor, target: Target, pictures: list[int], n: int
) -> tuple[Tensor, Tensor]:
    """The target's logits `(m,)` and their slopes `(m, c, h, w)` for m versions of n pictures.

    `target` is for the n pictures; `pictures` says of which of them each version is.
    """
    with untouched(model):
        leaf, given = _leaf(x)
        scores = class_scores(model, given)
        chosen = targets(target, n, scores.shape[1], scores)[pictures]
        picked = scores.gather(1, chosen[:, None])[:, 0]
        return picked.detach(), _slope(model, picked.sum(), leaf)


def _leaf(x: Tensor) -> tuple[Tensor, Tensor]:
    """What the slope is taken at, and what the network gets, which may write into it."""
    leaf = x.detach()
    leaf = (leaf.clone() if leaf.is_inference() else leaf).requires_grad_()
    return leaf, leaf.clone()


def _slope(model: nn.Module, score: Tensor, leaf: Tensor) -> Tensor:
    if not score.requires_grad:
        raise ValueError(f"the scores of this {type(model).__name__} have no slope: it detaches them")
    return torch.autograd.grad(score, leaf)[0]
